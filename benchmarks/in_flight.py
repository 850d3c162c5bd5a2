"""Waiting for a target: how near several requests in flight come to the ideal, in one process and in more."""

from __future__ import annotations

import itertools
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent import futures

import attrs
import httpx

from benchmarks import clients, size, target
from benchmarks.row import Row
from conformance import session
from schema import contract as contracts

LATENCY = 0.05
IN_FLIGHT = 8

#: How many requests a run has in flight where nobody says otherwise.
_DEFAULT = attrs.fields(session.Options).concurrency.default


def rows(chosen: size.Size) -> Iterator[Row]:
    """Throughput against a target that takes its time, and the time of a run beside a replay of it."""
    contract = contracts.load()
    names = chosen.names(contract)
    told = target.latency_to_tell(LATENCY)
    with target.running("--latency", str(told)) as server:
        asked = _Asked(server, chosen.waited_for(contract), chosen.usual)
        # On two cores: an interpreter sends as much as it can draw and judge.
        yield _throughput(asked, 2, must=0.8, aim=0.9)
        yield _throughput(asked, 1)
        yield from _processes(_Asked(server, names, "ci"))
    yield _replay(names, told, must=2, aim=1.3)
    # A target that answers at once leaves nothing to wait for: what is left is drawing and judging.
    yield _replay(names, 0.0)


@attrs.frozen
class _Asked:
    """Valid input of some mutations in a profile, which a target is asked with."""

    target: target.Recorded
    mutations: Sequence[str]
    profile: str

    def rate(self, in_flight: int, *workers: str, shards: int = 1) -> float:
        """Requests a second, by as many processes as shards, each with so many of them in flight."""
        self.target.forget()
        parts = [("--shard", f"{one + 1}/{shards}") for one in range(shards)] if shards > 1 else [()]
        arguments = ("--concurrency", str(in_flight), "--profile", self.profile)
        pytest = [*clients.VALID, *workers]
        with futures.ThreadPoolExecutor(shards) as pool:
            for done in [
                pool.submit(
                    clients.suite, self.target, *arguments, *part, mutations=self.mutations, pytest=pytest
                )
                for part in parts
            ]:
                done.result()
        return _rate(self.target)


def _throughput(asked: _Asked, processes: int, must: float | None = None, aim: float | None = None) -> Row:
    rate, ideal = asked.rate(IN_FLIGHT // processes, shards=processes), IN_FLIGHT / LATENCY
    by = f"{processes} shards, {IN_FLIGHT // processes} each" if processes > 1 else "one process"
    return Row(
        measure=f"requests a second, {LATENCY * 1000:.0f} ms latency and {IN_FLIGHT} in flight, by {by}",
        against="the ideal, in flight by latency",
        ours=f"{rate:.0f}",
        theirs=f"{ideal:.0f}",
        ratio=rate / ideal,
        must=must,
        aim=aim,
        more=True,
    )


def _processes(asked: _Asked) -> Iterator[Row]:
    """Several processes of one run against one; the target waits, so that it is no bottleneck."""
    alone = {"-n": asked.rate(1, "-n", "1"), "shards": asked.rate(1)}
    for kind, count in (("-n", 2), ("shards", 2), ("shards", 4)):
        found = asked.rate(1, "-n", str(count)) if kind == "-n" else asked.rate(1, shards=count)
        ideal = count * alone[kind]
        yield Row(
            measure=f"requests a second with {f'-n {count}' if kind == '-n' else f'{count} shards'}",
            against=f"{count} times those of one, one request in flight each",
            ours=f"{found:.1f}",
            theirs=f"{ideal:.1f}",
            ratio=found / ideal,
            must=0.8,
            aim=0.9,
            more=True,
        )


def _replay(names: Sequence[str], told: float, must: float | None = None, aim: float | None = None) -> Row:
    arguments = ("--latency", str(told))
    with target.running(*arguments) as server:
        done = clients.suite(server, mutations=names).done
        sent = server.sent()
    # A new one: it has not seen the documents, and has forgotten what was done.
    with target.running(*arguments) as server:
        seconds = replayed(server, sent, concurrency=_DEFAULT)
    answers = f"answers that take {LATENCY * 1000:.0f} ms" if told else "answers at once"
    return Row(
        measure=f"wall time of a run of {len(sent)} requests, start-up included, {answers}",
        against=f"the same requests by bare httpx, {_DEFAULT} in flight as well",
        ours=f"{done.wall:.1f} s",
        theirs=f"{seconds:.1f} s",
        ratio=done.wall / seconds,
        must=must,
        aim=aim,
        more=False,
    )


def replayed(server: target.Recorded, sent: Sequence[target.Sent], concurrency: int) -> float:
    """Seconds to send the requests again in their order."""
    base = next(iter(server.urls.values())).split("/", 3)[:3]
    kept = ("content-type", "accept", "authorization")

    def again(client: httpx.Client) -> Callable[[target.Sent], int]:
        def send(one: target.Sent) -> int:
            headers = {name: value for name, value in one.headers.items() if name in kept}
            url = "/".join(base) + one.path
            return client.request(one.method, url, content=one.body.encode(), headers=headers).status_code

        return send

    with httpx.Client(timeout=30) as client, futures.ThreadPoolExecutor(concurrency) as pool:
        started = time.monotonic()
        list(pool.map(again(client), sent))
        return time.monotonic() - started


def _rate(server: target.Recorded) -> float:
    """Requests a second in the middle of a run, when all that are to wait do."""
    times = sorted(one.at for one in server.sent() if one.is_test)
    cut = len(times) // 10
    middle = times[cut : len(times) - cut]
    gaps = statistics.mean(b - a for a, b in itertools.pairwise(middle))
    return 1 / gaps
