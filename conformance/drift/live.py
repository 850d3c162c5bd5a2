"""A live target as a side of a comparison: by its introspection, or where that is closed by the probe."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.drift import probing as probes
from conformance.drift import sources
from conformance.drift.sources import Source
from conformance.errors import TargetError
from conformance.session import Target
from conformance.target import client
from conformance.target.client import Client
from conformance.target.credentials import Credentials
from conformance.target.wire import WireError
from schema.contract import Contract
from schema.drift.difference import Side

CLOSED = "its introspection is closed: it was probed"


def read(name: str, target: Target, reference: Contract, *, probing: bool) -> Source:
    """A target by its introspection, or if it may be by the probe; TargetError if it does not answer."""
    try:
        return introspected(name, target.profile.urls, target.credentials, reference)
    except WireError:
        raise
    except TargetError:
        if not probing:
            raise
    found = probed(target, reference)
    return Source(name, Side({}, {}), (CLOSED, *told(found)), is_complete=False, drift=found.drift)


def introspected(name: str, urls: Mapping[str, str], credentials: Credentials, reference: Contract) -> Source:
    """All servers of a target, by server; TargetError if one does not answer introspection."""
    read = [
        sources.of_text(client.introspect(url, credentials), url, reference, server)
        for server, url in urls.items()
    ]
    sides = [one.side for one in read]
    side = Side(
        {server: schema for one in sides for server, schema in one.schemas.items()},
        {mutation: listed for one in sides for mutation, listed in one.catalogues.items()},
        unsaid=frozenset().union(*(one.unsaid for one in sides)),
    )
    return Source(name, side, tuple(dict.fromkeys(note for one in read for note in one.notes)))


def probed(target: Target, contract: Contract) -> probes.Probe:
    """What a target lacks, without introspection; TargetError if it does not answer."""
    asking = Client.connect(target.profile, contract, target.credentials)
    try:
        return probes.take(contract, asking)
    finally:
        asking.close()


def told(probe: probes.Probe) -> tuple[str, ...]:
    """How the probe went, in lines: requests, limits that were met, what was not asked."""
    unasked = f"not asked: {', '.join(probe.unasked)}"
    return (
        f"asked in {probe.requests} requests, of which none could execute",
        *probe.notes,
        *((unasked,) if probe.unasked else ()),
    )
