"""Courses: gathered from their lectures, filled, renamed, and made one of two."""

from __future__ import annotations

from lecture.store.courses import Course
from lecture.store.notebook import Notebook
from tests.lecture.store.hands import Standing
from tests.lecture.store.script import Script, add, worked_on


def titles(notebook: Notebook, course: str | None = None, search: str = "") -> list[str]:
    return [entry.title for entry in notebook.page(search, course=course).entries]


def test_courses_are_counted_the_newest_first_and_what_is_in_none_last(mine: Notebook, clock: Standing) -> None:
    for seed, course in enumerate(["Law", "Biology", "Law", ""], start=1):
        lecture = worked_on(mine, Script(seed, seconds=10 * seed))
        mine.edit(lecture, course=course, date=f"2026-10-0{seed}")
        clock.move(1)
    unheard = add(mine, Script(9))
    mine.move(unheard, "Law")
    mine.edit(unheard, date="2026-09-01")
    assert mine.courses() == (
        Course("Law", 3, 40.0, "2026-10-03"),
        Course("Biology", 1, 20.0, "2026-10-02"),
        Course("", 1, 40.0, "2026-10-04"),
    )


def test_a_page_shows_one_course_or_those_in_none(mine: Notebook) -> None:
    for seed, course in enumerate(["Law", "Biology", "Law", ""], start=1):
        mine.move(worked_on(mine, Script(seed)), course)
    assert titles(mine, "Law") == ["lecture 3", "lecture 1"]
    assert titles(mine, "") == ["lecture 4"]
    assert titles(mine, "Nobody's") == []
    assert titles(mine, "Law", "word") == ["lecture 3", "lecture 1"]
    assert mine.page(course="Law", count=1).total == 2
    assert len(titles(mine)) == 4


def test_a_name_is_the_same_course_however_it_is_spaced(mine: Notebook) -> None:
    for seed, course in enumerate(["Data  structures", " Data structures "], start=1):
        mine.move(add(mine, Script(seed)), course)
    assert [course.name for course in mine.courses()] == ["Data structures"]


def test_a_renamed_course_takes_its_lectures_its_exam_and_what_it_remembers_along(
    mine: Notebook, theirs: Notebook
) -> None:
    for notebook in (mine, theirs):
        notebook.move(worked_on(notebook, Script(1)), "Law")
    remember(mine, "Law", exam="2027-02-01", heard="tort us")
    mine.rename_course("Law", "  Tort law ")
    assert [course.name for course in mine.courses()] == ["Tort law"]
    assert titles(mine, search="tort") == ["lecture 1"]
    assert remembered(mine) == ([("Tort law", "2027-02-01")], [("Tort law", "tort us", "tortious")])
    assert [course.name for course in theirs.courses()] == ["Law"]


def test_two_courses_of_one_name_become_one_and_what_that_one_says_holds(mine: Notebook) -> None:
    for seed, course in enumerate(["Law", "Tort law"], start=1):
        mine.move(worked_on(mine, Script(seed)), course)
    remember(mine, "Law", exam="2027-02-01", heard="tort us")
    remember(mine, "Tort law", exam="2027-03-01", heard="tort us")
    mine.rename_course("Law", "Tort law")
    assert titles(mine, "Tort law") == ["lecture 2", "lecture 1"]
    assert remembered(mine) == ([("Tort law", "2027-03-01")], [("Tort law", "tort us", "tortious")])


def test_a_course_can_be_given_to_what_is_in_none_and_taken_from_all(mine: Notebook) -> None:
    mine.move(worked_on(mine, Script(1)), "")
    mine.rename_course("", "Law")
    assert titles(mine, "Law") == ["lecture 1"]
    mine.rename_course("Law", "")
    assert titles(mine, "") == ["lecture 1"]
    mine.rename_course("", " ")
    assert titles(mine, "") == ["lecture 1"]


def test_what_is_put_away_comes_back_into_the_renamed_course(mine: Notebook) -> None:
    lecture = worked_on(mine, Script(1))
    mine.move(lecture, "Law")
    mine.put_away(lecture)
    mine.rename_course("Law", "Tort law")
    mine.bring_back(lecture)
    assert titles(mine, "Tort law") == ["lecture 1"]


def remember(notebook: Notebook, course: str, exam: str, heard: str) -> None:
    with notebook.storage.database.writing() as rows:
        rows.execute("INSERT INTO courses VALUES (?, ?, ?)", (notebook.name, course, exam))
        rows.execute("INSERT INTO replacements VALUES (?, ?, ?, 'tortious', 0)", (notebook.name, course, heard))


def remembered(notebook: Notebook) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """The exams of its courses, and what it remembers for each."""
    with notebook.storage.database.reading() as rows:
        exams = rows.execute("SELECT name, exam FROM courses WHERE notebook = ?", (notebook.name,))
        meant = rows.execute("SELECT course, heard, meant FROM replacements WHERE notebook = ?", (notebook.name,))
        return [tuple(row) for row in exams], [tuple(row) for row in meant]
