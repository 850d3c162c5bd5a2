import pytest

from conformance.model import Evidence, ItemResult
from conformance.verdict import ExitCode, Tally, judge

MUST = Evidence(
    "shape.list", "MUST", "boilKettle", "valid_input", "$", "a list", "1", {"body": "", "curl": ""}, {}
)
SHOULD = Evidence(
    "errors.message", "SHOULD", "boilKettle", "valid_input", "$", "a", "b", {"body": "", "curl": ""}, {}
)


def tally(*results: ItemResult, bugs: tuple[str, ...] = ()) -> Tally:
    return Tally(list(results), list(bugs))


def result(**values: object) -> ItemResult:
    return ItemResult("boilKettle", "valid_input", requests=1, **values)  # type: ignore[arg-type]


CLEAN = result(opportunities={"shape.list": 3})


class TestJudge:
    @pytest.mark.parametrize(
        ("given", "code"),
        [
            (tally(CLEAN), ExitCode.CONFORMANT),
            (tally(CLEAN, result(opportunities={"shape.list": 1}, evidence=(MUST,))), ExitCode.VIOLATIONS),
            (
                tally(CLEAN, result(opportunities={"errors.message": 1}, evidence=(SHOULD,))),
                ExitCode.CONFORMANT,
            ),
            (tally(), ExitCode.UNUSABLE),
            (tally(result(not_exercised="would execute")), ExitCode.UNUSABLE),
            (tally(CLEAN, result(target_error="refused")), ExitCode.UNUSABLE),
            (tally(CLEAN, bugs=("here",)), ExitCode.OUR_BUG),
        ],
    )
    def test_gives_the_exit_code_that_the_results_deserve(self, given: Tally, code: ExitCode) -> None:
        assert judge(given)[0] is code

    def test_says_that_a_run_was_interrupted_even_where_nothing_was_found(self) -> None:
        assert judge(tally(CLEAN), interrupted=True)[0] is ExitCode.INTERRUPTED


class TestTally:
    def test_gives_a_reason_for_each_mutation_that_was_not_exercised(self) -> None:
        given = tally(CLEAN, ItemResult("drainKettle", "valid_input", not_exercised="would execute"))

        reasons = given.not_exercised(["boilKettle", "drainKettle", "fillKettle"])

        assert reasons == {
            "every scenario: not selected, or the run ended before": ("fillKettle",),
            "valid_input: would execute": ("drainKettle",),
        }
