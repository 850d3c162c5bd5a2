"""Rules of leaf values, each kept, broken and without anything to say."""

from typing import Any

import pytest

from conformance.model import Exchange
from conformance.rules import scalars
from tests.support import exchanges
from tests.support.exchanges import changed
from tests.unit.conformance.rules import judging
from tests.unit.conformance.rules.judging import Judged

UUID = "123e4567-e89b-42d3-a456-426614174000"


def kettle(key: str, value: Any) -> Exchange:
    return changed(lambda result: result["kettle"].update({key: value}))


def person(key: str, value: Any) -> Exchange:
    return changed(lambda result: result["owner"].update({key: value}))


def company(key: str, value: Any) -> Exchange:
    owner = {"__typename": "Company", "number": None, "key": None, "settings": None, key: value}
    return changed(lambda result: result.update(owner=owner))


def top(key: str, value: Any) -> Exchange:
    return changed(lambda result: result.update({key: value}))


#: For each rule the place of such a value in an answer, what it takes and what it does not.
PLACES = {
    "scalars.int": (
        kettle,
        "degrees",
        (0, -(2**31), 2**31 - 1),
        (2**31, 2**40, -(2**31) - 1, "9", 1.5, 1.0, True, [], {}),
    ),
    "scalars.float": (kettle, "liters", (1, 1.5, -1e300), ("1", float("inf"), float("nan"), False, {})),
    "scalars.string": (kettle, "label", ("", "ketl\N{COMBINING DIAERESIS}"), (1, True, ["a"], {})),
    "scalars.boolean": (kettle, "isOn", (True, False), (1, "true", {})),
    "scalars.id": (kettle, "id", ("7", ""), (7, True, {})),
    "scalars.enum": (kettle, "state", ("COLD", "BOILING"), ("LUKEWARM", "cold", 1, {}, ["COLD"])),
    "scalars.date": (
        person,
        "born",
        ("2000-02-29", "0001-01-01"),
        ("2001-02-29", "20000229", "2000-02-29T00:00:00", "29/02/2000", 20000229, {}),
    ),
    "scalars.time": (
        person,
        "wakes",
        ("07:30", "07:30:00", "07:30:00.123456", "07:30:00Z", "07:30:00+01:00"),
        ("25:00", "7:30", "07:60", "07.30", "0730", 730),
    ),
    "scalars.date-time": (
        top,
        "startedAt",
        ("2026-01-31T08:00:00Z", "2026-01-31T08:00:00.123456+01:00", "2026-01-31T08:00"),
        (
            "2026-01-31",
            "2026-02-31T08:00:00Z",
            "2026-01-31T",
            "2026-01-31 08:00:00",
            "2026-01-31T08:00T08:00",
            1769846400,
        ),
    ),
    "scalars.decimal": (
        top,
        "price",
        ("1.20", "-0.5", "1E+2", ".5", "5.", 1, 1.2),
        ("NaN", "Infinity", " 1", "1_000", "\N{ARABIC-INDIC DIGIT ONE}", "", "1,2", True, float("inf"), {}),
    ),
    "scalars.big-int": (
        company,
        "number",
        (0, 10**30, -(10**30), "12", "-12"),
        ("1.5", 1.5, "", "1e3", "\N{ARABIC-INDIC DIGIT ONE}", True, {}),
    ),
    "scalars.uuid": (
        company,
        "key",
        (UUID, UUID.upper()),
        ("no", UUID.replace("-", ""), UUID.replace("-", "") + "----", f"{{{UUID}}}", 1),
    ),
    "scalars.json-string": (
        company,
        "settings",
        ('{"a": [1]}', "null", "1"),
        ("{", "", "[" * 100_000, {"a": 1}, 1),
    ),
}

CONFORMING = [
    pytest.param(rule, make(key, value), id=f"{rule}-{value}")
    for rule, (make, key, good, _) in PLACES.items()
    for value in good
]
BROKEN = [
    pytest.param(rule, key, make(key, value), id=f"{rule}-{value!r:.40}")
    for rule, (make, key, _, bad) in PLACES.items()
    for value in bad
]
NULL = [Judged(rule, exchanges.exchange({"data": {"boilKettle": None}})) for rule in PLACES]


class TestRules:
    @pytest.mark.parametrize(("rule", "exchange"), CONFORMING)
    def test_are_kept(self, rule: str, exchange: Exchange) -> None:
        assert judging.opportunities(Judged(rule, exchange)) > 0
        assert judging.fired(exchange) == {}

    @pytest.mark.parametrize(("rule", "key", "exchange"), BROKEN)
    def test_are_broken_alone(self, rule: str, key: str, exchange: Exchange) -> None:
        found = judging.fired(exchange)

        # Infinity and NaN are no JSON in the first place.
        unread = {"transport.json-object"} if exchange.response.flaw else set()
        assert set(found) == {rule, *unread}
        assert len(found[rule]) == 1
        assert found[rule][0].endswith(f".{key}")

    @pytest.mark.parametrize("given", NULL)
    def test_have_nothing_to_say_of_null(self, given: Judged) -> None:
        assert judging.opportunities(given) == 0

    def test_are_each_in_this_table(self) -> None:
        assert set(PLACES) == judging.ids(scalars.RULES)

    def test_look_at_each_item_of_a_list(self) -> None:
        tea = {
            "possibleErrors": None,
            "pot": {"cups": [[1, "2"], [3.5]]},
            "brand": {"__typename": "Family", "name": "A", "since": None},
        }

        found = judging.fired(exchanges.exchange({"data": {"brewTea": tea}}, mutation="brewTea"))

        assert found == {"scalars.int": ["$.data.brewTea.pot.cups[0][1]", "$.data.brewTea.pot.cups[1][0]"]}


class TestChecks:
    @pytest.mark.parametrize(
        ("name", "good", "bad", "ids"),
        [
            ("Int", 1, "1", ["scalars.int"]),
            ("FloatSafeDecimal", "1.5", "one", ["scalars.decimal"]),
            ("KettleState", "COLD", "cold", ["scalars.enum"]),
        ],
    )
    def test_are_those_of_the_rules(self, name: str, good: Any, bad: Any, ids: list[str]) -> None:
        found = scalars.checks(name, judging.CONTRACT.servers["api"].schema)

        assert [id_ for id_, _ in found] == ids
        assert all(keeps(good) and not keeps(bad) for _, keeps in found)

    def test_of_what_is_no_leaf_there_are_none(self) -> None:
        assert scalars.checks("Kettle", judging.CONTRACT.servers["api"].schema) == []


class TestApplies:
    @pytest.mark.parametrize(
        ("rule", "mutation", "expected"),
        [
            ("scalars.enum", "boilKettle", True),
            ("scalars.enum", "brewTea", False),
            ("scalars.string", "rekeyLid", True),
            ("scalars.id", "rekeyLid", False),
            ("scalars.date", "brewTea", True),
            ("scalars.date", "drainKettle", False),
        ],
    )
    def test_tells_whether_such_a_value_can_be_returned(
        self, rule: str, mutation: str, expected: bool
    ) -> None:
        assert judging.applies(rule, mutation) is expected
