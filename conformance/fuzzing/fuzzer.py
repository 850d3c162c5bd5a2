"""Cases from Schemathesis' documents: valid ones for a mutation, and ones that must be refused.

Schemathesis is imported and a mutation prepared when the first case of one is wanted. Its registry of
scalars and its caches belong to the whole process and have no lock, so that whatever changes them stands
behind one here.
"""

from __future__ import annotations

import threading

import attrs
import graphql
from graphql.language import ast
from hypothesis import assume
from hypothesis import strategies as st

import strategies
from conformance.fuzzing import excerpt, literals, patches, trees, validity
from conformance.model import Case, Expectation
from schema import contract as contracts
from schema import documents, errors, types

VALID = "fuzz"
INVALID = "fuzz_invalid"

#: What is wrong with a document, by the kind of node that graphql-core names first.
_VIOLATIONS: dict[str, str] = {
    "field": "a required argument is missing",
    "object_value": "an input object has not the fields that it must have",
}
_WRONG_LITERAL = "a literal is none of its type"


@attrs.frozen(eq=False, repr=False)
class _Prepared:
    """A mutation's excerpt in the forms that are needed, and Schemathesis' documents for it.

    Without a representation of its own: Hypothesis makes one of every strategy, and of what it is made of.
    """

    whole: types.Schema
    excerpt: types.Schema
    validity: validity.Validity
    valid: st.SearchStrategy[ast.DocumentNode]
    invalid: st.SearchStrategy[ast.DocumentNode]


@attrs.frozen(eq=False, repr=False)
class Fuzzer:
    """Strategies for cases, prepared once for each mutation. Safe to share between threads."""

    contract: contracts.Contract
    knowing: strategies.Known
    _forms: literals.Forms = attrs.field(init=False)
    _prepared: dict[str, _Prepared] = attrs.field(factory=dict, init=False)
    _lock: threading.Lock = attrs.field(factory=threading.Lock, init=False)

    @_forms.default
    def _made_forms(self) -> literals.Forms:
        return literals.Forms(self.knowing)

    def valid(self, mutation: str) -> st.SearchStrategy[Case]:
        """Cases that must be executed; ContractError if an input takes a scalar that is not known."""
        return _valid(self._prepare(mutation), self._forms)

    def invalid(self, mutation: str) -> st.SearchStrategy[Case] | None:
        """Cases that must be refused before execution; None if no argument can be wrong."""
        prepared = self._prepare(mutation)
        return _invalid(prepared) if can_be_invalid(prepared.excerpt) else None

    def _prepare(self, mutation: str) -> _Prepared:
        with self._lock:
            if not self._prepared:
                self._register()
            if mutation not in self._prepared:
                self._prepared[mutation] = self._made(mutation)
            return self._prepared[mutation]

    def _register(self) -> None:
        """Tell Schemathesis our scalars, all at once: others may be drawing when the next one is prepared."""
        patches.prepare()
        import schemathesis.graphql  # noqa: PLC0415 -- it takes 150 ms, and only this scenario needs it

        for server in self.contract.servers.values():
            for type_ in server.schema:
                if isinstance(type_, types.Scalar):
                    try:
                        literal = self._forms.of_scalar(type_.name)
                    except errors.ContractError:
                        continue  # `_made` says so of the mutations whose inputs take it
                    # Hypothesis parses the source of filters when it first looks at them: see `patches`.
                    literal.validate()
                    schemathesis.graphql.scalar(type_.name, literal)

    def _made(self, mutation: str) -> _Prepared:
        import schemathesis.config  # noqa: PLC0415 -- as above
        import schemathesis.graphql  # noqa: PLC0415 -- as above

        schema = excerpt.of(self.contract, mutation)
        for name in sorted(excerpt.input_scalars(schema)):
            self._forms.of_scalar(name)  # raises for one that is not known
        # A configuration of our own: otherwise a file in the user's folder would decide what is drawn.
        config = schemathesis.config.SchemathesisConfig()
        loaded = schemathesis.graphql.from_dict(excerpt.introspected(schema), config=config)
        # What it would make of the introspection result, which takes as long as a document.
        valid_by = validity.Validity.by(schema)
        loaded.client_schema = valid_by.schema
        operation = loaded["Mutation"][mutation]
        modes = schemathesis.GenerationMode
        return _Prepared(
            whole=self.contract.schema_of(mutation),
            excerpt=schema,
            validity=valid_by,
            valid=trees.drawn(operation, modes.POSITIVE),
            invalid=trees.drawn(operation, modes.NEGATIVE),
        )


def can_be_invalid(schema: types.Schema) -> bool:
    """Whether Schemathesis knows how to make a document of this schema invalid: by its arguments only."""
    for argument in excerpt.arguments(schema):
        type_ = schema[argument.type.name]
        if argument.type.required or isinstance(type_, types.Enum) or type_.name in types.BUILT_IN_SCALARS:
            return True
        if isinstance(type_, types.InputObject) and any(one.required for one in type_.fields.values()):
            return True
    return False


def shared(contract: contracts.Contract, knowing: strategies.Known) -> Fuzzer:
    """The fuzzer of this process for a contract and what is known beside it."""
    with _Shared.lock:
        found = _Shared.fuzzer
        if found is None or found.contract is not contract or found.knowing is not knowing:
            found = _Shared.fuzzer = Fuzzer(contract, knowing)
        return found


class _Shared:
    """Items of a run share one: what it prepares costs more than what is drawn from it."""

    lock = threading.Lock()
    fuzzer: Fuzzer | None = None


@st.composite
def _valid(draw: st.DrawFn, prepared: _Prepared, forms: literals.Forms) -> Case:
    document = literals.fill(draw, draw(prepared.valid), prepared.excerpt, forms)
    # Schemathesis does not look for conflicts between fragments of several object types.
    assume(prepared.validity.holds(document))
    return Case(VALID, documents.of(document, graphql.print_ast(document), prepared.whole), {})


@st.composite
def _invalid(draw: st.DrawFn, prepared: _Prepared) -> Case:
    text = graphql.print_ast(draw(prepared.invalid))
    # Its text says what it is, not its tree: an enum's name `null` is written like a null.
    document = graphql.parse(text)
    found = prepared.validity.errors(document)
    # A wrong literal may be right by chance: such a null, or a number for a scalar that takes any.
    assume(found)
    first = found[0].nodes[0].kind if found[0].nodes else ""
    return Case(
        INVALID,
        documents.of(document, text, prepared.whole),
        {},
        expectation=Expectation.REJECTION,
        violation=_VIOLATIONS.get(first, _WRONG_LITERAL),
    )
