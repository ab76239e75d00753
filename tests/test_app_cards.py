"""Cards on the page: a quiz on them, one asked at each chapter's end, and more of them made for a chapter."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from streamlit.testing.v1 import AppTest

from lecture.store import cards
from lecture.store.library import Library
from lecture.values import Chapter, Lecture
from panels.player import link
from panels.state import Sitting
from panels.transcript import checks
from tests.page import component, keep, opened, shown, turn_to


def way(app: AppTest, how: str) -> AppTest:
    return turn_to(app, "Flashcards").segmented_control(key="cards-how").set_value(how).run()


def sitting(app: AppTest) -> Sitting:
    held: Sitting = app.session_state["quiz"]
    return held


def give(app: AppTest, *, right: bool) -> AppTest:
    """Answer the question that is asked."""
    at = len(sitting(app).given)
    item = sitting(app).items[at]
    if item.choices:
        wrong = next(choice for choice in item.choices if choice != item.card.answer)
        app.radio(key=f"quiz-choice-{at}").set_value(item.card.answer if right else wrong)
    else:
        app.text_input(key=f"quiz-typed-{at}").set_value(item.card.answer if right else "nobody knows")
    return app.button(key="quiz-answer").click().run()


def test_a_quiz_judges_each_answer_at_once_and_ends_with_what_to_hear_again(data: Path, studied: Lecture) -> None:
    key, lecture = keep(data, studied)
    app = way(opened(notebook=key, lecture=lecture), "Quiz")
    items = sitting(app).items
    for at, item in enumerate(items):
        give(app, right=at > 0)
        assert not app.exception
        assert link(item.card.start, item.card.end) in shown(app)
        assert [said.value for said in (*app.success, *app.error)] == (["Right."] if at else ["Not quite."])
        app.button(key="quiz-next").click().run()
    words = shown(app)
    assert f"You knew {len(items) - 1} of {len(items)}." in words
    again = items[0].card
    assert f"Hear these again**\n- {link(again.start, again.end)}" in words
    app.button(key="quiz-more").click().run()
    assert not app.exception
    assert sitting(app).given == ()


def test_a_quiz_goes_on_where_it_was_when_the_student_comes_back_to_it(data: Path, studied: Lecture) -> None:
    key, lecture = keep(data, studied)
    app = give(way(opened(notebook=key, lecture=lecture), "Quiz"), right=True)
    before = sitting(app)
    way(turn_to(app, "Transcript"), "Quiz")
    assert sitting(app) == before


def test_the_question_at_a_chapters_end_is_its_best_card_kept_before_proposed_never_a_dropped_one(
    data: Path, studied: Lecture
) -> None:
    first, second, third = sorted(studied.cards.cards[:3], key=lambda card: card.score)
    whole = Chapter(0.0, studied.transcript.duration, "Tides")
    key, made = keep(
        data, replace(studied, chapters=(whole,), cards=replace(studied.cards, cards=(first, second, third)))
    )
    library = Library(data)
    mine = library.notebook(key)

    def asked() -> object:
        (check,) = checks(mine.lecture(made), cards.deck(mine, made))
        return check and check["question"]

    assert asked() == third.question
    cards.keep(mine, made, first.id)
    assert asked() == first.question
    cards.drop(mine, made, first.id)
    cards.drop(mine, made, third.id)
    assert asked() == second.question
    cards.drop(mine, made, second.id)
    assert asked() is None
    library.close()
    assert component(turn_to(opened(notebook=key, lecture=made), "Transcript"), "transcript")["checks"] == [None]


def test_more_cards_of_a_chapter_join_the_deck_and_the_page_says_when_there_are_no_more(
    data: Path, studied: Lecture
) -> None:
    few = replace(studied, chapters=(Chapter(0.0, studied.transcript.duration, "Tides"),))
    key, lecture = keep(data, replace(few, cards=replace(few.cards, cards=few.cards.cards[:3])))
    app = way(opened(notebook=key, lecture=lecture), "All cards")
    before = [one["owned"]["card"]["id"] for one in component(app, "cards")["cards"]]
    app.button(key="more-cards").click().run()
    assert not app.exception
    after = [one["owned"]["card"]["id"] for one in component(way(app, "All cards"), "cards")["cards"]]
    assert set(before) < set(after)
    for _ in range(20):
        app.button(key="more-cards").click().run()
        if "has no more good cards" in " ".join(str(one.value) for one in (*app.toast, *app.success, *app.info)):
            return
    raise AssertionError("there is no end of good cards")
