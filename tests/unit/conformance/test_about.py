from pathlib import Path

from conformance import about
from conformance.session import Options


class TestOf:
    def test_names_the_contract_as_it_was_when_the_run_began(self, tmp_path: Path) -> None:
        file = tmp_path / "api.graphql"
        file.write_text("type Mutation { boil: Int }")
        known = about.digest(tmp_path)
        begun = about.of(Options(contract=tmp_path), None)

        file.write_text("type Mutation { brew: Int }")

        assert begun.snapshot == known != about.digest(tmp_path)
        assert about.of(Options(contract=tmp_path), None) == begun

    def test_says_which_versions_asked(self) -> None:
        named = dict(about.of(Options(), None).versions)

        assert list(named) == ["python", "graphql-core", "httpx", "hypothesis", "pytest", "schemathesis"]
        assert all(version[0].isdigit() for version in named.values())
