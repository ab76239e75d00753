"""The quiz: one question after the other, judged at once, and in the end what to hear again."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from lecture.quiz import Given, Item, Result, answered, quiz
from lecture.values import Card
from panels import player, state
from panels.state import Sitting
from panels.wording import plain

LENGTH = 10  # questions
SAY = {
    "none": "There are no cards to ask.",
    "at": "Question {at} of {all}",
    "choose": "Your choice",
    "type": "Your answer",
    "answer": "Answer",
    "right": "Right.",
    "nearly": "Nearly right: mind how it is written.",
    "wrong": "Not quite.",
    "is": "The answer: **{answer}**",
    "yours": "You wrote “{answer}”.",
    "chose": "You chose “{answer}”.",
    "next": "Next",
    "last": "How it went",
    "score": "You knew {right} of {all}.",
    "again": "Hear these again",
    "all": "You knew all of them.",
    "more": "Another quiz",
}
COLOURS = {"right": st.success, "nearly": st.warning, "wrong": st.error}


def draw(of: str, cards: Sequence[Card]) -> None:
    """A quiz on some of these cards; `of` is by what it is known, as a lecture's id. Nothing else is drawn anew."""
    st.fragment(_draw)(of, cards)


def _draw(of: str, cards: Sequence[Card]) -> None:
    if not cards:
        st.info(SAY["none"], icon=":material/info:")
        return
    sitting = state.sitting(of) or _begin(of, cards)
    with st.container(width=736):
        if len(sitting.given) == len(sitting.items) and not sitting.judged:
            _end(sitting, cards)
        elif sitting.judged:
            _judge(sitting)
        else:
            _ask(sitting)


def _begin(of: str, cards: Sequence[Card]) -> Sitting:
    begun = Sitting(of, quiz(cards, LENGTH, secrets.randbits(32)))
    state.sit(begun)
    return begun


def _ask(sitting: Sitting) -> None:
    at = len(sitting.given)
    item = sitting.items[at]
    _head(sitting, at, item)
    with st.form(f"quiz-{at}", border=False):
        given = _field(item, at)
        pressed = st.form_submit_button(SAY["answer"], type="primary", key="quiz-answer")
    if pressed and given and given.strip():
        state.sit(replace(sitting, given=(*sitting.given, answered(item, given)), judged=True))
        st.rerun(scope="fragment")


def _head(sitting: Sitting, at: int, item: Item) -> None:
    st.progress(at / len(sitting.items), SAY["at"].format(at=at + 1, all=len(sitting.items)))
    st.subheader(plain(item.card.question), anchor=False)


def _field(item: Item, at: int) -> str | None:
    if item.choices:
        return st.radio(SAY["choose"], item.choices, index=None, format_func=plain, key=f"quiz-choice-{at}")
    return st.text_input(SAY["type"], max_chars=300, autocomplete="off", key=f"quiz-typed-{at}")


def _judge(sitting: Sitting) -> None:
    last = sitting.given[-1]
    _head(sitting, len(sitting.given) - 1, last.item)
    COLOURS[last.verdict](SAY[last.verdict])
    if last.verdict != "right":
        st.markdown(SAY["chose" if last.item.choices else "yours"].format(answer=plain(last.answer)))
    st.markdown(f"{SAY['is'].format(answer=plain(last.item.card.answer))} {_place(last)}")
    done = len(sitting.given) == len(sitting.items)
    if st.button(SAY["last" if done else "next"], type="primary", key="quiz-next"):
        state.sit(replace(sitting, judged=False))
        st.rerun(scope="fragment")


def _place(given: Given) -> str:
    return player.link(given.item.card.start, given.item.card.end)


def _end(sitting: Sitting, cards: Sequence[Card]) -> None:
    result = Result(sitting.given)
    st.subheader(SAY["score"].format(right=result.right, all=len(result.given)), anchor=False)
    st.progress(result.score)
    wrong = sorted((one for one in result.given if one.verdict == "wrong"), key=lambda one: one.item.card.start)
    if wrong:
        st.markdown(f"**{SAY['again']}**")
        st.markdown("\n".join(f"- {_place(one)} {plain(one.item.card.question)}" for one in wrong))
    else:
        st.markdown(SAY["all"])
    if st.button(SAY["more"], key="quiz-more"):
        _begin(sitting.of, cards)
        st.rerun(scope="fragment")
