import datetime
import decimal
import json

import pytest
from hypothesis import given

from schema import coercion, errors, sdl, types
from schema import contract as contracts
from strategies import scalars
from tests.support.draws import drawn

NAMES = sorted(scalars._BY_NAME)
SCHEMA = coercion.executable(
    sdl.read(
        "".join(f"scalar {name}\n" for name in NAMES if name not in types.BUILT_IN_SCALARS)
        + f"type Query {{ ask({', '.join(f'a{name}: {name}' for name in NAMES)}): Boolean }}"
    )
)


class TestStrategy:
    @pytest.mark.parametrize("name", NAMES)
    def test_gives_json_that_the_server_takes_and_never_null(self, name: str) -> None:
        for value in drawn(scalars.strategy(name), 40):
            given_value = json.loads(json.dumps(value, allow_nan=False))

            assert given_value is not None
            assert coercion.problems(SCHEMA, f"{name}!", given_value) == ()

    @pytest.mark.parametrize("name", NAMES)
    def test_gives_varied_values(self, name: str) -> None:
        values = {json.dumps(value) for value in drawn(scalars.strategy(name), 60)}

        assert len(values) > 20 or name == "Boolean"

    def test_knows_every_scalar_that_the_committed_contract_takes_but_those_of_the_formats(self) -> None:
        used = {
            field.type.name
            for server in contracts.load().servers.values()
            for type_ in server.schema
            if isinstance(type_, types.InputObject)
            for field in type_.fields.values()
            if isinstance(server.schema[field.type.name], types.Scalar)
        }

        assert used - set(NAMES) <= {"Email", "UUID"}

    def test_says_what_to_do_about_a_scalar_that_is_not_known(self) -> None:
        with pytest.raises(
            errors.ContractError, match=r"of scalar 'Dat'; did you mean 'Date'.*add a row for it to formats"
        ):
            scalars.strategy("Dat")


class TestText:
    @given(scalars.text())
    def test_is_utf_8_without_nul(self, text: str) -> None:
        assert "\x00" not in text
        assert text.encode("utf-8").decode("utf-8") == text

    def test_has_the_edges(self) -> None:
        texts = set(drawn(scalars.text(), 200))

        assert {"", " ", "0", "null", "x" * 255, '"'} <= texts
        assert any(ord(character) > 0xFFFF for text in texts for character in text)


class TestInteger:
    def test_has_both_ends_of_32_bits_and_nothing_beyond(self) -> None:
        numbers = set(drawn(scalars.integer()))

        assert {min(numbers), max(numbers)} == {-(2**31), 2**31 - 1}
        assert {0, 1, -1} <= numbers


class TestFloating:
    @given(scalars.floating())
    def test_is_finite(self, number: float) -> None:
        assert abs(number) < float("inf")

    def test_is_an_integer_sometimes(self) -> None:
        assert {type(number) for number in drawn(scalars.floating())} == {int, float}


class TestIdentifier:
    def test_is_text_or_an_integer_never_true_or_empty(self) -> None:
        values = drawn(scalars.identifier())

        assert {type(value) for value in values} == {str, int}
        assert "" not in values


class TestDate:
    def test_has_leap_days(self) -> None:
        dates = [datetime.date.fromisoformat(text) for text in drawn(scalars.date(), 100)]

        assert any((date.month, date.day) == (2, 29) for date in dates)


class TestTime:
    def test_comes_with_and_without_seconds(self) -> None:
        texts = drawn(scalars.time())

        assert {len(text) for text in texts} == {5, 8}
        assert "23:59:59" in texts


class TestDateTime:
    def test_has_an_offset_always_and_the_edges_of_offsets_sometimes(self) -> None:
        moments = [datetime.datetime.fromisoformat(text) for text in drawn(scalars.date_time(), 120)]

        offsets = {moment.utcoffset() for moment in moments}
        assert None not in offsets
        assert {datetime.timedelta(hours=14), datetime.timedelta(hours=-12), datetime.timedelta(0)} <= offsets


class TestDecimal:
    def test_is_a_finite_number_or_text_of_one(self) -> None:
        values = drawn(scalars.decimal())

        assert {type(value) for value in values} >= {str, int}
        assert all(decimal.Decimal(str(value)).is_finite() for value in values)


class TestBigInteger:
    def test_goes_beyond_32_bits_up_to_64(self) -> None:
        numbers = set(drawn(scalars.big_integer()))

        assert {min(numbers), max(numbers)} == {-(2**63), 2**63 - 1}


class TestJsonValue:
    def test_has_every_kind_of_value(self) -> None:
        kinds = {type(value) for value in drawn(scalars.json_value(), 120)}

        assert kinds == {type(None), bool, int, str, list, dict}


class TestJsonText:
    @given(scalars.json_text())
    def test_is_text_that_holds_json(self, text: str) -> None:
        assert isinstance(text, str)
        json.loads(text)
