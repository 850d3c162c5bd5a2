"""Which documented operations a change breaks: decided by validating and coercing them.

An operation is affected if graphql-core has something against it on the newer schema that it did not
have on the older one, as it is sent with variables or with the same values as literals. Where several
changes could be the reason, each is made alone to the older schema, and the operation is judged again.

It is affected too if it asks for a field whose answers the older schema ruled out: no document shows that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs
import graphql
from graphql.language import ast

from schema import coercion, errors, types
from schema.drift import answers, hybrid, literals, reach, slim
from schema.drift.change import BREAKING, Change, Kind

_WORD = re.compile(r"\w+")

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


def judged(
    old: types.Schema, new: types.Schema, changes: Iterable[Change], documented: Iterable[Documented]
) -> tuple[Change, ...]:
    """The same changes, each with the mutations that it affects; one that affects any is breaking.

    Raise ContractError for a document that names what changed and is no GraphQL or has not exactly one
    operation.
    """
    given = tuple(changes)
    suspects = tuple(change for change in given if _may_break(change))
    cases = _reaching(old, new, suspects, documented)
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

    `inlined` is the same document with literals, once for each of the variables that can be written so.
    """

    mutation: str
    document: ast.DocumentNode
    variables: tuple[Mapping[str, Any], ...]
    before: reach.Reach
    after: reach.Reach
    inlined: tuple[ast.DocumentNode, ...] = ()

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
) -> list[_Case]:
    """The documents that reach any of these changes."""
    if not suspects:
        return []
    cases = []
    names = _names(old, suspects)
    for one in documented:
        for text in one.documents:
            if names is not None and names.isdisjoint(_WORD.findall(text)):
                continue  # it does not even name what is gone, and parsing takes most of the time
            document = _parsed(one.mutation, text)
            case = _Case(
                one.mutation, document, one.variables, reach.of(old, document), reach.of(new, document)
            )
            if any(case.reaches(change) for change in suspects):
                cases.append(attrs.evolve(case, inlined=tuple(_inlined(old, case))))
    return cases


def _names(old: types.Schema, suspects: Sequence[Change]) -> frozenset[str] | None:
    """The names of fields that are gone, if nothing else is: a document has to select one of them."""
    if not all(_is_field_gone(old, one) for one in suspects):
        return None
    return frozenset(one.member or "" for one in suspects)


def _is_field_gone(old: types.Schema, change: Change) -> bool:
    """Whether it is a field of results that is gone."""
    is_output = isinstance(old[change.owner], types.Object | types.Interface)
    return change.kind is Kind.FIELD_REMOVED and is_output


def _inlined(old: types.Schema, case: _Case) -> Iterable[ast.DocumentNode]:
    for values in case.variables:
        try:
            yield literals.inline(old, case.document, values)
        except literals.NotALiteralError:
            continue  # only variables can hold such a value, and with them it is judged


def _parsed(mutation: str, text: str) -> ast.DocumentNode:
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
        candidates = {case: [change for change in self.suspects if case.reaches(change)] for case in broken}
        reasons: dict[_Case, list[Change]] = {case: [] for case in broken}
        for change in self.suspects:
            reached = [case for case in broken if change in candidates[case]]
            if _is_field_gone(self.old, change):
                # Whoever selects it is no longer valid, and nobody else is touched: no need to try.
                for case in reached:
                    if len(candidates[case]) == 1 or case.selects(change):
                        reasons[case].append(change)
                continue
            unsure = [case for case in reached if len(candidates[case]) > 1]
            innocent = self._unharmed_by(change, unsure, earlier)
            for case in reached:
                if case not in innocent:
                    reasons[case].append(change)
        # Several changes that break it only together are all of them reasons.
        return {case: found or candidates[case] for case, found in reasons.items()}

    def _is_sure(self, case: _Case, found: dict[Change, set[str]]) -> bool:
        """Whether nothing but fields of results is gone for a case: no validation says more of them."""
        reached = [change for change in self.suspects if case.reaches(change)]
        if not all(_is_field_gone(self.old, change) for change in reached):
            return False
        for change in reached:
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
        reached = reach.union(reach.of(schema, case.document) for case in cases)
        built = coercion.executable(slim.cut(schema, reached))
        return {case: frozenset(_against(built, case)) for case in cases}


def _against(built: graphql.GraphQLSchema, case: _Case) -> Iterable[str]:
    yield from _invalid(built, case.document, _RULES)
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
