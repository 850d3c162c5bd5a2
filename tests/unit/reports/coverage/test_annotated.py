from conformance.coverage import marks, table
from conformance.coverage.marks import Kind, Mark
from reports.coverage import annotated
from reports.coverage.annotated import Block
from schema import sdl
from tests.support import exchanges, runs

CONTRACT = exchanges.contract()
SERVER = CONTRACT.servers["api"]


def blocks(*seen: Mark) -> dict[str, Block]:
    figures = table.figures(CONTRACT, [runs.item(seen=marks.grouped(seen))])
    return {one.name: one for one in annotated.blocks(CONTRACT, SERVER, figures)}


def marked(block: Block, mark: str) -> list[str]:
    return [line.text.strip() for line in block.lines if line.mark == mark]


class TestBlocks:
    def test_have_the_text_of_the_schema_and_nothing_else(self) -> None:
        whole = sdl.write(SERVER.schema)

        for block in blocks().values():
            assert "\n".join(line.text for line in block.lines) in whole
            assert "\n".join(run.text for run in block.runs) in whole

    def test_begin_with_the_mutations_and_leave_out_what_none_reaches(self) -> None:
        names = list(blocks())

        assert names[0] == "Mutation"
        assert {"Kettle", "BoilKettleInput", "KettleState", "Owner", "Family"} < set(names)
        assert "Query" not in names

    def test_mark_fields_that_were_seen_in_answers_and_in_inputs(self) -> None:
        found = blocks(
            Mark(Kind.OUTPUT_FIELDS, "Kettle", "id"),
            Mark(Kind.INPUTS_PRESENT, "BoilKettleInput", "kettleId"),
            Mark(Kind.ENUM_VALUES_RECEIVED, "KettleState", "COLD"),
        )

        assert marked(found["Kettle"], annotated.SEEN) == ["id: ID!"]
        assert len(marked(found["Kettle"], annotated.MISSING)) == 5
        assert marked(found["BoilKettleInput"], annotated.SEEN) == ["kettleId: ID!"]
        assert marked(found["KettleState"], annotated.SEEN) == ["COLD"]
        assert (found["Kettle"].seen, found["Kettle"].total) == (1, 6)

    def test_mark_a_mutation_and_each_error_that_it_documents(self) -> None:
        found = blocks(
            Mark(Kind.MUTATIONS, "api", "drainKettle"), Mark(Kind.ERRORS, "brewTea", "KT-CT-9004")
        )["Mutation"]

        assert marked(found, annotated.SEEN) == ["- KT-CT-9004: Too strong.", "drainKettle: Kettle"]
        assert "- KT-CT-9003: Tea refused." in marked(found, annotated.MISSING)
        assert "Undocumented." in " ".join(marked(found, annotated.PLAIN))

    def test_mark_a_union_when_all_its_members_were_seen(self) -> None:
        one, other = (Mark(Kind.POSSIBLE_TYPES, "Owner", name) for name in ("Person", "Company"))

        assert marked(blocks(one)["Owner"], annotated.SEEN) == []
        assert len(marked(blocks(one, other)["Owner"], annotated.SEEN)) == 1

    def test_mark_everything_where_all_was_seen(self) -> None:
        figures = table.figures(CONTRACT, [runs.everything()])

        for block in annotated.blocks(CONTRACT, SERVER, figures):
            assert block.seen == block.total
