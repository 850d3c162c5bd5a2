"""A target whose every answer holds what acts in a terminal or a page, and a megabyte of text."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager

TEXT = "<script>window.hacked = 1; alert(1)</script><img src=x onerror=alert(2)>\x1b[31mred\u202edrow"
CODE = f"{TEXT}{'x' * 1_000_000}"


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        error = {"message": TEXT, "extensions": {"errorCode": CODE, TEXT: None}}
        body = json.dumps({"errors": [error], "data": None}, ensure_ascii=False).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        pass


@contextmanager
def serving() -> Iterator[str]:
    """The target's URL."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/graphql/"
        server.shutdown()
