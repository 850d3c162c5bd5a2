"""Which documented operations a change breaks: decided by validating and coercing them.

An operation is affected if graphql-core has something against it on the newer schema that it did not
have on the older one, as it is sent with variables or with the same values as literals. Where several
changes could be the reason, each is made alone to the older schema, and the operation is judged again.

It is affected too if it asks for a field whose answers the older schema ruled out: no document shows that.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs
import graphql
from graphql.language import ast

from schema import coercion, errors, types
from schema.drift import answers, asked, hybrid, literals, reach, slim
from schema.drift.change import BREAKING, Change, Kind
from schema.drift.scope import MUTATION

#: The rules that a change of the schema can make a document break; the others look at its text alone.
_RULES = (
    graphql.FieldsOnCorrectTypeRule,
    graphql.FragmentsOnCompositeTypesRule,
    graphql.KnownArgumentNamesRule,
    graphql.KnownOperationTypesRule,
    graphql.KnownTypeNamesRule,
    graphql.OverlappingFieldsCanBeMergedRule,
    graphql.PossibleFragmentSpreadsRule,
    graphql.ProvidedRequiredArgumentsRule,
    graphql.ScalarLeafsRule,
    graphql.ValuesOfCorrectTypeRule,
    graphql.VariablesAreInputTypesRule,
    graphql.VariablesInAllowedPositionRule,
)

#: What can be wrong with a document once its variables are literals that was not wrong before.
_RULES_OF_LITERALS = (graphql.ProvidedRequiredArgumentsRule, graphql.ValuesOfCorrectTypeRule)


@attrs.frozen
class Documented:
    """The operations of one mutation: documents with one operation each, and values for their variables.

    Every document is judged with each of the `variables`; without any its text alone is validated.
    """

    mutation: str
    documents: tuple[str, ...]
    variables: tuple[Mapping[str, Any], ...] = ()


@attrs.frozen
class Touched:
    """What changed in a way that may break an operation: types, and mutations themselves."""

    types: frozenset[str]
    mutations: frozenset[str]

    @classmethod
    def by(cls, changes: Iterable[Change]) -> Touched:
        """What some changes touch."""
        given = tuple(changes)
        mutations = (one.member for one in given if one.owner == MUTATION)
        types_ = (one.owner for one in given if one.owner != MUTATION or one.member is None)
        return cls(frozenset(types_), frozenset(name for name in mutations if name))


#: Gives the documented operations that may ask for what is touched in the older schema; others do no harm.
Source = Callable[[Touched], Iterable[Documented]]


def nothing(_: Touched) -> Iterable[Documented]:
    """No operation is documented."""
    return ()


def judged(
    old: types.Schema, new: types.Schema, changes: Iterable[Change], documented: Source
) -> tuple[Change, ...]:
    """The same changes, each with the mutations that it affects; one that affects any is breaking.

    Raise ContractError for a document that may ask for what changed and is no GraphQL or has not exactly
    one operation.
    """
    given = tuple(changes)
    suspects = tuple(change for change in given if _may_break(change))
    if not suspects:
        return given
    cases = list(_reaching(old, new, suspects, documented(Touched.by(suspects))))
    if not cases:
        return given
    affected = _Judge(old, new, suspects).affected(cases)
    for change in suspects:
        if answers.differ(old, new, change):
            asking = {case.mutation for case in cases if answers.asks(case.before, change)}
            affected.setdefault(change, set()).update(asking)
    return tuple(_with(change, affected.get(change, set())) for change in given)


def _may_break(change: Change) -> bool:
    # A field that gains a `!` is safe alone, and can still disagree with a field selected beside it.
    return change.criticality is BREAKING or change.kind is Kind.FIELD_TYPE_CHANGED


def _with(change: Change, affected: set[str]) -> Change:
    if not affected:
        return change
    sentence = change.sentence
    if change.criticality is not BREAKING:
        sentence += " Documented operations are no longer valid: fields that they merge disagree."
    affects = tuple(sorted({*change.affects, *affected}))
    return attrs.evolve(change, criticality=BREAKING, affects=affects, sentence=sentence)


@attrs.frozen(eq=False)
class _Case:
    """One document with its variables, and what it reaches in the older schema and in the newer one.

    `suspects` are the changes that may be the reason if it breaks.
    """

    mutation: str
    text: str
    variables: tuple[Mapping[str, Any], ...]
    asked: asked.Asked
    old: types.Schema
    before: reach.Reach
    after: reach.Reach
    suspects: tuple[Change, ...] = ()

    @functools.cached_property
    def document(self) -> ast.DocumentNode:
        """Parsed once it must be: that takes most of the time."""
        return _parsed(self.mutation, self.text)

    @functools.cached_property
    def inlined(self) -> tuple[ast.DocumentNode, ...]:
        """The same document with literals, once for each of the variables that can be written so."""
        return tuple(_inlined(self.old, self))

    @property
    def owners(self) -> frozenset[str]:
        """The types whose changes it may reach."""
        before, after = self.before, self.after
        return before.types | before.inputs | before.possible | after.types | after.inputs

    def reaches(self, change: Change) -> bool:
        """Whether it may be the reason: what an object implements decides where fragments can stand."""
        of_object = change.member is None and change.owner in self.before.possible
        return of_object or self.asks(change)

    def selects(self, change: Change) -> bool:
        """Whether the document selects the field that a change is about, on that very type."""
        return (change.owner, change.member or "") in self.before.fields

    def asks(self, change: Change) -> bool:
        """Whether the document itself asks for what changed."""
        return any(side.touches(change.owner, change.member) for side in (self.before, self.after))


def _reaching(
    old: types.Schema, new: types.Schema, suspects: Sequence[Change], documented: Iterable[Documented]
) -> Iterator[_Case]:
    """The documents that reach any of these changes."""
    by_owner: dict[str, list[Change]] = {}
    for change in suspects:
        by_owner.setdefault(change.owner, []).append(change)
    known: dict[str, tuple[asked.Asked, reach.Reach, reach.Reach]] = {}
    for one in documented:
        for text in one.documents:
            if text not in known:
                what = asked.quickly(text) or asked.of(_parsed(one.mutation, text))
                known[text] = what, reach.of(old, what), reach.of(new, what)
            what, before, after = known[text]
            case = _Case(one.mutation, text, one.variables, what, old, before, after)
            near = (change for owner in by_owner.keys() & case.owners for change in by_owner[owner])
            reached = tuple(change for change in near if case.reaches(change))
            if reached:
                yield attrs.evolve(case, suspects=reached)


def _is_field_gone(old: types.Schema, change: Change) -> bool:
    """Whether it is a field of results that is gone."""
    is_output = isinstance(old[change.owner], types.Object | types.Interface)
    return change.kind is Kind.FIELD_REMOVED and is_output


def _inlined(old: types.Schema, case: _Case) -> Iterable[ast.DocumentNode]:
    # The rest of the document is validated as it stands.
    document = literals.only_given(case.document)
    for values in case.variables:
        try:
            yield literals.inline(old, document, values)
        except literals.NotALiteralError:
            continue  # only variables can hold such a value, and with them it is judged


@functools.lru_cache(maxsize=64)
def _parsed(mutation: str, text: str) -> ast.DocumentNode:
    """A document of one operation, the same for each case that follows with other variables."""
    try:
        document = graphql.parse(text)
    except graphql.GraphQLSyntaxError as error:
        reason = f"a document of {mutation} is no GraphQL: {error.message}"
        raise errors.ContractError(reason) from error
    count = sum(isinstance(node, ast.OperationDefinitionNode) for node in document.definitions)
    if count != 1:
        raise errors.ContractError(f"a document of {mutation} has {count} operations, not one")
    return document


@attrs.frozen(eq=False)
class _Judge:
    old: types.Schema
    new: types.Schema
    suspects: tuple[Change, ...]

    def affected(self, cases: Sequence[_Case]) -> dict[Change, set[str]]:
        """The mutations that each change affects."""
        found: dict[Change, set[str]] = {}
        unsure = [case for case in cases if not self._is_sure(case, found)]
        later = self._problems(self.new, unsure) if unsure else {}
        suspicious = [case for case in unsure if later[case]]
        if not suspicious:
            return found
        earlier = self._problems(self.old, suspicious)
        broken = [case for case in suspicious if later[case] - earlier[case]]
        for case, reasons in self._reasons(broken, earlier).items():
            for change in reasons:
                found.setdefault(change, set()).add(case.mutation)
        return found

    def _reasons(
        self, broken: Sequence[_Case], earlier: Mapping[_Case, frozenset[str]]
    ) -> Mapping[_Case, list[Change]]:
        reasons: dict[_Case, list[Change]] = {case: [] for case in broken}
        for change in self.suspects:
            reached = [case for case in broken if change in case.suspects]
            if _is_field_gone(self.old, change):
                # Whoever selects it is no longer valid, and nobody else is touched: no need to try.
                for case in reached:
                    if len(case.suspects) == 1 or case.selects(change):
                        reasons[case].append(change)
                continue
            unsure = [case for case in reached if len(case.suspects) > 1]
            innocent = self._unharmed_by(change, unsure, earlier)
            for case in reached:
                if case not in innocent:
                    reasons[case].append(change)
        # Several changes that break it only together are all of them reasons.
        return {case: found or list(case.suspects) for case, found in reasons.items()}

    def _is_sure(self, case: _Case, found: dict[Change, set[str]]) -> bool:
        """Whether nothing but fields of results is gone for a case: no validation says more of them."""
        if not all(_is_field_gone(self.old, change) for change in case.suspects):
            return False
        for change in case.suspects:
            if case.selects(change):
                found.setdefault(change, set()).add(case.mutation)
        return True

    def _unharmed_by(
        self, change: Change, cases: Sequence[_Case], earlier: Mapping[_Case, frozenset[str]]
    ) -> set[_Case]:
        """The cases that this change alone does nothing to.

        If it cannot be made alone, those that do not ask for it.
        """
        if not cases:
            return set()
        alone = hybrid.made(self.old, self.new, change)
        if alone is None:
            return {case for case in cases if not case.asks(change)}
        found = self._problems(alone, cases)
        return {case for case in cases if not found[case] - earlier[case]}

    def _problems(self, schema: types.Schema, cases: Sequence[_Case]) -> Mapping[_Case, frozenset[str]]:
        """What graphql-core has against each document, with variables and with literals."""
        reached = reach.union(reach.of(schema, case.asked) for case in cases)
        built = coercion.executable(slim.cut(schema, reached))
        invalid = {
            text: frozenset(_invalid(built, document, _RULES))
            for text, document in {case.text: case.document for case in cases}.items()
        }
        return {case: invalid[case.text].union(_uncoerced(built, case)) for case in cases}


def _uncoerced(built: graphql.GraphQLSchema, case: _Case) -> Iterable[str]:
    for definition in case.document.definitions:
        if isinstance(definition, ast.OperationDefinitionNode):
            for values in case.variables:
                yield from _uncoercible(built, definition, values)
    for document in case.inlined:
        yield from (f"with literals: {one}" for one in _invalid(built, document, _RULES_OF_LITERALS))


def _invalid(
    built: graphql.GraphQLSchema, document: ast.DocumentNode, rules: Sequence[type[graphql.ASTValidationRule]]
) -> Iterable[str]:
    return (error.message for error in graphql.validate(built, document, rules, hide_suggestions=True))


def _uncoercible(
    built: graphql.GraphQLSchema, definition: ast.OperationDefinitionNode, values: Mapping[str, Any]
) -> Iterable[str]:
    found = graphql.get_variable_values(
        built, definition.variable_definitions or (), dict(values), hide_suggestions=True
    )
    return (error.message for error in found) if isinstance(found, list) else ()
