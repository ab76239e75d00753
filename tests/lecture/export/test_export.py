"""The registry of formats, and the two that are JSON."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given, settings
from whisper.tokenizer import LANGUAGES as WHISPERS

from lecture import codec
from lecture.clock import clock, span
from lecture.export import FORMATS
from lecture.languages import LANGUAGES
from lecture.local import language_name
from lecture.values import Chapter, Lecture
from tests.lecture.export.tides import TIDES
from tests.lecture.values import LECTURES


def test_the_formats_are_these() -> None:
    assert [(made.file_name, made.mime, made.label) for made in FORMATS.values()] == [
        ("report.pdf", "application/pdf", "Report (PDF)"),
        (
            "report.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "Report (Word)",
        ),
        ("report.html", "text/html", "Report (web page)"),
        ("report.md", "text/markdown", "Report (Markdown)"),
        ("report.txt", "text/plain", "Report (TXT)"),
        ("self-test.pdf", "application/pdf", "Self-test (PDF)"),
        ("cornell.pdf", "application/pdf", "Cornell notes (PDF)"),
        ("transcript.txt", "text/plain", "Transcript (TXT)"),
        ("summary.txt", "text/plain", "Summary (TXT)"),
        ("subtitles.srt", "application/x-subrip", "Subtitles (SRT)"),
        ("subtitles.vtt", "text/vtt", "Subtitles (WebVTT)"),
        ("chapters.vtt", "text/vtt", "Chapters (WebVTT)"),
        ("flashcards.apkg", "application/apkg", "Flashcards for Anki"),
        ("flashcards-anki.csv", "text/csv", "Flashcards for Anki (CSV)"),
        ("flashcards-quizlet.txt", "text/plain", "Flashcards for Quizlet"),
        ("flashcards-remnote.csv", "text/csv", "Flashcards for RemNote"),
        ("flashcards.txt", "text/plain", "Flashcards (TXT)"),
        ("lecture.json", "application/json", "Everything (JSON)"),
        ("flashcards.json", "application/json", "Flashcards (JSON)"),
    ]
    assert list(FORMATS) == [made.file_name for made in FORMATS.values()]


def test_every_format_says_what_it_is_for() -> None:
    assert [made.file_name for made in FORMATS.values() if not made.about.endswith(".")] == []


def test_flashcards_json_is_a_list_of_cards_with_times_in_seconds() -> None:
    assert json.loads(FORMATS["flashcards.json"].write(TIDES)) == [
        {
            "question": "What is a tide?",
            "answer": "the slow rise and fall of the sea",
            "evidence": "A tide is the slow rise and fall of the sea, caused by the Moon and the Sun.",
            "start": 2.6,
            "end": 9.0,
            "kind": "definition",
            "score": 0.9,
            "score_parts": {"weight": 0.5},
            "wrong": [],
            "id": "",
        },
        {
            "question": "_____ explained the tides in 1687.",
            "answer": "Isaac Newton",
            "evidence": "Isaac Newton explained the tides in 1687.",
            "start": 3600.0,
            "end": 3604.0,
            "kind": "cloze",
            "score": 0.7,
            "score_parts": {},
            "wrong": [],
            "id": "",
        },
    ]


def test_lecture_json_names_everything_as_the_design_does() -> None:
    found = json.loads(FORMATS["lecture.json"].write(TIDES))
    assert found["title"] == "How the tides work"
    assert found["chapters"][0] == {
        "start": 0.0,
        "end": 3600.0,
        "title": "Moon and Sun",
        "terms": [{"text": "moon", "times": [2.6, 12.0]}, {"text": "near side", "times": [12.0]}],
        "aside": False,
        "offered": "",
    }
    assert found["summary"]["overview"] == TIDES.summary.overview
    assert found["summary"]["points"][1] == {
        "text": "Isaac Newton explained the tides in 1687.",
        "start": 3600.0,
        "end": 3604.0,
        "detail": "medium",
    }
    assert (found["version"], found["transcript"]["version"]) == (4, 4)
    assert [found[part]["made_by"] for part in ("transcript", "summary", "cards")] == [
        {"models": ["Whisper base"], "methods": [], "without": []},
        {"models": [], "methods": ["ranked_statements"], "without": []},
        {"models": ["t5-small-qg-hl"], "methods": ["ranked_questions"], "without": []},
    ]
    assert [segment["text"] for segment in found["transcript"]["segments"]] == [
        segment.text for segment in TIDES.transcript.segments
    ]


@settings(max_examples=50, deadline=None)
@given(LECTURES)
def test_lecture_json_is_the_lecture(lecture: Lecture) -> None:
    assert codec.load(Lecture, FORMATS["lecture.json"].write(lecture).decode("utf-8")) == lecture


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("How tides work", "How tides work - report.pdf"),
        ("a/b\\c: what?\n", "a b c what - report.pdf"),
        ("..", "Lecture - report.pdf"),
        ("Größe \udc80", "Größe � - report.pdf"),
        ("word " * 40, ("word " * 16).strip() + " - report.pdf"),
        ("𐢰" * 80, "𐢰" * 40 + " - report.pdf"),
    ],
)
def test_a_download_is_named_after_its_lecture(title: str, name: str) -> None:
    assert FORMATS["report.pdf"].name_for(title) == name


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, "0:00"), (59.99, "0:59"), (60, "1:00"), (725, "12:05"), (3600, "1:00:00"), (3729.4, "1:02:09"), (-1, "0:00")],
)
def test_clock_shows_what_a_player_shows(seconds: float, shown: str) -> None:
    assert clock(seconds) == shown


def test_a_span_within_one_second_is_one_time() -> None:
    assert span(5.1, 5.9) == "0:05"
    assert span(59, 3600) == "0:59–1:00:00"


def test_every_language_that_whisper_hears_has_a_name() -> None:
    assert LANGUAGES.keys() == WHISPERS.keys()
    assert language_name("el") == "Greek"
    assert language_name("tlh") == "tlh"


@pytest.mark.parametrize("name", sorted(FORMATS.keys() - {"lecture.json"}))  # which holds the lecture as it is
def test_a_chapter_without_a_title_is_named_by_the_time_at_which_it_begins(name: str) -> None:
    untitled, timed = (
        replace(TIDES, chapters=tuple(map(_titled, TIDES.chapters, titles)))
        for titles in (("", "\n"), ("0:00", "1:00:00"))
    )
    assert FORMATS[name].write(untitled) == FORMATS[name].write(timed)


def _titled(chapter: Chapter, title: str) -> Chapter:
    return replace(chapter, title=title)


def test_importing_the_exports_does_not_wait_for_what_a_pdf_needs() -> None:
    program = "import sys, lecture.export; print({'fpdf', 'uharfbuzz', 'pydantic'} & sys.modules.keys())"
    found = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert found.stdout == "set()\n"
