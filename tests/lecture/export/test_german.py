"""The reports in German: what the app says in them, and not what the lecture says."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace

import pytest
from pypdf import PdfReader

from lecture.export import FORMATS, sheet, typeface
from lecture.export.doubts import note
from lecture.export.wording import covers, facts, how_much_unheard, title, unheard
from lecture.languages import LANGUAGES
from lecture.local import language_name
from lecture.tongue import _, catalogue, speaking
from lecture.values import Aside, Cards, Lecture, Provenance, Segment, Summary, Transcript, Unheard, Word
from tests.lecture.export.tides import TIDES

FULL = replace(
    TIDES,
    transcript=replace(
        TIDES.transcript,
        remark="The recording breaks off: only its first 1:02:09 hours could be read.",
        unheard=(Unheard(20.0, 25.4),),
    ),
    summary=replace(TIDES.summary, made_by=Provenance(methods=("ranked_statements",), without=("t5-small",))),
    cards=replace(TIDES.cards, remark="The lecture has enough for 2 good cards: any more would have been poor."),
    asides=(Aside(0.0, 2.6),),
)
REPORT = """\
How the tides work
==================

Datei                tides.m4a
Länge                1:02:09
Sprache              Englisch
Datum                24. November 2026
Mitschrift mit       Whisper base
Zusammenfassung mit  den wichtigsten Aussagen
Karteikarten mit     t5-small-qg-hl und den besten Fragen und Lücken
Ohne                 t5-small (Download nicht möglich). Damit die Notizen
                     davon geschrieben werden, verbinde dich einmal mit dem
                     Internet und drücke auf der Seite „Noch einmal mit T5
                     versuchen“.
Hinweis              Die Aufnahme bricht ab: Nur die ersten 1:02:09 Stunden
                     waren lesbar.


Zusammenfassung
---------------
A tide is the slow rise and fall of the sea, caused by the pull of the Moon
and the Sun on the water.

* Moon and Sun
0:12–0:15        The Moon pulls harder on the near side of the Earth than on
                 the far side of it.

* Isaac Newton
1:00:00–1:00:04  Isaac Newton explained the tides in 1687.

Sie umfasst 0:00–1:02:09.


Kapitel
-------
0:00     Moon and Sun (near side)
1:00:00  Isaac Newton


Stichwörter
-----------
tide (0:02)


Karteikarten
------------
Die Vorlesung reicht für 2 gute Karten: Weitere wären schwach.

1. F  What is a tide?
   A  the slow rise and fall of the sea
      0:02–0:09  „A tide is the slow rise and fall of the sea, caused by the
      Moon and the Sun.“

2. F  _____ explained the tides in 1687.
   A  Isaac Newton
      1:00:00–1:00:04  „Isaac Newton explained the tides in 1687.“


Mitschrift
----------
1 ganzer Satz wurde vielleicht falsch verstanden: Achte auf [?].
An einer Stelle, 5 Sekunden lang, wurde etwas gesagt, das nicht zu verstehen
war.
Was in Klammern steht, betrifft den Ablauf des Kurses oder ist Werbung.
Zusammenfassung und Karteikarten lassen es aus.

* Moon and Sun

0:00     (Good morning.)

0:02     A tide is the slow rise and fall of the sea, caused by the Moon and
         the Sun.

0:12     The Moon pulls harder on the near side. And then he said mumble. [?]

0:20     [Bis 0:25 wurde etwas gesagt, das nicht zu verstehen war.]

* Isaac Newton

1:00:00  Isaac Newton explained the tides in 1687.
"""


@pytest.fixture(autouse=True)
def _german() -> Iterator[None]:
    with speaking("de"):
        yield


def written(name: str, lecture: Lecture = FULL) -> str:
    return FORMATS[name].write(lecture).decode("utf-8")


def test_the_text_report_reads_so() -> None:
    assert written("report.txt") == REPORT


def test_the_parts_read_as_they_do_in_the_report() -> None:
    head, summary, _chapters, _terms, cards, transcript = REPORT.removesuffix("\n").split("\n\n\n")
    assert written("summary.txt") == f"{head}\n\n{summary}\n"
    assert written("flashcards.txt") == f"{head}\n\n{cards}\n"
    lines = written("transcript.txt").removeprefix(f"{head}\n\n").splitlines()
    assert " ".join(lines[:3]) == " ".join(transcript.split("\n\n")[0].split("\n", 2)[2].split())
    assert lines[-2:] == [
        "   0:20  [Bis 0:25 wurde etwas gesagt, das nicht zu verstehen war.]",
        "1:00:00  Isaac Newton explained the tides in 1687.",
    ]


def test_the_pdf_says_the_same_and_is_the_same_each_time() -> None:
    made = FORMATS["report.pdf"].write(FULL)
    assert made == FORMATS["report.pdf"].write(FULL)
    reader = PdfReader(io.BytesIO(made))
    text = " ".join("\n".join(page.extract_text() for page in reader.pages).split())
    assert text == (
        "VORLESUNGSNOTIZEN How the tides work "
        "Datei tides.m4a Länge 1:02:09 Sprache Englisch Datum 24. November 2026 Mitschrift mit Whisper base "
        "Zusammenfassung mit den wichtigsten Aussagen Karteikarten mit t5-small-qg-hl und den besten Fragen und Lücken "
        "Ohne t5-small (Download nicht möglich). Damit die Notizen davon geschrieben werden, verbinde dich einmal mit "
        "dem Internet und drücke auf der Seite „Noch einmal mit T5 versuchen“. "
        "Hinweis Die Aufnahme bricht ab: Nur die ersten 1:02:09 Stunden waren lesbar. "
        f"{_('Contents')} Zusammenfassung 1 Kapitel 1 Stichwörter 2 Karteikarten 2 Mitschrift 2 "
        "1 Stichwörter Karteikarten 0:00 10:00 20:00 30:00 40:00 50:00 1:00:00 "
        "Zusammenfassung A tide is the slow rise and fall of the sea, caused by the pull of the Moon and the Sun on "
        "the water. "
        "Moon and Sun 0:12–0:15 The Moon pulls harder on the near side of the Earth than on the far side of it. "
        "Isaac Newton 1:00:00–1:00:04 Isaac Newton explained the tides in 1687. Sie umfasst 0:00–1:02:09. "
        "Kapitel 0:00 Moon and Sun 2 near side 1:00:00 Isaac Newton 2 "
        "1 von 2 How the tides work Vorlesungsnotizen "
        "Stichwörter tide 0:02 "
        "Karteikarten Die Vorlesung reicht für 2 gute Karten: Weitere wären schwach. Frage Antwort "
        "1 What is a tide? the slow rise and fall of the sea "
        "0:02–0:09 „A tide is the slow rise and fall of the sea, caused by the Moon and the Sun.“ "
        "2 _____ explained the tides in 1687. Isaac Newton "
        "1:00:00–1:00:04 „Isaac Newton explained the tides in 1687.“ "
        "Mitschrift 1 ganzer Satz wurde vielleicht falsch verstanden: Achte auf [?]. "
        "An einer Stelle, 5 Sekunden lang, wurde etwas gesagt, das nicht zu verstehen war. "
        "Klein gedruckt ist, was den Ablauf des Kurses betrifft oder Werbung ist. "
        "Zusammenfassung und Karteikarten lassen es aus. "
        "0:00 Moon and Sun 0:00 Good morning. "
        "0:02 A tide is the slow rise and fall of the sea, caused by the Moon and the Sun. "
        "0:12 The Moon pulls harder on the near side. And then he said mumble. [?] "
        "0:20 [Bis 0:25 wurde etwas gesagt, das nicht zu verstehen war.] "
        "1:00:00 Isaac Newton 1:00:00 Isaac Newton explained the tides in 1687. 2 von 2"
    )


def test_what_the_pdf_says_of_itself_is_german_and_its_text_is_in_the_language_of_the_lecture() -> None:
    reader = PdfReader(io.BytesIO(FORMATS["report.pdf"].write(FULL)))
    assert reader.metadata is not None
    assert (reader.metadata.subject, reader.metadata.title) == ("Vorlesungsnotizen", "How the tides work")
    assert reader.trailer["/Root"]["/Lang"] == "en"  # type: ignore[index]
    assert [str(one["/Title"]) for one in reader.outline if isinstance(one, dict)] == [
        "Zusammenfassung",
        "Kapitel",
        "Stichwörter",
        "Karteikarten",
        "Mitschrift",
    ]


def test_every_letter_that_the_pdf_says_by_itself_is_in_its_typeface() -> None:
    exported = [one for one in catalogue("de") if one.id and any("/export/" in file for file, _ in one.locations)]
    said = "".join("".join(one.string or ()) for one in exported)
    assert len(said) > 1000
    assert set(said) - set(sheet.OWN_LETTERS) == set()
    names = "".join(map(language_name, LANGUAGES))
    assert typeface.showable(said + names) == said + names


@pytest.mark.parametrize("name", ["lecture.json", "flashcards.json"])
def test_json_does_not_depend_on_the_tongue(name: str) -> None:
    german = FORMATS[name].write(FULL)
    with speaking("en"):
        assert FORMATS[name].write(FULL) == german


def test_a_lecture_with_too_little_in_it_says_so() -> None:
    bare = replace(
        TIDES,
        title="",
        file_name="",
        transcript=Transcript((), "ja", 60, 30, "translate"),
        summary=Summary("", (), 0, 0),
        chapters=(),
        cards=Cards(()),
    )
    assert written("summary.txt", bare) == (
        "Vorlesung\n"
        "=========\n\n"
        "Länge    1:00, davon 0:30 gehört\n"
        "Sprache  Japanisch, ins Englische übersetzt\n"
        "Datum    24. November 2026\n\n"
        "Zusammenfassung\n"
        "---------------\n"
        "Für eine Zusammenfassung wurde zu wenig gesprochen.\n"
    )
    assert "\nAus dieser Vorlesung wurden keine Karteikarten gemacht.\n" in written("flashcards.txt", bare)
    assert FORMATS["report.pdf"].name_for(title(bare)) == "Vorlesung - report.pdf"


def unsure(words: int, sentences: int) -> Transcript:
    doubted = (Segment(0, 1, "Hm.", doubt="a loop"),) * sentences
    said = Segment(0, 1, " ".join(["sea"] * words), (Word(0, 1, "sea", 0.1),) * words)
    return Transcript((said, *doubted), "en", 60, 60)


@pytest.mark.parametrize(
    ("words", "sentences", "english", "german"),
    [
        (0, 0, "", ""),
        (1, 0, "1 word may", "1 Wort wurde"),
        (2, 0, "2 words may", "2 Wörter wurden"),
        (0, 1, "1 whole sentence may", "1 ganzer Satz wurde"),
        (0, 2, "2 whole sentences may", "2 ganze Sätze wurden"),
        (1, 1, "1 word and 1 whole sentence may", "1 Wort und 1 ganzer Satz wurden"),
        (1, 2, "1 word and 2 whole sentences may", "1 Wort und 2 ganze Sätze wurden"),
        (3, 1, "3 words and 1 whole sentence may", "3 Wörter und 1 ganzer Satz wurden"),
        (3, 2, "3 words and 2 whole sentences may", "3 Wörter und 2 ganze Sätze wurden"),
    ],
)
def test_doubts_are_counted_by_the_plurals_of_the_tongue(words: int, sentences: int, english: str, german: str) -> None:
    marks = ["(?)"] * bool(words) + ["[?]"] * bool(sentences)
    rest = f" vielleicht falsch verstanden: Achte auf {' und '.join(marks)}."
    assert note(unsure(words, sentences)) == (german and german + rest)
    with speaking("en"):
        rest = f" have been misheard: look for {' and '.join(marks)}."
        assert note(unsure(words, sentences)) == (english and english + rest)


@pytest.mark.parametrize(
    ("places", "german"),
    [
        ((Unheard(1, 1.2),), "An einer Stelle, 1 Sekunde lang, wurde etwas gesagt, das nicht zu verstehen war."),
        ((Unheard(1, 200),), "An einer Stelle, 3 Minuten lang, wurde etwas gesagt, das nicht zu verstehen war."),
        (
            (Unheard(1, 1.5), Unheard(2, 2.5)),
            "An 2 Stellen, insgesamt 1 Sekunde, wurde etwas gesagt, das nicht zu verstehen war.",
        ),
        (
            (Unheard(1, 100), Unheard(200, 300)),
            "An 2 Stellen, insgesamt 3 Minuten, wurde etwas gesagt, das nicht zu verstehen war.",
        ),
    ],
)
def test_what_was_not_made_out_is_counted_too(places: tuple[Unheard, ...], german: str) -> None:
    assert how_much_unheard(replace(FULL.transcript, unheard=places)) == german


def test_a_stretch_is_told_in_the_tongue_that_is_spoken_at_that_moment() -> None:
    place = Unheard(5.0, 5.5)
    assert (unheard(place), covers(TIDES.summary)) == (
        "[Hier wurde etwas gesagt, das nicht zu verstehen war.]",
        "Sie umfasst 0:00–1:02:09.",
    )
    with speaking("en"):
        assert (unheard(place), covers(TIDES.summary)) == (
            "[Something was said that could not be made out.]",
            "It covers 0:00–1:02:09.",
        )
        assert facts(TIDES)[2] == ("Language", "English")
