"""What holds for all pairs of schemas, and what the difference counts and leaves out."""

import contextlib
import datetime
import re
from collections.abc import Mapping
from typing import Any

import attrs
import graphql
from graphql.utilities import find_schema_changes
from hypothesis import given, settings
from hypothesis import strategies as st

import strategies
from schema import catalogue, coercion, sdl, types
from schema.drift import affected, answers, difference, literals
from schema.drift.change import BREAKING, DANGEROUS, SAFE, Kind
from schema.drift.outcome import Drift
from schema.drift.scope import Scope
from schema.drift.unsaid import Aspect
from tests.support import schema_pairs, schemas

TODAY = datetime.date(2026, 11, 24)

# Our kinds for each breaking change that graphql-core finds.
KINDS: Mapping[str, tuple[Kind, ...]] = {
    "TYPE_REMOVED": (Kind.TYPE_REMOVED,),
    "TYPE_CHANGED_KIND": (Kind.TYPE_KIND_CHANGED,),
    "TYPE_REMOVED_FROM_UNION": (Kind.UNION_MEMBER_REMOVED,),
    "VALUE_REMOVED_FROM_ENUM": (Kind.ENUM_VALUE_REMOVED,),
    "REQUIRED_INPUT_FIELD_ADDED": (Kind.INPUT_FIELD_ADDED,),
    "IMPLEMENTED_INTERFACE_REMOVED": (Kind.INTERFACE_REMOVED,),
    "FIELD_REMOVED": (Kind.FIELD_REMOVED, Kind.INPUT_FIELD_REMOVED),
    "FIELD_CHANGED_KIND": (Kind.FIELD_TYPE_CHANGED, Kind.INPUT_FIELD_TYPE_CHANGED),
    "REQUIRED_ARG_ADDED": (Kind.ARGUMENT_ADDED,),
    "ARG_REMOVED": (Kind.ARGUMENT_REMOVED,),
    "ARG_CHANGED_KIND": (Kind.ARGUMENT_TYPE_CHANGED,),
}

# Where graphql-core says breaking and we do not, and why:
# - VALUE_REMOVED_FROM_ENUM of an enum that only answers use: no operation can name the value, so that
#   none stops being valid. A client may wait for it in vain: dangerous.
# - TYPE_REMOVED of a standard scalar: graphql-core lists those that are used; every schema has them all.


def side(schema: types.Schema, **more: Any) -> difference.Side:
    return difference.Side.of_schemas({"api": schema}, **more)


def between(old: types.Schema, new: types.Schema, **more: Any) -> Drift:
    return difference.between(side(old), side(new), today=TODAY, **more)


def documented(schema: types.Schema, data: st.DataObject) -> list[affected.Documented]:
    """The first slices of all mutations, with drawn variables."""
    contract = schemas.contract_of(schema)
    return [
        affected.Documented(
            name,
            tuple(one.text for one in strategies.slices(contract, name, complexity=30)[:3]),
            tuple(data.draw(st.lists(strategies.variables(contract, name), min_size=1, max_size=2))),
        )
        for name in contract.mutations
    ]


def valid(schema: types.Schema, built: graphql.GraphQLSchema, one: affected.Documented) -> bool:
    """Whether a whole schema takes all its documents, with variables and with literals."""
    for text in one.documents:
        document = graphql.parse(text)
        if graphql.validate(built, document):
            return False
        for values in one.variables:
            if coercion.variable_errors(built, text, values):
                return False
            with contextlib.suppress(literals.NotALiteralError):
                if graphql.validate(built, literals.inline(schema, document, values)):
                    return False
    return True


def excepted(one: Any, pair: schema_pairs.Pair) -> bool:
    if one.type.name == "TYPE_REMOVED":
        return one.description.startswith("Standard scalar")
    if one.type.name == "VALUE_REMOVED_FROM_ENUM":
        enum = one.description.split()[2].split(".")[0]
        return not Scope(pair.old, pair.new, whole=True).takes(enum)
    return False


def names(coordinate: str, text: str) -> bool:
    return re.search(rf"(?<![\w.]){re.escape(coordinate)}(?![\w(]|\.\w)", text) is not None


class TestBetween:
    @settings(max_examples=25, derandomize=True, deadline=None)
    @given(schema_pairs.pairs(), st.data())
    def test_names_a_breaking_change_for_exactly_the_operations_that_break(
        self, pair: schema_pairs.Pair, data: st.DataObject
    ) -> None:
        operations = documented(pair.old, data)
        before, after = coercion.executable(pair.old), coercion.executable(pair.new)
        taken = {one.mutation for one in operations if valid(pair.old, before, one)}
        still = {one.mutation for one in operations if valid(pair.old, after, one)}

        drift = between(pair.old, pair.new, documented=lambda _: operations)

        assert taken - still <= set(drift.affected_operations())
        for one in drift.touching:
            if not one.kind.startswith("error-") and not answers.differ(pair.old, pair.new, one):
                assert not still.intersection(one.affects)

    @settings(max_examples=25, derandomize=True, deadline=None)
    @given(schema_pairs.pairs())
    def test_is_at_least_as_strict_as_graphql_core(self, pair: schema_pairs.Pair) -> None:
        old, new = (
            graphql.build_schema(sdl.write(one), assume_valid=True, assume_valid_sdl=True)
            for one in (pair.old, pair.new)
        )

        ours = [one for one in between(pair.old, pair.new, whole=True).changes if one.criticality is BREAKING]

        for theirs in find_schema_changes(old, new):
            if theirs.type.name in KINDS and not excepted(theirs, pair):
                kinds = KINDS[theirs.type.name]
                assert any(one.kind in kinds and names(one.coordinate, theirs.description) for one in ours)

    @settings(max_examples=15, derandomize=True, deadline=None)
    @given(schemas.schemas(), st.data(), st.booleans())
    def test_finds_nothing_between_a_schema_and_itself(
        self, schema: types.Schema, data: st.DataObject, whole: bool
    ) -> None:
        drift = between(schema, schema, documented=lambda _: documented(schema, data), whole=whole)

        assert drift.changes == ()
        assert drift.left_out.sentences == ()

    @settings(max_examples=15, derandomize=True, deadline=None)
    @given(schema_pairs.pairs())
    def test_does_not_depend_on_order(self, pair: schema_pairs.Pair) -> None:
        drift = between(pair.old, pair.new, whole=True)

        assert between(schema_pairs.reordered(pair.old), pair.new, whole=True) == drift
        assert between(pair.old, schema_pairs.reordered(pair.new), whole=True) == drift

    @settings(max_examples=15, derandomize=True, deadline=None)
    @given(schemas.schemas())
    def test_finds_nothing_between_two_forms_of_a_schema(self, schema: types.Schema) -> None:
        written, introspected = sdl.read(sdl.write(schema)), schema_pairs.introspected(schema)

        assert between(written, introspected, whole=True).changes == ()
        assert between(introspected, written, whole=True).changes == ()

    def test_compares_what_the_contract_reaches_and_counts_the_rest(self) -> None:
        old = sdl.read("type Mutation { brew: Tea } type Tea { a: Int } type Query { placeholder: Boolean }")
        new = sdl.read(
            """type Mutation { brew: Tea pour: Milk spill: Int } type Tea { a: Int leaf: Leaf }
            type Leaf { plant: Plant } type Plant { a: Int }
            type Milk { fat: Fat } type Fat { a: Int } type Query { milk: Milk } type Other { a: Int }"""
        )

        scoped, whole = between(old, new), between(old, new, whole=True)

        assert [one.coordinate for one in scoped.changes] == ["Leaf", "Tea.leaf"]
        assert scoped.left_out.sentences == (
            "2 mutations not in the contract",
            "3 types that no mutation of the contract reaches",
        )
        assert [one.coordinate for one in whole.changes] == [
            "Query.placeholder",
            "Fat",
            "Leaf",
            "Milk",
            "Mutation.pour",
            "Mutation.spill",
            "Other",
            "Plant",
            "Query.milk",
            "Tea.leaf",
        ]
        assert whole.left_out.sentences == ()

    def test_says_which_servers_it_did_not_compare(self) -> None:
        schema = sdl.read("type Mutation { brew: Int }")
        old = difference.Side.of_schemas({"api": schema, "auth": schema})
        new = difference.Side.of_schemas({"api": schema})

        drift = difference.between(old, new, today=TODAY)

        assert drift.changes == ()
        assert drift.left_out.sentences == ("on one side only, not compared: auth",)

    def test_names_the_server_of_a_change(self) -> None:
        old, new = (sdl.read(f"type Mutation {{ brew: {name} }}") for name in ("Int", "String"))
        sides = (
            difference.Side.of_schemas({"api": one, "auth": two}) for one, two in ((old, old), (old, new))
        )

        (found,) = difference.between(*sides, today=TODAY).changes

        assert (found.server, found.coordinate) == ("auth", "Mutation.brew")

    def test_lists_what_is_overdue_apart_from_the_changes(self) -> None:
        schema = sdl.read('type Mutation { brew: Int @deprecated(reason: "Will be removed on 2026-11-23.") }')

        drift = between(schema, schema)

        assert drift.changes == ()
        assert [(one.kind, one.coordinate) for one in drift.overdue] == [
            (Kind.REMOVAL_OVERDUE, "Mutation.brew")
        ]

    def test_adds_that_a_removal_came_before_its_date(self) -> None:
        old = sdl.read(
            """type Mutation { brew: Int
            pour(a: Int @deprecated(reason: "Will be removed on 2027-01-01.")): Int
            steep: Int @deprecated(reason: "Will be removed on 2027-01-01.") }"""
        )

        drift = between(old, sdl.read("type Mutation { brew: Int pour: Int }"))

        assert [(one.kind, one.coordinate) for one in drift.changes] == [
            (Kind.ARGUMENT_REMOVED, "Mutation.pour(a:)"),
            (Kind.REMOVED_BEFORE_DATE, "Mutation.pour(a:)"),
            (Kind.FIELD_REMOVED, "Mutation.steep"),
            (Kind.REMOVED_BEFORE_DATE, "Mutation.steep"),
        ]

    def test_marks_noise_and_counts_it_apart(self) -> None:
        template = 'type Mutation {{ "{}" brew(on: Date = "{}", cups: Int = {}): Int }} scalar Date'
        old = sdl.read(template.format("Old.", "2026-08-01", 1))
        new = sdl.read(template.format("New.", "2026-11-24", 2))

        drift = between(old, new)

        assert drift.noise == 2
        assert [one.coordinate for one in drift.signal] == ["Mutation.brew(cups:)"]
        assert {one.kind for one in drift.changes if one.noise} == {
            Kind.ARGUMENT_DEFAULT_CHANGED,
            Kind.DESCRIPTION_CHANGED,
        }
        assert [drift.count(one) for one in (BREAKING, DANGEROUS, SAFE)] == [0, 1, 0]

    def test_takes_the_shortest_notice_from_the_caller(self) -> None:
        old = sdl.read("type Mutation { brew: Int }")
        new = sdl.read('type Mutation { brew: Int @deprecated(reason: "Will be removed on 2026-12-24.") }')

        kinds = [
            {one.kind for one in between(old, new, notice=datetime.timedelta(days=days)).changes}
            for days in (30, 31)
        ]

        assert kinds == [{Kind.DEPRECATION_ADDED}, {Kind.DEPRECATION_ADDED, Kind.NOTICE_TOO_SHORT}]


class TestDrift:
    OLD = sdl.read(
        """type Mutation { brew: Int pour(a: Int): Int
        "The possible errors that can be raised are: - KT-CT-1: One." steep: Int }"""
    )
    NEW = sdl.read(
        """type Mutation { brew: Int pour: Int
        "The possible errors that can be raised are: - KT-CT-2: Two." steep: Int }"""
    )
    DOCUMENTED = (affected.Documented("pour", ("mutation { pour(a: 1) }",)),)

    def test_has_two_numbers_all_changes_and_those_that_touch_operations(self) -> None:
        with_operations = between(self.OLD, self.NEW, documented=lambda _: self.DOCUMENTED)
        without = between(self.OLD, self.NEW)

        assert (len(with_operations.signal), len(with_operations.touching)) == (3, 3)
        assert (len(without.signal), len(without.touching)) == (3, 2)

    def test_tells_the_affected_operations_by_criticality(self) -> None:
        drift = between(self.OLD, self.NEW, documented=lambda _: self.DOCUMENTED)

        assert drift.affected_operations() == ("pour", "steep")
        assert between(self.NEW, self.OLD).affected_operations() == ("steep",)
        assert drift.affected_operations(at_least=SAFE) == ("pour", "steep")


class TestSide:
    def test_of_a_contract_is_that_of_its_schemas(self) -> None:
        contract = schemas.contract_from(
            'type Mutation { "The possible errors that can be raised are: - KT-CT-1: One." a: Int b: Int }'
        )

        found = difference.Side.of_contract(contract)

        assert found == side(contract.servers["api"].schema)
        assert dict(found.catalogues) == {"a": (catalogue.DocumentedError("KT-CT-1", "One."),), "b": None}

    def test_has_the_ambient_codes_of_a_contract(self) -> None:
        contract = schemas.contract_from("type Mutation { a: Int }")
        ambient = {"KT-CT-1": catalogue.DocumentedError("KT-CT-1", "One.")}

        found = difference.Side.of_contract(attrs.evolve(contract, ambient=ambient))

        assert found.ambient == {"KT-CT-1"}

    def test_has_no_catalogue_where_the_form_has_no_descriptions(self) -> None:
        schema = sdl.read("type Mutation { a: Int }")

        found = side(schema, unsaid=frozenset({Aspect.DESCRIPTIONS}))

        assert dict(found.catalogues) == {}

    def test_can_be_a_catalogue_alone(self) -> None:
        old = difference.Side.of_contract(schemas.contract_from("type Mutation { a: Int }"))
        new = difference.Side({}, {"a": (catalogue.DocumentedError("KT-CT-1", "One."),)})

        drift = difference.between(old, new, today=TODAY)

        assert [one.kind for one in drift.changes] == [Kind.ERROR_LIST_ADDED]
