"""A small drift with something of everything, and its review."""

from __future__ import annotations

import datetime
from typing import Any

from schema import sdl
from schema.drift import affected, difference
from schema.drift.outcome import Drift
from schema.drift.review import Review

TODAY = datetime.date(2026, 11, 24)

OLD = """
type Mutation {
  "The possible errors that can be raised are: - KT-CT-1: One." brew(size: Size, cups: Int): Tea
  steep: Leaf
  pour: Cup
}
type Tea { possibleErrors: [String] name: String }
type Leaf { possibleErrors: [String] old: Int @deprecated(reason: "Will be removed on 2026-11-01.") }
type Cup { possibleErrors: [String] full: Boolean }
enum Size { S M }
"""
NEW = """
type Mutation {
  "Now with words. The possible errors that can be raised are: - KT-CT-2: Two." brew(size: Size): Tea
  steep: Leaf
  pour: Cup
  spill: Int
}
type Tea { name: String! }
type Leaf { old: Int @deprecated(reason: "Will be removed on 2026-11-01.") taste: String }
type Cup { full: Boolean }
enum Size { S M L }
"""
DOCUMENTED = (
    affected.Documented("brew", ("mutation { brew(size: S, cups: 1) { name possibleErrors } }",)),
    affected.Documented("steep", ("mutation { steep { possibleErrors } }",)),
    affected.Documented("pour", ("mutation { pour { possibleErrors } }",)),
)


def between(old: str, new: str, **more: Any) -> Drift:
    """The drift between two texts of SDL."""
    sides = (difference.Side.of_schemas({"api": sdl.read(text)}) for text in (old, new))
    return difference.between(*sides, today=TODAY, **more)


def review(**changed: Any) -> Review:
    """The review of the drift above, whose target has a name that must not be taken for markup."""
    drift = between(OLD, NEW, documented=lambda _: DOCUMENTED)
    return Review(**{"old": "the snapshot", "new": "<b>*staging*</b>\x1b[31m", "drift": drift, **changed})
