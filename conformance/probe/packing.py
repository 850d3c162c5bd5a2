"""Which questions go into a request together."""

from __future__ import annotations

import json
from collections import deque

import attrs

from conformance.probe.question import Question

#: Invalid values in one request. Engines stop at 50 errors, the locks are two of them, and on some engines
#: a value has more than one thing wrong with it.
MAX_INVALID = 40
#: Questions in one request of which no error is expected.
MAX_VALID = 200
#: How near to a refused size an understood one is near enough.
_NEAR = 0.85
#: What a question adds to a request beside its variables, in bytes.
_OVERHEAD = 130


@attrs.define
class Limits:
    """What a target takes in one request, as far as was learned.

    Sizes are in bytes, about: the smallest that was `too_large`, and the largest that was `understood`.
    """

    invalid: int = MAX_INVALID
    valid: int = MAX_VALID
    too_large: float | None = None
    understood: float = 0.0
    repeated: bool = True
    first_only: bool = False

    def lower_errors(self, reported: int) -> None:
        """A server reported so many errors, of which one may have been a lock, and then no more."""
        self.invalid = max(1, min(self.invalid, reported - 2))

    @property
    def size(self) -> float | None:
        """How large to make a request: half of what was refused, and nearer to it while that goes well."""
        if self.too_large is None:
            return None
        if self.understood < self.too_large / 2:
            return self.too_large / 2
        near = self.understood > _NEAR * self.too_large
        return self.understood if near else (self.understood + self.too_large) / 2

    def was_refused(self, size: float) -> None:
        """A request of this size was refused as a whole."""
        self.too_large = min(self.too_large or size, size)
        self.understood = min(self.understood, self.too_large / 2)

    def was_understood(self, size: float) -> None:
        """A request of this size was answered as one should be."""
        self.understood = max(self.understood, size)

    def forget_size(self) -> None:
        """Something else was to blame for what was refused."""
        self.too_large = None

    def most(self, question: Question) -> int:
        """How many questions like this one go in a request."""
        if question.wrong is None:
            return self.valid
        return 1 if self.first_only else self.invalid


def size(question: Question) -> int:
    """What a question adds to the size of a request, in bytes, about."""
    return len(json.dumps(dict(question.variables))) + _OVERHEAD


@attrs.define
class Pool:
    """Questions that wait, by mutation; a request takes from the mutations with most of them left."""

    _waiting: dict[str, deque[tuple[Question, int]]] = attrs.Factory(dict)

    def put(self, question: Question) -> None:
        """Let a question wait for another request."""
        self._waiting.setdefault(question.mutation, deque()).append((question, size(question)))

    def take(self, limits: Limits) -> list[Question]:
        """The questions for the next request: at least one if any waits."""
        chosen: list[Question] = []
        total = 0
        for name in sorted(self._waiting, key=lambda name: (-len(self._waiting[name]), name)):
            queue = self._waiting[name]
            while queue and len(chosen) < limits.most(queue[0][0]):
                question, extent = queue[0]
                if chosen and limits.size is not None and total + extent > limits.size:
                    break
                queue.popleft()
                chosen.append(question)
                total += extent
                if not limits.repeated:
                    break
            if not queue:
                del self._waiting[name]
        return chosen
