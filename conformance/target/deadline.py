"""A deadline for a whole exchange, below HTTP: every wait for the network ends when it has passed.

httpx has a time-out for each read, so that a server that sends a byte now and then keeps a request for ever.
httpcore lets its network be given, and that is where each single wait is shortened to what remains.
"""

from __future__ import annotations

import contextlib
import contextvars
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import attrs
import httpcore
import httpx

#: Seconds after which a wait looks whether it is still wanted.
_SLICE = 0.25

#: So much is written at once: a peer that takes a byte now and then is noticed between two parts.
_PART = 16 * 1024

_DEADLINE: contextvars.ContextVar[float | None] = contextvars.ContextVar("deadline", default=None)


@contextlib.contextmanager
def until(moment: float) -> Iterator[None]:
    """Let no wait of this thread go on past a moment of the transport's clock."""
    token = _DEADLINE.set(moment)
    try:
        yield
    finally:
        _DEADLINE.reset(token)


@attrs.frozen(eq=False)
class Stream(httpcore.NetworkStream):
    """A connection of which no wait goes on past the deadline, or for long once it is `abandoned`.

    What is written leaves when an answer is waited for, or when it is as long as a part: httpcore writes the
    head of a request and its content one after the other, and sending is what costs most.
    """

    inner: httpcore.NetworkStream
    clock: Callable[[], float]
    abandoned: threading.Event
    _unsent: bytearray = attrs.Factory(bytearray)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """As the inner stream; ReadTimeout if the deadline has passed, ReadError if it is abandoned.

        A server may refuse a request before it has read it all: what it answered is read all the same.
        """
        with contextlib.suppress(httpcore.WriteError):
            self._send(timeout, keep=0)
        ends = None if timeout is None else self.clock() + timeout
        while True:
            if self.abandoned.is_set():
                raise httpcore.ReadError("nobody waits for it any more")
            left = _remaining(self.clock, None if ends is None else ends - self.clock(), httpcore.ReadTimeout)
            try:
                return self.inner.read(max_bytes, _SLICE if left is None else min(_SLICE, max(left, 0.001)))
            except httpcore.ReadTimeout:
                if left is not None and left <= _SLICE:
                    raise

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """As the inner stream; httpcore.WriteTimeout if the deadline has passed."""
        self._unsent.extend(buffer)
        self._send(timeout, keep=_PART)

    def close(self) -> None:
        """End the connection."""
        self.inner.close()

    def _send(self, timeout: float | None, *, keep: int) -> None:
        """Send, in parts, until no more than so many bytes are left."""
        while len(self._unsent) > keep:
            part = bytes(self._unsent[:_PART])
            # What failed to be sent is not tried again.
            del self._unsent[:_PART]
            self.inner.write(part, _remaining(self.clock, timeout, httpcore.WriteTimeout))

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """As the inner stream; httpcore.ConnectTimeout if the deadline has passed."""
        remaining = _remaining(self.clock, timeout, httpcore.ConnectTimeout)
        inner = self.inner.start_tls(ssl_context, server_hostname, remaining)
        return Stream(inner, self.clock, self.abandoned)

    def get_extra_info(self, info: str) -> Any:
        """As the inner stream."""
        return self.inner.get_extra_info(info)


@attrs.frozen(eq=False)
class Backend(httpcore.NetworkBackend):
    """The network, with `Stream` as its connections."""

    inner: httpcore.NetworkBackend = attrs.Factory(httpcore.SyncBackend)
    clock: Callable[[], float] = time.monotonic
    abandoned: threading.Event = attrs.Factory(threading.Event)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """As the inner network; httpcore.ConnectTimeout if the deadline has passed."""
        remaining = _remaining(self.clock, timeout, httpcore.ConnectTimeout)
        inner = self.inner.connect_tcp(host, port, remaining, local_address, socket_options)
        return Stream(inner, self.clock, self.abandoned)


@attrs.frozen(eq=False)
class Transport(httpx.BaseTransport):
    """A pool of connections on a network with deadlines. It raises httpcore's exceptions, not httpx's."""

    pool: httpcore.ConnectionPool

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; the answer's content is read from its `stream`."""
        assert isinstance(request.stream, httpx.SyncByteStream)
        answer = self.pool.handle_request(
            httpcore.Request(
                request.method,
                httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        assert isinstance(answer.stream, Iterable)
        return httpx.Response(answer.status, headers=answer.headers, stream=_Content(answer))

    def close(self) -> None:
        """End all connections."""
        self.pool.close()


@attrs.frozen(eq=False)
class _Content(httpx.SyncByteStream):
    answer: httpcore.Response

    def __iter__(self) -> Iterator[bytes]:
        return self.answer.iter_stream()

    def close(self) -> None:
        self.answer.close()


def _remaining(
    clock: Callable[[], float], timeout: float | None, expired: type[httpcore.TimeoutException]
) -> float | None:
    moment = _DEADLINE.get()
    if moment is None:
        return timeout
    remaining = moment - clock()
    if remaining <= 0:
        raise expired("the deadline of the exchange has passed")
    return remaining if timeout is None else min(timeout, remaining)
