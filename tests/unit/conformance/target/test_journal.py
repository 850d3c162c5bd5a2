import datetime
import json
import os
from concurrent import futures
from pathlib import Path
from typing import Any

import pytest

import strategies
from conformance.errors import ConfigError, TargetLostError
from conformance.model import Case, Credential, Exchange, Request, Response
from conformance.target import journal
from conformance.target.journal import Journal, Outcome
from conformance.target.redaction import Redactor
from tests.support import exchanges

CONTRACT = exchanges.contract()
SECRET = "a-secret-token"
CASE = Case(
    "valid_input",
    strategies.operation(CONTRACT, "boilKettle"),
    {"input": {"kettleId": SECRET, "degrees": 96}},
    Credential.VALID,
)
NOON = datetime.datetime(2026, 1, 2, 12, tzinfo=datetime.UTC)


def made(path: Path, **options: Any) -> Journal:
    return Journal(path / journal.NAME, Redactor.of({SECRET: "KRAKEN_TOKEN"}), now=lambda: NOON, **options)


def events(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (path / journal.NAME).read_text().splitlines()]


def answer(document: Any, status: int = 200) -> Exchange:
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    return Exchange(CASE, Request("https://x.example/", {}, ""), Response(status, {}, content, 0.1))


class TestSent:
    def test_is_in_the_file_before_anything_else_happens(self, tmp_path: Path) -> None:
        name = made(tmp_path).sent(CASE, hazard="physical", identity="main")

        assert events(tmp_path) == [
            {
                "at": "2026-01-02T12:00:00.000+00:00",
                "event": "sent",
                "id": name,
                "mutation": "boilKettle",
                "scenario": "valid_input",
                "hazard": "physical",
                "identity": "main",
                "credential": "valid",
                "operation": "BoilKettle",
                "variables": {"input": {"kettleId": "$KRAKEN_TOKEN", "degrees": 96}},
                "document": None,
            }
        ]

    def test_is_readable_by_its_owner_only(self, tmp_path: Path) -> None:
        made(tmp_path).sent(CASE, hazard=None, identity="main")

        assert (tmp_path / journal.NAME).stat().st_mode & 0o077 == 0

    def test_makes_its_directory(self, tmp_path: Path) -> None:
        made(tmp_path / "reports" / "build").sent(CASE, hazard=None, identity="main")

        assert len(events(tmp_path / "reports" / "build")) == 1

    @pytest.mark.parametrize(("durable", "count"), [(True, 1), (False, 0)])
    def test_is_on_the_disk_where_that_matters(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, durable: bool, count: int
    ) -> None:
        synced: list[int] = []
        monkeypatch.setattr(os, "fsync", synced.append)

        made(tmp_path, durable=durable).sent(CASE, hazard=None, identity="main")

        assert len(synced) == count

    @pytest.mark.parametrize("failure", [OSError(28, "No space left on device"), 3])
    def test_stops_the_run_where_it_cannot_be_written(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: OSError | int
    ) -> None:
        def write(_: int, __: bytes) -> int:
            if isinstance(failure, OSError):
                raise failure
            return failure

        monkeypatch.setattr(os, "write", write)

        with pytest.raises(TargetLostError, match=r"journal\.jsonl cannot be written, so that nothing"):
            made(tmp_path).sent(CASE, hazard=None, identity="main")


class TestRead:
    def test_tells_what_became_of_each(self, tmp_path: Path) -> None:
        kept = made(tmp_path)
        names = [kept.sent(CASE, hazard="physical", identity="main") for _ in range(5)]
        kept.answered(names[0], Response(200, {}, b'{"data": 1}', 0.1), Outcome.EXECUTED)
        kept.answered(names[1], Response(200, {}, b"{}", 0.1), Outcome.REFUSED)
        kept.answered(names[2], None, Outcome.NOT_SENT)
        kept.answered(names[3], Response(200, {}, b"{}", 0.1), Outcome.EXECUTED)
        kept.undone(names[3], by="drainKettle")

        found = journal.read(tmp_path / journal.NAME)

        assert [entry.outcome.value for entry in found] == [
            "executed",
            "refused",
            "not sent",
            "executed",
            "unknown",
        ]
        assert [entry.id for entry in journal.outstanding(found)] == [names[0], names[4]]
        assert found[3].undone_by == "drainKettle"

    def test_finds_nothing_outstanding_that_leaves_nothing_behind(self, tmp_path: Path) -> None:
        for hazard in journal.HARMLESS:
            made(tmp_path).sent(CASE, hazard=hazard, identity="main")

        assert journal.outstanding(journal.read(tmp_path / journal.NAME)) == ()

    def test_begins_where_a_run_began(self, tmp_path: Path) -> None:
        file = tmp_path / journal.NAME
        kept = made(tmp_path)
        kept.sent(CASE, hazard="money", identity="main")

        begins = journal.begin(file, afresh=False)
        name = kept.sent(CASE, hazard="money", identity="main")

        assert [entry.id for entry in journal.read(file, begins=begins)] == [name]
        assert journal.begin(file, afresh=True) == 0
        assert not file.exists()

    def test_says_in_a_line_what_a_mutation_left_behind(self, tmp_path: Path) -> None:
        kept = made(tmp_path)
        names = [kept.sent(CASE, hazard="physical", identity="main") for _ in range(3)]
        kept.answered(names[0], None, Outcome.EXECUTED)

        entries = journal.outstanding(journal.read(tmp_path / journal.NAME))

        assert journal.described(entries) == ("boilKettle (physical): 1 executed, 2 of unknown outcome",)

    def test_leaves_out_a_last_line_that_was_not_finished(self, tmp_path: Path) -> None:
        kept = made(tmp_path)
        names = [kept.sent(CASE, hazard=None, identity="main") for _ in range(2)]
        file = tmp_path / journal.NAME
        file.write_bytes(file.read_bytes()[:-40])

        assert [entry.id for entry in journal.read(file)] == names[:1]

    @pytest.mark.parametrize("line", ["{", "7", '{"event": "sent"}', '{"event": "lost", "id": "a"}'])
    def test_names_a_line_that_is_wrong(self, tmp_path: Path, line: str) -> None:
        file = tmp_path / journal.NAME
        file.write_text(f"{line}\n\n")

        with pytest.raises(ConfigError, match=r"journal.jsonl:1: this is no line of a journal"):
            journal.read(file)

    def test_finds_none_where_there_is_no_journal(self, tmp_path: Path) -> None:
        assert journal.read(tmp_path / journal.NAME) == ()

    def test_reads_what_several_wrote_at_once(self, tmp_path: Path) -> None:
        def write(_: int) -> set[str]:
            own = made(tmp_path, durable=False)
            names = {own.sent(CASE, hazard=None, identity="main") for _ in range(50)}
            own.close()
            return names

        with futures.ThreadPoolExecutor(8) as executor:
            written = set().union(*executor.map(write, range(8)))

        assert {entry.id for entry in journal.read(tmp_path / journal.NAME)} == written
        assert len(written) == 400


class TestOutcome:
    @pytest.mark.parametrize(
        ("exchange", "outcome"),
        [
            (answer({"data": {"boilKettle": {"ok": True}}}), Outcome.EXECUTED),
            (answer({"data": {"boilKettle": None}}), Outcome.EXECUTED),
            (answer({"data": {"boilKettle": {}}, "errors": [{"message": "x"}]}), Outcome.EXECUTED),
            (answer({"data": {"boilKettle": None}, "errors": [{"message": "x"}]}), Outcome.REFUSED),
            (answer({"errors": [{"message": "x"}]}, 400), Outcome.REFUSED),
            (answer(b"<html>", 502), Outcome.UNKNOWN),
            (answer({}), Outcome.UNKNOWN),
            (answer({"errors": "all of them"}, 500), Outcome.UNKNOWN),
        ],
    )
    def test_is_what_an_answer_says(self, exchange: Exchange, outcome: Outcome) -> None:
        assert Outcome.of(exchange) is outcome
