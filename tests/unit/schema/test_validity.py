from schema import contract as contracts
from schema import sdl, validity

ODD = '''
type Query { a: Int }
interface Node { id: ID! }
type Kettle implements Node { id: ID! @deprecated }
type Mutation {
  """
  The possible errors that can be raised are:

  - KT-CT-9001: Kettle not found.
  * KT-CT-9002: Kettle busy.
  - kt-ct-9003: Kettle gone.
  """
  boil: Kettle
}
'''


class TestWarnings:
    def test_are_none_for_the_committed_contract(self) -> None:
        for server in contracts.load().servers.values():
            assert validity.warnings(server.schema) == ()

    def test_name_each_place_that_is_odd(self) -> None:
        found = validity.warnings(sdl.read(ODD))

        assert len(found) == 3
        assert "boil: '* KT-CT-9002: Kettle busy.'" in found[0]
        assert "boil: '- kt-ct-9003: Kettle gone.'" in found[1]
        assert "Kettle.id must not be deprecated" in found[2]
