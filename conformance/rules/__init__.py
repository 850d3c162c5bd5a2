"""Every requirement on an exchange, declared once. A new rule goes into the file of its subject."""

from conformance.rules import (
    auth,
    drift,
    envelope,
    errors,
    inputs,
    leaks,
    limits,
    scalars,
    shape,
    state,
    transport,
)
from conformance.rules.declaration import Rule

ALL: tuple[Rule, ...] = (
    *transport.RULES,
    *envelope.RULES,
    *shape.RULES,
    *scalars.RULES,
    *errors.RULES,
    *inputs.RULES,
    *limits.RULES,
    *auth.RULES,
    *leaks.RULES,
    *drift.RULES,
    *state.RULES,
)
