import json
from typing import Any

from conformance.model import Response
from conformance.probe.schema import catalogue
from schema.catalogue import DocumentedError
from tests.support import live

NAMES = tuple(live.CONTRACT.mutations)


def answering(answer: Any) -> Any:
    return lambda _server, _text: Response(200, {}, json.dumps(answer).encode(), 0.0)


class TestAsk:
    def test_gives_the_live_errors_in_one_request_that_executes_nothing(self) -> None:
        server = live.Server.of(live.SCHEMA)

        listed = catalogue.ask(NAMES, "api", server.send)

        assert listed.requests == 1
        assert listed.errors == {
            "brew": (DocumentedError("KT-CT-1", "One."), DocumentedError("KT-CT-1112", "No header.")),
            "drain": (),
            "rename": (),
            "search": (),
        }
        assert server.executed == []

    def test_is_nothing_where_the_query_is_unknown(self) -> None:
        message = 'Cannot query field "possibleErrors" on type "Query".'

        listed = catalogue.ask(NAMES, "api", answering({"errors": [{"message": message}]}))

        assert (listed.errors, listed.requests) == (None, 1)

    def test_asks_for_fewer_at_once_where_a_server_refuses_many(self) -> None:
        server = live.Server.of(live.SCHEMA, body_cap=200)

        listed = catalogue.ask(NAMES, "api", server.send)

        assert listed.errors is not None
        assert set(listed.errors) == set(NAMES)
        assert listed.requests > 1

    def test_takes_nothing_from_what_is_no_list_of_errors(self) -> None:
        entries = [None, {"code": 5}, {"code": "x'; --"}, {"code": "KT-CT-5", "message": 7}]
        answer = {"data": {"m0": {"possibleErrors": entries}, "m1": None, "m2": {"possibleErrors": "all"}}}

        listed = catalogue.ask(NAMES, "api", answering(answer))

        assert listed.errors == {"brew": (DocumentedError("KT-CT-5", ""),)}
