"""Any bytes and any JSON are judged: findings or none, and never an exception."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import attrs
import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance import rules
from conformance.judge import Judge
from conformance.model import Case, Credential, Exchange, Expectation
from conformance.rules import declaration
from tests.support import exchanges
from tests.unit.conformance.rules import judging

JUDGE = Judge(judging.CONTRACT)
SETTINGS = hypothesis.settings(
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=120,
    suppress_health_check=(hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.data_too_large),
)

KEYS = (
    *("data", "errors", "message", "path", "locations", "line", "column", "extensions", "__typename"),
    *("errorCode", "errorType", "validationErrors", "inputPath", "reasons", "possibleErrors", "code"),
    *("boilKettle", "brewTea", "f0", "kettle", "owner", "cups", "pot", "brand", "startedAt", "price"),
)
WORDS = (
    *KEYS,
    "KT-CT-1111",
    "KT-CT-1112",
    "KT-CT-9003",
    "NOT_FOUND",
    "Person",
    "Variable '$first'",
    "\ud800",
)

LEAF = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 2),
    st.integers(),
    st.floats(),
    st.sampled_from(WORDS),
    st.text(max_size=8),
    st.just("x" * 5_000),
)
JSON = st.recursive(
    LEAF,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(KEYS), inner, max_size=4)
    ),
    max_leaves=12,
)

CONFORMING = {
    "data": {"boilKettle": exchanges.result()},
    "errors": [
        {
            **judging.NOT_FOUND,
            "locations": [{"line": 1, "column": 1}],
            "extensions": {
                **judging.NOT_FOUND["extensions"],
                "validationErrors": [{"message": "No.", "inputPath": ["input", "kettleId"]}],
                "reasons": ["NO_WATER"],
            },
        }
    ],
}


def places(value: Any, *steps: Any) -> Iterator[tuple[Any, ...]]:
    """The way to each value in a document."""
    yield steps
    children = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for step, inner in children:
        yield from places(inner, *steps, step)


def replaced(steps: tuple[Any, ...], value: Any) -> Any:
    """The conforming document with another value in one place."""
    if not steps:
        return value
    document = copy.deepcopy(CONFORMING)
    holder: Any = document
    for step in steps[:-1]:
        holder = holder[step]
    holder[steps[-1]] = value
    return document


DOCUMENTS = st.one_of(
    JSON,
    st.builds(replaced, st.sampled_from(list(places(CONFORMING))), JSON),
    st.fixed_dictionaries(
        {}, optional={"data": JSON, "errors": st.lists(JSON, max_size=3), "extensions": JSON}
    ),
)
#: Values of every kind: what cannot be hashed, compared, counted or walked shows in one of them.
ODD = (None, True, -1, 1e400, "", "x" * 5_000, [], {}, [[]], [{}], {"": {}})

CONTENTS = st.one_of(
    st.binary(max_size=60),
    st.builds(
        bytes.__add__, st.sampled_from((b"\xef\xbb\xbf", b"<!DOCTYPE", b"\xff", b"")), st.binary(max_size=9)
    ),
    DOCUMENTS.map(lambda document: json.dumps(document).encode()),
    st.builds(
        lambda opening, depth, closing: opening * depth + b"1" + closing * depth,
        st.sampled_from((b'{"data":', b'{"errors":[', b"[")),
        st.sampled_from((900, 980, 990, 995, 1_000, 100_000)),
        st.sampled_from((b"}", b"]}", b"]")),
    ),
)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A case of any mutation with any expectation, behind locks where those are."""
    expectation = draw(st.sampled_from(Expectation))
    if not expectation.is_executed:
        return judging.refused(expectation=expectation)
    case = exchanges.case(
        draw(st.sampled_from(sorted(exchanges.VARIABLES))), draw(st.sampled_from(Credential))
    )
    like = draw(st.sampled_from((None, frozenset[str](), frozenset({"KT-CT-9001"}))))
    return attrs.evolve(
        case, expectation=expectation, place=("input", "kettleId"), violation="a text", like=like
    )


@st.composite
def hostile(draw: st.DrawFn, contents: st.SearchStrategy[bytes]) -> Exchange:
    """An exchange with any answer at all."""
    exchange = exchanges.answer(
        draw(cases()),
        content=draw(contents),
        status=draw(st.sampled_from((100, 200, 204, 302, 400, 401, 405, 499, 500, 599))),
        media_type=draw(
            st.one_of(
                st.sampled_from(("application/json", "application/graphql-response+json", "text/html", "")),
                st.text(max_size=2_000),
            )
        ),
    )
    response = attrs.evolve(exchange.response, elapsed=draw(st.sampled_from((0.0, 60.0))))
    return attrs.evolve(exchange, response=response, echoes_credential=draw(st.booleans()))


def check(exchange: Exchange) -> None:
    """Every violation is of its rule, says what was expected, and is not too long; so says the judge."""
    judged = dict(JUDGE.judged(exchange))
    for rule in rules.ALL:
        found = rule.judge(exchange, judging.CONTRACT)
        assert judged[rule] == found
        assert found.opportunities >= len(found.violations)
        for violation in found.violations:
            assert violation.rule == rule.id
            assert violation.path.startswith("$")
            assert violation.expected
            assert 0 < len(violation.actual) < declaration.MAX_ACTUAL + 50


class TestAnswers:
    @SETTINGS
    @given(exchange=hostile(CONTENTS))
    def test_of_any_kind_are_judged(self, exchange: Exchange) -> None:
        check(exchange)

    @SETTINGS
    @given(exchange=hostile(DOCUMENTS.map(lambda document: json.dumps(document).encode())))
    def test_of_any_json_are_judged(self, exchange: Exchange) -> None:
        check(exchange)

    @pytest.mark.parametrize("value", ODD, ids=lambda value: f"{value!r:.20}")
    def test_with_an_odd_value_in_any_place_are_judged(self, value: Any) -> None:
        for steps in places(CONFORMING):
            check(exchanges.exchange(replaced(steps, value)))

    @SETTINGS
    @given(content=st.binary(max_size=200))
    def test_that_are_no_object_are_reported_as_such(self, content: bytes) -> None:
        exchange = exchanges.exchange(content=content)

        assert exchange.document is not None or "transport.json-object" in judging.fired(exchange)


class TestReplaced:
    def test_puts_a_value_in_the_place_of_another(self) -> None:
        changed = replaced(("errors", 0, "path", 0), 7)

        assert changed["errors"][0]["path"] == [7]
        assert changed["data"] == CONFORMING["data"]
        assert replaced((), 7) == 7
