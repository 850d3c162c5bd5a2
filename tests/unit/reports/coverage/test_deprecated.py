import datetime

from conformance.coverage import table
from reports.coverage import deprecated
from schema import contract as contracts
from schema import sdl, supplement

TEXT = """
type Query { a: Int, old: Gone }
type Gone { a: Int @deprecated(reason: "Nobody reaches this.") }
type Mutation {
  boil(now: Boolean @deprecated): Kettle
  melt: Int @deprecated(reason: "Boil - Marked as deprecated on 2026-01-15. - Will be removed on 2026-07-01.")
}
type Kettle {
  lid: Int @deprecated(reason: "Gone. - Marked as deprecated on 2025-01-15. - Will be removed on 2025-07-01.")
  state: State
}
enum State { HOT, TEPID @deprecated(reason: "Say HOT.") }
"""


class TestListed:
    def test_finds_all_that_mutations_reach_the_first_to_go_first(self) -> None:
        settings = supplement.read('[servers.api]\nurl = "https://x.example/"\nsnapshot = "api.graphql"\n')
        server = contracts.Server("api", "https://x.example/", sdl.read(TEXT))
        contract = contracts.assemble({"api": server}, settings)

        found = deprecated.listed(contract, table.figures(contract, []))

        assert [one.coordinate for one in found] == [
            "Kettle.lid",
            "Mutation.melt",
            "Mutation.boil(now:)",
            "State.TEPID",
        ]
        assert found[1].marked == datetime.date(2026, 1, 15)
        assert found[1].removal == datetime.date(2026, 7, 1)
        assert found[3].as_json() == {
            "coordinate": "State.TEPID",
            "reason": "Say HOT.",
            "marked": None,
            "removal": None,
        }
