"""Execution: root fields in order, each authorized, refused for a reason or answered with data."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import attrs
import graphql
from graphql.language import ast

from sandbox import (
    acts,
    arguments,
    authorization,
    causes,
    data,
    documents,
    errors,
    faults,
    known,
    ledger,
    limits,
    plans,
    queries,
    refusals,
    state,
    wrongdoing,
)
from sandbox.misbehavior import conditions
from sandbox.misbehavior.declaration import (
    EnvelopeFault,
    ErrorFault,
    Failing,
    Fault,
    FieldErrorFault,
    Moment,
    Raised,
    RefusalFault,
    ResultFault,
    TransportFault,
)
from schema import catalogue, types
from schema import contract as contracts

_MESSAGES = {
    authorization.MISSING_HEADER: "'Authorization' header not provided.",
    authorization.NOT_A_CREDENTIAL: "Value of 'Authorization' header is not a valid credential.",
    authorization.EXPIRED: "Signature of the JWT has expired.",
    limits.TOO_COMPLEX: "Query is too complex.",
    limits.TOO_MANY_NODES: "Query exceeds maximum allowed node count.",
    limits.TOO_MANY_REQUESTS: "Too many requests.",
}


@attrs.frozen(kw_only=True)
class Caller:
    """Who asks: what the header is worth, the header itself, and the error that is asked for by header."""

    standing: authorization.Standing
    header: str | None
    reserved: str | None


@attrs.define
class Answer:
    """The answer as it grows, the faults that are to show in the whole of it, and how long it takes."""

    data: dict[str, Any] | None = attrs.field(factory=dict)
    errors: list[dict[str, Any]] = attrs.field(factory=list)
    faults: list[EnvelopeFault | TransportFault] = attrs.field(factory=list)
    work: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """The answer as a JSON object (specification, 7.1 "Response Format")."""
        return {"errors": self.errors, "data": self.data} if self.errors else {"data": self.data}


@attrs.frozen(kw_only=True)
class Executor:
    """Executes operations. `schema` is the one that is served, `executable` the same for graphql-core."""

    contract: contracts.Contract
    seed: int
    schema: types.Schema
    executable: graphql.GraphQLSchema
    meter: limits.Meter
    memory: state.State
    ledger: ledger.Ledger
    knowledge: known.Knowledge
    tokens: authorization.Tokens
    wrongdoing: wrongdoing.Wrongdoing

    def execute(
        self,
        document: documents.Document,
        operation: ast.OperationDefinitionNode,
        variables: Mapping[str, Any],
        caller: Caller,
    ) -> Answer:
        """Execute an operation whose variables were found right."""
        answer = Answer()
        roots = document.roots(operation, self.schema, variables)
        refused = self.meter.refusal(roots)
        for root in self._in_order(operation, roots):
            if answer.data is None:
                break
            if operation.operation is graphql.OperationType.MUTATION and root.field.name != plans.TYPENAME:
                self._mutation(answer, root, variables, caller, refused)
            elif refused is not None and root.make is None:
                self._raise(answer, root, self._ambient(refused))
            elif queries.is_introspection(root):
                fragments = document.fragments
                answer.data[root.key] = queries.introspect(
                    self.executable, operation, fragments, root, variables
                )
            else:
                given = plans.given_arguments(root.nodes[0], variables)
                part = queries.answer(self.contract, self.meter, root.field.name, given)
                number = self._number(root.field.name, given)
                answer.data[root.key] = data.result(root, number, part)
        self.memory.finish()
        return answer

    def _in_order(
        self, operation: ast.OperationDefinitionNode, roots: tuple[plans.Node, ...]
    ) -> tuple[plans.Node, ...]:
        """The root fields in the order in which they are run (specification, 6.2.2 "Mutation")."""
        is_mutation = operation.operation is graphql.OperationType.MUTATION
        names = {root.field.name for root in roots} if is_mutation else set()
        return (
            roots[::-1] if any(acts.Lapse.REVERSES in self.wrongdoing.lapses(one) for one in names) else roots
        )

    def _mutation(
        self,
        answer: Answer,
        root: plans.Node,
        variables: Mapping[str, Any],
        caller: Caller,
        refused: str | None,
    ) -> None:
        mutation = self.contract.mutations[root.field.name]
        given = plans.given_arguments(root.nodes[0], variables)
        asked = arguments.Asked(mutation, self.schema, given, self.tokens.user(caller.header))
        decision, fault = self._decide(mutation, caller)
        executed = decision.executes
        refused = refused or self.meter.field_refusal(mutation.name)
        if refused is not None:
            executed, outcome = False, refused
            self._raise(answer, root, self._ambient(refused))
        elif decision.code is not None:
            if executed:
                # What it comes to is kept in memory, and nobody is told of it.
                self._run(Answer(), root, asked, caller, fault)
            outcome = decision.code
            self._raise(answer, root, self._ambient(decision.code), note=decision.note)
        else:
            outcome, fault = self._run(answer, root, asked, caller, fault)
            executed = outcome == ledger.DATA
        self.ledger.add(
            ledger.Entry(
                mutation=mutation.name,
                arguments=given,
                authorized=caller.standing is authorization.Standing.VALID,
                executed=executed,
                outcome=outcome,
                fault=fault.id if fault else None,
            )
        )

    def _decide(
        self, mutation: contracts.Mutation, caller: Caller
    ) -> tuple[authorization.Decision, Fault | None]:
        decision = authorization.decide(caller.standing, required=mutation.requires_authorization)
        fault = self.wrongdoing.authorization(self.contract, mutation, caller.standing)
        return (decision if fault is None else fault.change(decision, caller.header or "")), fault

    def _run(
        self,
        answer: Answer,
        root: plans.Node,
        asked: arguments.Asked,
        caller: Caller,
        fault: Fault | None,
    ) -> tuple[str, Fault | None]:
        """Refuse a mutation or answer with its result; what came of it and the fault that shows.

        `fault` is one that shows already.
        """
        number = self._number(asked.mutation.name, asked.arguments)
        lapses = self.wrongdoing.lapses(asked.mutation.name)
        refusal = refusals.reserved(self.contract, asked, caller.reserved) or self._refusal(asked, lapses)
        call = conditions.Call(asked, caller.header)
        fault = fault or self.wrongdoing.shown(self.contract, root, call, refusal)
        wants_error = isinstance(fault, ErrorFault) or (
            isinstance(fault, EnvelopeFault | TransportFault) and fault.moment is Moment.ERROR
        )
        if refusal is None and wants_error:
            refusal = self._pretext(fault, asked.mutation, number)
        if isinstance(fault, EnvelopeFault | TransportFault):
            answer.faults.append(fault)
        if refusal is not None:
            if acts.Lapse.DOES_WHAT_IT_REFUSES in lapses:
                self.memory.things.record(attrs.evolve(asked, user=""), {})
            return self._refuse(answer, root, asked, refusal, fault, number), fault
        assert answer.data is not None
        part = self.knowledge.of(asked, lapses)
        if isinstance(fault, ResultFault):
            place, _ = self._reach(answer.data, root, number, part, fault)
            fault.change(place)
        elif isinstance(fault, FieldErrorFault):
            self._failing_field(answer, root, number, part, fault)
        else:
            answer.data[root.key] = data.result(root, number, part)
        answer.work += self.memory.record(asked, lapses)
        self.memory.things.record(asked, part, lapses)
        if asked.mutation.name == acts.REVOKES and acts.Lapse.KEEPS_TOKENS not in lapses:
            self.tokens.revoke(asked.user, refreshing=acts.Lapse.KEEPS_REFRESHING not in lapses)
        return ledger.DATA, fault

    def _refusal(self, asked: arguments.Asked, lapses: frozenset[acts.Lapse]) -> refusals.Refusal | None:
        """Why a mutation is refused, if it is."""
        overlooked = self.wrongdoing.overlooked_reasons(asked.mutation.name)
        if acts.Lapse.DOUBLES in lapses:
            overlooked |= {refusals.USED_KEY}
        if acts.Lapse.SERVES_STRANGERS in lapses:
            overlooked |= {refusals.NOT_THE_OWNER}
        if acts.Lapse.ANY_STEP in lapses:
            overlooked |= {causes.WRONG_STEP, causes.DONE_STEP}
        wizard = self.memory.wizard(asked)
        if acts.Lapse.BOTH_AT_ONCE in lapses and wizard is not None and self.memory.is_busy(wizard):
            overlooked |= {causes.BUSY, causes.WRONG_STEP, causes.DONE_STEP}
        return (
            refusals.caused(self.contract, asked, self.memory, overlooked)
            or refusals.remembered(self.contract, asked, self.memory, lapses)
            or refusals.revoked(self.contract, asked, self.tokens)
        )

    def _refuse(
        self,
        answer: Answer,
        root: plans.Node,
        asked: arguments.Asked,
        refusal: refusals.Refusal,
        fault: Fault | None,
        number: int,
    ) -> str:
        """Raise the error of a refusal, or what a fault makes of it; the code that is answered."""
        error = refusal.error
        if isinstance(fault, RefusalFault):
            instead = fault.instead(self.contract, asked.mutation, error)
            assert instead is not None
            error = instead
        extensions = self._refusal_reasons(asked.mutation, error, number)
        self._raise(answer, root, error, input_path=refusal.path, extensions=extensions)
        if isinstance(fault, ErrorFault):
            entry = answer.errors[-1]
            fault.change(Raised(entry=entry, error=error, mutation=asked.mutation, contract=self.contract))
        return error.code

    def _pretext(self, fault: Fault | None, mutation: contracts.Mutation, number: int) -> refusals.Refusal:
        """An error without a cause, raised so that a fault of errors has something to show in."""
        if isinstance(fault, ErrorFault):
            able = faults.suitable_errors(fault, self.contract, mutation)
        else:
            able = faults.raisable_errors(self.contract, mutation) or mutation.errors
        return refusals.Refusal(able[number % len(able)], "pretext")

    def _reach(
        self,
        container: dict[str, Any],
        root: plans.Node,
        number: int,
        part: dict[str, Any],
        fault: ResultFault | FieldErrorFault,
    ) -> tuple[data.Place, data.Path]:
        """Answer with a result that has a place for a fault; the place and the way there."""
        ways = wrongdoing.paths(fault, root)
        way = ways[(number >> 5) % len(ways)]
        value, place = data.result_with(root, number, part, way)
        container[root.key] = value
        return place or data.Place(container, root, number), way

    def _failing_field(
        self, answer: Answer, root: plans.Node, number: int, part: dict[str, Any], fault: FieldErrorFault
    ) -> None:
        assert answer.data is not None
        place, way = self._reach(answer.data, root, number, part, fault)
        able = faults.raisable_errors(self.contract, self.contract.mutations[root.field.name])
        fault.change(
            Failing(
                answer=answer.data,
                errors=answer.errors,
                place=place,
                path=data.keys(root, way),
                error=able[number % len(able)],
            )
        )

    def _refusal_reasons(
        self, mutation: contracts.Mutation, error: catalogue.DocumentedError, number: int
    ) -> dict[str, Any]:
        refusal = mutation.refusal
        if refusal is None or refusal.code != error.code:
            return {}
        return {refusal.extension: [refusal.reasons[number % len(refusal.reasons)]]}

    def _raise(
        self,
        answer: Answer,
        root: plans.Node,
        error: catalogue.DocumentedError,
        *,
        note: str = "",
        input_path: tuple[str, ...] = (),
        extensions: Mapping[str, Any] | None = None,
    ) -> None:
        entry = errors.field_error(
            error, path=(root.key,), node=root.nodes[0], input_path=input_path, extensions=extensions
        )
        entry["message"] += note
        answer.errors.append(entry)
        if root.type.required:
            answer.data = None
        elif answer.data is not None:
            answer.data[root.key] = None

    def _ambient(self, code: str) -> catalogue.DocumentedError:
        found = self.contract.ambient.get(code)
        return found or catalogue.DocumentedError(code, _MESSAGES.get(code, "Unauthorized."), "AUTHORIZATION")

    def _number(self, name: str, given: Mapping[str, Any]) -> int:
        text = f"{self.seed} {name} {json.dumps(given, sort_keys=True, default=str)}"
        return int.from_bytes(hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=8).digest())
