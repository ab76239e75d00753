"""The search: whole words and the beginnings of words, in any script, and a few words around what was found."""

from __future__ import annotations

import pytest

from lecture.store.library import Library
from lecture.store.notebook import Notebook
from lecture.store.search import excerpt, hits, index, spaced, unspaced, words_of
from tests.lecture.store.script import Script, add


def found_around(library: Library, notebook: Notebook, transcript: str, *words: str) -> str:
    lecture = add(notebook, Script(1))
    with library.database.writing() as rows:
        number = notebook.number(rows, lecture)
        index(rows, number, transcript)
        return excerpt(rows, number, list(words))


BEFORE, AFTER = "before " * 20, " after" * 20


@pytest.mark.parametrize(
    ("transcript", "words", "shown"),
    [
        ("The tide rises.", ["rises"], "The tide rises."),
        ("The tide rises.", ["RIS"], "The tide rises."),
        ("The tide rises.", ["ide"], ""),  # no beginning of a word
        ("The tide rises.", ["falls", "rises"], "The tide rises."),
        ("The tide rises.", [], ""),
        (f"{BEFORE}tide{AFTER}", ["tide"], f"…{'before ' * 8}tide{' after' * 9}…"),
        (f"tide{AFTER}", ["tide"], f"tide{' after' * 9}…"),
        (f"tide{' after' * 10}", ["tide"], f"tide{' after' * 10}"),  # just so long
        (f"{BEFORE}tide", ["tide"], f"…{'before ' * 8}tide"),
        ("今天讲电磁学", [spaced("电磁")], "今天讲电磁学"),
        ("a + b", ["+"], "a + b"),  # no pattern
    ],
)
def test_an_excerpt_is_whole_words_around_the_first_that_stands_there(
    library: Library, mine: Notebook, transcript: str, words: list[str], shown: str
) -> None:
    assert found_around(library, mine, transcript, *words) == shown


def test_what_is_searched_for_are_words_with_a_letter_or_a_figure_in_them() -> None:
    assert words_of('  "tide" 1848  -- * 电磁 \0moon\0 ') == ["tide", "1848", "电 磁", "moon"]
    assert words_of(' - "" * ') == []


def test_from_three_letters_on_a_word_may_be_the_beginning_of_one(library: Library, mine: Notebook) -> None:
    lecture = add(mine, Script(1))
    with library.database.writing() as rows:
        number = mine.number(rows, lecture)
        index(rows, number, "The tide is high")
        found = {words: hits(rows, mine.name, [words]) for words in ("tid", "ti", "is", "hig", "igh", "TIDE", "lec")}
        assert found == {
            "tid": [number], "ti": [], "is": [number], "hig": [number], "igh": [], "TIDE": [number], "lec": [number]
        }  # fmt: skip
        assert hits(rows, mine.name, ["tide", "high"]) == [number]
        assert hits(rows, mine.name, ["tide", "low"]) == []
        assert hits(rows, "0" * 64, ["tide"]) == []


def test_without_a_transcript_its_words_stay_as_they_are(library: Library, mine: Notebook) -> None:
    lecture = add(mine, Script(1))
    with library.database.writing() as rows:
        number = mine.number(rows, lecture)
        index(rows, number, "The tide is high")
        index(rows, number)
        assert hits(rows, mine.name, ["tide"]) == [number]
        index(rows, number, "")
        assert hits(rows, mine.name, ["tide"]) == []
        assert rows.execute("SELECT count(*) FROM words").fetchone()[0] == 1


def test_letters_of_scripts_without_spaces_stand_apart_and_come_together_again() -> None:
    assert spaced("今天 law 学") == "今 天 law 学"
    assert spaced("电磁") == "电 磁"
    assert unspaced(spaced("今天讲law电磁")) == "今天讲 law电磁"
    assert unspaced("the law") == "the law"
