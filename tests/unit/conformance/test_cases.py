from hypothesis import given
from hypothesis import strategies as st

import strategies
from conformance import cases
from conformance.model import Case, Credential
from tests.support import exchanges

CONTRACT = exchanges.contract()
OPERATIONS = strategies.slices(CONTRACT, "boilKettle")
KNOWN = strategies.Known(values={"kettleId": ("real-kettle",)})


class TestWithoutCredential:
    @given(data=st.data())
    def test_asks_only_for_what_cannot_exist(self, data: st.DataObject) -> None:
        case = data.draw(cases.without_credential(CONTRACT, "boilKettle", OPERATIONS, KNOWN))

        assert case.credential is Credential.NONE
        assert case.variables["input"]["kettleId"] in ("0", "00000000-0000-4000-8000-000000000000")


class TestProvoking:
    def test_gives_a_case_for_each_documented_code_that_the_target_can_be_made_to_raise(self) -> None:
        case = Case("domain_errors", OPERATIONS[0], {"input": {"kettleId": "7", "degrees": 9}})

        provoked = list(cases.provoking(CONTRACT, case, {"KT-CT-9001": "reserved", "KT-CT-4242": "other"}))

        assert [one.variables for one in provoked] == [{"input": {"kettleId": "reserved", "degrees": 9}}]
        assert case.variables["input"]["kettleId"] == "7"

    def test_gives_none_where_no_input_takes_a_text(self) -> None:
        case = Case("domain_errors", strategies.operation(CONTRACT, "drainKettle"), {})

        assert list(cases.provoking(CONTRACT, case, {"KT-CT-9001": "reserved"})) == []
