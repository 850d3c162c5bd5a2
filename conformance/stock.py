"""The inputs of a run: drawn once for a mutation, and kept for each scenario that asks with them."""

from __future__ import annotations

import pickle
import threading
import zlib
from collections.abc import Mapping
from typing import Any

import attrs
import hypothesis
from hypothesis import core

import strategies
from conformance import cases
from schema.contract import Contract

#: Examples of one run of Hypothesis. After ten it makes most of them from earlier ones, by copying a part to
#: another place, which takes longer than to draw; of 2,800 inputs of 30 mutations fewer were distinct.
BATCH = 10

#: Bytes that are kept at most: what comes after these is drawn whenever it is asked for.
MAX_KEPT = 64_000_000

Inputs = list[Mapping[str, Any]]
#: One that somebody asks with, and the same of nobody.
_Twins = tuple[Mapping[str, Any], Mapping[str, Any]]


@attrs.define(eq=False, repr=False)
class Stock:
    """Inputs of mutations, drawn when they are first asked for. Safe to use from several threads.

    What is kept is packed: scenarios come one after the other, each for all mutations, of which there may be
    thousands.
    """

    contract: Contract
    knowing: strategies.Known
    _kept: dict[str, tuple[bytes, bytes]] = attrs.Factory(dict)
    _size: int = 0
    _lock: threading.Lock = attrs.field(factory=threading.Lock)

    def inputs(self, mutation: str, *, of_nobody: bool) -> Inputs:
        """As many inputs as the current profile has examples, or fewer where there are no more.

        Those of nobody are alike, but for their identifiers, which cannot exist; if then all are the same, it
        is one. They are the caller's own: whatever has to be unique in them is new each time.
        """
        with self._lock:
            packed = self._kept.get(mutation)
            if packed is None:
                packed = _packed(self._drawn(mutation))
                size = sum(map(len, packed))
                if self._size + size <= MAX_KEPT:
                    self._kept[mutation] = packed
                    self._size += size
        found: Inputs = pickle.loads(zlib.decompress(packed[of_nobody]))  # noqa: S301 -- packed below
        return found

    def _drawn(self, mutation: str) -> list[_Twins]:
        settings = hypothesis.settings()
        nobody = cases.of_nobody(self.knowing)
        twins = strategies.twins(self.contract, mutation, knowing=self.knowing, other=nobody)
        forced, found = core.global_force_seed, list[_Twins]()
        while (missing := settings.max_examples - len(found)) > 0:
            # Each batch begins with the simplest of all, which is there from the first one on.
            size = min(BATCH, missing + bool(found))
            draw = hypothesis.settings(settings, max_examples=size)(hypothesis.given(twins=twins)(_keep))
            if settings.derandomize or forced is not None:
                # Otherwise all batches of all mutations would be drawn by the same choices.
                draw = hypothesis.seed(zlib.crc32(f"{forced} {mutation} {len(found)}".encode()))(draw)
            batch: list[_Twins] = []
            draw(found=batch)
            found += batch[1:] if found else batch
            if len(batch) < size:
                break  # There are no more.
        return found


# One function for all mutations: Hypothesis reads the source of each.
def _keep(found: list[_Twins], twins: _Twins) -> None:
    found.append(twins)


def _packed(twins: list[_Twins]) -> tuple[bytes, bytes]:
    somebody, nobody = ([one[side] for one in twins] for side in (0, 1))
    if len({repr(one) for one in nobody}) == 1:
        # They differ in nothing but an identifier, of which there is one that cannot exist.
        nobody = nobody[:1]
    return zlib.compress(pickle.dumps(somebody), level=1), zlib.compress(pickle.dumps(nobody), level=1)
