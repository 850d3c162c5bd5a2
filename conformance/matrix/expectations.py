"""What each fault has to be caught by: the table `detection.toml`."""

from __future__ import annotations

import fnmatch
import tomllib
from collections.abc import Collection
from pathlib import Path

import attrs

from conformance.errors import ConfigError
from schema.errors import suggestion

TABLE = Path(__file__).with_name("detection.toml")


@attrs.frozen
class Expectation:
    """The rule that names a fault, as a glob, and the rules that the fault breaks beside it.

    `around` are those that it breaks at mutations that are called in sequence with its own. Where `later`
    says why no rule sees it yet, `rule` matches none.
    """

    rule: str
    beside: frozenset[str] = frozenset()
    later: str = ""
    around: frozenset[str] = frozenset()

    def names(self, rules: Collection[str]) -> list[str]:
        """Those of the rules that name the fault."""
        return fnmatch.filter(sorted(rules), self.rule)


def read(
    text: str, faults: Collection[str], rules: Collection[str], *, source: str = "detection.toml"
) -> dict[str, Expectation]:
    """Read the table; ConfigError for an unknown fault or rule, or a fault that is missing."""
    found: dict[str, Expectation] = {}
    for fault, row in tomllib.loads(text).items():
        if fault not in faults:
            raise ConfigError(f"{source}: there is no fault {fault!r}{suggestion(fault, faults)}")
        expected = Expectation(
            rule=row.get("rule", ""),
            beside=frozenset(row.get("beside", ())),
            later=row.get("later", ""),
            around=frozenset(row.get("around", ())),
        )
        if not expected.later and not expected.names(rules):
            hint = suggestion(expected.rule, rules)
            raise ConfigError(f"{source}: {fault}: there is no rule {expected.rule!r}{hint}")
        for rule in sorted((expected.beside | expected.around) - set(rules)):
            raise ConfigError(f"{source}: {fault}: there is no rule {rule!r}{suggestion(rule, rules)}")
        found[fault] = expected
    missing = sorted(set(faults) - set(found))
    if missing:
        raise ConfigError(f"{source}: no rule is named for {', '.join(missing)}")
    return found
