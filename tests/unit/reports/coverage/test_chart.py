import itertools

from hypothesis import given
from hypothesis import strategies as st

from reports.coverage import chart


class TestLine:
    def test_of_a_single_run_is_none(self) -> None:
        assert chart.line([50.0]) is None

    def test_rises_with_its_values(self) -> None:
        line = chart.line([10, 50, 90])

        assert line is not None
        heights = [float(point.split(",")[1]) for point in line.points.split()]
        assert heights == sorted(heights, reverse=True)
        assert len(set(heights)) == 3

    def test_makes_no_mountain_of_a_tenth_of_a_percent(self) -> None:
        line = chart.line([50.0, 50.1])

        assert line is not None
        first, last = (float(point.split(",")[1]) for point in line.points.split())
        assert abs(first - last) < 1

    @given(st.lists(st.floats(0, 100), min_size=2, max_size=30))
    def test_stays_inside(self, values: list[float]) -> None:
        line = chart.line(values)

        assert line is not None
        for point in line.points.split():
            x, y = map(float, point.split(","))
            assert 0 <= x <= chart.WIDTH
            assert 0 <= y <= chart.HEIGHT


class TestBars:
    @given(st.lists(st.integers(0, 10_000), max_size=30))
    def test_stand_inside_beside_each_other_even_where_nothing_was_found(self, values: list[int]) -> None:
        bars = chart.bars([(str(value), value) for value in values])

        assert [bar.value for bar in bars] == values
        assert all(bar.height >= 1 and bar.y >= 0 and bar.x + bar.width <= chart.WIDTH + 0.1 for bar in bars)
        assert all(left.x + left.width <= right.x for left, right in itertools.pairwise(bars))
