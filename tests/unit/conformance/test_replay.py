import json
from pathlib import Path
from typing import Any

import attrs
import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import strategies
from conformance import exhibit, fixed_cases, invalid_inputs, replay
from conformance.errors import ConfigError, TargetError
from conformance.model import Case, Credential, Expectation, Tier
from conformance.probe import document
from conformance.probe.question import Question
from conformance.target.client import Client
from conformance.target.credentials import Credentials
from conformance.target.profile import Profile
from conformance.waivers import Outcome, Shown, Waiver
from schema.contract import Contract
from tests.support import exchanges
from tests.unit.conformance.test_waivers import finding, waiver

CONTRACT = exchanges.contract()
TOKEN = "eyJ-very-secret"
URL = "https://kettles.example/graphql/"
VALID = Case("valid_input", strategies.operation(CONTRACT, "boilKettle"), {"input": {"kettleId": "7"}})
BROKEN = {
    "data": {"boilKettle": None},
    "errors": [exchanges.error("KT-CT-9002", f"Kettle {TOKEN} busy.", "APPLICATION")],
}
DOCUMENTED = {
    "data": {"boilKettle": None},
    "errors": [exchanges.error("KT-CT-9001", "Kettle not found.", "NOT_FOUND")],
}


def locked(contract: Contract = CONTRACT) -> Case:
    """An invalid input behind two locks."""
    rendered = document.render(contract, [Question("boilKettle", {"input": {"kettleId": 5.5}}, "input")])
    operation = document.operation(contract, "boilKettle", rendered)
    return Case(
        invalid_inputs.SCENARIO,
        operation,
        rendered.variables,
        Credential.NONE,
        Expectation.REFUSAL,
        ("input", "kettleId"),
        "fraction",
    )


def stored(case: Case = VALID, **changed: Any) -> dict[str, Any]:
    """The case as `violations.jsonl` keeps it."""
    return {**json.loads(json.dumps(exhibit.stored(case))), **changed}


def client(answer: Any, *, tier: Tier = Tier.EXERCISE, credentials: Credentials | None = None) -> Client:
    """A client whose target answers everything alike; an exception is raised."""

    def handle(_: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(200, json=answer)

    profile = Profile("kettles", {"api": URL}, tier, frozenset({"physical", "read-like"}))
    return Client.connect(
        profile, CONTRACT, credentials or Credentials(TOKEN), transport=httpx.MockTransport(handle)
    )


def taken(value: dict[str, Any]) -> Case | str:
    """The case, or the reason why it is none."""
    try:
        return replay.case_of(value, CONTRACT)
    except ConfigError as error:
        return str(error)


class TestCaseOf:
    @pytest.mark.parametrize("case", [VALID, locked(), fixed_cases.over_get(CONTRACT, "drainKettle")])
    def test_is_the_case_that_was_stored(self, case: Case) -> None:
        found = replay.case_of(stored(case), CONTRACT)

        inner, expected = found.operation.root.selection, case.operation.root.selection
        assert attrs.evolve(found, operation=case.operation) == case
        assert found.operation.text == case.operation.text
        assert inner is not None
        assert expected is not None
        assert inner.by_object == expected.by_object

    def test_keeps_the_codes_that_an_answer_is_compared_with(self) -> None:
        case = attrs.evolve(
            VALID, expectation=Expectation.ERROR, place=("input",), like=frozenset({"KT-CT-1"})
        )

        assert replay.case_of(stored(case), CONTRACT).like == {"KT-CT-1"}

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"surprise": 1}, "unknown key 'surprise'"),
            ({"document": 5}, "document: it must be a text"),
            ({"document": "x" * 200_001}, "document: it is longer than 200000"),
            ({"document": "mutation {"}, "document:1: Syntax Error"),
            ({"document": "{" * 50_000}, "document"),
            ({"document": "query Q { placeholder }"}, "document: a query is no mutation"),
            ({"mutation": "drainKettle"}, "document: it is 'BoilKettle' of boilKettle"),
            ({"operation": "Other"}, "not 'Other' of boilKettle"),
            ({"mutation": "boilKettel"}, "did you mean 'boilKettle'?"),
            ({"variables": []}, "variables: they must be an object"),
            ({"variables": {"input": json.loads("[" * 300 + "]" * 300)}}, "variables: .* 200 deep"),
            ({"credential": "mine"}, "credential: 'mine' is none of valid, second, none, garbage, expired"),
            ({"expectation": "hope"}, "expectation: 'hope' is none of"),
            ({"expectation": "refusal"}, "expectation: refusal of a document without its two locks"),
            ({"expectation": "method"}, "expectation: method of a document without its two locks"),
            ({"place": "input"}, "place: it must be a list"),
            ({"place": [True]}, "place: it must be a list"),
            ({"like": "KT-CT-1"}, "like: it must be a list"),
        ],
    )
    def test_says_in_one_line_what_is_wrong(self, changed: dict[str, Any], said: str) -> None:
        with pytest.raises(ConfigError, match=f"^case: .*{said}") as raised:
            replay.case_of(stored(**changed), CONTRACT)

        assert "\n" not in str(raised.value)

    def test_says_what_is_missing(self) -> None:
        with pytest.raises(ConfigError, match="case: variables: it is missing"):
            replay.case_of({key: value for key, value in stored().items() if key != "variables"}, CONTRACT)

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"expectation": "execution"}, "execution of a document behind locks"),
            ({"place": []}, "place: refusal needs one"),
            ({"place": [0]}, "place: refusal needs one"),
        ],
    )
    def test_refuses_locks_where_they_do_not_fit(self, changed: dict[str, Any], said: str) -> None:
        with pytest.raises(ConfigError, match=said):
            replay.case_of(stored(locked(), **changed), CONTRACT)

    @given(st.data())
    @settings(max_examples=50)
    def test_takes_any_json_for_a_case_or_refuses_it(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from(sorted(stored())))
        values = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
        deep = st.recursive(values, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))

        found = taken(stored(**{key: data.draw(deep)}))

        assert "\n" not in found if isinstance(found, str) else found.mutation == "boilKettle"


class TestIsLocked:
    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("@include(if: $first) ", ""),
            (" @skip(if: $last)", ""),
            ("@skip(if: $last)", "@skip(if: false)"),
            ("$first: Boolean!", "$first: Boolean"),
            ("$last: Boolean!", '$last: Boolean! = "never"'),
            ("\n}", "\nother: drainKettle { id } }"),
            ("\n}", "\n} mutation Other { drainKettle { id } }"),
            ("\n}", "\n...other } fragment other on Mutation { drainKettle { id } }"),
        ],
    )
    def test_is_read_off_every_field_of_the_document(self, before: str, after: str) -> None:
        case = locked()
        operation = attrs.evolve(case.operation, text=case.operation.text.replace(before, after))

        assert replay.is_locked(case)
        assert operation.text != case.operation.text
        assert not replay.is_locked(attrs.evolve(case, operation=operation))

    @pytest.mark.parametrize("changed", [{"first": True}, {"last": False}, {"last": None}])
    def test_is_read_off_the_variables(self, changed: dict[str, Any]) -> None:
        case = locked()

        assert not replay.is_locked(attrs.evolve(case, variables={**case.variables, **changed}))


class TestTierOf:
    @pytest.mark.parametrize(
        ("case", "tier"),
        [
            (locked(), Tier.PROBE),
            (VALID, Tier.EXERCISE),
            (attrs.evolve(VALID, scenario="no_credential", credential=Credential.NONE), Tier.GUARD),
            (attrs.evolve(VALID, scenario="garbage_credential", credential=Credential.GARBAGE), Tier.GUARD),
            (attrs.evolve(VALID, scenario="garbage_credential"), Tier.EXERCISE),
            # What it is about may exist.
            (attrs.evolve(VALID, credential=Credential.NONE), Tier.EXERCISE),
        ],
    )
    def test_follows_from_locks_credential_and_what_is_asked_for(self, case: Case, tier: Tier) -> None:
        assert replay.tier_of(case, CONTRACT) is tier

    def test_is_exercise_where_no_credential_is_required(self) -> None:
        operation = strategies.operation(CONTRACT, "drainKettle")
        case = Case("no_credential", operation, {}, Credential.NONE)

        assert replay.tier_of(case, CONTRACT) is Tier.EXERCISE


class TestAsk:
    def test_gives_findings_and_the_places_that_were_judged(self) -> None:
        shown = replay.ask(client(BROKEN), CONTRACT, VALID)

        assert "errors.documented-code" in {one.violation.rule for one in shown.findings}
        assert all(shown.shows(exhibit.fingerprint(one)) for one in shown.findings)
        assert not shown.shows("0123456789")
        assert shown.judged["envelope.data-or-errors"] == 1

    def test_sends_nothing_that_safety_forbids(self) -> None:
        asked = client(AssertionError("it was sent"), tier=Tier.GUARD)

        with pytest.raises(ConfigError, match="boilKettle cannot be asked: would execute: tier exercise"):
            replay.ask(asked, CONTRACT, VALID)

    def test_asks_what_is_locked_at_any_target(self) -> None:
        shown = replay.ask(client({"data": None}, tier=Tier.PROBE), CONTRACT, locked())

        assert shown.exchange.case == locked()

    @pytest.mark.parametrize(
        ("credential", "said"),
        [(Credential.VALID, "KRAKEN_TOKEN"), (Credential.EXPIRED, "KRAKEN_EXPIRED_TOKEN")],
    )
    def test_says_which_credential_is_not_there(self, credential: Credential, said: str) -> None:
        asked = client(AssertionError("it was sent"), credentials=Credentials())

        with pytest.raises(ConfigError, match=said):
            replay.ask(asked, CONTRACT, attrs.evolve(VALID, credential=credential))

    def test_blames_a_target_that_does_not_answer(self) -> None:
        with pytest.raises(TargetError, match="no answer"):
            replay.ask(client(httpx.ConnectError("refused")), CONTRACT, VALID)


class TestOfWaiver:
    WAIVER = attrs.evolve(waiver(rule="errors.documented-code"), case=stored())

    @pytest.mark.parametrize(
        ("entry", "answer", "shown"),
        [
            (WAIVER, BROKEN, Shown.VIOLATED),
            (WAIVER, {"data": {"boilKettle": exchanges.result()}}, Shown.SILENT),
            (WAIVER, DOCUMENTED, Shown.PASSES),
            # There is no list in the answer, and so nothing in which the rule could be kept or broken.
            (attrs.evolve(WAIVER, rule="shape.list"), BROKEN, Shown.SILENT),
            (
                attrs.evolve(WAIVER, rule="shape.list"),
                {"data": {"boilKettle": exchanges.result()}},
                Shown.PASSES,
            ),
            (attrs.evolve(WAIVER, fingerprint="0123456789"), BROKEN, Shown.PASSES),
            (attrs.evolve(WAIVER, case={"mutation": "boilKettle"}), BROKEN, Shown.IMPOSSIBLE),
        ],
    )
    def test_says_what_the_case_shows(self, entry: Waiver, answer: Any, shown: Shown) -> None:
        assert replay.of_waiver(client(answer), CONTRACT, entry).shown is shown

    def test_gives_the_reason_why_safety_forbids_it(self) -> None:
        outcome = replay.of_waiver(client(BROKEN, tier=Tier.PROBE), CONTRACT, self.WAIVER)

        assert outcome == Outcome(
            Shown.FORBIDDEN, "would execute: tier exercise is not allowed for target kettles"
        )

    def test_names_what_came_back_instead_of_an_answer_that_tells_something(self) -> None:
        entry = attrs.evolve(self.WAIVER, rule="shape.list")

        outcome = replay.of_waiver(client(BROKEN), CONTRACT, entry)

        assert outcome.reason == (
            "it was answered with status 200 with KT-CT-9002, which tells nothing of shape.list"
        )

    def test_prints_no_control_character_of_a_code(self) -> None:
        answer = {
            "data": {"boilKettle": None},
            "errors": [exchanges.error("KT\x1b[2J", "Busy.", "APPLICATION")],
        }
        entry = attrs.evolve(self.WAIVER, rule="shape.list")

        assert "\x1b" not in replay.of_waiver(client(answer), CONTRACT, entry).reason


class TestDescribed:
    def described(self, answer: Any) -> list[str]:
        asked = client(answer)
        return replay.described(replay.ask(asked, CONTRACT, VALID), asked.credentials.redact)

    def test_shows_request_answer_and_what_each_rule_found(self) -> None:
        lines = self.described(BROKEN)

        assert lines[0].startswith(f"sent: curl -sS {URL}")
        assert lines[1].startswith("came back: status 200, application/json, ")
        assert any(line.startswith("MUST ") and "[errors.documented-code]" in line for line in lines)
        assert "envelope.data-or-errors" in lines[-1]
        assert "errors.documented-code" not in lines[-1]

    def test_shows_no_credential(self) -> None:
        assert TOKEN not in "\n".join(self.described(BROKEN))

    def test_is_bounded(self) -> None:
        assert sum(len(line) for line in self.described({"data": {"boilKettle": "x" * 100_000}})) < 10_000


class TestEscaped:
    @given(st.text())
    def test_can_be_printed_everywhere(self, text: str) -> None:
        assert replay.escaped(text).isprintable()

    def test_shows_what_a_terminal_would_obey(self) -> None:
        assert replay.escaped("Zoë \x1b[2J\n\ud83d") == "Zoë \\x1b[2J\\n\\ud83d"


class TestFind:
    def written(self, directory: Path, *found: Any) -> Path:
        file = directory / "violations.jsonl"
        lines = [one if isinstance(one, str) else json.dumps(attrs.asdict(one)) for one in found]
        file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return file

    def test_gives_the_smallest_case_of_the_finding_that_begins_so(self, tmp_path: Path) -> None:
        large, small = finding(case=stored(scenario="x" * 99)), finding(case=stored())
        other = finding(fingerprint="0199999999", case={})

        found = replay.find(self.written(tmp_path, large, other, small), "012")

        assert found == small

    @pytest.mark.parametrize(
        ("beginning", "said"),
        [
            ("01", "'01' may be 0123456789, 0199999999: give more of it"),
            ("0123456788", "there is no finding '0123456788'; did you mean '0123456789'?"),
            ("", "there is no finding ''"),
        ],
    )
    def test_refuses_what_names_no_single_finding(self, tmp_path: Path, beginning: str, said: str) -> None:
        file = self.written(tmp_path, finding(), finding(fingerprint="0199999999"))

        with pytest.raises(ConfigError, match=f"violations.jsonl: {said}"):
            replay.find(file, beginning)

    @pytest.mark.parametrize(
        ("line", "said"),
        [
            ("{", "this is not JSON"),
            ("[]", "it must be an object"),
            ('{"fingerprnt": "0"}', "unknown key 'fingerprnt'; did you mean 'fingerprint'?"),
            ('{"fingerprint": 5}', "fingerprint: it is missing, or"),
        ],
    )
    def test_names_the_line_that_is_wrong(self, tmp_path: Path, line: str, said: str) -> None:
        file = self.written(tmp_path, finding(), line)

        with pytest.raises(ConfigError, match=f"violations.jsonl:2: {said}"):
            replay.find(file, "0123456789")
