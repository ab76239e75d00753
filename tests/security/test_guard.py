"""Another site's page in the same browser, a name that leads here, and what a browser may do with an answer."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from lecture.store.library import Library
from tests.browser.served import Server
from tests.security.conftest import Student
from tests.security.wire import Visit, ask, visit

HOSTILE = "http://hostile.example"
STRANGERS: dict[str, Callable[[Server], str]] = {
    "another site": lambda server: HOSTILE,
    "another port of this machine": lambda server: f"http://localhost:{server.port + 1}",
    "the same port by another name": lambda server: f"http://127.0.0.1:{server.port}",
    "a name that begins as ours does": lambda server: f"http://localhost.hostile.example:{server.port}",
    "our name as a user's": lambda server: f"http://localhost:{server.port}@hostile.example",
    "a file, or a frame without rights": lambda server: "null",
    "no address": lambda server: "http://[::1",
}


def first(server: Server) -> str:
    library = Library(server.data)
    key = library.first_notebook()
    library.close()
    return key


def notebook(visited: Visit | int) -> str:
    assert isinstance(visited, Visit)
    return visited.notebook


# Who may open the page


def test_the_laptops_own_page_gets_the_laptops_notebook(laptop: Server) -> None:
    assert notebook(visit(laptop, Origin=laptop.url)) == first(laptop)


@pytest.mark.parametrize("whose", STRANGERS)
def test_another_page_in_the_same_browser_does_not_get_in(laptop: Server, whose: str) -> None:
    started = time.monotonic()
    assert visit(laptop, Origin=STRANGERS[whose](laptop)) == 403
    assert time.monotonic() - started < 5  # Streamlit would ask the network for this machine's address


@pytest.mark.parametrize("name", ["hostile.example", "localhost.hostile.example", "192.168.1.7", "", "@localhost"])
def test_a_name_that_leads_to_this_machine_opens_nothing(laptop: Server, name: str) -> None:
    """DNS rebinding: to the browser the hostile page and this server are of one origin then."""
    host = f"{name}:{laptop.port}"
    for path in ("/", "/_stcore/health", "/lecture/a/sound?key=b"):
        assert ask(laptop, path, Host=host).status == 421
    if name.isidentifier():
        assert visit(laptop, Host=host, Origin=f"http://{host}", url=laptop.url) == 403


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "LOCALHOST", "localhost."])
def test_the_laptop_answers_to_its_own_names(laptop: Server, host: str) -> None:
    for name in (host, f"{host}:{laptop.port}"):
        assert ask(laptop, "/", Host=name).status == 200


def test_a_campus_answers_to_any_name_and_gives_nobody_the_notebook_of_the_machine(campus: Server) -> None:
    host = "notes.example.edu"
    got = {
        notebook(visit(campus, Host=host, Origin=f"https://{host}", X_Forwarded_For="203.0.113.7")),
        notebook(visit(campus, Origin=campus.url)),
        notebook(visit(campus)),
    }
    assert len(got - {first(campus), ""}) == 3
    assert visit(campus, Host=host, Origin=HOSTILE) == 403


# What another page may send


@pytest.mark.parametrize("whose", STRANGERS)
@pytest.mark.parametrize("what", ["cards", "text"])
def test_another_page_changes_nothing_even_with_the_right_key(
    campus: Server, amara: Student, whose: str, what: str
) -> None:
    """A form or a `fetch` without CORS reaches any server, with a body of plain text."""
    key = amara.library.lecture_key(amara.lecture, "write")
    path, body = f"/lecture/{amara.lecture}/{what}?key={key}", b'{"do": "undo", "utc_offset": 0}'
    foreign = ask(campus, path, "POST", body, Origin=STRANGERS[whose](campus), Content_Type="text/plain")
    assert (foreign.status, foreign.body) == (403, b"A page of another site asked for this.")
    assert ask(campus, path, "POST", body, Sec_Fetch_Site="cross-site").status == 403
    assert ask(campus, path, "POST", body, Sec_Fetch_Site="same-site").status == 403  # another port of this machine
    for own in ({"Origin": campus.url}, {"Origin": "null", "Sec_Fetch_Site": "same-origin"}, {}):
        assert ask(campus, path, "POST", body, **own).status not in (403, 404)


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_uploads_need_the_token_of_their_own_page(laptop: Server, method: str) -> None:
    opened = visit(laptop, Origin=laptop.url)
    assert isinstance(opened, Visit)
    path = f"/_stcore/upload_file/{opened.session}/file"
    assert ask(laptop, path, method, b"", Origin=laptop.url).status == 403
    assert ask(laptop, path, method, b"", Origin=HOSTILE, X_Xsrftoken="a", Cookie="_xsrf=a").status == 403


def test_no_other_site_may_read_an_answer(campus: Server, amara: Student) -> None:
    key = amara.library.lecture_key(amara.lecture, "hear")
    for path in (
        "/",
        "/_stcore/health",
        "/_stcore/host-config",
        f"/lecture/{amara.lecture}/captions?key={key}",
        f"/lecture/{amara.lecture}/sound?key={key}",
    ):
        for method in ("GET", "OPTIONS"):
            answer = ask(campus, path, method, Origin=HOSTILE, Access_Control_Request_Method="POST")
            assert "access-control-allow-origin" not in answer.headers
            assert answer.headers["cross-origin-resource-policy"] == "same-origin"


def test_methods_that_a_route_does_not_have_are_refused(campus: Server, amara: Student) -> None:
    key = amara.library.lecture_key(amara.lecture, "write")
    reads, writes = ("sound", "captions", "video"), ("cards", "text")
    tried = [(way, method) for way in reads for method in ("POST", "PUT", "DELETE", "PATCH", "TRACE", "CONNECTX")]
    tried += [(way, method) for way in writes for method in ("PUT", "DELETE", "PATCH", "TRACE")]
    got = {ask(campus, f"/lecture/{amara.lecture}/{way}?key={key}", method).status for way, method in tried}
    assert got == {405}


# What a browser may do with an answer


def test_every_answer_says_what_a_browser_may_do_with_it(laptop: Server, amara: Student, campus: Server) -> None:
    paths = ["/", "/nothing/here", "/_stcore/health", "/media/none.html", "/lecture/a/sound", "/lecture/a", "/static/x"]
    answers = [ask(laptop, path) for path in paths] + [ask(laptop, "/", Host="hostile.example")]
    key = amara.library.lecture_key(amara.lecture, "hear")
    given = [ask(campus, f"/lecture/{amara.lecture}/{way}?key={key}") for way in ("sound", "captions", "video")]
    for answer in [*answers, *given]:
        told = answer.headers
        assert told["x-content-type-options"] == "nosniff"
        assert told["referrer-policy"] == "no-referrer"
        assert told["x-frame-options"] == "SAMEORIGIN"
        assert told["content-security-policy"]
    for answer in given:
        assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
        assert "public" not in answer.headers["cache-control"]
        assert answer.headers["cache-control"].startswith(("private", "no-store"))


def test_the_headers_are_there_below_a_path_too(tmp_path: Path) -> None:
    from starlette.applications import Starlette
    from starlette.testclient import TestClient
    from streamlit import config

    from server.guard import GIVEN, guard
    from server.routes import routes

    before = config.get_option("server.baseUrlPath")
    config.set_option("server.baseUrlPath", "/notes/")
    try:
        with TestClient(
            Starlette(routes=routes("/notes/"), middleware=[guard()]), base_url="http://localhost"
        ) as client:
            told = client.post("/notes/lecture/a/cards", headers={"Origin": HOSTILE})
    finally:
        config.set_option("server.baseUrlPath", before)
    assert told.status_code == 403
    assert told.headers["content-security-policy"] == GIVEN["Content-Security-Policy"]
