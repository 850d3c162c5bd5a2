"""SDL text to `Schema` and back.

The reader walks graphql-core's syntax tree itself: `build_schema` costs as much again as parsing and
gives mutable objects that nobody here needs. The writer sorts everything, so that a snapshot is
deterministic to the byte and a difference in a review is a difference of the contract.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

import graphql
from graphql.language import ast

from schema import errors, types

DEFAULT_DEPRECATION = "No longer supported"


def read(text: str, *, source: str = "SDL") -> types.Schema:
    """Read type definitions; raise ContractError with file, line and reason if they are not any."""
    try:
        document = graphql.parse(text, no_location=False)
    except graphql.GraphQLSyntaxError as error:
        line = error.locations[0].line if error.locations else None
        raise errors.ContractError(error.message, source=source, line=line) from error
    found: dict[str, types.Type] = {name: types.Scalar(name) for name in types.BUILT_IN_SCALARS}
    for node in document.definitions:
        type_ = _definition(node, source)
        if type_ is None:
            continue
        if type_.name in found:
            raise errors.ContractError(
                f"type {type_.name!r} is defined twice", source=source, line=_line(node)
            )
        found[type_.name] = type_
    schema = types.Schema({name: found[name] for name in sorted(found)})
    _check_references(schema, source)
    return schema


def write(schema: types.Schema) -> str:
    """The SDL of all types but the built-in scalars, sorted by name, fields and values too."""
    written = [
        _written(type_)
        for _, type_ in sorted(schema.types.items())
        if type_.name not in types.BUILT_IN_SCALARS
    ]
    return "\n\n".join(written) + "\n"


# -- reading ---------------------------------------------------------------------------------------


def _definition(node: ast.DefinitionNode, source: str) -> types.Type | None:
    match node:
        case ast.ScalarTypeDefinitionNode():
            return types.Scalar(node.name.value, _specified_by(node))
        case ast.EnumTypeDefinitionNode():
            values = [types.EnumValue(value.name.value, _deprecation(value)) for value in node.values or ()]
            return types.Enum(node.name.value, {value.name: value for value in values})
        case ast.InputObjectTypeDefinitionNode():
            one_of = any(directive.name.value == "oneOf" for directive in node.directives or ())
            return types.InputObject(node.name.value, _input_values(node.fields), one_of)
        case ast.ObjectTypeDefinitionNode():
            return types.Object(node.name.value, _fields(node.fields), _names(node.interfaces))
        case ast.InterfaceTypeDefinitionNode():
            return types.Interface(node.name.value, _fields(node.fields), _names(node.interfaces))
        case ast.UnionTypeDefinitionNode():
            return types.Union(node.name.value, _names(node.types))
        case ast.SchemaDefinitionNode() | ast.DirectiveDefinitionNode():
            return None
        case _:
            reason = f"{node.kind.replace('_', ' ')} is no part of a schema"
            raise errors.ContractError(reason, source=source, line=_line(node))


def _fields(nodes: Iterable[ast.FieldDefinitionNode] | None) -> Mapping[str, types.Field]:
    return {
        node.name.value: types.Field(
            node.name.value,
            _type_ref(node.type),
            _input_values(node.arguments),
            _deprecation(node),
            node.description.value if node.description else None,
        )
        for node in nodes or ()
    }


def _input_values(nodes: Iterable[ast.InputValueDefinitionNode] | None) -> Mapping[str, types.InputValue]:
    return {
        node.name.value: types.InputValue(
            node.name.value,
            _type_ref(node.type),
            graphql.print_ast(node.default_value) if node.default_value else None,
            _deprecation(node),
        )
        for node in nodes or ()
    }


def _type_ref(node: ast.TypeNode) -> types.TypeRef:
    if isinstance(node, ast.NonNullTypeNode):
        inner = _type_ref(node.type)
        return types.TypeRef(inner.name, required=True, item=inner.item)
    if isinstance(node, ast.ListTypeNode):
        item = _type_ref(node.type)
        return types.TypeRef(item.name, item=item)
    assert isinstance(node, ast.NamedTypeNode)
    return types.TypeRef(node.name.value)


def _deprecation(
    node: ast.FieldDefinitionNode | ast.InputValueDefinitionNode | ast.EnumValueDefinitionNode,
) -> str | None:
    return _directive_argument(node.directives, "deprecated", "reason", DEFAULT_DEPRECATION)


def _specified_by(node: ast.ScalarTypeDefinitionNode) -> str | None:
    return _directive_argument(node.directives, "specifiedBy", "url", None)


def _directive_argument(
    directives: Iterable[ast.ConstDirectiveNode] | None, name: str, argument: str, default: str | None
) -> str | None:
    for directive in directives or ():
        if directive.name.value == name:
            for given in directive.arguments or ():
                if given.name.value == argument and isinstance(given.value, ast.StringValueNode):
                    return given.value.value
            return default
    return None


def _names(nodes: Iterable[ast.NamedTypeNode] | None) -> tuple[str, ...]:
    return tuple(sorted(node.name.value for node in nodes or ()))


def _line(node: ast.Node) -> int | None:
    return node.loc.start_token.line if node.loc else None


def _check_references(schema: types.Schema, source: str) -> None:
    for type_ in schema:
        for place, name in references(type_):
            if name not in schema:
                hint = errors.suggestion(name, schema.types)
                raise errors.ContractError(f"{place} has the unknown type {name!r}{hint}", source=source)


def references(type_: types.Type) -> Iterable[tuple[str, str]]:
    """Pairs of the coordinate and the name of each type that a definition mentions."""
    match type_:
        case types.InputObject(fields=inputs):
            yield from ((f"{type_.name}.{name}", value.type.name) for name, value in inputs.items())
        case types.Object() | types.Interface():
            yield from ((type_.name, name) for name in type_.interfaces)
            for name, field in type_.fields.items():
                yield f"{type_.name}.{name}", field.type.name
                for argument in field.arguments.values():
                    yield f"{type_.name}.{name}({argument.name}:)", argument.type.name
        case types.Union(members=members):
            yield from ((type_.name, name) for name in members)
        case types.Scalar() | types.Enum():
            return


# -- writing ---------------------------------------------------------------------------------------


def _written(type_: types.Type) -> str:
    match type_:
        case types.Scalar():
            url = f" @specifiedBy(url: {_string(type_.specified_by)})" if type_.specified_by else ""
            return f"scalar {type_.name}{url}"
        case types.Enum():
            values = [
                f"{name}{_deprecated(value.deprecated)}" for name, value in sorted(type_.values.items())
            ]
            return _block(f"enum {type_.name}", values)
        case types.InputObject():
            inputs = [_input_value(value) for _, value in sorted(type_.fields.items())]
            return _block(f"input {type_.name}{' @oneOf' if type_.one_of else ''}", inputs)
        case types.Object():
            return _block(f"type {type_.name}{_implements(type_.interfaces)}", _written_fields(type_))
        case types.Interface():
            return _block(f"interface {type_.name}{_implements(type_.interfaces)}", _written_fields(type_))
        case types.Union():
            return f"union {type_.name} = {' | '.join(sorted(type_.members))}"


def _written_fields(type_: types.Object | types.Interface) -> list[str]:
    written = []
    for name, field in sorted(type_.fields.items()):
        arguments = ", ".join(_input_value(value) for _, value in sorted(field.arguments.items()))
        signature = f"{name}{f'({arguments})' if arguments else ''}: {field.type}"
        description = _description(field.description) if field.description else ""
        written.append(f"{description}{signature}{_deprecated(field.deprecated)}")
    return written


def _input_value(value: types.InputValue) -> str:
    default = "" if value.default is None else f" = {value.default}"
    return f"{value.name}: {value.type}{default}{_deprecated(value.deprecated)}"


def _description(text: str) -> str:
    escaped = text.replace('"""', '\\"""')
    return f'"""\n{escaped}\n"""\n'


def _deprecated(reason: str | None) -> str:
    if reason is None:
        return ""
    return " @deprecated" if reason == DEFAULT_DEPRECATION else f" @deprecated(reason: {_string(reason)})"


def _implements(interfaces: tuple[str, ...]) -> str:
    return f" implements {' & '.join(sorted(interfaces))}" if interfaces else ""


def _string(text: str) -> str:
    # A JSON string is a GraphQL string as well (specification, 2.9.4 "String Value").
    return json.dumps(text, ensure_ascii=False)


def _block(head: str, lines: list[str]) -> str:
    body = "\n".join(f"  {part}".rstrip() for line in lines for part in line.split("\n"))
    return f"{head} {{\n{body}\n}}"
