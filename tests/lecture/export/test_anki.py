"""The package for Anki, taken into a real collection by the real `anki`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
from anki.notes import Note
from hypothesis import given
from hypothesis import settings as hypothesis_settings

from lecture.export import FORMATS, anki
from lecture.export.options import Options, Origin
from lecture.memory import Memory, Reviewed
from lecture.values import Card, Cards, Lecture, identified
from tests.lecture.export.tides import TIDES
from tests.lecture.values import LECTURES

DAY = 24 * 60 * 60
EVENING = 1_795_550_000.0  # of the lecture's day
CUT: list[tuple[float, float]] = []


def cut(start: float, end: float) -> bytes:
    CUT.append((start, end))
    return f"the sound from {start} to {end}".encode()


CARD = Card(
    question="When did Newton explain the tides?",
    answer="in 1687",
    evidence="Isaac Newton explained the tides in 1687.",
    start=3600.0,
    end=3604.0,
    kind="question",
    score=0.5,
    wrong=("in 1543", "in 1905", "in 1859"),
)
LECTURE = replace(TIDES, cards=Cards(identified((*TIDES.cards.cards, CARD))))
ORIGIN = Origin("lecture-1", "Oceans", cut=cut)


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    opened = Collection(str(tmp_path / "collection.anki2"))
    yield opened
    opened.close()


def take_in(collection: Collection, package: bytes, *, reviews: bool = False) -> tuple[int, int, int]:
    """How many notes were new, updated, and there already."""
    path = Path(collection.path).with_suffix(".apkg")
    path.write_bytes(package)
    options = ImportAnkiPackageOptions(with_scheduling=reviews)
    log = collection.import_anki_package(ImportAnkiPackageRequest(package_path=str(path), options=options)).log
    assert not [*log.conflicting, *log.empty_first_field, *log.missing_notetype, *log.missing_deck]
    return len(log.new), len(log.updated), len(log.duplicate)


def notes(collection: Collection) -> list[Note]:
    return [collection.get_note(note) for note in collection.find_notes("", order="n.id")]


def note_of(collection: Collection, card: str) -> Note:
    (found,) = [note for note in notes(collection) if note["Id"] == card]
    return found


def package(lecture: Lecture = LECTURE, origin: Origin = ORIGIN) -> bytes:
    return FORMATS["flashcards.apkg"].write(lecture, Options(origin=origin))


def test_anki_takes_in_the_notes_with_their_places_tags_and_sounds(collection: Collection) -> None:
    assert take_in(collection, package()) == (3, 0, 0)
    one, two, three = (note_of(collection, card.id) for card in LECTURE.cards.cards)
    sounds = [re.fullmatch(r"\[sound:(lecture-[0-9a-f]{20}\.mp3)\]", note["Sound"]) for note in (one, two, three)]
    names = [found[1] for found in sounds if found]
    assert dict(one.items()) == {
        "Question": "What is a tide?",
        "Answer": "the slow rise and fall of the sea",
        "Choices": "",
        "Evidence": "A tide is the slow rise and fall of the sea, caused by the Moon and the Sun.",
        "Time": "0:02–0:09",
        "Lecture": "How the tides work",
        "Course": "Oceans",
        "Sound": f"[sound:{names[0]}]",
        "Id": LECTURE.cards.cards[0].id,
    }
    assert two["Text"] == "{{c1::Isaac Newton}} explained the tides in 1687."
    assert [note.tags for note in (one, two, three)] == [
        sorted([kind, "Oceans::How_the_tides_work"], key=str.casefold) for kind in ("definition", "cloze", "question")
    ]
    assert sorted(re.findall("<li>(.*?)</li>", three["Choices"])) == ["in 1543", "in 1687", "in 1859", "in 1905"]
    folder = Path(collection.media.dir())
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == {
        names[0]: b"the sound from 2.6 to 9.0",
        names[1]: b"the sound from 3600.0 to 3604.0",
    }
    assert {collection.decks.name(collection.get_card(card).did) for card in collection.find_cards("")} == {
        "Oceans::How the tides work"
    }


def test_a_card_shows_its_question_then_answer_sentence_place_and_sound(collection: Collection) -> None:
    take_in(collection, package())
    shown = note_of(collection, LECTURE.cards.cards[2].id).cards()[0].render_output()
    front = re.sub("<.*?>|\\s+", " ", shown.question_text)
    assert " ".join(front.split()) == CARD.question + " A B C D in 1859 in 1543 in 1687 in 1905"
    back = re.sub("<.*?>|\\s+", " ", shown.answer_text).removeprefix(front).split()
    expected = "in 1687 Isaac Newton explained the tides in 1687. How the tides work · Oceans · 1:00:00–1:00:04"
    assert back == [*expected.split(), "[anki:play:a:0]"]
    gap = note_of(collection, LECTURE.cards.cards[1].id).cards()[0].render_output()
    assert gap.question_text == '<span class="cloze" data-cloze="Isaac&#x20;Newton" data-ordinal="1">[...]</span>' + (
        " explained the tides in 1687."
    )


def test_taken_in_twice_nothing_is_doubled(collection: Collection) -> None:
    take_in(collection, package())
    assert take_in(collection, package()) == (0, 0, 3)
    assert (collection.note_count(), collection.card_count()) == (3, 3)
    assert len(collection.models.all_names()) == len(set(collection.models.all_names()))


def test_an_edited_card_is_updated_and_keeps_its_reviews(collection: Collection) -> None:
    take_in(collection, package())
    card = note_of(collection, LECTURE.cards.cards[0].id).cards()[0]
    collection.sched.reset()
    card.start_timer()
    collection.sched.answerCard(card, 3)
    before = collection.get_card(card.id)
    first, *others = LECTURE.cards.cards
    edited = replace(LECTURE, cards=Cards((replace(first, answer="the rise of the sea"), *others)))
    assert take_in(collection, package(edited, replace(ORIGIN, changed={first.id: EVENING}))) == (0, 1, 2)
    after = note_of(collection, first.id).cards()[0]
    assert after.note()["Answer"] == "the rise of the sea"
    assert (after.id, after.reps, after.due, after.type) == (before.id, 1, before.due, before.type)
    assert (collection.note_count(), collection.card_count()) == (3, 3)


def test_what_was_edited_in_anki_stays_where_the_card_was_not_edited_here_since(collection: Collection) -> None:
    first, second, _ = LECTURE.cards.cards
    take_in(collection, package())
    note = note_of(collection, second.id)
    note["Text"] = "{{c1::Newton}} explained them."
    collection.update_note(note)
    take_in(collection, package(origin=replace(ORIGIN, changed={first.id: EVENING})))
    assert note_of(collection, second.id)["Text"] == "{{c1::Newton}} explained them."


def test_the_reviews_are_handed_over(collection: Collection) -> None:
    now = collection.sched.day_cutoff
    reviews = (Reviewed(now - 9.5 * DAY, 1, 0), Reviewed(now - 9.4 * DAY, 3, 2), Reviewed(now - 7.5 * DAY, 3, 11))
    memory = Memory(reviews, due=now + 3.5 * DAY, stability=11.2, difficulty=5.5)
    first = LECTURE.cards.cards[0].id
    take_in(collection, package(origin=replace(ORIGIN, memories={first: memory})), reviews=True)
    card = note_of(collection, first).cards()[0]
    assert (card.ivl, card.reps, card.lapses, card.due - collection.sched.today) == (11, 3, 1, 4)
    state = card.memory_state
    assert state
    assert (round(state.stability, 2), round(state.difficulty, 2)) == (11.2, 5.5)
    log = collection.db.all("SELECT id, ease, ivl FROM revlog WHERE cid = ? ORDER BY id", card.id)  # type: ignore[union-attr]
    assert log == [[round(1000 * one.at), one.rating, one.interval] for one in reviews]
    assert [other.type for note in notes(collection) for other in note.cards() if other.id != card.id] == [0, 0]


def test_a_course_is_one_package_with_a_deck_for_each_lecture(collection: Collection) -> None:
    waves = replace(LECTURE, title="Waves: what they are", file_name="waves.mp3")
    both = [(LECTURE, Options(origin=ORIGIN)), (waves, Options(origin=replace(ORIGIN, id="lecture-2")))]
    assert take_in(collection, anki.write_all(both)) == (6, 0, 0)
    decks = [deck.name for deck in collection.decks.all_names_and_ids(skip_empty_default=True)]
    assert decks == ["Oceans", "Oceans::How the tides work", "Oceans::Waves: what they are"]


def test_sounds_last_from_two_to_fifteen_seconds() -> None:
    CUT.clear()
    times = [(0.5, 1.0), (100.0, 100.4), (200.0, 260.0), (300.0, 305.0)]
    cards = [replace(CARD, start=start, end=end) for start, end in times]
    package(replace(TIDES, cards=Cards(identified(cards))))
    assert CUT == [(0.0, 2.0), (99.2, 101.2), (200.0, 215.0), (300.0, 305.0)]


def test_a_card_whose_sound_cannot_be_read_has_none(collection: Collection) -> None:
    def broken(start: float, end: float) -> bytes:
        return b"" if start > 60 else cut(start, end)

    take_in(collection, package(origin=replace(ORIGIN, cut=broken)))
    heard = [bool(note_of(collection, card.id)["Sound"]) for card in LECTURE.cards.cards]
    assert heard == [True, False, False]
    assert len(list(Path(collection.media.dir()).iterdir())) == 1


def test_the_same_lecture_gives_the_same_package() -> None:
    assert package() == package()


@hypothesis_settings(max_examples=25)
@given(LECTURES)
def test_anki_takes_in_any_text(tmp_path_factory: pytest.TempPathFactory, lecture: Lecture) -> None:
    opened = Collection(str(tmp_path_factory.mktemp("any") / "collection.anki2"))
    try:
        take_in(opened, package(lecture, replace(ORIGIN, cut=None)))
        assert (opened.note_count(), opened.card_count()) == (len(lecture.cards.cards), len(lecture.cards.cards))
    finally:
        opened.close()
