"""A server on 127.0.0.1 that takes what SDKs send, and keeps it by the first part of the path."""

from __future__ import annotations

import gzip
import json
import threading
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

ACCEPTED = b'{"code": 200, "success": true, "events_ingested": 1, "payload_size_bytes": 1, "server_upload_time": 1}'


class Endpoint:
    """Use as a context; ``bodies`` grows while it runs."""

    def __init__(self) -> None:
        self.bodies: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        bodies = self.bodies

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self._body()
                if self.headers.get("Content-Encoding") == "gzip":
                    body = gzip.decompress(body)
                bodies[self.path.split("/")[1]].append(json.loads(body))
                self._answer(ACCEPTED)

            def do_GET(self) -> None:
                """Give the settings of a source of Segment's: its events go to Segment alone."""
                self._answer(b'{"integrations": {"Segment.io": {"apiKey": "segment-key"}}}')

            def _body(self) -> bytes:
                if "Content-Length" in self.headers:
                    return self.rfile.read(int(self.headers["Content-Length"]))
                chunks = []
                while size := int(self.rfile.readline(), 16):
                    chunks.append(self.rfile.read(size))
                    self.rfile.readline()
                self.rfile.readline()
                return b"".join(chunks)

            def _answer(self, answer: bytes) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                """Keep quiet."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

        self._server = Server(("127.0.0.1", 0), Handler)

    def address(self, name: str) -> str:
        """Return the address whose requests are kept under ``name``."""
        return f"http://127.0.0.1:{self._server.server_port}/{name}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
