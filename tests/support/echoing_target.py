"""A target that repeats in every answer all that it must not, in every way to write it; on loopback."""

from __future__ import annotations

import base64
import contextlib
import html
import json
import threading
import urllib.parse
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def spellings(secret: str) -> list[str]:
    """A text as encoders write it."""
    encoded = [base64.b64encode(b"x" * offset + secret.encode()).decode() for offset in range(3)]
    return [
        secret,
        *encoded,
        *(one.replace("+", "-").replace("/", "_").rstrip("=") for one in encoded),
        urllib.parse.quote(secret, safe=""),
        urllib.parse.quote_plus(secret),
        json.dumps(secret)[1:-1],
        json.dumps(json.dumps(secret)),
        html.escape(secret),
    ]


@contextlib.contextmanager
def serving(secrets: list[str], *, issues: str = "") -> Iterator[str]:
    """The URL of such a target; a login is answered with the token that it `issues`."""
    text = " ".join(one for secret in secrets for one in spellings(secret))

    class Handler(BaseHTTPRequestHandler):
        count = 0

        def do_GET(self) -> None:
            asked = self.rfile.read(int(self.headers["content-length"] or 0))
            Handler.count += 1
            error = {"message": text, "path": ["x"], "extensions": {"errorCode": text, "more": [text]}}
            body = json.dumps({"data": {text: text}, "errors": [error]}).encode()
            if Handler.count % 7 == 6:
                body = f"<html><body>{html.escape(text)}</body></html>".encode()
            if issues and b'"operationName": "obtainKrakenToken"' in asked:
                body = json.dumps({"data": {"obtainKrakenToken": {"token": issues}}}).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.send_header("x-echo", text)
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 -- the names that the standard library looks for

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/graphql/"
    server.shutdown()
    server.server_close()
