"""Where a fault can be seen: on the fields that this suite selects, and where it asks what is refused."""

from __future__ import annotations

import attrs

import strategies
from sandbox import documents, faults, options, plans, served, wrongdoing
from sandbox.misbehavior.declaration import (
    EnvelopeFault,
    Fault,
    FieldErrorFault,
    Moment,
    ResultFault,
    TransportFault,
)
from schema import contract as contracts


@attrs.frozen(eq=False)
class Selected:
    """What this suite selects of each mutation of a contract, as the sandbox understands it."""

    contract: contracts.Contract
    _libraries: dict[str, documents.Library]
    _roots: dict[str, tuple[plans.Node, ...]] = attrs.field(factory=dict)

    @classmethod
    def of(cls, contract: contracts.Contract) -> Selected:
        """Prepare for a contract."""
        chosen = options.Options(contract=contract)
        built = served.build(contract)
        return cls(contract, {name: documents.Library(one.executable, chosen) for name, one in built.items()})

    def shows(self, fault: Fault, mutation: str) -> bool:
        """Whether a fault has a place on a mutation that some operation of the suite selects."""
        if not faults.applies(fault, self.contract, mutation):
            return False
        if isinstance(fault, EnvelopeFault | TransportFault) and fault.moment is Moment.REQUEST_ERROR:
            # What takes no argument is never asked with an invalid one, and so never refused.
            return bool(self.contract.mutation(mutation).arguments)
        if not isinstance(fault, ResultFault | FieldErrorFault):
            return True
        return any(wrongdoing.paths(fault, root) for root in self._selected(mutation))

    def _selected(self, mutation: str) -> tuple[plans.Node, ...]:
        if mutation not in self._roots:
            promised = self.contract.mutation(mutation)
            schema, library = self.contract.schema_of(mutation), self._libraries[promised.server]
            asked = (*strategies.slices(self.contract, mutation), strategies.twice(self.contract, mutation))
            read = [library.read(one.text) for one in asked]
            self._roots[mutation] = tuple(
                root for one in read for root in one.roots(one.operations[0], schema, {})
            )
        return self._roots[mutation]
