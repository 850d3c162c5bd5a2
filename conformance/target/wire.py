"""The wire: sends bytes over HTTP and gives back a bounded answer, or says in one line why there is none.

Everything that comes back is hostile until judged: it is bounded in size, number of values and time, it is
never decoded as text, and it leads nowhere. Redirects are not followed, cookies are not kept, and no
exception but `WireError` leaves this module.
"""

from __future__ import annotations

import contextlib
import functools
import re
import ssl
import threading
import time
import urllib.parse
import urllib.request
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping

import attrs
import httpcore
import httpx

from conformance.errors import TargetError
from conformance.model import Response
from conformance.target import deadline

_CONNECTIONS = 64

# Before these, nothing of the request has left.
_NOT_SENT = (
    httpcore.ConnectError,
    httpcore.ConnectTimeout,
    httpcore.PoolTimeout,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    # A host name that no resolver takes.
    UnicodeError,
)
_TIMEOUTS = (httpcore.TimeoutException, httpx.TimeoutException)
_FAILURES = (
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.TimeoutException,
    httpcore.UnsupportedProtocol,
    httpx.HTTPError,
    OSError,
    UnicodeError,
)

# What RFC 9110, 5.5 allows in a field value and httpx can send.
_FIELD_VALUE = re.compile(r"[\t\x20-\x7e]*")


class WireError(TargetError):
    """No answer came. `sent`: whether the request, or a part of it, may have reached the target."""

    def __init__(self, message: str, *, sent: bool) -> None:
        super().__init__(message)
        self.sent = sent


@attrs.frozen(kw_only=True)
class Timeouts:
    """Seconds to wait: for a connection, for the next bytes, and for the whole exchange.

    Finding the address of a host is not bounded by them but by the resolver of the machine.
    """

    connect: float = 5.0
    read: float = 30.0
    total: float = 60.0


@attrs.frozen(kw_only=True)
class Bounds:
    """How much of an answer is read: bytes after decompression, and JSON values in them.

    No documented operation comes near either. A JSON value of four bytes takes 300 when it is judged.
    """

    content: int = 4 * 1024 * 1024
    values: int = 100_000


@attrs.frozen(kw_only=True)
class Wire:
    """A way to a target. Safe to share between threads; `close` ends its connections.

    Once it is `abandoned`, nothing is sent any more, and whoever waits for an answer is told soon. `slots`
    are entered while a request is in flight.
    """

    transport: httpx.BaseTransport
    timeouts: Timeouts = Timeouts()
    bounds: Bounds = Bounds()
    clock: Callable[[], float] = time.monotonic
    abandoned: threading.Event = attrs.Factory(threading.Event)
    slots: contextlib.AbstractContextManager[object] = attrs.Factory(contextlib.nullcontext)

    def narrowed(self, width: int) -> Wire:
        """The same wire, on which only so many requests are in flight at once."""
        return attrs.evolve(self, slots=threading.BoundedSemaphore(width))

    def send(self, method: str, url: str, headers: Mapping[str, str], content: bytes = b"") -> Response:
        """Send a request and give its answer, whatever its status; WireError if none came.

        A message of the error names the URL without its query and no header of the request.
        """
        request = self._request(method, url, headers, content)
        with self.slots:
            return self._sent(request, url)

    def _sent(self, request: httpx.Request, url: str) -> Response:
        if self.abandoned.is_set():
            raise WireError(f"{_place(url)} was not asked: the run is at its end", sent=False)
        started = self.clock()
        ends = started + self.timeouts.total
        try:
            with deadline.until(ends):
                answer = self.transport.handle_request(request)
                with contextlib.closing(answer):
                    received = self._bounded(url, answer, ends)
        except _FAILURES as error:
            failure = self._failure(_place(url), error, late=self.clock() >= ends)
        else:
            return Response(
                status=answer.status_code,
                headers={name.lower(): value for name, value in answer.headers.items()},
                content=received,
                elapsed=self.clock() - started,
            )
        # Raised here, so that the exceptions below, which may name what was sent, are not chained to it.
        raise failure

    def close(self) -> None:
        """End all connections."""
        self.transport.close()

    def _request(self, method: str, url: str, headers: Mapping[str, str], content: bytes) -> httpx.Request:
        limits = {
            "connect": self.timeouts.connect,
            "read": self.timeouts.read,
            "write": self.timeouts.read,
            "pool": self.timeouts.total,
        }
        try:
            read = _url(url)
        except httpx.InvalidURL as error:
            raise WireError(f"{_place(url)} is not a URL: {error}", sent=False) from None
        head = _head(read.netloc, tuple(headers.items())).copy()
        # As httpx says it: a request without content that may have some says so.
        if content or method not in ("GET", "HEAD"):
            head["Content-Length"] = str(len(content))
        stream = httpx.ByteStream(content)
        return httpx.Request(method, read, headers=head, stream=stream, extensions={"timeout": limits})

    def _bounded(self, url: str, answer: httpx.Response, ends: float) -> bytes:
        announced = answer.headers.get("content-length", "")
        if announced.isdecimal() and int(announced[:20]) > self.bounds.content:
            raise _unusable(url, f"announces {announced[:20]} bytes, more than {self.bounds.content}")
        parts: list[bytes] = []
        size = 0
        assert isinstance(answer.stream, Iterable)
        for part in _decoded(url, answer.headers, answer.stream, self.bounds.content + 1):
            size += len(part)
            if size > self.bounds.content:
                raise _unusable(url, f"is longer than {self.bounds.content} bytes")
            if self.clock() >= ends:
                raise httpx.ReadTimeout("the deadline of the exchange has passed")
            parts.append(part)
        content = b"".join(parts)
        if sum(map(content.count, (b",", b"[", b"{"))) > self.bounds.values:
            raise _unusable(url, f"holds more than {self.bounds.values} values")
        return content

    def _failure(self, place: str, error: Exception, *, late: bool) -> WireError:
        sent = not isinstance(error, _NOT_SENT)
        if isinstance(error, httpcore.LocalProtocolError | httpx.LocalProtocolError):
            # Its text quotes what was to be sent.
            return WireError(f"no answer from {place}: the request cannot be sent over HTTP", sent=False)
        if late:
            reason = f"no complete answer within {self.timeouts.total:g} seconds"
        elif isinstance(error, httpcore.ConnectTimeout | httpx.ConnectTimeout):
            reason = f"no connection within {self.timeouts.connect:g} seconds"
        elif isinstance(error, _TIMEOUTS):
            reason = f"nothing came or went for {self.timeouts.read:g} seconds"
        else:
            reason = _plain(str(error)) or type(error).__name__
        return WireError(f"no answer from {place}: {reason}", sent=sent)


def connect(
    urls: Iterable[str],
    *,
    timeouts: Timeouts | None = None,
    bounds: Bounds | None = None,
    tls: ssl.SSLContext | None = None,
    proxy: str | None = None,
) -> Wire:
    """A wire to some URLs; nothing is sent yet.

    `tls` is what certificates are checked by, by default the certificate authorities of certifi. `proxy` is
    the URL of an HTTP proxy, with its credential, if it wants one; by default what the environment says
    (HTTPS_PROXY, NO_PROXY), and never one for this machine itself.
    """
    places = tuple(urls)
    chosen = proxy or _proxy(places)
    # To read all authorities takes 50 ms, and nobody needs them for what is not encrypted.
    is_encrypted = any(place.lower().startswith("https:") for place in (*places, chosen or ""))
    context = tls or (httpx.create_ssl_context() if is_encrypted else None)
    backend = deadline.Backend()
    if chosen is None:
        pool = httpcore.ConnectionPool(
            ssl_context=context, max_connections=_CONNECTIONS, network_backend=backend
        )
    else:
        parts = httpx.URL(chosen)
        given = (parts.username.encode(), parts.password.encode()) if parts.username else None
        pool = httpcore.HTTPProxy(
            str(parts.copy_with(username=None, password=None)),
            proxy_auth=given,
            ssl_context=context,
            max_connections=_CONNECTIONS,
            network_backend=backend,
        )
    return Wire(
        transport=deadline.Transport(pool),
        timeouts=timeouts or Timeouts(),
        bounds=bounds or Bounds(),
        abandoned=backend.abandoned,
    )


def _proxy(urls: Iterable[str]) -> str | None:
    """The proxy that the environment names for the first URL that needs one."""
    known = urllib.request.getproxies()
    for url in urls:
        parts = urllib.parse.urlsplit(url)
        host = parts.hostname or ""
        if host in ("localhost", "::1") or host.startswith("127.") or urllib.request.proxy_bypass(host):
            continue
        found = known.get(parts.scheme) or known.get("all")
        if found:
            return found if "://" in found else f"http://{found}"
    return None


def _decoded(url: str, headers: httpx.Headers, parts: Iterable[bytes], longest: int) -> Iterator[bytes]:
    """The content without its encoding, in parts that are never longer than `longest`."""
    encoding = headers.get("content-encoding", "identity").strip().lower()
    if encoding in ("identity", ""):
        yield from parts
        return
    if encoding not in ("gzip", "x-gzip"):
        raise _unusable(url, f"has an encoding that was not asked for: {_plain(encoding)!r}")
    inflater = zlib.decompressobj(wbits=31)
    begun = False
    for part in parts:
        rest = part
        while rest:
            if inflater.eof:
                # RFC 1952, 2.2: a file may have several members, one behind the other.
                inflater = zlib.decompressobj(wbits=31)
            begun = True
            try:
                yield inflater.decompress(rest, longest)
            except zlib.error as error:
                raise _unusable(url, f"is no gzip though it says so: {error}") from None
            rest = inflater.unconsumed_tail or inflater.unused_data
    if begun and not inflater.eof:
        raise _unusable(url, "ends in the middle of its gzip data")


@functools.lru_cache(maxsize=16)
def _url(url: str) -> httpx.URL:
    """A URL that was read; a run asks the same few again and again."""
    return httpx.URL(url)


@functools.lru_cache(maxsize=16)
def _head(host: bytes, headers: tuple[tuple[str, str], ...]) -> httpx.Headers:
    """The header of a request without the length of its content; WireError if it cannot be sent."""
    for name, value in headers:
        if not _FIELD_VALUE.fullmatch(value) or value != value.strip():
            raise WireError(
                f"header {name} holds a character that HTTP does not allow there, such as a line break",
                sent=False,
            )
    own = {"Host": host.decode("ascii"), "User-Agent": "kraken-conformance", "Accept-Encoding": "gzip"}
    return httpx.Headers({**own, **dict(headers)})


def _unusable(url: str, reason: str) -> WireError:
    return WireError(f"the answer from {_place(url)} {reason}", sent=True)


def _place(url: str) -> str:
    """A URL as a message may name it: without a query, which holds variables, and without a credential."""
    try:
        parts = urllib.parse.urlsplit(url)
    except ValueError:
        return "a malformed URL"
    host = parts.netloc.rpartition("@")[2]
    return _plain(urllib.parse.urlunsplit((parts.scheme, host, parts.path, "", "")))


def _plain(text: str) -> str:
    """A line of a target's text: bounded, and without anything that a terminal would obey."""
    line = " ".join(text[:400].split())[:200]
    return "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in line)
