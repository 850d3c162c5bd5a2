"""Drift tools beside each other: verdicts on the matrix of single changes, and time on a large pair.

    npm install --prefix DIR @graphql-inspector/core @graphql-inspector/cli graphql
    python -m benchmarks.drift_tools DIR

graphql-core's finder is there anyway. Without DIR the columns of graphql-inspector stay empty.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import graphql
from graphql.utilities import find_schema_changes

from benchmarks import pairs
from tests.unit.schema.drift import matrix

#: Asks graphql-inspector's core about each pair of a JSON list, and prints its verdicts.
_SCRIPT = """
import { readFileSync } from "node:fs";
import { diff } from "@graphql-inspector/core";
import { buildSchema } from "graphql";
const found = [];
for (const [before, after] of JSON.parse(readFileSync(process.argv[2], "utf8"))) {
  try {
    const changes = await diff(buildSchema(before), buildSchema(after));
    found.push(changes.map((one) => one.criticality.level));
  } catch (error) { found.push(["ERROR " + error.message]); }
}
console.log(JSON.stringify(found));
"""
_LEVELS = {"BREAKING": "breaking", "DANGEROUS": "dangerous", "NON_BREAKING": "safe", "SAFE": "safe"}
_QUERY = " type Query { placeholder: Boolean }"


def core(before: str, after: str) -> str:
    """The worst that graphql-core finds, or none."""
    old, new = (graphql.build_schema(text) for text in (before, after))
    return worst([type(one).__name__.removesuffix("Change").upper() for one in find_schema_changes(old, new)])


def worst(levels: list[str]) -> str:
    """The worst of some levels in our words."""
    found = [_LEVELS.get(one, "error") for one in levels]
    return next((one for one in ("error", "breaking", "dangerous", "safe") if one in found), "none")


def inspector(folder: Path, pairs: list[tuple[str, str]]) -> list[str]:
    """What graphql-inspector's core says of each pair."""
    script, given = folder / "ask.mjs", folder / "pairs.json"
    script.write_text(_SCRIPT, encoding="utf-8")
    given.write_text(json.dumps(pairs), encoding="utf-8")
    node = shutil.which("node") or "node"
    return [worst(one) for one in json.loads(_finish([node, str(script), str(given)]))]


def matrix_table(folder: Path | None) -> None:
    """A line for each single change on which a tool differs, and the counts."""
    rows = list(matrix.rows())
    pairs = [(row.before + _QUERY, row.after + _QUERY) for row in rows]
    theirs = {"graphql-core": [core(*pair) for pair in pairs]}
    if folder is not None:
        theirs["inspector"] = inspector(folder, pairs)
    wrong: Counter[str] = Counter()
    for number, row in enumerate(rows):
        said = {name: verdicts[number] for name, verdicts in theirs.items()}
        differing = {name: verdict for name, verdict in said.items() if verdict != row.criticality}
        wrong.update(differing.keys())
        if differing:
            told = ", ".join(f"{name} {verdict}" for name, verdict in differing.items())
            say(f"{row.criticality:9} {row.id}: {told}")
    for name in theirs:
        say(f"{name}: {wrong[name]} of {len(rows)} differ")


def _spent() -> float:
    """CPU seconds of all child processes so far."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _finish(command: list[str], *, fails: bool = False) -> str:
    """What a command of ours prints."""
    done = subprocess.run(command, capture_output=True, text=True, check=not fails)  # noqa: S603 -- our own
    return done.stdout


_FINDER = """
import sys, graphql
from graphql.utilities import find_schema_changes
old, new = (graphql.build_schema(open(one).read()) for one in sys.argv[1:])
print(len(find_schema_changes(old, new)))
"""


def times(folder: Path | None, runs: int) -> None:
    """CPU and wall seconds of whole processes, in turn in one run: the least of some."""
    with tempfile.TemporaryDirectory() as scratch:
        old, *newer = pairs.write(Path(scratch))
        contract = Path(scratch, "contract")
        made = [sys.executable, "-m", "conformance", "snapshot", "--from", str(old)]
        _finish([*made, "--url", "https://api.example/", "-o", str(contract)])
        commands: dict[str, list[str]] = {}
        for new in newer:
            commands[f"{new.stem}: drift, compact form ready"] = [
                *(sys.executable, "-m", "conformance", "drift", "--contract", str(contract)),
                *("--against", str(new), "--format", "json"),
            ]
            commands[f"{new.stem}: graphql-core's finder"] = [
                *(sys.executable, "-c", _FINDER, str(old), str(new))
            ]
            if folder is not None:
                inspector_command = str(folder / "node_modules" / ".bin" / "graphql-inspector")
                commands[f"{new.stem}: graphql-inspector diff"] = [
                    *(inspector_command, "diff", str(old), str(new))
                ]
        found: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
        for _ in range(runs):
            for name, command in commands.items():
                started = time.monotonic()
                before = _spent()
                _finish(command, fails=True)
                found[name].append((_spent() - before, time.monotonic() - started))
        for name, listed in found.items():
            least, wall = (min(column) for column in zip(*listed, strict=True))
            say(f"{name:36} CPU {least:5.2f} s, wall {wall:5.2f} s")


def say(line: str) -> None:
    """Print a line."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    matrix_table(given.folder)
    times(given.folder, given.runs)


if __name__ == "__main__":
    main()
