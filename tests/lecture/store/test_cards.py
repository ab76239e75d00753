"""What a student does to cards, what stays of it when the notes are made anew, and how it is taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lecture import codec
from lecture.errors import EmptyCard, UnknownCard, UnknownLecture
from lecture.store import cards, review
from lecture.store.cards import deck
from lecture.store.deck import Owned, State, keep_deck, made_cards
from lecture.store.library import Library
from lecture.store.notebook import Notebook
from lecture.values import Card, Cards, identified
from tests.lecture.store.hand_made import card, ids, lecture_with, make_anew, some_cards
from tests.lecture.store.hands import MOMENT, Standing


@pytest.fixture
def lecture(mine: Notebook) -> str:
    return lecture_with(mine, some_cards())


def states(notebook: Notebook, lecture: str) -> list[tuple[str, State]]:
    return [(one.card.question, one.state) for one in deck(notebook, lecture)]


def exported(notebook: Notebook, lecture: str) -> list[tuple[str, str]]:
    return [(one.question, one.answer) for one in notebook.lecture(lecture).cards.cards]


# Decisions


def test_new_cards_are_proposed(mine: Notebook, lecture: str) -> None:
    made = mine.lecture(lecture).cards.cards
    assert len({one.id for one in made}) == 4
    assert deck(mine, lecture) == tuple(Owned(one) for one in made)


def test_a_card_is_kept_dropped_and_proposed_again(mine: Notebook, lecture: str) -> None:
    first, second, *_ = ids(mine, lecture)
    cards.keep(mine, lecture, first)
    cards.drop(mine, lecture, second)
    assert [one.state for one in deck(mine, lecture)] == ["kept", "dropped", "proposed", "proposed"]
    assert len(exported(mine, lecture)) == 3
    cards.propose(mine, lecture, second)
    assert [one.state for one in deck(mine, lecture)] == ["kept", "proposed", "proposed", "proposed"]
    assert len(exported(mine, lecture)) == 4


def test_a_thumb_is_kept_and_taken_away(mine: Notebook, lecture: str) -> None:
    first = ids(mine, lecture)[0]
    cards.thumb(mine, lecture, first, -1)
    assert [one.thumb for one in deck(mine, lecture)] == [-1, 0, 0, 0]
    cards.thumb(mine, lecture, first, 0)
    assert [one.thumb for one in deck(mine, lecture)] == [0, 0, 0, 0]


def test_what_is_written_anew_is_kept_and_taken_away_with_the_lecture(mine: Notebook, lecture: str) -> None:
    first = ids(mine, lecture)[0]
    cards.edit(mine, lecture, first, question="  What does a sluice gate hold back? ", answer="The upper water")
    found = deck(mine, lecture)[0]
    assert (found.state, found.edited, found.own, found.card.id) == ("kept", True, False, first)
    assert exported(mine, lecture)[0] == ("What does a sluice gate hold back?", "The upper water")
    cards.edit(mine, lecture, first, question="What does a sluice hold back?", answer="Water")
    assert (deck(mine, lecture)[0].edited, deck(mine, lecture)[0].state) == (False, "kept")


def test_wrong_answers_go_with_the_right_one_and_a_gap_with_its_kind(mine: Notebook) -> None:
    gap = replace(card("A _____ is a low wall.", "weir"), kind="cloze", wrong=("dam", "lock", "gate"))
    lecture = lecture_with(mine, [gap])
    (known,) = ids(mine, lecture)
    cards.edit(mine, lecture, known, question="A _____ is a low wall in a river.")
    assert deck(mine, lecture)[0].card == replace(gap, id=known, question="A _____ is a low wall in a river.")
    cards.edit(mine, lecture, known, question="What is a low wall?", answer="a dam")
    found = deck(mine, lecture)[0].card
    assert (found.kind, found.wrong) == ("question", ())


def test_a_card_of_ones_own_stands_at_its_place(mine: Notebook, lecture: str) -> None:
    own = cards.add(mine, lecture, "What floats?", "A barge", evidence="A barge floats.", start=11.0, end=12.5)
    found = deck(mine, lecture)[2]
    assert found == Owned(
        Card("What floats?", "A barge", "A barge floats.", 11.0, 12.5, "question", 1.0, id=own), "kept", own=True
    )
    assert exported(mine, lecture)[2] == ("What floats?", "A barge")
    cards.edit(mine, lecture, own, answer="A boat")
    assert (deck(mine, lecture)[2].card.answer, deck(mine, lecture)[2].own, deck(mine, lecture)[2].edited) == (
        "A boat",
        True,
        False,
    )
    assert cards.add(mine, lecture, "A _____ floats.", "barge", start=0, end=1) != own
    assert deck(mine, lecture)[1].card.kind == "cloze"


def test_an_empty_card_and_one_that_is_not_there_are_refused(mine: Notebook, theirs: Notebook, lecture: str) -> None:
    first = ids(mine, lecture)[0]
    with pytest.raises(EmptyCard):
        cards.edit(mine, lecture, first, answer=" ")
    with pytest.raises(EmptyCard):
        cards.add(mine, lecture, "", "Water", start=0, end=1)
    attempts: list[Callable[[], object]] = [
        lambda: cards.keep(mine, lecture, "0123456789abcdef"),
        lambda: cards.merge(mine, lecture, first, "0123456789abcdef"),
        lambda: cards.edit(mine, lecture, "", answer="Water"),
    ]
    for attempt in attempts:
        with pytest.raises(UnknownCard):
            attempt()
    for act in (cards.keep, cards.drop, cards.propose):
        with pytest.raises(UnknownLecture):
            act(theirs, lecture, first)
    with pytest.raises(ValueError, match="no twin of itself"):
        cards.merge(mine, lecture, first, first)
    assert deck(mine, lecture) == tuple(Owned(one) for one in mine.lecture(lecture).cards.cards)
    assert cards.undo(mine, lecture) == ()


def test_each_decision_has_pages_read_the_lecture_anew(mine: Notebook, lecture: str) -> None:
    def revision() -> int:
        with mine.storage.database.reading() as rows:
            found: int = rows.execute("SELECT revision FROM lectures").fetchone()[0]
        return found

    before, first = revision(), ids(mine, lecture)[0]
    cards.drop(mine, lecture, first)
    cards.undo(mine, lecture)
    assert revision() == before + 2
    review.grade(mine, lecture, first, 3, MOMENT)  # changes nothing of the lecture
    assert revision() == before + 2


# Twins


def test_of_twins_one_stays_with_the_reviews_of_both(mine: Notebook, lecture: str, clock: Standing) -> None:
    first, second, third, _ = ids(mine, lecture)
    for known, rating in ((first, 1), (second, 3), (second, 1)):
        review.grade(mine, lecture, known, rating, clock.now())
        clock.move(3600)
    before = deck(mine, lecture)
    cards.merge(mine, lecture, first, second)
    merged = deck(mine, lecture)
    assert [one.state for one in merged] == ["kept", "dropped", "proposed", "proposed"]
    assert [(one.reviews, one.missed) for one in merged[:2]] == [(3, 2), (0, 0)]
    assert merged[0].due != before[0].due
    assert merged[1].due is None
    cards.merge(mine, lecture, third, first)
    assert [one.reviews for one in deck(mine, lecture)] == [0, 0, 3, 0]
    cards.undo(mine, lecture)
    assert deck(mine, lecture) == merged
    cards.undo(mine, lecture)
    assert deck(mine, lecture) == before


def test_a_twin_brought_back_has_its_reviews_again(mine: Notebook, lecture: str) -> None:
    first, second, *_ = ids(mine, lecture)
    review.grade(mine, lecture, second, 3, MOMENT)
    graded = deck(mine, lecture)[1]
    cards.merge(mine, lecture, first, second)
    cards.propose(mine, lecture, second)
    assert deck(mine, lecture)[1] == graded
    assert deck(mine, lecture)[0].due is None


# Made anew


def test_what_the_student_kept_stays_when_the_notes_are_made_anew(mine: Notebook, lecture: str) -> None:
    sluice, weir, locks, towpath = ids(mine, lecture)
    cards.keep(mine, lecture, sluice)
    cards.edit(mine, lecture, weir, answer="A wall under water")
    cards.drop(mine, lecture, locks)
    cards.add(mine, lecture, "What floats?", "A barge", start=1.0, end=2.0)
    make_anew(mine, lecture, [card("What is a barge?", "A flat boat", 5.0)])
    assert states(mine, lecture) == [
        ("What does a sluice hold back?", "kept"),
        ("What floats?", "kept"),
        ("What is a barge?", "proposed"),
        ("What is a weir?", "kept"),
    ]
    assert ("What is a weir?", "A wall under water") in exported(mine, lecture)
    assert towpath not in ids(mine, lecture)
    make_anew(mine, lecture, some_cards())
    assert [one.state for one in deck(mine, lecture)] == ["kept", "kept", "kept", "dropped", "proposed"]


def test_a_card_that_says_the_same_again_is_not_there_twice(mine: Notebook, lecture: str) -> None:
    sluice, weir, locks, towpath = ids(mine, lecture)
    cards.keep(mine, lecture, sluice)
    cards.edit(mine, lecture, weir, answer="A wall under water")
    cards.drop(mine, lecture, locks)
    review.grade(mine, lecture, towpath, 3, MOMENT)
    before = deck(mine, lecture)
    later = [replace(one, start=one.start + 0.5, end=one.end + 0.5, evidence="Heard anew.") for one in some_cards()]
    later += [card("What is a  WEIR?", "a wall under water", 90.0), card("what floats?", "a barge", 95.0)]
    cards.add(mine, lecture, "What floats?", "A barge", start=80.0, end=81.0)
    make_anew(mine, lecture, later)
    now = deck(mine, lecture)
    assert [one.card.id for one in now[:4]] == [sluice, weir, locks, towpath]
    anew = [replace(one, card=replace(one.card, start=one.card.start + 0.5, end=one.card.end + 0.5)) for one in before]
    assert [replace(one, card=replace(one.card, evidence="")) for one in now[:4]] == [
        replace(one, card=replace(one.card, evidence="")) for one in anew
    ]
    assert [(one.card.question, one.own, one.card.start) for one in now[4:]] == [("What floats?", True, 80.0)]


def test_a_card_whose_name_was_mended_is_known_by_it_when_made_anew(mine: Notebook) -> None:
    heard, meant = card("Who built it?", "Mr. Tellford", 4.0), card("Who built it?", "Mr. Telford", 4.0)
    lecture = lecture_with(mine, [heard])
    (known,) = ids(mine, lecture)
    cards.keep(mine, lecture, known)
    make_anew(mine, lecture, [replace(heard, start=4.5)])
    now = deck(mine, lecture)[0].card
    assert now.id == known
    with mine.storage.database.writing() as rows:
        number = mine.number(rows, lecture)
        (made,) = made_cards(rows, number)
        keep_deck(rows, number, Cards((replace(made, answer="Mr. Telford"),)))
    make_anew(mine, lecture, [replace(meant, start=5.0)])
    assert [(one.card.id, one.card.answer, one.state) for one in deck(mine, lecture)] == [
        (known, "Mr. Telford", "kept")
    ]


# Taking back

ACTS: dict[str, Callable[[Notebook, str, str, str], object]] = {
    "keep": lambda notebook, lecture, one, _: cards.keep(notebook, lecture, one),
    "drop": lambda notebook, lecture, one, _: cards.drop(notebook, lecture, one),
    "propose": lambda notebook, lecture, one, _: cards.propose(notebook, lecture, one),
    "thumb": lambda notebook, lecture, one, _: cards.thumb(notebook, lecture, one, 1),
    "edit": lambda notebook, lecture, one, _: cards.edit(notebook, lecture, one, answer=f"{one}!"),
    "add": lambda notebook, lecture, one, _: cards.add(notebook, lecture, "What else?", one, start=3, end=4),
    "merge": cards.merge,
}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(sorted(ACTS)), st.integers(0, 5), st.integers(0, 5)), max_size=8))
def test_taking_back_every_decision_gives_back_each_deck_before(
    library: Library, acts: list[tuple[str, int, int]]
) -> None:
    mine = library.notebook(library.new_notebook())
    lecture = lecture_with(mine, some_cards())
    review.grade(mine, lecture, ids(mine, lecture)[1], 1, MOMENT)
    before = []
    for name, one, other in acts:
        known = ids(mine, lecture)
        if name != "merge" or one % len(known) != other % len(known):
            before.append(deck(mine, lecture))
            ACTS[name](mine, lecture, known[one % len(known)], known[other % len(known)])
    for there in reversed(before):
        assert cards.undo(mine, lecture)
        assert deck(mine, lecture) == there
    assert cards.undo(mine, lecture) == ()


def test_a_card_of_ones_own_taken_back_leaves_nothing(mine: Notebook, lecture: str) -> None:
    before = deck(mine, lecture)
    own = cards.add(mine, lecture, "What floats?", "A barge", start=1.0, end=2.0)
    review.grade(mine, lecture, own, 3, MOMENT)
    assert cards.undo(mine, lecture) == (own,)
    assert deck(mine, lecture) == before
    with mine.storage.database.reading() as rows:
        assert [len(rows.execute(f"SELECT 1 FROM {table}").fetchall()) for table in ("cards", "reviews")] == [0, 0]


# Kept


def test_what_was_decided_is_there_after_a_crash_and_decks_of_an_older_app_are_laid_out(tmp_path: Path) -> None:
    first = Library(tmp_path / "data")
    mine = first.notebook(first.first_notebook())
    lecture = lecture_with(mine, some_cards())
    known = ids(mine, lecture)[0]
    cards.edit(mine, lecture, known, answer="Much water")
    before = deck(mine, lecture)
    with first.database.writing() as rows:
        rows.execute("DELETE FROM decks")
    again = Library(tmp_path / "data")  # the first was never closed
    mine = again.notebook(again.first_notebook())
    assert deck(mine, lecture) == before
    assert cards.undo(mine, lecture) == (known,)
    for library in (first, again):
        library.close()


def test_a_lecture_nobody_decided_on_reads_as_it_was_made(mine: Notebook) -> None:
    unordered = [card("Second?", "b", 9.0), card("First?", "a", 1.0)]
    lecture = lecture_with(mine, unordered)
    found = mine.lecture(lecture)
    assert [one.question for one in found.cards.cards] == ["Second?", "First?"]
    with mine.storage.database.reading() as rows:
        assert codec.dump(found.cards) == rows.execute("SELECT body FROM decks").fetchone()["body"]


# More cards, and twins


def test_more_cards_join_as_proposals_and_stay_when_the_notes_are_made_anew(mine: Notebook, lecture: str) -> None:
    more = identified([card("What fills a lock?", "Water", 25.0), card("What is a weir?", "a low wall across a river")])
    made = mine.lecture(lecture).cards.cards
    assert cards.want(mine, lecture, more) == (more[0].id,)  # the deck has the other
    assert cards.want(mine, lecture, more) == ()
    wanted = [one for one in deck(mine, lecture) if one.card.id == more[0].id]
    assert wanted == [Owned(more[0])]
    make_anew(mine, lecture, made[:2])
    assert [one.card.question for one in deck(mine, lecture)][-1] == "What fills a lock?"
    cards.drop(mine, lecture, more[0].id)
    cards.undo(mine, lecture)
    assert cards.undo(mine, lecture) == (more[0].id,)
    assert deck(mine, lecture) == tuple(Owned(one) for one in made[:2])


def test_cards_that_look_alike_are_offered_until_one_goes_or_both_are_wanted(mine: Notebook, lecture: str) -> None:
    made = ids(mine, lecture)[1]
    own = cards.add(mine, lecture, "A weir is what?", "A low wall across the river", start=11, end=12)
    assert cards.look_alike(deck(mine, lecture)) == ((made, own),)
    cards.tell_apart(mine, lecture, made, own)
    assert cards.look_alike(deck(mine, lecture)) == ()
    cards.undo(mine, lecture)
    cards.merge(mine, lecture, own, made)
    assert cards.look_alike(deck(mine, lecture)) == ()
