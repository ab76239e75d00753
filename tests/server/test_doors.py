"""A server that others reach, as a process of its own: visits leave nothing, limits say so, and hinder nobody else."""

from __future__ import annotations

import asyncio
import socket
import time
import uuid
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin

import pytest

from benchmarks.students import Refused
from tests.browser.served import Server
from tests.server.shared import notebooks, page, started, uploads_held

FILES = "Sound or video files"
WELCOME = "Turn a lecture into notes"
OVER = "from your network address already"
FULL = "1 new notebook has begun from your network address today"
LIMITS = {
    "LECTURE_ADDRESS_PAGES": "3",
    "LECTURE_PAGES": "12",
    "LECTURE_ADDRESS_UPLOADS": "1",
    "LECTURE_ADDRESS_NOTEBOOKS": "1",
    "STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL": "1",
}

Meeting = Coroutine[Any, Any, None]


@contextmanager
def serving(folder: Path, **environment: str) -> Iterator[Server]:
    server = started(folder, **environment)
    yield server
    server.kill()


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with small limits, which all tests here use; each comes from an address of its own."""
    with serving(tmp_path_factory.mktemp("strict"), **LIMITS) as server:
        yield server


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server as it is without settings."""
    with serving(tmp_path_factory.mktemp("ours")) as server:
        yield server


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Server]:
    """A server, as on a laptop, with little memory."""
    with serving(tmp_path, LECTURE_SHARED="no", LECTURE_UPLOADS_MB="1") as server:
        yield server


def meet(meeting: Meeting) -> None:
    asyncio.run(asyncio.wait_for(meeting, 300))


def test_a_hundred_visits_make_no_notebook(ours: Server) -> None:
    async def visits() -> None:
        async with AsyncExitStack() as stack:
            students = [await stack.enter_async_context(page(ours)) for _ in range(100)]
            await asyncio.gather(*(student.opens(within=250) for student in students))
            assert {student.text.partition("\n")[0] for student in students} == {WELCOME}
            assert len({student.query["notebook"] for student in students}) == 100
        assert notebooks(ours) == 0

    meet(visits())


def test_a_reload_shows_the_same_empty_notebook_and_an_invented_key_none(ours: Server) -> None:
    async def visits() -> None:
        async with page(ours) as student:
            await student.opens()
            key = student.query["notebook"]
            await student.runs_anew()
            assert (student.query["notebook"], WELCOME in student.text) == (key, True)
            student.query = {"notebook": key[:-1] + ("A" if key[-1] != "A" else "B")}
            await student.runs_anew()
            assert student.text.startswith("There is no such notebook here")
        assert notebooks(ours) == 0

    meet(visits())


def test_pages_of_one_address_are_limited_and_another_is_not_hindered(strict: Server) -> None:
    async def visits() -> None:
        async with AsyncExitStack() as stack:

            async def opened(address: str) -> str:
                student = await stack.enter_async_context(page(strict, address))
                await student.opens()
                return "over" if OVER in student.text else "in" if WELCOME in student.text else student.text

            assert [await opened("127.0.0.3") for _ in range(4)] == ["in", "in", "in", "over"]
            assert await opened("127.0.0.4") == "in"
        await asyncio.sleep(0.5)  # all are closed
        async with page(strict, "127.0.0.3") as student:
            await student.opens()
            assert WELCOME in student.text

    meet(visits())


def test_only_a_proxy_on_this_machine_is_believed_whom_it_speaks_for(strict: Server) -> None:
    async def visits() -> None:
        async with AsyncExitStack() as stack:

            async def opened(address: str, named: str) -> bool:
                headers = {"X-Forwarded-For": named, "X-Lecture-Over": ""}
                student = await stack.enter_async_context(page(strict, address, **headers))
                await student.opens()
                return OVER in student.text

            # A stranger who writes another address each time is counted as who they are.
            assert [await opened("127.0.0.5", f"203.0.113.{n}") for n in range(4)] == [False, False, False, True]
            # What a visitor writes before it reaches the proxy is not what counts: the last is.
            assert [await opened("127.0.0.1", f"203.0.113.{n}, 198.51.100.9") for n in range(4)][-1]
            assert not await opened("127.0.0.1", "198.51.100.10")

    meet(visits())


def test_an_address_begins_so_many_notebooks_a_day_and_another_is_not_hindered(strict: Server, sample: Path) -> None:
    async def makes(address: str) -> str:
        async with page(strict, address) as student:
            await student.opens()
            await student.presses("sample")
            return "kept" if "lecture" in student.query else "full" if FULL in student.text else student.text

    async def visits() -> None:
        before = notebooks(strict)
        assert [await makes(address) for address in ("127.0.0.6", "127.0.0.6", "127.0.0.7")] == ["kept", "full", "kept"]
        assert notebooks(strict) == before + 2

    meet(visits())


def test_an_upload_waits_for_its_turn_and_another_address_does_not(strict: Server, sample: Path) -> None:
    async def visits() -> None:
        go_on = asyncio.Event()

        async def slowly() -> AsyncIterator[bytes]:
            yield b"1"
            await go_on.wait()
            yield b"2"

        async with page(strict, "127.0.0.8") as one, page(strict, "127.0.0.8") as two, page(strict, "127.0.0.9") as far:
            for student in (one, two, far):
                await student.opens()
            first = asyncio.create_task(one.sends(await one.upload_address("a.mp3"), "a.mp3", slowly(), 2))
            await asyncio.sleep(0.5)
            second = asyncio.create_task(two.uploads(FILES, "b.mp3", b"sound"))
            await far.uploads(FILES, "c.mp3", b"sound")
            assert (first.done(), second.done()) == (False, False)
            go_on.set()
            assert await first == 2
            await second
            assert two.has("make", "button")

    meet(visits())


def test_an_upload_that_does_not_say_its_length_is_taken(strict: Server) -> None:
    """A proxy may pass it on in chunks."""

    async def sound() -> AsyncIterator[bytes]:
        yield b"sound"

    async def visits() -> None:
        async with page(strict, "127.0.0.10") as student:
            await student.opens()
            await student.uploads(FILES, "a.mp3", sound())
            assert student.has("make", "button")
            recorder = student.component("recorder")
            where = f"notebook/{recorder['notebook']}/recordings/{uuid.uuid4()}"
            told = {"key": recorder["key"], "at": 0, "seconds": 1, "kind": "audio/webm", "begun": "2026-11-26T10:15:04"}
            part = await student.http.post(urljoin(student.home, where), params=told, content=sound())
            assert (part.status_code, part.json()) == (200, {"size": 5})

    meet(visits())


def test_what_a_request_claims_to_bring_takes_nothing_from_others(strict: Server) -> None:
    async def visits() -> None:
        async with page(strict, "127.0.0.12") as student:
            await student.opens()
            recorder = student.component("recorder")
            where = f"notebook/{recorder['notebook']}/recordings/{uuid.uuid4()}"
            told = {"key": recorder["key"], "at": 0, "seconds": 1, "kind": "audio/webm", "begun": "2026-11-26T10:15:04"}
            query = urlencode(told)
            claims = [
                claiming(strict, f"POST /{where}?{query}", 10**15),
                claiming(strict, f"PUT /_stcore/upload_file/{student.session}/a", 10**15),
                claiming(strict, f"POST /{where}?{query}", 2**24, b"."),  # a part that may be, and does not come
            ]
            try:
                assert [claim.recv(12)[9:] for claim in claims[:2]] == [b"413", b"413"]
                assert (await student.posts(where, b"abc", **told)).json() == {"size": 3}
            finally:
                for claim in claims:
                    claim.close()

    meet(visits())


def claiming(server: Server, what: str, size: int, sent: bytes = b"") -> socket.socket:
    """A request that says that it brings so much."""
    claim = socket.create_connection(("127.0.0.1", server.port), timeout=20)
    host = f"127.0.0.1:{server.port}"
    claim.sendall(f"{what} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {size}\r\n\r\n".encode() + sent)
    return claim


def test_files_that_find_no_room_beside_their_own_pages_are_refused_at_once(small: Server) -> None:
    async def visits() -> None:
        async with page(small) as student:
            await student.opens()
            await student.uploads(FILES, "a.mp3", bytes(700_000))
            begun = time.monotonic()
            with pytest.raises(Refused) as refused:
                await student.uploads(FILES, "b.mp3", bytes(700_000))
            assert (refused.value.status, time.monotonic() - begun < 10) == (503, True)
            await student.sees("Press “Make notes” of those that are here")

    meet(visits())


def test_what_is_kept_on_disk_or_was_given_on_a_page_that_is_gone_is_in_memory_no_longer(
    ours: Server, strict: Server, sample: Path
) -> None:
    async def kept() -> None:
        async with page(ours) as student:
            await student.opens()
            await student.uploads(FILES, "Tides.mp3", sample.read_bytes())
            assert await uploads_held(student) == sample.stat().st_size
            await student.presses("make")
            assert "lecture" in student.query
            await until(lambda: uploads_held(student))

    async def gone() -> None:
        async with page(strict, "127.0.0.11") as student:
            await student.opens()
            await student.uploads(FILES, "Tides.mp3", sample.read_bytes())
            student.vanishes()
            await until(lambda: uploads_held(student))

    meet(kept())
    meet(gone())


async def until(left: Callable[[], Coroutine[Any, Any, int]]) -> None:
    """Wait until none is left; Streamlit counts anew every 5 s."""
    async with asyncio.timeout(60):
        while await left():
            await asyncio.sleep(1)
