"""Mutation testing of rules and waivers: how many small changes of their code the unit tests notice.

    python -m benchmarks.mutation [--only conformance/rules/auth.py] [--sample 200] [--workers 2]

Cosmic Ray makes the mutants. Each is loaded in a forked process in place of the module that it changes: first
against the module's own tests, and if these notice nothing, against all tests of rules and waivers. Prints
the score of each module and every mutant that was not noticed; the exit code is 1 if there is one that
`mutation.toml` does not explain.
"""

from __future__ import annotations

import argparse
import ast
import gc
import importlib.abc
import importlib.machinery
import importlib.util
import os
import random
import re
import signal
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent import futures
from pathlib import Path
from types import ModuleType

import attrs
from cosmic_ray import ast as cosmic_ast
from cosmic_ray import mutating, plugins

_ROOT = Path(__file__).resolve().parent.parent
_MODULES = (
    *sorted((_ROOT / "conformance" / "rules").glob("[a-z]*.py")),
    _ROOT / "conformance" / "waivers.py",
)
_TESTS = _ROOT / "tests" / "unit" / "conformance"
_ALL_TESTS = (_TESTS / "rules", _TESTS / "test_waivers.py")
#: Modules without a test file of their own, and the one that comes first for them.
_FIRST = {"walk": _TESTS / "rules" / "test_shape.py", "compiled": _TESTS / "test_judge.py"}
_EXPLAINED = Path(__file__).with_name("mutation.toml")
#: Longest time of one mutant's tests, in seconds: some never end.
_TIME = 120
#: A module that cannot be imported without its decorators says nothing about its tests; and what is compared
#: by identity here is a member of an enumeration or None, which are equal to nothing else and have no order.
_LEFT_OUT = re.compile(r"core/(RemoveDecorator|ReplaceComparisonOperator_Is(Not)?_(?!Is(Not)?$)\w+)")


@attrs.frozen
class Mutant:
    """A module with one small change: the line as it was and as it is, and where."""

    module: Path
    operator: str
    number: int
    before: str
    after: str
    line: int

    @property
    def place(self) -> str:
        """The name by which `mutation.toml` explains it: stable while the line is."""
        return f"{self.module.name}: {self.before} -> {self.after}"


def mutants(module: Path) -> Iterator[Mutant]:
    """All mutants of a module but those that change annotations alone, which nothing evaluates."""
    source = module.read_text(encoding="utf-8")
    unchanged = _evaluated(source)
    tree = cosmic_ast.get_ast(source)
    for name in plugins.operator_names():
        kind = plugins.get_operator(name)
        if kind.arguments() or _LEFT_OUT.fullmatch(name):
            continue
        count = sum(len(list(kind().mutation_positions(node))) for node in cosmic_ast.ast_nodes(tree))
        for number in range(count):
            changed = mutating.mutate_code(source, kind(), number)
            if changed is not None and _evaluated(changed) not in (unchanged, None):
                yield Mutant(module, name, number, *_difference(source, changed))


def _evaluated(source: str) -> str | None:
    """The syntax tree of what Python evaluates, as text; None for what is no Python."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            node.returns = None
            for one in (*node.args.args, *node.args.kwonlyargs, *node.args.posonlyargs):
                one.annotation = None
        if isinstance(node, ast.AnnAssign):
            node.annotation = ast.Constant(None)
    return ast.dump(tree)


def _difference(before: str, after: str) -> tuple[str, str, int]:
    for number, (old, new) in enumerate(zip(before.splitlines(), after.splitlines(), strict=False), 1):
        if old != new:
            return old.strip(), new.strip(), number
    raise AssertionError("a mutant differs from its module")


class _Loader(importlib.abc.Loader):
    def __init__(self, source: str, file: Path) -> None:
        self.source, self.file = source, file

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.source, str(self.file), "exec"), module.__dict__)  # noqa: S102 -- our own code, changed


class _Finder(importlib.abc.MetaPathFinder):
    """Finds the mutant where its module is looked for."""

    def __init__(self, name: str, loader: _Loader) -> None:
        self.name, self.loader = name, loader

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        del path, target
        if fullname != self.name:
            return None
        return importlib.util.spec_from_loader(fullname, self.loader, origin=str(self.loader.file))


def is_noticed(mutant: Mutant) -> bool:
    """Whether any test fails with it, or does not end."""
    beside = mutant.module.relative_to(_ROOT / "conformance").with_name(f"test_{mutant.module.name}")
    own = _FIRST.get(mutant.module.stem, _TESTS / beside)
    return any(not _passes(mutant, tests) for tests in ((own,), _ALL_TESTS) if tests[0].exists())


def _passes(mutant: Mutant, tests: Sequence[Path]) -> bool:
    child = os.fork()
    if child == 0:
        try:
            code = _test(mutant, tests)
        except BaseException:  # noqa: BLE001 -- whatever a mutant does to its tests, they did not pass
            code = 1
        os._exit(code)
    _, status = os.waitpid(child, 0)
    return status == 0


def _test(mutant: Mutant, tests: Sequence[Path]) -> int:
    import pytest  # noqa: PLC0415 -- imported before the fork, and looked up here

    signal.alarm(_TIME)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    source = mutating.mutate_code(
        mutant.module.read_text(encoding="utf-8"), plugins.get_operator(mutant.operator)(), mutant.number
    )
    name = ".".join(mutant.module.relative_to(_ROOT).with_suffix("").parts)
    sys.meta_path.insert(0, _Finder(name, _Loader(source, mutant.module)))
    options = [
        "-x",
        "-q",
        "--noconftest",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
        "-p",
        "no:allure_pytest",
    ]
    return int(pytest.main([*options, f"--rootdir={_ROOT}", *map(str, tests)]))


def _prepare() -> None:
    """Import, before any fork, what no mutant changes; examples are the same each time.

    That is all that the tests need but this suite's own room and its tests, which each fork imports anew.
    """
    import hypothesis  # noqa: PLC0415 -- in one place with the others
    import pytest  # noqa: PLC0415, F401

    import tests.unit.conformance.rules.judging  # noqa: PLC0415, F401

    for name in [name for name in sys.modules if name.startswith(("conformance", "tests"))]:
        del sys.modules[name]
    hypothesis.settings.register_profile("tests", derandomize=True, deadline=None, max_examples=50)
    hypothesis.settings.load_profile("tests")
    # What is there before a fork is garbage in none of them: looking for it takes a quarter of a short test.
    gc.freeze()


def main() -> int:
    """Print scores and survivors."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", type=Path, help="one module")
    parser.add_argument("--sample", type=int, help="so many mutants, the same each time")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    os.chdir(_ROOT)
    modules = _MODULES if options.only is None else (options.only.resolve(),)
    made = [mutant for module in modules for mutant in mutants(module)]
    if options.sample is not None:
        made = random.Random(0).sample(  # noqa: S311 -- no secret
            made, min(options.sample, len(made))
        )
    explained = tomllib.loads(_EXPLAINED.read_text(encoding="utf-8"))
    _prepare()
    # A thread only waits for the process that it forked.
    with futures.ThreadPoolExecutor(options.workers) as pool:
        noticed = dict(zip(made, pool.map(is_noticed, made), strict=True))
    total = Counter(mutant.module for mutant in made)
    caught = Counter(mutant.module for mutant, seen in noticed.items() if seen)
    survivors = [mutant for mutant, seen in noticed.items() if not seen]
    for module, count in total.items():
        print(f"{module.relative_to(_ROOT)}: {caught[module]} of {count}")  # noqa: T201 -- what it is for
    open_ = [mutant for mutant in survivors if mutant.place not in explained]
    for mutant in survivors:
        reason = explained.get(mutant.place, "NOT EXPLAINED")
        print(f"line {mutant.line}, {mutant.place}: {reason}")  # noqa: T201
    print(f"{sum(caught.values())} of {len(made)} noticed, {len(open_)} of the others not explained")  # noqa: T201
    return 1 if open_ else 0


if __name__ == "__main__":
    sys.exit(main())
