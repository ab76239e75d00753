"""Chapters get other titles by an edit: it finds them by their times, and touches nothing else."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from lecture.edits import Change, Edit, edited, retitled, unplaced
from lecture.misheard import replace_everywhere
from lecture.values import Chapter, Lecture
from tests.lecture.test_edits import lecture, transcript

CHAPTERS = (Chapter(0.0, 4.0, "Waves"), Chapter(4.0, 10.0, "Boar’s atom"), Chapter(10.0, 20.0, "Spectra"))


def of_chapters(*chapters: Chapter) -> Lecture:
    return lecture(transcript("Light is a wave.", "Boar said so."), chapters=chapters)


def titles(found: Lecture) -> list[str]:
    return [chapter.title for chapter in found.chapters]


def test_chapters_get_other_titles_and_nothing_else_of_the_lecture_changes() -> None:
    made = of_chapters(*CHAPTERS)
    edit = retitled([(CHAPTERS[0], " What waves\n are "), (CHAPTERS[2], "Lines")])
    found = edited(made, [edit])
    assert titles(found) == ["What waves are", "Boar’s atom", "Lines"]
    assert replace(found, chapters=made.chapters) == made
    assert unplaced(made.transcript, [edit]) == ()


def test_a_title_without_a_letter_or_the_one_that_stands_there_changes_nothing() -> None:
    assert retitled([(CHAPTERS[0], " \n"), (CHAPTERS[1], "Boar’s atom"), (CHAPTERS[2], "—")]).empty


def test_a_title_is_the_chapters_that_is_there_when_the_chapters_were_made_anew() -> None:
    edit = retitled([(chapter, f"{number}") for number, chapter in enumerate(CHAPTERS, start=1)])
    moved = (Chapter(0.0, 5.0, "A"), Chapter(5.0, 9.5, "B"), Chapter(9.5, 14.0, "C"), Chapter(14.0, 20.0, "D"))
    assert titles(edited(of_chapters(*moved), [edit])) == ["1", "2", "C", "3"]


def test_a_word_put_right_everywhere_afterwards_is_put_right_in_the_title_too() -> None:
    heard = transcript("Light is a wave.", "Boar said so.")
    both = [retitled([(CHAPTERS[1], "Boar and light")]), replace_everywhere(heard, "Boar", "Bohr")]
    assert titles(edited(lecture(heard, chapters=CHAPTERS), both))[1] == "Bohr and light"


@given(st.lists(st.tuples(st.floats(0, 30), st.floats(0, 30), st.text(max_size=9)), max_size=6))
def test_any_titles_for_any_stretches_leave_chapters_that_can_be_told_apart_by_their_times(
    found: list[tuple[float, float, str]],
) -> None:
    edit = Edit("", tuple(Change(start, end, "", title) for start, end, title in found), "titles")
    changed = edited(of_chapters(*CHAPTERS), [edit])
    assert [replace(one, title="") for one in changed.chapters] == [replace(one, title="") for one in CHAPTERS]
    assert set(titles(changed)) <= {*titles(of_chapters(*CHAPTERS)), *(title for *_, title in found)}
