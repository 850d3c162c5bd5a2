"""Operations: documents whose selections cover what a mutation returns, in slices of bounded size.

The API limits a request's complexity, so a large result is asked for in several slices, which together
select every output field that needs no argument, down to a depth. A field of an object type is
selected in a fragment on that type; where two types disagree on a field, or it has fields itself, it
gets an alias that names its type, so that fragments never conflict (specification, 5.3.2 "Field
Selection Merging").
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from schema import contract as contracts
from schema import errors, types
from schema.operation import TYPENAME, Operation, SelectedField, Selection

DEFAULT_COMPLEXITY = 200
DEFAULT_DEPTH = 3

#: What the second name of a field ends with.
_AGAIN = "second_time"


def operation(
    contract: contracts.Contract,
    mutation: str,
    *,
    complexity: int = DEFAULT_COMPLEXITY,
    depth: int = DEFAULT_DEPTH,
) -> Operation:
    """The first slice of a mutation."""
    return slices(contract, mutation, complexity=complexity, depth=depth)[0]


def slices(
    contract: contracts.Contract,
    mutation: str,
    *,
    complexity: int = DEFAULT_COMPLEXITY,
    depth: int = DEFAULT_DEPTH,
) -> tuple[Operation, ...]:
    """Operations on one mutation, each with at most `complexity` fields (or one path, if that has more).

    Every field counts, the mutation's own and each `__typename` too. Depth 1 are the fields of the
    mutation's result; a composite at the last depth is asked for its `__typename` alone.
    """
    if complexity < 1 or depth < 1:
        raise errors.ContractError(f"complexity {complexity} and depth {depth} must be at least 1")
    promised = contract.mutation(mutation)
    schema = contract.schema_of(mutation)
    paths = list(_paths(schema, promised.returns.name, depth)) or [()]
    return tuple(
        _operation(schema, promised, _selection(schema, promised.returns.name, part))
        for part in _parts(schema, promised.returns.name, paths, complexity)
    )


def twice(
    contract: contracts.Contract,
    mutation: str,
    *,
    complexity: int = DEFAULT_COMPLEXITY,
    depth: int = DEFAULT_DEPTH,
) -> Operation:
    """A slice whose leaves are each asked for twice, under their name and under an alias."""
    promised = contract.mutation(mutation)
    schema = contract.schema_of(mutation)
    half = operation(contract, mutation, complexity=max(1, complexity // 2), depth=depth)
    return _operation(schema, promised, _doubled(half.root.selection))


def _doubled(selection: Selection | None) -> Selection | None:
    if selection is None:
        return None
    fields: list[SelectedField] = []
    for field in selection.fields:
        fields.append(attrs.evolve(field, selection=_doubled(field.selection)))
        if field.selection is None and field.name != TYPENAME:
            fields.append(attrs.evolve(field, key=f"{field.key}_{_AGAIN}"))
    return attrs.evolve(selection, fields=tuple(fields))


@attrs.frozen
class _Step:
    """One field on the way to a leaf, as it is selected on some object types."""

    key: str
    field: types.Field
    on: str
    objects: frozenset[str]


_Path = tuple[_Step, ...]


def _paths(schema: types.Schema, name: str, depth: int) -> Iterator[_Path]:
    """All ways to leaves, and to composites at the last depth. A leaf type has none."""
    if schema.is_leaf(name):
        return
    for step in _steps(schema, name):
        inner = step.field.type.name
        if schema.is_leaf(inner) or depth == 1:
            yield (step,)
            continue
        found = False
        for path in _paths(schema, inner, depth - 1):
            found = True
            yield (step, *path)
        if not found:
            yield (step,)


def _steps(schema: types.Schema, name: str) -> Iterator[_Step]:
    possible = schema.possible_types(name)
    own = schema.fields_of(name)
    for field in own.values():
        if not field.needs_arguments:
            yield _Step(field.name, field, name, frozenset(possible))
    if isinstance(schema[name], types.Object):
        return
    for object_name in possible:
        for field in schema.fields_of(object_name).values():
            if field.name not in own and not field.needs_arguments:
                key = _fragment_key(schema, possible, object_name, field)
                yield _Step(key, field, object_name, frozenset({object_name}))


def _fragment_key(
    schema: types.Schema, possible: tuple[str, ...], object_name: str, field: types.Field
) -> str:
    others = [schema.fields_of(name).get(field.name) for name in possible if name != object_name]
    agreed = all(other is None or other.type == field.type for other in others)
    if agreed and schema.is_leaf(field.type.name):
        return field.name
    return f"{field.name}_on_{object_name}"


def _parts(schema: types.Schema, name: str, paths: list[_Path], complexity: int) -> Iterator[list[_Path]]:
    part: list[_Path] = []
    selected: set[_Place] = set()
    for path in paths:
        places = set(_places(schema, name, path))
        if part and len(selected | places) > complexity:
            yield part
            part, selected = [], set()
        part.append(path)
        selected |= places
    yield part


#: Where in a document a field stands: pairs of the fragment's type and the response key on the way to it.
_Place = tuple[tuple[str, str], ...]


def _places(schema: types.Schema, name: str, path: _Path) -> Iterator[_Place]:
    """The fields that the document has for a path, from the mutation itself to the leaf."""
    place: _Place = ()
    yield place
    for step in path:
        if not isinstance(schema[name], types.Object):
            yield (*place, (name, TYPENAME))
        place = (*place, (step.on, step.key))
        yield place
        name = step.field.type.name
    if not schema.is_leaf(name):
        yield (*place, (name, TYPENAME))


def _operation(schema: types.Schema, promised: contracts.Mutation, selection: Selection | None) -> Operation:
    name = promised.name[0].upper() + promised.name[1:]
    root = SelectedField(promised.name, promised.name, promised.returns, frozenset({"Mutation"}), selection)
    declared = ", ".join(f"${key}: {_declared(argument)}" for key, argument in promised.arguments.items())
    given = ", ".join(f"{key}: ${key}" for key in promised.arguments)
    head = f"mutation {name}({declared})" if declared else f"mutation {name}"
    call = f"{promised.name}({given})" if given else promised.name
    body = f" {{\n{_written(schema, selection, 2)}\n  }}" if selection else ""
    return Operation(promised.name, name, f"{head} {{\n  {call}{body}\n}}\n", root)


def _declared(argument: types.InputValue) -> types.TypeRef:
    # A variable that may be left out, so that the server's default is used (specification, 5.8.5).
    return argument.type if argument.default is None else argument.type.nullable


def _selection(schema: types.Schema, name: str, paths: list[_Path]) -> Selection | None:
    if schema.is_leaf(name):
        return None
    possible = schema.possible_types(name)
    grouped: dict[str, tuple[_Step, list[_Path]]] = {}
    for path in paths:
        if path:
            grouped.setdefault(path[0].key, (path[0], []))[1].append(path[1:])
    # One key may be reached through several object types that agree on it: join their objects.
    objects: dict[str, set[str]] = {}
    for path in paths:
        if path:
            objects.setdefault(path[0].key, set()).update(path[0].objects)
    fields = [
        SelectedField(
            key,
            step.field.name,
            step.field.type,
            frozenset(objects[key]),
            _selection(schema, step.field.type.name, rest),
        )
        for key, (step, rest) in grouped.items()
    ]
    if not isinstance(schema[name], types.Object) or not fields:
        typename = types.TypeRef("String", required=True)
        fields.insert(0, SelectedField(TYPENAME, TYPENAME, typename, frozenset(possible)))
    return Selection(name, possible, tuple(fields))


def _written(schema: types.Schema, selection: Selection, level: int) -> str:
    """The selection as text: the type's own fields, then those of its object types in fragments."""
    own = (TYPENAME, *schema.fields_of(selection.type))
    lines = [_written_field(schema, field, level) for field in selection.fields if field.name in own]
    for name in selection.possible:
        fields = [field for field in selection.fields if field.name not in own and name in field.objects]
        if fields:
            inner = "\n".join(_written_field(schema, field, level + 1) for field in fields)
            lines.append(f"{'  ' * level}... on {name} {{\n{inner}\n{'  ' * level}}}")
    return "\n".join(lines)


def _written_field(schema: types.Schema, field: SelectedField, level: int) -> str:
    label = field.name if field.key == field.name else f"{field.key}: {field.name}"
    indent = "  " * level
    if field.selection is None:
        return f"{indent}{label}"
    return f"{indent}{label} {{\n{_written(schema, field.selection, level + 1)}\n{indent}}}"
