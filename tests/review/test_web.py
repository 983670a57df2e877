"""The served page: for whoever has the token, once, and for nobody else."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from review.projects import commit, plan_of, write
from segment_to_amplitude.cli.review import open_session
from segment_to_amplitude.review.decisions import beside, read_decisions
from segment_to_amplitude.review.web import Server


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    shop = commit(write(tmp_path / "shop"))
    place = tmp_path / "plan.json"
    with Server(open_session(plan_of(shop), place, shop), place) as started:
        thread = threading.Thread(target=started.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield started
        started.shutdown()
        thread.join()


def ask(server: Server, method: str, path: str, body: str = "", **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=10)
    connection.request(method, path, body or None, {name.replace("_", "-"): value for name, value in headers.items()})
    return connection.getresponse()


def enter(server: Server) -> str:
    answer = ask(server, "GET", f"/?token={server.token}")
    assert answer.status == 303
    return (answer.getheader("Set-Cookie") or "").partition(";")[0]


def test_the_token_works_once(server: Server) -> None:
    path = f"/?token={server.token}"
    assert ask(server, "GET", path).status == 303
    assert ask(server, "GET", path).status == 403
    assert ask(server, "GET", "/?token=wrong").status == 403
    assert ask(server, "GET", "/").status == 403


def test_the_page_is_for_the_cookie_on_this_host(server: Server) -> None:
    cookie = enter(server)
    answer = ask(server, "GET", "/", Cookie=cookie)
    assert answer.status == 200
    assert b"connect-src &#39;self&#39;" in answer.read()
    assert ask(server, "GET", "/", Cookie=cookie, Host="evil.example").status == 403
    assert ask(server, "GET", "/", Cookie=f"{cookie}x").status == 403
    assert ask(server, "GET", "/other", Cookie=cookie).status == 404


def test_decisions_are_kept(server: Server) -> None:
    cookie, origin = enter(server), f"http://{server.host}"
    change = server.session.items[0].changes[0].id
    body = json.dumps({"decisions": [{"id": change, "verdict": "accepted", "note": "fine"}]})
    assert ask(server, "POST", "/decisions", body, Cookie=cookie).status == 403
    assert ask(server, "POST", "/decisions", body, Cookie=cookie, Origin="https://evil.example").status == 403
    assert ask(server, "POST", "/decisions", body, Origin=origin).status == 403
    assert ask(server, "POST", "/decisions", "{", Cookie=cookie, Origin=origin).status == 400
    unknown = body.replace(change, "0000")
    assert ask(server, "POST", "/decisions", unknown, Cookie=cookie, Origin=origin).status == 400
    assert ask(server, "POST", "/decisions", body, Cookie=cookie, Origin=origin).status == 204
    assert [one.note for one in read_decisions(beside(server.place.with_name("plan.json"))).decisions] == ["fine"]
    assert change in ask(server, "GET", "/", Cookie=cookie).read().decode()


def test_it_listens_to_this_machine_alone(server: Server) -> None:
    assert server.server_address[0] == "127.0.0.1"
