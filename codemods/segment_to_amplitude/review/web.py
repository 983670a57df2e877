"""The page of a review, served to this machine alone, with decisions that are kept as they are made.

The address holds a token that works once: it is traded for a cookie that no other site can use. Requests for another
host name or from another origin are refused, so that no page of another site reaches it by way of the browser.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import msgspec

from segment_to_amplitude.review.decisions import Decisions, beside, check_known, save_decisions
from segment_to_amplitude.review.page import render_page
from segment_to_amplitude.review.session import Session

LARGEST = 64 << 20
SAVE = "/decisions"
COOKIE = "segment-to-amplitude"


class Server(ThreadingHTTPServer):
    """Serves one session on a free port of the loopback address."""

    daemon_threads = True

    def __init__(self, session: Session, plan: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.session = session
        self.place = beside(plan)
        self.token: str | None = secrets.token_urlsafe(32)
        self.secret = secrets.token_urlsafe(32)
        self.host = f"127.0.0.1:{self.server_address[1]}"

    @property
    def address(self) -> str:
        """Where to open it, once."""
        return f"http://{self.host}/?token={self.token}"

    def page(self) -> bytes:
        """Return the page with the decisions made so far."""
        session = self.session
        return render_page(
            session.plan, session.read, owners=session.owner_of, decisions=session.decisions(), saves_to=SAVE
        ).encode("utf-8", "replace")

    def save(self, decisions: Decisions) -> None:
        """Keep the decisions of the page."""
        check_known(self.session.plan, decisions)
        self.session.made = decisions.by_id
        save_decisions(self.place, self.session.decisions())


def serve(session: Session, plan: Path, say: Callable[[str], None]) -> None:
    """Serve a session until it is interrupted."""
    with Server(session, plan) as server:
        say(server.address)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return


class _Handler(BaseHTTPRequestHandler):
    server: Server
    server_version = "segment-to-amplitude"
    sys_version = ""

    def do_GET(self) -> None:
        """Trade the token for the cookie, or give the page."""
        if not self._is_asked_here():
            return self._refuse(403)
        path, _, query = self.path.partition("?")
        if path != "/":
            return self._refuse(404)
        if query.startswith("token="):
            given, token = query.removeprefix("token="), self.server.token
            if token is None or not secrets.compare_digest(given.encode(), token.encode()):
                return self._refuse(403)
            self.server.token = None
            self.send_response(303)
            self.send_header("Set-Cookie", f"{COOKIE}={self.server.secret}; HttpOnly; SameSite=Strict; Path=/")
            return self._end(b"", Location="/")
        if not self._is_known():
            return self._refuse(403)
        self.send_response(200)
        return self._end(self.server.page(), **{"Content-Type": "text/html; charset=utf-8"})

    def do_POST(self) -> None:
        """Keep decisions."""
        is_own = self.headers.get("Origin") == f"http://{self.server.host}"
        if not (self._is_asked_here() and self._is_known() and is_own and self.path == SAVE):
            return self._refuse(403)
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > LARGEST:
            return self._refuse(413)
        try:
            self.server.save(msgspec.json.decode(self.rfile.read(int(length)), type=Decisions))
        except Exception:
            return self._refuse(400)
        self.send_response(204)
        return self._end(b"")

    def log_message(self, *_: object) -> None:
        """Say nothing: the log would hold the token."""

    def _is_asked_here(self) -> bool:
        return self.headers.get("Host") == self.server.host

    def _is_known(self) -> bool:
        cookies = (self.headers.get("Cookie") or "").split("; ")
        due = f"{COOKIE}={self.server.secret}".encode()
        return any(secrets.compare_digest(one.encode(), due) for one in cookies)

    def _refuse(self, status: int) -> None:
        self.send_response(status)
        self._end(b"")

    def _end(self, body: bytes, **headers: str) -> None:
        for name, value in {
            **headers,
            "Content-Length": str(len(body)),
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Cross-Origin-Resource-Policy": "same-origin",
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
