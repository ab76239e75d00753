"""Strategies for the values of `lecture/values.py`, holding any text whatever."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from lecture.values import (
    Aside,
    Card,
    Cards,
    Chapter,
    Lecture,
    Mark,
    Options,
    Point,
    Progress,
    Provenance,
    Segment,
    Slide,
    Summary,
    Term,
    Transcript,
    Unheard,
    Word,
)

# Any letter, and the low surrogates by which Python spells undecodable bytes of a file name.
LETTERS = st.characters(exclude_categories=["Cs"]) | st.characters(
    min_codepoint=0xDC80, max_codepoint=0xDCFF, categories=["Cs"]
)
TEXTS = st.text(LETTERS, max_size=40)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
TIMES = st.floats(0, 4e5)


# Whole texts: any, and such as broke something once.
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=200) | st.sampled_from(
    ["word " * 300, "😀" * 500, "שלום עולם. " * 40, "一二三四五。" * 60, "a" * 3000, "the flame is hot, " * 200]
)


def few(values: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(values, max_size=3).map(tuple)


def counts(values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(TEXTS, values, max_size=2)


PROVENANCES = st.builds(Provenance, models=few(TEXTS), methods=..., without=few(TEXTS))
WORDS = st.builds(Word, start=TIMES, end=TIMES, text=TEXTS, probability=st.floats(0, 1))
UNHEARD = st.builds(Unheard, start=TIMES, end=TIMES)
MARKS = st.builds(Mark, start=TIMES, title=TEXTS)
SEGMENTS = st.builds(
    Segment,
    start=TIMES,
    end=TIMES,
    text=TEXTS,
    words=few(WORDS),
    language=TEXTS,
    mean_log_probability=NUMBERS,
    no_speech_probability=NUMBERS,
    compression_ratio=NUMBERS,
    doubt=TEXTS,
)
TRANSCRIPTS = st.builds(
    Transcript,
    segments=few(SEGMENTS),
    language=TEXTS,
    duration=TIMES,
    heard=TIMES,
    task=...,
    remark=TEXTS,
    made_by=PROVENANCES,
    unheard=few(UNHEARD),
    marks=few(MARKS),
)
TERMS = st.builds(Term, text=TEXTS, times=few(TIMES))
CHAPTERS = st.builds(Chapter, start=TIMES, end=TIMES, title=TEXTS, terms=few(TERMS), aside=..., offered=TEXTS)
ASIDES = st.builds(Aside, start=TIMES, end=TIMES)
POINTS = st.builds(Point, start=TIMES, end=TIMES, text=TEXTS, detail=...)
SUMMARIES = st.builds(Summary, start=TIMES, end=TIMES, overview=TEXTS, points=few(POINTS), made_by=PROVENANCES)
CARDS = st.builds(
    Card,
    start=TIMES,
    end=TIMES,
    question=TEXTS,
    answer=TEXTS,
    evidence=TEXTS,
    kind=...,
    score=NUMBERS,
    score_parts=counts(NUMBERS),
    wrong=few(TEXTS),
    id=TEXTS,
)
DECKS = st.builds(Cards, cards=few(CARDS), made_by=PROVENANCES, remark=TEXTS, rejected=counts(st.integers(0)))
LECTURES = st.builds(
    Lecture,
    title=TEXTS,
    file_name=TEXTS,
    date=TEXTS,
    transcript=TRANSCRIPTS,
    chapters=few(CHAPTERS),
    terms=few(TERMS),
    summary=SUMMARIES,
    cards=DECKS,
    asides=few(ASIDES),
)
SLIDES = st.builds(Slide, title=TEXTS, text=TEXTS)
OPTIONS = st.builds(
    Options, language=st.none() | TEXTS, task=..., prompt=TEXTS, cards=st.integers(), slides=few(SLIDES)
)
PROGRESS = st.builds(Progress, stage=..., done=NUMBERS, total=NUMBERS, transcript=st.none() | TRANSCRIPTS)
ALL = st.one_of(WORDS, SEGMENTS, TRANSCRIPTS, CHAPTERS, SUMMARIES, CARDS, DECKS, LECTURES, OPTIONS, PROGRESS)
