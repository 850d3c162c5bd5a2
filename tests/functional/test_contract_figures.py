"""What a careful reading of the API's documentation finds, and so must the committed contract."""

from pathlib import Path

import graphql
import pytest
from graphql.validation.validate import validate_sdl

from schema import contract as contracts
from schema import sdl, types

CONTRACT = contracts.load()
MUTATIONS = tuple(CONTRACT.mutations.values())
SNAPSHOTS = tuple(sorted(contracts.DEFAULT_DIRECTORY / f"{name}.graphql" for name in CONTRACT.servers))


class TestCommittedContract:
    def test_has_170_mutations_3_of_them_on_the_authentication_server(self) -> None:
        assert len(MUTATIONS) == 170
        assert sum(mutation.server == "auth" for mutation in MUTATIONS) == 3
        assert set(CONTRACT.servers) == {"api", "auth"}

    def test_has_138_mutations_that_document_errors(self) -> None:
        assert sum(mutation.documents_errors for mutation in MUTATIONS) == 138
        assert sum(bool(mutation.errors) for mutation in MUTATIONS) == 138

    def test_has_680_pairs_of_mutation_and_code_and_233_codes(self) -> None:
        pairs = {(mutation.name, error.code) for mutation in MUTATIONS for error in mutation.errors}

        assert len(pairs) == sum(len(mutation.errors) for mutation in MUTATIONS) == 680
        assert len({code for _, code in pairs}) == 233

    def test_has_one_message_for_each_code(self) -> None:
        messages = {(error.code, error.message) for mutation in MUTATIONS for error in mutation.errors}

        assert len(messages) == 233
        assert all(message for _, message in messages)

    def test_has_83_mutations_that_require_authorization_74_of_them_by_their_errors(self) -> None:
        requiring = [mutation for mutation in MUTATIONS if mutation.requires_authorization]

        assert len(requiring) == 83
        assert sum(contracts.HEADER_NOT_PROVIDED in mutation.codes for mutation in requiring) == 74

    def test_has_27_ambient_errors(self) -> None:
        assert len(CONTRACT.ambient) == 27

    def test_knows_the_type_of_156_codes(self) -> None:
        known = {error.code for mutation in MUTATIONS for error in mutation.errors if error.type}

        assert len(known) == 156

    def test_has_868_types_of_six_kinds(self) -> None:
        found: dict[str, types.Type] = {}
        for server in CONTRACT.servers.values():
            found |= server.schema.types
        for name in (*types.BUILT_IN_SCALARS, "Query", "Mutation"):
            del found[name]

        counts = {
            kind: sum(isinstance(type_, kind) for type_ in found.values()) for kind in types.Type.__args__
        }
        assert len(found) == 868
        assert counts == {
            types.Object: 479,
            types.InputObject: 194,
            types.Enum: 136,
            types.Interface: 28,
            types.Union: 19,
            types.Scalar: 12,
        }

    def test_has_2_deprecated_mutations_one_in_progress_and_3_without_arguments(self) -> None:
        assert sum(mutation.deprecated is not None for mutation in MUTATIONS) == 2
        assert sum(mutation.work_in_progress for mutation in MUTATIONS) == 1
        assert sum(not mutation.arguments for mutation in MUTATIONS) == 3

    def test_names_144_types_in_arguments(self) -> None:
        named = {argument.type.name for mutation in MUTATIONS for argument in mutation.arguments.values()}

        assert len(named) == 144

    def test_has_a_hazard_for_every_mutation(self) -> None:
        assert [mutation.name for mutation in MUTATIONS if mutation.hazard is None] == []

    def test_has_the_limits_and_refusals_that_are_stated_in_prose(self) -> None:
        limits = [
            (limit.mutation, limit.path, limit.minimum, limit.maximum)
            for m in MUTATIONS
            for limit in m.limits
        ]
        refusals = {
            mutation.name: len(mutation.refusal.reasons) for mutation in MUTATIONS if mutation.refusal
        }

        assert limits == [
            ("updatePaymentSchedulePaymentAmount", "input.amount", 100, 100_000),
            ("updatePaymentSchedulePaymentDay", "input.paymentDay", 1, 28),
        ]
        assert refusals == {"triggerBoostCharge": 6, "triggerTestCharge": 10}

    def test_knows_its_production_hosts(self) -> None:
        assert CONTRACT.production_hosts == {"api.octopus.energy", "auth.octopus.energy"}


@pytest.mark.parametrize("path", SNAPSHOTS, ids=lambda path: path.name)
class TestCommittedSnapshot:
    def test_is_valid_under_the_strict_validation_of_graphql_core(self, path: Path) -> None:
        document = graphql.parse(path.read_text(encoding="utf-8"))

        assert validate_sdl(document) == []
        assert graphql.validate_schema(graphql.build_ast_schema(document)) == []

    def test_is_what_writing_it_again_gives_to_the_byte(self, path: Path) -> None:
        text = path.read_bytes().decode("utf-8")

        assert sdl.write(sdl.read(text)) == text

    def test_is_sorted(self, path: Path) -> None:
        definitions = graphql.parse(path.read_text(encoding="utf-8")).definitions

        names = [definition.name.value for definition in definitions]
        assert names == sorted(names)
        for definition in definitions:
            for parts in ("fields", "values", "types", "interfaces"):
                inner = [part.name.value for part in getattr(definition, parts, None) or ()]
                assert inner == sorted(inner)

    def test_has_the_catalogue_of_errors_and_no_other_description(self, path: Path) -> None:
        schema = sdl.read(path.read_text(encoding="utf-8"))

        for type_ in schema:
            if isinstance(type_, types.Object | types.Interface) and type_.name != "Mutation":
                assert all(field.description is None for field in type_.fields.values())
        for field in schema.fields_of("Mutation").values():
            lines = (field.description or "").split("\n")
            assert all(line.startswith("- KT-") for line in lines[2:])
