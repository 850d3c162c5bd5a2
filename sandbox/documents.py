"""Documents, parsed and validated once: a suite sends the same ones again and again."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterator, Mapping
from typing import Any

import attrs
import graphql
from graphql.language import ast

from sandbox import options, plans, soundness, validation
from schema import types


@attrs.define(eq=False)
class Document:
    """A document, its request errors, and the plans of its operations."""

    operations: tuple[ast.OperationDefinitionNode, ...]
    fragments: Mapping[str, ast.FragmentDefinitionNode]
    errors: tuple[graphql.GraphQLError, ...]
    _conditions: frozenset[str]
    _plans: dict[tuple[Any, ...], tuple[plans.Node, ...]] = attrs.field(factory=dict)

    def operation(self, name: str | None) -> ast.OperationDefinitionNode | None:
        """The operation of that name, or the only one (specification, 6.1 "Executing Requests")."""
        if name is None:
            return self.operations[0] if len(self.operations) == 1 else None
        return next((one for one in self.operations if one.name and one.name.value == name), None)

    def roots(
        self, operation: ast.OperationDefinitionNode, schema: types.Schema, variables: Mapping[str, Any]
    ) -> tuple[plans.Node, ...]:
        """The operation's root fields, given the variables that decide what is included."""
        conditions = {name: variables.get(name) for name in self._conditions}
        key = (operation.name and operation.name.value, *sorted(map(repr, conditions.items())))
        found = self._plans.get(key)
        if found is None:
            type_name = operation.operation.value.capitalize()
            plan = plans.Plan(schema, self.fragments, conditions)
            found = self._plans[key] = plan.collect(type_name, (operation.selection_set,))
        return found


@attrs.define(eq=False)
class Library:
    """The documents that a server was sent, the least recently used forgotten first."""

    schema: graphql.GraphQLSchema
    options: options.Options
    remembered: int = 512
    _documents: OrderedDict[str, Document] = attrs.field(factory=OrderedDict)

    def read(self, text: str) -> Document:
        """Parse and validate a document."""
        found = self._documents.get(text)
        if found is None:
            found = self._documents[text] = self._read(text)
            if len(self._documents) > self.remembered:
                self._documents.popitem(last=False)
        else:
            self._documents.move_to_end(text)
        return found

    def _read(self, text: str) -> Document:
        try:
            parsed = graphql.parse(text, max_tokens=self.options.token_cap)
            found = self._validate(text, parsed)
        except graphql.GraphQLError as error:
            return Document((), {}, (error,), frozenset())
        except RecursionError:
            return Document(
                (), {}, (graphql.GraphQLError("The document is nested too deeply."),), frozenset()
            )
        operations = [node for node in parsed.definitions if isinstance(node, ast.OperationDefinitionNode)]
        fragments = [node for node in parsed.definitions if isinstance(node, ast.FragmentDefinitionNode)]
        return Document(
            operations=tuple(operations),
            fragments={node.name.value: node for node in fragments},
            errors=tuple(found),
            conditions=plans.condition_variables(parsed) if not found else frozenset(),
        )

    def _validate(self, text: str, parsed: ast.DocumentNode) -> list[graphql.GraphQLError]:
        found = [] if soundness.is_sound(self.schema, parsed) else self._errors(text, parsed)
        return found if self.options.repeated_fields else [*found, *_repeated(parsed)]

    def _errors(self, text: str, parsed: ast.DocumentNode) -> list[graphql.GraphQLError]:
        rules = validation.rules_for(text)
        if not self.options.introspection:
            rules.append(graphql.NoSchemaIntrospectionCustomRule)
        return graphql.validate(
            self.schema,
            parsed,
            rules,
            max_errors=self.options.validation_error_cap,
            hide_suggestions=not self.options.suggestions,
        )


def _repeated(parsed: ast.DocumentNode) -> Iterator[graphql.GraphQLError]:
    """An error for each field that an operation has twice at its root, under whatever alias."""
    for operation in parsed.definitions:
        if isinstance(operation, ast.OperationDefinitionNode):
            fields = [one for one in operation.selection_set.selections if isinstance(one, ast.FieldNode)]
            counts = Counter(field.name.value for field in fields)
            for name, count in counts.items():
                if count > 1:
                    repeated = [field for field in fields if field.name.value == name]
                    yield graphql.GraphQLError(f"Field '{name}' may be requested only once.", repeated[1:])
