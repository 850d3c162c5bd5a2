import pytest

from conformance import rules
from conformance.errors import ConfigError
from conformance.matrix import expectations
from conformance.matrix.expectations import Expectation
from sandbox import faults

RULES = ("scalars.int", "scalars.id", "shape.list")


class TestRead:
    def test_gives_the_rule_that_names_a_fault_and_those_beside(self) -> None:
        text = '["a.fault"]\nrule = "shape.list"\nbeside = ["scalars.id"]\naround = ["scalars.int"]\n'

        found = expectations.read(text, ["a.fault"], RULES)

        beside, around = frozenset({"scalars.id"}), frozenset({"scalars.int"})
        assert found == {"a.fault": Expectation("shape.list", beside, around=around)}

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ('["a.falt"]\nrule = "shape.list"\n', "there is no fault 'a.falt'"),
            ('["a.fault"]\nrule = "shape.lst"\n', "there is no rule 'shape.lst'"),
            ('["a.fault"]\nrule = "shape.list"\nbeside = ["nothing"]\n', "there is no rule 'nothing'"),
            ('["a.fault"]\nrule = "shape.list"\naround = ["nothing"]\n', "there is no rule 'nothing'"),
            ('["a.fault"]\nrule = "scalars.no*"\n', "there is no rule"),
            ("", "no rule is named for a.fault"),
        ],
    )
    def test_refuses_what_is_not_there(self, text: str, message: str) -> None:
        with pytest.raises(ConfigError) as raised:
            expectations.read(text, ["a.fault"], RULES)

        assert message in str(raised.value)

    def test_names_a_rule_for_every_fault_of_the_sandbox(self) -> None:
        text = expectations.TABLE.read_text(encoding="utf-8")

        found = expectations.read(text, faults.ALL, [rule.id for rule in rules.ALL])

        assert set(found) == set(faults.ALL)


class TestExpectation:
    def test_may_name_several_rules_by_a_glob(self) -> None:
        assert Expectation("scalars.*").names(RULES) == ["scalars.id", "scalars.int"]

    def test_names_none_that_is_left_for_later(self) -> None:
        assert Expectation("", later="only the state tells").names(RULES) == []
