import datetime
import json

from reports.coverage import baseline, comparison, record
from reports.coverage.ran import Ran
from tests.support import runs

OF_LISTS = runs.evidence()
OF_ENUMS = runs.evidence(fingerprint="abcdef0123", rule=runs.ENUM)
CLEAN = runs.ran(runs.item())


def compared(before: Ran, now: Ran) -> comparison.Comparison:
    written = record.of(before, history=record.history(before, None))
    return comparison.between(baseline.read(json.dumps(written)), now)


class TestBetween:
    def test_of_a_run_with_itself_is_no_change(self) -> None:
        for ran in (CLEAN, runs.ran(runs.item(OF_LISTS, OF_ENUMS))):
            assert compared(ran, ran).sentence == "no change"

    def test_tells_what_is_new_still_there_and_fixed(self) -> None:
        before = runs.ran(runs.item(OF_LISTS))

        assert compared(CLEAN, before).new == (("boilKettle", runs.LIST),)
        assert compared(before, before).still == (("boilKettle", runs.LIST),)
        assert compared(before, CLEAN).fixed == (("boilKettle", runs.LIST),)
        assert compared(before, runs.ran(runs.item(OF_ENUMS))).sentence == "1 new, 1 fixed"

    def test_carries_from_run_to_run_since_when_something_is_broken(self) -> None:
        broken = runs.item(OF_LISTS)
        first, second, third = (
            runs.ran(*items, at=runs.AT + datetime.timedelta(days=days))
            for days, items in ((0, [broken]), (1, [broken]), (2, [runs.item(OF_LISTS, OF_ENUMS)]))
        )
        written = json.dumps(record.of(first, history=()))

        again = comparison.between(baseline.read(written), second)
        written = json.dumps(record.of(second, history=(), comparison=again))
        found = comparison.between(baseline.read(written), third)

        place = ("boilKettle", runs.LIST)
        assert found.since == {place: "2026-03-14T09:30:00+00:00"}
        written_now = record.of(third, history=(), comparison=found)["findings"]
        since = {one["rule"]: one["since"] for one in written_now}
        assert since == {runs.LIST: "2026-03-14T09:30:00+00:00", runs.ENUM: None}

    def test_knows_of_an_older_file_since_its_own_run(self) -> None:
        before = runs.ran(runs.item(OF_LISTS))
        written = record.of(before, history=())
        for finding in written["findings"]:
            del finding["since"]

        found = comparison.between(baseline.read(json.dumps(written)), before)

        assert set(found.since.values()) == {"2026-03-14T09:30:00+00:00"}

    def test_calls_nothing_fixed_that_was_not_judged_again(self) -> None:
        before = runs.ran(runs.item(OF_LISTS))
        after = runs.ran(runs.item(opportunities={runs.ENUM: 1}))

        found = compared(before, after)

        assert found.fixed == ()
        assert found.unchecked == (("boilKettle", runs.LIST),)
        assert found.sentence == "1 not checked this time"

    def test_asks_nothing_of_the_place_where_a_broken_rule_shows(self) -> None:
        elsewhere = runs.evidence(fingerprint="9876543210", path="$.data.boilKettle.lids")

        assert compared(runs.ran(runs.item(OF_LISTS)), runs.ran(runs.item(elsewhere))).sentence == "no change"

    def test_takes_a_mutation_that_is_gone_from_the_contract_for_unchecked(self) -> None:
        gone = runs.evidence(mutation="boilKettle")
        before = runs.ran(runs.item(gone))
        written = json.loads(json.dumps(record.of(before, history=record.history(before, None))))
        written["findings"][0]["mutation"] = "meltKettle"

        found = comparison.between(baseline.read(json.dumps(written)), CLEAN)

        assert found.unchecked == (("meltKettle", runs.LIST),)
