"""A live target as a side of a comparison: what its introspection says of it."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.drift import sources
from conformance.drift.sources import Source
from conformance.session import Target
from conformance.target import client
from conformance.target.credentials import Credentials
from schema.contract import Contract
from schema.drift.difference import Side


def read(name: str, target: Target, reference: Contract) -> Source:
    """A target that was opened; TargetError if it does not answer introspection."""
    return introspected(name, target.profile.urls, target.credentials, reference)


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
