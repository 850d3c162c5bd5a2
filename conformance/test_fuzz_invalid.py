"""Fuzz: invalid documents of any shape are refused, and nothing of them is executed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.fuzzing import fuzzer
from conformance.run import Run


@pytest.mark.exercise
@settings(max_examples=2)
@given(data=st.data())
def test_fuzz_invalid(run: Run, mutation: str, data: st.DataObject) -> None:
    """Ask with documents that Schemathesis makes invalid."""
    strategy = fuzzer.shared(run.contract, run.knowing).invalid(mutation)
    if strategy is None:
        reason = "Schemathesis knows no way to make a document of this mutation invalid"
        run.item(fuzzer.INVALID, mutation).not_exercised = reason
        pytest.skip(f"not exercised: {reason}")
    run.ask(data.draw(strategy))
