"""The quiz: one question after the other, judged at once, and in the end what to hear again."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from lecture.quiz import Given, Item, Result, answered, quiz
from lecture.tongue import N_, _, pgettext
from lecture.values import Card
from panels import player, state
from panels.state import Sitting
from panels.wording import plain

LENGTH = 10  # questions
VERDICTS = {
    "right": N_("Right."),
    "nearly": N_("Nearly right: mind how it is written."),
    "wrong": N_("Not quite."),
}
BOXES = {"right": st.success, "nearly": st.warning, "wrong": st.error}


def draw(of: str, cards: Sequence[Card]) -> None:
    """A quiz on some of these cards; `of` is by what it is known, as a lecture's id. Nothing else is drawn anew."""
    state.fragment(_draw)(of, cards)


def _draw(of: str, cards: Sequence[Card]) -> None:
    if not cards:
        st.info(_("There are no cards to ask."), icon=":material/info:")
        return
    spot = st.empty()
    now: Sitting | None = state.sitting(of) or _begun(of, cards)
    while now:  # until nothing is pressed: what was pressed leads on at once
        state.sit(now)
        with spot.container(width=736):
            now = _step(now, cards)


def _begun(of: str, cards: Sequence[Card]) -> Sitting:
    return Sitting(of, quiz(cards, LENGTH, secrets.randbits(32)))


def _step(now: Sitting, cards: Sequence[Card]) -> Sitting | None:
    """Draw how far it is. Returns where it goes on, if the student has gone on."""
    if now.judged:
        return _judge(now)
    return _ask(now) if len(now.given) < len(now.items) else _end(now, cards)


def _ask(now: Sitting) -> Sitting | None:
    at = len(now.given)
    item = now.items[at]
    _head(now, at, item)
    with st.form(f"quiz-{at}", border=False):
        given = _field(item, at)
        pressed = st.form_submit_button(pgettext("button", "Answer"), type="primary", key="quiz-answer")
    if not pressed or not (given and given.strip()):
        return None
    return replace(now, given=(*now.given, answered(item, given)), judged=True)


def _head(now: Sitting, at: int, item: Item) -> None:
    st.progress(at / len(now.items), _("Question {at} of {all}", at=at + 1, all=len(now.items)))
    st.subheader(plain(item.card.question), anchor=False)


def _field(item: Item, at: int) -> str | None:
    if item.choices:
        return st.radio(_("Your choice"), item.choices, index=None, format_func=plain, key=f"quiz-choice-{at}")
    return st.text_input(_("Your answer"), max_chars=300, autocomplete="off", key=f"quiz-typed-{at}")


def _judge(now: Sitting) -> Sitting | None:
    last = now.given[-1]
    _head(now, len(now.given) - 1, last.item)
    BOXES[last.verdict](_(VERDICTS[last.verdict]))
    if last.verdict != "right":
        answer = plain(last.answer)
        chosen = bool(last.item.choices)
        st.markdown(_("You chose “{answer}”.", answer=answer) if chosen else _("You wrote “{answer}”.", answer=answer))
    st.markdown(f"{_('The answer: **{answer}**', answer=plain(last.item.card.answer))} {_place(last)}")
    name = _("How it went") if len(now.given) == len(now.items) else pgettext("question", "Next")
    pressed = st.button(name, type="primary", key="quiz-next", shortcut="Enter")
    return replace(now, judged=False) if pressed else None


def _place(given: Given) -> str:
    return player.link(given.item.card.start, given.item.card.end)


def _end(now: Sitting, cards: Sequence[Card]) -> Sitting | None:
    result = Result(now.given)
    st.subheader(_("You knew {right} of {all}.", right=result.right, all=len(result.given)), anchor=False)
    wrong = sorted((one for one in result.given if one.verdict == "wrong"), key=lambda one: one.item.card.start)
    if wrong:
        st.markdown(f"**{_('Hear these again')}**")
        st.markdown("\n".join(f"- {_place(one)} {plain(one.item.card.question)}" for one in wrong))
    else:
        st.markdown(_("You knew all of them."))
    return _begun(now.of, cards) if st.button(_("Another quiz"), key="quiz-more") else None
