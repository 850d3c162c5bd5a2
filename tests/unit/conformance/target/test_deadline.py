import threading
from collections.abc import Iterator

import attrs
import httpcore
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.target import deadline


@attrs.define(eq=False)
class Peer(httpcore.NetworkStream):
    """What was written, part by part, and what is said next; `is_deaf`: it takes nothing any more."""

    said: bytes = b"answer"
    is_deaf: bool = False
    written: list[bytes] = attrs.Factory(list)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 -- httpcore's
        return self.said[:max_bytes]

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 -- httpcore's
        if self.is_deaf:
            raise httpcore.WriteError("broken pipe")
        self.written.append(buffer)


def clock(*moments: float) -> Iterator[float]:
    yield from moments
    while True:
        yield moments[-1]


def stream(peer: Peer, *moments: float) -> deadline.Stream:
    times = clock(*(moments or (0.0,)))
    return deadline.Stream(peer, lambda: next(times), threading.Event())


class TestStream:
    def test_sends_head_and_content_of_a_request_at_once(self) -> None:
        peer = Peer()
        line = stream(peer)

        line.write(b"POST / HTTP/1.1\r\n\r\n")
        line.write(b"{}")
        before = list(peer.written)
        answer = line.read(100)

        assert (before, peer.written, answer) == ([], [b"POST / HTTP/1.1\r\n\r\n{}"], b"answer")

    @given(st.lists(st.binary(max_size=3), max_size=5), st.lists(st.integers(0, 40_000), max_size=4))
    def test_sends_all_in_order_and_nothing_twice(self, texts: list[bytes], sizes: list[int]) -> None:
        peer = Peer()
        line = stream(peer)
        buffers = [*texts, *(bytes([number]) * size for number, size in enumerate(sizes))]

        for buffer in buffers:
            line.write(buffer)
        line.read(1)
        line.read(1)

        assert b"".join(peer.written) == b"".join(buffers)
        assert all(len(part) <= 16 * 1024 for part in peer.written)

    def test_notices_between_two_parts_that_the_deadline_has_passed(self) -> None:
        peer = Peer()
        line = stream(peer, 0.0, 5.0)

        with deadline.until(1.0), pytest.raises(httpcore.WriteTimeout, match="deadline"):
            line.write(bytes(60_000))

        assert len(peer.written) == 1

    def test_reads_what_a_peer_answered_that_took_no_more(self) -> None:
        line = stream(Peer(said=b"413", is_deaf=True))

        line.write(b"a long request")

        assert line.read(100) == b"413"
