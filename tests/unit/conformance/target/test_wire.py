import gzip
import ssl
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from typing import Any

import httpcore
import httpx
import pytest
import trustme

from conformance.model import Response
from conformance.target import wire
from conformance.target.wire import Bounds, Timeouts, Wire, WireError
from tests.support import hostile

URL = "https://kettles.example/graphql/"
SECRET = "eyJ-very-secret"

Ask = Callable[..., Response]


def answering(answer: httpx.Response | Callable[[httpx.Request], httpx.Response]) -> Wire:
    handler = answer if callable(answer) else lambda _: answer
    return Wire(transport=httpx.MockTransport(handler), bounds=Bounds(content=1000, values=10))


def failing(error: Exception) -> Wire:
    def fail(_: httpx.Request) -> httpx.Response:
        raise error

    return answering(fail)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def trusting(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


def certified(authority: trustme.CA, name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


@pytest.fixture
def ask() -> Iterator[Ask]:
    """Ask a URL over the network; the options are those of a wire."""
    opened: list[Wire] = []

    def call(url: str, **options: Any) -> Response:
        opened.append(wire.connect([url], **options))
        return opened[-1].send("POST", url, {"Authorization": SECRET}, b"{}")

    yield call
    for one in opened:
        one.close()


class TestSend:
    def test_gives_status_headers_and_bytes(self) -> None:
        answer = answering(httpx.Response(418, headers={"X-Kettle": "short"}, content=b"\xff\x00"))

        response = answer.send("POST", URL, {})

        assert (response.status, response.headers["x-kettle"], response.content) == (
            418,
            "short",
            b"\xff\x00",
        )

    def test_measures_the_time_until_the_whole_answer_is_there(self) -> None:
        clock = [10.0]

        def slow() -> Iterator[bytes]:
            yield b"{"
            clock[0] += 2.5
            yield b"}"

        asking = Wire(
            transport=httpx.MockTransport(lambda _: httpx.Response(200, content=slow())),
            clock=lambda: clock[0],
        )

        assert asking.send("POST", URL, {}).elapsed == 2.5

    def test_asks_for_no_encoding_but_gzip(self) -> None:
        seen: list[httpx.Request] = []

        def answer(request: httpx.Request) -> httpx.Response:
            seen.append(request)
            return httpx.Response(200)

        answering(answer).send("POST", URL, {"Authorization": SECRET}, b"{}")

        assert seen[0].headers["accept-encoding"] == "gzip"
        assert (seen[0].headers["authorization"], seen[0].content) == (SECRET, b"{}")

    def test_keeps_no_cookie(self) -> None:
        seen: list[httpx.Request] = []

        def answer(request: httpx.Request) -> httpx.Response:
            seen.append(request)
            return httpx.Response(200, headers={"Set-Cookie": "session=admitted; Path=/"})

        asking = answering(answer)
        asking.send("POST", URL, {})
        asking.send("POST", URL, {})

        assert "cookie" not in seen[1].headers

    def test_takes_what_is_just_short_enough(self) -> None:
        assert len(answering(httpx.Response(200, content=b"x" * 1000)).send("POST", URL, {}).content) == 1000

    def test_refuses_a_byte_more(self) -> None:
        with pytest.raises(WireError, match="announces 1001 bytes, more than 1000"):
            answering(httpx.Response(200, content=b"x" * 1001)).send("POST", URL, {})

    def test_refuses_what_is_longer_and_does_not_say_so(self) -> None:
        parts = (b"x" * 100 for _ in range(11))

        with pytest.raises(WireError, match="is longer than 1000 bytes"):
            answering(httpx.Response(200, content=parts)).send("POST", URL, {})

    def test_refuses_more_values_than_a_reader_has_room_for(self) -> None:
        with pytest.raises(WireError, match="holds more than 10 values"):
            answering(httpx.Response(200, content=b"[1,1,1,1,1,1,1,1,1,1,1]")).send("POST", URL, {})

    def test_ends_when_the_whole_takes_too_long(self) -> None:
        clock = [10.0]

        def dripping() -> Iterator[bytes]:
            for _ in range(100):
                clock[0] += 25
                yield b"a"

        asking = Wire(
            transport=httpx.MockTransport(lambda _: httpx.Response(200, content=dripping())),
            clock=lambda: clock[0],
        )

        with pytest.raises(WireError, match="no complete answer within 60 seconds"):
            asking.send("POST", URL, {})
        assert clock[0] == 85

    @pytest.mark.parametrize(
        ("error", "sent"),
        [
            (httpcore.ConnectError("refused"), False),
            (httpcore.ConnectTimeout(), False),
            (httpcore.ProxyError("403"), False),
            (httpx.ConnectError("refused"), False),
            (UnicodeError("label too long"), False),
            (httpcore.ReadTimeout(), True),
            (httpcore.WriteError(), True),
            (httpcore.RemoteProtocolError("nonsense"), True),
            (httpx.ReadError("reset"), True),
            (OSError("odd"), True),
        ],
        ids=lambda value: type(value).__name__ if isinstance(value, Exception) else str(value),
    )
    def test_says_whether_the_request_may_have_arrived(self, error: Exception, sent: bool) -> None:
        with pytest.raises(WireError) as caught:
            failing(error).send("POST", URL, {})

        assert caught.value.sent is sent

    def test_bounds_what_an_exception_says_and_lets_no_terminal_obey_it(self) -> None:
        with pytest.raises(WireError) as caught:
            failing(httpcore.RemoteProtocolError("\x1b[2J\r\n" + "x" * 10_000)).send("POST", URL, {})

        message = str(caught.value)
        assert message.isprintable()
        assert len(message) < 400

    def test_names_neither_query_nor_credential_of_a_url(self) -> None:
        with pytest.raises(WireError, match=r"^no answer from https://kettles.example/: refused$"):
            failing(httpx.ConnectError("refused")).send(
                "GET", "https://me:secret@kettles.example/?variables=secret", {}
            )

    @pytest.mark.parametrize("text", [f"{SECRET}\r\nX-Other: 1", f"{SECRET}é", f" {SECRET}", "\ud800"])
    def test_sends_no_header_that_ends_in_another_one_and_does_not_quote_it(self, text: str) -> None:
        with pytest.raises(WireError, match="header Authorization holds a character") as caught:
            answering(httpx.Response(200)).send("POST", URL, {"Authorization": text})

        assert SECRET not in str(caught.value)
        assert not caught.value.sent

    def test_chains_no_exception_that_could_quote_what_was_sent(self) -> None:
        error = httpcore.LocalProtocolError(f"Illegal header value {SECRET}")

        with pytest.raises(WireError) as caught:
            failing(error).send("POST", URL, {})

        assert (caught.value.__cause__, caught.value.__context__) == (None, None)
        assert SECRET not in str(caught.value)

    def test_lets_a_bug_of_ours_be_one(self) -> None:
        with pytest.raises(ZeroDivisionError):
            failing(ZeroDivisionError()).send("POST", URL, {})


class TestSendReadsGzip:
    def ask(self, encoding: str, content: bytes) -> bytes:
        # The transport is asked for the bytes as they are: a response of httpx would decode them itself.
        stream = httpx.ByteStream(content)
        answer = httpx.Response(200, headers={"Content-Encoding": encoding}, stream=stream)
        return answering(answer).send("POST", URL, {}).content

    @pytest.mark.parametrize("encoding", ["gzip", "x-gzip", " GZIP "])
    def test_whatever_its_name(self, encoding: str) -> None:
        assert self.ask(encoding, gzip.compress(b"kettle")) == b"kettle"

    def test_in_several_members(self) -> None:
        assert self.ask("gzip", gzip.compress(b"ket") + gzip.compress(b"tle")) == b"kettle"

    def test_and_takes_no_content_for_none(self) -> None:
        assert self.ask("gzip", b"") == b""

    @pytest.mark.parametrize(
        ("encoding", "content", "said"),
        [
            ("gzip", gzip.compress(b"x" * 1001), "is longer than 1000 bytes"),
            ("gzip", gzip.compress(b"kettle")[:-9], "ends in the middle of its gzip data"),
            ("gzip", b"kettle", "is no gzip though it says so"),
            ("gzip, gzip", gzip.compress(gzip.compress(b"kettle")), "an encoding that was not asked for"),
            ("br", b"kettle", "an encoding that was not asked for: 'br'"),
        ],
        # Named: compressed content holds the time at which it was made, and workers compare names.
        ids=["too long", "cut off", "no gzip", "compressed twice", "another encoding"],
    )
    def test_and_refuses_everything_else(self, encoding: str, content: bytes, said: str) -> None:
        with pytest.raises(WireError, match=said):
            self.ask(encoding, content)


class TestSendInBadWeather:
    @pytest.mark.parametrize(
        ("weather", "said"),
        [
            (hostile.reset, "reset|closed"),
            (hostile.cut, "closed"),
            (hostile.endless, "is longer than"),
            (hostile.announced, "announces 2147483648 bytes"),
            (hostile.bomb, "is longer than"),
            (hostile.nested_bomb, "not asked for"),
            (hostile.values, "holds more than 100000 values"),
            (hostile.long_header, "no answer"),
            (hostile.many_headers, "no answer"),
            (hostile.garbage, "no answer"),
        ],
        ids=lambda value: getattr(value, "__name__", ""),
    )
    def test_says_in_one_line_what_was_wrong(self, ask: Ask, weather: hostile.Weather, said: str) -> None:
        with hostile.serve(weather) as server, pytest.raises(WireError, match=said) as caught:
            ask(server.url)

        assert caught.value.sent
        assert str(caught.value).isprintable()
        assert SECRET not in str(caught.value)

    @pytest.mark.parametrize(
        ("weather", "said"),
        [
            (hostile.silence, "nothing came or went for 0.2 seconds"),
            (hostile.slow_head, "no complete answer within 0.4 seconds"),
            (hostile.slow_body, "no complete answer within 0.4 seconds"),
            (hostile.interim, "no complete answer within 0.4 seconds"),
        ],
        ids=lambda value: getattr(value, "__name__", ""),
    )
    def test_ends_in_time(self, ask: Ask, weather: hostile.Weather, said: str) -> None:
        impatient = Timeouts(connect=5, read=0.2, total=0.4)

        with hostile.serve(weather) as server:
            started = time.monotonic()
            with pytest.raises(WireError, match=said) as caught:
                ask(server.url, timeouts=impatient)
            taken = time.monotonic() - started

        assert taken < 3
        assert caught.value.sent

    def test_waits_for_nothing_once_it_is_abandoned(self) -> None:
        with hostile.serve(hostile.silence) as server:
            asking = wire.connect([server.url])
            timer = threading.Timer(0.1, asking.abandoned.set)
            timer.start()
            started = time.monotonic()

            with pytest.raises(WireError, match="nobody waits for it any more") as caught:
                asking.send("POST", server.url, {})
            taken = time.monotonic() - started
            with pytest.raises(WireError, match="the run is at its end") as later:
                asking.send("POST", server.url, {})
            asking.close()

        assert taken < 5
        assert (caught.value.sent, later.value.sent) == (True, False)
        assert len(server.requests) == 1

    def test_never_holds_much_more_than_it_may_read(self, ask: Ask) -> None:
        with hostile.serve(hostile.encoded("gzip", hostile.packed_zeros(40))) as server:
            tracemalloc.start()
            try:
                with pytest.raises(WireError, match="is longer than"):
                    ask(server.url, bounds=Bounds(content=2**20))
                peak = tracemalloc.get_traced_memory()[1]
            finally:
                tracemalloc.stop()

        assert peak < 8 * 2**20

    def test_knows_that_a_refused_connection_carried_nothing(self, ask: Ask) -> None:
        with pytest.raises(WireError, match="refused") as caught:
            ask(f"http://127.0.0.1:{hostile.unused_port()}/")

        assert not caught.value.sent

    def test_keeps_another_charset_as_bytes(self, ask: Ask) -> None:
        with hostile.serve(hostile.latin) as server:
            assert "Zürich".encode("latin-1") in ask(server.url).content

    def test_asks_nobody_else_where_it_is_sent_elsewhere(self, ask: Ask) -> None:
        with (
            hostile.serve(hostile.html) as elsewhere,
            hostile.serve(hostile.redirect(elsewhere.url)) as server,
        ):
            response = ask(server.url)

        assert response.headers["location"] == elsewhere.url
        assert (len(server.requests), len(elsewhere.requests)) == (1, 0)


class TestSendOverTls:
    def test_takes_a_certificate_of_an_authority_that_is_trusted(
        self, ask: Ask, authority: trustme.CA
    ) -> None:
        with hostile.serve(hostile.duplicate_keys, certified(authority, "127.0.0.1")) as server:
            assert ask(server.url, tls=trusting(authority)).content

    def test_sends_nothing_where_the_certificate_is_for_another_name(
        self, ask: Ask, authority: trustme.CA
    ) -> None:
        with (
            hostile.serve(hostile.html, certified(authority, "elsewhere.example")) as server,
            pytest.raises(WireError, match="certificate is not valid for") as caught,
        ):
            ask(server.url, tls=trusting(authority))

        assert not caught.value.sent
        assert server.requests == []

    def test_sends_nothing_where_nobody_trusted_vouches_for_the_certificate(
        self, ask: Ask, authority: trustme.CA
    ) -> None:
        with (
            hostile.serve(hostile.html, certified(authority, "127.0.0.1")) as server,
            pytest.raises(WireError, match="certificate verify failed") as caught,
        ):
            ask(server.url)

        assert not caught.value.sent
        assert server.requests == []
