"""Bad weather on loopback: a server that speaks raw bytes, and named ways in which it misbehaves.

A weather is a function of one conversation: what was asked, and a socket to answer on.
"""

from __future__ import annotations

import contextlib
import functools
import gzip
import itertools
import json
import socket
import ssl
import struct
import threading
import zlib
from collections.abc import Callable, Iterator

import attrs


@attrs.define
class Conversation:
    """A request that was read, and the connection that it came on. `over` is set when the server ends."""

    connection: socket.socket
    over: threading.Event
    head: bytes
    body: bytes

    def send(self, part: bytes) -> bool:
        """Send some bytes; False if nobody takes them any more."""
        try:
            self.connection.sendall(part)
        except OSError:
            return False
        return True

    def answer(
        self,
        content: bytes,
        *headers: str,
        status: str = "200 OK",
        media_type: str = "application/json",
        length: int | None = None,
    ) -> None:
        """A whole answer, with more headers."""
        announced = len(content) if length is None else length
        lines = [
            f"HTTP/1.1 {status}",
            f"Content-Type: {media_type}",
            f"Content-Length: {announced}",
            "Connection: close",
            *headers,
            "",
            "",
        ]
        self.send("\r\n".join(lines).encode() + content)


Weather = Callable[[Conversation], None]


@attrs.frozen
class Server:
    """A listening server: its base URL and the heads of the requests that came."""

    url: str
    requests: list[bytes]


@contextlib.contextmanager
def serve(weather: Weather, tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    """A server with one weather; a connection takes one request and is closed."""
    over = threading.Event()
    requests: list[bytes] = []
    threads: list[threading.Thread] = []

    def converse(connection: socket.socket) -> None:
        # Whoever hangs up on us is what these tests are about.
        with connection, contextlib.suppress(OSError):
            speaking = connection if tls is None else tls.wrap_socket(connection, server_side=True)
            with speaking:
                head, body = _read(speaking)
                requests.append(head)
                weather(Conversation(speaking, over, head, body))

    def accept(listening: socket.socket) -> None:
        while not over.is_set():
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            connection.settimeout(10)
            thread = threading.Thread(target=converse, args=(connection,), daemon=True)
            thread.start()
            threads.append(thread)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=accept, args=(listening,), daemon=True)
        thread.start()
        scheme = "http" if tls is None else "https"
        try:
            yield Server(f"{scheme}://127.0.0.1:{listening.getsockname()[1]}/graphql/", requests)
        finally:
            over.set()
            listening.shutdown(socket.SHUT_RDWR)
            for one in (thread, *threads):
                one.join(timeout=5)


def unused_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def reset(conversation: Conversation) -> None:
    """Begins an answer and resets the connection in the middle of it."""
    conversation.answer(b'{"data": {"boilKet', length=4000)
    # Closing with a linger of zero sends RST in place of FIN.
    conversation.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def cut(conversation: Conversation) -> None:
    """Announces more than it sends, and closes."""
    conversation.answer(b'{"data": {"boilKet', length=4000)


def silence(conversation: Conversation) -> None:
    """Takes the request and says nothing."""
    conversation.over.wait()


def slow_head(conversation: Conversation) -> None:
    """Sends a header that never ends, a byte now and then."""
    if conversation.send(b"HTTP/1.1 200 OK\r\nX-Slow: "):
        _drip(conversation, b"a")


def slow_body(conversation: Conversation) -> None:
    """Sends a body a byte now and then."""
    conversation.answer(b"{", length=100_000)
    _drip(conversation, b" ")


def interim(conversation: Conversation) -> None:
    """Says for ever that an answer will come."""
    while not conversation.over.wait(0.005) and conversation.send(b"HTTP/1.1 102 Processing\r\n\r\n"):
        continue


def endless(conversation: Conversation) -> None:
    """Sends a body that never ends, as fast as it is taken."""
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    conversation.send(
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    while not conversation.over.is_set() and conversation.send(chunk):
        continue


def announced(conversation: Conversation) -> None:
    """Announces 2 GB."""
    conversation.answer(b"{", length=2 * 1024**3)


def bomb(conversation: Conversation) -> None:
    """Sends 20 kB of gzip that are 20 MB."""
    conversation.answer(packed_zeros(20), "Content-Encoding: gzip")


def nested_bomb(conversation: Conversation) -> None:
    """Sends gzip in gzip."""
    conversation.answer(gzip.compress(packed_zeros(16)), "Content-Encoding: gzip, gzip")


def values(conversation: Conversation) -> None:
    """Sends little text that is many JSON values."""
    conversation.answer(b'{"data": [' + b"[],[{}]," * 300_000 + b"0]}")


def latin(conversation: Conversation) -> None:
    """Says UTF-8 and sends Latin-1."""
    text = json.dumps({"data": {"boilKettle": None}, "errors": [{"message": "Zürich"}]}, ensure_ascii=False)
    conversation.answer(text.encode("latin-1"), media_type="application/json; charset=utf-8")


def deep(conversation: Conversation) -> None:
    """Sends JSON that is 10,000 levels deep."""
    conversation.answer(b'{"data":' + b"[" * 10_000 + b"]" * 10_000 + b"}")


def duplicate_keys(conversation: Conversation) -> None:
    """Sends an object with a key twice, so that two readers see two answers."""
    conversation.answer(b'{"data": {"boilKettle": null}, "data": null}')


def long_number(conversation: Conversation) -> None:
    """Sends a number of 5,000 digits."""
    conversation.answer(b'{"data": {"boilKettle": ' + b"9" * 5000 + b"}}")


def not_a_number(conversation: Conversation) -> None:
    """Sends NaN, which Python's reader takes and JSON does not have."""
    conversation.answer(b'{"data": {"boilKettle": NaN}}')


def long_header(conversation: Conversation) -> None:
    """Sends a header of 1 MB."""
    conversation.answer(b"{}", f"X-Long: {'a' * 1024**2}")


def many_headers(conversation: Conversation) -> None:
    """Sends 100,000 headers."""
    conversation.answer(b"{}", *(f"X-{number}: a" for number in range(100_000)))


def garbage(conversation: Conversation) -> None:
    """Speaks another protocol."""
    conversation.send(b"SSH-2.0-\x1b[31m\x00\xff\r\n" * 50)


def html(conversation: Conversation) -> None:
    """Answers as a proxy does whose server is down."""
    page = b"<html><body><script>alert(1)</script>503 Service Unavailable</body></html>"
    conversation.answer(page, status="503 Service Unavailable", media_type="text/html")


def limited(conversation: Conversation) -> None:
    """Wants no more requests."""
    conversation.answer(b'{"errors": [{"message": "slow down"}]}', status="429 Too Many Requests")


def limited_until(conversation: Conversation) -> None:
    """Wants no more requests for a second."""
    body = b'{"errors": [{"message": "slow down"}]}'
    conversation.answer(body, "Retry-After: 1", status="429 Too Many Requests")


def terminal_codes(conversation: Conversation) -> None:
    """Answers with texts that a terminal would obey and a page would run."""
    text = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202e<img src=x onerror=alert(1)>\r\n::error::x |`*[a](b:c)"
    body = json.dumps({"data": None, "errors": [{"message": text}], text: text}, ensure_ascii=False)
    conversation.answer(body.encode(), status="200 \x1b[31mOK")


def other_request(conversation: Conversation) -> None:
    """Answers as to another request: other fields, and errors at places that were not asked for."""
    error = {"message": "No.", "path": ["drainKettle", 3], "locations": [{"line": 900, "column": 1}]}
    conversation.answer(json.dumps({"data": {"drainKettle": {"id": "8"}}, "errors": [error]}).encode())


def after(count: int, first: Weather, then: Weather) -> Weather:
    """A weather that changes after so many requests."""
    seen = itertools.count(1)

    def answer(conversation: Conversation) -> None:
        (first if next(seen) <= count else then)(conversation)

    return answer


def redirect(elsewhere: str) -> Weather:
    """A weather that leads to another URL, in the way that keeps method and body."""

    def answer(conversation: Conversation) -> None:
        conversation.answer(b"", f"Location: {elsewhere}", status="307 Temporary Redirect")

    return answer


def encoded(encoding: str, content: bytes) -> Weather:
    """A weather that says how its content is encoded, whatever it is."""

    def answer(conversation: Conversation) -> None:
        conversation.answer(content, f"Content-Encoding: {encoding}")

    return answer


@functools.cache
def packed_zeros(megabytes: int) -> bytes:
    """Gzip data that unpack to so much, in one member, without ever having it unpacked."""
    packer = zlib.compressobj(wbits=31)
    part = bytes(1024**2)
    return b"".join(packer.compress(part) for _ in range(megabytes)) + packer.flush()


def _read(connection: socket.socket) -> tuple[bytes, bytes]:
    received = b""
    while b"\r\n\r\n" not in received:
        received += _some(connection)
    head, _, body = received.partition(b"\r\n\r\n")
    lengths = [
        line.partition(b":")[2] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")
    ]
    wanted = int(lengths[0]) if lengths else 0
    while len(body) < wanted:
        body += _some(connection)
    return head, body


def _some(connection: socket.socket) -> bytes:
    received = connection.recv(65536)
    if not received:
        raise ConnectionError("the client hung up")
    return received


def _drip(conversation: Conversation, byte: bytes) -> None:
    while not conversation.over.wait(0.02) and conversation.send(byte):
        continue
