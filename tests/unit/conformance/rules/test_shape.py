"""Rules of shape, each kept, broken and without anything to say."""

from collections.abc import Callable
from typing import Any

import pytest

import strategies
from conformance.model import Case, Exchange
from conformance.rules import shape
from tests.support import exchanges, schemas
from tests.support.exchanges import changed
from tests.unit.conformance.rules import judging
from tests.unit.conformance.rules.judging import NOT_FOUND, Breach, Judged

CONFORMING = exchanges.exchange({"data": {"boilKettle": exchanges.result()}})
REFUSED = exchanges.exchange({"errors": [{"message": "Syntax error."}]}, status=400)
BEHIND_LOCKS = exchanges.answer(judging.refused(), {"data": {"f0": {"__typename": "Other"}}})
LOCKED = judging.refused()
LOCKED_AND_RAISED = exchanges.answer(
    LOCKED,
    {
        "data": {LOCKED.operation.root.key: None},
        "errors": [{**NOT_FOUND, "path": [LOCKED.operation.root.key]}],
    },
)
LEAF = exchanges.exchange({"data": {"rekeyLid": "new"}}, mutation="rekeyLid")


def raised_at(*paths: list[Any], change: Callable[[dict[str, Any]], object]) -> Exchange:
    """An answer with an error at each of these paths below the mutation, and a changed result."""
    result = exchanges.result()
    change(result)
    listed = [{**NOT_FOUND, "path": ["boilKettle", *path]} for path in paths]
    return exchanges.exchange({"data": {"boilKettle": result}, "errors": listed})


def no_kettle(result: dict[str, Any]) -> None:
    result["kettle"] = None


def no_label(result: dict[str, Any]) -> None:
    result["kettle"]["label"] = None


def tea(cups: Any) -> Exchange:
    result = {
        "possibleErrors": None,
        "pot": {"cups": cups},
        "brand": {"__typename": "Family", "name": "A", "since": None},
    }
    return exchanges.exchange({"data": {"brewTea": result}}, mutation="brewTea")


def listed(possible: Any, index: int = 1) -> Exchange:
    """An error in the list of possible errors, at its second item or another."""
    result = {"possibleErrors": possible, "pot": {"cups": None}, "brand": None}
    error = exchanges.error("KT-CT-9003", "Tea refused.", "APPLICATION", mutation="brewTea")
    raised = {**error, "path": ["brewTea", "possibleErrors", index, "code"]}
    return exchanges.exchange({"data": {"brewTea": result}, "errors": [raised]}, mutation="brewTea")


KEPT = [
    *(Judged(rule, CONFORMING) for rule in judging.ids(shape.RULES) - {"shape.null-propagation"}),
    Judged("shape.non-null", tea([[1], []])),
    Judged("shape.list", tea([[1], []])),
    Judged("shape.null-propagation", raised_at(["kettle", "label"], change=no_label)),
    Judged("shape.null-propagation", listed([{"code": "KT-CT-9003"}, {"code": None}])),
    Judged("shape.null-propagation", listed([{"code": None}], 0)),
    # The id must not be null, so that its kettle is.
    Judged("shape.null-propagation", raised_at(["kettle", "id"], change=no_kettle)),
    Judged("shape.null-propagation", raised_at(["kettle", "label"], ["kettle"], change=no_kettle)),
    Judged(
        "shape.null-propagation", exchanges.failed({**NOT_FOUND, "path": ["boilKettle", "cups", 1, "size"]})
    ),
]

BROKEN = [
    Breach(
        "shape.selected-keys",
        "$.data.boilKettle.kettle.id",
        changed(lambda result: result["kettle"].pop("id")),
    ),
    Breach("shape.selected-keys", "$.data.boilKettle", exchanges.exchange({"data": {}})),
    Breach(
        "shape.nothing-unasked",
        "$.data.boilKettle.cups[1]",
        changed(lambda result: result["cups"][1].update(extra=1)),
    ),
    Breach(
        "shape.nothing-unasked",
        "$.data.boilKettle.owner",
        changed(lambda result: result["owner"].update(number=1)),
    ),
    Breach(
        "shape.non-null",
        "$.data.boilKettle.kettle.state",
        changed(lambda result: result["kettle"].update(state=None)),
    ),
    Breach(
        "shape.non-null", "$.data.boilKettle.cups[0]", changed(lambda result: result["cups"].insert(0, None))
    ),
    Breach("shape.non-null", "$.data.boilKettle.cups", changed(lambda result: result.update(cups=None))),
    Breach("shape.non-null", "$.data.brewTea.pot.cups[0][1]", tea([[1, None]])),
    Breach("shape.non-null", "$.data.brewTea.pot.cups[1]", tea([[1], None])),
    Breach(
        "shape.list", "$.data.boilKettle.cups", changed(lambda result: result.update(cups={"unasked": 1}))
    ),
    # What stands inside a mapping is in no place of a list.
    Breach(
        "shape.list", "$.data.boilKettle.cups", changed(lambda result: result.update(cups={"size": "large"}))
    ),
    Breach("shape.list", "$.data.boilKettle.kettle", changed(lambda result: result.update(kettle=[]))),
    Breach("shape.list", "$.data.brewTea.pot.cups[0]", tea([1])),
    Breach("shape.composite", "$.data.boilKettle.kettle", changed(lambda result: result.update(kettle="7"))),
    Breach("shape.composite", "$.data.boilKettle.owner", changed(lambda result: result.update(owner="Ada"))),
    Breach(
        "shape.typename",
        "$.data.boilKettle.owner.__typename",
        changed(lambda result: result.update(owner={"__typename": "Kettle"})),
    ),
    Breach(
        "shape.typename",
        "$.data.boilKettle.owner.__typename",
        changed(lambda result: result.update(owner={"__typename": ["Person"]})),
        {"scalars.string"},
    ),
    Breach("shape.null-propagation", "$.errors[0].path", raised_at(["kettle", "label"], change=no_kettle)),
    # The first one leads to no null.
    Breach(
        "shape.null-propagation",
        "$.errors[1].path",
        raised_at(["startedAt"], ["kettle", "label"], change=no_kettle),
        {"envelope.error-path"},
    ),
    Breach(
        "shape.null-propagation",
        "$.errors[0].path",
        exchanges.failed({**NOT_FOUND, "path": ["boilKettle", "kettle", "label"]}),
    ),
    Breach(
        "shape.null-propagation",
        "$.errors[0].path",
        listed([{"code": "KT-CT-9003"}, None, {"code": "KT-CT-9004"}]),
    ),
]

SILENT = [
    *(Judged(rule, REFUSED) for rule in judging.ids(shape.RULES)),
    *(Judged(rule, BEHIND_LOCKS) for rule in judging.ids(shape.RULES)),
    Judged("shape.non-null", LEAF),
    Judged("shape.list", LEAF),
    Judged("shape.typename", LEAF),
    Judged("shape.typename", changed(lambda result: result["owner"].pop("__typename"))),
    Judged("shape.null-propagation", CONFORMING),
    Judged("shape.null-propagation", LOCKED_AND_RAISED),
    Judged("shape.null-propagation", listed([{"code": "KT-CT-9003"}], 7)),
    Judged("shape.null-propagation", listed([{"code": "KT-CT-9003"}])),
    # There is no item before the first one.
    Judged("shape.null-propagation", listed([{"code": "KT-CT-9003"}, None], -1)),
    Judged("shape.null-propagation", raised_at(["kettle", "label"], change=dict)),
    Judged("shape.null-propagation", raised_at(["kettle", "other"], change=no_kettle)),
    Judged("shape.null-propagation", raised_at(["cups", "size"], change=no_kettle)),
    Judged("shape.null-propagation", raised_at([0], change=no_kettle)),
    Judged("shape.null-propagation", raised_at(["cups", 7], change=dict)),
    Judged(
        "shape.null-propagation",
        raised_at(["kettle", "label"], change=lambda result: result.update(kettle=1)),
    ),
    Judged(
        "shape.null-propagation",
        raised_at(["kettle", "label"], change=lambda result: result["kettle"].pop("label")),
    ),
    Judged("shape.null-propagation", exchanges.failed({**NOT_FOUND, "path": "boilKettle"})),
]


class TestRules:
    @pytest.mark.parametrize("given", KEPT)
    def test_are_kept(self, given: Judged) -> None:
        assert judging.opportunities(given) > 0
        assert given.rule not in judging.fired(given.exchange)

    @pytest.mark.parametrize("given", BROKEN)
    def test_are_broken_alone(self, given: Breach) -> None:
        found = judging.fired(given.exchange)

        assert found[given.rule] == [given.path]
        assert set(found) == {given.rule, *given.beside}

    @pytest.mark.parametrize("given", SILENT)
    def test_have_nothing_to_say(self, given: Judged) -> None:
        assert judging.opportunities(given) == 0

    def test_are_each_in_these_tables(self) -> None:
        declared = judging.ids(shape.RULES)

        assert judging.names(*KEPT) == judging.names(*BROKEN) == judging.names(*SILENT) == declared


class TestApplies:
    @pytest.mark.parametrize(
        ("rule", "mutation", "expected"),
        [
            ("shape.non-null", "boilKettle", True),
            ("shape.non-null", "brewTea", True),
            ("shape.non-null", "rekeyLid", False),
            ("shape.list", "boilKettle", True),
            ("shape.list", "drainKettle", False),
            ("shape.composite", "drainKettle", True),
            ("shape.composite", "rekeyLid", False),
            ("shape.typename", "boilKettle", True),
            ("shape.typename", "brewTea", True),
            ("shape.typename", "drainKettle", False),
            ("shape.selected-keys", "rekeyLid", True),
        ],
    )
    def test_tells_whether_the_contract_has_such_a_place(
        self, rule: str, mutation: str, expected: bool
    ) -> None:
        assert judging.applies(rule, mutation) is expected

    def test_sees_what_must_not_be_null_at_any_depth_of_a_list(self) -> None:
        contract = schemas.contract_from("type Mutation { pour: Cup } type Cup { sizes: [[Int!]] }")

        assert shape.non_null.applies(contract, contract.mutation("pour"))


class TestSelectedKeys:
    def test_are_those_of_the_interface_too_where_a_value_names_its_type(self) -> None:
        contract = schemas.contract_from(
            "type Mutation { pour: Drink } interface Drink { name: String }"
            " type Tea implements Drink { name: String } type Coffee implements Drink { name: String }"
        )
        case = Case("valid_input", strategies.operation(contract, "pour"), {})
        exchange = exchanges.answer(case, {"data": {"pour": {"__typename": "Tea"}}})

        found = shape.selected_keys.judge(exchange, contract)

        assert [one.path for one in found.violations] == ["$.data.pour.name"]


class TestTypename:
    def test_is_judged_wherever_it_stands(self) -> None:
        contract = schemas.contract_from(
            "type Mutation { pour: Tray } type Tray { first: Drink second: Drink } union Drink = Tea | Coffee"
            " type Tea { leaf: String } type Coffee { bean: String }"
        )
        case = Case("valid_input", strategies.operation(contract, "pour"), {})
        poured = {"first": {"leaf": None}, "second": {"__typename": "Tray"}}

        found = shape.typename.judge(exchanges.answer(case, {"data": {"pour": poured}}), contract)

        assert [one.path for one in found.violations] == ["$.data.pour.second.__typename"]
