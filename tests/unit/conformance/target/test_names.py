from conformance.target.names import Names
from tests.support import exchanges


class TestNames:
    def test_are_those_of_mutations_inputs_and_workflows(self) -> None:
        contract = exchanges.contract()

        names = Names.of(contract, {"tea": ["teaLeaf"]})

        assert names.servers == set(contract.servers)
        assert names.mutations == set(contract.mutations)
        assert names.workflows == {"tea"}
        assert "teaLeaf" in names.fields
        assert {"input", "kettleId", "leaves", "name"} <= names.fields
        assert "boilKettle" not in names.fields
