"""The sandbox on a socket: a thin shell around `app.Sandbox`, on loopback only."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import uvicorn

from sandbox import app, messages, options

HOST = "127.0.0.1"


def serve(chosen: options.Options, port: int = 0, *, announce: Callable[[str], object] = print) -> None:
    """Serve a sandbox with these options; see `serve_one`."""
    serve_one(app.Sandbox(chosen), port, announce=announce)


def serve_one(sandbox: app.Sandbox, port: int = 0, *, announce: Callable[[str], object] = print) -> None:
    """Serve until SIGINT or SIGTERM. Port 0 takes a free one.

    `announce` gets one line, as soon as requests are answered: `sandbox:` and then each server's name
    and URL, separated by spaces. OSError if the port is taken.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        # The protocol is named above because asyncio switches Nagle's algorithm off only where it is.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        base = f"http://{HOST}:{listener.getsockname()[1]}"
        line = " ".join(["sandbox:", *(f"{name} {base}{path}" for name, path in sandbox.paths.items())])
        _settle()
        _Server(_config(sandbox), lambda: announce(line)).run(sockets=[listener])


def _settle() -> None:
    """Have the garbage collector leave alone what lives as long as the process, and look less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def _config(sandbox: app.Sandbox) -> uvicorn.Config:
    return uvicorn.Config(
        application(sandbox),
        lifespan="off",
        access_log=False,
        log_level="warning",
        server_header=False,
        # By default as long as HTTP clients keep one: they would use it in the moment in which it is closed.
        timeout_keep_alive=60,
        timeout_graceful_shutdown=2,
    )


def application(sandbox: app.Sandbox) -> Callable[..., Any]:
    """The sandbox as an ASGI application."""

    async def answer(scope: dict[str, Any], receive: Callable[..., Any], send: Callable[..., Any]) -> None:
        assert scope["type"] == "http"
        request = messages.Request(
            method=scope["method"],
            path=scope["path"],
            headers={name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]},
            body=await _body(receive),
            query=scope["query_string"].decode("latin-1"),
        )
        arrived = time.monotonic()
        reply = sandbox.respond(request)
        worked = time.monotonic() - arrived
        pause = max(0.0, sandbox.options.latency - worked)
        pause += reply.work + (sandbox.options.slowness if reply.slow else 0.0)
        if pause > 0:
            await asyncio.sleep(pause)
        headers = [(name.encode(), value.encode("latin-1")) for name, value in reply.headers.items()]
        headers.append((b"content-length", str(len(reply.body)).encode()))
        await send({"type": "http.response.start", "status": reply.status, "headers": headers})
        await send({"type": "http.response.body", "body": reply.body})

    return answer


async def _body(receive: Callable[..., Any]) -> bytes:
    parts: list[bytes] = []
    more = True
    while more:
        message = await receive()
        parts.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(parts)


class _Server(uvicorn.Server):
    """Tells when it is up, and ends as if nothing had happened when it is told to."""

    def __init__(self, config: uvicorn.Config, started: Callable[[], object]) -> None:
        super().__init__(config)
        self._when_started = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._when_started()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        # uvicorn raises the signal again when it is done, which would make a clean stop look like a kill.
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        ends = (signal.SIGINT, signal.SIGTERM)
        previous = {sign: signal.signal(sign, self.handle_exit) for sign in ends}
        try:
            yield
        finally:
            for sign, handler in previous.items():
                signal.signal(sign, handler)
