"""Passages -> summary: by T5 where there is one, else the lecture's own central sentences."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lecture.errors import TooLittleText
from lecture.notes.english import CONDITIONS, first_word, sentence_case
from lecture.notes.questions import Fact, facts
from lecture.notes.t5 import T5, OnProgress
from lecture.notes.text import (
    PASSAGE_TOKENS,
    Passage,
    Sentence,
    by_chapter,
    fold,
    function_words,
    key_terms,
    passages,
    sentences,
    words,
    written_in,
)
from lecture.values import Chapter, Detail, Point, Summary, Transcript

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


def summarize(
    transcript: Transcript, chapters: Sequence[Chapter], t5: T5 | None, *, on_progress: OnProgress | None = None
) -> Summary:
    """At least one point per chapter that says anything, at three levels of detail, under an overview of the whole.

    Doubtful sentences feed nothing. Raises TooLittleText where nothing was said that can be summed up.
    """
    said = [sentence for sentence in sentences(transcript) if not sentence.doubtful and words(sentence.text)]
    groups = by_chapter(chapters, said)
    if written_in(transcript) != "en":
        t5 = None  # it was trained to sum up English
    if t5 is None:
        overview, points = _by_centrality(groups, transcript, on_progress)
    else:
        overview, points = _by_t5(groups, transcript, t5, on_progress)
    if not points:
        raise TooLittleText
    made_with = t5.name if t5 is not None else "central sentences (LexRank)"
    return Summary(overview, points, said[0].start, said[-1].end, made_with)


@dataclass(frozen=True, slots=True)
class _Saying:
    """Something that could be a point, and how well it would do; `chapter` is a number."""

    text: str
    start: float
    end: float
    chapter: int
    weight: float


# Without T5


def _by_centrality(
    groups: Sequence[Sequence[Sentence]], transcript: Transcript, on_progress: OnProgress | None
) -> tuple[str, tuple[Point, ...]]:
    said = [sentence for group in groups for sentence in group]
    empty = function_words(said, written_in(transcript))
    ranked: list[list[_Saying]] = []
    for number, group in enumerate(groups):
        if on_progress is not None:
            on_progress(number, len(groups))
        ranked.append(_ranked(list(_sayings(group, number, transcript)), empty))
    overview = _overview(ranked, said, written_in(transcript))
    points: list[Point] = []
    for group, sayings in zip(groups, ranked, strict=True):
        size = sum(len(words(sentence.text)) for sentence in group)
        taken = [point.text for point in points]
        points += _points(
            sayings, max(FEWEST_POINTS, round(size / WORDS_A_POINT)), taken, [saying.text for saying in overview]
        )
    if on_progress is not None:
        on_progress(len(groups), len(groups))
    return " ".join(saying.text for saying in overview), tuple(points)


def _sayings(group: Sequence[Sentence], chapter: int, transcript: Transcript) -> Iterator[_Saying]:
    found = list(facts(group, written_in(transcript)))
    plain = {fact.sentence for fact in found if not fact.troubles and not _is_definition(fact)}
    for fact in found:
        sentence = fact.sentence
        if _is_definition(fact) and sentence in plain:
            continue  # the sentence says it itself
        if len(words(fact.text)) >= FEWEST_WORDS:
            sure = math.exp(min(0.0, transcript.segments[sentence.segment].mean_log_probability))
            # What needs the lecture around it is taken only where there is nothing else.
            size = len(words(fact.text))
            full = min(1.0, size / FULL, LONG / size)
            yield _Saying(fact.text, sentence.start, sentence.end, chapter, sure * full * NEEDY ** len(fact.troubles))


def _is_definition(fact: Fact) -> bool:
    return any(asked.kind == "definition" for asked in fact.asked)


def _ranked(sayings: list[_Saying], empty: frozenset[str]) -> list[_Saying]:
    """The best first. Of very many, the fittest are compared."""
    fittest = sorted(sayings, key=lambda s: (-s.weight, -len(s.text), s.start))[:RANKED]
    central = lexrank([_bag(saying.text, empty) for saying in fittest])
    order = sorted(zip(fittest, central, strict=True), key=lambda pair: (-pair[0].weight * pair[1], pair[0].start))
    return [saying for saying, _ in order]


def _bag(text: str, empty: frozenset[str]) -> Counter[str]:
    return Counter(fold(word) for word in words(text) if word not in empty)


def lexrank(bags: Sequence[Counter[str]], damping: float = 0.85) -> list[float]:
    """How central each text is among these: Erkan and Radev, “LexRank” (JAIR 22, 2004), the continuous kind.

    bags : the words of each text with their counts.
    Returns one number each, 1.0 for the average. They are the eigenvector of the damped graph of cosine similarities.
    """
    import networkx  # type: ignore[import-untyped]

    n = len(bags)
    if n < 3:
        return [1.0] * n
    spread = Counter(word for bag in bags for word in bag)
    vectors = [{word: k * math.log(1 + n / spread[word]) for word, k in bag.items()} for bag in bags]
    norms = [math.sqrt(sum(x * x for x in vector.values())) or 1.0 for vector in vectors]
    similar = [
        [sum(x * b.get(word, 0.0) for word, x in a.items()) / (norms[i] * norms[j]) for j, b in enumerate(vectors)]
        for i, a in enumerate(vectors)
    ]
    graph = networkx.DiGraph()
    for i, row in enumerate(similar):
        whole = sum(row) or 1.0
        graph.add_weighted_edges_from((i, j, (1 - damping) / n + damping * x / whole) for j, x in enumerate(row))
    central = networkx.eigenvector_centrality(graph, max_iter=1000, tol=1e-5, weight="weight")
    whole = sum(central.values())
    return [central[i] * n / whole for i in range(n)]


def _overview(ranked: Sequence[Sequence[_Saying]], said: Sequence[Sentence], language: str) -> list[_Saying]:
    """A few of the chapters' best that together name what the lecture speaks of most, in the order they are said.

    Greedily, by how much each adds to what is covered: Lin and Bilmes, “A class of submodular functions for document
    summarization” (ACL 2011).
    """
    matter: Counter[str] = Counter()  # how often each word of a key term is said
    for term in key_terms(said, language, MATTER):
        matter |= Counter({fold(word): len(term.times) for word in words(term.text)})  # the larger of two counts
    left = [saying for sayings in ranked for saying in sayings if _sums_up(saying)]
    left = left or [saying for sayings in ranked for saying in sayings[:1]]  # the best of each chapter
    chosen: list[_Saying] = []
    covered: set[str] = set()

    def gain(saying: _Saying) -> float:
        bag = {fold(word) for word in words(saying.text)}
        new = sum(math.sqrt(matter[word]) for word in bag & matter.keys() - covered)
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
    return (
        _though_short(saying) > 0.5
        and len(words(saying.text)) <= 26
        and first_word(saying.text) not in (*CONDITIONS, "there")
    )


def _points(sayings: Sequence[_Saying], most: int, taken: Sequence[str], overview: Sequence[str] = ()) -> list[Point]:
    """The best of a chapter: one for the short summary, about half of the detailed for the medium one.

    What the overview says is said again only where the chapter has nothing else.
    """
    chosen: list[_Saying] = []
    unsaid = [saying for saying in sayings if saying.text not in taken]
    for saying in [saying for saying in unsaid if saying.text not in overview] or unsaid:
        fit = saying.weight > 0.3 or not chosen
        if len(chosen) < most and fit and _is_new(saying.text, [other.text for other in chosen]):
            chosen.append(saying)
    middle = len(chosen) // 2
    levels: list[Detail] = ["short" if i == 0 else "medium" if i <= middle else "detailed" for i in range(len(chosen))]
    points = [Point(s.text, s.start, s.end, level) for s, level in zip(chosen, levels, strict=True)]
    return sorted(points, key=lambda point: point.start)


def _is_new(text: str, others: Iterable[str]) -> bool:
    from rapidfuzz.fuzz import token_set_ratio

    return all(token_set_ratio(text, other) < TWINS for other in others)


# With T5


def _by_t5(
    groups: Sequence[Sequence[Sentence]], transcript: Transcript, t5: T5, on_progress: OnProgress | None
) -> tuple[str, tuple[Point, ...]]:
    cut = [(number, passage) for number, group in enumerate(groups) for passage in passages(group, t5.count, PASSAGE)]
    total = len(cut) + 1  # and the overview
    report = on_progress or (lambda done, of: None)
    written = _write(t5, [passage.text for _, passage in cut], lambda done, of: report(done, total))
    points: list[Point] = []
    for number, group in enumerate(groups):
        own = [(passage, text) for (chapter, passage), text in zip(cut, written, strict=True) if chapter == number]
        points += _levels(own, [point.text for point in points]) or _instead(group, number, transcript, points)
    overview = " ".join(point.text for point in points if point.detail != "detailed")
    while overview:
        parts = passages([Sentence(part, 0.0, 0.0, 0) for part in _sentences(overview)], t5.count, PASSAGE)
        written = _write(t5, [part.text for part in parts], lambda done, of: report(len(cut), total))
        shorter = " ".join(sentence for text in written for sentence in _sentences(text))
        if not shorter or len(shorter) >= len(overview):
            break
        overview = shorter
        if len(parts) == 1:
            break
    report(total, total)
    return overview, tuple(points)


def _write(t5: T5, texts: Sequence[str], on_progress: OnProgress) -> list[str]:
    prompts = [PROMPT + text for text in texts]
    return t5.write(prompts, max_new_tokens=POINT_TOKENS, no_repeat_ngram=3, on_progress=on_progress)


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


def _instead(group: Sequence[Sentence], chapter: int, transcript: Transcript, before: Sequence[Point]) -> list[Point]:
    """The central sentence, where T5 had nothing to say on a chapter."""
    sayings = list(_sayings(group, chapter, transcript))
    empty = function_words(group, written_in(transcript))
    return _points(_ranked(sayings, empty), 1, [point.text for point in before])


def _sentences(written: str) -> list[str]:
    """What T5 wrote (“a flame is hot . it glo”), as sentences with a capital and a stop; a last half one is dropped."""
    text = re.sub(r"\s+([.,!?;:])", r"\1", written.replace(PROMPT.strip(), " "))
    parts = [part.strip() for part in re.split(r"(?<=[.!?])\s+", " ".join(text.split())) if words(part)]
    if len(parts) > 1 and not parts[-1].endswith((".", "!", "?")):
        parts = parts[:-1]
    return [sentence_case(part) for part in parts]
