"""A documentation page of invented mutations, in the text form that the API's own page has."""

from __future__ import annotations

from collections.abc import Sequence

URL = "https://api.example/graphql/"
INTRODUCTION = ("About Mutations", "Every schema has mutations. The mutation", "type", "changes data.")
CATALOGUE = "The possible errors that can be raised are:"

#: The parts of a complete entry, in order; a test replaces or leaves out one of them.
HEADING = ("boilKettle",)
TYPE = ("Type:BoilKettle",)
ADDRESS = (f"URL:{URL}",)
DESCRIPTION = ("Boil a kettle.",)
ERRORS = (CATALOGUE, "- KT-CT-7001: No water: add some.", "- KT-CT-7000: Unauthorized.")
ARGUMENTS = ("Arguments", "Name | Description |", "---|---|", "| What to boil. |")
FIELDS = ("Return fields", "Name | Description |", "---|", "| First line", "of two. |")
OPERATION = (
    "Mutation",
    "mutation BoilKettle($input: BoilKettleInput!) {",
    "boilKettle(input: $input) {",
    "temperature",
    "cups {",
    "...CupFragment",
    "}",
    "}",
    "}",
)
VARIABLES = ("Variables", "{", '"input": BoilKettleInput', "}")
RESPONSE = ("Response", "{", '"data": {', '"boilKettle": {', '"temperature": "} 99"', "}", "}", "}")

PARTS = {
    "heading": HEADING,
    "type": TYPE,
    "address": ADDRESS,
    "description": DESCRIPTION,
    "errors": ERRORS,
    "arguments": ARGUMENTS,
    "fields": ("Return fields", "Name | Description |", "---|"),
    "operation": OPERATION,
    "variables": VARIABLES,
    "response": RESPONSE,
}

#: An entry behind another, which must be read whatever is wrong with the one before it.
NEXT = (
    "washCup",
    "Type:WashCup!",
    f"URL:{URL}",
    "Wash a cup.",
    "Mutation",
    "mutation WashCup {",
    "washCup {",
    "clean",
    "}",
    "}",
    "Response",
    "{",
    '"data": {}',
    "}",
)


def entry(**changes: Sequence[str]) -> tuple[str, ...]:
    """The lines of an entry: `entry(type=())` leaves out its type."""
    unknown = set(changes) - set(PARTS)
    if unknown:
        raise ValueError(f"an entry has no {unknown}")
    return tuple(line for name, lines in PARTS.items() for line in changes.get(name, lines))


def page(*entries: Sequence[str], section: str = "API Site") -> str:
    """The text of a page with these entries in one section."""
    return "\n".join((*INTRODUCTION, section, *(line for lines in entries for line in lines))) + "\n"


def line_of(text: str, line: str) -> int:
    """The number of the first line that is this one."""
    return text.split("\n").index(line) + 1
