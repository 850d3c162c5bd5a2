"""Reader of an introspection result: the JSON that a live endpoint gives of itself.

With and without the `data` around it, and without the parts that older servers do not know. What is
missing or odd becomes a warning that names the place; only what makes the rest meaningless is an error.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import attrs

from schema import constants, errors, sdl, types

_KINDS = ("OBJECT", "INTERFACE", "UNION", "ENUM", "INPUT_OBJECT", "SCALAR")

#: Deepest nesting of lists and non-nulls around a named type.
_MAX_WRAPPING = 16


@attrs.frozen
class Introspected:
    """A schema as it was introspected, and what was odd about it."""

    schema: types.Schema
    warnings: tuple[str, ...]


def read(text: str, *, source: str = "introspection") -> Introspected:
    """Read an introspection result; ContractError with file and reason if it is none."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        hint = " but HTML" if text.lstrip()[:1] == "<" else ""
        raise errors.ContractError(f"this is not JSON{hint}: {error}", source=source) from error
    holder = document.get("data", document) if isinstance(document, dict) else None
    listed = holder.get("__schema") if isinstance(holder, dict) else None
    if not isinstance(listed, dict) or not isinstance(listed.get("types"), list):
        raise errors.ContractError("this is no introspection result: there is no __schema", source=source)
    return _Reader(source).introspected(listed)


@attrs.define
class _Reader:
    source: str
    warnings: list[str] = attrs.Factory(list)

    def introspected(self, listed: Mapping[str, Any]) -> Introspected:
        found: dict[str, types.Type] = {name: types.Scalar(name) for name in types.BUILT_IN_SCALARS}
        for index, one in enumerate(listed["types"]):
            name = one.get("name") if isinstance(one, dict) else None
            if not isinstance(name, str) or one.get("kind") not in _KINDS:
                raise self._error(f"types[{index}] has no name or no known kind")
            if name.startswith("__") or name in types.BUILT_IN_SCALARS:
                continue
            if name in found:
                raise self._error(f"type {name!r} is defined twice")
            found[name] = self._type(name, one)
        mutation = listed.get("mutationType")
        renamed = mutation.get("name") if isinstance(mutation, dict) else None
        if isinstance(renamed, str) and renamed in found and renamed != "Mutation":
            self.warnings.append(f"the mutation type is called {renamed!r}; it is read as 'Mutation'")
            found["Mutation"] = attrs.evolve(found.pop(renamed), name="Mutation")
        schema = types.Schema({name: found[name] for name in sorted(found)})
        sdl.check_references(schema, self.source)
        return Introspected(schema, tuple(self.warnings))

    def _error(self, reason: str) -> errors.ContractError:
        return errors.ContractError(reason, source=self.source)

    def _type(self, name: str, one: Mapping[str, Any]) -> types.Type:
        match one["kind"]:
            case "SCALAR":
                url = one.get("specifiedByURL") or one.get("specifiedByUrl")
                return types.Scalar(name, url if isinstance(url, str) else None)
            case "ENUM":
                values = [
                    types.EnumValue(self._name(value, name), self._deprecation(value))
                    for value in self._list(one, "enumValues", name)
                ]
                return types.Enum(name, {value.name: value for value in values})
            case "INPUT_OBJECT":
                fields = self._input_values(self._list(one, "inputFields", name), name)
                return types.InputObject(name, fields, one_of=one.get("isOneOf") is True)
            case "UNION":
                members = [self._name(member, name) for member in self._list(one, "possibleTypes", name)]
                return types.Union(name, tuple(sorted(members)))
            case kind:
                interfaces = [self._name(each, name) for each in self._list(one, "interfaces", name)]
                fields_of = {field.name: field for field in self._fields(one, name)}
                make = types.Object if kind == "OBJECT" else types.Interface
                return make(name, fields_of, tuple(sorted(interfaces)))

    def _fields(self, one: Mapping[str, Any], name: str) -> list[types.Field]:
        found = []
        for field in self._list(one, "fields", name):
            field_name = self._name(field, name)
            place = f"{name}.{field_name}"
            description = field.get("description")
            found.append(
                types.Field(
                    field_name,
                    self._type_ref(field.get("type"), place),
                    self._input_values(self._list(field, "args", place), place),
                    self._deprecation(field),
                    description if isinstance(description, str) else None,
                )
            )
        return found

    def _input_values(self, listed: Any, place: str) -> dict[str, types.InputValue]:
        found = {}
        for value in listed:
            name = self._name(value, place)
            if "isDeprecated" not in value:
                self._warn_once("deprecations of arguments and input fields are not in this result")
            default = value.get("defaultValue")
            if default is not None and not isinstance(default, str):
                self.warnings.append(f"{place}.{name}: its default is no text and is left out")
                default = None
            type_ = self._type_ref(value.get("type"), f"{place}.{name}")
            found[name] = types.InputValue(name, type_, default, self._deprecation(value))
        return found

    def _type_ref(self, node: Any, place: str, depth: int = 0) -> types.TypeRef:
        if not isinstance(node, dict) or depth > _MAX_WRAPPING:
            raise self._error(f"{place} has no readable type")
        if node.get("kind") == "NON_NULL":
            return self._type_ref(node.get("ofType"), place, depth + 1).non_null
        if node.get("kind") == "LIST":
            item = self._type_ref(node.get("ofType"), place, depth + 1)
            return types.TypeRef(item.name, item=item)
        return types.TypeRef(self._name(node, place))

    def _list(self, one: Mapping[str, Any], key: str, name: str) -> list[Any]:
        listed = one.get(key)
        if not isinstance(listed, list):
            self.warnings.append(f"{name}: it has no {key}")
            return []
        return listed

    def _name(self, one: Any, place: str) -> str:
        name = one.get("name") if isinstance(one, dict) else None
        if not isinstance(name, str) or not name.isidentifier():
            raise self._error(f"{place}: something in it has no name")
        return name

    def _deprecation(self, one: Mapping[str, Any]) -> str | None:
        if one.get("isDeprecated") is not True:
            return None
        reason = one.get("deprecationReason")
        return reason if isinstance(reason, str) else constants.DEFAULT_DEPRECATION

    def _warn_once(self, warning: str) -> None:
        if warning not in self.warnings:
            self.warnings.append(warning)
