import pytest

from schema import operation, types


def selected(name: str, *objects: str) -> operation.SelectedField:
    return operation.SelectedField(name, name, types.TypeRef("String"), frozenset(objects))


class TestSelection:
    def test_tells_for_each_object_type_which_fields_an_answer_must_have(self) -> None:
        selection = operation.Selection(
            "Drink",
            ("Coffee", "Tea"),
            (selected("name", "Coffee", "Tea"), selected("leaf", "Tea")),
        )

        keys = {name: list(fields) for name, fields in selection.by_object.items()}

        assert keys == {"Coffee": ["name"], "Tea": ["name", "leaf"]}

    def test_goes_by_response_keys_where_a_field_has_an_alias(self) -> None:
        aliased = operation.SelectedField("leaf_on_Tea", "leaf", types.TypeRef("Leaf"), frozenset({"Tea"}))

        selection = operation.Selection("Tea", ("Tea",), (aliased,))

        assert selection.by_object["Tea"] == {"leaf_on_Tea": aliased}

    @pytest.mark.parametrize(("name", "tells"), [("__typename", True), ("typename", False)])
    def test_tells_its_type_if_that_was_asked_for(self, name: str, tells: bool) -> None:
        selection = operation.Selection("Tea", ("Tea",), (selected(name, "Tea"),))

        assert selection.tells_type is tells
