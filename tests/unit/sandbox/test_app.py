from __future__ import annotations

import json
import urllib.parse

import pytest

from sandbox import app, faults, messages, options
from schema import errors
from tests.unit.sandbox import small

QUOTE = "mutation Q($input: QuoteInput!) { createQuote(input: $input) { kind } }"
GRAPHQL_JSON = "application/graphql-response+json"


class TestRespond:
    def test_a_mutation_is_answered_with_data(self) -> None:
        answer = small.client().ask(QUOTE, {"input": {}})

        assert answer.status == 200
        assert list(answer.json) == ["data"]
        assert answer.json["data"]["createQuote"]["kind"] in ("GAS", "POWER", "STEAM")

    def test_the_server_needs_no_slash_at_its_end(self) -> None:
        client = small.client()
        client.path = "/api/graphql"

        assert client.ask("{ __typename }").status == 200

    def test_another_path_is_not_found(self) -> None:
        assert small.client().get("/elsewhere").status == 404

    def test_several_mutations_run_in_order(self) -> None:
        client = small.client()

        answer = client.ask(
            "mutation { b: startWizard { __typename } a: startCharge { id } createQuote(input: {}) { kind } }"
        )

        assert list(answer.json["data"]) == ["b", "a", "createQuote"]
        assert [entry.mutation for entry in client.sandbox.ledger.entries] == [
            "startWizard",
            "startCharge",
            "createQuote",
        ]

    def test_a_failed_field_leaves_the_others_their_data(self) -> None:
        answer = small.client().ask(
            'mutation { bad: createQuote(input: {note: "sandbox:KT-CT-2001"}) { kind } startCharge { id } }'
        )

        assert answer.status == 200
        assert answer.json["data"]["bad"] is None
        assert answer.json["data"]["startCharge"] is not None
        assert [error["path"] for error in answer.json["errors"]] == [["bad"]]

    def test_a_failed_field_that_is_never_null_takes_all_data_with_it(self) -> None:
        client = small.client()

        answer = client.ask(
            "mutation { startCharge { id } bookDay(day: 1) { day } startWizard { wizard { id } } }",
            x_sandbox_error="KT-CT-7899",
        )

        assert answer.json["data"] is None
        assert [entry.mutation for entry in client.sandbox.ledger.entries] == ["startCharge", "bookDay"]

    def test_the_same_input_gives_the_same_data_and_another_seed_other_data(self) -> None:
        document = "mutation { createQuote(input: {}) { price kind tariffs { name code } } }"

        first = small.client(seed=1).ask(document).json
        second = small.client(seed=1).ask(document).json
        others = [small.client(seed=seed).ask(document).json for seed in (2, 3, 4)]

        assert first == second
        assert any(other != first for other in others)

    def test_a_document_that_includes_nothing_executes_nothing(self) -> None:
        client = small.client()

        answer = client.ask(
            "mutation M($never: Boolean!) { startCharge @include(if: $never) { id } }", {"never": False}
        )

        assert answer.json == {"data": {}}
        assert client.sandbox.ledger.entries == ()

    def test_only_the_named_operation_of_a_document_is_executed(self) -> None:
        client = small.client()
        body = {"query": "query P { __typename } mutation M { startCharge { id } }", "operationName": "P"}

        answer = client.send(json.dumps(body).encode())

        assert answer.json == {"data": {"__typename": "Query"}}
        assert client.sandbox.ledger.entries == ()


class TestRequestErrors:
    def test_a_failed_validation_is_status_400_without_data_path_and_extensions(self) -> None:
        answer = small.client().ask("mutation {\n  createQuote(input: {}) { kinds }\n}")

        assert answer.status == 400
        assert list(answer.json) == ["errors"]
        assert answer.json["errors"] == [
            {
                "message": "Cannot query field 'kinds' on type 'Quote'. Did you mean 'kind'?",
                "locations": [{"line": 2, "column": 28}],
            }
        ]

    def test_suggestions_can_be_switched_off(self) -> None:
        client = small.client(suggestions=False)

        field = client.ask("mutation { createQuote(input: {}) { kinds } }")
        variable = client.ask(QUOTE, {"input": {"kind": "GASS", "acountNumber": "x"}})

        assert not any("Did you mean" in message for message in field.messages + variable.messages)

    @pytest.mark.parametrize(
        ("accept", "configured", "status"),
        [
            ("application/json", 400, 400),
            ("application/json", 200, 200),
            (GRAPHQL_JSON, 200, 400),
            (f"{GRAPHQL_JSON}, application/json;q=0.9", 200, 400),
            ("*/*", 200, 200),
        ],
    )
    def test_the_status_depends_on_the_media_type(self, accept: str, configured: int, status: int) -> None:
        answer = small.client(request_error_status=configured).ask("{ nothing }", accept=accept)

        assert answer.status == status
        assert answer.reply.headers["content-type"].startswith(
            GRAPHQL_JSON if GRAPHQL_JSON in accept else "application/json"
        )

    def test_a_mutation_by_get_is_not_allowed_and_not_executed(self) -> None:
        client = small.client()
        query = urllib.parse.urlencode({"query": "mutation { startCharge { id } }"})

        answer = client.send(b"", method="GET", query=query)

        assert answer.status == 405
        assert answer.reply.headers["allow"] == "POST"
        assert client.sandbox.ledger.entries == ()

    def test_a_query_by_get_is_answered(self) -> None:
        query = urllib.parse.urlencode({"query": "{ __typename }", "variables": "{}"})

        answer = small.client().send(b"", method="GET", query=query)

        assert answer.json == {"data": {"__typename": "Query"}}

    def test_other_methods_are_not_allowed(self) -> None:
        assert small.client().send(b"{}", method="PUT").status == 405

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"{",
            b"[]",
            b'[{"query": "{ __typename }"}]',
            b"null",
            b"{}",
            b'{"query": 1}',
            b'{"query": ""}',
            b'{"query": "{ __typename }", "variables": []}',
            b'{"query": "{ __typename }", "operationName": 1}',
            b'{"query": "query A { __typename } query B { __typename }"}',
            b'{"query": "{ __typename }", "operationName": "Other"}',
            b'{"query": "query ($a: Int) { __typename }", "variables": {"a": NaN}}',
            b"\xff\xfe",
            b"[" * 100_000,
            b'{"query": "' + b"{a" * 5_000 + b'"}',
        ],
    )
    def test_a_body_that_is_no_request_is_refused_with_a_reason(self, body: bytes) -> None:
        answer = small.client().send(body)

        assert answer.status == 400
        assert list(answer.json) == ["errors"]
        assert all(answer.messages)

    def test_another_content_type_is_refused(self) -> None:
        answer = small.client().send(b'{"query": "{ __typename }"}', content_type="text/plain")

        assert answer.status == 415

    def test_a_body_over_the_cap_is_refused(self) -> None:
        client = small.client(body_cap=60)

        assert client.ask("{ __typename }").status == 200
        assert client.ask("{ __typename " + " " * 60 + "}").status == 413

    def test_a_document_of_more_tokens_than_the_cap_is_refused(self) -> None:
        client = small.client(token_cap=5)

        assert client.ask("{ __typename }").status == 200
        assert client.ask("{ __typename a: __typename }").status == 400

    def test_repeated_root_fields_can_be_forbidden(self) -> None:
        document = "mutation { a: startCharge { id } b: startCharge { id } }"

        assert small.client().ask(document).status == 200
        assert small.client(repeated_fields=False).ask(document).messages == [
            "Field 'startCharge' may be requested only once."
        ]

    def test_only_the_first_error_is_told_where_that_is_chosen(self) -> None:
        variables = {"input": {"kind": 1, "when": "x", "other": 1}}

        assert len(small.client().ask(QUOTE, variables).messages) == 3
        assert len(small.client(first_error_only=True).ask(QUOTE, variables).messages) == 1


class TestIntrospection:
    def test_is_open_without_a_token(self) -> None:
        answer = small.client().ask('{ __type(name: "Kind") { enumValues { name } } }', authorization=None)

        values = answer.json["data"]["__type"]["enumValues"]
        assert [value["name"] for value in values] == ["GAS", "POWER", "STEAM"]

    def test_goes_through_fragments_and_variables(self) -> None:
        document = "query ($n: String!) { s: __type(name: $n) { ...N } } fragment N on __Type { name }"

        assert small.client().ask(document, {"n": "Kind"}).json == {"data": {"s": {"name": "Kind"}}}

    def test_can_be_switched_off(self) -> None:
        client = small.client(introspection=False)

        assert client.ask("{ __schema { types { name } } }").status == 400
        assert client.ask("{ __typename }").status == 200


class TestQueries:
    def test_possible_errors_lists_what_a_mutation_documents(self) -> None:
        answer = small.client().ask(
            '{ possibleErrors(input: {name: "createQuote", type: mutation}) '
            "{ name type possibleErrors { code message type } } }"
        )

        assert answer.json["data"]["possibleErrors"] == {
            "name": "createQuote",
            "type": "mutation",
            "possibleErrors": [{"code": "KT-CT-2001", "message": "Invalid data.", "type": "VALIDATION"}],
        }

    def test_rate_limit_info_tells_what_remains(self) -> None:
        answer = small.client().ask(
            "{ rateLimitInfo { pointsAllowanceRateLimit { limit remainingPoints isBlocked } } }"
        )

        assert answer.json["data"]["rateLimitInfo"]["pointsAllowanceRateLimit"] == {
            "limit": 50_000,
            "remainingPoints": 50_000,
            "isBlocked": False,
        }

    def test_a_payload_lists_its_possible_errors(self) -> None:
        answer = small.client().ask("mutation { createQuote(input: {}) { possibleErrors { code } } }")

        assert answer.json["data"]["createQuote"]["possibleErrors"] == [{"code": "KT-CT-2001"}]

    def test_the_placeholder_of_a_snapshot_is_not_served(self) -> None:
        assert small.client().ask("{ placeholder }").status == 400


class TestControl:
    def test_the_ledger_tells_what_was_executed_and_what_refused(self) -> None:
        client = small.client()
        client.ask("mutation { startCharge { id } }")
        client.ask('mutation { pay(input: {accountNumber: "A-1"}) { id } }', authorization=None)

        ledger = client.get("/ledger").json

        assert [(e["mutation"], e["authorized"], e["executed"], e["outcome"]) for e in ledger] == [
            ("startCharge", True, True, "data"),
            ("pay", False, False, "KT-CT-1112"),
        ]
        assert ledger[1]["arguments"] == {"input": {"accountNumber": "A-1"}}

    def test_the_ledger_can_be_cleared(self) -> None:
        client = small.client()
        client.ask("mutation { startCharge { id } }")

        assert client.get("/ledger", "DELETE").status == 204
        assert client.get("/ledger").json == []

    def test_the_profile_gives_credentials_and_a_reserved_value_for_each_code(self) -> None:
        profile = small.client().get("/profile").json

        assert profile["provoke"]["KT-CT-2001"] == "sandbox:KT-CT-2001"
        assert profile["provoke"]["KT-CT-7899"] == "sandbox:KT-CT-7899"
        assert profile["token"] != profile["expired_token"]
        assert profile["accounts"]


class TestConstruction:
    def test_refuses_a_fault_on_a_mutation_that_does_not_exist(self) -> None:
        switched = faults.parse(["shape.missing-field"], on=["createQoute"])

        with pytest.raises(errors.ContractError, match="did you mean 'createQuote'"):
            app.Sandbox(options.Options(contract=small.contract(), faults=switched))

    def test_refuses_a_fault_that_has_no_place_on_its_mutation(self) -> None:
        switched = faults.parse(["scalars.malformed-uuid"], on=["createQuote"])

        with pytest.raises(errors.ContractError, match="has no place on createQuote"):
            app.Sandbox(options.Options(contract=small.contract(), faults=switched))


class TestAnswerType:
    @pytest.mark.parametrize(
        ("accept", "expected"),
        [
            ("", "application/json"),
            ("*/*", "application/json"),
            ("application/json", "application/json"),
            (GRAPHQL_JSON, GRAPHQL_JSON),
            ("application/json, application/graphql-response+json;q=0.5", "application/json"),
            ("application/graphql-response+json;q=0, application/json", "application/json"),
            ("application/json;q=0.8,application/graphql-response+json;q=0.9", GRAPHQL_JSON),
        ],
    )
    def test_follows_the_preference_of_the_client(self, accept: str, expected: str) -> None:
        assert messages.answer_type(accept) == expected
