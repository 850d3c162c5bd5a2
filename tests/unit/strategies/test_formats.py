import re
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schema import contract as contracts
from schema import errors, types
from strategies import formats
from tests.support import damage
from tests.support.draws import drawn

TABLE = """
[[format]]
scalar = "String"
field = "kettle|kettles"
use = "mpan"

[[format]]
scalar = "String"
field = "kettle.*"
pattern = "K-[0-9]{3}"
unique = true

[[format]]
scalar = "Int"
field = "cups"
values = [1, 2, 3]
"""

PRIMES = {0: 3, 1: 5, 2: 7, 3: 13, 4: 17, 5: 19, 6: 23, 7: 29, 8: 31, 9: 37, 10: 41, 11: 43}


def row(**values: str) -> str:
    return "[[format]]\n" + "\n".join(f"{key} = {value}" for key, value in values.items())


def reason(text: str) -> str:
    with pytest.raises(errors.ContractError) as raised:
        formats.read_table(text, source="forms.toml")
    assert raised.value.source == "forms.toml"
    return raised.value.reason


class TestMpan:
    @pytest.mark.parametrize(
        ("core", "digit"),
        [
            ("200002451236", 8),  # 6 + 38 + 92 + 145 + 31 + 74 + 123 + 258 = 767 = 69 * 11 + 8
            ("000000000000", 0),
            ("100000000000", 3),
            ("000000000001", 0),  # 43 = 3 * 11 + 10, and a remainder of 10 is written 0
            ("111111111111", 4),  # all twelve primes are 268 = 24 * 11 + 4
            ("999999999999", 3),  # 9 * 268 = 2412 = 219 * 11 + 3
        ],
    )
    def test_has_the_check_digit_of_the_industry(self, core: str, digit: int) -> None:
        assert formats.mpan_check_digit(core) == digit

    @pytest.mark.parametrize("core", ["", "1", "1" * 11, "1" * 13])
    def test_has_a_check_digit_of_twelve_digits_only(self, core: str) -> None:
        with pytest.raises(ValueError, match="zip"):
            formats.mpan_check_digit(core)

    @given(formats.mpan())
    def test_is_13_digits_that_check(self, mpan: str) -> None:
        weighted = sum(int(mpan[place]) * prime for place, prime in PRIMES.items())

        assert re.fullmatch("[0-9]{13}", mpan)
        assert int(mpan[-1]) == weighted % 11 % 10


class TestMprn:
    @pytest.mark.parametrize(
        ("core", "digits"),
        [
            ("1000", "04"),
            ("9999", "02"),  # 90 = 8 * 11 + 2
            ("12345678", "10"),  # 8 + 14 + 18 + 20 + 20 + 18 + 14 + 8 = 120 = 10 * 11 + 10
            ("30123456", "03"),  # 24 + 0 + 6 + 10 + 12 + 12 + 10 + 6 = 80 = 7 * 11 + 3
        ],
    )
    def test_has_the_check_value_of_the_industry(self, core: str, digits: str) -> None:
        assert formats.mprn_check_digits(core) == digits

    @given(formats.mprn())
    def test_is_6_to_10_digits_that_check(self, mprn: str) -> None:
        core, check = mprn[:-2], mprn[-2:]
        weights = range(len(core), 0, -1)

        assert re.fullmatch("[1-9][0-9]{5,9}", mprn)
        assert sum(int(digit) * weight for digit, weight in zip(core, weights, strict=True)) % 11 == int(
            check
        )

    def test_has_every_length(self) -> None:
        assert {len(mprn) for mprn in drawn(formats.mprn())} == {6, 7, 8, 9, 10}


class TestNamedFormats:
    @pytest.mark.parametrize(
        ("name", "pattern"),
        [
            ("account-number", "A-[0-9A-F]{8}"),
            ("day-of-month", "[1-9]|1[0-9]|2[0-8]"),
            ("email", r"[^@ ]+@example\.com"),
            ("hour-and-minute", "([01][0-9]|2[0-3]):(00|30)"),
            ("mpan", "[0-9]{13}"),
            ("mprn", "[0-9]{6,10}"),
            ("pence", "[1-9][0-9]{0,5}"),
            ("phone", r"\+447700900[0-9]{3}"),
            ("postcode", "BX[1-9] [0-9][A-Z]{2}"),
            ("smart-meter-device-id", "([0-9A-F]{2}-){7}[0-9A-F]{2}"),
            ("token", "[0-9a-f]{12}"),
            ("url", r"https://example\.com/.+"),
            ("uuid", "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
        ],
    )
    def test_have_their_form(self, name: str, pattern: str) -> None:
        (format_,) = formats.read_table(row(scalar='"String"', field='"a"', use=f'"{name}"'))

        values = drawn(format_.strategy, 50)

        assert all(re.fullmatch(pattern, str(value)) for value in values)
        assert len({str(value) for value in values}) > 10

    def test_are_all_tested_here(self) -> None:
        (marker,) = (
            mark for mark in TestNamedFormats.test_have_their_form.pytestmark if mark.name == "parametrize"
        )

        assert {name for name, _ in marker.args[1]} == set(formats._NAMED)


class TestReadTable:
    def test_reads_rows_in_order(self) -> None:
        table = formats.read_table(TABLE)

        assert [(one.scalar, one.field.pattern, one.unique) for one in table] == [
            ("String", "kettle|kettles", False),
            ("String", "kettle.*", True),
            ("Int", "cups", False),
        ]
        assert all(re.fullmatch("K-[0-9]{3}", value) for value in drawn(table[1].strategy, 20))
        assert set(drawn(table[2].strategy, 50)) == {1, 2, 3}

    def test_reads_an_empty_table(self) -> None:
        assert formats.read_table("") == ()

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("[[format]", "this is not TOML: "),
            ("a = " + "[" * 20_000, "this is not TOML: "),
            ("a = " + "9" * 5_000, "this is not TOML: "),
            ("other = 1", "it must hold [[format]] tables and nothing else"),
            ("format = 1", "it must hold [[format]] tables and nothing else"),
            ("format = [1]", "format 1 needs the texts 'scalar' and 'field'"),
            (row(scalar='"A"', use='"mpan"'), "format 1 needs the texts 'scalar' and 'field'"),
            (row(scalar="1", field='"a"', use='"mpan"'), "format 1 needs the texts 'scalar' and 'field'"),
            (TABLE + row(scalar='"A"', field='"a"'), "format 4 needs exactly one of 'use', 'pattern' and"),
            (row(scalar='"A"', field='"a"', use='"mpan"', pattern='"b"'), "format 1 needs exactly one of"),
            (row(scalar='"A"', field='"a"', use="1"), "format 1 needs exactly one of"),
            (row(scalar='"A"', field='"a"', values="[]"), "format 1 needs exactly one of"),
            (
                row(scalar='"A"', field='"a"', use='"mpam"'),
                "format 1: there is no format 'mpam'; did you mean 'mpan'?",
            ),
            (
                row(scalar='"A"', field='"a"', usse='"mpan"'),
                "format 1: unknown key 'usse'; did you mean 'use'?",
            ),
            (row(scalar='"A"', field='"("', use='"mpan"'), "format 1: '(' is no pattern: "),
            (
                row(scalar='"A"', field='"a{99999999999}"', use='"mpan"'),
                "format 1: 'a{99999999999}' is no pattern: ",
            ),
            (row(scalar='"A"', field='"a"', pattern='"["'), "format 1: '[' is no pattern: "),
            (
                row(scalar='"A"', field='"a"', use='"mpan"', unique='"no"'),
                "format 1: 'unique' is either true or",
            ),
            (
                row(scalar='"A"', field='"a"', values="[2024-01-01]"),
                "format 1: a request can hold only JSON values",
            ),
            (row(scalar='"A"', field='"a"', values="[nan]"), "format 1: a request can hold only JSON values"),
        ],
    )
    def test_names_row_and_reason_of_what_it_refuses(self, text: str, expected: str) -> None:
        assert reason(text).startswith(expected)

    @given(st.text())
    def test_raises_nothing_but_a_contract_error_on_arbitrary_text(self, text: str) -> None:
        try:
            table = formats.read_table(text)
        except errors.ContractError:
            return

        assert table == ()

    @settings(max_examples=200)
    @given(damage.damaged(TABLE))
    def test_raises_nothing_but_a_contract_error_on_damaged_text(self, text: str) -> None:
        try:
            table = formats.read_table(text)
        except errors.ContractError:
            return

        assert len(table) == len(tomllib.loads(text).get("format", []))


class TestFind:
    @pytest.mark.parametrize(
        ("scalar", "field", "position"),
        [
            ("String", "kettle", 0),
            ("String", "kettleId", 1),
            ("Int", "cups", 2),
            ("Int", "kettle", None),
            ("String", "myKettle", None),
            ("String", "aKettles", None),
            ("String", None, None),
        ],
    )
    def test_gives_the_first_row_that_fits_scalar_and_whole_name(
        self, scalar: str, field: str | None, position: int | None
    ) -> None:
        table = formats.read_table(TABLE)

        assert formats.find(table, scalar, field) is (None if position is None else table[position])


class TestStandardTable:
    def test_applies_each_row_to_some_field_of_the_committed_contract(self) -> None:
        contract = contracts.load()
        places: set[tuple[str, str]] = set()
        for mutation in contract.mutations.values():
            places |= {(argument.type.name, name) for name, argument in mutation.arguments.items()}
        for server in contract.servers.values():
            for type_ in server.schema:
                if isinstance(type_, types.InputObject):
                    places |= {(field.type.name, name) for name, field in type_.fields.items()}

        table = formats.standard_table()
        used = {id(formats.find(table, scalar, field)) for scalar, field in places}

        unused = [(one.scalar, one.field.pattern) for one in table if id(one) not in used]
        assert unused == [("ID", "accountNumber")]  # a form that other schemas of this family have
