from pathlib import Path

import attrs
import pytest

from schema import catalogue, errors, sdl, supplement, types
from schema import contract as contracts

SDL = '''
type Query { placeholder: Boolean }
type Mutation {
  """
  The possible errors that can be raised are:

  - KT-CT-1112: 'Authorization' header not provided.
  - KT-CT-7000: Unauthorized.
  """
  boilKettle(cups: Int!): Kettle @deprecated(reason: "Use brewTea.")
  "The possible errors that can be raised are:"
  washCup: Boolean!
  "Brew tea."
  brewTea: Kettle
}
type Kettle { volume: Float }
input Leaf { green: Boolean }
'''
AUTH = "type Query { placeholder: Boolean } type Mutation { logIn(name: String): Boolean }"

SETTINGS = supplement.Supplement(
    servers={
        "auth": supplement.Address("https://auth.example/", "auth.graphql", "https://docs.example/#{anchor}"),
        "api": supplement.Address("https://api.example/", "api.graphql"),
    },
    ambient=(catalogue.DocumentedError("KT-CT-1124", "Expired."),),
    error_types={"KT-CT-7000": "AUTHORIZATION", "KT-CT-1112": "VALIDATION"},
    hazards={"boilKettle": "physical"},
    areas={"boilKettle": "Hot drinks"},
    header_stated=frozenset({"brewTea"}),
    refusal_codes=frozenset({"KT-CT-1112"}),
    work_in_progress=frozenset({"brewTea"}),
    limits=(supplement.Limit("boilKettle", "cups", 1, 6),),
    refusals={"boilKettle": supplement.Refusal("KT-CT-7000", "refusalReasons", ("NO_WATER",))},
    certainty=supplement.Certainty(frozenset({"boilKettle", "Kettle"}), frozenset({"Leaf.green"})),
    production_hosts=frozenset({"api.example"}),
)


def directory(
    base: Path, settings: supplement.Supplement = SETTINGS, *, api: str = SDL, auth: str = AUTH
) -> Path:
    (base / "contract.toml").write_text(supplement.write(settings), encoding="utf-8")
    (base / "api.graphql").write_text(api, encoding="utf-8")
    (base / "auth.graphql").write_text(auth, encoding="utf-8")
    return base


def refused(base: Path) -> errors.ContractError:
    with pytest.raises(errors.ContractError) as raised:
        contracts.load(base)
    return raised.value


class TestLoad:
    def test_joins_what_snapshot_and_supplement_say_of_a_mutation(self, tmp_path: Path) -> None:
        mutation = contracts.load(directory(tmp_path)).mutation("boilKettle")

        assert mutation == contracts.Mutation(
            name="boilKettle",
            server="api",
            arguments={"cups": types.InputValue("cups", types.TypeRef("Int", True))},
            returns=types.TypeRef("Kettle"),
            documents_errors=True,
            errors=(
                catalogue.DocumentedError("KT-CT-1112", "'Authorization' header not provided.", "VALIDATION"),
                catalogue.DocumentedError("KT-CT-7000", "Unauthorized.", "AUTHORIZATION"),
            ),
            requires_authorization=True,
            deprecated="Use brewTea.",
            hazard="physical",
            area="Hot drinks",
            certainty="sister-api",
            limits=(supplement.Limit("boilKettle", "cups", 1, 6),),
            refusal=supplement.Refusal("KT-CT-7000", "refusalReasons", ("NO_WATER",)),
        )
        assert mutation.codes == {"KT-CT-1112", "KT-CT-7000"}

    def test_tells_a_mutation_that_lists_no_error_from_one_that_documents_none(self, tmp_path: Path) -> None:
        contract = contracts.load(directory(tmp_path))

        assert contract.mutation("washCup").documents_errors
        assert not contract.mutation("brewTea").documents_errors
        assert contract.mutation("washCup").errors == contract.mutation("brewTea").errors == ()

    def test_requires_authorization_where_the_page_states_it_and_no_code_is_listed(
        self, tmp_path: Path
    ) -> None:
        contract = contracts.load(directory(tmp_path))

        requiring = {
            mutation.name for mutation in contract.mutations.values() if mutation.requires_authorization
        }

        assert requiring == {"boilKettle", "brewTea"}

    def test_sorts_servers_and_the_mutations_of_all_of_them(self, tmp_path: Path) -> None:
        contract = contracts.load(directory(tmp_path))

        assert list(contract.servers) == ["api", "auth"]
        assert list(contract.mutations) == ["boilKettle", "brewTea", "logIn", "washCup"]
        assert "Kettle" not in contract.schema_of("logIn")
        assert contract.servers["auth"].url == "https://auth.example/"

    def test_keeps_what_holds_for_all_mutations(self, tmp_path: Path) -> None:
        contract = contracts.load(directory(tmp_path))

        assert contract.ambient == {"KT-CT-1124": catalogue.DocumentedError("KT-CT-1124", "Expired.")}
        assert contract.production_hosts == {"api.example"}
        assert contract.certainty.of("Leaf.green") == "inferred"

    def test_cannot_be_changed(self, tmp_path: Path) -> None:
        contract = contracts.load(directory(tmp_path))

        with pytest.raises(TypeError):
            contract.mutations["other"] = contract.mutation("logIn")  # type: ignore[index]
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            contract.mutation("logIn").hazard = "money"  # type: ignore[misc]

    def test_reads_files_with_a_byte_order_mark_and_ends_of_lines_as_on_windows(self, tmp_path: Path) -> None:
        expected = contracts.load(directory(tmp_path))
        for file in tmp_path.iterdir():
            if file.is_file():
                file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))

        assert contracts.load(tmp_path) == expected

    @pytest.mark.parametrize("name", ["contract.toml", "api.graphql", "auth.graphql"])
    def test_names_a_file_that_is_missing(self, tmp_path: Path, name: str) -> None:
        (directory(tmp_path) / name).unlink()

        assert str(refused(tmp_path)) == f"{tmp_path / name}: there is no such file"

    @pytest.mark.parametrize("name", ["contract.toml", "api.graphql"])
    def test_names_a_file_that_is_not_utf_8(self, tmp_path: Path, name: str) -> None:
        (directory(tmp_path) / name).write_bytes(b"\xff\xfe\x00")

        assert str(refused(tmp_path)).startswith(f"{tmp_path / name}: cannot be read: ")

    @pytest.mark.parametrize("snapshot", ["", "\x00", "contract.toml/x", "x" * 5_000])
    def test_refuses_a_snapshot_that_is_no_file(self, tmp_path: Path, snapshot: str) -> None:
        settings = supplement.Supplement({"api": supplement.Address("https://api.example/", snapshot)})

        assert "cannot be read" in refused(directory(tmp_path, settings)).reason

    def test_names_file_and_line_of_broken_sdl(self, tmp_path: Path) -> None:
        directory(tmp_path, auth="type Mutation {\n  logIn: Tokn\n}")

        error = refused(tmp_path)

        assert (error.source, error.line) == (str(tmp_path / "auth.graphql"), 2)
        assert error.reason == "Mutation.logIn has the unknown type 'Tokn'"

    @pytest.mark.parametrize(
        ("settings", "reason"),
        [
            (attrs.evolve(SETTINGS, hazards={"boil": "money"}), "hazards: there is no mutation 'boil'"),
            (attrs.evolve(SETTINGS, areas={"boil": "Tea"}), "areas: there is no mutation 'boil'"),
            (
                attrs.evolve(SETTINGS, header_stated=frozenset({"brewTee"})),
                "authorization: there is no mutation 'brewTee'; did you mean 'brewTea'?",
            ),
            (
                attrs.evolve(SETTINGS, work_in_progress=frozenset({"a"})),
                "work_in_progress: there is no mutation 'a'",
            ),
            (
                attrs.evolve(SETTINGS, limits=(supplement.Limit("a", "b", 1, 2),)),
                "limits: there is no mutation 'a'",
            ),
            (
                attrs.evolve(SETTINGS, refusals={"a": SETTINGS.refusals["boilKettle"]}),
                "refusals: there is no mutation 'a'",
            ),
            (
                attrs.evolve(SETTINGS, certainty=supplement.Certainty(inferred=frozenset({"Kettle.volum"}))),
                "certainty: there is no mutation, type or field 'Kettle.volum'; did you mean 'Kettle.volume",
            ),
        ],
    )
    def test_refuses_a_supplement_that_names_what_no_snapshot_has(
        self, tmp_path: Path, settings: supplement.Supplement, reason: str
    ) -> None:
        error = refused(directory(tmp_path, settings))

        assert error.source == str(tmp_path / "contract.toml")
        assert error.reason.startswith(reason)

    def test_refuses_a_mutation_that_two_servers_have(self, tmp_path: Path) -> None:
        directory(tmp_path, auth="type Mutation { boilKettle: Int }")

        assert refused(tmp_path).reason == "mutation 'boilKettle' is on two servers, api and auth"

    def test_refuses_snapshots_without_any_mutation(self, tmp_path: Path) -> None:
        settings = supplement.Supplement({"api": supplement.Address("https://api.example/", "api.graphql")})

        error = refused(directory(tmp_path, settings, api="type Query { placeholder: Boolean }"))

        assert error.reason == "no snapshot has a mutation"


class TestContract:
    def test_suggests_the_nearest_name_for_an_unknown_mutation(self, tmp_path: Path) -> None:
        contract = contracts.load(directory(tmp_path))

        with pytest.raises(
            errors.ContractError, match="no mutation 'boilkettle' in the contract; did you mean 'boilKe"
        ):
            contract.mutation("boilkettle")

    def test_counts_codes_of_type_authorization_as_refusing_a_credential(self, tmp_path: Path) -> None:
        contract = contracts.load(directory(tmp_path))

        assert contract.credential_codes("boilKettle") == {"KT-CT-1112", "KT-CT-7000"}
        assert contract.credential_codes("logIn") == {"KT-CT-1112"}

    def test_says_where_a_person_reads_about_a_mutation_if_that_is_known(self, tmp_path: Path) -> None:
        contract = contracts.load(directory(tmp_path))

        assert contract.documentation_of("logIn") == "https://docs.example/#login"
        assert contract.documentation_of("boilKettle") is None

    def test_can_be_assembled_without_files(self) -> None:
        settings = supplement.Supplement(
            {"auth": supplement.Address("https://auth.example/", "auth.graphql")}
        )

        contract = contracts.assemble(
            {"auth": contracts.Server("auth", "https://auth.example/", sdl.read(AUTH))}, settings
        )

        assert list(contract.mutations) == ["logIn"]
