"""Turning a tab of a lecture draws that tab alone, unless the page around it has become another."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import pytest

from benchmarks.students import Student
from lecture.store.library import Library
from lecture.store.notebook import Notebook
from lecture.values import Lecture
from tests.browser.served import Server, desk, packed
from tests.server.shared import started


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = started(tmp_path_factory.mktemp("tabs"))
    yield server
    server.kill()


@pytest.fixture
def library(server: Server) -> Iterator[Library]:
    with closing(Library(server.data)) as library:
        yield library


@pytest.fixture
def place(server: Server, studied: Lecture, tmp_path: Path) -> dict[str, str]:
    """The address of a lecture in a notebook of its own."""
    mine = desk(server, packed(tmp_path / "packed", [studied]))
    return {"notebook": mine.key, "lecture": mine.lecture("Tides")}


@asynccontextmanager
async def opened(server: Server, address: dict[str, str]) -> AsyncIterator[Student]:
    async with Student(f"http://127.0.0.1:{server.port}/?{urlencode(address)}") as student:
        await student.opens()
        yield student


async def turns(student: Student, *tabs: str) -> int:
    """Returns how often the whole page was drawn meanwhile."""
    before = student.runs
    for tab in tabs:
        await student.sets("tabs-en", string_value=tab)
    return student.runs - before


def mine(library: Library, place: dict[str, str]) -> Notebook:
    return library.notebook(place["notebook"])


def test_all_tabs_are_turned_and_stand_in_the_address_while_the_page_is_drawn_once(
    server: Server, place: dict[str, str]
) -> None:
    async def story() -> None:
        async with opened(server, place) as student:
            assert await turns(student, "Flashcards") == 0
            assert student.component("cards")["cards"]
            assert student.query == {**place, "tab": "Flashcards"}
            assert await turns(student, "Transcript") == 0
            assert student.component("transcript")["lecture"] == place["lecture"]
            with pytest.raises(LookupError):
                student.component("cards")
            assert await turns(student, "Ask", "Download", "Summary") == 0
            assert student.query == place

    asyncio.run(story())


def test_who_was_given_a_lecture_to_read_turns_its_tabs_likewise(
    server: Server, library: Library, place: dict[str, str]
) -> None:
    address = {"read": place["lecture"], "key": library.lecture_key(place["lecture"], "read")}

    async def story() -> None:
        async with opened(server, address) as student:
            assert await turns(student, "Transcript", "Download", "Transcript") == 0
            assert student.component("transcript")["write"] is None

    asyncio.run(story())


def test_who_was_given_a_lecture_reads_no_tab_more_once_it_is_not_shared(
    server: Server, library: Library, place: dict[str, str]
) -> None:
    address = {"read": place["lecture"], "key": library.lecture_key(place["lecture"], "read")}

    async def story() -> None:
        async with opened(server, address) as student:
            library.stop_sharing(mine(library, place), place["lecture"])
            await turns(student, "Transcript")
            assert "This address opens no lecture" in student.text
            with pytest.raises(LookupError):
                student.component("transcript")

    asyncio.run(story())


def test_what_was_changed_in_another_tab_of_the_browser_is_on_the_whole_page_with_the_next_turn(
    server: Server, library: Library, place: dict[str, str]
) -> None:
    async def story() -> None:
        async with opened(server, place) as student:
            mine(library, place).edit(place["lecture"], title="Ebb and flow")
            assert "Ebb and flow" not in student.text
            assert await turns(student, "Download") > 0
            assert "Ebb and flow" in student.text

    asyncio.run(story())


def test_a_card_that_was_reviewed_is_counted_beside_the_page_with_the_next_turn(
    server: Server, place: dict[str, str]
) -> None:
    async def story() -> None:
        async with opened(server, place) as student:
            await turns(student, "Flashcards")
            card = student.component("cards")["cards"][0]
            path, _, key = card["write"].partition("?")
            graded = json.dumps({"do": "grade", "card": card["owned"]["card"]["id"], "rating": 1})
            assert (await student.posts(path, graded.encode(), **dict(parse_qsl(key)))).is_success
            assert await turns(student, "Ask") > 0
            assert await turns(student, "Download") == 0

    asyncio.run(story())


def test_a_lecture_that_was_deleted_elsewhere_is_told_as_such(
    server: Server, library: Library, place: dict[str, str]
) -> None:
    async def story() -> None:
        async with opened(server, place) as student:
            mine(library, place).put_away(place["lecture"])
            await turns(student, "Flashcards")
            assert "This lecture was deleted" in student.text

    asyncio.run(story())


def test_what_cannot_be_read_is_said_in_the_tab_and_goes_with_the_next_turn(
    server: Server, library: Library, place: dict[str, str]
) -> None:
    """The database's file is away, as when its disk is taken out for a moment."""

    async def story() -> None:
        async with opened(server, place) as student:
            away = server.data.rename(server.data.with_name("away"))
            await turns(student, "Flashcards")
            away.rename(server.data)
            assert "is not there just now" in student.text
            assert "Tides" in student.text
            await turns(student, "Transcript")
            assert student.component("transcript")["lecture"] == place["lecture"]
            assert "is not there just now" not in student.text

    asyncio.run(story())
