"""Contract in, Hypothesis strategies and operations out.

The public names are importable in a partner's own tests; each idea has a file of its own.
"""

from strategies.edges import ValidInput as ValidInput
from strategies.edges import edges as edges
from strategies.inputs import for_type as for_type
from strategies.inputs import variables as variables
from strategies.invalid import InvalidInput as InvalidInput
from strategies.invalid import invalid as invalid
from strategies.known import Known as Known
from strategies.selections import operation as operation
from strategies.selections import slices as slices
from strategies.selections import twice as twice
