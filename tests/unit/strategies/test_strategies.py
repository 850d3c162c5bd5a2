import subprocess
import sys

import pytest

import strategies
from strategies import inputs, known


def test_gives_the_names_that_need_hypothesis() -> None:
    assert strategies.variables is inputs.variables
    assert strategies.for_type is inputs.for_type
    assert strategies.Known is known.Known


def test_has_no_other_name() -> None:
    with pytest.raises(AttributeError, match="'strategies' has no attribute 'elephants'"):
        _ = strategies.elephants  # type: ignore[attr-defined]


def test_imports_no_hypothesis_for_who_wants_operations() -> None:
    code = "import strategies, sys; assert strategies.slices; sys.exit('hypothesis' in sys.modules)"

    found = subprocess.run([sys.executable, "-c", code], check=False)

    assert found.returncode == 0
