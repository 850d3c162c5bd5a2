import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

import strategies
from conformance import cases
from conformance.model import Case, Credential
from tests.support import exchanges

CONTRACT = exchanges.contract()
OPERATIONS = strategies.slices(CONTRACT, "boilKettle")
SETTINGS = hypothesis.settings(derandomize=True, deadline=None, database=None, max_examples=20)
KNOWN = strategies.Known(values={"kettleId": ("real-kettle",)})


NOBODY = ("0", "00000000-0000-4000-8000-000000000000")


class TestScenarios:
    @pytest.mark.parametrize(
        ("make", "scenario", "credential"),
        [
            (cases.without_credential, cases.NO_CREDENTIAL, Credential.NONE),
            (cases.with_garbage, cases.GARBAGE, Credential.GARBAGE),
            (cases.with_expired, cases.EXPIRED, Credential.EXPIRED),
            (cases.unknown_objects, cases.DOMAIN_ERRORS, Credential.VALID),
        ],
    )
    @SETTINGS
    @given(data=st.data())
    def test_that_must_reach_nothing_ask_only_for_what_cannot_exist(
        self, make: cases.Drawn, scenario: str, credential: Credential, data: st.DataObject
    ) -> None:
        case = data.draw(make(CONTRACT, "boilKettle", OPERATIONS, KNOWN))

        assert (case.scenario, case.credential) == (scenario, credential)
        assert case.variables["input"]["kettleId"] in NOBODY

    @pytest.mark.parametrize(
        ("make", "scenario", "credential"),
        [
            (cases.valid, cases.VALID, Credential.VALID),
            (cases.public, cases.PUBLIC, Credential.NONE),
        ],
    )
    def test_that_are_to_execute_use_what_is_known(
        self, make: cases.Drawn, scenario: str, credential: Credential
    ) -> None:
        drawn = make(CONTRACT, "boilKettle", OPERATIONS, KNOWN)

        case = hypothesis.find(
            drawn, lambda one: one.variables["input"]["kettleId"] == "real-kettle", settings=SETTINGS
        )

        assert (case.scenario, case.credential) == (scenario, credential)


class TestAbout:
    @pytest.mark.parametrize(
        ("scenario", "mutations"),
        [
            (cases.NO_CREDENTIAL, ["boilKettle"]),
            (cases.GARBAGE, ["boilKettle"]),
            (cases.EXPIRED, ["boilKettle"]),
            (cases.PUBLIC, ["brewTea", "drainKettle", "rekeyLid"]),
            (cases.LIMITS, ["brewTea"]),
        ],
    )
    def test_selects_the_mutations_of_a_scenario(self, scenario: str, mutations: list[str]) -> None:
        is_about = cases.ABOUT[scenario]

        assert [one.name for one in CONTRACT.mutations.values() if is_about(one)] == mutations


class TestUnreachable:
    def test_is_an_identifier_of_the_form_that_the_field_takes(self) -> None:
        assert cases.unreachable("accountNumber") == "A-00000000"
        assert cases.unreachable("kettleId") == "0"


class TestProvoking:
    def test_gives_a_case_for_each_documented_code_that_the_target_can_be_made_to_raise(self) -> None:
        case = Case("domain_errors", OPERATIONS[0], {"input": {"kettleId": "7", "degrees": 9}})

        provoked = list(cases.provoking(CONTRACT, case, {"KT-CT-9001": "reserved", "KT-CT-4242": "other"}))

        ((code, one),) = provoked
        assert code == "KT-CT-9001"
        assert one.variables == {"input": {"kettleId": "reserved", "degrees": 9}}
        assert case.variables["input"]["kettleId"] == "7"

    def test_gives_none_where_no_input_takes_a_text(self) -> None:
        case = Case("domain_errors", strategies.operation(CONTRACT, "drainKettle"), {})

        assert list(cases.provoking(CONTRACT, case, {"KT-CT-9001": "reserved"})) == []
