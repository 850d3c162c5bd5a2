import threading
from collections.abc import Iterator
from concurrent import futures
from typing import Any

import hypothesis
import pytest
from hypothesis import core

import strategies
from conformance import stock
from strategies import inputs
from tests.support import exchanges, schemas

CONTRACT = exchanges.contract()
KNOWING = strategies.Known(values={"kettleId": ("real-kettle",)}, nonce="run7")
TEA = schemas.contract_from("type Mutation { brew(idempotencyKey: String!, note: String): Boolean }")


@pytest.fixture(autouse=True)
def _profile() -> Iterator[None]:
    """Twelve examples, and nothing that depends on another run."""
    current = hypothesis.settings.get_current_profile_name()
    made = hypothesis.settings(hypothesis.settings.get_profile("ci"), max_examples=12)
    hypothesis.settings.register_profile("twelve", made)
    hypothesis.settings.load_profile("twelve")
    yield
    hypothesis.settings.load_profile(current)


def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The mutations that inputs are drawn for, from now on."""
    found: list[str] = []
    twins = inputs.twins

    def counted(contract: Any, mutation: str, **known: Any) -> Any:
        found.append(mutation)
        return twins(contract, mutation, **known)

    monkeypatch.setattr(inputs, "twins", counted)
    return found


class TestInputs:
    def test_are_as_many_as_the_profile_has_examples(self) -> None:
        found = stock.Stock(CONTRACT, KNOWING).inputs("boilKettle", of_nobody=False)

        assert len(found) == 12
        assert len({repr(one) for one in found}) > 6

    def test_are_drawn_once_for_all_that_ask_with_them(self, monkeypatch: pytest.MonkeyPatch) -> None:
        asked, kept = drawn(monkeypatch), stock.Stock(CONTRACT, KNOWING)

        found = [kept.inputs("boilKettle", of_nobody=of_nobody) for of_nobody in (True, False, True)]

        assert asked == ["boilKettle"]
        assert found[0] == found[2] != found[1]

    def test_are_drawn_once_for_threads_that_come_together(self, monkeypatch: pytest.MonkeyPatch) -> None:
        asked, kept, together = drawn(monkeypatch), stock.Stock(CONTRACT, KNOWING), threading.Barrier(4)

        def come() -> stock.Inputs:
            together.wait()
            return kept.inputs("boilKettle", of_nobody=False)

        with futures.ThreadPoolExecutor(4) as executor:
            found = [one.result() for one in [executor.submit(come) for _ in range(4)]]

        assert asked == ["boilKettle"]
        assert all(one == found[0] for one in found)

    def test_are_the_same_in_every_run_that_is_derandomized_and_others_for_another_mutation(self) -> None:
        twins = schemas.contract_from("type Mutation { brew(n: Int!): Int, pour(n: Int!): Int }")

        once, again = (stock.Stock(twins, strategies.Known()).inputs("brew", of_nobody=False) for _ in "12")

        assert once == again
        assert once != stock.Stock(twins, strategies.Known()).inputs("pour", of_nobody=False)

    def test_are_of_somebody_or_of_nobody(self) -> None:
        kept = stock.Stock(CONTRACT, KNOWING)

        somebody, nobody = (
            {one["input"]["kettleId"] for one in kept.inputs("boilKettle", of_nobody=of_nobody)}
            for of_nobody in (False, True)
        )

        assert "real-kettle" in somebody
        assert nobody == {"0", "00000000-0000-4000-8000-000000000000"}

    def test_of_nobody_are_alike_but_for_identifiers(self) -> None:
        kept = stock.Stock(CONTRACT, KNOWING)

        somebody, nobody = (
            {repr({**one["input"], "kettleId": ""}) for one in kept.inputs("boilKettle", of_nobody=of_nobody)}
            for of_nobody in (False, True)
        )

        assert somebody == nobody
        assert len(nobody) > 3

    def test_of_nobody_are_one_where_they_would_all_be_the_same(self) -> None:
        one = schemas.contract_from("type Mutation { brew(accountNumber: String!): Boolean }")

        kept = stock.Stock(one, strategies.Known())

        assert len({repr(found) for found in kept.inputs("brew", of_nobody=False)}) > 6
        assert kept.inputs("brew", of_nobody=True) == [{"accountNumber": "A-00000000"}]

    def test_belong_to_whoever_gets_them(self) -> None:
        kept = stock.Stock(CONTRACT, KNOWING)
        first = kept.inputs("boilKettle", of_nobody=False)
        as_drawn = repr(first)

        for one in first:
            one["input"]["kettleId"] = "changed"  # type: ignore[index]

        assert repr(kept.inputs("boilKettle", of_nobody=False)) == as_drawn

    def test_have_anew_what_must_be_unique_each_time(self) -> None:
        kept = stock.Stock(TEA, KNOWING)

        found = [kept.inputs("brew", of_nobody=False) for _ in range(3)]

        keys = [one["idempotencyKey"] for listed in found for one in listed]
        assert len(set(keys)) == len(keys) == 36
        assert all(key.startswith("run7-") for key in keys)
        assert [one.get("note") for one in found[0]] == [one.get("note") for one in found[1]]

    def test_are_drawn_again_where_no_more_may_be_kept(self, monkeypatch: pytest.MonkeyPatch) -> None:
        asked, kept = drawn(monkeypatch), stock.Stock(CONTRACT, KNOWING)
        monkeypatch.setattr(stock, "MAX_KEPT", 0)

        once, again = (kept.inputs("boilKettle", of_nobody=False) for _ in range(2))

        assert asked == ["boilKettle", "boilKettle"]
        assert once == again

    def test_are_one_that_is_empty_where_there_are_no_arguments(self) -> None:
        assert stock.Stock(CONTRACT, KNOWING).inputs("drainKettle", of_nobody=False) == [{}]

    @pytest.mark.parametrize("seed", [None, 7])
    def test_are_drawn_in_batches_of_which_none_repeats_another(
        self, monkeypatch: pytest.MonkeyPatch, seed: int | None
    ) -> None:
        monkeypatch.setattr(core, "global_force_seed", seed)
        current = hypothesis.settings()
        hypothesis.settings.register_profile("forty", current, max_examples=40, derandomize=seed is None)
        hypothesis.settings.load_profile("forty")
        numbers = schemas.contract_from("type Mutation { brew(n: BigInt!): Int } scalar BigInt")

        found = stock.Stock(numbers, strategies.Known()).inputs("brew", of_nobody=False)

        assert len(found) == 40
        assert len({one["n"] for one in found[10:]} - {one["n"] for one in found[:10]}) > 12
