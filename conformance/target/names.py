"""The names that a profile may use: those of the contract that its target is held to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from schema import types
from schema.contract import Contract


@attrs.frozen
class Names:
    """What keys and values of `targets.toml` are checked against.

    `fields` are the names of arguments and fields of inputs, and of what workflows want to be given;
    `workflows` those of workflows.
    """

    servers: frozenset[str]
    mutations: frozenset[str]
    fields: frozenset[str]
    workflows: frozenset[str] = frozenset()

    @classmethod
    def of(cls, contract: Contract, workflows: Mapping[str, Iterable[str]]) -> Names:
        """The names of a contract, and of its workflows with what each wants to be given."""
        inputs = (
            one
            for server in contract.servers.values()
            for one in server.schema.types.values()
            if isinstance(one, types.InputObject)
        )
        arguments = (one.arguments for one in contract.mutations.values())
        wanted = (name for names in workflows.values() for name in names)
        return cls(
            servers=frozenset(contract.servers),
            mutations=frozenset(contract.mutations),
            fields=frozenset(wanted).union(*(one.fields for one in inputs), *arguments),
            workflows=frozenset(workflows),
        )
