import datetime
import json
import tomllib
from typing import Any

import attrs
import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance import waivers
from conformance.errors import ConfigError
from conformance.model import Evidence
from conformance.waivers import Grant, Outcome, Shown, Waiver
from tests.support import exchanges

CONTRACT = exchanges.contract()
TODAY = datetime.date(2026, 3, 1)
LATER = datetime.date(2026, 6, 30)
FINGERPRINT = "0123456789"
ENTRY: dict[str, Any] = {
    "rule": "shape.non-null",
    "mutation": "boilKettle",
    "fingerprint": FINGERPRINT,
    "reason": "Known since March.",
    "owner": "kettles@example.com",
    "expires": LATER,
    "case": json.dumps({"mutation": "boilKettle"}),
}


def toml(*entries: dict[str, Any]) -> str:
    return "\n".join(f"[[waivers]]\n{tomli_w.dumps(entry)}" for entry in entries)


def without(*keys: str) -> dict[str, Any]:
    return {key: value for key, value in ENTRY.items() if key not in keys}


def waiver(**changed: Any) -> Waiver:
    (found,) = waivers.read(toml(without("fingerprint")), CONTRACT)
    return attrs.evolve(found, **changed)


def finding(**changed: Any) -> Evidence:
    return attrs.evolve(
        Evidence(
            fingerprint=FINGERPRINT,
            rule="shape.non-null",
            level="MUST",
            mutation="boilKettle",
            scenario="valid_input",
            path="$.data.boilKettle.cups",
            expected="a list",
            actual="null",
            request={"body": "", "curl": ""},
            response={},
            case={"mutation": "boilKettle", "variables": {"text": "it's \ud83d \u001b"}},
        ),
        **changed,
    )


class TestRead:
    def test_gives_entries_in_their_order(self) -> None:
        (first, second) = waivers.read(toml(ENTRY, {**without("fingerprint"), "mutation": "*"}), CONTRACT)

        assert (first.number, first.fingerprint, first.mutation) == (1, FINGERPRINT, "boilKettle")
        assert (second.number, second.fingerprint, second.mutation) == (2, None, "*")
        assert first.expires == LATER
        assert dict(first.case) == {"mutation": "boilKettle"}

    def test_gives_none_for_an_empty_text(self) -> None:
        assert waivers.read("# nothing is waived\n", CONTRACT) == ()

    @pytest.mark.parametrize(
        ("entry", "said"),
        [
            ({**ENTRY, "ownr": "me"}, "entry 2: unknown key 'ownr'; did you mean 'owner'?"),
            (without("owner"), "entry 2: owner: it is missing"),
            (without("reason"), "entry 2: reason: it is missing"),
            (without("expires"), "entry 2: expires: it is missing"),
            (without("case"), "entry 2: case: it is missing"),
            ({**ENTRY, "reason": " "}, "entry 2: reason: it must be a text"),
            ({**ENTRY, "owner": 5}, "entry 2: owner: it must be a text"),
            ({**ENTRY, "rule": "shape.non-nul"}, "entry 2: rule: there is no rule .*'shape.non-null'"),
            ({**ENTRY, "mutation": "boilKettel"}, "entry 2: mutation: .*; did you mean 'boilKettle'?"),
            ({**ENTRY, "mutation": "fill*"}, "entry 2: mutation: no mutation is called 'fill\\*'"),
            ({**ENTRY, "fingerprint": "0123"}, "entry 2: fingerprint: '0123' is not ten"),
            ({**ENTRY, "expires": "2026-06-30"}, "entry 2: expires: it must be a date"),
            ({**ENTRY, "expires": datetime.datetime(2026, 6, 30, 8)}, "entry 2: expires: it must be a date"),
            ({**ENTRY, "case": "{"}, "entry 2: case: this is not JSON"),
            ({**ENTRY, "case": "[" * 100_000}, "entry 2: case: this is not JSON"),
            ({**ENTRY, "case": "[]"}, "entry 2: case: it must be a JSON object"),
            ({**ENTRY, "case": '{"mutation": "drainKettle"}'}, "entry 2: case: it asks 'drainKettle'"),
            ({**ENTRY, "rule": "shape.list"}, "entry 2: it is about the same as entry 1"),
        ],
    )
    def test_says_in_one_line_which_entry_and_key_are_wrong(self, entry: dict[str, Any], said: str) -> None:
        text = toml({**ENTRY, "rule": "shape.list"}, entry)

        with pytest.raises(ConfigError, match=f"^waivers.toml: {said}") as raised:
            waivers.read(text, CONTRACT)

        assert "\n" not in str(raised.value)

    @pytest.mark.parametrize("text", ["[[waiver]]", "waivers = 1", "a = ", "[" * 10_000])
    def test_refuses_what_holds_something_else(self, text: str) -> None:
        with pytest.raises(ConfigError, match=r"^waivers.toml: "):
            waivers.read(text, CONTRACT)

    def test_refuses_an_entry_that_is_no_table(self) -> None:
        with pytest.raises(ConfigError, match="entry 1: it must be a table"):
            waivers.read("waivers = [1]", CONTRACT)

    def test_takes_entries_that_differ_in_what_they_are_about(self) -> None:
        drift = {**without("fingerprint", "case", "mutation"), "rule": "drift.operation-unbroken"}
        entries = [
            ENTRY,
            {**ENTRY, "fingerprint": "9876543210"},
            {**drift, "coordinate": "Kettle.id"},
            {**drift, "coordinate": "Kettle.state"},
        ]

        found = waivers.read(toml(*entries), CONTRACT)

        assert [one.is_of_drift for one in found] == [False, False, True, True]


class TestMatches:
    @pytest.mark.parametrize(
        ("changed", "expected"),
        [
            ({}, True),
            ({"mutation": "boil*"}, True),
            ({"mutation": "BOIL*"}, False),
            ({"mutation": "drainKettle"}, False),
            ({"rule": "shape.list"}, False),
            ({"rule": "transport.status"}, False),
            ({"coordinate": "$.data.*"}, True),
            ({"coordinate": "$.errors*"}, False),
            ({"fingerprint": FINGERPRINT}, True),
            ({"fingerprint": "9876543210"}, False),
        ],
    )
    def test_compares_rule_mutation_and_fingerprint(self, changed: dict[str, str], expected: bool) -> None:
        assert waivers.matches(waiver(**changed), finding()) is expected


class TestCoversChange:
    """A change is covered by its coordinate, and only with all operations that it affects."""

    ACCEPTED = waiver(rule="drift.operation-unbroken", mutation="boil*", coordinate="*.possibleErrors")

    @pytest.mark.parametrize(
        ("coordinate", "affects", "expected"),
        [
            ("BrewTea.possibleErrors", ["boilKettle"], True),
            ("BrewTea.possibleErrors", ["boilKettle", "brewTea"], False),
            ("BrewTea.possibleErrors", ["brewTea"], False),
            ("BrewTea.pot", ["boilKettle"], False),
            # A change that affects no operation is at no mutation.
            ("BrewTea.possibleErrors", [], False),
        ],
    )
    def test_where_both_match(self, coordinate: str, affects: list[str], expected: bool) -> None:
        rule = "drift.operation-unbroken"

        assert self.ACCEPTED.covers_change(rule, coordinate, affects, FINGERPRINT) is expected

    def test_by_no_waiver_of_a_finding(self) -> None:
        plain = waiver(mutation="*")

        assert not plain.covers_change("shape.non-null", "BrewTea.pot", ["boilKettle"], FINGERPRINT)

    def test_where_it_affects_nothing_by_a_waiver_of_all_mutations(self) -> None:
        whole = attrs.evolve(self.ACCEPTED, mutation="*")

        assert whole.covers_change("drift.operation-unbroken", "A.possibleErrors", [], FINGERPRINT)


class TestApply:
    def test_waives_nothing_but_what_an_entry_is_about(self) -> None:
        mine, other = finding(), finding(fingerprint="9876543210")

        found = waivers.apply([waiver(fingerprint=FINGERPRINT)], [other, mine], TODAY)

        assert [(one.fingerprint, one.waived) for one in found] == [
            ("9876543210", False),
            (FINGERPRINT, True),
        ]

    def test_counts_an_entry_until_the_end_of_its_last_day(self) -> None:
        entry = waiver(expires=TODAY)

        (today,) = waivers.apply([entry], [finding()], TODAY)
        (tomorrow,) = waivers.apply([entry], [finding()], TODAY + datetime.timedelta(days=1))

        assert (today.waived, tomorrow.waived) == (True, False)


class TestJudge:
    def judge(self, entry: Waiver, outcome: Outcome, *found: Evidence) -> waivers.Judgement:
        return waivers.judge([entry], found, [outcome], TODAY)

    def test_is_content_with_what_shows_again_though_the_run_did_not_find_it(self) -> None:
        judged = self.judge(waiver(), Outcome(Shown.VIOLATED))

        assert judged == waivers.Judgement()

    def test_asks_to_delete_an_entry_whose_case_passes(self) -> None:
        judged = self.judge(waiver(number=3), Outcome(Shown.PASSES))

        assert judged.problems == ("entry 3 (shape.non-null at boilKettle): delete entry 3: its case passes",)

    def test_asks_for_another_case_where_the_run_found_it_and_the_case_passes(self) -> None:
        (problem,) = self.judge(waiver(), Outcome(Shown.PASSES), finding()).problems

        assert "delete" not in problem
        assert f"give it the case of the finding {FINGERPRINT}" in problem

    def test_asks_to_delete_what_matches_nothing_and_cannot_be_asked(self) -> None:
        (problem,) = self.judge(waiver(), Outcome(Shown.IMPOSSIBLE, "there is no field 'cup'")).problems

        assert "delete entry 1: it matches nothing" in problem
        assert "there is no field 'cup'" in problem

    def test_asks_for_another_case_where_the_run_found_it_and_the_case_cannot_be_asked(self) -> None:
        (problem,) = self.judge(waiver(), Outcome(Shown.IMPOSSIBLE, "no field"), finding()).problems

        assert "delete" not in problem
        assert f"give it the case of the finding {FINGERPRINT}" in problem

    def test_finds_an_expired_entry_wrong_though_it_shows_again(self) -> None:
        entry = waiver(expires=TODAY - datetime.timedelta(days=1))

        (problem,) = self.judge(entry, Outcome(Shown.VIOLATED), finding()).problems

        assert problem.endswith("it expired on 2026-02-28")

    def test_says_that_an_entry_could_not_be_checked_at_this_target(self) -> None:
        judged = self.judge(waiver(), Outcome(Shown.FORBIDDEN, "would execute"))

        assert judged.problems == ()
        assert judged.unchecked == (
            "entry 1 (shape.non-null at boilKettle): it was not checked: would execute",
        )

    def test_keeps_an_entry_whose_case_tells_nothing_and_says_so(self) -> None:
        judged = self.judge(waiver(), Outcome(Shown.SILENT, "status 503"))

        assert judged.problems == ()
        assert judged.unchecked == (
            "entry 1 (shape.non-null at boilKettle): its case is inconclusive: status 503",
        )

    def test_finds_an_expired_entry_wrong_though_its_case_tells_nothing(self) -> None:
        entry = waiver(expires=TODAY - datetime.timedelta(days=1))

        judged = self.judge(entry, Outcome(Shown.SILENT, "it was answered with status 503"))

        assert judged.unchecked == ()
        assert judged.problems == ("entry 1 (shape.non-null at boilKettle): it expired on 2026-02-28",)

    @pytest.mark.parametrize("shown", [Shown.FORBIDDEN, Shown.SILENT])
    def test_needs_no_case_where_the_run_itself_found_it(self, shown: Shown) -> None:
        judged = self.judge(waiver(), Outcome(shown, "would execute"), finding())

        assert judged == waivers.Judgement()


GRANT = Grant("Known since March.", "kettles@example.com", LATER)


class TestJudgeAll:
    def test_needs_an_outcome_of_each_entry(self) -> None:
        with pytest.raises(ValueError, match="zip"):
            waivers.judge([waiver(), waiver()], [], [Outcome(Shown.VIOLATED)], TODAY)


class TestAddition:
    @pytest.mark.parametrize(
        ("text", "gap"), [("", ""), ("# ours\n", "\n"), ("# ours", "\n\n")], ids=["empty", "line", "no line"]
    )
    def test_begins_behind_an_empty_line(self, text: str, gap: str) -> None:
        assert waivers.addition(text, finding(), GRANT, CONTRACT, today=TODAY).startswith(
            f"{gap}[[waivers]]\n"
        )

    def test_writes_the_same_case_in_the_same_way(self) -> None:
        mutation, variables = {"mutation": "boilKettle"}, {"variables": {}}

        one, other = (
            waivers.addition("", finding(case=case), GRANT, CONTRACT, today=TODAY)
            for case in ({**mutation, **variables}, {**variables, **mutation})
        )

        assert one == other

    def test_is_read_as_one_more_entry_with_the_case_as_it_was(self) -> None:
        text = "# ours\n" + toml({**ENTRY, "rule": "shape.list"}).rstrip("\n")

        added = waivers.addition(text, finding(), GRANT, CONTRACT, today=TODAY)

        (_, found) = waivers.read(text + added, CONTRACT)
        assert waivers.matches(found, finding())
        assert (found.reason, found.owner, found.expires) == attrs.astuple(GRANT)
        assert dict(found.case) == dict(finding().case)

    @given(st.text(), st.text(st.characters(codec="utf-8"), min_size=1))
    @settings(max_examples=50)
    def test_holds_any_text(self, value: str, reason: str) -> None:
        evidence = finding(case={"mutation": "boilKettle", "variables": {"text": value}})
        grant = attrs.evolve(GRANT, reason=f"because {reason}")

        added = waivers.addition("", evidence, grant, CONTRACT, today=TODAY)

        (found,) = waivers.read(added, CONTRACT)
        assert found.reason == grant.reason
        assert found.case["variables"] == {"text": value}

    @pytest.mark.parametrize(
        ("day", "accepted"),
        [
            (TODAY - datetime.timedelta(days=1), False),
            (TODAY, True),
            (TODAY + waivers.LONGEST, True),
            (TODAY + waivers.LONGEST + datetime.timedelta(days=1), False),
        ],
    )
    def test_takes_a_day_within_a_year(self, day: datetime.date, accepted: bool) -> None:
        grant = attrs.evolve(GRANT, expires=day)

        if accepted:
            assert waivers.addition("", finding(), grant, CONTRACT, today=TODAY)
        else:
            with pytest.raises(ConfigError, match=r"expires: .* from 2026-03-01 to 2027-03-02"):
                waivers.addition("", finding(), grant, CONTRACT, today=TODAY)

    def test_refuses_a_second_entry_for_the_same_finding(self) -> None:
        with pytest.raises(ConfigError, match=r"entry 1 \(shape.non-null at boilKettle\) is about it"):
            waivers.addition(toml(without("fingerprint")), finding(), GRANT, CONTRACT, today=TODAY)

    def test_refuses_a_blank_owner(self) -> None:
        with pytest.raises(ConfigError, match="owner: it must be a text"):
            waivers.addition("", finding(), attrs.evolve(GRANT, owner=" "), CONTRACT, today=TODAY)

    def test_refuses_a_file_to_whose_end_nothing_can_be_added(self) -> None:
        with pytest.raises(ConfigError, match="this is not TOML"):
            waivers.addition("waivers = []\n", finding(), GRANT, CONTRACT, today=TODAY)


class TestLoad:
    def test_takes_a_missing_file_for_no_waivers(self, tmp_path: Any) -> None:
        assert waivers.load(tmp_path / "waivers.toml", CONTRACT) == ()

    def test_names_the_file_that_is_wrong(self, tmp_path: Any) -> None:
        file = tmp_path / "ours.toml"
        file.write_text(toml(without("owner")))

        with pytest.raises(ConfigError, match=r"ours.toml: entry 1: owner"):
            waivers.load(file, CONTRACT)

    def test_refuses_a_file_that_is_no_text(self, tmp_path: Any) -> None:
        file = tmp_path / "ours.toml"
        file.write_bytes(b"\xff")

        with pytest.raises(ConfigError, match=r"ours.toml: cannot be read"):
            waivers.load(file, CONTRACT)


class TestTheModulesOwnExample:
    def test_has_every_key_that_an_entry_may_have(self) -> None:
        example = (waivers.__doc__ or "").split("\n\n")[1]

        (entry,) = tomllib.loads(example)["waivers"]

        assert set(entry) == set(ENTRY)
