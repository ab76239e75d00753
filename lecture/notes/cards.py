"""Reading -> flashcards: by a model where there is one, else by rules, the best spread over the lecture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from lecture.notes.candidates import Candidate, Scorer, content, kept, twins
from lecture.notes.chapters import by_chapter
from lecture.notes.cloze import Cloze
from lecture.notes.highlights import highlights, prompts
from lecture.notes.words import fold, words
from lecture.notes.writer import OnProgress, Writer, ignore
from lecture.values import DEFAULT_CARDS, Card, Cards, Fact, Provenance, Question, Reading

SHARE = 3  # no chapter has more than one card in so many
ANSWER_SHARE = 20  # nor has an answer
QUESTION_TOKENS = 32  # what t5-small-qg-hl was trained to write at most
CANDIDATES = 3  # questions that T5 writes for every card asked for
FEWEST_TERMS, SENTENCES_A_TERM = 40, 4  # key terms that may be hidden: so many, more where the lecture is long


def make_cards(
    reading: Reading, writer: Writer | None, *, count: int = DEFAULT_CARDS, on_progress: OnProgress = ignore
) -> Cards:
    """At most `count` cards in the order of the lecture, spread over its chapters; the same lecture, the same cards.

    Fewer where there are not enough good ones; `remark` says so. `rejected` counts why candidates were turned down.
    """
    if reading.language != "en":
        writer = None  # T5 was trained to ask in English
    rejected: Counter[str] = Counter()
    workshop = _Workshop(reading)
    by_rules = kept(workshop.by_rules(ignore if writer else on_progress), rejected)
    if writer is None:
        candidates, chosen, made_by = by_rules, _spread(by_rules, count), Provenance(methods=("rules",))
    else:
        candidates = kept(workshop.by_writer(writer, count, on_progress), rejected)
        chosen, made_by = _spread(candidates, count), Provenance(models=(writer.name,))
        if len(chosen) < count and by_rules:
            chosen, made_by = _spread(candidates, count, by_rules), replace(made_by, methods=("rules",))
            candidates = [*candidates, *by_rules]
    rejected["near twin of another card"] = sum(
        any(candidate is not other and twins(candidate, other) for other in chosen) for candidate in candidates
    )
    cards = tuple(_card(candidate) for candidate in sorted(chosen, key=lambda c: (c.fact.sentence.start, c.question)))
    return Cards(cards, made_by, _remark(len(cards), count), dict(rejected))


def _remark(made: int, asked: int) -> str:
    if made >= asked:
        return ""
    if made == 0:
        return "Too little was said clearly enough to ask about: no cards could be made."
    return (
        f"The lecture has enough for {made} good card{'s'[: made > 1]}, not {asked}: the others would have been poor."
    )


def _card(candidate: Candidate) -> Card:
    sentence = candidate.fact.sentence
    parts = {part: round(value, 3) for part, value in candidate.parts.items()}
    return Card(
        candidate.question,
        candidate.answer,
        sentence.text,
        sentence.start,
        sentence.end,
        candidate.kind,
        round(candidate.score, 3),
        parts,
    )


# Candidates


class _Workshop:
    """The reading by chapter, and what is needed to make candidates of it."""

    def __init__(self, reading: Reading) -> None:
        self.scorer = Scorer(reading)
        self.sentences = by_chapter(reading.chapters, reading.sentences)
        self.facts = by_chapter(reading.chapters, reading.facts)
        terms = reading.terms[: max(FEWEST_TERMS, len(reading.sentences) // SENTENCES_A_TERM)]
        times = {tuple(map(fold, words(term.text))): len(term.times) for term in terms}
        self.clozes = [Cloze(times, reading.vocabulary, group) for group in self.sentences]

    def by_rules(self, on_progress: OnProgress) -> Iterator[Candidate]:
        for chapter, (facts, cloze) in enumerate(zip(self.facts, self.clozes, strict=True)):
            on_progress(chapter, len(self.facts))
            for fact in facts:
                for question in (*fact.questions, *cloze.questions(fact.text)):
                    yield self.scorer.candidate(question, fact, chapter)

    def by_writer(self, writer: Writer, count: int, on_progress: OnProgress) -> Iterator[Candidate]:
        """What T5 asks when an answer is highlighted as it was in its training."""
        asked = highlights(self.sentences, self.clozes)[: count * CANDIDATES]
        given = prompts(self.sentences, asked, writer)
        written = writer.write(given, max_new_tokens=QUESTION_TOKENS, on_progress=on_progress)
        for highlight, prompt, text in zip(asked, given, written, strict=True):
            grounded = _grounded(text, prompt)
            fact = Fact(highlight.sentence.text, highlight.sentence)
            question = Question("question", text, highlight.answer, grounded)
            card = self.scorer.candidate(question, fact, highlight.chapter)
            yield replace(card, parts={**card.parts, "terms": max(grounded, card.parts["terms"])})


def _grounded(question: str, prompt: str) -> float:
    """The share of a question's words that stand in what it was asked from."""
    said = {fold(word) for word in words(prompt)}
    asked = [fold(word) for word in content(question)]
    return sum(word in said for word in asked) / max(len(asked), 1)


# Choice


def _spread(candidates: Sequence[Candidate], count: int, others: Sequence[Candidate] = ()) -> list[Candidate]:
    """The best of them, first one for each chapter, then by score; `others` only once these are used up."""
    order = [*_ranked(candidates), *_ranked(others)]
    chapters = len({candidate.chapter for candidate in order})
    total = count
    while True:
        most = max(2, total // SHARE) if chapters >= SHARE else total
        chosen = _without_twins(order, total, most)
        if len(chosen) >= total:
            return chosen
        total = len(chosen)


def _ranked(candidates: Sequence[Candidate]) -> list[Candidate]:
    return sorted(candidates, key=lambda c: (-round(c.score, 6), c.fact.sentence.start, c.question))


def _without_twins(order: Sequence[Candidate], total: int, most: int) -> list[Candidate]:
    chosen: list[Candidate] = []
    chapters: Counter[int] = Counter()
    answers: Counter[str] = Counter()

    def take(at_most: int) -> None:
        """The best, until each chapter has so many."""
        for candidate in order:
            answer = " ".join(map(fold, content(candidate.answer)))
            if len(chosen) == total:
                return
            full = chapters[candidate.chapter] >= at_most or answers[answer] >= max(1, total // ANSWER_SHARE)
            if not full and not any(twins(candidate, other) for other in chosen):
                chosen.append(candidate)
                chapters[candidate.chapter] += 1
                answers[answer] += 1

    take(1)
    take(most)
    return chosen
