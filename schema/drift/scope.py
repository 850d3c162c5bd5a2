"""What is compared: all of two schemas, or what the mutations of the older one reach."""

from __future__ import annotations

import functools

import attrs

from schema import types

MUTATION = "Mutation"


@attrs.frozen
class LeftOut:
    """Counts of what the newer side has and the comparison leaves out."""

    mutations: int = 0
    types: int = 0
    servers: tuple[str, ...] = ()

    @property
    def sentences(self) -> tuple[str, ...]:
        """A line for each count that is not zero."""
        lines = []
        if self.mutations:
            lines.append(f"{_counted(self.mutations, 'mutation')} not in the contract")
        if self.types:
            lines.append(f"{_counted(self.types, 'type')} that no mutation of the contract reaches")
        if self.servers:
            lines.append(f"on one side only, not compared: {', '.join(self.servers)}")
        return tuple(lines)


@attrs.frozen
class Scope:
    """Two schemas, and which of their types are compared; with `whole` all of them."""

    old: types.Schema
    new: types.Schema
    whole: bool = False

    @functools.cached_property
    def names(self) -> tuple[str, ...]:
        """The types that the older schema has and that are compared, sorted."""
        if self.whole or MUTATION not in self.old:
            return tuple(sorted(self.old.types))
        root = self.old[MUTATION]
        assert isinstance(root, types.Object)
        return tuple(sorted(_reached(self.old, root)))

    @functools.cached_property
    def added(self) -> tuple[str, ...]:
        """The types that are new, sorted: those that a compared type names itself, and implementations.

        What is only behind them is no difference of the contract: the type that leads there is.
        """
        gained = self.new.types.keys() - self.old.types.keys()
        if not gained or self.whole or MUTATION not in self.old:
            return tuple(sorted(gained))
        named: set[str] = set()
        for name in self.names:
            type_ = self.new.types.get(name)
            if type_ is not None:
                named.update(_named(self.old.types[name], type_))
        compared = frozenset(self.names)
        named.update(
            name
            for name in gained
            if isinstance(type_ := self.new[name], types.Object) and not compared.isdisjoint(type_.interfaces)
        )
        return tuple(sorted(gained & named))

    @functools.cached_property
    def left_out(self) -> LeftOut:
        """How many mutations and types of the newer schema are not compared."""
        if self.whole or MUTATION not in self.old or MUTATION not in self.new:
            return LeftOut()
        kept = self.old.fields_of(MUTATION)
        mutation = self.new[MUTATION]
        assert isinstance(mutation, types.Object)
        known = {name: field for name, field in mutation.fields.items() if name in kept}
        # A snapshot has a query type of its own making: the real one is not what it leaves out.
        outside = self.new.types.keys() - self.old.types.keys() - {"Query", "Subscription"}
        if outside:
            outside -= _reached(self.new, types.Object(MUTATION, known))
        return LeftOut(mutations=len(mutation.fields) - len(known), types=len(outside))

    @functools.cached_property
    def inputs(self) -> frozenset[str]:
        """Types that compared parts of the older schema take: of arguments and input fields."""
        found: set[str] = set()
        for name in self.names:
            match self.old[name]:
                case types.InputObject(fields=fields):
                    found.update(value.type.name for value in fields.values())
                case types.Object(fields=fields) | types.Interface(fields=fields):
                    for field in fields.values():
                        if field.arguments:
                            found.update(value.type.name for value in field.arguments.values())
        return frozenset(found)

    @functools.cached_property
    def outputs(self) -> frozenset[str]:
        """Types that compared fields of the older schema give."""
        found: set[str] = set()
        for name in self.names:
            type_ = self.old[name]
            if isinstance(type_, types.Object | types.Interface):
                found.update(field.type.name for field in type_.fields.values())
        return frozenset(found)

    def takes(self, name: str) -> bool:
        """Whether a type stands in an input position. One that is used nowhere counts as used everywhere."""
        return name in self.inputs or name not in self.outputs

    def gives(self, name: str) -> bool:
        """Whether a type stands in an output position. One that is used nowhere counts as used everywhere."""
        return name in self.outputs or name not in self.inputs


def _named(old: types.Type, new: types.Type) -> set[str]:
    """The types that a definition names; of new mutations nothing, since they are left out."""
    if isinstance(new, types.Object) and new.name == MUTATION and isinstance(old, types.Object):
        new = attrs.evolve(
            new, fields={name: field for name, field in new.fields.items() if name in old.fields}
        )
    return set(_neighbors(new))


def _reached(schema: types.Schema, root: types.Object) -> set[str]:
    """The types behind one, itself included: through fields, arguments, members and implementations."""
    implementations: dict[str, list[str]] = {}
    for type_ in schema:
        if isinstance(type_, types.Object | types.Interface):
            for interface in type_.interfaces:
                implementations.setdefault(interface, []).append(type_.name)
    found = {root.name}
    waiting: list[types.Type] = [root]
    while waiting:
        type_ = waiting.pop()
        for name in (*_neighbors(type_), *implementations.get(type_.name, ())):
            if name not in found:
                found.add(name)
                waiting.append(schema[name])
    return found


def _neighbors(type_: types.Type) -> list[str]:
    """What `sdl.references` names, without the coordinates: writing those would take most of the time."""
    if isinstance(type_, types.InputObject):
        return [value.type.name for value in type_.fields.values()]
    if isinstance(type_, types.Union):
        return list(type_.members)
    if not isinstance(type_, types.Object | types.Interface):
        return []
    named = list(type_.interfaces)
    for field in type_.fields.values():
        named.append(field.type.name)
        if field.arguments:
            named.extend(value.type.name for value in field.arguments.values())
    return named


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
