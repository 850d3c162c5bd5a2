from __future__ import annotations

import threading
from typing import Any

import graphql
import pytest
import schemathesis

from conformance.fuzzing import excerpt, patches, trees
from tests.support import schemas
from tests.support.draws import drawn

POSITIVE = schemathesis.GenerationMode.POSITIVE

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


class TestDrawn:
    @pytest.mark.parametrize("mode", list(schemathesis.GenerationMode))
    def test_has_a_name_for_the_operation(
        self, plant: schemathesis.APIOperation, mode: schemathesis.GenerationMode
    ) -> None:
        found = {graphql.print_ast(tree) for tree in drawn(trees.drawn(plant, mode), 30)}

        assert len(found) > 10
        assert all(text.startswith("mutation Fuzz {") for text in found)

    def test_is_what_its_text_says(self, plant: schemathesis.APIOperation) -> None:
        for tree in drawn(trees.drawn(plant, POSITIVE), 60):
            assert told(graphql.parse(graphql.print_ast(tree)).to_dict()) == told(tree.to_dict())

    def test_has_the_text_that_schemathesis_gives_its_cases(self, plant: schemathesis.APIOperation) -> None:
        # Of the first, Hypothesis chooses the simplest.
        (ours,) = drawn(trees.drawn(plant, POSITIVE), 1)
        (theirs,) = drawn(plant.as_strategy(generation_mode=POSITIVE), 1)

        assert graphql.print_ast(ours).replace(" Fuzz", "") == theirs.body

    def test_asks_for_a_case_once_and_has_none_made(
        self, plant: schemathesis.APIOperation, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[object] = []

        def noted(context: object, strategy: Any) -> Any:
            asked.append(strategy)
            return before(context, strategy)

        before = trees.before_generate_body
        monkeypatch.setattr(trees, "before_generate_body", noted)
        monkeypatch.setattr(schemathesis.APIOperation, "Case", None)

        assert len(drawn(trees.drawn(plant, POSITIVE), 20)) == 20
        assert len(asked) == 1

    def test_says_that_no_hook_was_asked(self, plant: schemathesis.APIOperation) -> None:
        theirs = plant.as_strategy(generation_mode=POSITIVE)

        with pytest.raises(AssertionError, match="without asking its hooks"):
            drawn(trees._documents(theirs, trees._Kept()), 1)

    def test_draws_in_several_threads(self, plant: schemathesis.APIOperation) -> None:
        documents = trees.drawn(plant, POSITIVE)
        together = threading.Barrier(4)
        found: list[list[str]] = []

        def draw() -> None:
            together.wait(10)
            found.append([graphql.print_ast(tree) for tree in drawn(documents, 20)])

        threads = [threading.Thread(target=draw) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert len(found) == 4
        assert len(set(map(tuple, found))) == 1
        assert len(set(found[0])) > 10


def told(tree: Any) -> Any:
    """A tree without what is absent: a parser says so with an empty list, or with False."""
    if isinstance(tree, dict):
        return {
            name: told(one) for name, one in tree.items() if one or isinstance(one, str) or name == "value"
        }
    return [told(one) for one in tree] if isinstance(tree, list) else tree
