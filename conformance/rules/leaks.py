"""Rules of leaks: an answer tells nothing of how the server is made, and repeats no credential."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from conformance.model import Exchange
from conformance.rules import walk
from conformance.rules.declaration import Clause, Place, Rule, json_text, rule, shown
from schema.contract import Contract, Mutation

_HANDLING = Clause(
    "OWASP API Security Top 10, API8:2023 Security Misconfiguration",
    "https://owasp.org/API-Security/editions/2023/en/0xa8-security-misconfiguration/",
)
_CREDENTIALS = Clause(
    "RFC 9700, 2.6 Other Recommendations", "https://www.rfc-editor.org/rfc/rfc9700#section-2.6"
)

#: Longest text that is searched, in characters: no answer without data comes near it.
_SEARCHED = 200_000

_STACK_TRACE = re.compile(
    r"Traceback \(most recent call last\)"
    r"|File \\?\"[^\"]{1,200}\", line \d+"
    r"|\bat [\w.$<>]{1,100} ?\([^()]{1,200}:\d+(:\d+)?\)"
)
_FILE_PATH = re.compile(
    r"(?<![\w/.:])/(?:usr|home|var|opt|srv|etc|root|tmp|app|code|mnt)/[\w.-]+/[\w./-]+"
    r"|\b[A-Z]:\\{1,2}[\w.-]+\\{1,2}[\w.-]+"
    r"|\b[\w/-]{2,100}\.py\b(?::\d+)?"
)
_SQL = re.compile(
    r"\bSELECT\b.{1,500}\bFROM\b|\bINSERT INTO\b.{1,500}\b(?:VALUES|SELECT)\b"
    r"|\bUPDATE\b.{1,200}\bSET\b.{1,200}=|\bDELETE FROM\b"
    r"|\bpsycopg|\bdjango\.db|\bsqlalchemy|\bSQLSTATE\b|duplicate key value violates unique constraint",
    re.DOTALL,
)
_DEBUG_PAGE = re.compile(
    r"You.re seeing this error because you have|DEBUG = True|Werkzeug Debugger"
    r"|Request Method:.{1,80}(?:GET|POST)|Exception Location:|<title>\w*(?:Error|Exception) at /",
    re.DOTALL,
)


#: What an answer must not hold, by rule, and texts of which all that is found has one: to look for these
#: takes a hundredth of the time.
SEARCHED_FOR: Mapping[str, tuple[re.Pattern[str], tuple[str, ...]]] = {
    "leaks.stack-trace": (_STACK_TRACE, ("Traceback (", "File ", "at ")),
    "leaks.file-path": (_FILE_PATH, ("/", ":\\", ".py")),
    "leaks.sql": (
        _SQL,
        (
            *("SELECT", "INSERT INTO", "UPDATE", "DELETE FROM", "psycopg", "django.db", "sqlalchemy"),
            *("SQLSTATE", "duplicate key value violates unique constraint"),
        ),
    ),
    "leaks.debug-page": (
        _DEBUG_PAGE,
        (
            *("re seeing this error because you have", "DEBUG = True", "Werkzeug Debugger"),
            *("Request Method:", "Exception Location:", "<title>"),
        ),
    ),
}


def _searching(
    pattern: re.Pattern[str], text: Callable[[Exchange], str], needs: tuple[str, ...]
) -> Callable[[Exchange, Contract], Iterator[Place]]:
    def check(exchange: Exchange, _contract: Contract) -> Iterator[Place]:
        if not exchange.response.content:
            return
        searched = text(exchange)
        found = pattern.search(searched) if any(word in searched for word in needs) else None
        if found is None:
            yield Place("$")
        else:
            yield Place("$", "words for the caller", shown(found[0]))

    return check


def _everything(exchange: Exchange) -> str:
    return exchange.response.content[:_SEARCHED].decode("utf-8", errors="replace")


def _beside_data(exchange: Exchange) -> str:
    """Everything but `data`, which belongs to the caller: he may have named a file there himself."""
    if exchange.document is None:
        return _everything(exchange)
    return _text_beside_data(exchange)


@walk.kept
def _text_beside_data(exchange: Exchange) -> str:
    rest = {key: value for key, value in (exchange.document or {}).items() if key != "data"}
    return json_text(rest, ensure_ascii=False)[:_SEARCHED] if rest else ""


def _declared(id_: str, sentence: str, text: Callable[[Exchange], str] = _beside_data) -> Rule:
    """A rule that no text has what is searched for."""
    pattern, needs = SEARCHED_FOR[id_]
    check = _searching(pattern, text, needs)
    check.__doc__ = sentence
    return rule(id_, _HANDLING)(check)


def _is_about_something_else(_contract: Contract, mutation: Mutation) -> bool:
    return mutation.hazard != "credential"


@rule("leaks.credential", _CREDENTIALS, applies=_is_about_something_else)
def credential(exchange: Exchange, contract: Contract) -> Iterator[Place]:
    """The credential of a request stands nowhere in its answer, unless the mutation is about credentials."""
    if "Authorization" not in exchange.request.headers:
        return
    if not _is_about_something_else(contract, contract.mutation(exchange.case.mutation)):
        return
    if exchange.echoes_credential:
        yield Place("$", "no credential in the answer", "the one that was sent")
    else:
        yield Place("$")


RULES = (
    _declared("leaks.stack-trace", "An answer holds no stack trace.", _everything),
    _declared("leaks.file-path", "An answer holds no path of a file of the server."),
    _declared("leaks.sql", "An answer holds no statement or error of a database."),
    _declared("leaks.debug-page", "An answer holds no page of a framework's debugger."),
    credential,
)
