"""What is shared of one lecture: a key to read it, until the student stops."""

from __future__ import annotations

import pytest

from lecture.errors import UnknownLecture
from lecture.store.library import Library, Right
from lecture.store.notebook import Notebook
from tests.lecture.store.script import Script, worked_on

RIGHTS: tuple[Right, ...] = ("hear", "read", "write")


def opens(library: Library, lecture: str, key: str) -> list[Right]:
    """The rights that the key gives."""
    given: list[Right] = []
    for may in RIGHTS:
        try:
            library.opened(lecture, key, may)
        except UnknownLecture:
            continue
        given.append(may)
    return given


def test_each_key_gives_its_right_and_those_below(library: Library, mine: Notebook) -> None:
    lecture, other = worked_on(mine, Script(1)), worked_on(mine, Script(2))
    keys = {may: library.lecture_key(lecture, may) for may in RIGHTS}
    assert {may: opens(library, lecture, key) for may, key in keys.items()} == {
        "hear": ["hear"],
        "read": ["hear", "read"],
        "write": ["hear", "read", "write"],
    }
    assert [opens(library, other, key) for key in keys.values()] == [[], [], []]


def test_after_the_sharing_was_stopped_the_old_key_opens_nothing_and_a_new_one_does(
    library: Library, mine: Notebook
) -> None:
    lecture, other = worked_on(mine, Script(1)), worked_on(mine, Script(2))
    others, hear, write = (
        library.lecture_key(other, "read"),
        library.lecture_key(lecture, "hear"),
        library.lecture_key(lecture, "write"),
    )
    keys = [library.lecture_key(lecture, "read")]
    for _ in range(2):
        library.stop_sharing(mine, lecture)
        keys.append(library.lecture_key(lecture, "read"))
    assert [opens(library, lecture, key) for key in keys] == [[], [], ["hear", "read"]]
    assert opens(library, other, others) == ["hear", "read"]
    assert (library.lecture_key(lecture, "hear"), library.lecture_key(lecture, "write")) == (hear, write)
    assert (opens(library, lecture, hear), opens(library, lecture, write)) == (["hear"], ["hear", "read", "write"])


def test_what_was_stopped_stays_so_in_a_library_that_is_opened_anew(library: Library, mine: Notebook) -> None:
    lecture = worked_on(mine, Script(1))
    old = library.lecture_key(lecture, "read")
    library.stop_sharing(mine, lecture)
    new = library.lecture_key(lecture, "read")
    again = Library(library.folder)
    assert (opens(again, lecture, old), opens(again, lecture, new)) == ([], ["hear", "read"])
    again.close()


def test_nobody_stops_the_sharing_of_anothers_lecture(library: Library, mine: Notebook, theirs: Notebook) -> None:
    lecture = worked_on(mine, Script(1))
    key = library.lecture_key(lecture, "read")
    with pytest.raises(UnknownLecture):
        library.stop_sharing(theirs, lecture)
    assert opens(library, lecture, key) == ["hear", "read"]
