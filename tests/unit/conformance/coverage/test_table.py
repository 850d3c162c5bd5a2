from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from conformance import cases
from conformance.coverage import marks, table, universe
from conformance.coverage.marks import Kind
from conformance.model import ItemResult
from tests.support import exchanges

CONTRACT = exchanges.contract()
UNIVERSE = universe.of(CONTRACT)


def item(seen: Any, mutation: str = "boilKettle") -> ItemResult:
    return ItemResult(mutation, "valid_input", seen=marks.grouped(seen))


RESULTS = st.lists(st.sets(st.sampled_from(sorted(UNIVERSE.marks)), max_size=20).map(item), max_size=6)


class TestFigures:
    @settings(max_examples=40)
    @given(RESULTS, st.randoms(use_true_random=False))
    def test_of_parts_put_together_in_any_order_are_those_of_the_whole(
        self, results: list[ItemResult], random: Any
    ) -> None:
        # As they come from workers and shards: through JSON, shuffled, and some of them twice.
        travelled = [ItemResult.from_json(one.as_json()) for one in [*results, *results[:2]]]
        random.shuffle(travelled)

        assert table.figures(CONTRACT, travelled) == table.figures(CONTRACT, results)

    @settings(max_examples=40)
    @given(RESULTS)
    def test_have_each_mark_of_the_contract_once_seen_or_missing(self, results: list[ItemResult]) -> None:
        for figure in table.figures(CONTRACT, results):
            missing = sum(len(names) for groups in figure.missing.values() for names in groups.values())
            assert figure.covered + missing == figure.total == len(UNIVERSE.of(Kind(figure.kind)))

    def test_say_what_is_missing_and_why(self) -> None:
        all_but_one = {
            mark for mark in UNIVERSE.marks if (mark.group, mark.name) != ("boilKettle", "KT-CT-9001")
        }

        figures = {one.kind: one for one in table.figures(CONTRACT, [item(all_but_one)])}

        assert figures["errors"].as_json() == {
            "title": "documented errors answered",
            "covered": 3,
            "total": 4,
            "missing": [{"reason": "never answered", "in": {"boilKettle": ["KT-CT-9001"]}}],
        }
        assert all(one.missing == {} for kind, one in figures.items() if kind != "errors")

    def test_count_no_error_that_only_reserved_values_raise(self) -> None:
        mark, other = UNIVERSE.of(Kind.ERRORS)[:2]
        reserved = ItemResult("boilKettle", cases.RESERVED, seen=marks.grouped([mark, other]))

        figures = {one.kind: one for one in table.figures(CONTRACT, [reserved, item([other])])}

        assert figures["errors"].covered == 1
        assert figures["errors"].missing[table.RESERVED] == {mark.group: (mark.name,)}

    def test_count_nothing_that_the_contract_does_not_have(self) -> None:
        stray = [marks.Mark(Kind.OUTPUT_FIELDS, "Teapot", "spout")]

        assert all(one.covered == 0 for one in table.figures(CONTRACT, [item(stray)]))
