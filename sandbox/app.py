"""The sandbox without sockets: a request in, a reply out."""

from __future__ import annotations

import json
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import attrs
import graphql
from graphql.language import ast

from sandbox import (
    authorization,
    documents,
    errors,
    execution,
    faults,
    inputs,
    known,
    ledger,
    limits,
    messages,
    options,
    plans,
    refusals,
    served,
    state,
    wrongdoing,
)
from sandbox.misbehavior.declaration import Circumstances, EnvelopeFault, TransportFault

_TOO_MANY = "Too many errors processing variables, error limit reached. Execution aborted."


@attrs.frozen
class _RequestError(Exception):
    """A request that is not executed; `mutations` are those that it asked for, as far as is known."""

    errors: tuple[graphql.GraphQLError, ...]
    status: int | None = None
    mutations: tuple[str, ...] = ()
    headers: Mapping[str, str] = attrs.field(factory=dict)


@attrs.frozen(eq=False)
class _Server:
    library: documents.Library
    reader: inputs.Reader
    executor: execution.Executor


class Sandbox:
    """A look-alike of the API's servers. `respond` may be called from several threads.

    ContractError if it is to have a fault that has no place in its contract. `serving` is what
    `served.build` gives for the contract, for whoever has it already.
    """

    def __init__(
        self,
        chosen: options.Options,
        *,
        clock: Callable[[], float] = time.time,
        serving: Mapping[str, served.Served] | None = None,
    ) -> None:
        faults.check(chosen.faults, chosen.contract)
        self.options = chosen
        self.ledger = ledger.Ledger()
        self.tokens = authorization.Tokens(chosen.seed, clock)
        self.state = state.State(chosen.seed, step_time=chosen.step_time)
        self._wrongdoing = wrongdoing.Wrongdoing(chosen.faults)
        self._meter = limits.Meter(chosen.limits, clock)
        self._lock = threading.Lock()
        self._pages: Mapping[str, Callable[[], Any]] = {
            "/ledger": self.ledger.as_json,
            "/profile": self.profile,
            "/state": self.state.as_json,
        }
        built = serving or served.build(chosen.contract)
        self._servers = {f"/{name}/graphql": self._server(one) for name, one in built.items()}
        self._valid, self._expired = self.tokens.valid, self.tokens.expired

    @property
    def paths(self) -> dict[str, str]:
        """The path of each server by its name."""
        return {name: f"/{name}/graphql/" for name in self.options.contract.servers}

    def profile(self) -> dict[str, Any]:
        """What a suite may know of this target: credentials, reserved values, its own accounts."""
        contract = self.options.contract
        codes = {*contract.ambient, *(code for one in contract.mutations.values() for code in one.codes)}
        return {
            "token": self._valid,
            "expired_token": self._expired,
            "provoke": {
                code: f"{refusals.RESERVED}{code}"
                # A caller has only to leave the header out for this one, and it is wrong where there is one.
                for code in sorted(codes - {authorization.MISSING_HEADER})
            },
            "provoke_header": refusals.RESERVED_HEADER,
            "accounts": list(self.state.accounts),
            "unknown_account": state.UNKNOWN_ACCOUNT,
            "foreign_account": state.FOREIGN_ACCOUNT,
            "workflow_values": self._workflow_values(),
        }

    def _workflow_values(self) -> dict[str, list[Any]]:
        """Values for calls in sequence, by field name; `{nonce}` is to be replaced by a fresh text."""
        return {
            "accountNumber": list(self.state.accounts[:2]),
            "email": ["{nonce}@example.com"],
            "ledgerNumber": list(self.state.ledgers[:2]),
            "ledgerId": ["1"],
            "namespace": [state.NAMESPACE],
            "value": [state.VALUE],
            "password": ["a password of nobody"],
            "preSignedKey": ["a key of nobody"],
            "propertyId": [1],
            "stepId": ["{wizardId}-step-{number}"],
        }

    def respond(self, request: messages.Request) -> messages.Reply:
        """Answer a request."""
        with self._lock:
            path = request.path.rstrip("/")
            if path in self._servers:
                return self._graphql(self._servers[path], request)
            if path == "/ledger" and request.method == "DELETE":
                self.ledger.clear()
                return messages.Reply(204, {}, b"")
            if path in self._pages and request.method == "GET":
                return _reply(200, messages.JSON, self._pages[path]())
            return _reply(
                404, messages.JSON, {"errors": [{"message": f"There is nothing at {request.path}."}]}
            )

    def _server(self, serving: served.Served) -> _Server:
        contract = self.options.contract
        executor = execution.Executor(
            contract=contract,
            seed=self.options.seed,
            schema=serving.schema,
            executable=serving.executable,
            meter=self._meter,
            memory=self.state,
            ledger=self.ledger,
            knowledge=known.Knowledge(contract, self.state, self.tokens),
            tokens=self.tokens,
            wrongdoing=self._wrongdoing,
        )
        reader = inputs.Reader(schema=serving.executable, suggestions=self.options.suggestions)
        return _Server(documents.Library(serving.executable, self.options), reader, executor)

    def _graphql(self, server: _Server, request: messages.Request) -> messages.Reply:
        media = messages.answer_type(request.headers.get("accept", ""))
        try:
            answer = self._answer(server, request)
        except _RequestError as refused:
            return self._refusal(refused, media, request)
        fault = answer.faults[0] if answer.faults else None
        reply = self._reply(200, media, answer.as_json(), request, fault)
        return attrs.evolve(reply, work=answer.work)

    def _answer(self, server: _Server, request: messages.Request) -> execution.Answer:
        text, name, variables = self._payload(request)
        document = server.library.read(text)
        if document.errors:
            raise _RequestError(document.errors, mutations=_mutations(document.operations))
        operation = document.operation(name)
        if operation is None:
            reason = f"Unknown operation named '{name}'." if name else "Must provide an operation."
            if name is None and len(document.operations) > 1:
                reason = "Must provide operation name if query contains multiple operations."
            raise _RequestError((graphql.GraphQLError(reason),))
        asked = _mutations((operation,))
        only_by_post = operation.operation is not graphql.OperationType.QUERY
        if request.method == "GET" and only_by_post and not self._wrongdoing.runs_by_get(asked):
            reason = "Can only perform a mutation operation from a POST request."
            raise _RequestError((graphql.GraphQLError(reason),), 405, asked, {"allow": "POST"})
        wrong = self._variable_errors(server, document, operation, variables)
        if wrong:
            raise _RequestError(wrong, mutations=asked)
        header = request.headers.get("authorization")
        caller = execution.Caller(
            standing=self.tokens.standing(header),
            header=header,
            reserved=request.headers.get(refusals.RESERVED_HEADER),
        )
        given = server.reader.defaults(operation, variables)
        return server.executor.execute(document, operation, given, caller)

    def _payload(self, request: messages.Request) -> tuple[str, str | None, dict[str, Any]]:
        """Document, operation name and variables of a request (GraphQL over HTTP, 5 "Request")."""
        if request.method == "GET":
            return _parameters(dict(urllib.parse.parse_qsl(request.query)))
        if request.method != "POST":
            raise _refused(f"Method {request.method} is not allowed.", 405, {"allow": "GET, POST"})
        if len(request.body) > self.options.body_cap:
            raise _refused(f"The body is longer than {self.options.body_cap} bytes.", 413)
        media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media != messages.JSON:
            raise _refused(f"The content type must be {messages.JSON}.", 415)
        try:
            payload = json.loads(request.body, parse_constant=_no_constant)
        except (ValueError, RecursionError):
            raise _refused("The body is not JSON.", 400) from None
        if not isinstance(payload, dict):
            raise _refused("The body is not a JSON object.", 400)
        return _parameters(payload)

    def _variable_errors(
        self,
        server: _Server,
        document: documents.Document,
        operation: ast.OperationDefinitionNode,
        variables: Mapping[str, Any],
    ) -> tuple[graphql.GraphQLError, ...]:
        def tolerance(name: str) -> tuple[tuple[inputs.Tolerance, ...], tuple[inputs.Strictness, ...]]:
            if not self.options.faults:
                return (), ()
            users = _users(document, operation, name)
            overlooks = tuple(fault.overlooks for fault in self._wrongdoing.lenient(users))
            return overlooks, tuple(fault.refuses for fault in self._wrongdoing.strict(users))

        found: list[graphql.GraphQLError] = []
        for error in server.reader.errors(operation, variables, tolerance):
            if len(found) == self.options.error_cap:
                found.append(graphql.GraphQLError(_TOO_MANY))
                break
            found.append(error)
        return tuple(found)

    def _refusal(self, refused: _RequestError, media: str, request: messages.Request) -> messages.Reply:
        listed = [errors.request_error(error) for error in refused.errors]
        body = {"errors": listed[:1] if self.options.first_error_only else listed}
        status = refused.status
        if status is None:
            status = self.options.request_error_status if media == messages.JSON else 400
        fault = self._wrongdoing.for_refused_request(refused.mutations, body)
        return self._reply(status, media, body, request, fault, refused.headers)

    def _reply(
        self,
        status: int,
        media: str,
        body: dict[str, Any],
        request: messages.Request,
        fault: EnvelopeFault | TransportFault | None,
        headers: Mapping[str, str] | None = None,
    ) -> messages.Reply:
        """An answer as it is sent, or what a fault makes of it."""
        around = Circumstances(contract=self.options.contract, request=request)
        changed = fault.change(body, around) if isinstance(fault, EnvelopeFault) else body
        reply = _reply(status, media, changed, headers)
        return fault.change(reply, around) if isinstance(fault, TransportFault) else reply


def _refused(reason: str, status: int, headers: Mapping[str, str] | None = None) -> _RequestError:
    return _RequestError((graphql.GraphQLError(reason),), status, (), headers or {})


def _parameters(payload: Mapping[str, Any]) -> tuple[str, str | None, dict[str, Any]]:
    text, name, variables = (payload.get(key) for key in ("query", "operationName", "variables"))
    if isinstance(variables, str) and variables:
        try:
            variables = json.loads(variables, parse_constant=_no_constant)
        except (ValueError, RecursionError):
            raise _refused("The parameter 'variables' is not JSON.", 400) from None
    if not isinstance(text, str) or not text:
        raise _refused("Must provide query string.", 400)
    if name is not None and not isinstance(name, str):
        raise _refused("The parameter 'operationName' is not text.", 400)
    if variables is not None and not isinstance(variables, dict):
        raise _refused("The parameter 'variables' is not an object.", 400)
    return text, name or None, variables or {}


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _mutations(operations: Iterable[ast.OperationDefinitionNode]) -> tuple[str, ...]:
    """The mutations that operations ask for at their roots, fragments left aside."""
    return tuple(
        node.name.value
        for operation in operations
        if operation.operation is graphql.OperationType.MUTATION
        for node in operation.selection_set.selections
        if isinstance(node, ast.FieldNode)
    )


def _users(
    document: documents.Document, operation: ast.OperationDefinitionNode, variable: str
) -> tuple[str, ...]:
    """The root fields of an operation that use a variable."""
    sets = [operation.selection_set, *(one.selection_set for one in document.fragments.values())]
    return tuple(
        node.name.value
        for one in sets
        for node in one.selections
        if isinstance(node, ast.FieldNode)
        and any(plans.uses(argument.value, variable) for argument in node.arguments or ())
    )


def _reply(status: int, media: str, value: Any, headers: Mapping[str, str] | None = None) -> messages.Reply:
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(errors="backslashreplace")
    return messages.Reply(status, {"content-type": f"{media}; charset=utf-8", **(headers or {})}, body)
