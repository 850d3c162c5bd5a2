from pathlib import Path

from conformance import rules
from conformance.rules import listing

ROOT = Path(__file__).parents[4]
ONE = rules.ALL[0]


class TestMarkdown:
    def test_is_the_page_of_the_documentation(self) -> None:
        page = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")

        assert page == listing.markdown(rules.ALL), (
            "run python -m conformance rules --markdown > docs/rules.md"
        )

    def test_has_a_table_for_each_subject(self) -> None:
        titles = [line for line in listing.markdown(rules.ALL).splitlines() if line.startswith("## ")]

        assert titles == [f"## {name}" for name in dict.fromkeys(rule.id.split(".")[0] for rule in rules.ALL)]


class TestText:
    def test_says_of_each_rule_level_id_tiers_sentence_and_clause(self) -> None:
        found = listing.text([ONE])

        assert found == (
            f"MUST   {ONE.id}  (probe, guard, exercise)\n"
            f"       {ONE.sentence} [{ONE.clause.title}, {ONE.clause.url}]\n"
        )


class TestAsJson:
    def test_has_one_plain_object_for_each_rule(self) -> None:
        assert listing.as_json([ONE]) == [
            {
                "id": ONE.id,
                "level": "MUST",
                "tiers": ["probe", "guard", "exercise"],
                "clause": {"title": ONE.clause.title, "url": ONE.clause.url},
                "sentence": ONE.sentence,
            }
        ]
