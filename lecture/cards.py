"""Sentences -> flashcards."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from lecture.t5 import T5
from lecture.text import by_chapter, sentences
from lecture.types import DEFAULT_CARDS, Card, Cards, Chapter, Transcript

OnProgress = Callable[[int, int], None]


def make_cards(
    transcript: Transcript,
    chapters: Sequence[Chapter],
    t5: T5 | None,
    *,
    count: int = DEFAULT_CARDS,
    on_progress: OnProgress | None = None,
) -> Cards:
    """At most `count` cards, spread over the lecture."""
    cards = []
    for chapter, group in zip(chapters, by_chapter(chapters, sentences(transcript)), strict=True):
        for sentence in group:
            for term in chapter.terms:
                place = re.search(rf"\b{re.escape(term.text)}\b", sentence.text)
                if place and not sentence.doubtful and len(sentence.text.split()) > 7:
                    question = sentence.text[: place.start()] + "_____" + sentence.text[place.end() :]
                    cards.append(Card(question, term.text, sentence.text, sentence.start, sentence.end, "cloze", 1.0))
                    break
    remark = "" if len(cards) >= count else f"There was enough for {len(cards)} good cards."
    return Cards(tuple(cards[:count]), "cloze and definitions", remark)
