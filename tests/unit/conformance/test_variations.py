import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import attrs
import httpx

import strategies
from conformance import cases, variations
from conformance.model import Case, Tier
from conformance.run import Run
from conformance.target.client import Client
from conformance.target.credentials import Credentials
from conformance.target.profile import Profile
from strategies import inputs
from tests.support import schemas

SDL = """
type Mutation { fill(input: FillInput!): Kettle, stop: Kettle }
input FillInput { id: ID, number: String, state: State!, key: String }
type Kettle { id: ID! }
enum State { COLD WARM BOILING }
"""
EXAMPLES = 10

#: Whether a target lets an input in.
LetsIn = Callable[[dict[str, Any]], bool]

CONTRACT = schemas.contract_from(SDL)


@attrs.define
class Target:
    """Lets in what it is told to, and remembers what it was asked."""

    lets_in: LetsIn = lambda _: True
    asked: list[dict[str, Any]] = attrs.Factory(list)
    documents: list[str] = attrs.Factory(list)

    def run(self, **options: Any) -> Run:
        profile = Profile("kettles", {"api": "https://kettles.example/"}, Tier.EXERCISE)
        transport = httpx.MockTransport(self._handle)
        client = Client.connect(profile, CONTRACT, Credentials("secret"), transport=transport)
        return Run(CONTRACT, client, strategies.Known(), **options)

    def _handle(self, request: httpx.Request) -> httpx.Response:
        sent = json.loads(request.content)
        given = sent["variables"].get("input", {})
        self.asked.append(given)
        self.documents.append(sent["query"])
        found = {"id": "7"} if self.lets_in(given) else None
        return httpx.Response(200, json={"data": {"fill": found}})

    def ask(self, *examples: dict[str, Any], **options: Any) -> Run:
        """A run in which these examples are asked, and then simple ones up to as many as there are."""
        run = self.run(**options)
        operations = run.operations("fill")
        rest = [{"state": "COLD"}] * (EXAMPLES - len(examples))
        for turn, one in enumerate((*examples, *rest)):
            case = Case(cases.VALID, operations[turn % len(operations)], {"input": one})
            variations.ask(run, run.send(case), examples=EXAMPLES)
        return run


def others(target: Target, *examples: dict[str, Any]) -> list[dict[str, Any]]:
    """What it was asked beside examples."""
    return [one for one in target.asked if one not in [*examples, {"state": "COLD"}]]


FULL = {"id": "7", "number": "L-7", "state": "COLD", "key": "a"}


class TestAsk:
    def test_leaves_out_each_optional_input_and_gives_each_name_of_what_was_let_in(self) -> None:
        # Nothing but the first example is let in as it was drawn.
        target = Target(lambda given: "number" in given or "id" in given)

        target.ask(FULL)

        assert others(target, FULL) == [
            {"number": "L-7", "state": "COLD", "key": "a"},
            {**FULL, "state": "BOILING"},
            {"id": "7", "state": "COLD", "key": "a"},
            {**FULL, "state": "WARM"},
            {"id": "7", "number": "L-7", "state": "COLD"},
        ]

    def test_asks_nothing_that_an_example_showed(self) -> None:
        target = Target()

        target.ask(FULL)

        # The simple examples leave everything out that can be.
        assert others(target, FULL) == [{**FULL, "state": "BOILING"}, {**FULL, "state": "WARM"}]

    def test_begins_with_the_second_half_of_the_examples(self) -> None:
        target = Target()

        target.ask(FULL)

        assert target.asked.index({**FULL, "state": "BOILING"}) == EXAMPLES // 2

    def test_gives_what_other_examples_had_where_one_of_two_is_needed(self) -> None:
        target = Target(lambda given: given.get("id") is not None or given.get("number") is not None)
        by_id, by_number = (
            {"id": "7", "state": "COLD", "key": "a"},
            {"id": None, "number": "L-7", "state": "COLD"},
        )

        run = target.ask(by_number, by_id)

        assert {"state": "COLD", "key": "a"} in target.asked
        assert {"number": "L-7", "state": "COLD", "key": "a"} in target.asked
        assert run.item(cases.VALID, "fill").opportunities["shape.non-null"] > 0

    def test_asks_for_each_slice_with_what_was_let_in(self) -> None:
        # Only every second example is let in, and they take turns with the two slices.
        target = Target(lambda given: "key" in given)

        run = target.ask(FULL)

        first, second = (one.text for one in run.operations("fill"))
        answered = [
            document for document, one in zip(target.documents, target.asked, strict=True) if one == FULL
        ]
        assert answered[:2] == [first, second]

    def test_asks_until_there_are_as_many_results_as_examples(self) -> None:
        target = Target(lambda given: "key" in given)

        run = target.ask(FULL)

        let_in = [
            document
            for document, one in zip(target.documents, target.asked, strict=True)
            if target.lets_in(one)
        ]
        assert len(let_in) == EXAMPLES
        assert set(let_in) == {one.text for one in run.operations("fill")}

    def test_asks_no_longer_where_what_was_let_in_is_refused_from_then_on(self) -> None:
        target = Target()
        target.lets_in = lambda given: "key" in given and target.asked.count(FULL) == 1

        target.ask(FULL)

        assert len(target.asked) < 3 * EXAMPLES

    def test_asks_for_each_slice_of_what_takes_no_input_as_often_as_there_are_examples(self) -> None:
        target = Target()
        run = target.run()

        for operation in run.operations("stop"):
            variations.ask(run, run.send(Case(cases.VALID, operation, {})), examples=EXAMPLES)

        assert Counter(target.documents) == {one.text: EXAMPLES for one in run.operations("stop")}

    def test_tries_no_state_more_than_twice(self) -> None:
        target = Target(lambda given: given["state"] == "COLD" and "key" in given)

        target.ask(FULL)

        assert sum(one["state"] == "BOILING" for one in target.asked) == 2
        assert sum("key" not in one and one != {"state": "COLD"} for one in target.asked) == 2

    def test_asks_no_more_than_there_are_examples(self) -> None:
        target = Target()
        run = target.run()

        for operation in run.operations("fill"):
            case = Case(cases.VALID, operation, {"input": FULL})
            variations.ask(run, run.send(case), examples=2)

        assert len(target.asked) == 4

    def test_asks_nothing_where_nothing_was_let_in(self) -> None:
        target = Target(lambda _: False)

        target.ask(FULL)

        assert len(target.asked) == EXAMPLES

    def test_asks_nothing_beside_what_is_to_be_shrunk(self) -> None:
        target = Target()

        target.ask(FULL, stop_at_first=True)

        assert len(target.asked) == EXAMPLES

    def test_makes_unique_texts_anew(self) -> None:
        target = Target()

        target.ask({**FULL, "key": _drawn_key()})

        keys = [one["key"] for one in target.asked if "key" in one]
        assert len(keys) == len(set(keys)) == 3


def _drawn_key() -> str:
    return inputs._Unique.made("run", "a")


class TestRenewed:
    def test_is_a_copy_with_other_unique_texts(self) -> None:
        drawn = {"list": [_drawn_key(), 1, None], "text": "a", "object": {"key": _drawn_key()}}

        renewed = inputs.renewed(drawn)

        assert renewed["list"][1:] == [1, None]
        assert renewed["text"] == "a"
        texts = {drawn["list"][0], drawn["object"]["key"], renewed["list"][0], renewed["object"]["key"]}
        assert len(texts) == 4
        assert all(text.startswith("run-") and text.endswith("-a") for text in texts)
