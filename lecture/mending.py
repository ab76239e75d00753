"""What was made of a transcript, mended where the transcript is: summary, cards, chapters and key terms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import chain

from lecture.by_time import ByTime
from lecture.values import Card, Lecture, Point, Term

Stretch = tuple[float, float]  # seconds
Say = Callable[[str, bool], str]  # a text, and whether it was made of just what is mended -> the text as it should be


class Notes:
    """The notes of a lecture while one edit after the other is done to them."""

    def __init__(self, lecture: Lecture) -> None:
        self._lecture = lecture
        self._overview = lecture.summary.overview
        self._points, self._cards = list(lecture.summary.points), list(lecture.cards.cards)
        self._titles = [chapter.title for chapter in lecture.chapters]
        self._terms = [*lecture.terms, *chain.from_iterable(chapter.terms for chapter in lecture.chapters)]
        moments = [(time, number) for number, term in enumerate(self._terms) for time in term.times]
        self._term_of = [number for _, number in moments]
        self._when_points = ByTime((point.start, point.end) for point in self._points)
        self._when_cards = ByTime((card.start, card.end) for card in self._cards)
        self._when_chapters = ByTime((chapter.start, chapter.end) for chapter in lecture.chapters)
        self._when_terms = ByTime((time, time) for time, _ in moments)

    def mend(self, where: Sequence[Stretch], say: Say, *, everywhere: bool) -> None:
        """Mend what was made of these stretches: a key term where all of it was, or `everywhere`, with the titles."""
        self._overview = say(self._overview, everywhere)
        for number in _shared(self._when_points, where):
            self._points[number] = _point(self._points[number], say)
        for number in _shared(self._when_cards, where):
            self._cards[number] = mended_card(self._cards[number], say)
        for number in {self._term_of[moment] for moment in _shared(self._when_terms, where)}:
            term = self._terms[number]
            if everywhere or all(any(start <= time < end for start, end in where) for time in term.times):
                self._terms[number] = replace(term, text=say(term.text, True))
        for number in _shared(self._when_chapters, where) if everywhere else ():
            self._titles[number] = say(self._titles[number], True)

    def retitle(self, start: float, end: float, title: str) -> None:
        """Another title for the chapter of this stretch: one that shares more than half of what either covers."""
        for number in self._when_chapters.near(start, end):
            chapter = self._lecture.chapters[number]
            shared = min(end, chapter.end) - max(start, chapter.start)
            if 2 * shared > max(end, chapter.end) - min(start, chapter.start):
                self._titles[number] = title

    def mended(self) -> Lecture:
        lecture, terms = self._lecture, iter(self._terms)
        own = _once([next(terms) for _ in lecture.terms], lecture.terms)
        chapters = tuple(
            replace(chapter, title=title, terms=_once([next(terms) for _ in chapter.terms], chapter.terms))
            for chapter, title in zip(lecture.chapters, self._titles, strict=True)
        )
        summary = replace(lecture.summary, overview=self._overview, points=tuple(self._points))
        cards = replace(lecture.cards, cards=tuple(self._cards))
        return replace(lecture, chapters=chapters, terms=own, summary=summary, cards=cards)


def _shared(known: ByTime, where: Iterable[Stretch]) -> set[int]:
    return {number for start, end in where for number in known.near(start, end)}


def _point(point: Point, say: Say) -> Point:
    return replace(point, text=say(point.text, True))


def mended_card(card: Card, say: Say) -> Card:
    """With a mended answer, what is now the same as it is no wrong one."""
    question, answer, evidence = (say(text, True) for text in (card.question, card.answer, card.evidence))
    wrong = tuple(say(text, True) for text in card.wrong)
    if wrong != card.wrong or answer != card.answer:
        others = {text.casefold(): text for text in reversed(wrong) if text.casefold() != answer.casefold()}
        wrong = tuple(reversed(others.values()))
    return replace(card, question=question, answer=answer, evidence=evidence, wrong=wrong)


def _once(terms: Sequence[Term], before: tuple[Term, ...]) -> tuple[Term, ...]:
    """The key terms, where two have become one as one."""
    if list(before) == list(terms):
        return before
    found: dict[str, Term] = {}
    for term in terms:
        same = found.setdefault(term.text.casefold(), term)
        if same is not term:
            found[term.text.casefold()] = replace(same, times=tuple(sorted({*same.times, *term.times})))
    return tuple(found.values())
