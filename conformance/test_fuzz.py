"""Fuzz: documents of any shape, with literals in them, are answered as exactly as our own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.fuzzing import fuzzer
from conformance.run import Run


@pytest.mark.exercise
@given(data=st.data())
def test_fuzz(run: Run, mutation: str, data: st.DataObject) -> None:
    """Ask with valid documents that Schemathesis draws."""
    run.ask(run.draw(data, fuzzer.shared(run.contract, run.knowing).valid(mutation)))
