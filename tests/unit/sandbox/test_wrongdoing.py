from __future__ import annotations

from sandbox import faults
from tests.unit.sandbox import small

CHARGE = "mutation { startCharge { id } }"
REFUSED = "mutation { startCharge { nothing } }"
FILL = "mutation F($input: FillInput!) { fill(input: $input) { kind } }"


class TestSeveralFaults:
    NAMES = (
        "shape.missing-field",
        "shape.null-every-tenth-call",
        "scalars.id-as-number",
        "errors.undocumented-code",
        "errors.null-too-far",
        "envelope.no-path",
        "transport.html-page",
        "transport.client-error-status",
        "leaks.credential-in-header",
    )

    def test_each_shows_even_where_every_request_is_the_same(self) -> None:
        client = small.client(faults=faults.parse(self.NAMES))

        for _ in range(20):
            client.ask("mutation { startCharge { id amount } }")

        assert {entry.fault for entry in client.sandbox.ledger.entries} == set(self.NAMES)

    def test_none_shows_beside_another(self) -> None:
        names = ["auth.garbage-accepted", "shape.missing-field"]
        client = small.client(faults=faults.parse(names))

        right, wrong = client.ask(CHARGE, authorization="garbage"), client.ask(CHARGE)

        assert right.json["data"]["startCharge"].keys() == {"id"}
        assert wrong.json["data"].get("startCharge") != right.json["data"]["startCharge"]
        assert [entry.fault for entry in client.sandbox.ledger.entries] == names

    def test_each_shows_in_refused_requests(self) -> None:
        names = ["transport.request-error-as-server-error", "leaks.debug-page", "envelope.null"]
        client = small.client(faults=faults.parse(names))

        replies = [client.ask(REFUSED).reply for _ in range(3)]

        assert [reply.status for reply in replies] == [500, 400, 400]
        assert [reply.body[:4] for reply in replies] == [b'{"er', b"<!do", b"null"]

    def test_each_shows_in_refused_credentials(self) -> None:
        client = small.client(faults=faults.parse(["auth.garbage-as-missing", "auth.credential-echoed"]))

        answers = [client.ask(CHARGE, authorization="my-secret") for _ in range(2)]

        assert [answer.codes for answer in answers] == [["KT-CT-1112"], ["KT-CT-1143"]]
        assert ["my-secret" in answer.messages[0] for answer in answers] == [False, True]

    def test_one_that_refuses_what_is_valid_is_not_hidden_by_one_that_overlooks_problems(self) -> None:
        names = ["inputs.enum-in-other-case", "inputs.last-enum-value-refused"]
        client = small.client(faults=faults.parse(names))

        taken = client.ask(FILL, {"input": {"name": "a", "kind": "gas"}})
        refused = client.ask(FILL, {"input": {"name": "a", "kind": "STEAM"}})

        assert (taken.status, refused.status) == (200, 400)

    def test_a_fault_of_results_leaves_refusals_to_those_of_errors(self) -> None:
        client = small.client(faults=faults.parse(["shape.missing-field", "errors.no-code"]))
        document = 'mutation { createQuote(input: {note: "sandbox:KT-CT-2001"}) { kind } }'

        answers = [client.ask(document) for _ in range(3)]

        assert all("errorCode" not in answer.json["errors"][0]["extensions"] for answer in answers)
