"""Which documented errors a run saw: caused as any caller can, or raised by reserved values. Two figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from conformance import cases
from conformance.provocations.table import Provocation
from schema.contract import Contract

Pair = tuple[str, str]


@attrs.frozen
class Seen:
    """Pairs of mutation and documented code that answers showed."""

    caused: frozenset[Pair]
    reserved: frozenset[Pair]

    @property
    def together(self) -> frozenset[Pair]:
        """Those of either kind, each once: what was raised, and not what a caller can do."""
        return self.caused | self.reserved


def seen(contract: Contract, items: Iterable[Mapping[str, Any]]) -> Seen:
    """What the items of a run saw, as `items.jsonl` has them."""
    caused: set[Pair] = set()
    reserved: set[Pair] = set()
    for item in items:
        into = reserved if item["scenario"] == cases.RESERVED else caused
        for mutation, codes in item.get("seen", {}).get("errors", {}).items():
            documented = contract.mutations[mutation].codes if mutation in contract.mutations else frozenset()
            into.update((mutation, code) for code in codes if code in documented)
    return Seen(frozenset(caused), frozenset(reserved))


def documented(contract: Contract) -> list[Pair]:
    """Every pair, by mutation and code."""
    return sorted((one.name, code) for one in contract.mutations.values() for code in one.codes)


def markdown(contract: Contract, table: Mapping[str, Provocation], found: Seen) -> str:
    """The page `docs/provocations.md`: both figures, what causes which error, and why others are not."""
    pairs = documented(contract)
    messages = {error.code: error.message for one in contract.mutations.values() for error in one.errors}
    lines = [
        "# Provocations",
        "",
        "Made by `python -m conformance provocations --markdown` from a run against the sandbox. What causes",
        "an error is a conjecture until a real deployment confirms it: messages say little, and the sandbox",
        "was written to agree with them. The two figures are of different kinds, and never added up.",
        "",
        "| pairs of mutation and documented code | |",
        "| --- | --- |",
        f"| documented | {len(pairs)} |",
        f"| caused by what any caller can do | {len(found.caused)} |",
        f"| raised by reserved values of the sandbox | {len(found.reserved)} |",
        f"| raised in either way | {len(found.together)} |",
        "",
        "## What a caller does",
        "",
        "| code | message | what causes it | seen at | not seen at |",
        "| --- | --- | --- | --- | --- |",
    ]
    rest = [
        "",
        "## What no caller causes",
        "",
        "| code | message | why | mutations |",
        "| --- | --- | --- | --- |",
    ]
    for code in sorted(messages):
        where = [mutation for mutation, one in pairs if one == code]
        shown = [mutation for mutation in where if (mutation, code) in found.caused]
        row = table.get(code)
        if row is None or (row.cause is None and not shown):
            why = "nothing is said of it" if row is None else row.reason
            rest.append(f"| {code} | {messages[code]} | {why} | {_listed(where)} |")
        else:
            others = [mutation for mutation in where if mutation not in shown]
            said = str(row) if row.cause is not None else "seen in passing"
            lines.append(f"| {code} | {messages[code]} | {said} | {_listed(shown)} | {_listed(others)} |")
    return "\n".join([*lines, *rest]) + "\n"


def text(contract: Contract, table: Mapping[str, Provocation], found: Seen) -> str:
    """The two figures, and a line for each pair that was not caused."""
    pairs = documented(contract)
    lines = [
        f"{len(pairs)} pairs of mutation and documented code",
        f"caused by what any caller can do: {len(found.caused)}",
        f"raised by reserved values: {len(found.reserved)}",
        "",
    ]
    for mutation, code in pairs:
        if (mutation, code) not in found.caused:
            row = table.get(code)
            why = "nothing is said of it" if row is None else str(row)
            known = "not seen" if row is not None and row.cause is not None else "not caused"
            lines.append(f"{mutation} {code}: {known}: {why}")
    return "\n".join(lines) + "\n"


def _listed(names: list[str]) -> str:
    if len(names) > _MANY:
        return f"{len(names)} mutations"
    return ", ".join(f"`{name}`" for name in names) or "-"


#: More mutations than these are counted.
_MANY = 12
