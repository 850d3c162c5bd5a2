"""From the errors of a probe to changes: what is gone, of another type, or newly required."""

from __future__ import annotations

import re

from conformance.probe.schema.marks import Part
from conformance.probe.schema.reading import Problem
from schema import types
from schema.drift.change import BREAKING, Change, Kind

_UNDEFINED = re.compile(
    r"cannot query field|undefined|unknown|not defined|does ?n[o']t exist|no (such )?field", re.IGNORECASE
)
_NEEDS_SELECTION = re.compile(r"must have a selection|sub-?selection (is )?required", re.IGNORECASE)
_NEEDS_NONE = re.compile(r"must not have a selection|sub-?selection not allowed", re.IGNORECASE)
_MISSING = re.compile(r"not provided|missing", re.IGNORECASE)
#: `Argument "Mutation.brew(cups:)" of type "Int!" is required`, `Field "brew" argument "cups" of type ...`.
_ARGUMENT = re.compile(
    r"argument ['\"]?(?:[\w.]+\()?(\w+):?\)?['\"]?(?: of type ['\"]?([\w\[\]!]+))?", re.IGNORECASE
)
#: `Field "Leaf.green" of required type "Int!" was not provided`, and graphql-core's other words for it.
_INPUT_FIELD = re.compile(
    r"field ['\"]?\w+\.(\w+)['\"]? of required type ['\"]?([\w\[\]!]+)"
    r"|to include required field ['\"](\w+)['\"]()",
    re.IGNORECASE,
)
_ONE_OF = re.compile(r"one ?of|exactly one", re.IGNORECASE)
_EXPECTING = re.compile(r"expecting type ['\"]([\w\[\]!]+)['\"]", re.IGNORECASE)


def change(schema: types.Schema, problem: Problem) -> Change:
    """What an error tells of a schema's element; that it is refused, where the wording is not known."""
    mark = problem.mark
    match mark.part:
        case Part.VALUE:
            return _retyped(schema, mark.coordinate, problem.message)
        case Part.TYPE | Part.CONDITION if _UNDEFINED.search(problem.message):
            name = mark.beside or mark.coordinate
            return _gone(Kind.TYPE_REMOVED, name, f"Type `{name}` was removed.", None)
        case Part.NAME if _is_output(schema, mark.coordinate):
            return _of_field(schema, problem)
        case Part.NAME:
            # An argument, an input field or a name of an enum: there is nothing else to say against a name.
            return _removed(schema, mark.coordinate)
        case Part.SELECTION if _NEEDS_NONE.search(problem.message):
            return _kind_changed(schema, mark.coordinate, "a leaf")
        case Part.LITERAL:
            return _of_literal(schema, problem)
        case Part.SPREAD:
            return _not_spread(schema, problem)
        case _:
            return _refused(problem)


def _of_field(schema: types.Schema, problem: Problem) -> Change:
    coordinate, message = problem.mark.coordinate, problem.message
    if _MISSING.search(message):
        return _argument_added(schema, problem) or _refused(problem)
    if _NEEDS_SELECTION.search(message):
        return _kind_changed(schema, coordinate, "a composite")
    return _removed(schema, coordinate) if _UNDEFINED.search(message) else _refused(problem)


def _of_literal(schema: types.Schema, problem: Problem) -> Change:
    name, message = problem.mark.coordinate, problem.message
    if _INPUT_FIELD.search(message):
        return _input_field_added(schema, problem)
    type_ = schema[name]
    if isinstance(type_, types.InputObject) and type_.one_of:
        # The one field that was given does not count: it is not among those that it takes.
        return _removed(schema, problem.mark.beside)
    if _ONE_OF.search(message):
        sentence = f"Input object `{name}` takes exactly one of its fields now."
        return Change(BREAKING, Kind.ONE_OF_ADDED, name, sentence, None, "@oneOf")
    # Whatever it is that stands there now, it takes no object of this type.
    return _retyped(schema, problem.mark.beside, message)


def refused(coordinate: str, message: str) -> Change:
    """That the target refuses an element, in its own words."""
    said = f": {message}" if message else ""
    sentence = f"The target refuses `{coordinate}`{said}"
    return Change(BREAKING, Kind.ELEMENT_REFUSED, coordinate, sentence, None, message or None)


def _refused(problem: Problem) -> Change:
    mark = problem.mark
    return refused(
        mark.beside if mark.part is Part.TYPE and mark.beside else mark.coordinate, problem.message
    )


def _is_output(schema: types.Schema, coordinate: str) -> bool:
    owner = schema.types.get(coordinate.split(".", maxsplit=1)[0])
    return isinstance(owner, types.Object | types.Interface) and "(" not in coordinate


def _removed(schema: types.Schema, coordinate: str) -> Change:
    owner, _, member = coordinate.partition(".")
    type_ = schema[owner]
    if "(" in coordinate:
        noun, kind = "Argument", Kind.ARGUMENT_REMOVED
    elif isinstance(type_, types.Enum):
        noun, kind = "Enum value", Kind.ENUM_VALUE_REMOVED
    elif isinstance(type_, types.InputObject):
        noun, kind = "Input field", Kind.INPUT_FIELD_REMOVED
    else:
        noun, kind = "Mutation" if owner == "Mutation" else "Field", Kind.FIELD_REMOVED
    before = member if kind is Kind.ENUM_VALUE_REMOVED else _type(schema, coordinate)
    return _gone(kind, coordinate, f"{noun} `{coordinate}` was removed.", before)


def _retyped(schema: types.Schema, coordinate: str, message: str) -> Change:
    is_argument = "(" in coordinate
    noun = "Argument" if is_argument else "Input field"
    kind = Kind.ARGUMENT_TYPE_CHANGED if is_argument else Kind.INPUT_FIELD_TYPE_CHANGED
    before = _type(schema, coordinate)
    found = _EXPECTING.search(message)
    after = found[1] if found else None
    to = f"`{after}`" if after else "another one"
    sentence = f"{noun} `{coordinate}` changed its type from `{before}` to {to}."
    return Change(BREAKING, kind, coordinate, sentence, before, after)


def _kind_changed(schema: types.Schema, coordinate: str, what: str) -> Change:
    noun = "Mutation" if coordinate.startswith("Mutation.") else "Field"
    before = _type(schema, coordinate)
    sentence = f"{noun} `{coordinate}` changed its type from `{before}` to {what}."
    return Change(BREAKING, Kind.FIELD_TYPE_CHANGED, coordinate, sentence, before, None)


def _argument_added(schema: types.Schema, problem: Problem) -> Change | None:
    """A required argument that was not given: a new one, or one that could be left out."""
    found = _ARGUMENT.search(problem.message)
    if found is None:
        return None
    owner, _, member = problem.mark.coordinate.partition(".")
    known = schema.fields_of(owner)[member].arguments.get(found[1])
    coordinate = f"{problem.mark.coordinate}({found[1]}:)"
    if known is not None:
        return _now_required(Kind.ARGUMENT_TYPE_CHANGED, "Argument", coordinate, known)
    sentence = f"Argument `{coordinate}` was added and is required."
    return Change(BREAKING, Kind.ARGUMENT_ADDED, coordinate, sentence, None, found[2])


def _input_field_added(schema: types.Schema, problem: Problem) -> Change:
    found = _INPUT_FIELD.search(problem.message)
    type_ = schema[problem.mark.coordinate]
    assert found is not None
    assert isinstance(type_, types.InputObject)
    name = found[1] or found[3]
    coordinate = f"{type_.name}.{name}"
    if name in type_.fields:
        return _now_required(Kind.INPUT_FIELD_TYPE_CHANGED, "Input field", coordinate, type_.fields[name])
    sentence = f"Input field `{coordinate}` was added and is required."
    return Change(BREAKING, Kind.INPUT_FIELD_ADDED, coordinate, sentence, None, found[2] or None)


def _now_required(kind: Kind, noun: str, coordinate: str, known: types.InputValue) -> Change:
    before, after = str(known.type), str(known.type.non_null)
    sentence = f"{noun} `{coordinate}` changed its type from `{before}` to `{after}`."
    return Change(BREAKING, kind, coordinate, sentence, before, after)


def _not_spread(schema: types.Schema, problem: Problem) -> Change:
    """A fragment that cannot apply: the field gives another type, or the type is none of these any more."""
    at, name = problem.mark.coordinate, problem.mark.beside
    if "." in at:
        return _kind_changed(schema, at, "another one")
    if isinstance(schema[at], types.Union):
        sentence = f"`{name}` is no longer a member of union `{at}`."
        return Change(BREAKING, Kind.UNION_MEMBER_REMOVED, at, sentence, name, None)
    sentence = f"`{name}` no longer implements `{at}`."
    return Change(BREAKING, Kind.INTERFACE_REMOVED, name, sentence, at, None)


def _gone(kind: Kind, coordinate: str, sentence: str, before: str | None) -> Change:
    return Change(BREAKING, kind, coordinate, sentence, before, None)


def _type(schema: types.Schema, coordinate: str) -> str:
    """The type of a field, an argument or an input field."""
    owner, _, rest = coordinate.partition(".")
    member, _, argument = rest.partition("(")
    type_ = schema[owner]
    assert isinstance(type_, types.Object | types.Interface | types.InputObject)
    part = type_.fields[member]
    if argument and isinstance(part, types.Field):
        return str(part.arguments[argument.removesuffix(":)")].type)
    return str(part.type)
