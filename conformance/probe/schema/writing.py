"""The documents of the schema probe: units of a schema, each an operation or a fragment on its own line."""

from __future__ import annotations

import enum
import functools
from collections.abc import Iterable, Iterator, Mapping

import attrs

from conformance.probe.schema import marks, tree
from conformance.probe.schema.inputs import Arguments, Variables
from conformance.probe.schema.marks import Mark, Part, Segment, Text, plain
from schema import types
from schema.contract import mutation_fields
from schema.operation import TYPENAME

#: The operation that is run, so that none of the others is.
NAME = "Probe"
#: A `Boolean!` that is never sent: a server that ran another operation could not coerce its variables.
LOCK = "$never:Boolean!"
_LOCKED = "@include(if:$never)"


class Kind(enum.IntEnum):
    """What a unit asks about, in the order in which units of one mutation stand."""

    OPERATION = 0  # a mutation with variables
    RESULT = 1  # the fields of a type
    INPUT = 2  # the arguments of a mutation written out


@attrs.frozen(order=True)
class Unit:
    """The smallest part that can be asked alone: of a mutation, or of a type of results."""

    kind: Kind
    name: str
    index: int = 0

    @property
    def coordinate(self) -> str:
        """The element that is to blame if the unit is refused and nothing says why."""
        return self.name if self.kind is Kind.RESULT else f"{tree.MUTATION}.{self.name}"


@attrs.frozen(eq=False)
class Writer:
    """Writes units of a schema. Without `typename` nothing but the query that runs asks for `__typename`."""

    schema: types.Schema
    typename: bool = True

    @functools.cached_property
    def tree(self) -> tree.Tree:
        """Where each type is asked about."""
        return tree.of(self.schema)

    @functools.cached_property
    def mutations(self) -> Mapping[str, types.Field]:
        """The mutations of the schema."""
        return mutation_fields(self.schema)

    @functools.cached_property
    def _numbers(self) -> Mapping[str, int]:
        return {name: number for number, name in enumerate(self.tree.outputs)}

    @functools.cached_property
    def _places(self) -> Mapping[str, int]:
        return {name: number for number, name in enumerate(self.mutations)}

    @functools.cached_property
    def _below(self) -> Mapping[str, list[str]]:
        """The types that are asked about at each type, and at each mutation under its coordinate."""
        found: dict[str, list[str]] = {}
        for name, place in self.tree.outputs.items():
            at = f"{tree.MUTATION}.{place.field}" if place.owner == tree.MUTATION else place.owner
            found.setdefault(at, []).append(name)
        return found

    def units(self) -> tuple[Unit, ...]:
        """All units, those that belong together beside each other."""
        found: list[Unit] = []
        for field in self.mutations.values():
            if not self._can_select(field.type.name):
                continue
            found.append(Unit(Kind.OPERATION, field.name))
            waiting = list(self._below.get(f"{tree.MUTATION}.{field.name}", ()))
            while waiting:
                name = waiting.pop(0)
                if self._can_select(name):
                    found.append(Unit(Kind.RESULT, name))
                waiting = [*self._below.get(name, ()), *waiting]
            variations = range(self._arguments(field).variations())
            found += [Unit(Kind.INPUT, field.name, index) for index in variations]
        return tuple(found)

    def depth(self, unit: Unit) -> int:
        """How many fields stand in each other at most where a unit is asked alone."""
        return self.tree.outputs[unit.name].depth + 1 if unit.kind is Kind.RESULT else 2

    def write(self, chosen: Iterable[Unit]) -> Text:
        """The document that asks about some units."""
        units = tuple(chosen)
        there = frozenset(units)
        used: dict[str, None] = {}
        lines: list[list[Segment]] = []
        for unit in units:
            if unit.kind is Kind.RESULT:
                if not self._is_spread(unit, there):
                    lines.append(list(self._way(unit)))
                lines.append(list(self._fragment(unit.name, there, used)))
            else:
                lines.append(list(self._operation(unit, there, used)))
        query = [plain(f"query {NAME}{{"), (TYPENAME, Mark("Query", Part.TYPENAME)), plain("}")]
        return marks.join([query, *lines, *(list(self._least_fragment(name)) for name in used)])

    def _arguments(self, field: types.Field) -> Arguments:
        return Arguments(self.schema, self.tree.inputs, field)

    def _operation(self, unit: Unit, there: frozenset[Unit], used: dict[str, None]) -> Iterator[Segment]:
        field = self.mutations[unit.name]
        if unit.kind is Kind.INPUT:
            variables, arguments = Variables(), self._arguments(field)
            written = list(arguments.written_out(unit.index, variables))
            body = list(self._least(f"{tree.MUTATION}.{field.name}", field.type.name, used))
            yield from self._line(
                f"i{unit.index}x{self._places[field.name]}",
                field,
                variables,
                [*written, plain(_LOCKED), *body],
            )
            return
        yield from self._asked(
            f"v{self._places[field.name]}", field, list(self._selection(tree.MUTATION, field, there, used))
        )

    def _asked(self, name: str, field: types.Field, body: list[Segment]) -> Iterator[Segment]:
        variables = Variables()
        written = list(self._arguments(field).as_variables(variables))
        yield from self._line(name, field, variables, [*written, plain(_LOCKED), *body])

    def _line(
        self, name: str, field: types.Field, variables: Variables, rest: list[Segment]
    ) -> Iterator[Segment]:
        coordinate = f"{tree.MUTATION}.{field.name}"
        yield (f"mutation {name}({LOCK}", Mark(coordinate, Part.OPERATION))
        yield from variables.declared
        yield plain("){")
        yield (field.name, Mark(coordinate, Part.NAME))
        yield from rest
        yield plain("}")

    def _is_spread(self, unit: Unit, there: frozenset[Unit]) -> bool:
        """Whether the fragment of a type is used by what is asked beside it."""
        place = self.tree.outputs[unit.name]
        if place.owner == tree.MUTATION:
            return Unit(Kind.OPERATION, place.field or "") in there
        return Unit(Kind.RESULT, place.owner) in there

    def _way(self, unit: Unit) -> Iterator[Segment]:
        """An operation that leads to a type whose place is not asked about in this document."""
        steps = tree.path(self.tree, unit.name)
        names = [*(step.owner for step in steps[1:]), unit.name]
        field = self.mutations[steps[0].field or ""]
        body: list[Segment] = []
        closing = 0
        for number, (step, name) in enumerate(zip(steps, names, strict=True)):
            at = step.owner if step.field is None else f"{step.owner}.{step.field}"
            if number:
                if step.field is not None:
                    body.append((step.field, Mark(at, Part.NAME)))
                elif number < len(steps) - 1:
                    spread = Mark(step.owner, Part.SPREAD, name)
                    body += [("...", spread), plain("on "), (name, Mark(name, Part.CONDITION))]
                else:
                    break
            body.append(("{", Mark(at, Part.SELECTION)))
            closing += 1
        last = steps[-1]
        at = last.owner if last.field is None else f"{last.owner}.{last.field}"
        body.append((f"...T{self._numbers[unit.name]}", Mark(at, Part.SPREAD, unit.name)))
        body.append(plain("}" * closing))
        yield from self._asked(f"w{self._numbers[unit.name]}", field, body)

    def _selection(
        self, owner: str, field: types.Field, there: frozenset[Unit], used: dict[str, None]
    ) -> Iterator[Segment]:
        """The braces behind a field: its type's fragment if this is its place, or the least there is."""
        name, at = field.type.name, f"{owner}.{field.name}"
        place = self.tree.outputs.get(name)
        if place is None:
            return
        is_here = place.owner == owner and place.field == field.name and Unit(Kind.RESULT, name) in there
        if is_here:
            yield ("{", Mark(at, Part.SELECTION))
            yield (f"...T{self._numbers[name]}", Mark(at, Part.SPREAD, name))
            yield plain("}")
        else:
            yield from self._least(at, name, used)

    def _least(self, at: str, name: str, used: dict[str, None]) -> Iterator[Segment]:
        if self.schema.is_leaf(name):
            return
        used[name] = None
        yield ("{", Mark(at, Part.SELECTION))
        yield (f"...t{self._numbers[name]}", Mark(at, Part.SPREAD, name))
        yield plain("}")

    def _fragment(self, name: str, there: frozenset[Unit], used: dict[str, None]) -> Iterator[Segment]:
        """All fields of a type, and if it is abstract all that it may be."""
        number = self._numbers[name]
        yield plain(f"fragment T{number} on ")
        yield (name, Mark(name, Part.CONDITION))
        yield plain("{")
        # Fields of objects that stand beside each other must not meet under one name.
        alone = self.tree.outputs[name].field is not None
        empty = True
        for position, field in enumerate(tree.askable(self.schema, name)):
            if self._can_select(field.type.name):
                label = field.name if alone else f"a{position}x{number}:{field.name}"
                yield plain("" if empty else " ")
                yield (label, Mark(f"{name}.{field.name}", Part.NAME))
                yield from self._selection(name, field, there, used)
                empty = False
        for one in self._members(name):
            is_here = self.tree.outputs[one].owner == name and self.tree.outputs[one].field is None
            if is_here and Unit(Kind.RESULT, one) in there:
                yield (f"...T{self._numbers[one]}", Mark(name, Part.SPREAD, one))
                empty = False
            elif self._can_select(one):
                used[one] = None
                yield (f"...t{self._numbers[one]}", Mark(name, Part.SPREAD, one))
                empty = False
        if empty:
            yield (TYPENAME, Mark(name, Part.TYPENAME))
        yield plain("}")

    def _members(self, name: str) -> tuple[str, ...]:
        return () if isinstance(self.schema[name], types.Object) else self.schema.possible_types(name)

    def _least_fragment(self, name: str) -> Iterator[Segment]:
        number = self._numbers[name]
        yield plain(f"fragment t{number} on ")
        yield (name, Mark(name, Part.CONDITION))
        yield plain("{")
        leaf = self._leaf(name)
        if self.typename or leaf is None:
            yield (TYPENAME, Mark(name, Part.TYPENAME))
        else:
            yield (f"z{number}:{leaf}", Mark(f"{name}.{leaf}", Part.NAME))
        yield plain("}")

    def _leaf(self, name: str) -> str | None:
        fields = tree.askable(self.schema, name)
        return next((one.name for one in fields if self.schema.is_leaf(one.type.name)), None)

    def _can_select(self, name: str) -> bool:
        """Whether anything can be asked of a type: without `__typename` it takes a leaf."""
        return self.typename or self.schema.is_leaf(name) or self._leaf(name) is not None
