"""Workflows measured on sandboxes in this process: false findings, leftovers, and faults that are caught.

    python -m benchmarks.workflows --clean 200 --seeds 10

Each clean run is a tour and some sequences of Hypothesis, half of the runs against a server that was played
against before. With each seed a fault of state sits on another of its mutations.
"""

from __future__ import annotations

import argparse
import fnmatch
import random
import sys
import time
from collections import Counter

import hypothesis

from conformance import rules
from conformance.matrix import expectations
from conformance.workflows import stage, table
from sandbox import faults
from tests.support.playing import Playing, contract


def main() -> int:
    """Measure, print, and give 1 if anything was not as it should be."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--clean", type=int, default=20, help="clean runs of each workflow")
    parser.add_argument("--seeds", type=int, default=1, help="places of each fault")
    parser.add_argument("--examples", type=int, default=3, help="sequences of Hypothesis in a run")
    parser.add_argument("--workflows", default="*", help="those of the clean runs, a glob")
    chosen = parser.parse_args()
    wrong = clean(chosen.workflows, chosen.clean, chosen.examples)
    wrong += caught(chosen.seeds, chosen.examples)
    return 1 if wrong else 0


def clean(names: str, runs: int, examples: int) -> int:
    """Clean runs of each workflow; how many found something or left something."""
    total = 0
    chosen = [one for one in table.load(contract()) if fnmatch.fnmatchcase(one.name, names)]
    for workflow in chosen if runs else ():
        found = left = 0
        started = time.process_time()
        playing = Playing.against(step_time=0.001)
        for number in range(runs):
            if number % 2 == 0:
                playing = Playing.against(step_time=0.001, seed=number)
            before = playing.sandbox.state.as_json()
            play(playing, workflow.name, examples, number)
            found += len(playing.broken)
            left += playing.sandbox.state.as_json() != before
        seconds = (time.process_time() - started) / max(1, runs)
        say(f"{workflow.name}: {runs} runs, {found} findings, {left} left over, {seconds:.2f} s CPU a run")
        total += found + left
    return total


def caught(seeds: int, examples: int) -> int:
    """Faults of state by seeds; how often one was missed or broke a rule that it should not."""
    expected = expectations.read(
        expectations.TABLE.read_text(encoding="utf-8"), faults.ALL, [rule.id for rule in rules.ALL]
    )
    wrong = 0
    for name in (one for one in faults.ALL if seeds and one.startswith("state.")):
        places = [
            (mutation, workflow.name)
            for mutation in contract().mutations
            if faults.applies(faults.ALL[name], contract(), mutation)
            for workflow in table.load(contract())
            if mutation in workflow.mutations
        ]
        times, beside = 0, Counter[str]()
        for seed in range(seeds):
            mutation, workflow = places[seed % len(places)]
            playing = Playing.against(name, [mutation], seed=seed, step_time=0.02)
            play(playing, workflow, examples, seed)
            fired = {rule for rule, where in playing.broken if where == mutation}
            elsewhere = [f"{rule}@{where}" for rule, where in playing.broken if where != mutation]
            times += bool(expected[name].names(fired))
            allowed = expected[name].beside | set(expected[name].names(fired))
            beside.update([*sorted(fired - allowed), *elsewhere])
        say(f"{name}: caught {times} of {seeds} at {min(seeds, len(places))} places, beside: {dict(beside)}")
        wrong += (seeds - times) + beside.total()
    return wrong


def play(playing: Playing, workflow: str, examples: int, seed: int) -> None:
    """One run, with sequences that depend on the seed."""
    random.seed(seed)
    settings = hypothesis.settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=False,
        phases=(hypothesis.Phase.generate,),
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    stage.play(playing.run, playing.run.workflows[workflow], settings)


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
