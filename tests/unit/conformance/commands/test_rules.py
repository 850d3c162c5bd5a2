import json

import click.testing
import pytest

from conformance import rules
from conformance.commands.rules import rules as command
from conformance.rules import listing


def printed(*arguments: str) -> str:
    result = click.testing.CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


class TestRules:
    def test_prints_each_rule_once(self) -> None:
        text = printed()

        assert text == listing.text(rules.ALL)
        assert all(f" {rule.id}  (" in text for rule in rules.ALL)

    def test_prints_json(self) -> None:
        found = json.loads(printed("--json"))

        assert [one["id"] for one in found] == [rule.id for rule in rules.ALL]
        assert set(found[0]) == {"id", "level", "tiers", "clause", "sentence"}

    def test_prints_the_page_of_the_documentation(self) -> None:
        assert printed("--markdown") == listing.markdown(rules.ALL)

    @pytest.mark.parametrize("argument", ["--xml", "shape.list"])
    def test_refuses_what_it_does_not_know(self, argument: str) -> None:
        assert click.testing.CliRunner().invoke(command, [argument]).exit_code == 2
