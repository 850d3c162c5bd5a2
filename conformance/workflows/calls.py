"""Calls of a workflow as cases: what is sent for an action, and what came of it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from conformance.model import Case, Credential, Exchange, Expectation, Response
from conformance.sequence import Move, Shown
from conformance.workflows import table
from conformance.workflows.table import Action
from schema import documents
from schema.contract import Contract
from schema.operation import Operation
from strategies import examples


@attrs.frozen
class Composer:
    """Makes the cases of a workflow. Operations select what the table needs of an answer, and no more."""

    contract: Contract
    workflow: table.Workflow
    _operations: dict[str, Operation] = attrs.field(factory=dict)

    def case(self, action: Action, values: Mapping[str, Any], moves: tuple[Move, ...]) -> Case:
        """The call of an action; KeyError if a value is missing that it needs."""
        promised = self.contract.mutation(action.mutation)
        schema = self.contract.schema_of(action.mutation)
        variables = examples.of_fields(schema, promised.arguments, optional_levels=0)
        for path, value in action.input.items():
            _put(variables, path.split("."), table.filled(value, {**values, "number": action.number}))
        return Case(
            scenario=self.workflow.scenario,
            operation=self._operation(action),
            variables=variables,
            credential=Credential.NONE if action.credential == "none" else Credential.VALID,
            expectation=Expectation.ANSWER,
            workflow=self.workflow.name,
            moves=moves,
        )

    def joined(self, cases: Sequence[Case]) -> Case:
        """One case for several: an operation with a root field for each, in their order."""
        declared, roots = [], []
        variables: dict[str, Any] = {}
        for number, case in enumerate(cases):
            text = re.sub(r"\$(\w+)", rf"$c{number}_\1", case.operation.text)
            head, _, body = text.partition("{")
            declared.append(head.partition("(")[2].rpartition(")")[0])
            roots.append(f"c{number}: {body.rpartition('}')[0].strip()}")
            variables |= {f"c{number}_{name}": value for name, value in case.variables.items()}
        listed = ", ".join(part for part in declared if part)
        first = cases[0].operation
        document = f"mutation Joined({listed}) {{\n  " + "\n  ".join(roots) + "\n}\n"
        whole = Operation(first.mutation, "Joined", document, first.root)
        return attrs.evolve(cases[0], operation=whole, variables=variables)

    def parts(self, whole: Exchange, cases: Sequence[Case]) -> list[Exchange]:
        """The answer to joined cases, taken apart into one for each."""
        document = whole.document
        return [
            attrs.evolve(whole, case=case, response=_part(whole.response, document, f"c{number}", case))
            for number, case in enumerate(cases)
        ]

    def _operation(self, action: Action) -> Operation:
        if action.name not in self._operations:
            promised = self.contract.mutation(action.mutation)
            name = promised.name[0].upper() + promised.name[1:]
            declared = ", ".join(f"${key}: {argument.type}" for key, argument in promised.arguments.items())
            given = ", ".join(f"{key}: ${key}" for key in promised.arguments)
            call = f"{promised.name}({given})" if given else promised.name
            selected = _selection([path.split(".") for path in action.paths])
            text = f"mutation {name}({declared}) {{ {call} {selected} }}".replace("()", "")
            schema = self.contract.schema_of(action.mutation)
            self._operations[action.name] = documents.read(text, schema)
        return self._operations[action.name]


def is_taken(action: Action, exchange: Exchange) -> bool | None:
    """Whether a call was taken; None where no answer says so or the contrary."""
    if exchange.document is None or exchange.is_request_error:
        return None
    if action.alone:
        is_confirmed = exchange.errors or _confirms(action, exchange)
        return action.refused.isdisjoint(exchange.codes) if is_confirmed else None
    if exchange.errors or exchange.result is None:
        return False if exchange.codes else None
    return _confirms(action, exchange)


def shown(action: Action, exchange: Exchange, values: Mapping[str, Any]) -> tuple[Shown, ...]:
    """What an answer should show and shows, of what the target was asked to tell and tells."""
    wanted = {path: table.filled(value, values) for path, value in action.shows.items()}
    wanted |= {
        path: values[name] for name, path in action.gives.items() if path in action.same and name in values
    }
    found = ((path, expected, at(exchange.result, path)) for path, expected in wanted.items())
    return tuple(
        Shown(path=path, expected=_text(expected), actual=_text(actual))
        for path, expected, actual in found
        if actual is not None
    )


def at(value: Any, path: str) -> Any:
    """The value at a path, None where there is none."""
    for step in path.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _confirms(action: Action, exchange: Exchange) -> bool:
    return all(at(exchange.result, path) == value for path, value in action.confirms.items())


def _text(value: Any) -> Any:
    # An identifier is an Int here and an ID there.
    return str(value) if type(value) in (int, str) else value


def _part(response: Response, document: Mapping[str, Any] | None, key: str, case: Case) -> Response:
    if document is None:
        return response
    data = document.get("data")
    listed = document.get("errors")
    errors = [
        {**one, "path": [case.operation.root.key, *one["path"][1:]]}
        for one in (listed if isinstance(listed, list) else [])
        if isinstance(one, dict) and isinstance(one.get("path"), list) and one["path"][:1] == [key]
    ]
    part: dict[str, Any] = {}
    if isinstance(data, dict) and key in data:
        part["data"] = {case.operation.root.key: data[key]}
    if errors or "data" not in part:
        part["errors"] = errors or listed
    return attrs.evolve(response, content=json.dumps(part).encode())


def _put(values: dict[str, Any], path: list[str], value: Any) -> None:
    for step in path[:-1]:
        values = values.setdefault(step, {})
    values[path[-1]] = value


def _selection(paths: list[list[str]]) -> str:
    grouped: dict[str, list[list[str]]] = {}
    for path in paths:
        grouped.setdefault(path[0], []).append(path[1:])
    fields = [
        f"{name} {_selection([one for one in rest if one])}" if any(rest) else name
        for name, rest in grouped.items()
    ]
    return f"{{ {' '.join(['__typename', *fields])} }}"
