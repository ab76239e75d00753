"""The flashcards panel: study them one by one, or read them all."""

from __future__ import annotations

import streamlit as st

from lecture.values import Card, Lecture
from panels import player, state
from panels.wording import plain


def draw(lecture: Lecture) -> player.Play | None:
    """Returns the place that the student wants to hear. Space shows the answer, the arrows turn the cards."""
    deck = lecture.cards
    if deck.remark:
        st.caption(f":material/info: {plain(deck.remark)}")
    if not deck.cards:
        return None
    how = st.segmented_control(
        "How", ["Study", "All cards"], default="Study", required=True, key="cards-how", label_visibility="collapsed"
    )
    return _study(deck.cards) if how == "Study" else _list(deck.cards)


def _study(cards: tuple[Card, ...]) -> player.Play | None:
    at, shown = state.card(len(cards))
    card, wanted = cards[at], None
    st.progress((at + 1) / len(cards), f"Card {at + 1} of {len(cards)}")
    with st.container(border=True, key="card"):
        st.subheader(plain(card.question), anchor=False)
        if shown:
            st.markdown(f"**{plain(card.answer)}**")
            wanted = player.beside(f":gray[“{plain(card.evidence)}”]", card.start, card.end, f"card-{at}")
        else:
            st.button(
                "Show the answer",
                type="primary",
                key="show",
                shortcut="Space",
                on_click=state.show_answer,
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
    return wanted


def _list(cards: tuple[Card, ...]) -> player.Play | None:
    wanted = None
    for i, card in enumerate(cards):
        with st.container(border=True):
            st.markdown(f"**{plain(card.question)}**")
            st.markdown(plain(card.answer))
            evidence = f":gray[“{plain(card.evidence)}”]"
            wanted = player.beside(evidence, card.start, card.end, f"listed-{i}") or wanted
    return wanted
