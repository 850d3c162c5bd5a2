"""Asking a list of questions in as few requests as a target lets us.

What a target forbids is learned on the way: caps on errors and on size. A request that was refused as a
whole is halved and asked again, down to one question, whose mutation is then to blame.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from concurrent import futures

import attrs

from conformance.errors import BudgetSpentError
from conformance.model import Response
from conformance.probe import document, packing, reading
from conformance.probe.document import LAST, Document
from conformance.probe.question import Answer, Outcome, Question
from schema.contract import Contract

#: Questions in a row at which the target fails before nothing more is asked.
_MAX_STRIKES = 10
_MAX_REASON = 160
_TOO_LARGE, _TOO_MANY, _SERVER_ERROR = 413, 429, 500

UNLOCKED = "the target executed a request whose locks are invalid"

#: Sends a document to a server, by the server's name; TargetError if no answer comes.
Send = Callable[[str, Document], Response]


@attrs.define
class Inquiry:
    """Questions to one server: in each run, either all hold an invalid value or none.

    What is learned in a run holds in the next: the limits, and the mutations that the server refuses.
    """

    contract: Contract
    server: str
    send: Send
    limits: packing.Limits
    answers: dict[Question, Answer] = attrs.Factory(dict)
    requests: int = 0
    stopped: str | None = None
    unlocked: bool = False
    _pool: packing.Pool = attrs.Factory(packing.Pool)
    _halves: deque[list[Question]] = attrs.Factory(deque)
    _bad: dict[str, str] = attrs.Factory(dict)
    _too_large: float = float("inf")
    _strikes: int = 0
    _understood: bool = False

    def run(self, questions: Iterable[Question], concurrency: int) -> None:
        """Ask all: one request in flight until an answer was understood, then as many as may be."""
        for question in questions:
            self._pool.put(question)
        with futures.ThreadPoolExecutor(concurrency) as executor:
            flying: dict[futures.Future[Response], tuple[list[Question], Document]] = {}
            while True:
                width = concurrency if self._understood else 1
                while len(flying) < width and (batch := self._next()):
                    asked = document.render(self.contract, batch, locks_first=not self.limits.first_only)
                    flying[executor.submit(self.send, self.server, asked)] = (batch, asked)
                    self.requests += 1
                if not flying:
                    return
                done, _ = futures.wait(flying, return_when=futures.FIRST_COMPLETED)
                for one in done:
                    batch, asked = flying.pop(one)
                    try:
                        response = one.result()
                    except BudgetSpentError as error:
                        self.requests -= 1
                        self.stopped = str(error)
                        self._leave(batch, self.stopped)
                    else:
                        self._learn(batch, asked, response)

    def _next(self) -> list[Question]:
        """The questions of the next request; none if there are no more."""
        while batch := (half := self._half()) or self._pool.take(self.limits):
            for question in batch:
                if self.stopped or question.mutation in self._bad:
                    self._leave([question], self.stopped or self._bad[question.mutation])
            batch = [question for question in batch if question not in self.answers]
            if len(batch) < len(half):
                # The whole was refused for a mutation, and not for its size.
                self.limits.forget_size()
            if len(batch) == 1 and packing.size(batch[0]) >= self._too_large:
                self._leave(batch, f"the target takes no request of {self._too_large} bytes")
            elif batch:
                return batch
        return []

    def _half(self) -> list[Question]:
        """A part of a request that was refused or not understood; empty if none waits."""
        return self._halves.popleft() if self._halves else []

    def _learn(self, batch: list[Question], asked: Document, response: Response) -> None:
        seen = reading.read(asked.lines, response.document)
        if seen.executed:
            self.unlocked, self.stopped = True, UNLOCKED
            self._leave(batch, UNLOCKED)
            return
        understand = reading.first_answers if self.limits.first_only else reading.answers
        left = []
        for question, answer in zip(batch, understand(asked, batch, seen), strict=True):
            if answer is None:
                left.append(question)
            else:
                self.answers[question] = answer
        if len(left) < len(batch) or seen.is_coercion:
            self._understood, self._strikes = True, 0
            self.limits.was_understood(sum(map(packing.size, batch)))
            self._ask_rest(left, seen, len(batch))
        else:
            self._ask_refused(left, response)

    def _ask_rest(self, left: list[Question], seen: reading.Reading, asked: int) -> None:
        """The answer was understood, but not for all questions."""
        if asked == 1 or not left:
            self._leave(left, reading.UNNAMED)
        elif len(left) < asked and (self.limits.first_only or LAST not in seen.named):
            # The answer stopped before the last lock: it holds so many errors and no more.
            self.limits.lower_errors(len(seen.named))
            for question in left:
                self._pool.put(question)
        else:
            self._halve(left)

    def _ask_refused(self, batch: list[Question], response: Response) -> None:
        """The request was refused as a whole: for its size, or for what it asks of a mutation."""
        extent = sum(map(packing.size, batch))
        if len(batch) > 1:
            self.limits.was_refused(extent)
            self._halve(batch)
            return
        reason = f"the target refuses the request: {described(response)}"
        self._leave(batch, reason)
        if response.status == _TOO_LARGE:
            self._too_large = min(self._too_large, extent)
            return
        # The size of the requests that were halved on the way here was not to blame.
        self.limits.forget_size()
        self._bad[batch[0].mutation] = reason
        self._strikes += _is_failure(response)
        if self._strikes == _MAX_STRIKES:
            self.stopped = reason

    def _halve(self, batch: list[Question]) -> None:
        # The first half comes next: what is to blame is found before more is asked of the same mutation.
        middle = (len(batch) + 1) // 2
        self._halves.extendleft(half for half in (batch[middle:], batch[:middle]) if half)

    def _leave(self, questions: Iterable[Question], reason: str) -> None:
        for question in questions:
            self.answers[question] = Answer(Outcome.INCONCLUSIVE, reason)


def _is_failure(response: Response) -> bool:
    """Whether a server fails, unlike one that refuses a mutation which it does not have."""
    listed = response.document.get("errors") if response.document else None
    return response.status >= _SERVER_ERROR or response.status == _TOO_MANY or not isinstance(listed, list)


def described(response: Response) -> str:
    """An answer in a few words: its status and the message of its first error, if it has one."""
    listed = response.document.get("errors") if response.document else None
    first = listed[0] if isinstance(listed, list) and listed else None
    message = first.get("message") if isinstance(first, dict) else None
    text = f": {message[:_MAX_REASON]}" if isinstance(message, str) else ""
    return f"status {response.status}{text}"
