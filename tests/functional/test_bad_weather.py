"""A hostile target: each case ends in time, with a violation or in one clear line, and nothing is lost.

The suite asks servers on loopback that misbehave in ways which are named in `tests.support.hostile`.
"""

import resource
import time
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

import strategies
from conformance import figures, states
from conformance.errors import ItemEndedError, TargetError, TargetLostError, UnknownOutcomeError
from conformance.model import Case, Credential, Tier
from conformance.run import Run
from conformance.target import wire
from conformance.target.client import Client
from conformance.target.control import Shared
from conformance.target.credentials import Credentials
from conformance.target.profile import Pacing, Profile
from conformance.target.wire import Timeouts
from conformance.verdict import Tally
from reports import annotations, closing, summary, violations
from reports.coverage import ran
from reports.figures import Figures
from tests.support import exchanges, hostile
from tests.unit.reports.examples import ABOUT

CONTRACT = exchanges.contract()
TOKEN = "eyJ-very-secret"
IMPATIENT = Timeouts(connect=2, read=0.2, total=0.4)
PATIENT = Timeouts(connect=5, read=5, total=10)


def run(url: str, timeouts: Timeouts = PATIENT, *, pacing: Pacing | None = None) -> Run:
    profile = Profile(
        "kettles",
        {"api": url},
        tier=Tier.EXERCISE,
        hazards=frozenset({"physical", "read-like"}),
        pacing=pacing or Pacing(),
    )
    client = Client(
        profile,
        CONTRACT,
        Credentials(TOKEN),
        wire.connect([url], timeouts=timeouts),
        control=Shared(profile.pacing),
        attempts=2,
    )
    return Run(CONTRACT, client, strategies.Known())


def case(credential: Credential = Credential.VALID) -> Case:
    return Case(
        "valid_input", strategies.operation(CONTRACT, "boilKettle"), {"input": {"kettleId": "7"}}, credential
    )


def ask(asked: Run, one: Case) -> None:
    """Ask as a test item does; raises what ended it."""
    try:
        asked.ask(one)
    except ItemEndedError as ended:
        raise ended.error from None


@pytest.fixture
def memory() -> Iterator[None]:
    """No case may take this process far beyond what it had: 300 MB are the suite's bound as a whole."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150 * 1024


#: Answers that can be judged, and rules of which one at least has to say what is wrong.
JUDGED = [
    (hostile.latin, "transport.encoding"),
    (hostile.deep, "transport.json-object"),
    (hostile.duplicate_keys, "transport.unique-keys"),
    (hostile.long_number, "transport.json-object"),
    (hostile.not_a_number, "transport.json-object"),
    (hostile.terminal_codes, "envelope.known-keys"),
    (hostile.other_request, "envelope.error-path"),
    (hostile.redirect("https://elsewhere.example/"), "transport.json-object"),
]

#: What is no answer, and what is said of it.
UNANSWERED = [
    (hostile.reset, "reset|closed"),
    (hostile.cut, "closed"),
    (hostile.endless, "is longer than"),
    (hostile.announced, "announces 2147483648 bytes"),
    (hostile.bomb, "is longer than"),
    (hostile.values, "holds more than"),
    (hostile.long_header, "no answer"),
    (hostile.garbage, "no answer"),
]


class TestAnswersThatAreWrong:
    @pytest.mark.parametrize(
        ("weather", "rule"), JUDGED, ids=lambda value: getattr(value, "__name__", str(value))
    )
    @pytest.mark.usefixtures("memory")
    def test_are_violations(self, weather: hostile.Weather, rule: str) -> None:
        with hostile.serve(weather) as server:
            asked = run(server.url)
            ask(asked, case())

        found = asked.result("valid_input", "boilKettle")
        assert rule in {one.rule for one in found.evidence}
        assert all(len(one.actual) < 2_000 for one in found.evidence)

    def test_lead_nowhere_with_a_credential(self) -> None:
        with (
            hostile.serve(hostile.html) as elsewhere,
            hostile.serve(hostile.redirect(elsewhere.url)) as server,
        ):
            ask(run(server.url), case())

        assert len(server.requests) == 1
        assert TOKEN.encode() in server.requests[0]
        assert elsewhere.requests == []


class TestNoAnswer:
    @pytest.mark.parametrize(
        ("weather", "said"), UNANSWERED, ids=lambda value: getattr(value, "__name__", "")
    )
    @pytest.mark.usefixtures("memory")
    def test_is_said_in_one_line_and_its_outcome_is_unknown(
        self, weather: hostile.Weather, said: str
    ) -> None:
        with hostile.serve(weather) as server:
            asked = run(server.url)
            with pytest.raises(UnknownOutcomeError, match=said) as caught:
                ask(asked, case())

        assert "whether boilKettle was executed is unknown" in str(caught.value)
        assert str(caught.value).isprintable()
        assert sum(b"Authorization" in head for head in server.requests) == 1

    @pytest.mark.parametrize("weather", [hostile.silence, hostile.slow_head, hostile.slow_body])
    def test_is_waited_for_no_longer_than_was_said(self, weather: hostile.Weather) -> None:
        with hostile.serve(weather) as server:
            started = time.monotonic()
            with pytest.raises(UnknownOutcomeError, match=r"within 0\.4 seconds|for 0\.2 seconds"):
                ask(run(server.url, IMPATIENT), case())
            taken = time.monotonic() - started

        assert taken < 5

    def test_of_a_refused_connection_is_known_not_to_have_executed(self) -> None:
        with pytest.raises(TargetError, match="refused") as caught:
            ask(run(f"http://127.0.0.1:{hostile.unused_port()}/"), case())

        assert not isinstance(caught.value, UnknownOutcomeError)


class TestTargetThatIsDown:
    @pytest.mark.parametrize(
        ("weather", "said"),
        [
            (hostile.html, "it is down"),
            (hostile.limited, "its rate limit does not recede"),
            (hostile.cut, "it is down"),
        ],
        ids=lambda value: getattr(value, "__name__", ""),
    )
    def test_ends_a_run_and_loses_nothing_that_was_found(self, weather: hostile.Weather, said: str) -> None:
        with hostile.serve(hostile.after(1, hostile.duplicate_keys, weather)) as server:
            asked = run(server.url)
            ask(asked, case())
            with pytest.raises(TargetLostError, match=said):
                self.ask_on(asked)

        found = asked.result("valid_input", "boilKettle")
        assert "transport.unique-keys" in {one.rule for one in found.evidence}

    def test_is_not_waited_for_longer_than_the_profile_allows(self) -> None:
        with hostile.serve(hostile.limited_until) as server:
            asked = run(server.url, pacing=Pacing(longest_wait=0.5))
            started = time.monotonic()
            with pytest.raises(TargetLostError, match=r"longer than pacing\.longest_wait"):
                ask(asked, case())

        assert time.monotonic() - started < 5

    def ask_on(self, asked: Run) -> None:
        """Ask in one item after the other, as a run does, until it is over."""
        for number in range(20):
            try:
                ask(asked, attrs.evolve(case(), scenario=f"item {number}"))
            except TargetLostError:
                raise
            except TargetError:
                continue


class TestReports:
    @pytest.fixture
    def tally(self) -> Tally:
        with hostile.serve(hostile.terminal_codes) as server:
            asked = run(server.url)
            ask(asked, case())
        tally = Tally()
        result = asked.result("valid_input", "boilKettle")
        tally.results.append(attrs.evolve(result, notes=("\x1b[2J<script>",)))
        return tally

    def shown(self, tally: Tally) -> Figures:
        assert states.table(CONTRACT, tally.results)
        return figures.of(CONTRACT, tally, about=ABOUT, verdict="not conformant")

    def test_let_no_terminal_obey_a_target(self, tally: Tally) -> None:
        text = closing.text_of(self.shown(tally), 100, color=False)

        assert tally.evidence
        assert all(one.isprintable() or one == "\n" for one in text)

    def test_let_no_page_run_what_a_target_says(self, tally: Tally, tmp_path: Path) -> None:
        summary.write(tmp_path, self.shown(tally))

        text = (tmp_path / summary.NAME).read_text()
        assert "<img" not in text
        assert "<script" not in text
        assert "\x1b" not in text

    def test_let_no_job_obey_a_target(self, tally: Tally) -> None:
        lines = list(annotations.of(ran.joined(tally.evidence)))

        assert lines
        assert all(line.isprintable() for line in lines)
        assert all(line.count("::") >= 2 and line.startswith(("::error ", "::warning ")) for line in lines)

    def test_keep_a_line_a_finding(self, tally: Tally, tmp_path: Path) -> None:
        violations.start(tmp_path)

        violations.append(tmp_path, tally.evidence)

        text = (tmp_path / violations.NAME).read_bytes()
        assert text.isascii()
        assert len(text.splitlines()) == len(tally.evidence)
