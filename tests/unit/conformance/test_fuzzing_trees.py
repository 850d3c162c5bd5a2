from __future__ import annotations

import threading
from typing import Any

import graphql
import pytest
import schemathesis
from hypothesis import strategies as st

from conformance.fuzzing import excerpt, patches, trees
from tests.support import schemas
from tests.support.draws import drawn

TEXT = """
type Mutation { plant(name: String, rows: [Row], deep: Float): Tree }
input Row { name: String, length: Float, kind: Kind }
type Tree { name(language: String, upper: Boolean): String, height: Float, near: Tree, kind: Kind }
enum Kind { OAK FIR }
"""


@pytest.fixture(scope="module")
def plant() -> schemathesis.APIOperation:
    patches.prepare()
    schema = excerpt.of(schemas.contract_from(TEXT), "plant")
    config = schemathesis.Config()
    loaded = schemathesis.graphql.from_dict(excerpt.introspected(schema), config=config)
    return loaded["Mutation"]["plant"]


def same(drawn_trees: st.SearchStrategy[graphql.DocumentNode]) -> st.SearchStrategy[graphql.DocumentNode]:
    return drawn_trees


class TestDocuments:
    @pytest.mark.parametrize("mode", list(schemathesis.GenerationMode))
    def test_name_the_operation(
        self, plant: schemathesis.APIOperation, mode: schemathesis.GenerationMode
    ) -> None:
        found = drawn(trees.documents(plant, mode, same), 30)

        assert len({text for text, _ in found}) > 10
        assert all(text.startswith("mutation Fuzz {") for text, _ in found)

    def test_have_the_tree_that_their_text_has(self, plant: schemathesis.APIOperation) -> None:
        positive = schemathesis.GenerationMode.POSITIVE

        for text, tree in drawn(trees.documents(plant, positive, same), 60):
            assert told(graphql.parse(text).to_dict()) == told(tree.to_dict())

    def test_are_what_a_change_makes_of_them(self, plant: schemathesis.APIOperation) -> None:
        other = graphql.parse("mutation { other }")

        def change(_: st.SearchStrategy[graphql.DocumentNode]) -> st.SearchStrategy[graphql.DocumentNode]:
            return st.just(other)

        found = drawn(trees.documents(plant, schemathesis.GenerationMode.POSITIVE, change), 3)

        assert {text for text, _ in found} == {"mutation Fuzz {\n  other\n}"}

    def test_ask_for_a_change_once(self, plant: schemathesis.APIOperation) -> None:
        asked: list[object] = []

        def change(
            drawn_trees: st.SearchStrategy[graphql.DocumentNode],
        ) -> st.SearchStrategy[graphql.DocumentNode]:
            asked.append(drawn_trees)
            return drawn_trees

        drawn(trees.documents(plant, schemathesis.GenerationMode.POSITIVE, change), 20)

        assert len(asked) == 1

    def test_keep_the_trees_of_threads_apart(self, plant: schemathesis.APIOperation) -> None:
        documents = trees.documents(plant, schemathesis.GenerationMode.POSITIVE, same)
        right: list[bool] = []

        def draw() -> None:
            for text, tree in drawn(documents, 30):
                right.append(graphql.print_ast(tree) == text)

        threads = [threading.Thread(target=draw) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert len(right) > 40
        assert all(right)


def told(tree: Any) -> Any:
    """A tree without what is absent: a parser says so with an empty list, or with False."""
    if isinstance(tree, dict):
        return {
            name: told(one) for name, one in tree.items() if one or isinstance(one, str) or name == "value"
        }
    return [told(one) for one in tree] if isinstance(tree, list) else tree
