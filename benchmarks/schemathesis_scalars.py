"""Tells Schemathesis the custom scalars of the contract, with the values that this suite sends for them."""

import schemathesis.graphql

import strategies
from conformance.fuzzing import literals
from schema import contract as contracts
from schema import errors, types

_FORMS = literals.Forms(strategies.Known())

for _server in contracts.load().servers.values():
    for _type in _server.schema:
        if isinstance(_type, types.Scalar) and _type.name not in types.BUILT_IN_SCALARS:
            try:
                _literal = _FORMS.of_scalar(_type.name)
            except errors.ContractError:
                continue  # nothing takes it as an input
            schemathesis.graphql.scalar(_type.name, _literal)
