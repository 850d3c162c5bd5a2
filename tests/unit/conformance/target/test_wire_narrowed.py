import itertools
import threading
from concurrent import futures

import attrs
import httpx

from conformance.target.wire import Wire

URL = "https://kettles.example/graphql/"


class TestNarrowed:
    def test_keeps_so_many_requests_in_flight_and_no_more(self) -> None:
        now, most, all_there = [0], [0], threading.Barrier(3)
        lock = threading.Lock()

        def answer(_: httpx.Request) -> httpx.Response:
            with lock:
                now[0] += 1
                most[0] = max(most[0], now[0])
            # Three are waited for: with fewer in flight it breaks.
            all_there.wait(timeout=10)
            with lock:
                now[0] -= 1
            return httpx.Response(200, json={})

        narrow = Wire(transport=httpx.MockTransport(answer)).narrowed(3)
        with futures.ThreadPoolExecutor(9) as pool:
            found = list(pool.map(lambda _: narrow.send("POST", URL, {}, b"{}").status, range(9)))

        assert (found, most) == ([200] * 9, [3])

    def test_does_not_count_the_wait_for_a_slot_as_the_answer_s(self) -> None:
        ticks = itertools.count()
        asking = Wire(
            transport=httpx.MockTransport(lambda _: httpx.Response(200, json={})), clock=lambda: next(ticks)
        )

        class Late:
            def __enter__(self) -> None:
                for _ in range(100):
                    next(ticks)

            def __exit__(self, *_: object) -> None:
                pass

        alone, waiting = asking, attrs.evolve(asking, slots=Late())

        assert waiting.send("POST", URL, {}).elapsed == alone.send("POST", URL, {}).elapsed
