"""Reading -> flashcards: what a model asks where there is one, else what the facts answer, spread out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from lecture.notes.candidates import Candidate, kept
from lecture.notes.chapters import by_chapter
from lecture.notes.highlights import highlights, prompts
from lecture.notes.round_trip import comes_back
from lecture.notes.vectors import Encoder
from lecture.notes.words import content, fold, words
from lecture.notes.writer import OnProgress, Writer, ignore
from lecture.tongue import _, ngettext
from lecture.twins import asks, twins
from lecture.values import (
    DEFAULT_CARDS,
    Card,
    Cards,
    Chapter,
    Method,
    Provenance,
    Question,
    Reading,
    Vocabulary,
    identified,
)

GOOD = 0.3  # a card that a student would study with less probability is not shown
AGAIN = 0.9  # what a card counts for each that its chapter has already
ANSWER_SHARE = 20  # no answer has more than one card in so many
OF_A_SENTENCE = 2  # cards at most
WORTH_TWO = 0.5  # how likely what a sentence states has to be a good point for a second card
QUESTION_TOKENS = 32  # what t5-small-qg-hl was trained to write at most
GROUNDED = 0.5  # of the words of what T5 asks stand in what it was asked of, at least
MORE = 5  # cards of a chapter that are made when they are asked for
CANDIDATES = 3  # questions that T5 writes for every card asked for


def make_cards(
    reading: Reading,
    writer: Writer | None,
    encoder: Encoder | None = None,
    *,
    count: int = DEFAULT_CARDS,
    beside: Iterable[Card] = (),
    on_progress: OnProgress = ignore,
) -> Cards:
    """At most `count` cards in the order of the lecture, spread over its chapters; the same lecture, the same cards.

    encoder : what a writer's questions are sent on the round trip with
    beside : cards that there are already; none that is near to one of them is made
    Fewer where there are not enough good ones; `remark` says so. `rejected` counts why candidates were turned down.
    """
    if reading.language != "en":
        writer = None  # T5 was trained to ask in English
    method: Method = "ranked_questions" if reading.language == "en" else "rules"
    rejected: Counter[str] = Counter()
    vocabulary, beside = reading.vocabulary, tuple(beside)
    by_rules = kept(_by_rules(reading), vocabulary, GOOD, rejected)
    candidates, chosen, made_by = by_rules, _spread(by_rules, count, vocabulary, beside), Provenance(methods=(method,))
    if writer is not None:
        written = _by_writer(reading, writer, encoder, count, on_progress)
        candidates = kept(written, vocabulary, GOOD, rejected)
        chosen, made_by = _spread(candidates, count, vocabulary, beside), Provenance(models=(writer.name,))
        if len(chosen) < count and by_rules:
            chosen, made_by = (
                _spread(candidates, count, vocabulary, beside, by_rules),
                replace(made_by, methods=(method,)),
            )
            candidates = [*candidates, *by_rules]
    rejected["near twin of another card"] = sum(
        any(one is not other and twins(one.asks, other.asks) for other in chosen) for one in candidates
    )
    cards = identified(map(_card, sorted(chosen, key=lambda one: (one.fact.sentence.start, one.question.text))))
    return Cards(cards, made_by, _remark(len(cards), count, reading), dict(rejected))


def more_cards(
    reading: Reading,
    deck: Sequence[Card],
    chapter: Chapter,
    writer: Writer | None = None,
    encoder: Encoder | None = None,
    *,
    count: int = MORE,
) -> Cards:
    """At most `count` more cards of a chapter, none near to one of the deck; `remark` says where there are fewer."""
    facts = tuple(fact for fact in reading.facts if chapter.start <= fact.sentence.start < chapter.end)
    made = make_cards(replace(reading, facts=facts), writer, encoder, count=count, beside=deck)
    return replace(made, remark=_no_more(len(made.cards), count))


def _no_more(made: int, asked: int) -> str:
    if made >= asked:
        return ""
    if made:
        return ngettext(
            "This chapter has {n} more good card, not {asked}: the others would have been poor, or ask what is asked "
            "already.",
            "This chapter has {n} more good cards, not {asked}: the others would have been poor, or ask what is asked "
            "already.",
            made,
            asked=asked,
        )
    return _("This chapter has no more good cards: the others would have been poor, or ask what is asked already.")


def _remark(made: int, asked: int, reading: Reading) -> str:
    if made >= asked:
        return ""
    if made and asked == DEFAULT_CARDS:  # a number that nobody chose
        return ngettext(
            "The lecture has enough for {n} good card: any more would have been poor.",
            "The lecture has enough for {n} good cards: any more would have been poor.",
            made,
        )
    if made:
        return ngettext(
            "The lecture has enough for {n} good card, not {asked}: the others would have been poor.",
            "The lecture has enough for {n} good cards, not {asked}: the others would have been poor.",
            made,
            asked=asked,
        )
    said = [len(words(sentence.text)) * (1 - 2 * sentence.aside) for sentence in reading.sentences]
    if sum(said) < 0:  # more of it is beside the matter than not
        return _("This is talk about a course, or advertising: there is nothing in it to learn, and no card was made.")
    return _("Too little was said clearly enough to ask about: no cards could be made.")


def _card(chosen: Candidate) -> Card:
    question, sentence = chosen.question, chosen.fact.sentence
    answer = question.answer if question.kind == "cloze" else question.answer[:1].upper() + question.answer[1:]
    parts = {"statement": round(chosen.fact.worth, 3), "question": round(question.worth, 3)}
    return Card(
        question.text,
        answer,
        sentence.text,
        sentence.start,
        sentence.end,
        question.kind,
        round(chosen.worth, 3),
        parts,
        question.wrong,
    )


# Candidates


def _by_rules(reading: Reading) -> Iterator[Candidate]:
    for chapter, facts in enumerate(by_chapter(reading.chapters, reading.facts)):
        for fact in facts:
            for question in fact.questions:
                yield Candidate(question, fact, chapter)


def _by_writer(
    reading: Reading, writer: Writer, encoder: Encoder | None, count: int, on_progress: OnProgress
) -> Iterator[Candidate]:
    """What T5 asks when an answer is highlighted as in its training: as good as the fact that it was asked of."""
    groups = by_chapter(reading.chapters, reading.sentences)
    asked = highlights(by_chapter(reading.chapters, reading.facts))[: count * CANDIDATES]
    given = prompts(groups, asked, writer)
    written = writer.write(given, max_new_tokens=QUESTION_TOKENS, on_progress=on_progress)
    back = [True] * len(asked)
    if encoder is not None and reading.vectors is not None:
        place = {id(sentence): row for row, sentence in enumerate(reading.sentences)}
        places = [place[id(highlight.fact.sentence)] for highlight in asked]
        back = comes_back(written, places, reading.vectors, encoder)
    for highlight, prompt, text, returned in zip(asked, given, written, back, strict=True):
        grounded = _grounded(text, prompt)
        asks = returned and text.endswith("?") and grounded >= GROUNDED
        worth = highlight.fact.worth * grounded * asks
        yield Candidate(Question("question", text, highlight.answer, worth), highlight.fact, highlight.chapter)


def _grounded(question: str, prompt: str) -> float:
    """The share of a question's words that stand in what it was asked from."""
    said = {fold(word) for word in words(prompt)}
    asked = [fold(word) for word in words(question)]
    return sum(word in said for word in asked) / max(len(asked), 1)


# Choice


def _spread(
    candidates: Sequence[Candidate],
    count: int,
    vocabulary: Vocabulary,
    beside: Sequence[Card],
    others: Sequence[Candidate] = (),
) -> list[Candidate]:
    """The best of them, each worth less the more of its chapter are taken; `others` only once these are used up."""
    chosen: list[Candidate] = []
    chapters: Counter[int] = Counter()
    answers: Counter[str] = Counter()
    there = [asks(card) for card in beside]
    sentences = Counter(one.sentence for one in there)

    def rank(one: Candidate) -> tuple[float, float, str]:
        return -round(one.worth * AGAIN ** chapters[one.chapter], 6), one.fact.sentence.start, one.question.text

    for pool in ([*candidates], [*others]):
        while pool and len(chosen) < count:
            best = min(pool, key=rank)
            pool.remove(best)
            answer, sentence = " ".join(content(best.question.answer, vocabulary)), best.asks.sentence
            most = OF_A_SENTENCE if best.fact.worth >= WORTH_TWO else 1
            full = answers[answer] >= max(1, count // ANSWER_SHARE) or sentences[sentence] >= most
            if not full and not any(twins(best.asks, other) for other in there):
                chosen.append(best)
                there.append(best.asks)
                chapters[best.chapter] += 1
                answers[answer] += 1
                sentences[sentence] += 1
    return chosen
