import pytest

from conformance.matrix.visibility import Selected
from sandbox import faults
from tests.support import schemas

CONTRACT = schemas.contract_from(
    """
    input Leaf { name: String! }
    type Cup { size: Int! saucer: Saucer }
    type Saucer { size: Int! saucer: Saucer }
    type Mutation { pour(leaf: Leaf!): Cup rinse: Cup name(leaf: String!): Cup }
    """
)
SELECTED = Selected.of(CONTRACT)


class TestSelected:
    @pytest.mark.parametrize(
        ("fault", "mutations"),
        [
            ("shape.missing-field", {"pour", "rinse", "name"}),
            # What takes no argument is never refused as a request.
            ("envelope.request-error-without-errors", {"pour", "name"}),
            ("transport.request-error-as-server-error", {"pour", "name"}),
            # Arguments are no fields of an input object.
            ("inputs.missing-required", {"pour"}),
            ("inputs.null-for-required", {"pour"}),
            # Nothing here is an enum.
            ("scalars.unknown-enum-value", set()),
        ],
    )
    def test_shows_a_fault_where_it_can_be_seen(self, fault: str, mutations: set[str]) -> None:
        shown = {name for name in CONTRACT.mutations if SELECTED.shows(faults.ALL[fault], name)}

        assert shown == mutations
