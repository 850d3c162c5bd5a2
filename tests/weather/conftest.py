"""A small contract for runs of which many are made."""

import pytest

from tests.support import exchanges


@pytest.fixture(scope="session")
def contract(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The kettles' contract directory, without the limit for which they document no error."""
    directory = tmp_path_factory.mktemp("kettles")
    before, _, behind = exchanges.SETTINGS.partition("[[limits]]")
    (directory / "api.graphql").write_text(exchanges.SDL)
    (directory / "contract.toml").write_text(before + behind[behind.index("\n[") :])
    return str(directory)
