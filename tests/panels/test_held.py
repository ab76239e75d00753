"""What open pages show of finished lectures is read and made once for all of them, and does not grow without end."""

from __future__ import annotations

import gc
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from benchmarks.made_up import lecture_of
from lecture import tongue
from lecture.errors import NotFinished
from lecture.tongue import speaking
from lecture.values import Lecture
from panels import held, state

WORDS = held.BESIDES + sum(len(segment.words) for segment in lecture_of(1).transcript.segments)


@pytest.fixture(autouse=True)
def _nothing_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held, "_held", OrderedDict())
    monkeypatch.setattr(held, "_made", {})


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """For so many lectures of a minute."""
    return lambda count: monkeypatch.setattr(held, "MOST", count * WORDS)


class Shelf:
    """Lectures of a minute by their titles, and how often each was read."""

    def __init__(self, pause: float = 0.0) -> None:
        self.read: list[str] = []
        self.pause = pause

    def get(self, title: str) -> Lecture:
        def read() -> Lecture:
            self.read.append(title)
            time.sleep(self.pause)
            return replace(lecture_of(1), title=title)

        return held.lecture(title, read)


def title(lecture: Lecture) -> list[str]:
    return [lecture.title]


def spoken(_: Lecture) -> list[str]:
    return [tongue.spoken()]


def test_a_hall_with_one_link_reads_its_lecture_once_and_makes_each_thing_of_it_once() -> None:
    shelf, hall, made = Shelf(pause=0.05), threading.Barrier(12), []

    def slowly(lecture: Lecture) -> list[str]:
        made.append(lecture.title)
        time.sleep(0.05)
        return [lecture.title]

    def page(_: int) -> tuple[Lecture, list[str]]:
        hall.wait(10)
        lecture = shelf.get("tides")
        return lecture, state.made_of(lecture, slowly)

    with ThreadPoolExecutor(12) as threads:
        seen = [*threads.map(page, range(12))]
    assert (shelf.read, made) == (["tides"], ["tides"])
    assert all(lecture is seen[0][0] and laid is seen[0][1] for lecture, laid in seen)


def test_the_last_that_were_used_are_held_as_many_as_there_is_room_for(room: Callable[[int], None]) -> None:
    room(3)
    shelf = Shelf()
    for name in "abcad":  # a is used again
        shelf.get(name)
    shelf.read.clear()
    for name in "adcb":
        shelf.get(name)
    assert shelf.read == ["b"]


def test_one_that_is_longer_than_all_that_is_held_is_held_alone(room: Callable[[int], None]) -> None:
    shelf = Shelf()
    shelf.get("a")
    room(0)
    shelf.get("b")
    assert [*held._held] == ["b"]
    shelf.get("b")
    assert shelf.read == ["a", "b"]


def test_a_page_that_is_drawn_makes_each_thing_once_although_its_lecture_was_let_go(
    room: Callable[[int], None],
) -> None:
    room(1)
    shelf = Shelf()
    lecture = shelf.get("mine")
    before = state.made_of(lecture, title)
    shelf.get("another's")
    assert [*held._held] == ["another's"]
    assert state.made_of(lecture, title) is before
    assert state.made_of(lecture, spoken) is state.made_of(lecture, spoken)


def test_what_was_made_goes_with_its_lecture_and_what_was_made_of_that(room: Callable[[int], None]) -> None:
    room(1)
    shelf = Shelf()
    bare = state.made_of(shelf.get("a"), lambda lecture: replace(lecture, title="bare"))
    state.made_of(bare, title)
    assert len(held._made) == 2
    del bare
    shelf.get("b")
    gc.collect()
    assert held._made == {}


def test_what_is_made_is_made_in_the_tongue_of_the_page() -> None:
    lecture = Shelf().get("tides")
    said = []
    for each in ("en", "de", "en"):
        with speaking(each):
            said += state.made_of(lecture, spoken)
    assert said == ["en", "de", "en"]


def test_a_lecture_that_could_not_be_read_is_read_by_the_next_page() -> None:
    def fails() -> Lecture:
        raise NotFinished

    with pytest.raises(NotFinished):
        held.lecture("tides", fails)
    assert Shelf().get("tides").title == "tides"


def test_pages_that_open_and_draw_at_the_same_time_do_not_disturb_one_another(room: Callable[[int], None]) -> None:
    room(2)
    shelf, end = Shelf(), time.monotonic() + 1

    def page(number: int) -> int:
        turns = 0
        while time.monotonic() < end:
            lecture = shelf.get(str((number + turns) % 4))
            for what in range(20):
                held.made_of(lecture, what, title)
            turns += 1
        return turns

    with ThreadPoolExecutor(6) as threads:
        assert min(threads.map(page, range(6))) > 1
