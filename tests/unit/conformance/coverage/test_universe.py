from pathlib import Path

import strategies
from conformance.coverage import universe
from conformance.coverage.marks import Kind, Mark
from conformance.workflows.table import Action, Workflow
from schema import contract as contracts
from schema import sdl, supplement
from tests.support import exchanges

CONTRACT = exchanges.contract()
UNIVERSE = universe.of(CONTRACT)

TWO_SERVERS = """
[servers.tea]
url = "https://tea.example/"
snapshot = "tea.graphql"
[servers.water]
url = "https://water.example/"
snapshot = "water.graphql"
"""


def names(kind: Kind, group: str) -> set[str]:
    return {mark.name for mark in UNIVERSE.of(kind) if mark.group == group}


class TestOf:
    def test_counts_each_kind_from_the_contract_alone(self) -> None:
        totals = {kind: len(UNIVERSE.of(kind)) for kind in Kind}

        assert totals == {
            Kind.EDGES: 0,
            Kind.MUTATIONS: 4,
            Kind.ERRORS: 4,
            Kind.OUTPUT_FIELDS: 5 + 6 + 1 + 3 + 1 + 1 + 2 + 3 + 3,
            Kind.POSSIBLE_TYPES: 3,
            Kind.ENUM_VALUES_RECEIVED: 2,
            Kind.ENUM_VALUES_SENT: 0,
            Kind.INPUTS_PRESENT: 4 + 2 + 3 + 1,
            Kind.INPUTS_ABSENT: 4,
            Kind.INPUTS_NULL: 4,
            Kind.INPUTS_BOUNDARY: sum(len(strategies.edges(CONTRACT, one)) for one in CONTRACT.mutations),
            Kind.INPUTS_INVALID: sum(len(strategies.invalid(CONTRACT, one)) for one in CONTRACT.mutations),
        }

    def test_leaves_out_what_no_mutation_returns_or_takes(self) -> None:
        assert names(Kind.OUTPUT_FIELDS, "Query") == set()
        assert names(Kind.OUTPUT_FIELDS, "Mutation") == set()

    def test_lets_only_an_optional_input_be_absent_and_only_a_nullable_one_be_null(self) -> None:
        assert names(Kind.INPUTS_ABSENT, "BoilKettleInput") == {"degrees"}
        assert names(Kind.INPUTS_NULL, "boilKettle") == set()

    def test_has_the_fields_of_an_object_that_only_an_interface_leads_to(self) -> None:
        assert names(Kind.OUTPUT_FIELDS, "Family") == {"name", "since"}

    def test_reads_the_figures_of_the_api(self) -> None:
        of_api = universe.of(contracts.load())

        assert len(of_api.of(Kind.MUTATIONS)) == 170
        assert len(of_api.of(Kind.ERRORS)) == 680
        assert len(of_api.of(Kind.INPUTS_INVALID)) == 6_406


class TestEdges:
    def test_lead_from_what_gives_a_value_to_all_that_take_it(self) -> None:
        create = Action(
            name="create", mutation="brewTea", origins=("none",), to="there", gives={"id": "pot.id"}
        )
        drink = Action(
            name="drink", mutation="boilKettle", origins=("there",), input={"input.kettleId": "{id}"}
        )
        again = Action(name="again", mutation="brewTea", origins=("yes",), input={"input.of": "{id}"})
        workflow = Workflow(name="tea", sentence="", clean="no", actions=(create, drink, again))

        found = universe.of(CONTRACT, [workflow]).of(Kind.EDGES)

        assert [(mark.group, mark.name) for mark in found] == [
            ("tea", "brewTea → boilKettle: id"),
            ("tea", "brewTea → brewTea: id"),
        ]


class TestUnreachable:
    def test_names_what_lies_deeper_than_selections_go_and_no_more(self) -> None:
        chain = "\n".join(f"type T{n} {{ next: T{n + 1}, leaf: Int }}" for n in range(1, 6))
        made = _contract(f"type Mutation {{ go: T1 }} {chain} type T6 {{ leaf: Int }}")

        deep = {f"{mark.group}.{mark.name}" for mark in universe.of(made).unreachable}

        assert deep == {"T4.next", "T4.leaf", "T5.next", "T5.leaf", "T6.leaf"}
        assert "next" in strategies.slices(made, "go")[0].text

    def test_names_fields_that_need_arguments(self) -> None:
        made = _contract("type Mutation { go: T } type T { cup(size: Int!): Int, pot(size: Int): Int }")

        assert universe.of(made).unreachable == {
            Mark(Kind.OUTPUT_FIELDS, "T", "cup"): universe.NEEDS_ARGUMENTS
        }


class TestOn:
    def test_tells_types_of_two_servers_apart_that_have_one_name(self, tmp_path: Path) -> None:
        (tmp_path / "contract.toml").write_text(TWO_SERVERS)
        (tmp_path / "tea.graphql").write_text("type Mutation { brew: Tea } type Tea { cups: Int }")
        (tmp_path / "water.graphql").write_text("type Mutation { boil: Tea } type Tea { cups: Int }")
        made = universe.of(contracts.load(tmp_path))

        placed = made.on("water", Mark(Kind.OUTPUT_FIELDS, "Tea", "cups"))

        assert placed.group == "Tea (water)"
        assert placed in made.marks
        assert len(made.of(Kind.OUTPUT_FIELDS)) == 2


def _contract(text: str) -> contracts.Contract:
    settings = supplement.read('[servers.api]\nurl = "https://x.example/"\nsnapshot = "api.graphql"\n')
    return contracts.assemble(
        {"api": contracts.Server("api", "https://x.example/", sdl.read(f"type Query {{ a: Int }} {text}"))},
        settings,
    )
