import attrs

import strategies
from conformance.dry_run import DryRun, Refused
from conformance.model import Case, Credential, Tier
from conformance.probe import survey
from conformance.probe.question import Question
from tests.support import exchanges

CONTRACT = exchanges.contract()
URL = "https://staging.example/graphql/"
BOIL = Case(
    "valid_input",
    strategies.operation(CONTRACT, "boilKettle"),
    {"input": {"kettleId": "\x1b[31m a secret token"}},
)


def dry() -> DryRun:
    made = DryRun(CONTRACT, {"api": URL}, lambda text: text.replace("a secret token", "$KRAKEN_TOKEN"))
    made.tiers[("valid_input", "boilKettle")] = Tier.EXERCISE
    return made


class TestLines:
    def test_say_what_would_be_sent(self) -> None:
        run = dry()

        run.would_send(BOIL, identity="main", method="POST")
        run.would_send(
            attrs.evolve(BOIL, credential=Credential.NONE), identity="main", method="GET", goes_on=True
        )

        variables = '{"input": {"kettleId": "\\u001b[31m $KRAKEN_TOKEN"}}'
        assert list(run.lines())[:2] == [
            f"would send exercise/valid_input boilKettle as main: POST {URL} {variables}",
            f"would send exercise/valid_input boilKettle as nobody (none credential): GET {URL} {variables}"
            ", and more as answers say",
        ]

    def test_say_what_is_refused_and_why(self) -> None:
        run = dry()
        run.refused.append(Refused(Tier.GUARD, "no_credential", "drainKettle", "would execute: it may"))

        first = next(run.lines())
        assert first == "refused guard/no_credential drainKettle because would execute: it may"

    def test_end_with_the_totals(self) -> None:
        run = dry()
        run.would_send(BOIL, identity="main", method="POST")
        run.would_survey("api", survey.planned(CONTRACT, [Question("drainKettle", {})]))
        run.refused += [Refused(Tier.GUARD, "public", name, "would execute") for name in "abc"]

        assert list(run.lines())[-3:] == [
            f"would send 3 requests (probe 2, guard 0, exercise 1) to {URL}",
            "refused 3 test items",
            "  3 because would execute",
        ]

    def test_are_bounded(self) -> None:
        run = dry()

        run.would_send(attrs.evolve(BOIL, variables={"a": "x" * 1_000_000}), identity="main", method="POST")

        assert max(map(len, run.lines())) < 400


class TestCount:
    def test_is_by_test_item(self) -> None:
        run = dry()
        for _ in range(3):
            run.would_send(BOIL, identity="main", method="POST")

        assert run.count("valid_input", "boilKettle") == 3
        assert run.count("valid_input", "drainKettle") == 0
