"""The text reports, whole."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings

from lecture.export import FORMATS, report_txt
from lecture.export.options import PARTS, Options, Part
from lecture.export.wording import facts
from lecture.values import Aside, Cards, Chapter, Lecture, Provenance, Segment, Summary, Term
from tests.lecture.export.tides import TIDES
from tests.lecture.values import LECTURES

HEAD = """\
How the tides work
==================

File           tides.m4a
Length         1:02:09
Language       English
Date           24 November 2026
Transcript by  Whisper base
Summary by     the statements most worth noting
Flashcards by  t5-small-qg-hl, and the best questions and hidden words
Note           The recording breaks off at 1:02:09; what was heard up to there
               is here.
"""
SUMMARY = """\
Summary
-------
A tide is the slow rise and fall of the sea, caused by the pull of the Moon
and the Sun on the water.

* Moon and Sun
0:12–0:15        The Moon pulls harder on the near side of the Earth than on
                 the far side of it.

* Isaac Newton
1:00:00–1:00:04  Isaac Newton explained the tides in 1687.

It covers 0:00–1:02:09.
"""
CHAPTERS = """\
Chapters
--------
0:00     Moon and Sun (near side)
1:00:00  Isaac Newton
"""
TERMS = """\
Key terms
---------
tide (0:02)
"""
FLASHCARDS = """\
Flashcards
----------
2 of the 20 cards asked for: the lecture holds no more good ones.

1. Q  What is a tide?
   A  the slow rise and fall of the sea
      0:02–0:09  “A tide is the slow rise and fall of the sea, caused by the
      Moon and the Sun.”

2. Q  _____ explained the tides in 1687.
   A  Isaac Newton
      1:00:00–1:00:04  “Isaac Newton explained the tides in 1687.”
"""
TRANSCRIPT = """\
Transcript
----------
1 whole sentence may have been misheard: look for [?].

* Moon and Sun

0:00     Good morning. A tide is the slow rise and fall of the sea, caused by
         the Moon and the Sun.

0:12     The Moon pulls harder on the near side. And then he said mumble. [?]

* Isaac Newton

1:00:00  Isaac Newton explained the tides in 1687.
"""
LINES = """\
1 whole sentence may have been misheard: look for [?].

   0:00  Good morning.
   0:02  A tide is the slow rise and fall of the sea, caused by the Moon and the Sun.
   0:12  The Moon pulls harder on the near side.
   0:15  And then he said mumble. [?]
1:00:00  Isaac Newton explained the tides in 1687.
"""


def written(name: str, lecture: Lecture = TIDES) -> str:
    return FORMATS[name].write(lecture).decode("utf-8")


def test_the_report_reads_so() -> None:
    assert written("report.txt") == "\n\n".join([HEAD, SUMMARY, CHAPTERS, TERMS, FLASHCARDS, TRANSCRIPT])


@pytest.mark.parametrize("wanted", [parts for count in range(6) for parts in combinations(PARTS, count)])
def test_what_is_not_wanted_is_not_there(wanted: tuple[Part, ...]) -> None:
    told = dict(zip(PARTS, (SUMMARY, CHAPTERS, TERMS, FLASHCARDS, TRANSCRIPT), strict=True))
    makers = {"summary": "Summary by", "cards": "Flashcards by"}
    unwanted = tuple(maker for part, maker in makers.items() if part not in wanted)
    head = "".join(line for line in HEAD.splitlines(keepends=True) if not line.startswith(unwanted))
    report = report_txt.write(TIDES, Options(parts=frozenset(wanted))).decode()
    assert report == "\n\n".join([head, *(told[part] for part in wanted)])


def test_a_term_is_told_with_its_first_times() -> None:
    terms = (Term("tide", (2.6, 12.0, 15.0, 3600.0)), Term("\n", (1.0,)), Term("neap\ntide", ()))
    report = report_txt.write(replace(TIDES, terms=terms), Options(parts=frozenset({"terms"}))).decode()
    assert report.endswith("\n\n\nKey terms\n---------\ntide (0:02, 0:12, 0:15)\nneap tide\n")


def test_the_transcript_reads_so() -> None:
    assert written("transcript.txt") == f"{HEAD}\n{LINES}"


def test_the_summary_reads_so() -> None:
    assert written("summary.txt") == f"{HEAD}\n{SUMMARY}"


def test_the_flashcards_read_so() -> None:
    assert written("flashcards.txt") == f"{HEAD}\n{FLASHCARDS}"


def test_a_lecture_with_too_little_in_it_says_so_and_has_no_empty_lines_of_facts() -> None:
    bare = replace(
        TIDES,
        transcript=replace(TIDES.transcript, segments=(Segment(0, 1, "Hm."),), duration=60, heard=30, remark=""),
        summary=Summary("", (), 0, 0),
        chapters=(),
        terms=(),
        cards=Cards(()),
        date="yesterday",
    )
    assert written("report.txt", bare) == (
        "How the tides work\n"
        "==================\n\n"
        "File           tides.m4a\n"
        "Length         1:00, of which 0:30 was heard\n"
        "Language       English\n"
        "Date           yesterday\n"
        "Transcript by  Whisper base\n\n\n"
        "Summary\n"
        "-------\n"
        "There was too little speech for a summary.\n\n\n"
        "Flashcards\n"
        "----------\n"
        "No flashcards were made from this lecture.\n\n\n"
        "Transcript\n"
        "----------\n\n"
        "0:00  Hm.\n"
    )


def test_one_chapter_alone_is_not_listed() -> None:
    report = written("report.txt", replace(TIDES, chapters=TIDES.chapters[:1]))
    assert "Chapters" not in report
    assert "Moon and Sun" not in report
    assert "1:00:00  Isaac Newton explained the tides in 1687.\n" in report


def test_a_chapter_without_a_point_is_named_only_where_it_is_talk_about_the_course() -> None:
    exam, silence = Chapter(3700.0, 3710.0, "Exam", aside=True), Chapter(3710.0, 3729.0, "Silence")
    lecture = replace(TIDES, chapters=(*TIDES.chapters, exam, silence))
    summary = SUMMARY.replace("\n\nIt covers", "\n\n* Exam\nTalk about the course.\n\nIt covers")
    assert written("summary.txt", lecture) == f"{HEAD}\n{summary}"
    pointless = replace(lecture, summary=replace(lecture.summary, points=()))
    assert "Exam" not in written("summary.txt", pointless)


def test_an_aside_is_a_paragraph_of_its_own_in_parentheses_and_the_report_says_why() -> None:
    greeting = replace(TIDES, asides=(Aside(0.0, 2.6),))
    doubt = "1 whole sentence may have been misheard: look for [?].\n"
    why = "What stands in parentheses is talk about the course, or advertising. Summary\nand flashcards leave it out.\n"
    transcript = TRANSCRIPT.replace(
        "0:00     Good morning. A tide is the slow rise and fall of the sea, caused by\n         the Moon and the Sun.",
        "0:00     (Good morning.)\n\n"
        "0:02     A tide is the slow rise and fall of the sea, caused by the Moon and\n         the Sun.",
    ).replace(doubt, doubt + why)
    assert written("report.txt", greeting) == "\n\n".join([HEAD, SUMMARY, CHAPTERS, TERMS, FLASHCARDS, transcript])
    lines = LINES.replace("Good morning.", "(Good morning.)").replace(doubt, doubt + why.replace("y\na", "y a"))
    assert written("transcript.txt", greeting) == f"{HEAD}\n{lines}"


def test_a_translation_names_both_languages() -> None:
    german = replace(TIDES, transcript=replace(TIDES.transcript, language="de", task="translate"))
    assert "Language       German, translated into English\n" in written("report.txt", german)


def test_a_title_cannot_break_the_lines_or_the_encoding() -> None:
    hostile = replace(TIDES, title="a\nb\x00c\udc80\u2028 d\r\n")
    assert written("summary.txt", hostile).startswith("a b c� d\n========\n")


@settings(max_examples=150, deadline=None)
@given(LECTURES)
def test_every_text_format_holds_any_lecture_as_plain_lines(lecture: Lecture) -> None:
    for name in ("report.txt", "transcript.txt", "summary.txt", "flashcards.txt"):
        text = written(name, lecture)
        assert text.endswith("\n")
        assert not [letter for letter in text if letter < " " and letter != "\n"]
        assert text.split("\n") == [line.rstrip() for line in text.splitlines()] + [""]


def test_a_report_in_another_language_names_what_its_notes_were_made_by() -> None:
    found = replace(
        TIDES,
        summary=replace(TIDES.summary, made_by=Provenance(methods=("lexrank",))),
        cards=replace(TIDES.cards, made_by=Provenance(methods=("rules",))),
    )
    assert facts(found)[5:7] == [
        ("Summary by", "the most central sentences"),
        ("Flashcards by", "definitions and hidden words"),
    ]


def test_the_report_says_what_it_was_made_without_and_how_to_get_it() -> None:
    summary = replace(TIDES.summary, made_by=Provenance(methods=("ranked_statements",), without=("t5-small",)))
    lecture = replace(TIDES, summary=summary)
    report = " ".join(FORMATS["report.txt"].write(lecture).decode().split())
    assert (
        "Made without t5-small, which could not be fetched. To have the notes written by them, connect to the "
        "internet once and press “Try again with T5” on the page."
    ) in report
