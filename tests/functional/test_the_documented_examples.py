"""The Python in the documentation runs as it stands."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class TestStrategiesPage:
    def test_has_an_example_whose_tests_pass(self, tmp_path: Path) -> None:
        (example,) = re.findall(
            r"```python\n(.*?)```", (ROOT / "docs" / "strategies.md").read_text(), re.DOTALL
        )
        file = tmp_path / "test_example.py"
        file.write_text(example)
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "no:schemathesis",
            "-p",
            "no:cacheprovider",
            str(file),
        ]

        done = subprocess.run(
            command, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
        )

        assert done.returncode == 0, done.stdout
        assert "4 passed" in done.stdout


class TestReadme:
    def test_names_files_that_exist(self) -> None:
        for link in re.findall(r"\]\(([^)#:]+)\)", (ROOT / "README.md").read_text()):
            assert (ROOT / link).exists(), link
