"""The flashcards panel: study them one by one, or read them all."""

from __future__ import annotations

from hashlib import sha256

import streamlit as st

from lecture.values import Card, Lecture
from panels import player, state
from panels.wording import plain


def draw(lecture: Lecture) -> None:
    """Space shows the answer, 1 to 4 choose one, the arrows turn."""
    deck = lecture.cards
    if deck.remark:
        st.caption(f":material/info: {plain(deck.remark)}")
    if not deck.cards:
        return
    how = st.segmented_control(
        "How", ["Study", "All cards"], default="Study", required=True, key="cards-how", label_visibility="collapsed"
    )
    if how == "Study":
        _study(deck.cards)
    else:
        _list(deck.cards)


def _study(cards: tuple[Card, ...]) -> None:
    studied = state.card(len(cards))
    at = studied.at
    card = cards[at]
    st.progress((at + 1) / len(cards), f"Card {at + 1} of {len(cards)}")
    with st.container(border=True, key="card"):
        st.subheader(plain(card.question), anchor=False)
        if studied.shown:
            if studied.chosen is not None:
                st.markdown(_verdict(card, studied.chosen))
            st.markdown(f"**{plain(card.answer)}**")
            st.markdown(_evidence(card))
        else:
            for number, choice in enumerate(choices(card), 1):
                st.button(
                    plain(choice),
                    key=f"choice-{at}-{number}",
                    shortcut=str(number),
                    width="stretch",
                    on_click=state.show_answer,
                    args=(at, choice),
                )
            st.button(
                "Show the answer",
                type="tertiary" if card.wrong else "primary",
                key="show",
                shortcut="Space",
                on_click=state.show_answer,
                args=(at,),
            )
    with st.container(horizontal=True):
        st.button(
            "Previous",
            key="previous",
            shortcut="Left",
            disabled=at == 0,
            on_click=state.turn_card,
            args=(at - 1,),
        )
        last = at == len(cards) - 1
        st.button(
            "Start again" if last else "Next",
            key="next",
            shortcut="Right",
            on_click=state.turn_card,
            args=(0 if last else at + 1,),
        )


def _evidence(card: Card) -> str:
    return f"{player.link(card.start, card.end)} “{plain(card.evidence)}”"


def choices(card: Card) -> list[str]:
    """The answers to choose from, if there are wrong ones. Their order follows from the text: it stays for one card,
    and over many the right answer comes first as often as last."""
    answers = {card.answer, *card.wrong} if card.wrong else set()
    return sorted(answers, key=lambda answer: sha256(repr((card.question, answer)).encode()).digest())


def _verdict(card: Card, chosen: str) -> str:
    if chosen == card.answer:
        return ":green[:material/check_circle: **Right.**]"
    return f":red[:material/cancel: **Wrong:** {plain(chosen)}]"


def _list(cards: tuple[Card, ...]) -> None:
    for card in cards:
        with st.container(border=True):
            st.markdown(f"**{plain(card.question)}**  \n{plain(card.answer)}  \n:small[{_evidence(card)}]")
