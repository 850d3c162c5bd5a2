import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schema import catalogue, errors, supplement
from tests.support import damage

SERVERS = '[servers.api]\nurl = "https://api.example/"\nsnapshot = "api.graphql"\n'

VALID = """
[servers.api]
url = "https://api.example/"
snapshot = "api.graphql"

[servers.auth]
url = "https://auth.example/"
snapshot = "auth.graphql"
documentation = "https://docs.example/#{anchor}"

[production]
hosts = ["api.example"]

[authorization]
header_stated = ["boilKettle"]
refusal_codes = ["KT-CT-1112"]

[work_in_progress]
mutations = ["brewTea"]

[certainty]
sister_api = ["Kettle"]
inferred = ["Kettle.volume"]

[hazards]
physical = ["boilKettle"]
read-like = ["brewTea", "washCup"]

[areas]
"Hot drinks" = ["boilKettle", "brewTea"]

[[limits]]
mutation = "boilKettle"
path = "input.cups"
minimum = 1
maximum = 6

[refusals.boilKettle]
code = "KT-CT-7003"
extension = "refusalReasons"
reasons = ["LID_OPEN", "NO_WATER"]

[error_types]
KT-CT-7003 = "VALIDATION"

[ambient.KT-CT-1124]
message = "The token is expired."
type = "APPLICATION"

[ambient.KT-CT-1199]
message = "Too many requests."
"""

SUPPLEMENT = supplement.Supplement(
    servers={
        "api": supplement.Address("https://api.example/", "api.graphql"),
        "auth": supplement.Address("https://auth.example/", "auth.graphql", "https://docs.example/#{anchor}"),
    },
    ambient=(
        catalogue.DocumentedError("KT-CT-1124", "The token is expired.", "APPLICATION"),
        catalogue.DocumentedError("KT-CT-1199", "Too many requests."),
    ),
    error_types={"KT-CT-7003": "VALIDATION"},
    hazards={"boilKettle": "physical", "brewTea": "read-like", "washCup": "read-like"},
    areas={"boilKettle": "Hot drinks", "brewTea": "Hot drinks"},
    header_stated=frozenset({"boilKettle"}),
    refusal_codes=frozenset({"KT-CT-1112"}),
    work_in_progress=frozenset({"brewTea"}),
    limits=(supplement.Limit("boilKettle", "input.cups", 1, 6),),
    refusals={"boilKettle": supplement.Refusal("KT-CT-7003", "refusalReasons", ("LID_OPEN", "NO_WATER"))},
    certainty=supplement.Certainty(frozenset({"Kettle"}), frozenset({"Kettle.volume"})),
    production_hosts=frozenset({"api.example"}),
)


def problem(text: str) -> tuple[int | None, str]:
    with pytest.raises(errors.ContractError) as raised:
        supplement.read(text, source="tea.toml")
    assert raised.value.source == "tea.toml"
    return raised.value.line, raised.value.reason


class TestRead:
    def test_reads_all_tables(self) -> None:
        assert supplement.read(VALID) == SUPPLEMENT

    def test_needs_no_table_but_the_servers(self) -> None:
        read = supplement.read(SERVERS)

        assert read == supplement.Supplement(
            {"api": supplement.Address("https://api.example/", "api.graphql")}
        )

    @pytest.mark.parametrize(
        ("text", "line", "reason"),
        [
            ("", None, "'servers' is missing"),
            ("[servers]", 1, "'servers' names no server"),
            ("servers = 1", 1, "'servers' is not of type dict"),
            ("[servers]\napi = 1", 2, "'api' is not a table"),
            ('[servers.api]\nurl = "x"', 1, "'api' has no 'snapshot'"),
            ('[servers.api]\nsnapshot = ""\nurl = 1', 3, "'url' is not of type str"),
            (
                SERVERS + 'snapsot = "x"',
                4,
                "'snapsot' is no key of servers.api; did you mean 'snapshot'?",
            ),
            (SERVERS + "[hazard]", 4, "'hazard' is no key of contract.toml; did you mean 'hazards'?"),
            (
                SERVERS + "[hazards]\nphysica = []",
                5,
                "'physica' is no key of hazards; did you mean 'physical'?",
            ),
            (SERVERS + "[hazards]\nmoney = 1", 5, "'money' is not of type list"),
            (SERVERS + "[hazards]\nmoney = [1]", 5, "'money' is not a list of names"),
            (
                SERVERS + '[hazards]\nmoney = ["boil"]\nphysical = ["boil"]',
                5,
                "'boil' has two hazards, money and physical",
            ),
            (
                SERVERS + '[areas]\nTea = ["boil"]\nCups = ["boil"]',
                5,
                "'boil' has two areas, Tea and Cups",
            ),
            (
                SERVERS + 'documentation = "javascript:alert(1)"',
                4,
                "'documentation' is no address that begins with https://",
            ),
            (
                SERVERS + '[error_types]\nKT-1 = "VALIDATION"',
                5,
                "'KT-1' is not an error code such as KT-CT-1111",
            ),
            (
                SERVERS + '[authorization]\nrefusal_codes = ["x"]',
                2,
                "'x' is not an error code such as KT-CT-1111",
            ),
            (SERVERS + "[ambient]\nKT-CT-1 = 1", 5, "'KT-CT-1' is not a table"),
            (SERVERS + "[ambient.KT-CT-1]", 4, "'KT-CT-1' has no 'message'"),
            (SERVERS + '[refusals.boil]\ncode = "KT-CT-1"', 4, "'boil' has no 'extension'"),
            (SERVERS + '[[limits]]\npath = "x"', 4, "'limits' has no 'mutation'"),
            (SERVERS + "[limits]", 4, "'limits' is not of type list"),
            (SERVERS + '[[limits]]\nmutation = "boil"\npath = "x"', None, "'minimum' is missing"),
            (
                SERVERS + '[[limits]]\nmutation = "boil"\npath = "x"\nminimum = true\nmaximum = 2',
                7,
                "'minimum' is not of type int",
            ),
            (
                SERVERS + '[[limits]]\nmutation = "boil"\npath = "x"\nminimum = 3\nmaximum = 2',
                5,
                "'boil' has the limit 3 to 2, which nothing meets",
            ),
            ("[servers.api]\nurl = ", 2, "this is not TOML: Invalid value"),
            ("\n\nx = 1\nx = 2", 4, "this is not TOML: Cannot overwrite a value"),
            ("\ufeff" + SERVERS, 1, "this is not TOML: Invalid statement"),
            ("x = '\x00'", 1, "this is not TOML: Found invalid character '\\x00'"),
        ],
    )
    def test_names_line_and_reason_of_what_it_refuses(self, text: str, line: int | None, reason: str) -> None:
        assert problem(text) == (line, reason)

    @pytest.mark.parametrize("value", ['"MAYBE"', "1", '["VALIDATION"]', "{a = 1}"])
    def test_refuses_an_error_type_that_the_api_does_not_have(self, value: str) -> None:
        line, reason = problem(f"{SERVERS}[error_types]\nKT-CT-1 = {value}")

        assert line == 5
        assert reason.startswith("'KT-CT-1' has an error type that is none of VALIDATION, ")

    @pytest.mark.parametrize("text", ["a = " + "[" * 20_000, "a = " + "9" * 5_000])
    def test_refuses_what_the_toml_reader_gives_up_on(self, text: str) -> None:
        _, reason = problem(text)

        assert reason.startswith("this is not TOML: ")

    def test_reads_lines_that_end_as_on_windows(self) -> None:
        assert supplement.read(VALID.replace("\n", "\r\n")) == SUPPLEMENT

    @given(st.text())
    def test_raises_nothing_but_a_contract_error_on_arbitrary_text(self, text: str) -> None:
        with pytest.raises(errors.ContractError):
            supplement.read(text)

    @settings(max_examples=200)
    @given(damage.damaged(VALID))
    def test_raises_nothing_but_a_contract_error_on_damaged_text(self, text: str) -> None:
        try:
            read = supplement.read(text)
        except errors.ContractError:
            return

        assert supplement.write(supplement.read(supplement.write(read))) == supplement.write(read)


class TestWrite:
    def test_writes_what_read_reads_back(self) -> None:
        assert supplement.read(supplement.write(SUPPLEMENT)) == SUPPLEMENT

    def test_does_not_depend_on_the_order_of_anything(self) -> None:
        reordered = attrs.evolve(
            SUPPLEMENT,
            servers=dict(reversed(SUPPLEMENT.servers.items())),
            ambient=tuple(reversed(SUPPLEMENT.ambient)),
            hazards=dict(reversed(SUPPLEMENT.hazards.items())),
            areas=dict(reversed(SUPPLEMENT.areas.items())),
            limits=(supplement.Limit("brewTea", "a", 1, 2), *SUPPLEMENT.limits),
        )
        ordered = attrs.evolve(
            SUPPLEMENT, limits=(*SUPPLEMENT.limits, supplement.Limit("brewTea", "a", 1, 2))
        )

        assert supplement.write(reordered) == supplement.write(ordered)


class TestCertainty:
    @pytest.mark.parametrize(
        ("name", "level"), [("Kettle", "sister-api"), ("Kettle.volume", "inferred"), ("Cup", "published")]
    )
    def test_is_published_unless_it_is_listed(self, name: str, level: str) -> None:
        assert SUPPLEMENT.certainty.of(name) == level
