import io

import attrs
import pytest

from conformance.model import ItemResult
from reports import progress
from tests.unit.reports.examples import HOSTILE, evidence


@attrs.define
class Clock:
    now: float = 100.0

    def __call__(self) -> float:
        return self.now


def item(requests: int, *fingerprints: str, mutation: str = "boilKettle") -> ItemResult:
    found = tuple(evidence(fingerprint=one, mutation=mutation) for one in fingerprints)
    return ItemResult(mutation, "valid_input", requests=requests, evidence=found)


class TestProgress:
    def test_says_how_far_a_run_is_how_fast_and_what_it_found(self) -> None:
        clock = Clock()
        done = progress.Progress(clock, total=1_200)

        clock.now += 10
        done.add(item(400, "a", "b"))
        done.add(item(100, "a"))

        assert done.line == "2 of 1,200 items, 500 requests, 50/s, 2 findings, 99 min left"

    def test_gives_no_time_before_anything_is_done_or_when_all_is(self) -> None:
        clock = Clock()
        done = progress.Progress(clock, total=1)

        before = done.line
        done.add(item(3))

        assert before == "0 of 1 items, 0 requests, 0/s, 0 findings"
        assert "left" not in done.line

    def test_gives_what_no_item_had_before(self) -> None:
        done = progress.Progress(Clock())

        assert [one.fingerprint for one in done.add(item(1, "a", "b"))] == ["a", "b"]
        assert [one.fingerprint for one in done.add(item(1, "b", "c"))] == ["c"]

    @pytest.mark.parametrize(
        ("seconds", "said"), [(0.4, "0 s"), (59, "59 s"), (61, "1 min 1 s"), (3_599, "59 min")]
    )
    def test_says_durations_as_people_do(self, seconds: float, said: str) -> None:
        assert progress.duration(seconds) == said


class TestLines:
    def test_tell_findings_at_once_and_progress_from_time_to_time(self) -> None:
        clock, out = Clock(), io.StringIO()
        lines = progress.Lines(progress.Progress(clock, total=9), out)

        lines.begin("boilKettle")
        lines.add(item(1, "a"))
        clock.now += 29
        lines.add(item(1, "a"))
        clock.now += 1
        lines.add(item(1))
        lines.end()

        assert out.getvalue().splitlines() == [
            "found: MUST errors.documented-code at boilKettle $.errors[0].extensions.errorCode",
            "3 of 9 items, 3 requests, 0/s, 1 findings, 1 min 0 s left",
            "3 of 9 items, 3 requests, 0/s, 1 findings, 1 min 0 s left",
        ]

    def test_tell_no_more_findings_than_a_log_bears(self) -> None:
        out = io.StringIO()
        lines = progress.Lines(progress.Progress(Clock()), out)

        lines.add(item(1, *(str(number) for number in range(50))))

        assert out.getvalue().count("found: ") == progress.MAX_TOLD

    def test_show_hostile_text_as_text(self) -> None:
        out = io.StringIO()

        progress.Lines(progress.Progress(Clock()), out).add(item(1, "a", mutation=HOSTILE))

        assert out.getvalue().startswith(
            r"found: MUST errors.documented-code at <script>alert(1)</script>\x1b"
        )
        assert out.getvalue().rstrip("\n").isprintable()


class TestLive:
    @pytest.mark.parametrize("color", [True, False])
    def test_changes_one_line_and_leaves_nothing(self, *, color: bool) -> None:
        out = io.StringIO()
        live = progress.Live(progress.Progress(Clock(), total=2), out, color=color, width=100)

        live.begin("brewTea")
        live.add(item(5, "a", mutation="brewTea"))
        live._live.refresh()
        live.end()

        written = out.getvalue()
        assert "brewTea" in written
        assert "1 of 2 items, 5 requests" in written
        assert ("\x1b[1;31m" in written) is color
        assert written.endswith("\x1b[2K")
