"""How much is measured: all of it, or little enough for every merge."""

from __future__ import annotations

import attrs

from schema.contract import Contract


@attrs.frozen(kw_only=True)
class Size:
    """Numbers of mutations, examples, repetitions, and sizes of contracts.

    `waited` is how many mutations are asked where what is measured is waiting. `steady` is the profile of a
    run that takes long enough for its start to matter little, `usual` that of runs whose length does not
    matter.
    """

    mutations: int
    waited: int
    examples: int
    repeated: int
    contracts: tuple[int, ...]
    faults: int
    steady: str
    usual: str

    def names(self, contract: Contract, server: str = "api") -> tuple[str, ...]:
        """So many mutations of a server, spread evenly over the alphabet."""
        return _spread(contract, server, self.mutations)

    def waited_for(self, contract: Contract, server: str = "api") -> tuple[str, ...]:
        """The same where what is measured is waiting."""
        return _spread(contract, server, self.waited)


def _spread(contract: Contract, server: str, count: int) -> tuple[str, ...]:
    names = [one.name for one in contract.mutations.values() if one.server == server]
    return tuple(names[index * len(names) // count] for index in range(count))


FULL = Size(
    mutations=30,
    waited=160,
    examples=20,
    repeated=3,
    contracts=(170, 380, 2000, 5000),
    faults=40,
    steady="deep",
    usual="ci",
)
SMALL = Size(
    mutations=4,
    waited=4,
    examples=5,
    repeated=1,
    contracts=(40, 80, 160),
    faults=3,
    steady="small",
    usual="small",
)
