"""No credential where none is required: the mutation answers as it does with one."""

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance import cases, portion
from conformance.model import Credential
from conformance.run import Run


@pytest.mark.exercise
# The same inputs are asked with a credential as well.
@portion.one_in(2)
@given(data=st.data())
def test_public(run: Run, mutation: str, data: st.DataObject) -> None:
    """Ask with generated variables and without a header, and once with one that is no credential."""
    case = run.case(data, cases.public, mutation)
    run.ask(case)
    if run.item(cases.PUBLIC, mutation).requests == 1:
        run.ask(attrs.evolve(case, credential=Credential.GARBAGE))
