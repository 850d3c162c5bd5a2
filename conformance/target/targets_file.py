"""`targets.toml`: found, read and checked; every complaint names file, line and key, and what would be right.

[targets.NAME]
<server> = "https://..."        a URL for each server of the contract that is to be asked
tier, hazards, values, provoke, foreign, workflows, workflow_values, header, proxy
token_command                   argv of a program that prints a token
[targets.NAME.timeouts]         connect, read, whole: seconds
[targets.NAME.tls]              ca, certificate, key: paths, relative to the file
[targets.NAME.pacing]           rate, concurrency, budget, fields, keep, longest_wait
[targets.NAME.second]           token_command, values: another customer
[targets.NAME.disposable]       the same, of an identity whose credential a run may invalidate
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from conformance.errors import ConfigError
from conformance.model import Tier
from conformance.target import profile as profiles
from conformance.target.names import Names
from conformance.target.profile import HeaderForm, IdentityProfile, Pacing, Profile, Timeouts, Tls
from conformance.target.toml_table import Table
from schema import errors, supplement

NAME = "targets.toml"
VARIABLE = "KRAKEN_TARGETS"

#: Largest file that is read, in bytes: some hundred targets.
MAX_SIZE = 64 * 1024
MAX_REQUESTS_PER_SECOND, MAX_SECONDS, MAX_COUNT = 1000.0, 3600.0, 1_000_000_000
MAX_CONCURRENCY = 64

#: The keys of a target, beside a URL for each server.
KEYS = (
    "tier",
    "hazards",
    "values",
    "provoke",
    "foreign",
    "workflows",
    "workflow_values",
    "header",
    "proxy",
    "token_command",
    "timeouts",
    "tls",
    "pacing",
    "second",
    "disposable",
)


def locate(chosen: Path | None, environment: Mapping[str, str]) -> Path:
    """The file to read: the one that an option names, that the environment names, or the one that is here."""
    if chosen is not None:
        return chosen
    return Path(environment.get(VARIABLE) or NAME)


def read(path: Path, name: str, names: Names) -> Profile:
    """The target of that name; ConfigError with file, line and key if there is none or it is wrong.

    Each server of the contract is a key that gives its URL.
    """
    table = Table(path, _text(path), ())
    if set(table.value) - {"targets"} or not isinstance(table.value.get("targets"), dict):
        table.fail(next(iter(set(table.value) - {"targets"}), None), "only [targets.NAME] tables belong here")
    targets = table.table("targets")
    if not isinstance(targets.value.get(name), dict):
        hint = errors.suggestion(name, targets.value) or (
            f"; it has {', '.join(sorted(map(str, targets.value)))}" if targets.value else ""
        )
        raise ConfigError(f"{path}: there is no target {name!r}{hint}")
    return _profile(name, targets.table(name), names)


def _profile(name: str, table: Table, names: Names) -> Profile:
    table.only((*names.servers, *KEYS))
    urls = {
        server: table.checked(server, profiles.checked_url)
        for server in sorted(names.servers & set(table.value))
    }
    if not urls:
        table.fail(None, f"it gives no URL; name one as {' or '.join(sorted(names.servers))}")
    return Profile(
        name=name,
        urls=urls,
        tier=Tier(table.word("tier", list(Tier), Tier.GUARD)),
        hazards=frozenset(table.words("hazards", supplement.HAZARDS, "hazard")),
        values=_values(table, names),
        provoke=table.mapping("provoke", "each error code needs a text"),
        foreign=_foreign(table, names),
        workflows=table.patterns("workflows", names.workflows, "workflow"),
        workflow_values=table.lists("workflow_values"),
        header=HeaderForm(table.word("header", list(HeaderForm), HeaderForm.BARE)),
        timeouts=_timeouts(table.table("timeouts")),
        tls=_tls(table.table("tls")),
        proxy=table.checked("proxy", profiles.checked_url) if "proxy" in table.value else None,
        pacing=_pacing(table.table("pacing"), names),
        main=IdentityProfile(table.command("token_command")),
        second=_identity(table.table("second"), names),
        disposable=_identity(table.table("disposable"), names),
    )


def _values(table: Table, names: Names) -> dict[str, tuple[object, ...]]:
    found = table.lists("values")
    table.table("values").only(names.fields)
    return found


def _foreign(table: Table, names: Names) -> Mapping[str, str]:
    found = table.mapping("foreign", "each field name needs an identifier, as a text")
    table.table("foreign").only(names.fields)
    return found


def _timeouts(table: Table) -> Timeouts:
    table.only(("connect", "read", "whole"))
    usual = Timeouts()
    return Timeouts(
        connect=table.number("connect", MAX_SECONDS) or usual.connect,
        read=table.number("read", MAX_SECONDS) or usual.read,
        whole=table.number("whole", MAX_SECONDS) or usual.whole,
    )


def _tls(table: Table) -> Tls:
    table.only(("ca", "certificate", "key"))
    tls = Tls(table.file("ca"), table.file("certificate"), table.file("key"))
    if tls.key is not None and tls.certificate is None:
        table.fail("key", "a key without its certificate; name the client certificate as certificate")
    return tls


def _pacing(table: Table, names: Names) -> Pacing:
    table.only(("rate", "concurrency", "budget", "fields", "keep", "longest_wait"))
    usual = Pacing()
    fields = table.table("fields")
    fields.only(names.mutations)
    keep = table.number("keep", 0.99, least=0.0)
    wait = table.number("longest_wait", MAX_SECONDS, least=0.0)
    return Pacing(
        rate=table.number("rate", MAX_REQUESTS_PER_SECOND),
        concurrency=table.count("concurrency", MAX_CONCURRENCY),
        budget=table.count("budget", MAX_COUNT),
        fields={name: fields.count(name, MAX_COUNT) or 1 for name in fields.value},
        keep=usual.keep if keep is None else keep,
        longest_wait=usual.longest_wait if wait is None else wait,
    )


def _identity(table: Table, names: Names) -> IdentityProfile:
    table.only(("token_command", "values"))
    return IdentityProfile(table.command("token_command"), _values(table, names))


def _text(path: Path) -> str:
    try:
        size = path.stat().st_size
        if size > MAX_SIZE:
            raise ConfigError(f"{path}: it has {size} bytes, more than {MAX_SIZE}")
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ConfigError(
            f"{path}: there is no such file; name targets with --targets FILE or {VARIABLE}"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: it cannot be read: {error}") from error
    return text.replace("\r\n", "\n")
