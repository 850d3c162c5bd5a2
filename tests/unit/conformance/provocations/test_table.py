from __future__ import annotations

import pytest

from conformance.errors import ConfigError
from conformance.provocations import table
from schema import contract as contracts

ROW = '[KT-CT-9605]\ncause = "values"\nset = { amount = 0 }\n'


class TestRead:
    def test_gives_rows_by_code(self) -> None:
        row = table.read(ROW)["KT-CT-9605"]

        assert (row.cause, dict(row.set)) == (table.Cause.VALUES, {"amount": 0})
        assert str(row) == "`amount`: `0`"

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            (ROW.replace("values", "valuse"), "there is no cause 'valuse'; did you mean 'values'"),
            (ROW.replace("set =", "sets ="), "unknown key 'sets'; did you mean 'set'"),
            ("[KT-CT-9605]\n", "it must have a cause or a reason"),
            (f'{ROW}reason = "none"\n', "it must have a cause or a reason"),
            ("[", "this is not TOML"),
        ],
    )
    def test_a_wrong_row_is_an_error_in_one_line(self, text: str, said: str) -> None:
        with pytest.raises(ConfigError) as error:
            table.read(text)

        assert said in str(error.value)


class TestCheck:
    def test_the_committed_table_says_something_of_each_documented_code(self) -> None:
        table.check(table.default(), contracts.load())

    def test_a_code_that_nothing_documents_is_an_error_that_suggests_one(self) -> None:
        rows = {**table.default(), "KT-CT-96055": table.read(ROW)["KT-CT-9605"]}

        with pytest.raises(ConfigError, match="documents KT-CT-96055; did you mean 'KT-CT-9605'"):
            table.check(rows, contracts.load())

    def test_a_documented_code_without_a_row_is_an_error(self) -> None:
        rows = {code: row for code, row in table.default().items() if code != "KT-CT-9605"}

        with pytest.raises(ConfigError, match="nothing is said of KT-CT-9605"):
            table.check(rows, contracts.load())
