"""The rule of domain limits, kept, broken and without anything to say."""

from typing import Any

import attrs
import pytest

from conformance.model import Exchange, Expectation
from tests.support import exchanges
from tests.unit.conformance.rules import judging
from tests.unit.conformance.rules.judging import Judged

RULE = "limits.respected"
TOO_STRONG = exchanges.error("KT-CT-9004", "Too strong.", "VALIDATION", mutation="brewTea")
SUCCESS = {"data": {"brewTea": {"possibleErrors": None, "pot": {"cups": None}, "brand": None}}}


def outside(document: Any, *, content: bytes | None = None, like: frozenset[str] | None = None) -> Exchange:
    case = attrs.evolve(
        exchanges.case("brewTea"),
        expectation=Expectation.ERROR,
        place=("input", "strength"),
        violation="6, above 5",
        like=like,
    )
    return exchanges.answer(case, document, content=content)


class TestRespected:
    def test_is_kept_by_an_error(self) -> None:
        exchange = outside({"data": None, "errors": [TOO_STRONG]})

        assert judging.opportunities(Judged(RULE, exchange)) == 1
        assert judging.fired(exchange) == {}

    def test_is_broken_by_success(self) -> None:
        assert judging.fired(outside(SUCCESS)) == {RULE: ["$.variables.input.strength"]}

    @pytest.mark.parametrize(
        "exchange",
        [
            exchanges.exchange(SUCCESS, mutation="brewTea"),
            outside(None, content=b""),
            # That the errors are no list is another rule's to say.
            outside({"data": None, "errors": {}}),
            outside(SUCCESS, like=frozenset({"KT-CT-9001"})),
        ],
    )
    def test_has_nothing_to_say(self, exchange: Exchange) -> None:
        assert judging.opportunities(Judged(RULE, exchange)) == 0

    def test_applies_where_the_contract_states_a_limit(self) -> None:
        assert judging.applies(RULE, "brewTea")
        assert not judging.applies(RULE, "boilKettle")
