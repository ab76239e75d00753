"""The flashcards as text: taken in by the real Anki, opened by the real LibreOffice, and read back."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest, ImportCsvRequest
from anki.notes import Note
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from lxml import etree

from lecture.export import anki, anki_text, flashcards_csv
from lecture.export.flashcards_csv import UNSEEN, safe
from lecture.export.options import Options, Origin
from lecture.export.wording import one_line
from lecture.values import Cards, Lecture, identified
from tests.lecture.export.tides import TIDES
from tests.lecture.values import LECTURES, TEXTS

OPTIONS = Options(origin=Origin("lecture-1", "Oceans"))
ANKI = """\
#separator:Comma
#html:true
#notetype:Basic
#guid column:1
#deck column:4
#tags column:5
"lecture-454657a8e60af7be","What is a tide?","the slow rise and fall of the sea<br><br>\
<small>0:02–0:09 “A tide is the slow rise and fall of the sea, caused by the Moon and the Sun.”</small>",\
"How the tides work","How_the_tides_work definition"
"lecture-913732a97a89b7ad","_____ explained the tides in 1687.","Isaac Newton<br><br>\
<small>1:00:00–1:00:04 “Isaac Newton explained the tides in 1687.”</small>",\
"How the tides work","How_the_tides_work cloze"
"""
QUIZLET = """\
What is a tide?\tthe slow rise and fall of the sea
_____ explained the tides in 1687.\tIsaac Newton
"""
REMNOTE = """\
"What is a tide?","the slow rise and fall of the sea"
"_____ explained the tides in 1687.","Isaac Newton"
"""
HOSTILE = ["=1+1", "-5 °C", "+1", "@SUM(1)", "\t=1+1", "== -A1", "＝1+1", 'a;=1+1;"', 'a"\n=1+1', "<=1+1", '"=1+1"']


def lecture_of(*sides: tuple[str, str]) -> Lecture:
    asked = [replace(TIDES.cards.cards[0], question=question, answer=answer) for question, answer in sides]
    return replace(TIDES, cards=Cards(identified(asked)))


SAID = lecture_of(*((text, f"{text} {number}") for number, text in enumerate(HOSTILE)))


def test_a_small_lecture_reads_so() -> None:
    assert flashcards_csv.write_anki(TIDES).decode("utf-8-sig") == ANKI
    assert flashcards_csv.write_quizlet(TIDES).decode() == QUIZLET
    assert flashcards_csv.write_remnote(TIDES).decode() == REMNOTE


# Read back


def rows(text: str, separator: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))


def anki_rows(lecture: Lecture) -> list[list[str]]:
    return rows(flashcards_csv.write_anki(lecture, OPTIONS).decode("utf-8-sig"))[6:]


def lines(text: str) -> list[str]:
    return [line for line in map(one_line, text.splitlines()) if line] or ["…"]


def from_html(field: str) -> list[str]:
    return unescape(field.partition("<br><br><small>")[0]).split("<br>")


def without(text: str) -> str:
    """The text, without what keeps it from being a formula."""
    return re.sub(rf'(?m)(^|[,;]){UNSEEN}(?=[ "]*[=+\-@＝＋－＠])', r"\1", text)


@hypothesis_settings(max_examples=100)
@given(LECTURES, TEXTS)
def test_the_cards_come_back_from_each_file_with_their_lecture_and_course(lecture: Lecture, course: str) -> None:
    cards = [(card.question, card.answer) for card in lecture.cards.cards]
    sides = [[lines(side) for side in card] for card in cards]
    origin = Origin("lecture-1", course)
    taken = rows(flashcards_csv.write_anki(lecture, Options(origin=origin)).decode("utf-8-sig"))[6:]
    assert [[from_html(side) for side in row[1:3]] for row in taken] == sides
    assert {without(row[3]) for row in taken} <= {"::".join(anki_text.path(lecture, origin))}
    remnote = rows(flashcards_csv.write_remnote(lecture).decode())
    assert [[without(side).split("\n") for side in row] for row in remnote] == sides
    quizlet = [line.split("\t") for line in flashcards_csv.write_quizlet(lecture).decode().splitlines()]
    assert [[without(side) for side in row] for row in quizlet] == [
        [one_line(side) or "…" for side in c] for c in cards
    ]


def test_commas_quotes_and_lines_come_back() -> None:
    lecture = lecture_of(('Who said "I, Galileo"?', "he\n\nhimself,\tthen;"))
    assert rows(flashcards_csv.write_remnote(lecture).decode()) == [['Who said "I, Galileo"?', "he\nhimself, then;"]]
    assert anki_rows(lecture)[0][1:4] == [
        'Who said "I, Galileo"?',
        "he<br>himself, then;<br><br><small>0:02–0:09 “A tide is the slow rise and fall of the sea, caused by the Moon "
        "and the Sun.”</small>",
        "Oceans::How the tides work",
    ]
    assert flashcards_csv.write_quizlet(lecture).decode() == 'Who said "I, Galileo"?\the himself, then;\n'


# Formulas


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("=1+1", f"{UNSEEN}=1+1"),
        ("a = b; c - d", "a = b; c - d"),
        ("1+1=2", "1+1=2"),
        ("a;=b; =c", f"a;{UNSEEN}=b;{UNSEEN} =c"),
        ("(1,-1)", f"(1,{UNSEEN}-1)"),
        ('"=1"', f'{UNSEEN}"=1"'),
        ("a\n-b", f"a\n{UNSEEN}-b"),
        ("−5 °C", "−5 °C"),  # a minus sign, which no formula begins with
    ],
)
def test_only_what_could_begin_a_formula_is_made_safe(text: str, kept: str) -> None:
    assert safe(text) == kept


@given(LECTURES)
def test_no_field_begins_as_a_formula_does_however_the_lines_are_cut(lecture: Lecture) -> None:
    formulas = [
        replace(card, question=f"={card.question}", answer=f"<{card.answer};=1") for card in lecture.cards.cards
    ]
    hostile = replace(lecture, title=f"@{lecture.title}", cards=Cards(tuple(formulas)))
    options = Options(origin=Origin("lecture-1", f"+{lecture.title}"))
    for write in (flashcards_csv.write_anki, flashcards_csv.write_quizlet, flashcards_csv.write_remnote):
        text = write(hostile, options).decode("utf-8-sig")
        assert re.findall(r'(?m)(?:^|[,;\t])"*[=+\-@\r＝＋－＠].*', text) == []


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is not here: apt-get install libreoffice-calc")
    return tmp_path_factory.mktemp("office")


TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def opened(office: Path, name: str, content: bytes, separator: str) -> tuple[list[str], list[str]]:
    """The texts of the sheet's cells, and its formulas, as LibreOffice reads the file."""
    (office / name).write_bytes(content)
    run = ["soffice", "--headless", f"-env:UserInstallation={(office / 'profile').as_uri()}", "--convert-to", "fods"]
    how = f"--infilter=CSV:{ord(separator)},34,76"  # 76: UTF-8
    subprocess.run([*run, how, "--outdir", office, office / name], check=True, capture_output=True, timeout=180)
    cells = list(etree.parse((office / name).with_suffix(".fods")).iter(f"{TABLE}table-cell"))
    texts = ["\n".join("".join(p.itertext()) for p in cell.iter(f"{TEXT}p")) for cell in cells]
    return texts, [formula for cell in cells if (formula := cell.get(f"{TABLE}formula"))]


def test_libreoffice_reckons_with_what_is_not_made_safe(office: Path) -> None:
    assert opened(office, "bare.csv", b'"=1+1"\n', ",") == (["2"], ["of:=1+1"])


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_libreoffice_reads_formulas_as_text(office: Path, separator: str) -> None:
    for name, write in (
        ("anki.csv", flashcards_csv.write_anki),
        ("quizlet.csv", flashcards_csv.write_quizlet),
        ("remnote.csv", flashcards_csv.write_remnote),
    ):
        texts, formulas = opened(office, name, write(SAID, OPTIONS), separator)
        assert (formulas, len(texts) >= len(HOSTILE)) == ([], True)


def test_libreoffice_shows_the_text_of_a_formula(office: Path) -> None:
    texts, _ = opened(office, "remnote.csv", flashcards_csv.write_remnote(SAID), ",")
    assert [without(text) for text in texts[::2]] == [one_line(text) if "\n" not in text else text for text in HOSTILE]
    texts, _ = opened(office, "anki.csv", flashcards_csv.write_anki(SAID), ",")
    assert "&#61;1+1" in texts


# Anki


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    opened = Collection(str(tmp_path / "collection.anki2"))
    yield opened
    opened.close()


def take_in(collection: Collection, lecture: Lecture, options: Options = OPTIONS) -> tuple[int, int, int, int]:
    """How many notes are new, updated, the same as before, and of another type than the one that is there."""
    path = Path(collection.path).with_name("flashcards-anki.csv")
    path.write_bytes(flashcards_csv.write_anki(lecture, options))
    metadata = collection.get_csv_metadata(str(path), None)
    log = collection.import_csv(ImportCsvRequest(path=str(path), metadata=metadata)).log
    return len(log.new), len(log.updated), len(log.duplicate), len(log.conflicting)


def notes(collection: Collection) -> list[Note]:
    return [collection.get_note(id) for id in sorted(collection.find_notes(""))]


def test_anki_takes_in_a_note_a_card_into_the_deck_of_the_lecture(collection: Collection) -> None:
    assert take_in(collection, TIDES) == (2, 0, 0, 0)
    first, second = notes(collection)
    assert (first["Front"], first.tags) == ("What is a tide?", ["definition", "Oceans::How_the_tides_work"])
    assert second["Back"].startswith("Isaac Newton<br><br><small>1:00:00–1:00:04 “Isaac")
    assert {collection.decks.name(card.did) for note in notes(collection) for card in note.cards()} == {
        "Oceans::How the tides work"
    }


def test_taken_in_again_notes_are_updated_and_none_is_doubled(collection: Collection) -> None:
    lecture = replace(TIDES, cards=Cards(identified(TIDES.cards.cards)))
    take_in(collection, lecture)
    assert take_in(collection, lecture) == (0, 0, 2, 0)
    first, second = lecture.cards.cards
    edited = replace(lecture, cards=Cards((replace(first, question="What is the tide?"), second)))
    assert take_in(collection, edited) == (0, 1, 1, 0)
    assert [note["Front"] for note in notes(collection)] == ["What is the tide?", "_____ explained the tides in 1687."]


def test_who_has_the_package_gets_no_card_twice(collection: Collection) -> None:
    package = Path(collection.path).with_name("flashcards.apkg")
    package.write_bytes(anki.write(TIDES, OPTIONS))
    request = ImportAnkiPackageRequest(package_path=str(package), options=ImportAnkiPackageOptions())
    collection.import_anki_package(request)
    assert take_in(collection, TIDES) == (0, 0, 0, 2)
    assert {note.guid for note in notes(collection)} == set(anki_text.guids(TIDES, OPTIONS.origin))


def test_an_anki_that_speaks_another_tongue_fills_the_same_fields(collection: Collection) -> None:
    for kind in collection.models.all():
        kind["name"] = f"X {kind['name']}"
        for field in kind["flds"]:
            field["name"] = f"X {field['name']}"
        collection.models.update_dict(kind)
    take_in(collection, TIDES)
    assert [note.fields[0] for note in notes(collection)] == ["What is a tide?", "_____ explained the tides in 1687."]


def test_a_card_looks_as_it_was_written(collection: Collection) -> None:
    asked = replace(TIDES.cards.cards[0], question="=1+1 <b>[sound:a.mp3] {{c1::x}}", answer="-5 °C\n\\(x\\)")
    take_in(collection, replace(TIDES, cards=Cards((asked,))))
    ((card,),) = [note.cards() for note in notes(collection)]
    shown = card.render_output()
    front = unescape(re.sub("(?s)<style>.*?</style>", "", shown.question_text))
    assert (front, shown.question_av_tags) == (asked.question, [])
    assert "&#45;5 °C<br>&#92;(x&#92;)<br><br><small>" in shown.answer_text


@hypothesis_settings(max_examples=25)
@given(LECTURES.filter(lambda lecture: lecture.cards.cards))  # of a file without cards Anki says that it is empty
def test_anki_takes_in_any_text(tmp_path_factory: pytest.TempPathFactory, lecture: Lecture) -> None:
    collection = Collection(str(tmp_path_factory.mktemp("any") / "collection.anki2"))
    try:
        take_in(collection, lecture)
        questions = [lines(card.question) for card in lecture.cards.cards]
        assert [from_html(note["Front"]) for note in notes(collection)] == questions
    finally:
        collection.close()
