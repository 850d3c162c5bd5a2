"""Random schemas that are valid: recursion, interfaces, unions, oneOf, defaults, deprecations, descriptions.

`schemas()` draws a `types.Schema`, `contract_of` makes the contract of one server from it.
"""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence

import attrs
from hypothesis import strategies as st

from schema import catalogue, constants, sdl, supplement, types
from schema import contract as contracts

URL = "https://api.example/graphql/"

_CUSTOM_SCALARS = (
    "BigInt",
    "Date",
    "DateTime",
    "Decimal",
    "Email",
    "GenericScalar",
    "JSONString",
    "Time",
    "UUID",
)
_LITERALS = {
    "Boolean": "true",
    "Decimal": '"1.50"',
    "Email": '"nobody@example.com"',
    "Float": "-1.5",
    "ID": '"0"',
    "Int": "7",
    "String": '"a \\"b\\"\\n\\\\ \N{OCTOPUS}"',
}
_FIELD_NAMES = ("alpha", "beta", "gamma", "delta", "epsilon")
_VALUES = ("BLUE", "GREEN", "RED", "red")

#: Anything that a text in a schema may hold: quotes, backslashes, white space, control characters.
TEXT = st.one_of(
    st.sampled_from(
        ("", " ", '"', '"""', "\\", "a\nb", "  a\n  b", "a \n", "\ta\r\nb", "\x00", "\x7f", "Zoë")
    ),
    st.text(st.characters(codec="utf-8"), max_size=20),
)


def catalogues() -> st.SearchStrategy[tuple[catalogue.DocumentedError, ...]]:
    """Error catalogues as they can be listed: messages of one line, with anything else in them."""
    codes = st.builds("KT-{}-{}".format, st.sampled_from(("CT", "GB")), st.integers(1, 9999))
    punctuation = st.sampled_from(("Unauthorized.", "a: b", "a - b", "- KT", "'x' \"y\"", "KT-CT-1", "{}: -"))
    words = st.text(string.ascii_letters + "'.:-", min_size=1, max_size=8)
    messages = st.lists(st.one_of(punctuation, words), max_size=4).map(" ".join)
    items = st.builds(catalogue.DocumentedError, codes, messages)
    return st.lists(items, max_size=5, unique_by=lambda item: item.code).map(
        lambda found: tuple(sorted(found))
    )


# Made once: Hypothesis validates each strategy object on its first draw, which costs more than the draw.
_DEPRECATIONS = st.one_of(st.none(), st.none(), st.just(constants.DEFAULT_DEPRECATION), TEXT)
_DESCRIPTIONS = st.one_of(st.none(), st.none(), TEXT, catalogues().map(catalogue.write))
_YES_OR_NO = st.booleans()
_LIST_DEPTHS = st.sampled_from((0, 0, 0, 1, 1, 2))


@attrs.frozen
class _Names:
    """Which types there will be, so that they may refer to each other in any direction."""

    leaves: tuple[str, ...]
    enums: tuple[str, ...]
    inputs: tuple[str, ...]
    interfaces: tuple[str, ...]
    objects: tuple[str, ...]
    unions: tuple[str, ...]

    @property
    def composites(self) -> tuple[str, ...]:
        return self.interfaces + self.objects + self.unions


@st.composite
def schemas(draw: st.DrawFn) -> types.Schema:
    """Draw a valid schema with at least one mutation."""
    names = draw(_names())
    found: dict[str, types.Type] = {name: types.Scalar(name) for name in types.BUILT_IN_SCALARS}
    for name in names.leaves:
        if name not in found:
            found[name] = draw(_scalars(name))
    for name in names.enums:
        found[name] = draw(_enums(name))
    for position, name in enumerate(names.inputs):
        found[name] = draw(_input_objects(name, names, position))
    shared: dict[str, Mapping[str, types.Field]] = {}
    for name in names.interfaces:
        # A field name of its own for each interface, so that no object can implement two that disagree.
        own = tuple(f"{field}Of{name}" for field in _FIELD_NAMES)
        shared[name] = draw(_fields(names, own))
        found[name] = types.Interface(name, shared[name])
    for name in names.objects:
        interfaces = tuple(
            sorted(draw(st.sets(st.sampled_from(names.interfaces))) if names.interfaces else ())
        )
        fields = dict(draw(_fields(names, _FIELD_NAMES)))
        for interface in interfaces:
            fields |= draw(_implementations(shared[interface]))
        found[name] = types.Object(name, fields, interfaces)
    for name in names.unions:
        members = draw(st.sets(st.sampled_from(names.objects), min_size=1))
        found[name] = types.Union(name, tuple(sorted(members)))
    found["Query"] = types.Object(
        "Query", {"placeholder": types.Field("placeholder", types.TypeRef("Boolean"))}
    )
    found["Mutation"] = types.Object("Mutation", draw(_mutations(names)))
    return types.Schema({name: found[name] for name in sorted(found)})


def contract_of(schema: types.Schema) -> contracts.Contract:
    """The contract of one server `api` with this schema and nothing beside."""
    settings = supplement.Supplement({"api": supplement.Address(URL, "api.graphql")})
    return contracts.assemble({"api": contracts.Server("api", URL, schema)}, settings)


def contract_from(text: str) -> contracts.Contract:
    """The contract of one server `api` from SDL; a type `Query` is added."""
    return contract_of(sdl.read(f"{text}\ntype Query {{ placeholder: Boolean }}"))


@st.composite
def _names(draw: st.DrawFn) -> _Names:
    def some(prefix: str, minimum: int, maximum: int) -> tuple[str, ...]:
        count = draw(st.integers(minimum, maximum))
        return tuple(f"{prefix}{letter}" for letter in string.ascii_uppercase[:count])

    enums = some("Enum", 0, 2)
    custom = tuple(sorted(draw(st.sets(st.sampled_from(_CUSTOM_SCALARS), max_size=3))))
    return _Names(
        leaves=(*types.BUILT_IN_SCALARS, *custom),
        enums=enums,
        inputs=some("Input", 0, 4),
        interfaces=some("Interface", 0, 2),
        objects=some("Object", 1, 4),
        unions=some("Union", 0, 2),
    )


def _scalars(name: str) -> st.SearchStrategy[types.Scalar]:
    return st.sampled_from((None, "https://example.com/scalar")).map(lambda url: types.Scalar(name, url))


@st.composite
def _enums(draw: st.DrawFn, name: str) -> types.Enum:
    values = draw(st.sets(st.sampled_from(_VALUES), min_size=1))
    return types.Enum(name, {value: types.EnumValue(value, draw(_DEPRECATIONS)) for value in sorted(values)})


@st.composite
def _refs(draw: st.DrawFn, names: Sequence[str], *, needed: Sequence[str] = ()) -> types.TypeRef:
    """A type of one of these names, in lists or not; outside a list `needed` ones may be required alone."""
    name = draw(st.sampled_from(names))
    item: types.TypeRef | None = None
    for _ in range(draw(_LIST_DEPTHS)):
        free = item is not None or not needed or name in needed
        inner = types.TypeRef(name, required=free and draw(_YES_OR_NO), item=item)
        item = inner
    required = (item is not None or not needed or name in needed) and draw(_YES_OR_NO)
    return types.TypeRef(name, required=required, item=item)


@st.composite
def _input_values(draw: st.DrawFn, name: str, type_: types.TypeRef) -> types.InputValue:
    default: str | None = None
    if draw(_YES_OR_NO):
        default = _literal(type_)
    required = type_.required and default is None
    return types.InputValue(name, type_, default, None if required else draw(_DEPRECATIONS))


def _literal(type_: types.TypeRef) -> str | None:
    if type_.item is not None:
        return "[]"
    if type_.required or type_.name in _LITERALS:
        return _LITERALS.get(type_.name)
    return "null"


@st.composite
def _input_objects(draw: st.DrawFn, name: str, names: _Names, position: int) -> types.InputObject:
    leaves = names.leaves + names.enums
    one_of = draw(st.sampled_from((False, False, False, True)))
    fields: dict[str, types.InputValue] = {}
    chosen = draw(st.lists(st.sampled_from(_FIELD_NAMES), unique=True, min_size=1))
    for field in sorted(chosen):
        # Only of earlier ones, so that no input object requires itself; a list or null ends any other circle.
        earlier = (*leaves, *names.inputs[:position])
        type_ = draw(_refs(leaves + names.inputs, needed=earlier))
        if one_of:
            first = not fields
            name_of_type = draw(st.sampled_from(leaves)) if first else type_.name
            fields[field] = types.InputValue(
                field, types.TypeRef(name_of_type, item=None if first else type_.item)
            )
        else:
            fields[field] = draw(_input_values(field, type_))
    return types.InputObject(name, fields, one_of)


@st.composite
def _arguments(draw: st.DrawFn, names: _Names) -> Mapping[str, types.InputValue]:
    every = names.leaves + names.enums + names.inputs
    chosen = draw(st.lists(st.sampled_from(("input", "first", "after")), unique=True, max_size=2))
    return {name: draw(_input_values(name, draw(_refs(every)))) for name in sorted(chosen)}


@st.composite
def _fields(draw: st.DrawFn, names: _Names, choice: Sequence[str]) -> Mapping[str, types.Field]:
    every = names.leaves + names.enums + names.composites
    chosen = draw(st.lists(st.sampled_from(choice), unique=True, min_size=1, max_size=4))
    found = {}
    for name in sorted(chosen):
        arguments = draw(st.one_of(st.just({}), st.just({}), _arguments(names)))
        found[name] = types.Field(
            name, draw(_refs(every)), arguments, draw(_DEPRECATIONS), draw(_DESCRIPTIONS)
        )
    return found


@st.composite
def _implementations(draw: st.DrawFn, fields: Mapping[str, types.Field]) -> Mapping[str, types.Field]:
    """The fields of an interface as an object may have them: the same, or never null where they might be."""
    return {
        name: attrs.evolve(field, type=field.type.non_null) if draw(_YES_OR_NO) else field
        for name, field in fields.items()
    }


@st.composite
def _mutations(draw: st.DrawFn, names: _Names) -> Mapping[str, types.Field]:
    every = names.leaves + names.enums + names.composites
    found = {}
    for name in draw(st.lists(st.sampled_from(("create", "remove", "update")), unique=True, min_size=1)):
        found[name] = types.Field(
            name, draw(_refs(every)), draw(_arguments(names)), draw(_DEPRECATIONS), draw(_DESCRIPTIONS)
        )
    return {name: found[name] for name in sorted(found)}
