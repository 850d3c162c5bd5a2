"""How much is measured: all of it, or little enough for every merge."""

from __future__ import annotations

import attrs

from schema.contract import Contract


@attrs.frozen(kw_only=True)
class Size:
    """Numbers of mutations, examples, repetitions, and sizes of contracts.

    `steady` is the profile of a run that takes long enough for its start to matter little, `clean` that of
    the run without faults that tells where they can be seen.
    """

    mutations: int
    examples: int
    repeated: int
    contracts: tuple[int, ...]
    faults: int
    steady: str
    clean: str

    def names(self, contract: Contract, server: str = "api") -> tuple[str, ...]:
        """So many mutations of a server, spread evenly over the alphabet."""
        names = [one.name for one in contract.mutations.values() if one.server == server]
        return tuple(names[index * len(names) // self.mutations] for index in range(self.mutations))


FULL = Size(
    mutations=30,
    examples=20,
    repeated=3,
    contracts=(170, 380, 2000, 5000),
    faults=40,
    steady="deep",
    clean="ci",
)
SMALL = Size(
    mutations=4,
    examples=5,
    repeated=1,
    contracts=(40, 80, 160),
    faults=3,
    steady="small",
    clean="small",
)
