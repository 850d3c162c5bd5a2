import pytest

from conformance import rules, states
from conformance.model import Evidence, ItemResult
from conformance.states import State
from tests.support import exchanges

CONTRACT = exchanges.contract()
LIST = "shape.list"

BROKEN = Evidence(
    fingerprint="0123456789",
    rule=LIST,
    level="MUST",
    mutation="boilKettle",
    scenario="valid_input",
    path="$.data",
    expected="a list",
    actual="1",
    request={"body": "", "curl": ""},
    response={},
    case={},
)

SEEN = ItemResult("boilKettle", "valid_input", opportunities={LIST: 3})
UNTOLD = ItemResult("boilKettle", "valid_input", inconclusive={LIST: {"the same error inside": 1}})
FOUND = ItemResult("boilKettle", "public", opportunities={LIST: 1}, evidence=(BROKEN,))
WAIVED = ItemResult(
    "boilKettle", "public", evidence=(Evidence(**{**FOUND.as_json()["evidence"][0], "waived": True}),)
)
ELSEWHERE = ItemResult("brewTea", "valid_input", opportunities={LIST: 1})
REFUSED = ItemResult("boilKettle", "valid_input", not_exercised="would execute")


class TestTable:
    @pytest.mark.parametrize(
        ("results", "state"),
        [
            ((), State.NOT_EXERCISED),
            ((REFUSED,), State.NOT_EXERCISED),
            ((ELSEWHERE,), State.NOT_EXERCISED),
            ((SEEN,), State.PASSED),
            ((UNTOLD,), State.INCONCLUSIVE),
            ((SEEN, UNTOLD), State.INCONCLUSIVE),
            ((FOUND,), State.VIOLATED),
            ((WAIVED,), State.VIOLATED),
            ((SEEN, UNTOLD, FOUND), State.VIOLATED),
        ],
    )
    def test_tells_what_became_of_a_rule(self, results: tuple[ItemResult, ...], state: State) -> None:
        assert states.table(CONTRACT, results)["boilKettle"][LIST] is state

    def test_tells_what_the_contract_leaves_no_place_for(self) -> None:
        found = states.table(CONTRACT, [SEEN])

        assert found["drainKettle"][LIST] is State.NOT_APPLICABLE
        assert found["drainKettle"]["auth.refused-with-garbage"] is State.NOT_APPLICABLE
        assert found["boilKettle"]["auth.refused-with-garbage"] is State.NOT_EXERCISED

    def test_has_every_rule_at_every_mutation(self) -> None:
        found = states.table(CONTRACT, [])

        assert set(found) == set(CONTRACT.mutations)
        assert all(set(listed) == {rule.id for rule in rules.ALL} for listed in found.values())


class TestCounts:
    def test_counts_all_five_states_in_their_order(self) -> None:
        found = states.counts(states.table(CONTRACT, [FOUND]))

        assert list(found) == list(State)
        assert found[State.VIOLATED] == 1
        assert found[State.PASSED] == 0
        assert sum(found.values()) == len(rules.ALL) * len(CONTRACT.mutations)


class TestUnreached:
    def test_lists_rules_with_a_place_at_mutations_that_were_asked(self) -> None:
        table = states.table(CONTRACT, [SEEN, ELSEWHERE])

        found = states.unreached(table, ["brewTea", "boilKettle", "boilKettle"])

        assert LIST not in found
        assert found["shape.composite"] == ("boilKettle", "brewTea")
        assert all(
            table[name][rule] is State.NOT_EXERCISED for rule, names in found.items() for name in names
        )
        assert list(map(len, found.values())) == sorted(map(len, found.values()), reverse=True)

    def test_lists_nothing_where_nothing_was_asked(self) -> None:
        assert states.unreached(states.table(CONTRACT, []), []) == {}
