from pathlib import Path

import jinja2
import pytest

from reports.coverage import precompiled


def rendered(directory: Path, source: str, *, trims: bool = False) -> str:
    """A template of another environment each time, as of another process."""
    environment = jinja2.Environment(
        loader=jinja2.DictLoader({"page": source}),
        autoescape=True,
        trim_blocks=trims,
        bytecode_cache=precompiled.Precompiled(b"trims" if trims else b"", directory),
    )
    return environment.get_template("page").render(name="<b>")


class TestPrecompiled:
    def test_is_compiled_once(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        first = rendered(tmp_path, "Hello {{ name }}")
        monkeypatch.delattr(jinja2.Environment, "compile")

        assert rendered(tmp_path, "Hello {{ name }}") == first == "Hello &lt;b&gt;"

    def test_keeps_a_file_for_each_template_and_for_other_options(self, tmp_path: Path) -> None:
        hello, bye = "{% if name %}\nHello{% endif %}", "{% if name %}\nBye{% endif %}"

        assert rendered(tmp_path, hello) == "\nHello"
        assert rendered(tmp_path, bye) == "\nBye"
        assert rendered(tmp_path, hello, trims=True) == "Hello"

        assert len(list(tmp_path.iterdir())) == 3

    @pytest.mark.parametrize("damage", [slice(0), slice(10), slice(1, None), slice(-1)])
    def test_never_trusts_a_damaged_file(self, tmp_path: Path, damage: slice) -> None:
        rendered(tmp_path, "Hello {{ name }}")
        (file,) = tmp_path.iterdir()
        content = file.read_bytes()
        file.write_bytes(content[damage])

        assert rendered(tmp_path, "Hello {{ name }}") == "Hello &lt;b&gt;"
        assert file.read_bytes() == content

    def test_works_where_nothing_can_be_written(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")

        assert rendered(tmp_path / "file" / "below", "Hello {{ name }}") == "Hello &lt;b&gt;"
