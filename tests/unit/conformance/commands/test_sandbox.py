from collections.abc import Callable
from typing import Any

import attrs
import pytest
from click.testing import CliRunner

from conformance.commands.sandbox import sandbox
from sandbox import options, server

#: What each option of the command sets: its words, the field of `Options`, the value there.
OPTIONS: list[tuple[list[str], str, Any]] = [
    (["--seed", "7"], "seed", 7),
    (["--limits"], "limits", options.Limits()),
    (["--latency", "0.25"], "latency", 0.25),
    (["--step-time", "0.5"], "step_time", 0.5),
    (["--no-introspection"], "introspection", False),
    (["--no-suggestions"], "suggestions", False),
    (["--no-repeated-fields"], "repeated_fields", False),
    (["--first-error-only"], "first_error_only", True),
    (["--body-cap", "20000"], "body_cap", 20_000),
    (["--token-cap", "500"], "token_cap", 500),
    (["--error-cap", "5"], "error_cap", 5),
    (["--validation-error-cap", "6"], "validation_error_cap", 6),
    (["--request-error-status", "200"], "request_error_status", 200),
]

Serve = Callable[..., options.Options]


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Serve:
    """`served("--seed", "7")` gives the options that the server was to have."""
    given: list[options.Options] = []

    def keep(chosen: options.Options, *, port: int, announce: Callable[[str], None]) -> None:
        announce(f"port {port}")
        given.append(chosen)

    monkeypatch.setattr(server, "serve", keep)

    def call(*arguments: str) -> options.Options:
        done = CliRunner().invoke(sandbox, arguments, catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return given.pop()

    return call


class TestSandbox:
    def test_behaves_as_the_real_api_by_default(self, served: Serve) -> None:
        chosen = served()

        assert chosen == options.Options(contract=chosen.contract)

    @pytest.mark.parametrize(("arguments", "field", "value"), OPTIONS)
    def test_sets_what_an_option_says_and_nothing_else(
        self, served: Serve, arguments: list[str], field: str, value: Any
    ) -> None:
        chosen = served(*arguments)

        assert chosen == options.Options(contract=chosen.contract, **{field: value})
        assert getattr(chosen, field) != getattr(served(), field)

    def test_has_an_option_for_every_field(self) -> None:
        fields = {field.name for field in attrs.fields(options.Options)}

        # A fault brings its own slowness: only tests shorten it.
        assert fields - {"slowness"} == {field for _, field, _ in OPTIONS} | {"contract", "faults"}

    def test_switches_faults_on_for_all_for_some_and_for_one(self, served: Serve) -> None:
        fault = "inputs.null-for-required"

        everywhere = served("--fault", fault).faults
        some = served("--fault", fault, "--on", "acceptGoodsQuote", "--on", "updatePassword").faults
        one = served("--fault", f"{fault}@acceptGoodsQuote", "--on", "updatePassword").faults

        found = [(one.fault.id, one.on) for one in (*everywhere, *some, *one)]
        assert found == [
            (fault, None),
            (fault, frozenset({"acceptGoodsQuote", "updatePassword"})),
            (fault, frozenset({"acceptGoodsQuote"})),
        ]

    @pytest.mark.parametrize(
        "arguments",
        [
            ["--error-cap", "0"],
            ["--latency", "-1"],
            ["--request-error-status", "500"],
            ["--body-cap", "much"],
        ],
    )
    def test_refuses_a_value_that_means_nothing(self, arguments: list[str]) -> None:
        done = CliRunner().invoke(sandbox, arguments)

        assert done.exit_code == 2
        assert arguments[0] in done.output
