"""Reading -> summary: an overview and points, by a model that writes where there is one, else the best statements."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from rapidfuzz.fuzz import token_set_ratio

from lecture.errors import TooLittleText
from lecture.notes.chapters import by_chapter
from lecture.notes.lexrank import lexrank
from lecture.notes.sentences import PASSAGE_TOKENS, Passage, passages
from lecture.notes.unsure import names_misheard
from lecture.notes.vectors import Encoder
from lecture.notes.words import content, joined, sentence_case, words
from lecture.notes.writer import OnProgress, Writer, ignore
from lecture.values import Detail, Fact, Method, Point, Provenance, Reading, Sentence, Summary, Vocabulary

PROMPT = "summarize: "  # as T5 was trained
PASSAGE = PASSAGE_TOKENS - 6  # what is left beside the prompt
POINT_TOKENS = 100  # T5 writes at most so many on a passage
OVERVIEW = 3  # statements in the overview, without T5
ABOUT = 4  # key terms that it begins with
MATTER = 60  # key terms that it tries to name
WORDS_A_POINT = 200  # in the most detailed summary, a point for so many words of the lecture, where there are good ones
FEWEST_POINTS = 3  # of a chapter in the most detailed summary, where it has them
GOOD = 0.5  # how likely a statement has to be a good point to be one, beside the best of its chapter
RANKED = 60  # statements compared with each other at a time: keeps the work linear in the length of the lecture
TWINS = 80  # of 100, as rapidfuzz counts: two points so alike say the same
BORNE_OUT = 0.45  # cosine between what T5 wrote and the sentence of its passage nearest to it, at least


def summarize(
    reading: Reading, writer: Writer | None, encoder: Encoder | None = None, *, on_progress: OnProgress = ignore
) -> Summary:
    """At least one point per chapter that teaches anything, at three levels of detail, under an overview of the whole.

    encoder : what a writer's sentences are held against its passages with
    Doubtful sentences and asides feed nothing. Raises TooLittleText where nothing was said that can be summed up.
    """
    reading = _sure(reading)
    method: Method = "ranked_statements" if reading.language == "en" else "lexrank"
    if writer is None or reading.language != "en":  # T5 was trained to sum up English
        overview, points = _by_worth(reading, on_progress)
        made_by = Provenance(methods=(method,))
    else:
        overview, points = _by_writer(reading, writer, encoder, on_progress)
        stated = {fact.text for fact in reading.facts}
        filled = any(point.text in stated for point in points)  # where nothing that T5 wrote could be kept
        made_by = Provenance(models=(writer.name,), methods=(method,) if filled else ())
    if not points:
        raise TooLittleText
    return Summary(overview, points, reading.sentences[0].start, reading.sentences[-1].end, made_by)


def _sure(reading: Reading) -> Reading:
    """The reading without what may have been misheard, teaches nothing, or has no words.

    Nor is a statement left that has a name or a figure in it of which Whisper was not sure.
    """
    sure = [not (sentence.doubtful or sentence.aside) and bool(words(sentence.text)) for sentence in reading.sentences]
    left = tuple(sentence for sentence, is_sure in zip(reading.sentences, sure, strict=True) if is_sure)
    facts = tuple(
        fact
        for fact in reading.facts
        if not (fact.sentence.doubtful or fact.sentence.aside)
        and not names_misheard(fact.text, fact.sentence.unsure_names, reading.language)
    )
    vectors = None if reading.vectors is None else reading.vectors[np.array(sure, bool)]
    return replace(reading, sentences=left, facts=facts, vectors=vectors)


# Without T5


def _by_worth(reading: Reading, on_progress: OnProgress) -> tuple[str, tuple[Point, ...]]:
    groups = by_chapter(reading.chapters, reading.sentences)
    ranked: list[list[Fact]] = []
    for number, stated in enumerate(by_chapter(reading.chapters, reading.facts)):
        on_progress(number, len(groups))
        ranked.append(_ranked(stated, reading.vocabulary))
    overview = _overview(ranked, reading)
    points: list[Point] = []
    for group, facts in zip(groups, ranked, strict=True):
        size = sum(len(words(sentence.text)) for sentence in group)
        taken = [point.text for point in points]
        most = max(FEWEST_POINTS, round(size / WORDS_A_POINT))
        points += _points(facts, most, taken, [fact.text for fact in overview])
    on_progress(len(groups), len(groups))
    return joined([*_about(reading), *(fact.text for fact in overview)]), tuple(points)


def _ranked(facts: Sequence[Fact], vocabulary: Vocabulary) -> list[Fact]:
    """The best first: worth remembering, and central among the others. Of very many, the fittest are compared."""
    fittest = sorted(facts, key=lambda fact: (-_worth(fact), fact.sentence.start, fact.text))[:RANKED]
    central = lexrank([Counter(content(fact.text, vocabulary)) for fact in fittest])
    order = sorted(
        zip(fittest, central, strict=True),
        key=lambda pair: (-round(_worth(pair[0]) * math.sqrt(pair[1]), 9), pair[0].sentence.start),
    )
    return [fact for fact, _ in order]


def _worth(fact: Fact) -> float:
    return fact.worth * fact.sentence.confidence


def _about(reading: Reading) -> list[str]:
    """“The lecture is about demand, price elasticity and taxes.”"""
    if reading.language != "en":
        return []
    named: list[str] = []
    for term in reading.terms:
        if len(named) < ABOUT and not {*words(term.text)} & {word for other in named for word in words(other)}:
            named.append(term.text)
    if len(named) < 2:
        return []
    return [f"The lecture is about {', '.join(named[:-1])} and {named[-1]}."]


def _overview(ranked: Sequence[Sequence[Fact]], reading: Reading) -> list[Fact]:
    """A few of the chapters' best that together name what the lecture speaks of most, in the order they are said.

    Greedily, by how much each adds to what is covered: Lin and Bilmes, “A class of submodular functions for document
    summarization” (ACL 2011).
    """
    matter: Counter[str] = Counter()  # how often each word of a key term is said
    for term in reading.terms[:MATTER]:
        matter |= Counter(
            dict.fromkeys(content(term.text, reading.vocabulary), len(term.times))
        )  # the larger of two counts
    left = [fact for facts in ranked for fact in facts if _worth(fact) > GOOD]
    left = left or [fact for facts in ranked for fact in facts[:1]]  # the best of each chapter
    chosen: list[Fact] = []
    covered: set[str] = set()

    def gain(fact: Fact) -> float:
        bag = {*content(fact.text, reading.vocabulary)}
        new = sum(math.sqrt(matter[word]) for word in sorted(bag & matter.keys() - covered))
        return _worth(fact) * new / math.sqrt(max(len(bag), 1))

    while left and len(chosen) < OVERVIEW:
        best = max(left, key=gain)  # the first of equals
        chosen.append(best)
        covered |= {*content(best.text, reading.vocabulary)}
        left = [fact for fact in left if _is_new(fact.text, [best.text])]
    return sorted(chosen, key=lambda fact: fact.sentence.start)


def _points(facts: Sequence[Fact], most: int, taken: Sequence[str], overview: Sequence[str] = ()) -> list[Point]:
    """The best of a chapter: one for the short summary, about half of the detailed for the medium one.

    What the overview says is said again only where the chapter has nothing else.
    """
    chosen: list[Fact] = []
    unsaid = [fact for fact in facts if fact.text not in taken]
    for fact in [fact for fact in unsaid if fact.text not in overview and _worth(fact) > GOOD] or unsaid[:1]:
        if len(chosen) < most and _is_new(fact.text, [other.text for other in chosen]):
            chosen.append(fact)
    middle = len(chosen) // 2
    levels: list[Detail] = ["short" if i == 0 else "medium" if i <= middle else "detailed" for i in range(len(chosen))]
    points = [
        Point(fact.text, fact.sentence.start, fact.sentence.end, level)
        for fact, level in zip(chosen, levels, strict=True)
    ]
    return sorted(points, key=lambda point: point.start)


def _is_new(text: str, others: Iterable[str]) -> bool:
    return all(token_set_ratio(text, other) < TWINS for other in others)


# With T5


def _by_writer(
    reading: Reading, writer: Writer, encoder: Encoder | None, on_progress: OnProgress
) -> tuple[str, tuple[Point, ...]]:
    groups = by_chapter(reading.chapters, reading.sentences)
    facts = by_chapter(reading.chapters, reading.facts)
    cut = [
        (chapter, passage) for chapter, group in enumerate(groups) for passage in passages(group, writer.count, PASSAGE)
    ]
    total = len(cut) + 1  # and the overview
    written = _write(writer, [passage.text for _, passage in cut], lambda done, _: on_progress(done, total))
    said = _borne_out(
        [(passage, _sentences(text)) for (_, passage), text in zip(cut, written, strict=True)], reading, encoder
    )
    points: list[Point] = []
    for number, stated in enumerate(facts):
        own = [passage for (chapter, _), passage in zip(cut, said, strict=True) if chapter == number]
        before = [point.text for point in points]
        ranked = _ranked(stated, reading.vocabulary)
        points += _levels(own, before) or _points(ranked, 1, before)
    text = " ".join(point.text for point in points if point.detail != "detailed")
    overview = _shortened(text, writer, lambda *_: on_progress(len(cut), total))
    on_progress(total, total)
    return overview, tuple(points)


def _borne_out(
    written: Sequence[tuple[Passage, Sequence[str]]], reading: Reading, encoder: Encoder | None
) -> list[list[Point]]:
    """What T5 wrote on each passage, a point each with the sentence it rests on.

    What its passage does not bear out is replaced by the passage's own best statement: where no sentence of the passage
    means nearly the same, or where it names a figure or a name that the passage has not, or not surely.
    """
    texts = [text for _, sentences in written for text in sentences]
    near = None
    if encoder is not None and reading.vectors is not None and texts:
        near = encoder.encode(texts) @ reading.vectors.T  # (n_texts, n_sentences)
    starts = np.array([sentence.start for sentence in reading.sentences])
    found: list[list[Point]] = []
    row = 0
    for passage, sentences in written:
        inside = np.flatnonzero((starts >= passage.start) & (starts < max(passage.end, passage.start + 1e-3)))
        names = _unsure_names(passage, reading)
        points: list[Point] = []
        for text in sentences:
            start, end, sure = passage.start, passage.end, True
            if near is not None and len(inside):
                best = inside[near[row, inside].argmax()]
                rests_on = reading.sentences[best]
                start, end, sure = rests_on.start, rests_on.end, bool(near[row, best] >= BORNE_OUT)
            named = _names(text) <= _names(passage.text) and not names_misheard(text, names, reading.language)
            points += [Point(text, start, end)] if sure and named else []
            row += 1
        found.append(points or _own(passage, reading))
    return found


def _names(text: str) -> set[str]:
    """Figures, and words with a capital that are not the first."""
    return {
        word.lower()
        for place, word in enumerate(re.findall(r"[\w.,]*\w", text))
        if any(map(str.isdigit, word)) or (place and word[0].isupper())
    }


def _unsure_names(passage: Passage, reading: Reading) -> frozenset[str]:
    """The names and figures of a passage that may have been misheard; it may begin or end within a sentence."""
    within = [s for s in reading.sentences if s.start < passage.end and passage.start < s.end]
    return frozenset[str]().union(*(sentence.unsure_names for sentence in within))


def _own(passage: Passage, reading: Reading) -> list[Point]:
    """The best statement of a passage, if it is any good."""
    stated = [fact for fact in reading.facts if passage.start <= fact.sentence.start < passage.end]
    best = max(stated, key=_worth, default=None)
    if best is None or _worth(best) <= GOOD:
        return []
    return [Point(best.text, best.sentence.start, best.sentence.end)]


def _shortened(text: str, writer: Writer, on_progress: OnProgress) -> str:
    """Summed up again and again, until it came from one passage or gets no shorter."""
    while text:
        parts = passages([Sentence(part, 0.0, 0.0) for part in _sentences(text)], writer.count, PASSAGE)
        written = _write(writer, [part.text for part in parts], on_progress)
        shorter = " ".join(sentence for part in written for sentence in _sentences(part))
        if not shorter or len(shorter) >= len(text):
            break
        text = shorter
        if len(parts) == 1:
            break
    return text


def _write(writer: Writer, texts: Sequence[str], on_progress: OnProgress) -> list[str]:
    prompts = [PROMPT + text for text in texts]
    return writer.write(prompts, max_new_tokens=POINT_TOKENS, no_repeat_ngram=3, on_progress=on_progress)


def _levels(own: Sequence[Sequence[Point]], before: Sequence[str]) -> list[Point]:
    """A chapter's points: the first is for the short summary, the first of each passage for the medium one."""
    points: list[Point] = []
    for passage in own:
        for at, point in enumerate(passage):
            taken = [*before, *(other.text for other in points)]
            if _is_new(point.text, taken) or (not points and point.text not in taken):
                level: Detail = "short" if not points else "medium" if at == 0 else "detailed"
                points.append(replace(point, detail=level))
    return points


def _sentences(written: str) -> list[str]:
    """What T5 wrote (“a flame is hot . it glo”), as sentences with a capital and a stop; a last half one is dropped."""
    text = re.sub(r"\s+([.,!?;:])", r"\1", written.replace(PROMPT.strip(), " "))
    parts = [part.strip() for part in re.split(r"(?<=[.!?])\s+", " ".join(text.split())) if words(part)]
    if len(parts) > 1 and not parts[-1].endswith((".", "!", "?")):
        parts = parts[:-1]
    return [sentence_case(part) for part in parts]
