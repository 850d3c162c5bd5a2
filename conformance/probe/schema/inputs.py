"""Arguments of an operation: as variables of the declared types, or as literals that name every input field.

As variables they show types that were renamed. Written out, with a variable for each leaf, they show input
fields that are gone, of another type, or newly required. Names of enums stand as defaults of variables, so
that each of them is asked about; of a `@oneOf` object one field is written at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

import attrs

from conformance.probe.schema import marks, tree
from conformance.probe.schema.marks import Mark, Part, Segment, plain
from schema import types

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@attrs.define
class Variables:
    """The variables of one operation: `declared` grows as arguments are written."""

    declared: list[Segment] = attrs.Factory(list)
    count: int = 0

    def new(self, coordinate: str, ref: types.TypeRef, default: tuple[Segment, ...] = ()) -> str:
        """Declare another variable for what stands at a coordinate, and give its name."""
        name = _name(self.count)
        self.count += 1
        self.declared.append(plain(","))
        self.declared.append((f"${name}", Mark(coordinate, Part.TYPE, ref.name)))
        self.declared.append(plain(":"))
        self.declared += marks.typed(ref, coordinate)
        self.declared += default
        return name


@attrs.frozen
class Arguments:
    """The arguments of one mutation of a schema."""

    schema: types.Schema
    inputs: Mapping[str, str]
    mutation: types.Field

    def variations(self) -> int:
        """How many operations it takes to name all that is asked about here: none without input objects."""
        counts = [self._count(self._of(one), one.type) for one in self.mutation.arguments.values()]
        return max(counts, default=0)

    def as_variables(self, variables: Variables) -> Iterator[Segment]:
        """Each argument a variable of its own type."""
        yield from self._listed(
            (one.name, self._of(one), self._variable(self._of(one), one, variables))
            for one in self.mutation.arguments.values()
        )

    def written_out(self, index: int, variables: Variables) -> Iterator[Segment]:
        """The arguments with every input object written out; of what has alternatives, that of this index."""
        chosen = self._chosen(self.mutation.arguments.values(), self._of, index)
        yield from self._listed(
            (one.name, self._of(one), self._value(self._of(one), one, index, variables)) for one in chosen
        )

    def _of(self, argument: types.InputValue) -> str:
        return tree.argument(self.mutation.name, argument.name)

    def _hosted(self, coordinate: str, ref: types.TypeRef) -> types.InputObject | types.Enum | None:
        """The type, if this is where it is asked about."""
        type_ = self.schema[ref.name]
        if isinstance(type_, types.Scalar) or self.inputs.get(ref.name) != coordinate:
            return None
        assert isinstance(type_, types.InputObject | types.Enum)
        return type_

    def _count(self, coordinate: str, ref: types.TypeRef) -> int:
        """How many alternatives there are at a place and inside of it."""
        match self._hosted(coordinate, ref):
            case types.Enum(values=values):
                # The first operation has a variable without a default: it shows a `!` that has come.
                return 2 if ref.item is not None else len(values) + 1
            case types.InputObject(fields=fields, one_of=one_of):
                inner = [self._count(f"{ref.name}.{one.name}", one.type) for one in fields.values()]
                # Inside of another object it is a variable too, at last: engines do not say where a literal
                # stands that is none of a scalar (graphql-core 3.3).
                is_inside = "(" not in coordinate
                return max([len(fields) if one_of else 1, *inner]) + is_inside
            case _:
                return 0

    def _chosen(
        self, fields: Iterable[types.InputValue], of: Callable[[types.InputValue], str], index: int
    ) -> list[types.InputValue]:
        """All fields in the first operation; later the required ones and those with more to name."""
        return [one for one in fields if index == 0 or one.required or self._count(of(one), one.type) > index]

    def _value(
        self, coordinate: str, one: types.InputValue, index: int, variables: Variables
    ) -> Iterator[Segment]:
        type_ = self._hosted(coordinate, one.type)
        is_last = "(" not in coordinate and index >= self._count(coordinate, one.type) - 1
        if isinstance(type_, types.InputObject) and not is_last:
            depth = _list_depth(one.type)
            yield plain("[" * depth)
            yield from self._object(coordinate, type_, index, variables)
            yield plain("]" * depth)
        elif isinstance(type_, types.Enum) and index > 0:
            yield from self._named(coordinate, one, type_, index, variables)
        else:
            yield from self._variable(coordinate, one, variables)

    def _object(
        self, coordinate: str, type_: types.InputObject, index: int, variables: Variables
    ) -> Iterator[Segment]:
        def of(field: types.InputValue) -> str:
            return f"{type_.name}.{field.name}"

        if type_.one_of:
            field = list(type_.fields.values())[min(index, len(type_.fields) - 1)]
            # What stands in a `@oneOf` object must not be null.
            chosen = [attrs.evolve(field, type=field.type.non_null)]
            coordinate = of(field)
        else:
            chosen = self._chosen(type_.fields.values(), of, index)
        yield ("{", Mark(type_.name, Part.LITERAL, coordinate))
        for number, field in enumerate(chosen):
            yield plain("," if number else "")
            yield (f"{field.name}", Mark(of(field), Part.NAME))
            yield plain(":")
            yield from self._value(of(field), field, index, variables)
        yield plain("}")

    def _named(
        self, coordinate: str, one: types.InputValue, type_: types.Enum, index: int, variables: Variables
    ) -> Iterator[Segment]:
        names = list(type_.values)
        depth = _list_depth(one.type)
        chosen = names if depth else [names[min(index, len(names)) - 1]]
        default = [plain("=" + "[" * depth)]
        for number, name in enumerate(chosen):
            default.append(plain("," if number else ""))
            default.append((name, Mark(f"{type_.name}.{name}", Part.NAME)))
        default.append(plain("]" * depth))
        yield _use(coordinate, variables.new(coordinate, one.type, tuple(default)))

    def _variable(self, coordinate: str, one: types.InputValue, variables: Variables) -> Iterator[Segment]:
        # A variable that may be left out where there is a default, as documented operations declare it.
        ref = one.type if one.default is None else one.type.nullable
        yield _use(coordinate, variables.new(coordinate, ref))

    def _listed(self, written: Iterable[tuple[str, str, Iterator[Segment]]]) -> Iterator[Segment]:
        opened = False
        for name, coordinate, value in written:
            yield plain("," if opened else "(")
            yield (name, Mark(coordinate, Part.NAME))
            yield plain(":")
            yield from value
            opened = True
        if opened:
            yield plain(")")


def _use(coordinate: str, name: str) -> Segment:
    return (f"${name}", Mark(coordinate, Part.VALUE))


def _name(number: int) -> str:
    """`a`, `b`, ... `z`, `a1`, ...: names as short as may be."""
    turn, letter = divmod(number, len(_LETTERS))
    return _LETTERS[letter] + (str(turn) if turn else "")


def _list_depth(ref: types.TypeRef) -> int:
    depth = 0
    while ref.item is not None:
        ref, depth = ref.item, depth + 1
    return depth
