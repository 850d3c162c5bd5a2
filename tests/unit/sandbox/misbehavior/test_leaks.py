from __future__ import annotations

from sandbox.misbehavior import pages
from tests.unit.sandbox import small

CHARGE = "mutation { startCharge { id } }"


class TestLeaks:
    def test_a_file_of_the_server_in_an_error(self) -> None:
        (error,) = small.client(fault="leaks.file-path").ask(CHARGE).json["errors"]

        assert error["extensions"]["raisedBy"] == pages.FILE

    def test_a_statement_in_an_error(self) -> None:
        (error,) = small.client(fault="leaks.sql").ask(CHARGE).json["errors"]

        assert error["extensions"]["detail"].startswith("SELECT ")

    def test_a_traceback_in_a_text_field(self) -> None:
        answer = small.client(fault="leaks.traceback-in-data").ask('mutation { bareText(text: "a") }')

        assert answer.json["data"]["bareText"].startswith("Traceback (most recent call last):")

    def test_a_page_for_developers_with_the_right_status(self) -> None:
        reply = small.client(fault="leaks.debug-page").ask("mutation { nothing }").reply

        assert (reply.status, reply.headers["content-type"]) == (400, "text/html; charset=utf-8")
        assert b"<h1>KeyError</h1>" in reply.body

    def test_the_credential_beside_the_data(self) -> None:
        client = small.client(fault="leaks.credential-in-extensions")

        answer = client.ask(CHARGE, authorization=f"JWT {client.token}")

        assert answer.json["extensions"] == {"request": {"authorization": f"JWT {client.token}"}}
        assert answer.json["data"] == small.client().ask(CHARGE).json["data"]

    def test_the_credential_in_a_header(self) -> None:
        client = small.client(fault="leaks.credential-in-header")

        answer = client.ask(CHARGE)

        assert answer.reply.headers["x-request-authorization"] == client.token
        assert answer.json == small.client().ask(CHARGE).json

    def test_nothing_where_there_was_no_credential(self) -> None:
        for name in ("leaks.credential-in-extensions", "leaks.credential-in-header"):
            client = small.client(fault=name)

            reply = client.ask(CHARGE, authorization=None).reply

            assert reply == small.client().ask(CHARGE).reply
            assert client.sandbox.ledger.entries[0].fault is None
