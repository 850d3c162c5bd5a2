"""Rules of leaks, each kept, broken and without anything to say."""

from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.model import Credential, Exchange
from conformance.rules import leaks
from tests.support import exchanges
from tests.unit.conformance.rules import judging
from tests.unit.conformance.rules.judging import NOT_FOUND, Breach, Judged

EMPTY = exchanges.exchange(content=b"")
TRACE = 'Traceback (most recent call last):\n  File "views.py", line 7, in boil'


def saying(message: str) -> Exchange:
    return exchanges.failed({**NOT_FOUND, "message": message})


def debug(value: Any) -> Exchange:
    return exchanges.failed({**NOT_FOUND, "extensions": {**NOT_FOUND["extensions"], "debug": value}})


def page(text: str) -> Exchange:
    return exchanges.exchange(content=text.encode(), status=403, media_type="text/html")


def echoing(exchange: Exchange) -> Exchange:
    return attrs.evolve(exchange, echoes_credential=True)


def rekeyed(credential: Credential) -> Exchange:
    return exchanges.exchange({"data": {"rekeyLid": "new"}}, mutation="rekeyLid", credential=credential)


#: What the caller gave comes back in `data`, whatever it looks like.
OWN_TEXT = exchanges.changed(
    lambda result: result["kettle"].update(label="/etc/app/x, DELETE FROM kettle, DEBUG = True")
)

KEPT = [
    *(Judged(rule, exchanges.failed(NOT_FOUND)) for rule in judging.ids(leaks.RULES)),
    *(Judged(rule, OWN_TEXT) for rule in judging.ids(leaks.RULES)),
    Judged("leaks.file-path", exchanges.exchange({"data": {"boilKettle": None}})),
    Judged("leaks.stack-trace", saying("Look at line 7, in the second column")),
    Judged("leaks.file-path", saying("See https://kettles.example/app/kettles/boil")),
    Judged("leaks.file-path", saying("Use either/or, 1/2 or and/or")),
    Judged("leaks.sql", saying("Please select a kettle from your kitchen")),
    Judged("leaks.debug-page", page("<title>Error</title>")),
]

#: Texts that must not be told, by rule.
TOLD = {
    "leaks.stack-trace": (
        "Traceback (most recent call last):",
        'File "kettles", line 7',
        "at Kettle.boil (kettle.js:7:12)",
    ),
    "leaks.file-path": (
        "cannot open /srv/kettles/boil.log",
        "cannot open /srv/k\u00fcche/boil.log",
        "cannot open C:\\kettles\\boil.log",
        "kettles/views.py:7",
    ),
    "leaks.sql": (
        "SELECT id FROM kettle",
        "INSERT INTO kettle (id) VALUES (7)",
        "UPDATE kettle SET id = 7",
        "DELETE FROM kettle",
        "psycopg2.errors.UniqueViolation",
        "duplicate key value violates unique constraint kettle_pkey",
    ),
    "leaks.debug-page": ("You're seeing this error because you have DEBUG = True", "Werkzeug Debugger"),
}

BROKEN = [
    *(Breach(rule, "$", debug(text)) for rule, texts in TOLD.items() for text in texts),
    Breach("leaks.credential", "$", echoing(exchanges.failed(NOT_FOUND))),
    Breach(
        "leaks.credential",
        "$",
        echoing(exchanges.failed(NOT_FOUND, credential=Credential.GARBAGE)),
        {"auth.refused-with-garbage"},
    ),
]

SILENT = [
    *(Judged(rule, EMPTY) for rule in judging.ids(leaks.RULES) - {"leaks.credential"}),
    Judged("leaks.credential", exchanges.failed(NOT_FOUND, credential=Credential.NONE)),
    Judged("leaks.credential", echoing(rekeyed(Credential.VALID))),
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
        declared = judging.ids(leaks.RULES)

        assert judging.names(*KEPT) == judging.names(*BROKEN) == judging.names(*SILENT) == declared

    def test_search_an_answer_that_is_no_json(self) -> None:
        found = judging.fired(page(f"<html>{TRACE} /etc/app/x</html>"))

        assert {"leaks.stack-trace", "leaks.file-path"} <= set(found)

    def test_search_data_too_for_a_stack_trace(self) -> None:
        exchange = exchanges.changed(lambda result: result["kettle"].update(label=TRACE))

        assert judging.fired(exchange) == {"leaks.stack-trace": ["$"]}

    @pytest.mark.parametrize("key", ["debug", "a", "extensions"])
    def test_search_whatever_stands_beside_data(self, key: str) -> None:
        exchange = exchanges.exchange({"data": {"boilKettle": None}, key: "DELETE FROM kettle"})

        assert judging.fired(exchange)["leaks.sql"] == ["$"]


class TestSearchedFor:
    @pytest.mark.parametrize("rule", leaks.SEARCHED_FOR)
    @settings(max_examples=100)
    @given(data=st.data())
    def test_has_one_of_the_texts_that_are_looked_for_first(self, rule: str, data: st.DataObject) -> None:
        pattern, needs = leaks.SEARCHED_FOR[rule]

        found = pattern.search(data.draw(st.from_regex(pattern)))

        assert found is not None
        assert any(text in found[0] for text in needs)


class TestApplies:
    def test_denies_mutations_that_are_about_credentials(self) -> None:
        assert judging.applies("leaks.credential", "boilKettle")
        assert judging.applies("leaks.credential", "brewTea")
        assert not judging.applies("leaks.credential", "rekeyLid")
