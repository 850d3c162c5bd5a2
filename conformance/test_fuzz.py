"""Fuzz: documents of any shape, with literals in them, are answered as exactly as our own, or refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance import portion
from conformance.fuzzing import fuzzer
from conformance.run import Run


@pytest.mark.exercise
# Schemathesis takes ten times as long for a document as we do for variables.
@portion.one_in(3)
@given(data=st.data())
def test_fuzz(run: Run, mutation: str, data: st.DataObject) -> None:
    """Ask with valid documents that Schemathesis draws."""
    run.ask(data.draw(fuzzer.shared(run.contract, run.knowing).valid(mutation)))
