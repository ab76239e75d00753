"""Reading -> summary: an overview and points, by a model that writes where there is one, else central statements."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.fuzz import token_set_ratio

from lecture.errors import TooLittleText
from lecture.notes.chapters import by_chapter
from lecture.notes.english import CONDITIONS
from lecture.notes.lexrank import lexrank
from lecture.notes.sentences import PASSAGE_TOKENS, Passage, passages
from lecture.notes.words import first_word, fold, sentence_case, words
from lecture.notes.writer import OnProgress, Writer, ignore
from lecture.values import Detail, Fact, Point, Provenance, Reading, Sentence, Summary

PROMPT = "summarize: "  # as T5 was trained
PASSAGE = PASSAGE_TOKENS - 6  # what is left beside the prompt
POINT_TOKENS = 100  # T5 writes at most so many on a passage
OVERVIEW = 3  # sentences in the overview, without T5
MATTER = 60  # key terms that it tries to name
WORDS_A_POINT = 110  # in the most detailed summary, a point for so many words of the lecture
FEWEST_POINTS = 3  # of a chapter in the most detailed summary, where it has them
FEWEST_WORDS = 4  # in anything that is to be a point
RANKED = 60  # sentences compared with each other at a time: keeps the work linear in the length of the lecture
FULL, LONG = 9, 26  # words that a point has at best, at least and at most
NEEDY = 0.3  # of its weight is left to a point with every reason why it does not stand alone
TWINS = 80  # of 100, as rapidfuzz counts: two points so alike say the same


def summarize(reading: Reading, writer: Writer | None, *, on_progress: OnProgress = ignore) -> Summary:
    """At least one point per chapter that says anything, at three levels of detail, under an overview of the whole.

    Doubtful sentences feed nothing. Raises TooLittleText where nothing was said that can be summed up.
    """
    reading = _sure(reading)
    if writer is None or reading.language != "en":  # T5 was trained to sum up English
        overview, points = _by_centrality(reading, on_progress)
        made_by = Provenance(methods=("lexrank",))
    else:
        overview, points = _by_writer(reading, writer, on_progress)
        made_by = Provenance(models=(writer.name,))
    if not points:
        raise TooLittleText
    return Summary(overview, points, reading.sentences[0].start, reading.sentences[-1].end, made_by)


def _sure(reading: Reading) -> Reading:
    """The reading without what may have been misheard, or has no words."""

    def is_sure(sentence: Sentence) -> bool:
        return not sentence.doubtful and bool(words(sentence.text))

    facts = tuple(fact for fact in reading.facts if is_sure(fact.sentence))
    return replace(reading, sentences=tuple(filter(is_sure, reading.sentences)), facts=facts)


@dataclass(frozen=True, slots=True)
class _Saying:
    """Something that could be a point, and how well it would do."""

    text: str
    start: float
    end: float
    weight: float


# Without T5


def _by_centrality(reading: Reading, on_progress: OnProgress) -> tuple[str, tuple[Point, ...]]:
    groups = by_chapter(reading.chapters, reading.sentences)
    facts = by_chapter(reading.chapters, reading.facts)
    ranked: list[list[_Saying]] = []
    for number, stated in enumerate(facts):
        on_progress(number, len(groups))
        ranked.append(_ranked(list(_sayings(stated)), reading.vocabulary.function_words))
    overview = _overview(ranked, reading)
    points: list[Point] = []
    for group, sayings in zip(groups, ranked, strict=True):
        size = sum(len(words(sentence.text)) for sentence in group)
        taken = [point.text for point in points]
        points += _points(
            sayings, max(FEWEST_POINTS, round(size / WORDS_A_POINT)), taken, [saying.text for saying in overview]
        )
    on_progress(len(groups), len(groups))
    return " ".join(saying.text for saying in overview), tuple(points)


def _sayings(facts: Sequence[Fact]) -> Iterator[_Saying]:
    plain = {fact.sentence for fact in facts if not fact.troubles and not fact.is_definition}
    for fact in facts:
        sentence, size = fact.sentence, len(words(fact.text))
        if fact.is_definition and sentence in plain:
            continue  # the sentence says it itself
        if size >= FEWEST_WORDS:
            # What needs the lecture around it is taken only where there is nothing else.
            weight = sentence.confidence * min(1.0, size / FULL, LONG / size) * NEEDY ** len(fact.troubles)
            yield _Saying(fact.text, sentence.start, sentence.end, weight)


def _ranked(sayings: list[_Saying], empty: frozenset[str]) -> list[_Saying]:
    """The best first. Of very many, the fittest are compared."""
    fittest = sorted(sayings, key=lambda s: (-s.weight, -len(s.text), s.start))[:RANKED]
    central = lexrank([_bag(saying.text, empty) for saying in fittest])
    worth = [round(saying.weight * rank, 9) for saying, rank in zip(fittest, central, strict=True)]
    order = sorted(zip(fittest, worth, strict=True), key=lambda pair: (-pair[1], pair[0].start))
    return [saying for saying, _ in order]


def _bag(text: str, empty: frozenset[str]) -> Counter[str]:
    return Counter(fold(word) for word in words(text) if word not in empty)


def _overview(ranked: Sequence[Sequence[_Saying]], reading: Reading) -> list[_Saying]:
    """A few of the chapters' best that together name what the lecture speaks of most, in the order they are said.

    Greedily, by how much each adds to what is covered: Lin and Bilmes, “A class of submodular functions for document
    summarization” (ACL 2011).
    """
    matter: Counter[str] = Counter()  # how often each word of a key term is said
    for term in reading.terms[:MATTER]:
        matter |= Counter({fold(word): len(term.times) for word in words(term.text)})  # the larger of two counts
    left = [saying for sayings in ranked for saying in sayings if _sums_up(saying)]
    left = left or [saying for sayings in ranked for saying in sayings[:1]]  # the best of each chapter
    chosen: list[_Saying] = []
    covered: set[str] = set()

    def gain(saying: _Saying) -> float:
        bag = {fold(word) for word in words(saying.text)}
        new = sum(math.sqrt(matter[word]) for word in sorted(bag & matter.keys() - covered))
        return _though_short(saying) * new / math.sqrt(len(bag))

    while left and len(chosen) < OVERVIEW:
        best = max(left, key=gain)  # the first of equals
        chosen.append(best)
        covered |= {fold(word) for word in words(best.text)}
        left = [saying for saying in left if _is_new(saying.text, [best.text])]
    return sorted(chosen, key=lambda saying: saying.start)


def _though_short(saying: _Saying) -> float:
    """Its weight, where to be short is no fault."""
    return saying.weight * max(1.0, FULL / len(words(saying.text)))


def _sums_up(saying: _Saying) -> bool:
    """Short and plain, without “if you”."""
    short = len(words(saying.text)) <= LONG
    return short and _though_short(saying) > 0.5 and first_word(saying.text) not in (*CONDITIONS, "there")


def _points(sayings: Sequence[_Saying], most: int, taken: Sequence[str], overview: Sequence[str] = ()) -> list[Point]:
    """The best of a chapter: one for the short summary, about half of the detailed for the medium one.

    What the overview says is said again only where the chapter has nothing else.
    """
    chosen: list[_Saying] = []
    unsaid = [saying for saying in sayings if saying.text not in taken]
    for saying in [saying for saying in unsaid if saying.text not in overview] or unsaid:
        fit = saying.weight > NEEDY or not chosen
        if len(chosen) < most and fit and _is_new(saying.text, [other.text for other in chosen]):
            chosen.append(saying)
    middle = len(chosen) // 2
    levels: list[Detail] = ["short" if i == 0 else "medium" if i <= middle else "detailed" for i in range(len(chosen))]
    points = [Point(s.text, s.start, s.end, level) for s, level in zip(chosen, levels, strict=True)]
    return sorted(points, key=lambda point: point.start)


def _is_new(text: str, others: Iterable[str]) -> bool:
    return all(token_set_ratio(text, other) < TWINS for other in others)


# With T5


def _by_writer(reading: Reading, writer: Writer, on_progress: OnProgress) -> tuple[str, tuple[Point, ...]]:
    groups = by_chapter(reading.chapters, reading.sentences)
    facts = by_chapter(reading.chapters, reading.facts)
    cut = [
        (chapter, passage) for chapter, group in enumerate(groups) for passage in passages(group, writer.count, PASSAGE)
    ]
    total = len(cut) + 1  # and the overview
    written = _write(writer, [passage.text for _, passage in cut], lambda done, _: on_progress(done, total))
    points: list[Point] = []
    for number, stated in enumerate(facts):
        own = [(passage, text) for (chapter, passage), text in zip(cut, written, strict=True) if chapter == number]
        before = [point.text for point in points]
        points += _levels(own, before) or _instead(stated, reading.vocabulary.function_words, before)
    text = " ".join(point.text for point in points if point.detail != "detailed")
    overview = _shortened(text, writer, lambda *_: on_progress(len(cut), total))
    on_progress(total, total)
    return overview, tuple(points)


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


def _levels(own: Sequence[tuple[Passage, str]], before: Sequence[str]) -> list[Point]:
    """A chapter's points: the first is for the short summary, the first of each passage for the medium one."""
    points: list[Point] = []
    for passage, text in own:
        for at, sentence in enumerate(_sentences(text)):
            taken = [*before, *(point.text for point in points)]
            if _is_new(sentence, taken) or (not points and sentence not in taken):
                level: Detail = "short" if not points else "medium" if at == 0 else "detailed"
                points.append(Point(sentence, passage.start, passage.end, level))
    return points


def _instead(facts: Sequence[Fact], empty: frozenset[str], before: Sequence[str]) -> list[Point]:
    """The central statement, where T5 had nothing to say on a chapter."""
    return _points(_ranked(list(_sayings(facts)), empty), 1, before)


def _sentences(written: str) -> list[str]:
    """What T5 wrote (“a flame is hot . it glo”), as sentences with a capital and a stop; a last half one is dropped."""
    text = re.sub(r"\s+([.,!?;:])", r"\1", written.replace(PROMPT.strip(), " "))
    parts = [part.strip() for part in re.split(r"(?<=[.!?])\s+", " ".join(text.split())) if words(part)]
    if len(parts) > 1 and not parts[-1].endswith((".", "!", "?")):
        parts = parts[:-1]
    return [sentence_case(part) for part in parts]
