"""What is kept and what is logged: no key, and nothing that others on the machine may read."""

from __future__ import annotations

import base64
import os
import secrets
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

from lecture.store.keys import new_key
from lecture.store.library import Library, Right
from tests.browser.served import Server
from tests.security.conftest import Student, student
from tests.security.wire import ask, visit

GUESS = new_key()
RIGHTS: tuple[Right, ...] = ("hear", "read", "write")
FORMS = (str.encode, lambda key: quote(key, safe="").encode(), lambda key: base64.b64encode(key.encode()))


@dataclass(frozen=True, slots=True)
class Told:
    """A server at its most talkative, and the keys that came to it."""

    log: bytes
    data: Path
    keys: tuple[str, ...]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, tides: bytes) -> Iterator[Told]:
    """A student opens, listens, writes, records and shares; a stranger guesses; the folder is damaged meanwhile."""
    umask = os.umask(0o022)
    server = Server(tmp_path_factory.mktemp("talkative") / "data")
    server.start(
        LECTURE_SHARED="yes",
        STREAMLIT_LOGGER_LEVEL="debug",
        PYTHONASYNCIODEBUG="1",
        PYTHONDEVMODE="1",
    )
    one = student(server, tides)
    before = keys_of(one)
    story(server, one, before)
    one.library.stop_sharing(one.mine, one.lecture)
    after = keys_of(one)
    story(server, one, after)
    first = one.library.first_notebook()
    one.library.close()
    (server.data / "library.db").write_bytes(b"damaged")  # what goes wrong is logged
    story(server, one, after)
    server.kill()
    keys = (*before.values(), *after.values(), one.key, first, GUESS)
    yield Told((server.data.parent / "server.log").read_bytes(), server.data, keys)
    os.umask(umask)


def keys_of(one: Student) -> dict[str, str]:
    of_lecture: dict[str, str] = {right: one.library.lecture_key(one.lecture, right) for right in RIGHTS}
    return {**of_lecture, "record": one.library.recorder_key(one.mine), "where": one.recorder}


def story(server: Server, one: Student, keys: dict[str, str]) -> None:
    for address in (
        f"notebook={one.key}",
        f"notebook={one.key}&lecture={one.lecture}&tab=Download",
        f"read={one.lecture}&key={keys['read']}",
        f"notebook={GUESS}",
    ):
        visit(server, address, Origin=server.url, Referer=f"{server.url}/?{address}")
        visit(server, address, Origin="http://hostile.example", Referer=f"{server.url}/?{address}")
        ask(server, f"/?{address}")
    for key in (*(keys[right] for right in RIGHTS), GUESS):
        at = f"/lecture/{one.lecture}"
        for way in ("sound", "captions", "video"):
            ask(server, f"{at}/{way}?key={key}", Referer=f"{server.url}/?notebook={one.key}")
        for way in ("cards", "text"):
            for body in (b"no json", b'{"do": "nothing"}', b'{"do": "undo"}', b'{"do": "keep", "card": 1}'):
                ask(server, f"{at}/{way}?key={key}", "POST", body)
    for key in (keys["record"], GUESS):
        for more in ("&at=0&kind=audio/webm&begun=2026-11-26T10:15:00&seconds=1", "&at=x", "&at=9", ""):
            ask(server, f"{keys['where']}/{secrets.token_hex(16)}?key={key}{more}", "POST", b"sound")


def test_no_key_is_in_the_log_of_a_server_at_its_most_talkative(told: Told) -> None:
    assert b"Cache key" in told.log  # which only the most talkative tell
    assert [form(key) for key in told.keys for form in FORMS if form(key) in told.log] == []


def test_no_key_is_in_any_file_of_the_data_folder(told: Told) -> None:
    files = [path for path in told.data.rglob("*") if path.is_file()]
    assert {"library.db", "secret", "told.json"} <= {path.name for path in files}
    for path in files:
        kept = path.read_bytes()
        assert [path.name for key in told.keys for form in FORMS if form(key) in kept] == []


@pytest.mark.skipif(os.name != "posix", reason="elsewhere files have no such rights")
def test_nobody_else_on_the_machine_reads_what_is_kept(told: Told, tmp_path: Path) -> None:
    assert stat.S_IMODE(told.data.stat().st_mode) == 0o700
    assert stat.S_IMODE((told.data / "secret").stat().st_mode) == 0o600
    wide = tmp_path / "an earlier app's"
    wide.mkdir(mode=0o755)
    Library(wide).close()
    assert stat.S_IMODE(wide.stat().st_mode) == 0o750  # the operator's own group is theirs to say
