"""Contract in, Hypothesis strategies and operations out.

The public names are importable in a partner's own tests; each idea has a file of its own. Those that give
Hypothesis strategies are imported when they are asked for: it takes a quarter of a second, and whoever wants
operations does without.
"""

import importlib
from typing import TYPE_CHECKING, Any

from strategies.edges import ValidInput as ValidInput
from strategies.edges import edges as edges
from strategies.invalid import InvalidInput as InvalidInput
from strategies.invalid import invalid as invalid
from strategies.selections import operation as operation
from strategies.selections import slices as slices
from strategies.selections import twice as twice

if TYPE_CHECKING:
    from strategies.inputs import for_type as for_type
    from strategies.inputs import twins as twins
    from strategies.inputs import variables as variables
    from strategies.known import Known as Known

_OF_HYPOTHESIS = {"for_type": "inputs", "twins": "inputs", "variables": "inputs", "Known": "known"}


def __getattr__(name: str) -> Any:
    """A name whose file imports Hypothesis."""
    if name not in _OF_HYPOTHESIS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_OF_HYPOTHESIS[name]}"), name)
