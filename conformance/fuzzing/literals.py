"""JSON values as GraphQL literals, and documents whose literals have the forms of this API.

Schemathesis draws a literal by its scalar alone and does not say for which field. So each scalar is
registered with it, and afterwards the literals of fields that have a form of their own (`formats.toml`, or
real values of the target) are drawn again.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from typing import Any

import attrs
from graphql.language import ast
from hypothesis import strategies as st

import strategies
from schema import errors, types
from schema.operation import TYPENAME
from strategies import formats, scalars

_NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]*", re.ASCII)
_COUNTER = itertools.count(1)


def node(value: Any) -> ast.ValueNode:
    """A JSON value as a literal; ContractError if a key in it is no name, which no literal can hold."""
    match value:
        case None:
            return ast.NullValueNode()
        case bool():
            return ast.BooleanValueNode(value=value)
        case str():
            # A copy: text that must be unique has a representation that tells nothing of it.
            return ast.StringValueNode(value="".join(value))
        case int():
            return ast.IntValueNode(value=str(value))
        case float():
            return ast.FloatValueNode(value=json.dumps(value, allow_nan=False))
        case list():
            return ast.ListValueNode(values=tuple(node(item) for item in value))
        case dict():
            return ast.ObjectValueNode(fields=tuple(_member(name, item) for name, item in value.items()))
        case _:
            raise TypeError(f"{type(value).__name__} is no JSON value")


def nameable(value: Any) -> Any:
    """A JSON value without the keys that are no names: `node` takes it."""
    if isinstance(value, dict):
        return {name: nameable(one) for name, one in value.items() if _NAME.fullmatch(name)}
    return [nameable(one) for one in value] if isinstance(value, list) else value


@attrs.frozen(eq=False, repr=False)
class Forms:
    """Strategies for literals by scalar and by field, each made once."""

    knowing: strategies.Known
    _scalars: dict[str, st.SearchStrategy[ast.ValueNode]] = attrs.field(factory=dict, init=False)
    _made: dict[tuple[str, str], st.SearchStrategy[ast.ValueNode] | None] = attrs.field(
        factory=dict, init=False
    )

    def of_scalar(self, name: str) -> st.SearchStrategy[ast.ValueNode]:
        """Literals of a scalar, whatever the field; ContractError if nothing is known of its values."""
        if name not in self._scalars:
            self._scalars[name] = self._of_scalar(name)
        return self._scalars[name]

    def _of_scalar(self, name: str) -> st.SearchStrategy[ast.ValueNode]:
        try:
            values = scalars.strategy(name)
        except errors.ContractError:
            rows = [row.strategy for row in self._table if row.scalar == name]
            if not rows:
                raise
            values = st.one_of(rows)
        return _literals(values)

    def of_field(self, scalar: str, field: str) -> st.SearchStrategy[ast.ValueNode] | None:
        """Literals of a field that has a form of its own or real values; None for any other."""
        if (scalar, field) not in self._made:
            self._made[scalar, field] = self._of_field(scalar, field)
        return self._made[scalar, field]

    def _of_field(self, scalar: str, field: str) -> st.SearchStrategy[ast.ValueNode] | None:
        form = formats.find(self._table, scalar, field)
        real = self.knowing.values.get(field, ())
        if form is None:
            # As often as in other scenarios: mostly real values, which reach behind the first check.
            given = _literals(st.sampled_from(real)) if real else None
            return None if given is None else st.one_of(given, given, self.of_scalar(scalar))
        values = form.strategy
        if form.unique and self.knowing.nonce:
            values = values.map(self._unique)
        return _literals(st.one_of(st.sampled_from(real), st.sampled_from(real), values) if real else values)

    def _unique(self, value: Any) -> str:
        # Counted, since Hypothesis draws the simplest values again and again within one run.
        return f"{self.knowing.nonce}-fuzz-{next(_COUNTER):x}-{value}"

    @property
    def _table(self) -> tuple[formats.Format, ...]:
        return (*self.knowing.formats, *formats.standard_table())


def fill(draw: st.DrawFn, document: ast.DocumentNode, schema: types.Schema, forms: Forms) -> ast.DocumentNode:
    """A document with literals of the right form; it has neither variables nor named fragments.

    Only texts and numbers are drawn again: a null stays one, and a list as long as it is. Of an object that
    takes exactly one field, the first that is not null is kept. Interfaces and unions are asked for their
    `__typename`, which Schemathesis never does: without it nobody can tell what an answer must have.
    """
    return _Writer(draw, schema, forms).document(document)


_ASK = ast.FieldNode(name=ast.NameNode(value=TYPENAME))


@attrs.frozen
class _Writer:
    """Nodes are never changed: what differs is made, and what does not is the node that was given."""

    draw: st.DrawFn
    schema: types.Schema
    forms: Forms

    def document(self, document: ast.DocumentNode) -> ast.DocumentNode:
        return ast.DocumentNode(definitions=tuple(map(self._operation, document.definitions)))

    def _operation(self, node: ast.DefinitionNode) -> ast.OperationDefinitionNode:
        assert isinstance(node, ast.OperationDefinitionNode)
        selected = tuple(self._selected(node.selection_set, "Mutation"))
        return ast.OperationDefinitionNode(
            operation=node.operation,
            name=node.name,
            selection_set=ast.SelectionSetNode(selections=selected),
        )

    def _selected(self, selected: ast.SelectionSetNode, on: str) -> Iterator[ast.SelectionNode]:
        for one in selected.selections:
            match one:
                case ast.InlineFragmentNode(type_condition=condition, selection_set=inner):
                    within = tuple(self._selected(inner, condition.name.value if condition else on))
                    yield ast.InlineFragmentNode(
                        type_condition=condition, selection_set=ast.SelectionSetNode(selections=within)
                    )
                case ast.FieldNode() if one.arguments or one.selection_set:
                    yield self._field(one, self.schema.fields_of(on)[one.name.value])
                case _:
                    yield one

    def _field(self, node: ast.FieldNode, promised: types.Field) -> ast.FieldNode:
        arguments = tuple(
            ast.ArgumentNode(
                name=one.name,
                value=self.value(one.value, promised.arguments[one.name.value].type, one.name.value),
            )
            for one in node.arguments or ()
        )
        inner = None
        if node.selection_set is not None:
            abstract = not isinstance(self.schema[promised.type.name], types.Object)
            within = self._selected(node.selection_set, promised.type.name)
            inner = ast.SelectionSetNode(selections=((_ASK,) if abstract else ()) + tuple(within))
        return ast.FieldNode(name=node.name, alias=node.alias, arguments=arguments, selection_set=inner)

    def value(self, literal: ast.ValueNode, ref: types.TypeRef, name: str) -> ast.ValueNode:
        """A literal of some type at a field or an argument of that name."""
        match literal:
            case ast.ListValueNode(values=values) if ref.item is not None:
                return ast.ListValueNode(values=tuple(self.value(item, ref.item, name) for item in values))
            case ast.ObjectValueNode(fields=fields) if isinstance(self.schema[ref.name], types.InputObject):
                return self._object(fields, ref.name)
            case ast.NullValueNode():
                return literal
        scalar = isinstance(self.schema[ref.name], types.Scalar)
        again = self.forms.of_field(ref.name, name) if scalar else None
        return literal if again is None else self.draw(again)

    def _object(self, fields: tuple[ast.ObjectFieldNode, ...], name: str) -> ast.ObjectValueNode:
        promised = self.schema[name]
        assert isinstance(promised, types.InputObject)
        if promised.one_of:
            fields = tuple(one for one in fields if not isinstance(one.value, ast.NullValueNode))[:1]
        return ast.ObjectValueNode(
            fields=tuple(
                ast.ObjectFieldNode(
                    name=one.name,
                    value=self.value(one.value, promised.fields[one.name.value].type, one.name.value),
                )
                for one in fields
            )
        )


def _literals(values: st.SearchStrategy[Any]) -> st.SearchStrategy[ast.ValueNode]:
    return values.map(_literal)


def _literal(value: Any) -> ast.ValueNode:
    return node(nameable(value))


def _member(name: str, value: Any) -> ast.ObjectFieldNode:
    if not _NAME.fullmatch(name):
        raise errors.ContractError(f"{name!r} is no name, so that no literal can have it as a key")
    return ast.ObjectFieldNode(name=ast.NameNode(value=name), value=node(value))
