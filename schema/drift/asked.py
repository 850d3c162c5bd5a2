"""What a document asks for and nothing else of it: fields, which arguments they are given, fragments."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import graphql
from graphql.language import ast

from schema import tokens, types

#: How no plain value begins. What is no token at all takes the rest of the text with it.
_NO_VALUE = frozenset("!$&()[]{}:=|@.") | {tokens.END}

_ROOTS = {"mutation": "Mutation", "query": "Query", "subscription": "Subscription"}


@attrs.frozen
class Field:
    """A field, the arguments that it is given, and what is asked of its result."""

    name: str
    arguments: tuple[str, ...]
    parts: tuple[Part, ...]


@attrs.frozen
class Fragment:
    """What is asked of the objects of one type, or without one of all."""

    on: str | None
    parts: tuple[Part, ...]


@attrs.frozen
class Spread:
    """A fragment by its name."""

    name: str


Part = Field | Fragment | Spread


@attrs.frozen
class Asked:
    """`roots` are pairs of a root type and what is asked of it, one for each operation.

    `declared` are the types of the variables, `fragments` those that have a name.
    """

    roots: tuple[tuple[str, tuple[Part, ...]], ...]
    declared: frozenset[str]
    fragments: Mapping[str, Fragment] = attrs.field(factory=dict, converter=types.frozen_mapping)


def read(text: str) -> Asked:
    """What a document's text asks for; GraphQLSyntaxError if it is none."""
    return quickly(text) or of(graphql.parse(text))


def of(document: ast.DocumentNode) -> Asked:
    """What a document asks for."""
    roots: list[tuple[str, tuple[Part, ...]]] = []
    declared: set[str] = set()
    fragments: dict[str, Fragment] = {}
    for node in document.definitions:
        if isinstance(node, ast.OperationDefinitionNode):
            roots.append((_ROOTS[node.operation.value], _parts(node.selection_set)))
            declared.update(_named(one.type) for one in node.variable_definitions or ())
        elif isinstance(node, ast.FragmentDefinitionNode):
            fragments[node.name.value] = Fragment(node.type_condition.name.value, _parts(node.selection_set))
    return Asked(tuple(roots), frozenset(declared), fragments)


def quickly(text: str) -> Asked | None:
    """The same for the text of one plain operation; None for any other and for what is none.

    Plain are operations whose arguments are variables, names, numbers or strings, without directives,
    defaults and fragments that have a name.
    """
    cut = tokens.cut(text)
    try:
        return None if cut is None else _Reader(cut).asked()
    except tokens.DeclinedError:
        return None


def _named(node: ast.TypeNode) -> str:
    while not isinstance(node, ast.NamedTypeNode):
        assert isinstance(node, ast.NonNullTypeNode | ast.ListTypeNode)
        node = node.type
    return node.name.value


def _parts(node: ast.SelectionSetNode | None) -> tuple[Part, ...]:
    return () if node is None else tuple(_part(one) for one in node.selections)


def _part(node: ast.SelectionNode) -> Part:
    match node:
        case ast.FieldNode():
            given = tuple(one.name.value for one in node.arguments or ())
            return Field(node.name.value, given, _parts(node.selection_set))
        case ast.InlineFragmentNode():
            on = node.type_condition.name.value if node.type_condition else None
            return Fragment(on, _parts(node.selection_set))
        case ast.FragmentSpreadNode():
            return Spread(node.name.value)
        case _:
            raise AssertionError(f"{node.kind} is no selection")


class _Reader(tokens.Descent):
    def asked(self) -> Asked:
        root = _ROOTS.get(self.name())
        if root is None:
            raise tokens.DeclinedError
        if self.next not in ("(", "{"):
            self.name()
        declared = self._declared() if self.skip("(") else frozenset[str]()
        parts = self._parts()
        self.expect(tokens.END)
        return Asked(((root, parts),), declared)

    def _declared(self) -> frozenset[str]:
        found: set[str] = set()
        while not found or self.next != ")":
            self.expect("$")
            self.name()
            self.expect(":")
            found.add(self.type().name)
        self.at += 1
        return frozenset(found)

    def _parts(self) -> tuple[Part, ...]:
        self.expect("{")
        found: list[Part] = []
        while not found or self.next != "}":
            found.append(self._fragment() if self.skip("...") else self._field())
        self.at += 1
        return tuple(found)

    def _fragment(self) -> Fragment:
        on = None
        if self.next != "{":
            self.expect("on")
            on = self.name()
        return Fragment(on, self._parts())

    def _field(self) -> Field:
        name = self.name()
        if self.skip(":"):
            name = self.name()
        given = self._given() if self.skip("(") else ()
        return Field(name, given, self._parts() if self.next == "{" else ())

    def _given(self) -> tuple[str, ...]:
        found: list[str] = []
        while not found or self.next != ")":
            found.append(self.name())
            self.expect(":")
            if self.skip("$"):
                self.name()
            elif self.next[:1] in _NO_VALUE or "\\" in self.next:
                raise tokens.DeclinedError
            else:
                self.at += 1
        self.at += 1
        return tuple(found)
