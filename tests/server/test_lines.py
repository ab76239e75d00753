"""How uploads wait for their turn, and what a request has to do to keep it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.types import Message
from streamlit.runtime import Runtime

from lecture.settings import Limits
from lecture.store.limits_errors import LimitError, UploadsBusy, UploadsTogether
from server import doors
from server.doors import Bringing, Doors, TooSlow
from server.lines import Line, Upload, line_of_parts, line_of_uploads
from server.visitors import AT_HOME, Most, Visitors

ONE, TWO = "203.0.113.7", "198.51.100.9"


@pytest.fixture
def in_memory(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The files that Streamlit holds."""
    files: set[str] = set()
    manager = SimpleNamespace(get_files=lambda session, wanted: files & set(wanted))
    monkeypatch.setattr(Runtime, "instance", lambda: SimpleNamespace(uploaded_file_mgr=manager))
    return files


def line(at_once: int = 0, memory: int = 0, *, each: int = 0, wait: float = 0.5) -> Line:
    return Line(Most(at_once, each), Most(memory), wait=wait, silent=1)


def run(meeting: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(meeting, 30))


async def passes(line: Line, upload: Upload, seconds: float = 0.0) -> LimitError | None:
    async with line.turn(upload) as refused:
        await asyncio.sleep(0 if refused else seconds)
        return refused


def test_who_came_first_comes_in_first_and_who_does_not_fit_is_passed_over(in_memory: set[str]) -> None:
    came: list[str] = []

    async def arrives(line: Line, name: str, size: int) -> None:
        async with line.turn(Upload(ONE, size, name)):
            came.append(name)
            await asyncio.sleep(0.3)

    async def meeting() -> None:
        one = line(at_once=1, memory=10)
        one.memory.add(TWO, 5)
        async with asyncio.timeout(10):
            await asyncio.gather(arrives(one, "a", 5), arrives(one, "b", 5), arrives(one, "c", 5))
        assert came == ["a", "b", "c"]
        came.clear()
        big = asyncio.create_task(arrives(one, "big", 9))
        await asyncio.gather(arrives(one, "d", 5), arrives(one, "e", 5))
        await big
        assert came[:2] == ["d", "e"]
        assert (one.at_once.total, one.memory.total) == (0, 5)

    run(meeting())


def test_one_waits_for_as_long_as_others_make_room_and_not_for_longer(in_memory: set[str]) -> None:
    async def meeting() -> None:
        one = line(at_once=1, wait=0.8)
        several = [passes(one, Upload(ONE, 1), 0.4) for _ in range(4)]
        assert await asyncio.gather(*several) == [None] * 4  # the last has waited longer than 0.8 s
        async with one.turn(Upload(ONE, 1)) as first:
            assert first is None
            assert isinstance(await passes(one, Upload(TWO, 1)), UploadsBusy)

    run(meeting())


def test_what_only_its_own_page_can_make_room_for_is_refused_at_once(in_memory: set[str]) -> None:
    async def meeting() -> None:
        one = line(memory=10, wait=20)
        in_memory.add("a")
        async with one.turn(first := Upload(AT_HOME, 7, "mine", "a")):
            one.hold(first, 6)
        assert one.memory.total == 6
        begun = time.monotonic()
        assert isinstance(await passes(one, Upload(AT_HOME, 5, "mine", "b")), UploadsTogether)
        assert time.monotonic() - begun < 1
        other = asyncio.create_task(passes(one, Upload(AT_HOME, 5, "another", "c")))
        await asyncio.sleep(0.5)
        assert not other.done()
        in_memory.clear()  # “Make notes” was pressed
        assert await other is None
        assert one.memory.total == 0

    run(meeting())


def test_five_hundred_that_wait_neither_hinder_others_nor_are_more_than_may_be(
    in_memory: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def meeting() -> None:
        one = line(at_once=1, memory=10**6, wait=1)
        for number in range(200):
            in_memory.add(str(number))
            async with one.turn(held := Upload(TWO, 1, f"page {number}", str(number))):
                one.hold(held, 1)
        asked = 0
        whether = Upload.held

        def counted(upload: Upload) -> bool:
            nonlocal asked
            asked += 1
            return whether(upload)

        monkeypatch.setattr(Upload, "held", counted)
        async with one.turn(Upload(TWO, 1)):
            crowd = [asyncio.create_task(passes(one, Upload(str(number % 5), 1))) for number in range(500)]
            await asyncio.sleep(0)
            late = []
            for _ in range(20):
                begun = time.monotonic()
                await asyncio.sleep(0.02)
                late.append(time.monotonic() - begun - 0.02)
            assert sorted(late)[10] < 0.02
            assert sum(task.done() for task in crowd) == 100  # of 500 that came, 400 may wait
            assert {type(one) for one in await asyncio.gather(*crowd)} == {UploadsBusy}
        assert asked < 200 * 30  # by one of them for all, a few times a second
        assert (one._waiting, one._number.total, one.at_once.total) == ([], 0, 0)

    run(meeting())


def test_who_gives_up_while_waiting_leaves_no_place_taken(in_memory: set[str]) -> None:
    async def meeting() -> None:
        one = line(at_once=1, wait=20)
        async with one.turn(Upload(ONE, 1)):
            waits = [asyncio.create_task(passes(one, Upload(ONE, 1))) for _ in range(3)]
            await asyncio.sleep(0.1)
            waits[0].cancel()
            await asyncio.sleep(0.1)
        waits[1].cancel()  # who may have been let in by now, and has not noticed
        assert await waits[2] is None
        assert (one._waiting, one.at_once.total, one.memory.total) == ([], 0, 0)

    run(meeting())


def test_what_one_address_may_have_is_lifted_by_one_setting(in_memory: set[str]) -> None:
    def uploads(limits: Limits, *, shared: bool = True) -> tuple[Line, Line]:
        here = Visitors(limits, shared=shared)
        return line_of_uploads(here), line_of_parts(here)

    files, parts = uploads(Limits())
    assert (files.at_once.each, files.memory.each) == (20, Limits().uploads_bytes // 2)
    assert (parts.at_once.each, parts.memory) == (20, Most())  # parts hold no memory that others wait for
    for files, parts in (uploads(Limits(address_uploads=0)), uploads(Limits(), shared=False)):
        assert (files.at_once.each, files.memory.each, parts.at_once.each) == (0, 0, 0)


def test_an_upload_is_ended_that_stands_still_or_trickles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "SLOWEST", 1000)

    def sending(size: int, every: float) -> Callable[[], Coroutine[Any, Any, Message]]:
        async def receive() -> Message:
            await asyncio.sleep(every)
            return {"type": "http.request", "body": b"." * size, "more_body": True}

        return receive

    async def brought(size: int, every: float) -> int:
        bringing = Bringing(sending(size, every), patience=0.5)
        try:
            async with asyncio.timeout(2):
                while True:
                    await bringing()
        except (TooSlow, TimeoutError) as end:
            return -1 if isinstance(end, TooSlow) else bringing.came

    async def meeting() -> None:
        assert await brought(1000, 0.6) == -1  # stands still
        assert await brought(1, 0.05) == -1  # trickles: always something, never enough
        assert await brought(200, 0.1) > 1000

    run(meeting())


def test_what_the_app_has_no_time_for_is_not_the_uploads_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """A TimeoutError of the app's own is answered as any other error of it is."""
    monkeypatch.setattr(doors, "visitors", lambda: Visitors(Limits(), shared=False))

    async def app(scope: object, receive: object, send: object) -> None:
        raise TimeoutError("a lock")

    async def meeting() -> None:
        scope = {"type": "http", "method": "POST", "path": "/notebook/a/recordings/b", "headers": []}
        with pytest.raises(TimeoutError, match="a lock"):
            await Doors(app)(scope, *[None] * 2)  # type: ignore[arg-type]

    run(meeting())


def test_closed_pages_are_forgotten_also_after_that_failed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[object] = []

    def forget(uploads: object) -> None:
        tries.append(uploads)
        if len(tries) == 1:
            raise KeyError("a page")

    monkeypatch.setattr(doors, "FORGET", 0.01)
    monkeypatch.setattr(doors, "forget", forget)
    monkeypatch.setattr(doors, "running", lambda: len(tries) < 3)

    async def meeting() -> None:
        async with AsyncExitStack():
            await Doors(None)._forget()  # type: ignore[arg-type]

    run(meeting())
    assert len(tries) == 3
