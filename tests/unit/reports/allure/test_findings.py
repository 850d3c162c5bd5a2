import json

from reports.allure import findings
from schema.catalogue import DocumentedError
from tests.unit.reports.allure.recording import Recording, recorded
from tests.unit.reports.examples import HOSTILE, evidence

CODES = (DocumentedError("KT-CT-1", "No water."),)


def shown(budget: findings.Budget | None, **changes: object) -> Recording:
    with recorded() as recording:
        findings.show(evidence(**changes), codes=CODES, replay="replay it", budget=budget)
    return recording


class TestShow:
    def test_says_what_was_expected_and_what_came_beside_the_documented_codes(self) -> None:
        recording = shown(findings.Budget())

        assert recording.steps == [
            "!MUST errors.documented-code at $.errors[0].extensions.errorCode (requests: 1)",
            "  Expected: a documented code",
            "  Actual: KT-CT-9",
            "  Received: KT-CT-9",
            "  Documented: KT-CT-1 No water.",
        ]

    def test_attaches_the_marked_answer_the_operation_and_the_commands(self) -> None:
        attachments = shown(findings.Budget()).attachments

        assert (
            '"errorCode": "KT-CT-9"   ◀ expected a documented code'
            in attachments["answer, status 200: the place is marked"]
        )
        assert attachments["request"] == 'mutation Boil {\n  boilKettle\n}\n\nvariables\n{\n  "cups": 2\n}'
        assert attachments["curl and replay"] == "curl -sS https://kettles.example/\n\nreplay it"
        exchange = json.loads(attachments["exchange"])
        assert exchange["request"]["headers"] == [{"name": "authorization", "value": "$KRAKEN_TOKEN"}]
        assert exchange["response"]["status"] == 200

    def test_names_the_input_that_it_takes(self) -> None:
        recording = shown(findings.Budget(), case={"place": ["input", "cups"], "violation": "unknown-field"})

        assert "  For: input.cups: unknown-field" in recording.steps

    def test_attaches_nothing_without_a_budget(self) -> None:
        recording = shown(None)

        assert recording.attachments == {}
        assert recording.steps[-1] == "  Ask again: replay it"

    def test_says_where_the_exchange_is_when_the_budget_is_used_up(self) -> None:
        recording = shown(findings.Budget(10))

        assert recording.attachments == {}
        assert "  the exchange is in violations.jsonl: no more is attached in this run" in recording.steps

    def test_takes_what_it_attaches_off_the_budget(self) -> None:
        budget = findings.Budget(100_000)

        attachments = shown(budget).attachments

        assert 100_000 - budget.left == sum(map(len, attachments.values())) - len("status 200\n\n")

    def test_shows_hostile_text_as_text_and_cuts_it(self) -> None:
        body = json.dumps({"data": HOSTILE}, ensure_ascii=False)
        response = {"status": 200, "headers": {"x\x1b": HOSTILE}, "body": body}

        recording = shown(findings.Budget(), actual=HOSTILE, expected=HOSTILE, response=response)

        texts = [*recording.steps, *recording.attachments.values()]
        assert max(map(len, texts)) < 20_000
        assert not any("\x1b" in one or "\u202e" in one for one in texts)
        assert any(r"<script>alert(1)</script>\x1b[31m\u202exxx" in one for one in texts)

    def test_says_of_a_waived_finding_that_it_is(self) -> None:
        assert shown(None, waived=True).steps[0].startswith("!waived MUST")


class TestMessage:
    def test_begins_each_line_with_the_rule_for_categories(self) -> None:
        said = findings.message([evidence(path="$.errors[0]")])

        assert said == "[errors.documented-code] $.errors[0]: expected a documented code, got KT-CT-9"

    def test_counts_what_it_leaves_out(self) -> None:
        many = [evidence(path=f"$.errors[{number}]") for number in range(7)]

        assert findings.message(many).splitlines()[-1] == "and 2 more findings"

    def test_tells_once_what_reads_the_same(self) -> None:
        assert findings.message([evidence(), evidence(fingerprint="1")]) == findings.message([evidence()])
