"""SDL text to `Schema` and back.

Text that is in order is read by `quick_sdl`. The reader here walks graphql-core's syntax tree itself:
`build_schema` costs as much again as parsing and gives mutable objects that nobody here needs. The writer
sorts everything, so that a snapshot is deterministic to the byte and a difference in a review is a
difference of the contract.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

import graphql
from graphql.language import ast

from schema import catalogue, constants, errors, quick_sdl, types


def read(text: str, *, source: str = "SDL", warnings: list[str] | None = None) -> types.Schema:
    """Read type definitions; raise ContractError with file, line and reason if they are not any.

    Real schemas repeat a field to the letter now and then: `warnings` gets a line for each such place.
    """
    return quick_sdl.read(text) or read_at_length(text, source=source, warnings=warnings)


def read_at_length(text: str, *, source: str = "SDL", warnings: list[str] | None = None) -> types.Schema:
    """The same by graphql-core's syntax tree alone."""
    noted: list[str] = [] if warnings is None else warnings
    document = _document(text, source)
    found: dict[str, types.Type] = {name: types.Scalar(name) for name in types.BUILT_IN_SCALARS}
    for node in document.definitions:
        type_ = _definition(node, source, noted)
        if type_ is None:
            continue
        if type_.name in found:
            how = "is built in" if type_.name in types.BUILT_IN_SCALARS else "is defined twice"
            raise errors.ContractError(f"type {type_.name!r} {how}", source=source, line=_line(node))
        found[type_.name] = type_
    if len(found) == len(types.BUILT_IN_SCALARS):
        raise errors.ContractError("no type is defined here", source=source)
    schema = types.Schema({name: found[name] for name in sorted(found)})
    check_references(schema, source, document)
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


def _document(text: str, source: str) -> ast.DocumentNode:
    try:
        return graphql.parse(text, no_location=False)
    except graphql.GraphQLSyntaxError as error:
        line = error.locations[0].line if error.locations else None
        raise errors.ContractError(error.message, source=source, line=line) from error
    except RecursionError as error:
        raise errors.ContractError("this is nested too deeply", source=source) from error


# One return for each kind of definition reads better than a table of them.
def _definition(node: ast.DefinitionNode, source: str, warnings: list[str]) -> types.Type | None:
    _check_parts(node, source, warnings)
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
        case ast.SchemaDefinitionNode():
            _check_roots(node, source)
            return None
        case ast.DirectiveDefinitionNode():
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
            constants.literal(node.default_value) if node.default_value else None,
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
    return _directive_argument(node.directives, "deprecated", "reason", constants.DEFAULT_DEPRECATION)


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
    return tuple(sorted({node.name.value for node in nodes or ()}))


def _line(node: ast.Node) -> int | None:
    return node.loc.start_token.line if node.loc else None


def _walk(node: ast.Node) -> Iterator[ast.Node]:
    waiting = [node]
    while waiting:
        found = waiting.pop()
        yield found
        for key in found.keys:
            part = getattr(found, key)
            parts = part if isinstance(part, tuple | list) else (part,)
            waiting.extend(one for one in parts if isinstance(one, ast.Node))


def _check_roots(node: ast.SchemaDefinitionNode, source: str) -> None:
    # Everything here asks for `Mutation` by that name: another one must not look like none at all.
    for root in node.operation_types:
        usual = root.operation.value.capitalize()
        if root.type.name.value != usual:
            reason = f"the root type {root.type.name.value!r} must be called {usual!r}"
            raise errors.ContractError(reason, source=source, line=_line(root))


def _check_parts(node: ast.DefinitionNode, source: str, warnings: list[str]) -> None:
    """Refuse a type without fields, values or members, and one that defines any of them in two ways."""
    if not isinstance(node, ast.TypeDefinitionNode):
        return
    for key in ("interfaces", "fields", "values", "types"):
        parts = getattr(node, key, None) or ()
        if not parts and key in node.keys and key != "interfaces":
            what = "members" if key == "types" else key
            reason = f"type {node.name.value!r} has no {what}"
            raise errors.ContractError(reason, source=source, line=_line(node))
        _check_unique(node.name.value, parts, source, warnings)
        for part in parts:
            arguments = getattr(part, "arguments", None)
            _check_unique(f"{node.name.value}.{part.name.value}", arguments, source, warnings)


def _check_unique(
    place: str, parts: Iterable[ast.FieldDefinitionNode] | None, source: str, warnings: list[str]
) -> None:
    seen: dict[str, ast.FieldDefinitionNode] = {}
    for part in parts or ():
        name = part.name.value
        if name not in seen:
            seen[name] = part
        elif _signature(part) == _signature(seen[name]):
            warnings.append(f"line {_line(part)}: {place} has {name!r} twice, alike; one is taken")
        else:
            reason = f"{place} has {name!r} twice, in two ways"
            raise errors.ContractError(reason, source=source, line=_line(part))


def _signature(part: ast.FieldDefinitionNode) -> tuple[str, object]:
    # Enum values and union members come here as well; members have no description. Of a description the
    # errors count: two lists of them are two promises.
    description = getattr(part, "description", None)
    text = graphql.print_ast(part).removeprefix(graphql.print_ast(description) if description else "")
    return text.strip(), catalogue.read(description.value if description else None)


def check_references(schema: types.Schema, source: str, document: ast.DocumentNode | None = None) -> None:
    """Refuse types that are named and defined nowhere, or stand where their kind cannot."""
    for type_ in schema:
        for place, name in references(type_):
            if name in schema:
                reason = _misuse(type_, place, schema[name])
            else:
                reason = f"has the unknown type {name!r}{errors.suggestion(name, schema.types)}"
            if reason is not None:
                line = _line_of_mention(document, type_.name, name)
                raise errors.ContractError(f"{place} {reason}", source=source, line=line)


def _misuse(user: types.Type, place: str, used: types.Type) -> str | None:
    """Why a type cannot stand at that place, or None if it can."""
    if isinstance(user, types.Union):
        return None if isinstance(used, types.Object) else f"has the member {used.name!r}, which is no object"
    if place == user.name:
        return (
            None if isinstance(used, types.Interface) else f"implements {used.name!r}, which is no interface"
        )
    if isinstance(user, types.InputObject) or place.endswith(":)"):
        return f"takes {used.name!r}, an output type" if isinstance(used, types.Composite) else None
    return f"gives {used.name!r}, an input type" if isinstance(used, types.InputObject) else None


def _line_of_mention(document: ast.DocumentNode | None, definition: str, name: str) -> int | None:
    lines = [
        part.loc.start_token.line
        for node in (document.definitions if document else ())
        if isinstance(node, ast.TypeDefinitionNode) and node.name.value == definition
        for part in _walk(node)
        if isinstance(part, ast.NamedTypeNode) and part.name.value == name and part.loc
    ]
    return min(lines, default=None)


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
            url = (
                f" @specifiedBy(url: {_string(type_.specified_by)})" if type_.specified_by is not None else ""
            )
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
        description = _description(field.description) if field.description is not None else ""
        written.append(f"{description}{signature}{_deprecated(field.deprecated)}")
    return written


def _input_value(value: types.InputValue) -> str:
    default = "" if value.default is None else f" = {value.default}"
    return f"{value.name}: {value.type}{default}{_deprecated(value.deprecated)}"


def _description(text: str) -> str:
    escaped = text.replace('"""', '\\"""')
    block = f'"""\n{escaped}\n"""'
    return f"{block if _means(block, text) else _string(text)}\n"


def _means(literal: str, text: str) -> bool:
    # A block string loses indentation and blank lines around it (specification, 2.9.4 "Block Strings").
    lines = text.split("\n")
    if lines[-1].strip() and lines[0][:1].isalnum() and "".join(lines).isprintable():
        return True  # It has neither, nor anything else to be read otherwise.
    try:
        value = graphql.parse_const_value(literal)
    except graphql.GraphQLSyntaxError:
        return False
    return isinstance(value, ast.StringValueNode) and value.value == text


def _deprecated(reason: str | None) -> str:
    if reason is None:
        return ""
    return (
        " @deprecated"
        if reason == constants.DEFAULT_DEPRECATION
        else f" @deprecated(reason: {_string(reason)})"
    )


def _implements(interfaces: tuple[str, ...]) -> str:
    return f" implements {' & '.join(sorted(interfaces))}" if interfaces else ""


def _string(text: str) -> str:
    # A JSON string is a GraphQL string as well (specification, 2.9.4 "String Value").
    return json.dumps(text, ensure_ascii=False)


def _block(head: str, lines: list[str]) -> str:
    body = "\n".join(part and f"  {part}" for line in lines for part in line.split("\n"))
    return f"{head} {{\n{body}\n}}"
