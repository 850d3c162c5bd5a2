from __future__ import annotations

import json
from typing import Any

import attrs
import pytest

from sandbox import faults
from sandbox.misbehavior.conditions import ALWAYS
from sandbox.misbehavior.declaration import (
    EnvelopeFault,
    ErrorFault,
    Moment,
    ResultFault,
    TransportFault,
)
from schema import contract as contracts
from schema import errors
from tests.unit.sandbox import small

FILL = """
mutation F($input: FillInput!) {
  fill(input: $input) {
    bigInt boolean date dateTime decimal email float id int json kind kinds text time uuid
    renamed: text
    given_name: text
    history { note receipt { at day } }
    receipt { day }
    tariff { __typename name ... on Flat { rate } ... on Tracker { since kinds } }
  }
}
"""
CHARGE = "mutation { startCharge { id } }"
REFUSED = "mutation { startCharge { nothing never } }"
GRAPHQL_JSON = "application/graphql-response+json"


def of(*kinds: type) -> list[str]:
    return [name for name, fault in faults.ALL.items() if isinstance(fault, kinds)]


def unconditional(*kinds: type) -> list[str]:
    """Faults that show in every answer that has a place for them."""
    return [name for name in of(*kinds) if faults.ALL[name].when is ALWAYS]


def fill(client: small.Client, number: int = 0, **headers: str | None) -> small.Answer:
    return client.ask(FILL, {"input": {"name": f"n{number}"}}, **headers)


def differences(first: Any, second: Any) -> int:
    """How many places two JSON values differ in; a key that was renamed counts once."""
    if isinstance(first, dict) and isinstance(second, dict) and first and second:
        shared = first.keys() & second.keys()
        apart = max(len(first.keys() - shared), len(second.keys() - shared))
        return apart + sum(differences(first[key], second[key]) for key in shared)
    if isinstance(first, list) and isinstance(second, list) and len(first) == len(second):
        return sum(differences(one, other) for one, other in zip(first, second, strict=True))
    return int(json.dumps(first) != json.dumps(second))


def without_change(name: str) -> small.Client:
    """A sandbox that goes to where a fault would show, and does nothing there."""
    tame = attrs.evolve(faults.ALL[name], change=lambda *_: None)
    return small.client(faults=(faults.Switched(tame),))


class TestAll:
    def test_there_are_more_than_thirty_each_with_a_sentence_of_its_own(self) -> None:
        sentences = [fault.sentence for fault in faults.ALL.values()]

        assert len(sentences) > 30
        assert len(set(sentences)) == len(sentences)
        assert all(sentence.endswith(".") and sentence[0].isupper() for sentence in sentences)

    def test_ids_are_stable_words_in_two_parts(self) -> None:
        subjects = {
            "auth",
            "envelope",
            "errors",
            "inputs",
            "leaks",
            "scalars",
            "shape",
            "state",
            "transport",
            "types",
        }

        assert {name.split(".")[0] for name in faults.ALL} == subjects
        assert {"errors.undocumented-code", "shape.null-in-non-null", "scalars.unknown-enum-value"} <= set(
            faults.ALL
        )

    def test_every_fault_has_a_place_on_some_mutation_of_the_real_contract(self) -> None:
        contract = contracts.load()

        for fault in faults.ALL.values():
            assert any(faults.applies(fault, contract, mutation) for mutation in contract.mutations)


class TestParse:
    def test_finds_faults_by_name(self) -> None:
        (switched,) = faults.parse(["shape.missing-field"], on=["pay"])

        assert switched.fault is faults.ALL["shape.missing-field"]
        assert switched.concerns("pay")
        assert not switched.concerns("fill")

    def test_suggests_the_nearest_name(self) -> None:
        with pytest.raises(errors.ContractError, match=r"did you mean 'shape.missing-field'"):
            faults.parse(["shape.mising-field"])


class TestApplies:
    @pytest.mark.parametrize(
        ("name", "mutation", "expected"),
        [
            ("scalars.unknown-enum-value", "createQuote", True),
            ("scalars.unknown-enum-value", "startCharge", False),
            ("shape.null-in-non-null", "startCharge", True),
            ("shape.null-in-non-null", "bareText", False),
            ("shape.null-in-non-null", "bookDay", True),
            ("types.another-typename", "createQuote", True),
            ("types.another-typename", "pay", False),
            ("errors.undocumented-refusal-reason", "startCharge", True),
            ("errors.undocumented-refusal-reason", "pay", False),
            ("auth.missing-header-accepted", "pay", True),
            ("auth.missing-header-accepted", "createQuote", False),
            ("auth.garbage-accepted", "createQuote", True),
            ("inputs.malformed-date", "createQuote", True),
            ("inputs.malformed-date", "pay", False),
            ("inputs.unchecked-depth", "createQuote", True),
            ("inputs.unchecked-depth", "pay", False),
            ("inputs.limits-unchecked", "pay", True),
            ("inputs.limits-unchecked", "bookDay", False),
            ("envelope.empty-object", "pay", True),
            ("shape.missing-field-at-third-level", "fill", True),
            ("shape.missing-field-at-third-level", "createQuote", False),
            ("types.member-without-field", "createQuote", True),
            ("types.member-without-field", "pay", False),
            ("scalars.wrong-second-item", "fill", True),
            ("scalars.wrong-second-item", "pay", False),
            ("scalars.wrong-in-second-object", "createQuote", True),
            ("scalars.wrong-in-second-object", "pay", False),
            ("shape.null-without-optional-input", "createQuote", True),
            ("shape.null-without-optional-input", "bookDay", False),
            ("shape.missing-field-for-one-enum-value", "fill", True),
            ("shape.missing-field-for-one-enum-value", "pay", False),
            ("errors.possible-error-left-out", "createQuote", True),
            ("errors.possible-error-left-out", "startWizard", False),
            ("errors.null-too-far", "createQuote", True),
            ("errors.null-too-far", "bookDay", False),
            ("errors.null-not-far-enough", "bookDay", True),
            ("errors.null-not-far-enough", "bareText", False),
            ("transport.crash-on-astral-text", "pay", True),
            ("transport.crash-on-astral-text", "bookDay", False),
            ("auth.credentials-asked-for", "createQuote", True),
            ("auth.credentials-asked-for", "pay", False),
            ("auth.credentials-asked-for", "fill", False),
            ("auth.credentials-asked-for", "resumeWizard", False),
            ("auth.foreign-told-apart", "pay", True),
            ("auth.foreign-told-apart", "createQuote", False),
            ("auth.foreign-told-apart", "closeAccount", True),
            ("auth.foreign-told-apart", "bookDay", False),
            ("inputs.default-not-applied", "fill", True),
            ("inputs.default-not-applied", "createQuote", False),
            ("leaks.traceback-in-data", "fill", True),
            ("leaks.traceback-in-data", "bookDay", False),
        ],
    )
    def test_is_decided_from_the_contract(self, name: str, mutation: str, expected: bool) -> None:
        assert faults.applies(faults.ALL[name], small.contract(), mutation) is expected


class TestResultFaults:
    @pytest.mark.parametrize("name", [name for name in unconditional(ResultFault) if "null-item" not in name])
    def test_shows_in_every_result_and_in_one_place_only(self, name: str) -> None:
        faulty, tame = small.client(fault=name), without_change(name)

        for number in range(12):
            wrong, right = fill(faulty, number), fill(tame, number)

            assert wrong.status == 200
            assert differences(wrong.json, right.json) == 1
        assert {entry.fault for entry in faulty.sandbox.ledger.entries} == {name}

    def test_a_null_among_items_that_are_never_null(self) -> None:
        client = small.client(fault="shape.null-item")

        answer = client.ask("mutation { createQuote(input: {}) { tariffs { name } } }")

        assert answer.json["data"]["createQuote"]["tariffs"][0] is None

    def test_a_selection_without_a_place_is_answered_correctly(self) -> None:
        document = 'mutation { fill(input: {name: "a"}) { text } }'
        client = small.client(fault="scalars.unknown-enum-value")

        assert client.ask(document).json == small.client().ask(document).json
        assert client.sandbox.ledger.entries[0].fault is None

    def test_other_mutations_are_answered_correctly(self) -> None:
        switched = faults.parse(["shape.missing-field"], on=["fill"])
        client = small.client(faults=switched)

        assert client.ask(CHARGE).json == small.client().ask(CHARGE).json

    def test_a_result_that_is_a_leaf_can_be_the_place(self) -> None:
        answer = small.client(fault="scalars.string-as-number").ask('mutation { x: bareText(text: "a") }')

        assert answer.json == {"data": {"x": 42}}

    def test_the_type_named_is_another_possible_one(self) -> None:
        client = small.client(fault="types.another-typename")

        tariff = fill(client).json["data"]["fill"]["tariff"]

        assert (tariff["__typename"] == "Flat") is ("since" in tariff)


class TestErrorFaults:
    @pytest.mark.parametrize("name", unconditional(ErrorFault))
    def test_shows_in_one_place_of_an_error_that_is_raised_for_it(self, name: str) -> None:
        mutation = CHARGE if "refusal" in name else "mutation { createQuote(input: {}) { kind } }"

        wrong = small.client(fault=name).ask(mutation).json
        right = without_change(name).ask(mutation).json

        assert len(right["errors"]) == 1
        assert wrong["data"] == right["data"]
        assert differences(wrong["errors"], right["errors"]) == 1

    def test_a_missing_header_is_blamed_although_there_was_one(self) -> None:
        client = small.client(fault="errors.header-missing-although-sent")

        with_header, without = client.ask(CHARGE), client.ask(CHARGE, authorization=None)

        assert with_header.codes == ["KT-CT-1112"]
        assert with_header.messages == ["'Authorization' header not provided."]
        assert "errors" not in without.json

    def test_the_input_that_is_blamed_was_not_sent(self) -> None:
        client = small.client(fault="errors.input-path-outside-input")

        (error,) = client.ask("mutation { createQuote(input: {}) { kind } }").json["errors"]

        (entry,) = error["extensions"]["validationErrors"]
        assert entry["inputPath"][0] not in small.contract().mutation("createQuote").arguments

    def test_the_code_is_documented_nowhere(self) -> None:
        (code,) = small.client(fault="errors.undocumented-code").ask(CHARGE).codes

        known = {c for mutation in small.contract().mutations.values() for c in mutation.codes}
        assert code not in known | set(small.contract().ambient)

    def test_the_code_is_another_mutations(self) -> None:
        (code,) = small.client(fault="errors.code-of-another-mutation").ask(CHARGE).codes

        assert code not in small.contract().mutation("startCharge").codes | set(small.contract().ambient)
        assert any(code in mutation.codes for mutation in small.contract().mutations.values())

    def test_a_refused_credential_is_left_alone(self) -> None:
        answer = small.client(fault="errors.undocumented-code").ask(CHARGE, authorization="garbage")

        assert answer.codes == ["KT-CT-1143"]


class TestEnvelopeAndTransportFaults:
    @pytest.mark.parametrize("name", unconditional(EnvelopeFault, TransportFault))
    def test_shows_whenever_there_is_such_an_answer(self, name: str) -> None:
        fault = faults.ALL[name]
        assert isinstance(fault, EnvelopeFault | TransportFault)
        document = REFUSED if fault.moment is Moment.REQUEST_ERROR else CHARGE
        kept = attrs.evolve(fault, change=lambda answer, *_: answer)
        tame = small.client(faults=(faults.Switched(kept),))

        wrong = small.client(fault=name).ask(document, accept=GRAPHQL_JSON).reply
        right = tame.ask(document, accept=GRAPHQL_JSON).reply

        assert wrong != right
        if isinstance(fault, EnvelopeFault):
            assert (wrong.status, wrong.headers) == (right.status, right.headers)

    @pytest.mark.parametrize("name", of(EnvelopeFault, TransportFault))
    def test_queries_are_answered_correctly(self, name: str) -> None:
        assert small.client(fault=name).ask("{ __typename }").json == {"data": {"__typename": "Query"}}

    def test_an_error_without_a_message_is_the_second_of_several(self) -> None:
        client = small.client(fault="envelope.no-message-in-second-error")

        alone, several = client.ask("mutation { nothing }"), client.ask(REFUSED)

        assert ["message" in error for error in alone.json["errors"]] == [True]
        assert ["message" in error for error in several.json["errors"]] == [True, False]

    def test_a_success_status_for_a_refused_request_is_no_fault_in_plain_json(self) -> None:
        client = small.client(fault="transport.request-error-as-success")

        assert client.ask(REFUSED, accept="application/json").status == 400
        assert client.ask(REFUSED, accept=GRAPHQL_JSON).status == 200

    @pytest.mark.parametrize(
        "name", ["transport.truncated-body", "transport.not-utf-8", "transport.empty-body"]
    )
    def test_the_body_is_no_json_in_utf_8(self, name: str) -> None:
        body = small.client(fault=name).ask(CHARGE).reply.body

        with pytest.raises(ValueError, match=r".*"):
            json.loads(body.decode())
