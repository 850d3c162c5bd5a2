"""Two invented mutations, questions about them, and servers that answer a probe's documents by a rule."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import attrs

from conformance.model import Response
from conformance.probe import document
from conformance.probe.document import Document
from conformance.probe.question import Question
from tests.support import schemas

CONTRACT = schemas.contract_from(
    """
    type Mutation {
      boil(kettle: ID!, degrees: Int!, note: String): Kettle
      drain(kettle: ID!): Boolean
    }
    type Kettle { id: ID! }
    """
)

VALID: Mapping[str, Any] = {"kettle": "7", "degrees": 96}


def boil(wrong: str | None = None, **changed: Any) -> Question:
    """A question about `boil`; `wrong` is the argument that holds an invalid value."""
    return Question("boil", {**VALID, **changed}, wrong)


def drain(wrong: str | None = None) -> Question:
    """A question about `drain`."""
    return Question("drain", {"kettle": "7"}, wrong)


def document_of(*questions: Question, locks_first: bool = True) -> Document:
    """The document that asks them."""
    return document.render(CONTRACT, questions, locks_first=locks_first)


def error(asked: Document, name: str) -> dict[str, Any]:
    """The error that names a variable by its place and in its message."""
    (line,) = [line for line, declared in asked.lines.items() if declared == name]
    return {"message": f"Variable '${name}' got invalid value.", "locations": [{"line": line, "column": 1}]}


def errors(asked: Document, names: Iterable[str]) -> dict[str, Any]:
    """An answer in which errors name these variables."""
    return {"errors": [error(asked, name) for name in names]}


def response(answer: Any, status: int = 400) -> Response:
    """An answer as it comes."""
    return Response(status, {"content-type": "application/json"}, json.dumps(answer).encode(), 0.01)


@attrs.define
class Server:
    """Refuses the wrong variables of these questions, at most `cap` errors in a request.

    `accepts` says which it overlooks, `answers` gives other answers to documents of its choice, by the
    number of requests before.
    """

    questions: tuple[Question, ...]
    accepts: Callable[[Question], bool] = lambda question: question.wrong is None
    cap: int = 50
    answers: Callable[[Document], Response | None] = lambda _: None
    asked: list[Document] = attrs.Factory(list)

    def send(self, server: str, asked: Document) -> Response:
        """Answer as the server of that name does, and remember what was asked."""
        assert server == "api"
        self.asked.append(asked)
        other = self.answers(asked)
        if other is not None:
            return other
        if asked.name == document.FREE:
            return response({"data": {"__typename": "Query"}}, 200)
        names = [
            name for name in asked.lines.values() if name in document.LOCKS or self._is_wrong(asked, name)
        ]
        found = errors(asked, names[: self.cap])
        if len(names) > self.cap:
            found["errors"].append({"message": "Too many errors."})
        return response(found)

    def _is_wrong(self, asked: Document, name: str) -> bool:
        _, argument = asked.owners[name]
        return any(
            question.wrong == argument
            and not self.accepts(question)
            and _same(asked.variables.get(name), question.variables.get(argument))
            for question in self.questions
        )


def _same(first: Any, second: Any) -> bool:
    return type(first) is type(second) and bool(first == second)
