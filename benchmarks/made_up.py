"""Lectures of any length, made up: words with times and doubts, chapters, key terms, a summary and cards.

Nobody says any of it, and lectures of other lengths or seeds say something else. Words are about as long, as fast and
as often doubted as in recorded lectures. As a script it puts some into a data folder by the `lecture` that is found
on the path, so that an older checkout gets them in its own shape:

    python benchmarks/made_up.py DATA RECORDING MINUTES...
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path

from lecture import values
from lecture.store.library import Library
from lecture.store.rows import finish
from lecture.values import Card, Cards, Chapter, Lecture, Options, Point, Segment, Summary, Term, Transcript, Word

PER_MINUTE = 165  # words, without the pauses
IN_SEGMENT = range(6, 22)  # words
UNSURE = 0.03  # of the words; of the segments half as many are doubtful as a whole
CHAPTER = 540.0  # seconds
TERMS, CARDS, POINTS = 20, 30, 24
COURSE = "Lectures made up"

SMALL = ("the", "of", "and", "to", "a", "in", "is", "that", "it", "for", "as", "with", "on", "this", "which", "we")
SYLLABLES = [a + b for a in "bdfgklmnprstvwz" for b in ("a", "e", "i", "o", "en", "an", "or", "is")]


def lecture_of(minutes: float, seed: int = 0) -> Lecture:
    """A lecture of so many minutes; the same for the same minutes and seed."""
    dice, duration = random.Random(f"{minutes} {seed}"), minutes * 60
    vocabulary = ["".join(dice.choices(SYLLABLES, k=dice.choice((1, 2, 2, 3, 3, 4)))) for _ in range(3000)]
    segments = tuple(_segments(duration, vocabulary, dice))
    chapters = tuple(_chapters(duration, vocabulary, dice))
    cards = tuple(_card(one, dice) for one in dice.sample(segments, min(CARDS, len(segments))))
    identified = getattr(values, "identified", tuple)  # an older app knows cards by their questions
    return Lecture(
        title=f"{minutes:g} minutes",
        file_name="lecture.mp3",
        date="2026-11-24",
        transcript=Transcript(segments, "en", duration, duration),
        chapters=chapters,
        terms=tuple(_terms(segments, vocabulary)),
        summary=_summary(segments, duration, dice),
        cards=Cards(identified(sorted(cards, key=lambda card: card.start))),
    )


def put(data: Path, recording: Path, minutes: list[float]) -> tuple[str, list[str]]:
    """Lectures of these lengths, finished, in the laptop's notebook: its key and their ids."""
    library = Library(data)
    key = library.first_notebook()
    mine, found = library.notebook(key), []
    for length in minutes:
        made = lecture_of(length)
        with recording.open("rb") as sound:
            found.append(mine.add(f"{made.title}{recording.suffix}", sound, Options(prompt=made.title)))
        with library.database.writing() as rows:
            number = mine.number(rows, found[-1])
            finish(rows, number, made)
        mine.edit(found[-1], course=COURSE)
    library.close()
    return key, found


def _segments(duration: float, vocabulary: list[str], dice: random.Random) -> Iterator[Segment]:
    at = 0.8
    while at < duration - 1:
        texts = [_word(vocabulary, dice) for _ in range(dice.choice(IN_SEGMENT))]
        texts[0] = texts[0].capitalize()
        texts[-1] += "."
        words = []
        for text in texts:
            long = 60 / PER_MINUTE * (0.5 + 0.095 * len(text)) * dice.uniform(0.7, 1.3)
            probability = dice.uniform(0.3, 0.79) if dice.random() < UNSURE else 1.0
            words.append(Word(round(at, 2), round(at + long * 0.9, 2), text, probability))
            at += long
        doubt = "not clear" if dice.random() < UNSURE / 2 else ""
        yield Segment(words[0].start, words[-1].end, " ".join(texts), tuple(words), "en", doubt=doubt)
        at += dice.choice((0.1, 0.3, 0.3, 0.6, 2.5))


def _word(vocabulary: list[str], dice: random.Random) -> str:
    if dice.random() < 0.45:
        return dice.choice(SMALL)
    word = vocabulary[min(int(dice.expovariate(0.004)), len(vocabulary) - 1)]
    return word + "," if dice.random() < 0.06 else word


def _chapters(duration: float, vocabulary: list[str], dice: random.Random) -> Iterator[Chapter]:
    count = max(round(duration / CHAPTER), 1)
    for place in range(count):
        title = " ".join(dice.choices(vocabulary, k=3)).capitalize()
        yield Chapter(duration * place / count, duration * (place + 1) / count, title)


def _terms(segments: tuple[Segment, ...], vocabulary: list[str]) -> Iterator[Term]:
    said = [(word.text.lower().strip(",."), word.start) for segment in segments for word in segment.words]
    for term in vocabulary[:TERMS]:
        if times := tuple(start for text, start in said if text == term):
            yield Term(term, times)


def _card(segment: Segment, dice: random.Random) -> Card:
    hidden = dice.choice(segment.words).text.strip(",.")
    question = segment.text.replace(hidden, "_____", 1)
    return Card(question, hidden, segment.text, segment.start, segment.end, "cloze", dice.random())


def _summary(segments: tuple[Segment, ...], duration: float, dice: random.Random) -> Summary:
    chosen = sorted(dice.sample(segments, min(POINTS, len(segments))), key=lambda segment: segment.start)
    details: tuple[values.Detail, ...] = ("short", "medium", "detailed")
    points = tuple(Point(one.text, one.start, one.end, details[at % 3]) for at, one in enumerate(chosen))
    return Summary(segments[0].text, points, 0.0, duration)


if __name__ == "__main__":
    notebook, ids = put(Path(sys.argv[1]), Path(sys.argv[2]), [float(minutes) for minutes in sys.argv[3:]])
    print(notebook, *ids)
