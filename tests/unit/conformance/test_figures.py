from conformance import figures
from conformance.model import ItemResult
from conformance.verdict import Tally
from conformance.waivers import Judgement
from tests.support import exchanges
from tests.unit.reports.examples import ABOUT, evidence


class TestOf:
    def test_says_what_a_tally_amounts_to(self) -> None:
        result = ItemResult(
            "boilKettle", "valid_input", 3, opportunities={"shape.list": 2}, evidence=(evidence(),)
        )
        tally = Tally(
            results=[result], left_behind=("boilKettle: 1",), waivers=Judgement((), ("entry 1: silent",))
        )

        found = figures.of(exchanges.contract(), tally, about=ABOUT, verdict="not conformant")

        assert (found.exercised, found.requests, found.places) == (1, 3, 2)
        assert found.evidence == (evidence(),)
        assert found.left_behind == ("boilKettle: 1",)
        assert found.unchecked == ("entry 1: silent",)
