from pathlib import Path

import attrs
import pytest

from conformance import kept, merging, verdict
from conformance.errors import ConfigError
from conformance.kept import Kept
from conformance.model import Evidence, ItemResult
from conformance.verdict import ExitCode
from reports import items, record, violations
from reports.record import Record
from tests.unit.reports.examples import ABOUT

BROKEN = Evidence(
    fingerprint="0123456789",
    rule="shape.list",
    level="MUST",
    mutation="boilKettle",
    scenario="valid_input",
    path="$.data",
    expected="a list",
    actual="1",
    request={"curl": "curl", "body": "{}"},
    response={"status": 200},
    case={},
)
VIOLATED = ItemResult(
    "boilKettle", "valid_input", requests=2, seconds=0.5, opportunities={"shape.list": 3}, evidence=(BROKEN,)
)
CLEAN = ItemResult(
    "brewTea",
    "valid_input",
    requests=1,
    opportunities={"shape.list": 1},
    inconclusive={"shape.null": {"the twin was refused": 2}},
    notes=("it stops at one error",),
    seen={"mutations": {"api": ("brewTea",)}},
)
STAGING = attrs.evolve(ABOUT, target="staging")
ENDED = Record(about=ABOUT, ended=True)


def shard(number: int, count: int, *results: ItemResult) -> Kept:
    return Kept(results, attrs.evolve(ENDED, shard=(number, count)))


def shards(*listed: Kept) -> dict[Path, Kept]:
    return {Path(f"shard-{place}"): kept for place, kept in enumerate(listed)}


def write(directory: Path, *results: ItemResult) -> None:
    items.start(directory)
    violations.start(directory)
    for result in results:
        violations.append(directory, result.evidence)
        items.append(directory, result)
    record.write(directory, ENDED)


class TestKept:
    def test_is_what_a_run_wrote(self, tmp_path: Path) -> None:
        write(tmp_path, VIOLATED, CLEAN)

        assert kept.read(tmp_path) == Kept((VIOLATED, CLEAN), ENDED)

    def test_keeps_a_finding_whose_item_was_torn(self, tmp_path: Path) -> None:
        write(tmp_path, CLEAN, VIOLATED)
        file = tmp_path / items.NAME
        file.write_bytes(file.read_bytes()[:-20])

        found = kept.read(tmp_path).results

        assert found == (CLEAN, ItemResult("boilKettle", "valid_input", evidence=(BROKEN,)))

    def test_counts_once_what_was_asked_again_after_its_process_had_died(self, tmp_path: Path) -> None:
        write(tmp_path, VIOLATED, CLEAN, attrs.evolve(VIOLATED, requests=3))

        found = kept.read(tmp_path).results

        assert found == (attrs.evolve(VIOLATED, requests=3), CLEAN)

    def test_names_the_line_that_is_wrong(self, tmp_path: Path) -> None:
        write(tmp_path, CLEAN)
        with (tmp_path / items.NAME).open("a") as file:
            file.write('{"mutation": "boilKettle"}\n')

        with pytest.raises(ConfigError, match=r"items.jsonl:2: this is not what happened in an item"):
            kept.read(tmp_path)

    @pytest.mark.parametrize("name", ["run.json", "items.jsonl"])
    def test_asks_whether_a_directory_is_one_of_a_run(self, tmp_path: Path, name: str) -> None:
        write(tmp_path, CLEAN)
        (tmp_path / name).unlink()

        with pytest.raises(Exception, match=name):
            kept.read(tmp_path)


class TestTally:
    def test_holds_what_all_shards_found_in_an_order_of_its_own(self) -> None:
        tally = merging.tally(shards(shard(2, 2, CLEAN), shard(1, 2, VIOLATED)))

        assert tally.results == [VIOLATED, CLEAN]
        assert verdict.judge(tally)[0] is ExitCode.VIOLATIONS

    def test_is_conformant_where_all_shards_are(self) -> None:
        tally = merging.tally(shards(shard(1, 2, CLEAN), shard(2, 2)))

        assert verdict.judge(tally)[0] is ExitCode.CONFORMANT

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            (shards(shard(1, 3, VIOLATED), shard(3, 3)), "shard 2/3 is missing"),
            (shards(Kept((CLEAN,), Record(about=ABOUT))), "shard 1/1 did not end"),
            (shards(Kept((), attrs.evolve(ENDED, interrupted=True))), "shard 1/1 was interrupted"),
        ],
    )
    def test_is_not_whole_where_a_shard_is_not(self, given: dict[Path, Kept], said: str) -> None:
        assert verdict.judge(merging.tally(given)) == (ExitCode.INTERRUPTED, f"not whole: {said}")

    @pytest.mark.parametrize(
        ("given", "code"),
        [
            ({"bugs": ("a test is broken",)}, ExitCode.OUR_BUG),
            ({"unreachable": "no answer"}, ExitCode.UNUSABLE),
            ({"waivers": ("delete entry 1",)}, ExitCode.VIOLATIONS),
        ],
    )
    def test_ends_as_its_worst_shard(self, given: dict[str, object], code: ExitCode) -> None:
        bad = Kept((), attrs.evolve(ENDED, shard=(2, 2), **given))

        assert verdict.judge(merging.tally(shards(shard(1, 2, CLEAN), bad)))[0] is code

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            (shards(shard(1, 2), shard(1, 2)), "shard-0 and shard-1 are both shard 1/2"),
            (shards(shard(1, 2), shard(2, 3)), "their numbers of shards are 2, 3"),
            (
                shards(
                    shard(1, 2),
                    Kept((), attrs.evolve(ENDED, shard=(2, 2), about=attrs.evolve(ABOUT, target="staging"))),
                ),
                "their targets are kettles, staging",
            ),
            (
                shards(shard(1, 2), Kept((), attrs.evolve(ENDED, shard=(2, 2), fail_on="SHOULD"))),
                "their levels to fail on are MUST, SHOULD",
            ),
            (shards(shard(1, 2, CLEAN), shard(2, 2, CLEAN)), "both hold valid_input: brewTea"),
        ],
    )
    def test_refuses_what_is_not_one_run(self, given: dict[Path, Kept], said: str) -> None:
        with pytest.raises(ConfigError, match=said):
            merging.tally(given)

    def test_adds_the_budgets_of_the_shards(self) -> None:
        parts = [
            attrs.evolve(ENDED, about=attrs.evolve(ABOUT, budget=size), shard=(size, 2)) for size in (1, 2)
        ]
        unlimited = attrs.evolve(ENDED, shard=(2, 2))

        assert merging.about(shards(*(Kept((), one) for one in parts))).budget == 3
        assert merging.about(shards(Kept((), parts[0]), Kept((), unlimited))).budget is None
