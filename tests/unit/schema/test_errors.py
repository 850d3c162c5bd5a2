import pytest

from schema import errors


class TestContractError:
    @pytest.mark.parametrize(
        ("source", "line", "text"),
        [
            ("a.graphql", 7, "a.graphql:7: it is wrong"),
            ("a.graphql", None, "a.graphql: it is wrong"),
            (None, None, "it is wrong"),
        ],
    )
    def test_says_place_and_reason(self, source: str | None, line: int | None, text: str) -> None:
        assert str(errors.ContractError("it is wrong", source=source, line=line)) == text

    def test_is_one_line_of_bounded_length_whatever_it_quotes(self) -> None:
        error = errors.ContractError("unexpected 'a\n  b\r\nc" + "x" * 10_000)

        assert str(error).startswith("unexpected 'a b cxxx")
        assert len(str(error)) < 600


class TestSuggestion:
    def test_names_the_nearest(self) -> None:
        assert errors.suggestion("acount", ["account", "quote"]) == "; did you mean 'account'?"

    @pytest.mark.parametrize("name", ["zzz", "", "account" * 1000])
    def test_is_empty_if_nothing_is_near(self, name: str) -> None:
        assert errors.suggestion(name, ["account", "quote"]) == ""
