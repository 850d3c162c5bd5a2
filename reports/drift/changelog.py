"""The API's own wording for its changelog: what was removed, changed and added, a line each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from reports import text
from schema.drift.change import BREAKING, DANGEROUS, SAFE, Change, Kind
from schema.drift.review import Review

_TITLES = {BREAKING: "Breaking", DANGEROUS: "Dangerous", SAFE: "Safe"}


def render(review: Review) -> str:
    """Markdown with a heading for each criticality that occurs."""
    return "\n".join(_lines(review)) + "\n"


def sentence(change: Change) -> str:
    """One change as the API's changelog writes it."""
    say = _SENTENCES.get(change.kind)
    return say(change) if say else change.sentence.replace("`", "").removesuffix(".")


def _lines(review: Review) -> Iterator[str]:
    listed = review.shown
    if not listed:
        yield "No changes."
    for criticality, title in _TITLES.items():
        own = [one for one in listed if one.criticality is criticality]
        if own:
            yield from (f"## {title}", "")
            yield from (f"- {text.markdown(sentence(one))}" for one in own)
            yield ""


def _argument(change: Change) -> str:
    """The argument of a coordinate such as `Tea.leaf(of:)`."""
    return change.coordinate.partition("(")[2].removesuffix(":)")


def _field(change: Change) -> str:
    """The field that has the argument: `Tea.leaf`."""
    return change.coordinate.partition("(")[0]


def _retyped(change: Change) -> str:
    return f"{change.coordinate} type changed from {change.before} to {change.after}"


_SENTENCES: Mapping[Kind, Callable[[Change], str]] = {
    Kind.TYPE_ADDED: lambda one: f"Type {one.coordinate} was added",
    Kind.TYPE_REMOVED: lambda one: f"Type {one.coordinate} was removed",
    Kind.FIELD_ADDED: lambda one: f"Field {one.member} was added to object type {one.owner}",
    Kind.FIELD_REMOVED: lambda one: f"Field {one.member} was removed from object type {one.owner}",
    Kind.FIELD_TYPE_CHANGED: _retyped,
    Kind.INPUT_FIELD_ADDED: lambda one: (
        f"Input Field {one.member}: {one.after} was added to input type {one.owner}"
    ),
    Kind.INPUT_FIELD_REMOVED: lambda one: (
        f"Input Field {one.member}: {one.before} was removed from input type {one.owner}"
    ),
    Kind.INPUT_FIELD_TYPE_CHANGED: _retyped,
    Kind.ENUM_VALUE_ADDED: lambda one: f"Enum value {one.member} was added to {one.owner} enum",
    Kind.ENUM_VALUE_REMOVED: lambda one: f"Enum value {one.member} was removed from {one.owner} enum",
    Kind.ARGUMENT_ADDED: lambda one: f"Argument {_argument(one)}: {one.after} added to {_field(one)}",
    Kind.ARGUMENT_REMOVED: lambda one: f"Argument {_argument(one)}: {one.before} removed from {_field(one)}",
    Kind.ARGUMENT_TYPE_CHANGED: _retyped,
    Kind.UNION_MEMBER_ADDED: lambda one: f"Member {one.after} was added to union type {one.coordinate}",
    Kind.UNION_MEMBER_REMOVED: lambda one: (
        f"Member {one.before} was removed from union type {one.coordinate}"
    ),
}
