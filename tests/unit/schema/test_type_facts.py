import contextlib
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schema import errors, type_facts, types
from tests.support import damage

KETTLE = {
    "kind": "object",
    "source": "gb-2025",
    "interfaces": ["Vessel"],
    "fields": {
        "volume": {"type": "Float!", "deprecated": True},
        "cups": {"type": "[Cup!]", "args": {"first": {"type": "Int", "default": "10"}}, "source": "docs"},
    },
}
FACTS: dict[str, Any] = {
    "Kettle": KETTLE,
    "Vessel": {"kind": "interface", "source": "kraken-2026/high", "interfaces": [], "fields": {}},
    "Thing": {"kind": "union", "source": "kraken-2026/medium", "types": ["Kettle", "Cup"]},
    "Cup": {"kind": "object", "source": "gb-2025", "interfaces": [], "fields": {"id": {"type": "ID"}}},
    "Color": {"kind": "enum", "source": "gb-2025", "values": {"RED": {"deprecated": True}, "BLUE": {}}},
    "BoilInput": {
        "kind": "input",
        "source": "kraken-2026",
        "fields": {"color": {"type": "Color", "default": "RED"}, "until": {"type": "Moment!"}},
    },
    "Moment": {"kind": "scalar", "source": "gb-2025"},
}
SIGNATURES = {
    "boilKettle": {"args": {"input": "BoilInput!"}, "returns": "[Kettle]", "source": "kraken-2026/high"}
}

JSON = st.recursive(
    st.none() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(("A", "kind", "fields", "")), inner),
    max_leaves=10,
)


def changed(name: str, **changes: Any) -> str:
    return json.dumps({**FACTS, name: {**FACTS[name], **changes}})


class TestRead:
    def test_reads_every_kind_of_type(self) -> None:
        read = type_facts.read(json.dumps(FACTS)).types

        assert read["Kettle"] == types.Object(
            "Kettle",
            {
                "volume": types.Field(
                    "volume", types.TypeRef("Float", True), deprecated="No longer supported"
                ),
                "cups": types.Field(
                    "cups",
                    types.TypeRef.parse("[Cup!]"),
                    {"first": types.InputValue("first", types.TypeRef("Int"), "10")},
                ),
            },
            ("Vessel",),
        )
        assert read["Vessel"] == types.Interface("Vessel", {})
        assert read["Thing"] == types.Union("Thing", ("Cup", "Kettle"))
        assert read["Color"] == types.Enum(
            "Color", {"RED": types.EnumValue("RED", "No longer supported"), "BLUE": types.EnumValue("BLUE")}
        )
        assert read["BoilInput"] == types.InputObject(
            "BoilInput",
            {
                "color": types.InputValue("color", types.TypeRef("Color"), "RED"),
                "until": types.InputValue("until", types.TypeRef("Moment", True)),
            },
        )
        assert read["Moment"] == types.Scalar("Moment")
        assert read["Int"] == types.Scalar("Int")

    def test_notes_how_certain_what_is_not_published_is(self) -> None:
        read = type_facts.read(json.dumps(FACTS))

        assert read.certainty == {
            "Vessel": "sister-api",
            "Thing": "inferred",
            "BoilInput": "sister-api",
            "Kettle.cups": "inferred",
        }

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("", "this is not JSON"),
            ("{", "this is not JSON"),
            ("<html>", "this is not JSON"),
            ("[" * 100_000, "this is not JSON"),
            ("9" * 5_000, "this is not JSON"),
            ("[]", "this is not a JSON object"),
            ("null", "this is not a JSON object"),
            ('{"A": {}, "A": {}}', "this is not JSON: 'A' stands twice in one object"),
            ('{"A": 1}', "type 'A' cannot be read"),
            ('{"A": {"kind": "scalar"}}', "type 'A' cannot be read: KeyError 'source'"),
            ('{"A B": {"kind": "scalar", "source": "docs"}}', "'A B' is not a name"),
            ('{"Int": {"kind": "enum", "source": "docs", "values": {}}}', "it is a built-in scalar"),
            (changed("Moment", kind="thing"), "'thing' is no kind of type"),
            (changed("Moment", source="rumor"), "source 'rumor' is none of gb-2025"),
            (changed("Cup", fields=[]), "type 'Cup' cannot be read"),
            (changed("Cup", fields={"id": {}}), "type 'Cup' cannot be read: KeyError 'type'"),
            (changed("Cup", fields={"id": {"type": 1}}), "type 'Cup' cannot be read"),
            (changed("Cup", fields={"id": {"type": "[ID"}}), "'[ID' is not a type"),
            (changed("Cup", fields={"an id": {"type": "ID"}}), "'an id' is not a name"),
            (changed("Cup", fields={"id": {"type": "ID", "source": []}}), "type 'Cup' cannot be read"),
            (changed("Thing", types=[1]), "type 'Thing' cannot be read"),
            (changed("Color", values={"": {}}), "'' is not a name"),
            (
                changed("BoilInput", fields={"a": {"type": "Int", "default": 1}}),
                "the default 1 is not the text",
            ),
            (
                changed("BoilInput", fields={"a": {"type": "Int", "default": "1 2"}}),
                "the default '1 2' is not the",
            ),
        ],
    )
    def test_names_type_and_reason_of_what_it_refuses(self, text: str, reason: str) -> None:
        with pytest.raises(errors.ContractError) as raised:
            type_facts.read(text, source="facts.json")

        assert raised.value.source == "facts.json"
        assert reason in raised.value.reason

    @given(st.one_of(st.text(), JSON.map(json.dumps)))
    def test_raises_nothing_but_a_contract_error_on_arbitrary_text(self, text: str) -> None:
        try:
            type_facts.read(text)
        except errors.ContractError:
            return

        assert text.strip() == "{}"

    @settings(max_examples=200)
    @given(damage.damaged(json.dumps(FACTS, indent=1)))
    def test_raises_nothing_but_a_contract_error_on_damaged_text(self, text: str) -> None:
        try:
            read = type_facts.read(text)
        except errors.ContractError:
            return

        assert set(types.BUILT_IN_SCALARS) <= set(read.types)


class TestReadSignatures:
    def test_reads_arguments_return_type_and_certainty(self) -> None:
        read = type_facts.read_signatures(json.dumps(SIGNATURES))

        assert read == {
            "boilKettle": type_facts.Signature(
                {"input": types.TypeRef("BoilInput", True)}, types.TypeRef.parse("[Kettle]"), "sister-api"
            )
        }

    @pytest.mark.parametrize("lost", ["args", "returns", "source"])
    def test_names_the_mutation_that_lacks_something(self, lost: str) -> None:
        signature = {key: value for key, value in SIGNATURES["boilKettle"].items() if key != lost}

        with pytest.raises(errors.ContractError, match="mutation 'boilKettle' cannot be read"):
            type_facts.read_signatures(json.dumps({"boilKettle": signature}))

    @given(damage.damaged(json.dumps(SIGNATURES, indent=1)))
    def test_raises_nothing_but_a_contract_error_on_damaged_text(self, text: str) -> None:
        with contextlib.suppress(errors.ContractError):
            type_facts.read_signatures(text)
