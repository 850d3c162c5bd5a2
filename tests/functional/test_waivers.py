"""From a finding to its replay, its smallest request and its waiver, as a user goes from one to the next."""

import datetime
import json
import os
from pathlib import Path

import attrs
import pytest

import strategies
from conformance import cli, replay, session, waivers
from conformance.model import Case, Evidence
from reports import violations
from schema import contract as contracts
from strategies import examples
from tests.functional.conftest import Command

MUTATION = "acceptGoodsQuote"
FAULT = ("--fault", "envelope.unknown-key", "--on", MUTATION)


@attrs.frozen
class Found:
    """A report directory with one finding in it, and what the finding says."""

    directory: Path
    evidence: Evidence
    contract: contracts.Contract


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Found:
    directory = tmp_path_factory.mktemp("report")
    options = session.Options(faults=(FAULT[1],), faults_on=(MUTATION,))
    contract = session.load_contract(options)
    values = examples.of_fields(
        contract.schema_of(MUTATION), contract.mutation(MUTATION).arguments, optional_levels=1
    )
    target = session.open_target(options, contract, os.environ)
    run = session.open_run(options, contract, target)
    try:
        run.ask(Case("valid_input", strategies.operation(contract, MUTATION), values))
        (evidence,) = run.result("valid_input", MUTATION).evidence
        (waiver,) = waivers.read(entry(evidence, contract), contract)
        shown = replay.of_waiver(run.client, contract, waiver)
    finally:
        run.client.close()
        target.stop()
    assert shown.shown is waivers.Shown.VIOLATED
    violations.append(directory, [evidence])
    return Found(directory, evidence, contract)


def entry(evidence: Evidence, contract: contracts.Contract) -> str:
    today = datetime.date(2026, 3, 1)
    return waivers.addition("", evidence, waivers.Grant("Known.", "us", today), contract, today=today)


class TestReplay:
    def test_shows_the_finding_again_in_a_smaller_request(self, conformance: Command, found: Found) -> None:
        chosen = ("--minimise", "--budget", "30", "--report-dir", str(found.directory))

        done = conformance("replay", found.evidence.fingerprint[:6], *chosen, *FAULT)

        assert done.returncode == 1, done.stdout + done.stderr
        assert f"MUST {found.evidence.fingerprint}: [envelope.known-keys]" in done.stdout
        assert f"{found.evidence.fingerprint} shows again" in done.stdout
        assert "{ __typename }" in done.stdout
        assert "Authorization: $KRAKEN_TOKEN" in done.stdout

    def test_ends_with_exit_code_0_where_the_finding_does_not_show(
        self, capsys: pytest.CaptureFixture[str], found: Found
    ) -> None:
        code = cli.main(["replay", found.evidence.fingerprint, "--report-dir", str(found.directory)])

        assert code == 0
        assert f"{found.evidence.fingerprint} does not show again" in capsys.readouterr().out

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (("ffff",), "there is no finding 'ffff'"),
            (("0", "--budget", "5"), "--budget is that of --minimise"),
        ],
    )
    def test_ends_with_exit_code_4_where_it_cannot_ask(
        self, capsys: pytest.CaptureFixture[str], found: Found, arguments: tuple[str, ...], said: str
    ) -> None:
        code = cli.main(["replay", *arguments, "--report-dir", str(found.directory)])

        assert code == 4
        assert said in capsys.readouterr().err


class TestWaive:
    def waive(self, found: Found, file: Path, **changed: str) -> int:
        expires = datetime.date.today() + datetime.timedelta(days=30)
        given = {"reason": "It's known.", "owner": "us", "expires": str(expires), **changed}
        options = [part for name, value in given.items() for part in (f"--{name}", value)]
        directory = ("--report-dir", str(found.directory), "--waivers", str(file))
        return cli.main(["waive", found.evidence.fingerprint, *options, *directory])

    def test_appends_an_entry_that_covers_the_finding(self, found: Found, tmp_path: Path) -> None:
        file = tmp_path / "waivers.toml"
        file.write_text("# Ask us before you add one.\n")

        code = self.waive(found, file)

        (waiver,) = waivers.load(file, found.contract)
        assert code == 0
        assert file.read_text().startswith("# Ask us before you add one.\n\n[[waivers]]\n")
        assert waivers.matches(waiver, found.evidence)
        assert dict(waiver.case) == json.loads(json.dumps(dict(found.evidence.case)))

    def test_refuses_a_second_entry_for_the_same(
        self, capsys: pytest.CaptureFixture[str], found: Found, tmp_path: Path
    ) -> None:
        file = tmp_path / "waivers.toml"
        self.waive(found, file)
        before = file.read_text()

        code = self.waive(found, file)

        assert code == 4
        assert "is about it already" in capsys.readouterr().err
        assert file.read_text() == before

    @pytest.mark.parametrize(
        ("expires", "said"),
        [
            ("tomorrow", "error: --expires: 'tomorrow' is not a date such as 2026-06-30\n"),
            ("2020-01-01", "error: expires: 2020-01-01 must be a day from "),
        ],
    )
    def test_leaves_the_file_alone_where_the_date_is_wrong(
        self, capsys: pytest.CaptureFixture[str], found: Found, tmp_path: Path, expires: str, said: str
    ) -> None:
        file = tmp_path / "waivers.toml"

        code = self.waive(found, file, expires=expires)

        assert code == 4
        assert capsys.readouterr().err.startswith(said)
        assert not file.exists()
