import json

from reports.coverage import cards
from reports.coverage.cards import Cards
from reports.coverage.ran import joined
from tests.support import runs

HOSTILE = "<script>alert(1)</script>\x1b[31m\N{RIGHT-TO-LEFT OVERRIDE}"


def of(*found: object, news: dict[tuple[str, str], str] | None = None) -> Cards:
    return cards.of(
        joined(found),  # type: ignore[arg-type]
        replay=lambda fingerprint: f"replay {fingerprint}",
        news=news or {},
    )


class TestOf:
    def test_shows_request_answer_and_commands(self) -> None:
        (card,) = cards.listed(of(runs.evidence()))

        assert card.body is not None
        assert card.body.document == "mutation { boilKettle }"
        before, differing, after = card.body.response
        assert differing.split() == ['"cups":', "1", "◀", "expected", "a", "list", "of", "type", "[Cup!]!"]
        assert json.loads(before + differing.partition("◀")[0] + after) == {
            "data": {"boilKettle": {"cups": 1}}
        }
        assert card.body.curl == runs.evidence().request["curl"]
        assert card.replay == "replay 0123456789"

    def test_writes_out_what_nobody_would_see(self) -> None:
        (card,) = cards.listed(of(runs.evidence(actual=HOSTILE, path=HOSTILE)))

        assert card.actual == card.path == "<script>alert(1)</script>\\x1b[31m\\u202e"

    def test_cuts_a_megabyte_and_says_so(self) -> None:
        response = {"status": 200, "headers": {}, "body": "x" * 1_000_000}

        (card,) = cards.listed(of(runs.evidence(actual="y" * 1_000_000, response=response)))

        assert card.body is not None
        assert len("".join(card.body.response)) < cards.MAX_RESPONSE + 50
        assert "".join(card.body.response).endswith("(cut: 1,000,000 characters)")
        assert card.actual.endswith("(cut: 1,000,000 characters)")

    def test_offers_no_curl_that_could_not_be_copied_as_it_stands(self) -> None:
        request = {**runs.evidence().request, "curl": "curl " + "x" * cards.MAX_REQUEST}

        (card,) = cards.listed(of(runs.evidence(request=request)))

        assert card.body is not None
        assert card.body.curl is None

    def test_shows_the_calls_of_a_workflow_before_it(self) -> None:
        step = {
            "move": f"create {HOSTILE}",
            "request": "curl one",
            "status": 200,
            "response": "x" * 1_000_000,
        }

        (card,) = cards.listed(of(runs.evidence(steps=(step,) * (cards.MAX_STEPS + 2))))

        assert card.body is not None
        assert (len(card.body.steps), card.body.more_steps) == (cards.MAX_STEPS, 2)
        assert card.body.steps[0].move == "create <script>alert(1)</script>\\x1b[31m\\u202e"
        assert card.body.steps[0].response.endswith("(cut: 1,000,000 characters)")
        assert card.body.size > cards.MAX_STEPS * cards.MAX_BEFORE

    def test_names_the_input_that_a_finding_is_about(self) -> None:
        case = {"place": ["input", "items", 0], "violation": "null"}

        (card,) = cards.listed(of(runs.evidence(case=case)))

        assert card.input == "input.items.0: null"

    def test_shows_a_request_by_get_by_its_address(self) -> None:
        request = {**runs.evidence().request, "method": "GET", "body": ""}

        (card,) = cards.listed(of(runs.evidence(request=request)))

        assert card.body is not None
        assert card.body.document == "GET https://kettles.example/graphql/"

    def test_puts_findings_of_a_rule_at_a_mutation_together_and_new_mutations_first(self) -> None:
        found = [
            runs.evidence(fingerprint="a", mutation="brewTea"),
            runs.evidence(fingerprint="b"),
            runs.evidence(fingerprint="c", path="$.data.boilKettle.lids"),
        ]

        (group,) = of(
            *found, news={("brewTea", runs.LIST): cards.STILL, ("boilKettle", runs.LIST): cards.NEW}
        ).groups

        assert [cause.mutation for cause in group.causes] == ["boilKettle", "brewTea"]
        assert [len(cause.cards) for cause in group.causes] == [2, 1]

    def test_say_since_which_day_something_is_broken(self) -> None:
        place = ("boilKettle", runs.LIST)
        since = {place: "2026-01-02T03:04:05+00:00"}

        shown = cards.of(joined([runs.evidence()]), replay=str, news={place: cards.STILL}, since=since)

        assert [card.since for card in cards.listed(shown)] == ["2026-01-02"]

    def test_hides_no_rule_behind_one_that_is_broken_everywhere(self) -> None:
        many = [runs.evidence(fingerprint=f"{number:04}") for number in range(cards.MAX_CARDS + 5)]
        rare = runs.evidence(fingerprint="rare", rule="zz.rare", level="MAY")

        shown = of(*many, rare)

        assert [group.rule for group in shown.groups] == [runs.LIST, "zz.rare"]
        assert len(list(cards.listed(shown))) == cards.MAX_CARDS
        assert shown.hidden == {("boilKettle", runs.LIST): 6}

    def test_counts_all_mutations_and_places_of_a_rule_that_has_no_room_for_them(self) -> None:
        many = [
            runs.evidence(fingerprint=f"{mutation}{place}", mutation=f"m{mutation:03}")
            for mutation in range(cards.MAX_CARDS + 10)
            for place in range(2)
        ]

        (group,) = of(*many).groups

        assert (group.mutations, group.hidden) == (210, 220)
        assert len(group.causes) == cards.MAX_CARDS

    def test_puts_first_what_is_worst_then_what_is_new_then_what_is_broken_at_most_mutations(self) -> None:
        found = [
            runs.evidence(
                fingerprint=f"{rule}{mutation}", rule=rule, mutation=mutation, level=level, waived=waived
            )
            for rule, level, waived, mutations in (
                ("a.waived", "MUST", True, ["boilKettle", "brewTea"]),
                ("b.should", "SHOULD", False, ["boilKettle", "brewTea"]),
                ("c.old", "MUST", False, ["boilKettle", "brewTea"]),
                ("d.new", "MUST", False, ["boilKettle"]),
                ("e.new", "MUST", False, ["boilKettle", "brewTea"]),
            )
            for mutation in mutations
        ]
        news = {one.place: cards.NEW for one in joined(found) if one.evidence.rule.endswith(".new")}

        groups = of(*found, news=news).groups

        assert [group.rule for group in groups] == ["e.new", "d.new", "c.old", "b.should", "a.waived"]

    def test_leaves_out_requests_and_answers_that_have_no_room(self) -> None:
        # Each character takes five bytes in the page.
        response = {"status": 200, "headers": {}, "body": "&" * 1_000_000}
        many = [runs.evidence(fingerprint=f"{number:04}", response=response) for number in range(100)]

        bodies = [card.body for card in cards.listed(of(*many))]

        assert sum(body.size for body in bodies if body) <= cards.MAX_BODIES
        assert None in bodies
        assert bodies[0] is not None
