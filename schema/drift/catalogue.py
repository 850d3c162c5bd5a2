"""The differences of two error catalogues: which errors each mutation documents.

Catalogues come from descriptions, from the API's query `possibleErrors`, or from the documentation page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import attrs

from schema.catalogue import DocumentedError
from schema.drift.change import BREAKING, DANGEROUS, SAFE, Change, Criticality, Kind

#: The errors of each mutation; None for one that documents nothing.
Catalogue = Mapping[str, tuple[DocumentedError, ...] | None]


@attrs.frozen(order=True)
class _Listed:
    """An error as one mutation lists it."""

    mutation: str
    code: str
    message: str

    @property
    def text(self) -> str:
        return f"{self.code}: {self.message}"


@attrs.define
class _Difference:
    removed: list[_Listed] = attrs.Factory(list)
    added: list[_Listed] = attrs.Factory(list)
    reworded: list[tuple[_Listed, _Listed]] = attrs.Factory(list)


def changes(old: Catalogue, new: Catalogue, *, ambient: frozenset[str] = frozenset()) -> Iterator[Change]:
    """The differences for mutations that both sides have; each names the mutations that it affects.

    `ambient` are codes that every mutation may answer anyway: listing one tells a client nothing new.
    """
    found = _Difference()
    for mutation in sorted(old.keys() & new.keys()):
        before, after = old[mutation], new[mutation]
        if before is None or after is None:
            yield from _list_changed(mutation, before, after)
        elif before != after:
            _compare(found, mutation, before, after)
    for first, second in found.reworded:
        sentence = f"`{first.mutation}` documents another message for {first.code}."
        yield _change(DANGEROUS, Kind.ERROR_MESSAGE_CHANGED, sentence, first, second)
    yield from _renumbered(found, ambient)
    yield from _moved(found, ambient)
    for error in found.removed:
        sentence = f"`{error.mutation}` no longer documents {error.code}."
        yield _change(SAFE, Kind.ERROR_REMOVED, sentence, error, None)
    for error in found.added:
        sentence = f"`{error.mutation}` documents the new error {error.code}."
        yield _change(_of_new_code(error, ambient), Kind.ERROR_ADDED, sentence, None, error)


def _compare(
    found: _Difference,
    mutation: str,
    before: tuple[DocumentedError, ...],
    after: tuple[DocumentedError, ...],
) -> None:
    old = {error.code: _Listed(mutation, error.code, error.message) for error in before}
    new = {error.code: _Listed(mutation, error.code, error.message) for error in after}
    found.removed += [old[code] for code in sorted(old.keys() - new.keys())]
    found.added += [new[code] for code in sorted(new.keys() - old.keys())]
    for code in sorted(old.keys() & new.keys()):
        if old[code].message.split() != new[code].message.split():
            found.reworded.append((old[code], new[code]))


def _renumbered(found: _Difference, ambient: frozenset[str]) -> Iterator[Change]:
    """The same message under another code in the same mutation."""
    for first, second in _pairs(found, lambda error: (error.mutation, error.message)):
        sentence = f"`{first.mutation}` documents {second.code} where it documented {first.code}."
        yield _change(_of_new_code(second, ambient), Kind.ERROR_CODE_CHANGED, sentence, first, second)


def _moved(found: _Difference, ambient: frozenset[str]) -> Iterator[Change]:
    """The same code and message in another mutation."""
    for first, second in _pairs(found, lambda error: (error.code, error.message)):
        sentence = f"{second.code} moved from `{first.mutation}` to `{second.mutation}`."
        yield attrs.evolve(
            _change(_of_new_code(second, ambient), Kind.ERROR_MOVED, sentence, first, second),
            before=f"{first.mutation}: {first.text}",
            after=f"{second.mutation}: {second.text}",
        )


def _pairs(found: _Difference, key: Callable[[_Listed], object]) -> Iterator[tuple[_Listed, _Listed]]:
    """Take out what was removed and added under the same key, each once, in order."""
    waiting: dict[object, list[_Listed]] = {}
    for error in found.removed:
        waiting.setdefault(key(error), []).append(error)
    for error in tuple(found.added):
        candidates = waiting.get(key(error))
        if candidates:
            first = candidates.pop(0)
            found.removed.remove(first)
            found.added.remove(error)
            yield first, error


def _list_changed(
    mutation: str, before: tuple[DocumentedError, ...] | None, after: tuple[DocumentedError, ...] | None
) -> Iterator[Change]:
    coordinate = f"Mutation.{mutation}"
    if before is not None:
        sentence = f"`{mutation}` documents no errors at all any more."
        yield Change(
            DANGEROUS, Kind.ERROR_LIST_REMOVED, coordinate, sentence, _texts(before), None, (mutation,)
        )
    elif after is not None:
        # What documented nothing promised nothing, so that none of these codes is one too many.
        sentence = f"`{mutation}` documents its errors now."
        yield Change(SAFE, Kind.ERROR_LIST_ADDED, coordinate, sentence, None, _texts(after), (mutation,))


def _texts(listed: tuple[DocumentedError, ...]) -> str:
    return "\n".join(f"{error.code}: {error.message}" for error in listed)


def _of_new_code(error: _Listed, ambient: frozenset[str]) -> Criticality:
    return SAFE if error.code in ambient else BREAKING


def _change(
    criticality: Criticality, kind: Kind, sentence: str, before: _Listed | None, after: _Listed | None
) -> Change:
    named = [error for error in (before, after) if error is not None]
    return Change(
        criticality,
        kind,
        f"Mutation.{named[-1].mutation}",
        sentence,
        None if before is None else before.text,
        None if after is None else after.text,
        tuple(sorted({error.mutation for error in named})),
    )
