import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schema import catalogue, errors, harvest, page, sdl, supplement, type_facts, types
from schema import contract as contracts
from tests.support import pages

AUTH_URL = "https://auth.example/graphql/"

HEADLESS = pages.entry(heading=(), type=(), address=(), description=(), errors=())
LOG_IN = (
    "logIn",
    "Type:Token",
    f"URL:{AUTH_URL}",
    "DEPRECATED: Please use signIn instead.",
    "Mutation",
    "mutation LogIn($name: String!) {",
    "logIn(name: $name)",
    "}",
    "Response",
    "{}",
)


def field(type_: str, **more: Any) -> dict[str, Any]:
    return {"type": type_, **more}


def fact(kind: str, source: str = "gb-2025", **more: Any) -> dict[str, Any]:
    return {
        "kind": kind,
        "source": source,
        **({"interfaces": []} if kind in ("object", "interface") else {}),
        **more,
    }


FACTS: dict[str, Any] = {
    "BoilKettle": fact(
        "object", fields={"temperature": field("Float"), "cups": field("[Cup]", source="docs")}
    ),
    "BoilKettleInput": fact("input", fields={"color": field("Color", default="RED")}),
    "Color": fact("enum", values={"RED": {}, "BLUE": {}}),
    "Cup": fact("interface", "kraken-2026/high", fields={"id": field("ID!")}),
    "TeaCup": {**fact("object", fields={"id": field("ID!"), "tea": field("Tea")}), "interfaces": ["Cup"]},
    "Tea": fact("union", "kraken-2026/medium", types=["GreenTea"]),
    "GreenTea": fact("object", fields={"name": field("String", args={"of": field("Leaf!")})}),
    "Leaf": fact("scalar"),
    "WashCup": fact("object", fields={"clean": field("Boolean")}),
    "Token": fact("scalar"),
    "Unused": fact("object", "docs", fields={"color": field("Color")}),
}
SIGNATURES: dict[str, Any] = {
    "boilKettle": {
        "args": {"input": "BoilKettleInput!"},
        "returns": "BoilKettle",
        "source": "kraken-2026/high",
    },
    "washCup": {"args": {}, "returns": "WashCup!", "source": "gb-2025"},
}
KEPT = supplement.Supplement(
    servers={
        "api": supplement.Address(pages.URL, "api.graphql"),
        "auth": supplement.Address(AUTH_URL, "auth.graphql"),
    },
    ambient=(catalogue.DocumentedError("KT-CT-1124", "Expired.", "APPLICATION"),),
    error_types={"KT-CT-7000": "AUTHORIZATION"},
    hazards={"boilKettle": "physical", "washCup": "read-like", "logIn": "credential"},
    areas={"boilKettle": "Hot drinks"},
    header_stated=frozenset({"stale"}),
    limits=(supplement.Limit("stale", "a", 1, 2),),
)


def text_of(*entries: Sequence[str], auth: Sequence[Sequence[str]] = (LOG_IN,)) -> str:
    behind = pages.page(*auth, section="Authentication Server").split("\n")
    return pages.page(*entries) + "\n".join(behind[len(pages.INTRODUCTION) :])


def made(
    text: str,
    facts: Mapping[str, Any] = FACTS,
    signatures: Mapping[str, Any] = SIGNATURES,
    kept: supplement.Supplement = KEPT,
) -> harvest.Harvest:
    return harvest.from_page(
        page.read(text),
        type_facts.read(json.dumps(facts)),
        type_facts.read_signatures(json.dumps(signatures)),
        kept,
    )


def schema_of(found: harvest.Harvest, file: str = "api.graphql") -> types.Schema:
    return sdl.read(found.files[file])


def reason(text: str, **changes: Any) -> str:
    with pytest.raises(errors.ContractError) as raised:
        made(text, **changes)
    return raised.value.reason


class TestFromPage:
    def test_makes_a_directory_that_loads(self, tmp_path: Path) -> None:
        found = made(text_of(pages.entry(), pages.NEXT))

        for name, text in found.files.items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        contract = contracts.load(tmp_path)

        assert set(found.files) == {"api.graphql", "auth.graphql", "contract.toml"}
        assert {name: mutation.server for name, mutation in contract.mutations.items()} == {
            "boilKettle": "api",
            "logIn": "auth",
            "washCup": "api",
        }
        assert contract.mutation("boilKettle").codes == {"KT-CT-7000", "KT-CT-7001"}
        assert contract.mutation("boilKettle").hazard == "physical"
        assert contract.mutation("boilKettle").certainty == "sister-api"
        assert not contract.mutation("washCup").documents_errors

    @settings(max_examples=30)
    @given(st.data())
    def test_gives_the_same_bytes_whatever_the_order_of_entries_and_facts(self, data: st.DataObject) -> None:
        def shuffled(items: Mapping[str, Any]) -> dict[str, Any]:
            return {
                name: shuffled(value) if isinstance(value, dict) else value
                for name, value in data.draw(st.permutations(sorted(items.items(), key=str)))
            }

        expected = made(text_of(pages.entry(), pages.NEXT))
        entries = data.draw(st.permutations([pages.entry(), pages.NEXT]))

        found = made(text_of(*entries), shuffled(FACTS), shuffled(SIGNATURES))

        assert found.files == expected.files

    def test_takes_the_types_that_are_reached_and_no_others(self) -> None:
        schema = schema_of(made(text_of(pages.entry())))

        assert {type_.name for type_ in schema} - set(types.BUILT_IN_SCALARS) == {
            "BoilKettle",
            "BoilKettleInput",
            "Color",
            "Cup",
            "GreenTea",
            "Leaf",
            "Mutation",
            "Query",
            "Tea",
            "TeaCup",
        }

    def test_notes_certainty_of_reached_types_fields_and_signatures_only(self) -> None:
        read = supplement.read(made(text_of(pages.entry())).files["contract.toml"])

        assert read.certainty == supplement.Certainty(
            sister_api=frozenset({"Cup", "boilKettle"}), inferred=frozenset({"Tea", "BoilKettle.cups"})
        )

    def test_keeps_what_was_decided_and_rewrites_what_the_page_says(self) -> None:
        description = (
            "This requires the Authorization header.",
            "DO NOT USE.",
            "Permitted values: 1-28",
            "A KT-CT-7000 error will be returned, well: a KT-CT-7000 error will be returned",
            "with boilRefusalReasons: BK_NO_WATER",
        )

        read = supplement.read(made(text_of(pages.entry(description=description))).files["contract.toml"])

        assert (read.servers, read.ambient) == (KEPT.servers, KEPT.ambient)
        assert (read.error_types, read.hazards) == (KEPT.error_types, KEPT.hazards)
        assert read.areas == KEPT.areas
        assert read.header_stated == {"boilKettle"}
        assert read.work_in_progress == {"boilKettle"}
        assert read.limits == (supplement.Limit("boilKettle", "input.paymentDay", 1, 28),)
        assert read.refusals == {
            "boilKettle": supplement.Refusal("KT-CT-7000", "boilRefusalReasons", ("BK_NO_WATER",))
        }

    def test_copies_no_prose_into_a_snapshot(self) -> None:
        found = made(text_of(pages.entry(description=("A secret of the house.",))))

        assert all("secret" not in text for text in found.files.values())
        assert schema_of(found).fields_of("Mutation")["boilKettle"].description == catalogue.write(
            page.read(text_of(pages.entry())).entries[0].errors or ()
        )

    def test_deprecates_what_names_a_replacement(self) -> None:
        schema = schema_of(made(text_of(pages.entry())), "auth.graphql")

        assert schema.fields_of("Mutation")["logIn"].deprecated == "Use signIn."

    def test_takes_a_missing_return_type_from_the_signature_and_a_missing_url_from_the_section(self) -> None:
        schema = schema_of(made(text_of(pages.NEXT, HEADLESS)))

        assert str(schema.fields_of("Mutation")["boilKettle"].type) == "BoilKettle"

    def test_goes_by_the_url_of_an_entry_that_stands_in_another_section(self) -> None:
        found = made(text_of(pages.entry(), LOG_IN, auth=()))

        assert set(schema_of(found, "auth.graphql").fields_of("Mutation")) == {"logIn"}

    def test_repeats_the_problems_of_the_page_as_warnings(self) -> None:
        text = text_of(pages.entry(variables=("Variables",)))

        line = pages.line_of(text, "Variables")
        assert made(text).warnings == (f"line {line}: the example of variables is empty",)

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            (text_of(HEADLESS), "line 6: boilKettle has no URL, and its section tells of 0 servers"),
            (
                text_of(pages.NEXT, LOG_IN, HEADLESS, auth=()),
                "line 30: boilKettle has no URL, and its section tells of 2 servers",
            ),
            (
                text_of(pages.entry(address=("URL:https://tea.example/",))),
                "line 6: boilKettle is at 'tea.example', no server of contract.toml",
            ),
            (text_of(pages.entry(address=("URL:https://[",))), "'https://[' is no URL: Invalid IPv6 URL"),
            (text_of(auth=()), "the page has no mutation of server 'api'"),
            (text_of(pages.entry(), auth=()), "the page has no mutation of server 'auth'"),
            (text_of(pages.entry(type=("Type:Cup",))), "line 6: boilKettle returns Cup, not BoilKettle"),
            (
                text_of(
                    pages.entry(operation=("Mutation", "mutation A {", "boilKettle { temperature }", "}"))
                ),
                "line 6: the arguments of boilKettle differ from its signature",
            ),
            (
                text_of(
                    pages.entry(operation=[line.replace("temperature", "heat") for line in pages.OPERATION])
                ),
                "line 6: boilKettle selects BoilKettle.heat, which the facts lack",
            ),
        ],
    )
    def test_names_entry_and_reason_of_a_contradiction(self, text: str, expected: str) -> None:
        assert reason(text) == expected

    def test_names_an_entry_whose_return_type_nobody_knows(self) -> None:
        text = text_of(pages.entry(type=()))

        assert (
            reason(text, signatures={})
            == "line 6: boilKettle has no return type on the page and no signature"
        )

    def test_names_a_type_that_is_defined_nowhere_and_the_nearest(self) -> None:
        facts = {name: known for name, known in FACTS.items() if name != "TeaCup"}
        facts["Tea"] = fact("union", types=["GreanTea"])
        facts["BoilKettle"] = fact("object", fields={"temperature": field("Tea"), "cups": field("Int")})

        assert reason(text_of(pages.entry()), facts=facts) == (
            "type 'GreanTea' is used and defined nowhere; did you mean 'GreenTea'?"
        )

    def test_says_so_if_a_hazard_is_kept_for_a_mutation_that_is_gone(self, tmp_path: Path) -> None:
        kept = attrs.evolve(KEPT, hazards={"boilKetle": "physical"})

        for name, text in made(text_of(pages.entry()), kept=kept).files.items():
            (tmp_path / name).write_text(text, encoding="utf-8")

        with pytest.raises(
            errors.ContractError, match="hazards: there is no mutation 'boilKetle'; did you mean 'boilK"
        ):
            contracts.load(tmp_path)
