"""Documents that ask about variables and execute nothing.

Two locks stop them. `$first` is a `Boolean!` sent as `""` and used in `@include(if: $first)`; `$last` is a
`Boolean!` sent as `"never"` and used in `@skip(if: $last)`, on every field. A correct server coerces all
variables before it executes anything (specification, 6.1.2 "Coercing Variable Values"), so either of them
stops the request; and read leniently, as false and true, both still mean that no field runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from conformance.probe.question import Question
from schema import operation as operations
from schema import types
from schema.contract import Contract

NAME, FREE = "Probe", "Free"
FIRST, LAST = "first", "last"
LOCKS: Mapping[str, Any] = {FIRST: "", LAST: "never"}

_KEY = "f{}"
_DECLARED = re.compile(r"\$(\w+): ")
_LOCKED = f"@include(if: ${FIRST}) @skip(if: ${LAST})"


@attrs.frozen
class Document:
    """One operation, each of its variables declared on a line of its own.

    `lines` are the names of the variables by line, in the order of their declaration; `owners` says to
    which of the questions, and to which of its arguments, a variable belongs. `name` is the operation
    that is to run.
    """

    text: str
    variables: Mapping[str, Any]
    lines: Mapping[int, str]
    owners: Mapping[str, tuple[int, str]]
    name: str = NAME


def variable(argument: str, index: int = 0) -> str:
    """The variable that holds an argument of the question of that index."""
    return f"{argument}_{index}"


def render(contract: Contract, questions: Iterable[Question], *, locks_first: bool = True) -> Document:
    """A document that asks all questions at once.

    `locks_first` declares one lock before and one after the variables of the questions; otherwise both
    come after them, for servers that report nothing but their first error.
    """
    declared: list[tuple[str, str]] = []
    variables: dict[str, Any] = {}
    owners: dict[str, tuple[int, str]] = {}
    fields: list[str] = []
    for index, question in enumerate(questions):
        promised = contract.mutation(question.mutation)
        given: list[str] = []
        for argument in question.arguments:
            name = variable(argument, index)
            declared.append((name, str(promised.arguments[argument].type)))
            given.append(f"{argument}: ${name}")
            owners[name] = (index, argument)
            if argument in question.variables:
                variables[name] = question.variables[argument]
        fields.append(_field(contract, _KEY.format(index), promised.name, given))
    first, last = (FIRST, "Boolean!"), (LAST, "Boolean!")
    declared = [first, *declared, last] if locks_first else [*declared, first, last]
    return _document(declared, fields or [f"__typename {_LOCKED}"], {**variables, **LOCKS}, owners)


def unasked(contract: Contract, questions: Iterable[Question]) -> Document:
    """The same operation beside a query that is run in its place: a server validates both."""
    asked = render(contract, questions)
    text = f"{asked.text}\nquery {FREE} {{ {operations.TYPENAME} }}"
    return attrs.evolve(asked, name=FREE, text=text, variables={})


def operation(contract: Contract, mutation: str, document: Document) -> operations.Operation:
    """A document with one question as an operation, so that an exchange with it can be judged."""
    promised = contract.mutation(mutation)
    root = operations.SelectedField(
        key=_KEY.format(0),
        name=promised.name,
        type=promised.returns,
        objects=frozenset({"Mutation"}),
        selection=_typename(contract.schema_of(mutation), promised.returns),
    )
    return operations.Operation(promised.name, document.name, document.text, root)


def lines(text: str) -> Mapping[int, str]:
    """The variables that a document of this form declares, by line."""
    declared = ((number, _DECLARED.match(line)) for number, line in enumerate(text.split("\n"), start=1))
    return {number: match[1] for number, match in declared if match}


def _document(
    declared: list[tuple[str, str]],
    fields: list[str],
    variables: Mapping[str, Any],
    owners: Mapping[str, tuple[int, str]],
) -> Document:
    head = [f"${name}: {type_}" for name, type_ in declared]
    text = "\n".join([f"mutation {NAME}(", *head, ") {", *fields, "}"])
    return Document(text, variables, lines(text), owners)


def _field(contract: Contract, key: str, mutation: str, given: list[str]) -> str:
    arguments = f"({', '.join(given)})" if given else ""
    leaf = contract.schema_of(mutation).is_leaf(contract.mutation(mutation).returns.name)
    return f"{key}: {mutation}{arguments} {_LOCKED}" + ("" if leaf else f" {{ {operations.TYPENAME} }}")


def _typename(schema: types.Schema, returns: types.TypeRef) -> operations.Selection | None:
    if schema.is_leaf(returns.name):
        return None
    possible = schema.possible_types(returns.name)
    name = operations.SelectedField(
        key=operations.TYPENAME,
        name=operations.TYPENAME,
        type=types.TypeRef("String", required=True),
        objects=frozenset(possible),
    )
    return operations.Selection(returns.name, possible, (name,))
