from collections.abc import Iterator
from typing import Any

import pytest

from conformance.model import Exchange, Findings, Level, Tier
from conformance.rules import declaration
from conformance.rules.declaration import Clause, Place, rule
from schema.contract import Contract
from tests.support import exchanges

CONTRACT = exchanges.contract()
CLAUSE = Clause("Kettles, 1 Boiling", "https://kettles.example/")
EXCHANGE = exchanges.exchange({"data": {"boilKettle": None}})


def check(_exchange: Exchange, _contract: Contract) -> Iterator[Place]:
    """A kettle whistles.

    It does so when the water boils.
    """
    yield Place("$.kept")
    yield Place("$.broken", "a whistle", "s" * 5_000)
    yield Place("$.silent", "a whistle")


class TestRule:
    def test_takes_its_sentence_from_the_docstring(self) -> None:
        declared = rule("kettle.whistles", CLAUSE, Level.SHOULD, tiers=(Tier.GUARD,))(check)

        assert declared.sentence == "A kettle whistles."
        assert declared.level is Level.SHOULD
        assert declared.tiers == (Tier.GUARD,)
        assert declared.applies(CONTRACT, CONTRACT.mutation("boilKettle"))

    def test_is_not_declared_without_a_docstring(self) -> None:
        def silent(_exchange: Exchange, _contract: Contract) -> Iterator[Place]:
            yield Place("$")

        with pytest.raises(TypeError, match=r"rule kettle.whistles has no docstring"):
            rule("kettle.whistles", CLAUSE)(silent)


class TestJudge:
    def test_counts_all_places_and_reports_the_broken_ones(self) -> None:
        findings = rule("kettle.whistles", CLAUSE)(check).judge(EXCHANGE, CONTRACT)

        assert findings.opportunities == 3
        assert [one.path for one in findings.violations] == ["$.broken", "$.silent"]
        assert {one.rule for one in findings.violations} == {"kettle.whistles"}
        assert {one.mutation for one in findings.violations} == {"boilKettle"}

    def test_bounds_what_was_received_and_counts_what_it_cuts_off(self) -> None:
        findings = rule("kettle.whistles", CLAUSE)(check).judge(EXCHANGE, CONTRACT)

        assert findings.violations[0].actual == "s" * declaration.MAX_ACTUAL + "… (5000 characters)"

    def test_of_no_place_there_is_nothing(self) -> None:
        def silent(_exchange: Exchange, _contract: Contract) -> Iterator[Place]:
            """A kettle whistles."""
            yield from ()

        assert rule("kettle.whistles", CLAUSE)(silent).judge(EXCHANGE, CONTRACT) == Findings(0)

    def test_is_about_the_mutation_that_a_place_blames(self) -> None:
        def blaming(_exchange: Exchange, _contract: Contract) -> Iterator[Place]:
            """A kettle whistles."""
            yield Place("$.kept", mutation="fillKettle")

        found = rule("kettle.whistles", CLAUSE)(blaming).judge(EXCHANGE, CONTRACT)

        assert found == Findings(1, (), "fillKettle")


class TestPath:
    def test_writes_names_and_indices(self) -> None:
        assert declaration.path(["data", "cups", 0, "size"]) == "$.data.cups[0].size"


class TestShown:
    @pytest.mark.parametrize(
        ("value", "text"), [("Zoë", '"Zo\\u00eb"'), ({"a": [1]}, '{"a": [1]}'), (None, "null")]
    )
    def test_is_json(self, value: Any, text: str) -> None:
        assert declaration.shown(value) == text

    def test_is_bounded_and_counts_what_it_cuts_off(self) -> None:
        text = declaration.shown("x" * 1_000)

        assert text.endswith("… (1002 characters)")
        assert len(text) < declaration.MAX_SHOWN + 30

    def test_is_whole_up_to_the_bound(self) -> None:
        text = "x" * (declaration.MAX_SHOWN - len('""'))

        assert declaration.shown(text) == f'"{text}"'
        assert declaration.shown(text + "x").endswith(f"… ({declaration.MAX_SHOWN + 1} characters)")

    def test_says_that_a_value_is_nested_too_deeply(self) -> None:
        value: list[Any] = []
        for _ in range(100_000):
            value = [value]

        assert declaration.shown(value) == "a value that is nested too deeply"
