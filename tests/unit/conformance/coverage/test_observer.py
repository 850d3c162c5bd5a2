from collections.abc import Mapping
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import strategies
from conformance.coverage import inputs, marks, observer, universe
from conformance.coverage.marks import Kind, Mark
from conformance.model import Case, Credential, Exchange, Expectation
from schema import types
from schema.operation import Operation
from tests.support import exchanges

CONTRACT = exchanges.contract()
UNIVERSE = universe.of(CONTRACT)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.sampled_from(["Person", "COLD"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["data", "errors", "boilKettle", "kettle", "owner", "state", "__typename", "cups"]
            ),
            inner,
            max_size=4,
        )
    ),
)


def seen(exchange: Exchange) -> Mapping[str, Any]:
    found: set[Mark] = set()
    observer.Observer(CONTRACT).observe(exchange, found.add)
    return marks.grouped(found)


def asked(variables: Mapping[str, Any], mutation: str = "boilKettle") -> Case:
    return attrs.evolve(exchanges.case(mutation), variables=variables)


ANSWERED = {"data": {"boilKettle": exchanges.result()}}
NOT_FOUND = exchanges.error("KT-CT-9001", "Kettle not found.", "NOT_FOUND")
REFUSED = {"data": {"boilKettle": None}, "errors": [NOT_FOUND]}
NULLED = {"data": None, "errors": [{"message": "", "path": ["brewTea"]}]}


class TestAnAnswer:
    def test_shows_fields_that_are_not_null_and_the_types_and_values_that_it_names(self) -> None:
        result = exchanges.result()
        result["kettle"]["label"] = None

        found = seen(exchanges.exchange({"data": {"boilKettle": result}}))

        assert found["output-fields"] == {
            "BoilKettle": ("cups", "kettle", "owner", "price", "startedAt"),
            "Cup": ("size",),
            "Kettle": ("degrees", "id", "isOn", "liters", "state"),
            "Person": ("born", "name", "wakes"),
        }
        assert found["possible-types"] == {"Owner": ("Person",)}
        assert found["enum-values-received"] == {"KettleState": ("BOILING",)}
        assert found["mutations"] == {"api": ("boilKettle",)}

    def test_says_nothing_of_the_fields_of_an_object_that_does_not_name_its_type(self) -> None:
        result = exchanges.result()
        del result["owner"]["__typename"]

        found = seen(exchanges.exchange({"data": {"boilKettle": result}}))

        assert "Person" not in found["output-fields"]
        assert "possible-types" not in found

    def test_with_an_error_is_no_call_without_one(self) -> None:
        found = seen(exchanges.exchange({"data": {"boilKettle": exchanges.result()}, "errors": [NOT_FOUND]}))

        assert "mutations" not in found
        assert found["output-fields"]["Cup"] == ("size",)

    def test_shows_documented_codes_alone(self) -> None:
        undocumented = exchanges.error("KT-CT-9004", "Too strong.", "VALIDATION")

        found = seen(exchanges.exchange({"data": {"boilKettle": None}, "errors": [NOT_FOUND, undocumented]}))

        assert found["errors"] == {"boilKettle": ("KT-CT-9001",)}

    def test_shows_nothing_where_nothing_was_to_execute(self) -> None:
        case = attrs.evolve(exchanges.case(), expectation=Expectation.REFUSAL)

        assert seen(exchanges.answer(case, ANSWERED)) == {}

    @given(JSON)
    def test_may_be_any_json_and_shows_nothing_that_the_contract_does_not_have(self, document: Any) -> None:
        found: set[Mark] = set()

        observer.Observer(CONTRACT).observe(exchanges.exchange(document), found.add)

        assert found <= UNIVERSE.marks

    @pytest.mark.parametrize("content", [b"", b"<html>", b"[" * 100_000, b"\xff"])
    def test_may_be_no_json_at_all(self, content: bytes) -> None:
        assert seen(exchanges.exchange(content=content)) == {}


class TestVariables:
    def test_are_present_absent_or_null(self) -> None:
        given_null = {"input": {"kettleId": "7", "degrees": None}}

        found = seen(exchanges.answer(asked(given_null), ANSWERED))

        assert found["inputs-present"] == {"BoilKettleInput": ("kettleId",), "boilKettle": ("input",)}
        assert found["inputs-null"] == {"BoilKettleInput": ("degrees",)}
        assert "inputs-absent" not in found

    def test_are_looked_at_inside_lists_and_in_a_single_value_for_a_list(self) -> None:
        for leaves in ([{"name": "mint"}], {"name": "mint"}):
            case = asked({"input": {"strength": 1, "leaves": leaves}}, "brewTea")

            found = seen(
                exchanges.answer(case, {"data": None, "errors": [{"message": "", "path": ["brewTea"]}]})
            )

            assert found["inputs-present"]["LeafInput"] == ("name",)
            assert found["inputs-absent"] == {"BrewTeaInput": ("APIKey",), "brewTea": ("served",)}

    def test_count_where_the_mutation_answered_an_error(self) -> None:
        assert "inputs-present" in seen(exchanges.answer(exchanges.case(), REFUSED))

    def test_do_not_count_where_the_request_was_refused_as_a_whole(self) -> None:
        assert seen(exchanges.answer(exchanges.case(), {"errors": [{"message": "Wrong variable."}]})) == {}
        assert seen(exchanges.answer(exchanges.case(), {"detail": "Forbidden"}, status=403)) == {}


class TestAnObserver:
    def test_tells_selections_apart_that_are_made_one_after_the_other(self) -> None:
        watching = observer.Observer(CONTRACT)
        answer = exchanges.answer(exchanges.case(), ANSWERED)
        found: set[Mark] = set()

        for index in range(observer.MAX_KEPT + 2):
            # A fuzzer's operations live for one exchange; another may get the place of one in memory.
            fields = answer.case.operation.root.selection.fields  # type: ignore[union-attr]
            picked = fields[index % len(fields)]
            operation = _with(answer.case.operation, picked)
            found.clear()
            watching.observe(
                attrs.evolve(answer, case=attrs.evolve(answer.case, operation=operation)), found.add
            )
            assert Mark(Kind.OUTPUT_FIELDS, "BoilKettle", picked.name) in found
            assert sum(mark.group == "BoilKettle" for mark in found) == 1


class TestEverySelection:
    def test_of_another_credential_is_observed_alike(self) -> None:
        case = exchanges.case(credential=Credential.NONE)

        assert seen(exchanges.answer(case, ANSWERED)) == seen(exchanges.answer(exchanges.case(), ANSWERED))


class TestEnumerated:
    @given(st.lists(st.tuples(st.tuples(st.sampled_from(["input", 0])), st.sampled_from(["null", "text"]))))
    def test_gives_each_a_name_of_its_own(self, places: list[tuple[tuple[str | int, ...], str]]) -> None:
        names = observer.enumerated(places)

        assert len(set(names)) == len(names) == len(places)


def _with(operation: Operation, field: Any) -> Operation:
    selection = attrs.evolve(operation.root.selection, fields=(field,))
    return attrs.evolve(operation, root=attrs.evolve(operation.root, selection=selection))


def test_recursive_inputs_end_where_their_value_ends() -> None:
    inner = types.InputValue("inner", types.TypeRef("Box"))
    schema = types.Schema({"Box": types.InputObject("Box", {"inner": inner})})
    found: set[Mark] = set()

    inputs.Inputs(schema).visitor("pack", {"box": types.InputValue("box", types.TypeRef("Box"))})(
        {"box": {"inner": {"inner": None}}}, found.add
    )

    assert marks.grouped(found) == {
        "inputs-null": {"Box": ("inner",)},
        "inputs-present": {"Box": ("inner",), "pack": ("box",)},
    }


def test_slices_of_the_contract_leave_no_mark_that_it_does_not_have() -> None:
    for mutation in CONTRACT.mutations:
        for operation in strategies.slices(CONTRACT, mutation):
            case = Case("valid_input", operation, exchanges.VARIABLES[mutation])
            found: set[Mark] = set()

            observer.Observer(CONTRACT).observe(exchanges.answer(case, {"data": {mutation: None}}), found.add)

            assert found <= UNIVERSE.marks
