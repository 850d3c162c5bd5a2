import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema import errors, sdl, types

SCHEMA = sdl.read(
    """
    interface Vehicle { wheels: Int }
    type Bicycle implements Vehicle { wheels: Int gears(of: Axle!): Int bell(loud: Boolean! = true): String }
    type Tricycle implements Vehicle { wheels: Int }
    type Horse { name: String }
    interface Ghost { name: String }
    union Ride = Bicycle | Horse
    enum Axle { FRONT REAR }
    input Route { via: [Route!] start: Stop! }
    input Stop { name: String }
    input Box { bag: Bag }
    input Bag { box: Box }
    input Parcel { box: Box }
    """
)

REFS = st.recursive(
    st.builds(types.TypeRef, st.sampled_from(("Int", "_A1", "Kettle")), st.booleans()),
    lambda inner: st.builds(
        lambda item, required: types.TypeRef(item.name, required, item), inner, st.booleans()
    ),
    max_leaves=4,
)


class TestTypeRef:
    @given(REFS)
    def test_reads_back_what_it_writes(self, ref: types.TypeRef) -> None:
        read = types.TypeRef.parse(str(ref))

        assert read == ref

    @pytest.mark.parametrize("text", ["[Kettle!]!", " [ Kettle ! ] ! ", "[\tKettle!\n]!"])
    def test_allows_white_space_between_tokens(self, text: str) -> None:
        ref = types.TypeRef.parse(text)

        assert ref == types.TypeRef("Kettle", True, types.TypeRef("Kettle", True))

    def test_names_the_type_inside_all_lists(self) -> None:
        ref = types.TypeRef.parse("[[Kettle]!]")

        assert ref.name == "Kettle"
        assert ref.item is not None
        assert str(ref.item) == "[Kettle]!"

    @pytest.mark.parametrize(
        "text", ["", " ", "!", "A!!", "[A", "A]", "[]", "[A]]", "A B", "9A", "A-B", "Ä", "A\x00", "\ufeffA"]
    )
    def test_refuses_what_is_no_type(self, text: str) -> None:
        with pytest.raises(errors.ContractError, match="is not a type"):
            types.TypeRef.parse(text)

    @pytest.mark.parametrize("depth", [51, 10_000])
    def test_refuses_lists_that_are_too_deep_to_compare(self, depth: int) -> None:
        text = "[" * depth + "A" + "]" * depth

        with pytest.raises(errors.ContractError, match="more than 50 deep"):
            types.TypeRef.parse(text)

    def test_reads_the_deepest_list_that_it_allows(self) -> None:
        text = "[" * types.MAX_LIST_DEPTH + "A" + "]" * types.MAX_LIST_DEPTH

        assert str(types.TypeRef.parse(text)) == text

    @given(st.one_of(st.text(), st.text("[]!A \n", max_size=200)))
    def test_raises_nothing_but_a_contract_error(self, text: str) -> None:
        try:
            ref = types.TypeRef.parse(text)
        except errors.ContractError:
            return

        assert types.TypeRef.parse(str(ref)) == ref

    def test_changes_only_its_outermost_wrapper(self) -> None:
        ref = types.TypeRef.parse("[A!]")

        assert str(ref.non_null) == "[A!]!"
        assert ref.non_null.nullable == ref


class TestInputValue:
    @pytest.mark.parametrize(
        ("type_", "default", "required"),
        [("Int!", None, True), ("Int!", "1", False), ("Int", None, False), ("[Int!]", None, False)],
    )
    def test_is_required_if_it_cannot_be_left_out(
        self, type_: str, default: str | None, required: bool
    ) -> None:
        value = types.InputValue("cups", types.TypeRef.parse(type_), default)

        assert value.required is required


class TestField:
    def test_needs_arguments_only_where_one_has_neither_default_nor_null(self) -> None:
        fields = SCHEMA.fields_of("Bicycle")

        needing = {name for name, field in fields.items() if field.needs_arguments}

        assert needing == {"gears"}


class TestSchema:
    def test_suggests_the_nearest_name_for_an_unknown_type(self) -> None:
        with pytest.raises(
            errors.ContractError, match=r"no type 'Bycicle' in the contract; did you mean 'Bicycle'"
        ):
            SCHEMA["Bycicle"]

    @pytest.mark.parametrize("name", ["Int", "Axle", "Route"])
    def test_has_no_fields_to_select_on_leaves_and_inputs(self, name: str) -> None:
        with pytest.raises(errors.ContractError, match="no fields to select"):
            SCHEMA.composite(name)

    @pytest.mark.parametrize(
        ("name", "possible"),
        [
            ("Bicycle", ("Bicycle",)),
            ("Vehicle", ("Bicycle", "Tricycle")),
            ("Ride", ("Bicycle", "Horse")),
            ("Ghost", ()),
        ],
    )
    def test_knows_which_objects_a_composite_may_be(self, name: str, possible: tuple[str, ...]) -> None:
        assert SCHEMA.possible_types(name) == possible

    def test_calls_scalars_and_enums_leaves(self) -> None:
        leaves = {type_.name for type_ in SCHEMA if SCHEMA.is_leaf(type_.name)}

        assert leaves == {*types.BUILT_IN_SCALARS, "Axle"}

    def test_gives_a_union_no_fields_of_its_own(self) -> None:
        assert not SCHEMA.fields_of("Ride")
        assert set(SCHEMA.fields_of("Vehicle")) == {"wheels"}

    def test_knows_the_input_objects_that_may_contain_themselves(self) -> None:
        assert SCHEMA.recursive_inputs == {"Route", "Box", "Bag"}

    def test_knows_all_types_that_can_be_selected_below_one(self) -> None:
        assert SCHEMA.selectable("Vehicle") == {"Vehicle", "Int", "String"}
        assert SCHEMA.selectable("Ride") == {"Ride", "Int", "String"}
        assert [SCHEMA.selectable("Axle") for _ in range(2)] == [{"Axle"}, {"Axle"}]

    def test_contains_its_types_by_name(self) -> None:
        assert "Horse" in SCHEMA
        assert "Cow" not in SCHEMA


class TestFrozenMapping:
    def test_does_not_follow_changes_of_what_was_handed_in(self) -> None:
        given_in = {"a": 1}

        frozen = types.frozen_mapping(given_in)
        given_in["b"] = 2

        assert dict(frozen) == {"a": 1}

    def test_cannot_be_changed(self) -> None:
        frozen = types.frozen_mapping({"a": 1})

        with pytest.raises(TypeError):
            frozen["a"] = 2  # type: ignore[index]
