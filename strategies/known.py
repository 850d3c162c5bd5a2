"""What a run knows beside the contract: real values of its target, and a nonce of its own."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from schema import types
from strategies import formats as _formats


@attrs.frozen
class Known:
    """Values by field name, which generation then prefers, and a text that no other run uses.

    `formats` are rows that go before those of the committed table.

    The nonce keeps fields unique that must be: a derandomized run draws the same values each time, so
    without one its second run would collide with what its first run made.
    """

    values: Mapping[str, tuple[object, ...]] = attrs.field(factory=dict, converter=types.frozen_mapping)
    nonce: str = ""
    formats: tuple[_formats.Format, ...] = ()


NOTHING = Known()
