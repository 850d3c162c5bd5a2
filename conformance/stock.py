"""The inputs of a run: drawn once for a mutation, and kept for each scenario that asks with them."""

from __future__ import annotations

import pickle
import threading
import zlib
from collections.abc import Mapping
from typing import Any

import attrs
import hypothesis

import strategies
from conformance import cases
from schema.contract import Contract

#: Bytes that are kept at most: what comes after these is drawn whenever it is asked for.
MAX_KEPT = 64_000_000

Inputs = list[Mapping[str, Any]]


@attrs.define(eq=False, repr=False)
class Stock:
    """Inputs of mutations, drawn when they are first asked for. Safe to use from several threads.

    What is kept is packed: scenarios come one after the other, each for all mutations, of which there may be
    thousands.
    """

    contract: Contract
    knowing: strategies.Known
    _kept: dict[tuple[str, bool], bytes] = attrs.Factory(dict)
    _size: int = 0
    _lock: threading.Lock = attrs.field(factory=threading.Lock)

    def inputs(self, mutation: str, *, of_nobody: bool) -> Inputs:
        """As many inputs as the current profile has examples, or fewer where there are no more.

        They are the caller's own: whatever has to be unique in them is new each time.
        """
        key = mutation, of_nobody
        with self._lock:
            packed = self._kept.get(key)
            if packed is None:
                packed = zlib.compress(pickle.dumps(self._drawn(*key)), level=1)
                if self._size + len(packed) <= MAX_KEPT:
                    self._kept[key] = packed
                    self._size += len(packed)
        found: Inputs = pickle.loads(zlib.decompress(packed))  # noqa: S301 -- packed above
        return found

    def _drawn(self, mutation: str, of_nobody: bool) -> Inputs:
        settings = hypothesis.settings()
        found: Inputs = []

        @settings
        @hypothesis.given(cases.inputs(self.contract, mutation, self.knowing, of_nobody=of_nobody))
        def draw(variables: Mapping[str, Any]) -> None:
            found.append(variables)

        if settings.derandomize:
            # Otherwise all mutations would be asked with the same choices.
            draw = hypothesis.seed(zlib.crc32(f"{mutation} {of_nobody}".encode()))(draw)
        draw()
        return found
