"""What remains of a schema when some of it is gone or can no longer be used as it was.

An argument or an input field whose new type is known is given as that. What a caller must give and cannot
give any more takes with it what needs it: a required argument its field, a required input field its object.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

import attrs

from schema import types
from schema.drift.change import Change, Kind

_Part = TypeVar("_Part")

_MUTATION = "Mutation"


@attrs.frozen
class Remaining:
    """The schema that is left, and why each mutation that is not left in it cannot be used."""

    schema: types.Schema
    unusable: Mapping[str, str] = attrs.field(converter=types.frozen_mapping)


def after(schema: types.Schema, changes: Iterable[Change]) -> Remaining:
    """Take out what breaking changes say of a schema; a change to what it does not have is passed over."""
    taken = tuple(changes)
    if not taken:
        return Remaining(schema, {})
    taking = _Taking(dict(schema.types))
    for change in taken:
        taking.take(change)
    taking.settle()
    return Remaining(types.Schema(taking.left), taking.reasons)


@attrs.define
class _Taking:
    left: dict[str, types.Type]
    reasons: dict[str, str] = attrs.Factory(dict)

    def take(self, change: Change) -> None:
        """Take out what a change is about; `settle` does the rest."""
        owner, member = change.owner, change.member
        _, _, argument = change.coordinate.partition("(")
        match change.kind:
            case Kind.TYPE_REMOVED | Kind.TYPE_KIND_CHANGED:
                self.drop_type(owner)
            case Kind.UNION_MEMBER_REMOVED | Kind.INTERFACE_REMOVED:
                self.part(owner, change.before or "")
            case Kind.ARGUMENT_REMOVED:
                self.drop_argument(owner, member or "", argument.removesuffix(":)"))
            case Kind.ARGUMENT_TYPE_CHANGED | Kind.INPUT_FIELD_TYPE_CHANGED if self.is_known(change.after):
                self.retype(owner, member or "", argument.removesuffix(":)"), change.after or "")
            case Kind.ARGUMENT_TYPE_CHANGED:
                self.cannot_give(owner, member or "", argument.removesuffix(":)"), change.sentence)
            case Kind.ARGUMENT_ADDED:
                self.drop_member(owner, member or "", change.sentence)
            case Kind.INPUT_FIELD_ADDED:
                self.drop_type(owner)
            case Kind.INPUT_FIELD_TYPE_CHANGED if self.is_required(owner, member or ""):
                self.drop_type(owner)
            case _ if member is not None:
                reason = "gone" if change.kind is Kind.FIELD_REMOVED else change.sentence
                self.drop_member(owner, member, reason)
            case _:
                self.drop_type(owner)

    def settle(self) -> None:
        """Take out what refers to nothing any more, and what has nothing left, until all is in order."""
        changed = True
        while changed:
            before = dict(self.left)
            for type_ in before.values():
                if type_.name in self.left:
                    self.settle_type(type_)
            changed = before != self.left

    def settle_type(self, type_: types.Type) -> None:
        match type_:
            case types.Object() | types.Interface():
                self.settle_fields(type_)
            case types.InputObject(fields=inputs):
                if any(one.required and one.type.name not in self.left for one in inputs.values()):
                    self.drop_type(type_.name)
                else:
                    kept = self.kept(inputs)
                    self.replace(type_, attrs.evolve(type_, fields=kept), bool(kept))
            case types.Union(members=members):
                left = tuple(name for name in members if name in self.left)
                self.replace(type_, attrs.evolve(type_, members=left), bool(left))
            case types.Enum(values=values):
                self.replace(type_, type_, bool(values))
            case types.Scalar():
                pass

    def settle_fields(self, type_: types.Object | types.Interface) -> None:
        fields: dict[str, types.Field] = {}
        for name, field in type_.fields.items():
            needed = [one for one in field.arguments.values() if one.required]
            lost = next((one for one in needed if one.type.name not in self.left), None)
            if lost is not None:
                self.blame(type_.name, name, f"its argument {lost.name} cannot be given: {lost.type} is gone")
            elif field.type.name not in self.left:
                self.blame(type_.name, name, f"its result cannot be asked for: {field.type} is gone")
            else:
                fields[name] = attrs.evolve(field, arguments=self.kept(field.arguments))
        interfaces = tuple(name for name in type_.interfaces if name in self.left)
        self.replace(type_, attrs.evolve(type_, fields=fields, interfaces=interfaces), bool(fields))

    def kept(self, values: Mapping[str, types.InputValue]) -> Mapping[str, types.InputValue]:
        return {name: one for name, one in values.items() if one.type.name in self.left}

    def replace(self, old: types.Type, new: types.Type, is_anything: bool) -> None:
        """Put another type in a type's place, or nothing. The type `Mutation` stays, with what it has."""
        if not is_anything and old.name != _MUTATION:
            del self.left[old.name]
        elif old != new:
            self.left[old.name] = new

    def blame(self, owner: str, member: str, reason: str) -> None:
        if owner == _MUTATION:
            self.reasons.setdefault(member, reason)

    def drop_type(self, name: str) -> None:
        if name not in types.BUILT_IN_SCALARS and name != _MUTATION:
            self.left.pop(name, None)

    def drop_member(self, owner: str, member: str, reason: str) -> None:
        match self.left.get(owner):
            case types.Object() | types.Interface() as type_ if member in type_.fields:
                self.left[owner] = attrs.evolve(type_, fields=_without(type_.fields, member))
                self.blame(owner, member, reason)
            case types.InputObject() as type_:
                self.left[owner] = attrs.evolve(type_, fields=_without(type_.fields, member))
            case types.Enum() as type_:
                self.left[owner] = attrs.evolve(type_, values=_without(type_.values, member))
            case _:
                pass

    def drop_argument(self, owner: str, member: str, argument: str) -> None:
        self.change_field(
            owner, member, lambda one: attrs.evolve(one, arguments=_without(one.arguments, argument))
        )

    def cannot_give(self, owner: str, member: str, argument: str, reason: str) -> None:
        field = self.fields(owner).get(member)
        given = None if field is None else field.arguments.get(argument)
        if given is not None and given.required:
            self.drop_member(owner, member, reason)
        else:
            self.drop_argument(owner, member, argument)

    def is_known(self, written: str | None) -> bool:
        """Whether this is a type of inputs that the schema has."""
        name = "" if written is None else written.strip("[]!")
        return isinstance(self.left.get(name), types.Scalar | types.Enum | types.InputObject)

    def retype(self, owner: str, member: str, argument: str, written: str) -> None:
        def retyped(values: Mapping[str, types.InputValue], name: str) -> Mapping[str, types.InputValue]:
            if name not in values:
                return values
            new = types.TypeRef.parse(written)
            return {**values, name: attrs.evolve(values[name], type=new, default=None)}

        type_ = self.left.get(owner)
        if isinstance(type_, types.InputObject):
            self.left[owner] = attrs.evolve(type_, fields=retyped(type_.fields, member))
        else:
            self.change_field(
                owner, member, lambda one: attrs.evolve(one, arguments=retyped(one.arguments, argument))
            )

    def part(self, first: str, second: str) -> None:
        """Take a member out of a union, or an interface away from an object."""
        match self.left.get(first):
            case types.Union() as union:
                members = tuple(name for name in union.members if name != second)
                self.left[first] = attrs.evolve(union, members=members)
            case types.Object() | types.Interface() as type_:
                interfaces = tuple(name for name in type_.interfaces if name != second)
                self.left[first] = attrs.evolve(type_, interfaces=interfaces)
            case _:
                pass

    def change_field(self, owner: str, member: str, change: Callable[[types.Field], types.Field]) -> None:
        type_ = self.left.get(owner)
        if isinstance(type_, types.Object | types.Interface) and member in type_.fields:
            fields = {**type_.fields, member: change(type_.fields[member])}
            self.left[owner] = attrs.evolve(type_, fields=fields)

    def fields(self, owner: str) -> Mapping[str, types.Field]:
        type_ = self.left.get(owner)
        return type_.fields if isinstance(type_, types.Object | types.Interface) else {}

    def is_required(self, owner: str, member: str) -> bool:
        type_ = self.left.get(owner)
        return isinstance(type_, types.InputObject) and (
            member in type_.fields and type_.fields[member].required
        )


def _without(parts: Mapping[str, _Part], name: str) -> Mapping[str, _Part]:
    return {key: part for key, part in parts.items() if key != name}
