"""A target on loopback that dies while it is asked about one mutation, after it was asked about another."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from http import server


@contextlib.contextmanager
def serve(*, silent_for: str, until_asked_for: str) -> Iterator[dict[str, str]]:
    """The URLs by server. It answers with data, even where a credential is required.

    What names the mutation `silent_for` gets no answer: the connection ends once `until_asked_for` was
    answered, or after ten seconds.
    """
    answered = threading.Event()

    class Handler(server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            text = self.rfile.read(int(self.headers["content-length"])).decode()
            # The probe of the schema names every mutation and runs none.
            is_probe = json.loads(text).get("operationName") == "Probe"
            if silent_for in text and not is_probe:
                answered.wait(timeout=10)
                self.close_connection = True
                return
            told = {"__typename": "Query"}
            body = json.dumps({"data": told if is_probe else {until_asked_for: told}}).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            if until_asked_for in text and not is_probe:
                answered.set()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- its name in the base class
            """Say nothing."""

    with server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        thread = threading.Thread(target=listening.serve_forever)
        thread.start()
        base = f"http://127.0.0.1:{listening.server_port}"
        try:
            yield {"api": f"{base}/api", "auth": f"{base}/auth"}
        finally:
            listening.shutdown()
            thread.join()
