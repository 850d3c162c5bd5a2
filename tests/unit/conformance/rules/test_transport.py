"""Rules of transport, each kept, broken and without anything to say."""

import bisect
import json
from collections.abc import Callable

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.model import Exchange
from conformance.rules import transport
from tests.support import exchanges
from tests.unit.conformance.rules import judging
from tests.unit.conformance.rules.judging import Breach, Judged

STRICT = "application/graphql-response+json"
EXECUTED = {"data": {"boilKettle": None}}
REFUSED = {"errors": [{"message": "Syntax error."}]}
PAGE = b"\n <!DOCTYPE html><title>Forbidden</title>"


def after(seconds: float) -> Exchange:
    exchange = exchanges.exchange(EXECUTED)
    return attrs.evolve(exchange, response=attrs.evolve(exchange.response, elapsed=seconds))


def over_get(document: object = None, *, content: bytes | None = None, status: int = 405) -> Exchange:
    media_type = "application/json" if content is None else "text/html"
    return exchanges.answer(
        judging.over_get(), document, content=content, status=status, media_type=media_type
    )


METHOD_REFUSED = over_get({"errors": [{"message": "GET supports only queries."}]})
NO_JSON = exchanges.exchange(content=PAGE, status=403, media_type="text/html")

KEPT = [
    Judged("transport.media-type", exchanges.exchange(EXECUTED)),
    Judged("transport.media-type", exchanges.exchange(EXECUTED, media_type=f"{STRICT}; charset=utf-8")),
    Judged("transport.json-object", exchanges.exchange(EXECUTED)),
    Judged("transport.no-server-error", exchanges.exchange(REFUSED, status=499)),
    Judged("transport.no-html", exchanges.exchange(EXECUTED)),
    Judged("transport.no-html", exchanges.exchange({"data": {"boilKettle": "<html>"}})),
    Judged("transport.status", exchanges.exchange(EXECUTED, media_type=STRICT)),
    *(Judged("transport.status", exchanges.exchange(EXECUTED, status=status)) for status in (200, 201, 299)),
    *(Judged("transport.status", exchanges.exchange(REFUSED, status=status)) for status in (200, 400, 499)),
    *(
        Judged("transport.status", exchanges.exchange(REFUSED, status=status, media_type=STRICT))
        for status in (400, 422, 499)
    ),
    # Only that one media type is strict; that this is none at all is another rule's to say.
    Judged("transport.status", exchanges.exchange(REFUSED, status=200, media_type="application/a+json")),
    Judged("transport.get-refused", METHOD_REFUSED),
    Judged("transport.get-refused", over_get({"errors": [{"message": "No mutation by GET."}]}, status=400)),
    Judged("transport.get-refused", over_get(content=PAGE)),
    Judged("transport.unique-keys", exchanges.exchange(EXECUTED)),
    Judged("transport.encoding", exchanges.exchange({"data": {"boilKettle": "Zoë"}})),
    Judged("transport.time-budget", after(transport.TIME_BUDGET)),
]

BROKEN = [
    Breach("transport.media-type", "$", exchanges.exchange(EXECUTED, media_type="text/plain")),
    Breach("transport.media-type", "$", exchanges.exchange(EXECUTED, media_type="")),
    Breach("transport.json-object", "$", exchanges.exchange(content=b"[]")),
    Breach("transport.json-object", "$", exchanges.exchange(content=b"")),
    Breach("transport.json-object", "$", exchanges.exchange(content=b"[" * 200_000)),
    Breach("transport.json-object", "$", exchanges.exchange(content=b'{"data": ' + b"9" * 5000 + b"}")),
    Breach(
        "transport.json-object",
        "$",
        exchanges.exchange(content=b'{"data": {"boilKettle": null}, "extensions": {"cost": -Infinity}}'),
    ),
    *(
        Breach("transport.no-server-error", "$", exchanges.exchange(EXECUTED, status=status))
        for status in (500, 501, 503)
    ),
    Breach("transport.no-html", "$", NO_JSON, {"transport.media-type", "transport.json-object"}),
    Breach("transport.status", "$", exchanges.exchange(EXECUTED, status=400)),
    *(
        Breach("transport.status", "$", exchanges.exchange(EXECUTED, status=status))
        for status in (199, 300, 302)
    ),
    Breach(
        "transport.status",
        "$",
        exchanges.exchange(REFUSED, status=200, media_type=STRICT),
        {"inputs.valid-accepted"},
    ),
    *(
        Breach("transport.status", "$", exchanges.exchange(REFUSED, status=status), {"inputs.valid-accepted"})
        for status in (199, 201, 204, 399)
    ),
    Breach(
        "transport.status",
        "$",
        exchanges.exchange(REFUSED, status=399, media_type=STRICT),
        {"inputs.valid-accepted"},
    ),
    Breach("transport.get-refused", "$", over_get({"data": {"f0": None}}, status=200)),
    Breach("transport.get-refused", "$", over_get(judging.coercion(), status=400)),
    Breach("transport.get-refused", "$", over_get(content=PAGE, status=200)),
    Breach(
        "transport.unique-keys",
        "$",
        exchanges.exchange(content=b'{"data": {}, "data": {"boilKettle": null}}'),
    ),
    Breach(
        "transport.encoding",
        "$",
        exchanges.exchange(content=b'{"data": {"boilKettle": "Zo\xeb"}}'),
        {"transport.json-object"},
    ),
    Breach(
        "transport.encoding", "$", exchanges.exchange(content=b'\xef\xbb\xbf{"data": {"boilKettle": null}}')
    ),
    Breach("transport.time-budget", "$", after(transport.TIME_BUDGET + 0.1)),
]

#: An answer of any kind has a status and took some time.
ALWAYS = {"transport.no-server-error", "transport.time-budget"}
SILENT = [
    Judged("transport.media-type", METHOD_REFUSED),
    Judged("transport.json-object", METHOD_REFUSED),
    Judged("transport.no-html", METHOD_REFUSED),
    Judged("transport.status", NO_JSON),
    *(Judged("transport.status", exchanges.exchange(EXECUTED, status=status)) for status in (500, 503)),
    Judged("transport.status", exchanges.exchange({"detail": "Not Found"}, status=404)),
    Judged("transport.get-refused", exchanges.exchange(EXECUTED)),
    Judged("transport.unique-keys", NO_JSON),
    Judged("transport.encoding", exchanges.exchange(content=b"")),
    Judged("transport.encoding", over_get(content=b"M\xe9thode refus\xe9e")),
]


class TestRules:
    @pytest.mark.parametrize("given", KEPT)
    def test_are_kept(self, given: Judged) -> None:
        assert judging.opportunities(given) == 1
        assert given.rule not in judging.fired(given.exchange)

    @pytest.mark.parametrize("given", BROKEN)
    def test_are_broken_alone(self, given: Breach) -> None:
        found = judging.fired(given.exchange)

        assert found[given.rule] == [given.path]
        assert set(found) == {given.rule, *given.beside}

    @pytest.mark.parametrize("given", SILENT)
    def test_have_nothing_to_say(self, given: Judged) -> None:
        assert judging.opportunities(given) == 0

    def test_are_each_in_these_tables(self) -> None:
        declared = judging.ids(transport.RULES)

        assert judging.names(*KEPT) == judging.names(*BROKEN) == declared
        assert judging.names(*SILENT) | ALWAYS == declared


def nested(depth: int) -> Exchange:
    return exchanges.exchange(content=b'{"data":' * depth + b"1" + b"}" * depth)


def nested_twice(depth: int) -> Exchange:
    """The same with each key twice."""
    return exchanges.exchange(content=b'{"data":1,"data":' * depth + b"1" + b"}" * depth)


def deepest(make: Callable[[int], Exchange]) -> int:
    """How deep an answer may be nested that this interpreter can just read, called from a test."""
    return bisect.bisect_left(range(1, 1_000_000), True, key=lambda depth: make(depth).document is None)


#: Keys and texts that look like the end of a key.
_TEXTS = st.sampled_from(('"a"', '"b"', '""', '":"', '"\\":"', '"\\": "', '"\\\\"', '"a\\":1,\\"a"'))


@st.composite
def written(draw: st.DrawFn, depth: int = 3) -> str:
    """A JSON object as it may be written: keys twice, white space anywhere."""
    pairs = []
    for _ in range(draw(st.integers(0, 3))):
        value = draw(st.one_of(_TEXTS, written(depth=depth - 1))) if depth else draw(_TEXTS)
        value = f"[{value},{value}]" if draw(st.booleans()) else value
        pairs.append(f"{draw(_TEXTS)}{draw(_SPACE)}:{draw(_SPACE)}{value}")
    return f"{{{draw(_SPACE)}{','.join(pairs)}}}"


_SPACE = st.sampled_from(("", "", " ", "\n\t"))


class TestUniqueKeys:
    @given(st.one_of(written(), st.dictionaries(st.text(), st.text()).map(json.dumps)))
    def test_is_broken_exactly_where_a_reader_meets_a_key_twice(self, text: str) -> None:
        repeated = []

        def collect(pairs: list[tuple[str, object]]) -> None:
            repeated.append(len({key for key, _ in pairs}) < len(pairs))

        json.loads(text, object_pairs_hook=collect)

        found = transport.unique_keys.judge(exchanges.exchange(content=text.encode()), judging.CONTRACT)

        assert bool(found.violations) == any(repeated)
        assert found.opportunities == 1

    def test_judges_an_answer_that_is_nested_as_deep_as_can_be_read(self) -> None:
        exchange = nested(deepest(nested))
        assert exchange.document is not None

        found = transport.unique_keys.judge(exchange, judging.CONTRACT)

        assert (found.opportunities, found.violations) == (1, ())

    def test_sees_a_key_twice_in_any_encoding_of_json(self) -> None:
        once, twice = (text.encode("utf-16") for text in ('{"data":1}', '{"data":1,"data":1}'))

        def judged(content: bytes) -> int:
            exchange = exchanges.exchange(content=content)
            return len(transport.unique_keys.judge(exchange, judging.CONTRACT).violations)

        assert (judged(once), judged(twice)) == (0, 1)

    def test_says_nothing_of_an_answer_that_can_just_be_read_and_not_looked_into(self) -> None:
        depth = deepest(nested_twice)
        readable, shallower = nested_twice(depth), nested_twice(depth // 2)
        assert readable.document is not None

        assert transport.unique_keys.judge(readable, judging.CONTRACT).opportunities == 0
        assert len(transport.unique_keys.judge(shallower, judging.CONTRACT).violations) == 1


class TestTimeBudget:
    @pytest.mark.parametrize(("seconds", "broken"), [(5.0, 0), (5.01, 1)])
    def test_is_five_seconds(self, seconds: float, broken: int) -> None:
        found = transport.time_budget.judge(after(seconds), judging.CONTRACT)

        assert len(found.violations) == broken


class TestJsonObject:
    @pytest.mark.parametrize(
        ("content", "said"),
        [(b"", "status 200 with an empty body: "), (b"[]", "status 200 with 2 bytes that begin with '[]': ")],
    )
    def test_says_what_came_instead(self, content: bytes, said: str) -> None:
        (violation,) = transport.json_object.judge(
            exchanges.exchange(content=content), judging.CONTRACT
        ).violations

        assert violation.actual.startswith(said)


class TestMediaType:
    @pytest.mark.parametrize(
        ("media_type", "said"),
        [("text/plain", 'status 200 with "text/plain"'), ("", "status 200 with no media type")],
    )
    def test_says_what_came_instead(self, media_type: str, said: str) -> None:
        exchange = exchanges.exchange(EXECUTED, media_type=media_type)

        (violation,) = transport.media_type.judge(exchange, judging.CONTRACT).violations

        assert violation.actual == said

    def test_is_reported_at_bounded_length(self) -> None:
        exchange = exchanges.exchange(EXECUTED, media_type="x" * 10_000)

        (violation,) = transport.media_type.judge(exchange, judging.CONTRACT).violations

        assert len(violation.actual) < 300
