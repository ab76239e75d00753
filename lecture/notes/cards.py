"""Sentences -> flashcards: by T5 where there is one, else questions by rules and sentences with a key term hidden."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from lecture.notes.english import FUNCTION_WORDS, VAGUE, WORD, lower_words
from lecture.notes.questions import Asked, Fact, defined, definitions, facts
from lecture.notes.t5 import T5, OnProgress
from lecture.notes.text import (
    Sentence,
    by_chapter,
    fold,
    function_words,
    key_terms,
    nouns_of,
    sentences,
    words,
    written_in,
)
from lecture.values import DEFAULT_CARDS, Card, CardKind, Cards, Chapter, Transcript

HIDDEN = "_____"  # stands for the answer in a cloze card
BY_RULES = "definitions and hidden words (rules)"
GOOD = 0.5  # a card that scores less is not worth a student's time
TWINS = 80  # of 100, as rapidfuzz counts: two questions so alike ask the same
SHARE = 3  # no chapter has more than one card in so many
QUESTION_TOKENS = 32  # what t5-small-qg-hl was trained to write at most
CONTEXT_TOKENS = 480
PROMPT, MARK = "generate question:", "<hl>"  # as t5-small-qg-hl was trained
PROMPT_TOKENS = 12  # for these, and what the marks cut off from their words
ANSWERS = 3  # candidates of a sentence that compete
CANDIDATES = 3  # questions that T5 writes for every card asked for


@dataclass(frozen=True, slots=True)
class Candidate:
    """A card that may be. `fact` is what the question was made of; `parts` are the parts of its score, 0 to 1."""

    kind: CardKind
    question: str
    answer: str
    fact: Fact
    chapter: int
    parts: dict[str, float]
    matter: str = ""  # the words of question and answer that carry matter: what twins are known by
    term: str = ""  # what a definition defines

    @property
    def score(self) -> float:
        return sum(self.parts[part] * weight for part, weight in WEIGHTS.items()) / sum(WEIGHTS.values())


WEIGHTS = {"kind": 2.0, "terms": 0.5, "central": 0.5, "plain": 1.5, "answer": 1.5, "length": 1.0, "clear": 1.0}
_ENOUGH: dict[CardKind, int] = {"definition": 1, "question": 2, "cloze": 4}  # words that carry matter
_KINDS: dict[CardKind, float] = {"definition": 1.0, "question": 0.9, "cloze": 0.6}

Rule = tuple[str, Callable[[Candidate], bool]]
RULES: tuple[Rule, ...] = (
    ("the evidence is doubtful", lambda card: card.fact.sentence.doubtful),
    ("no question mark", lambda card: card.kind != "cloze" and not card.question.endswith("?")),
    ("the question has under four words", lambda card: len(words(card.question)) < 4),
    ("the question has over forty words", lambda card: len(words(card.question)) > 40),
    ("the question points at nothing", lambda card: _points_at_nothing(card)),
    ("the statement does not stand alone", lambda card: bool(card.fact.troubles)),
    ("it is about nothing that is spoken of again", lambda card: card.kind != "definition" and not card.parts["terms"]),
    ("it only says that there is something", lambda card: card.kind == "cloze" and card.question.startswith("There ")),
    ("the answer is a pronoun or a stop word", lambda card: not _content(card.answer)),
    ("the answer is longer than a short answer", lambda card: len(words(card.answer)) > 22),
    ("the answer is inside the question", lambda card: _gives_away(card)),
    (
        "too little to tell the answer from",
        lambda card: len(_content(card.question)) < _ENOUGH[card.kind],
    ),
)


def make_cards(
    transcript: Transcript,
    chapters: Sequence[Chapter],
    t5: T5 | None,
    *,
    count: int = DEFAULT_CARDS,
    on_progress: OnProgress | None = None,
) -> Cards:
    """At most `count` cards in the order of the lecture, spread over its chapters; the same lecture, the same cards.

    Fewer where there are not enough good ones; `remark` says so. `rejected` counts why candidates were turned down.
    """
    rejected: Counter[str] = Counter()
    groups = by_chapter(chapters, sentences(transcript))
    lecture = _Lecture(groups, transcript)
    if lecture.language != "en":
        t5 = None  # it was trained to ask in English
    by_rules = _kept(_by_rules(lecture, None if t5 else on_progress), rejected)
    if t5 is None:
        candidates, chosen, made_with = by_rules, _spread(by_rules, count), BY_RULES
    else:
        candidates = _kept(_by_t5(lecture, t5, count, on_progress), rejected)
        chosen, made_with = _spread(candidates, count), t5.name
        if len(chosen) < count and by_rules:
            chosen, made_with = _spread(candidates, count, by_rules), f"{t5.name}, and {BY_RULES}"
            candidates = [*candidates, *by_rules]
    rejected["near twin of another card"] = sum(
        any(candidate is not other and _twins(candidate, other) for other in chosen) for candidate in candidates
    )
    cards = tuple(_card(candidate) for candidate in sorted(chosen, key=lambda c: (c.fact.sentence.start, c.question)))
    return Cards(cards, made_with, _remark(len(cards), count), dict(rejected))


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


class _Lecture:
    """The sentences by chapter, and what their words weigh."""

    def __init__(self, groups: Sequence[Sequence[Sentence]], transcript: Transcript) -> None:
        self.groups = groups
        self.language = written_in(transcript)
        everything = [sentence for group in groups for sentence in group]
        self.empty = function_words(everything, self.language)
        self.terms = key_terms(everything, self.language, count=max(40, len(everything) // 4))
        self.times = {tuple(map(fold, words(term.text))): len(term.times) for term in self.terms}
        said = ({fold(w) for w in words(sentence.text) if w not in self.empty} for sentence in everything)
        spread = Counter(word for sentence in said for word in sentence)
        self.matters = {word for word, n in spread.items() if n > 1 and word not in VAGUE and len(word) > 2}
        self.is_noun = nouns_of(everything, self.empty) if self.language == "en" else lambda word: False
        self.confidence = [math.exp(min(0.0, segment.mean_log_probability)) for segment in transcript.segments]

    def candidate(self, asked: Asked, fact: Fact, chapter: int) -> Candidate:
        matter = [fold(word) for word in words(fact.text) if word not in self.empty]
        said = lower_words(fact.text)
        vague = sum(
            word in ("it", "its", "they", "them", "their", "you", "your", "there", "something", "the") for word in said
        )
        length = len(said)
        asks = [fold(word) for word in words(asked.question)]
        parts = {
            "terms": min(1.0, sum(word in self.matters for word in asks) / 3),
            "kind": _KINDS[asked.kind],
            "central": sum(word in self.matters for word in matter) / max(len(matter), 1),
            "plain": max(0.0, 1 - vague / max(length, 1) * 2.5),
            "answer": asked.worth,
            "length": min(1.0, length / 9, 26 / max(length, 1)),
            "clear": self.confidence[fact.sentence.segment],
        }
        answer = asked.answer if asked.kind == "cloze" else asked.answer[:1].upper() + asked.answer[1:]
        gist = " ".join(_content(f"{asked.question} {answer}"))
        term = defined(asked).lower() if asked.kind == "definition" else ""
        return Candidate(asked.kind, asked.question, answer, fact, chapter, parts, gist, term)


def _by_rules(lecture: _Lecture, on_progress: OnProgress | None) -> Iterator[Candidate]:
    for chapter, group in enumerate(lecture.groups):
        if on_progress is not None:
            on_progress(chapter, len(lecture.groups))
        cloze = Cloze(lecture, group)
        for fact in facts(group, lecture.language):
            for asked in (*fact.asked, *cloze.hide(fact.text)):
                yield lecture.candidate(asked, fact, chapter)


_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_FEW = "two|three|four|five|six|seven|eight|nine"
_DOZENS = (
    "ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
)
_MANY = "hundred|thousand|million|billion|trillion"
_FIGURE = re.compile(
    rf"\b(?P<number>(?:\d{{1,2}}(?:st|nd|rd|th)? )?(?:{_MONTH})(?: \d{{1,2}})?(?:,? \d{{4}})?|\d[\d.,:]*\d|\d"
    rf"|(?:(?:(?:an?|one) )?(?:{_MANY})|{_FEW}|{_DOZENS})(?:[ -](?:and )?(?:one|{_FEW}|{_DOZENS}|{_MANY}))*)"
    rf"(?P<many>(?: (?:{_MANY}))?)(?P<unit> ?(?:%|°C)| per cent| [a-z]+)?(?!\w)"
)
_COUNTED = re.compile(r" ?(?:%|°C|per ?cent|people|men|women|children|feet|[a-z]+[^s]s)")  # what there is a number of
_PROPER = re.compile(r"[A-Z][\w’'-]+(?: (?:of (?:the )?)?[A-Z][\w’'-]+)*")


class Cloze:
    """Hides a term where the rest of the statement lets one guess it: where its words go with the term elsewhere."""

    def __init__(self, lecture: _Lecture, group: Sequence[Sentence]) -> None:
        self.lecture = lecture
        self.where: dict[str, set[int]] = defaultdict(set)
        for number, sentence in enumerate(group):
            for word in words(sentence.text):
                if word not in lecture.empty:
                    self.where[fold(word)].add(number)

    def hide(self, statement: str) -> Iterator[Asked]:
        for (begin, end), worth in (*self.find(statement), *_figures(statement)):
            yield Asked("cloze", statement[:begin] + HIDDEN + statement[end:], statement[begin:end], worth)

    def find(self, statement: str) -> Iterator[tuple[tuple[int, int], float]]:
        """Where terms stand in the statement, each with how well the rest lets one guess it, 0 to 1."""
        found = list(WORD.finditer(statement))
        folded = [fold(match.group()) for match in found]
        heavy = [match.group().lower() not in self.lecture.empty for match in found]
        at = 0
        while at < len(found):
            size = next(
                (n for n in (3, 2, 1) if at + n <= len(found) and tuple(folded[at : at + n]) in self.lecture.times), 0
            )
            half = (  # the “coal” of “coal mines”
                at + size < len(found)
                and statement[found[at + size - 1].end() : found[at + size].start()].isspace()
                and self.lecture.is_noun(folded[at + size])
            )
            if size and not half:
                span = found[at].start(), found[at + size - 1].end()
                rest = [word for i, word in enumerate(folded) if heavy[i] and not at <= i < at + size]
                yield span, self._worth(tuple(folded[at : at + size]), rest, span[0] / len(statement))
            at += max(1, size)

    def _worth(self, term: tuple[str, ...], rest: Sequence[str], place: float) -> float:
        mine = self.where[term[-1]]
        together = sum(len(self.where[word]) > 1 and bool(self.where[word] & mine) for word in rest) / max(len(rest), 1)
        times = self.lecture.times[term]
        rarity = min(1.0, 3 / (times - 12)) if times > 15 else 1.0  # what is said all the time is too easy
        told = min(1.0, place / 0.4)  # how much comes before it
        return 0.4 * together + 0.3 * rarity + 0.3 * told


def _figures(text: str) -> Iterator[tuple[tuple[int, int], float]]:
    """Numbers with their unit, dates and names."""
    for match in _FIGURE.finditer(text):
        unit = match["unit"] or ""
        counted = bool(_COUNTED.fullmatch(unit)) and unit.strip() not in FUNCTION_WORDS
        if counted or match["number"] not in _FEW.split("|"):
            yield match.span() if counted else (match.start(), match.end("many")), 0.85
    for match in _PROPER.finditer(text):
        first, _, rest = match.group().partition(" ")
        start = match.start()
        if first.lower() in FUNCTION_WORDS or (start == 0 and not rest):  # a capital for the sentence's sake
            start += len(first) + 1
        if start < match.end() and (start == 0 or re.match(r"[\w,] ", text[start - 2 : start])):
            yield (start, match.end()), 0.7


# Rules and choice


def _content(text: str) -> list[str]:
    return [word for word in words(text) if word not in FUNCTION_WORDS and word != HIDDEN]


def _points_at_nothing(card: Candidate) -> bool:
    """“What is it?”: nothing in the question says what is asked about."""
    return not [word for word in _content(card.question) if word not in VAGUE]


def _gives_away(card: Candidate) -> bool:
    answer = {fold(word) for word in _content(card.answer)}
    question = {fold(word) for word in _content(card.question)}
    return bool(answer) and answer <= question


def _kept(candidates: Iterable[Candidate], rejected: Counter[str]) -> list[Candidate]:
    kept = []
    for candidate in candidates:
        reason = next((reason for reason, wrong in RULES if wrong(candidate)), "")
        if not reason and candidate.score < GOOD:
            reason = "the score is low"
        if reason:
            rejected[reason] += 1
        else:
            kept.append(candidate)
    return kept


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
            answer = " ".join(map(fold, _content(candidate.answer)))
            if len(chosen) == total:
                return
            full = chapters[candidate.chapter] >= at_most or answers[answer] >= max(1, total // 20)
            if not full and not any(_twins(candidate, other) for other in chosen):
                chosen.append(candidate)
                chapters[candidate.chapter] += 1
                answers[answer] += 1

    take(1)
    take(most)
    return chosen


def _twins(one: Candidate, other: Candidate) -> bool:
    """Do they ask the same, or rest on the same statement?"""
    from rapidfuzz.fuzz import token_sort_ratio

    if one.kind == other.kind == "definition" and one.term == other.term:
        return True
    return one.fact.text == other.fact.text or token_sort_ratio(one.matter, other.matter) >= TWINS


# By T5


def _by_t5(lecture: _Lecture, t5: T5, count: int, on_progress: OnProgress | None) -> Iterator[Candidate]:
    """What T5 asks when an answer is highlighted as it was in its training."""
    answers = _answers(lecture)[: count * CANDIDATES]
    prompts = _prompts(lecture, answers, t5)
    written = t5.write(prompts, max_new_tokens=QUESTION_TOKENS, on_progress=on_progress)
    for (chapter, sentence, span), question, prompt in zip(answers, written, prompts, strict=True):
        said = {fold(word) for word in words(prompt)}
        asked = [fold(word) for word in _content(question)]
        grounded = sum(word in said for word in asked) / max(len(asked), 1)
        answer = sentence.text[span[0] : span[1]]
        card = lecture.candidate(Asked("question", question, answer, grounded), Fact(sentence.text, sentence), chapter)
        yield replace(card, parts={**card.parts, "terms": max(grounded, card.parts["terms"])})


_Answer = tuple[int, Sentence, tuple[int, int]]


def _answers(lecture: _Lecture) -> list[_Answer]:
    """What could be asked for, the best of each chapter in turn: figures, names, what is defined, key terms."""
    chapters = []
    for chapter, group in enumerate(lecture.groups):
        cloze = Cloze(lecture, group)
        found = [
            (worth, (chapter, sentence, span))
            for sentence in group
            if not sentence.doubtful and 6 <= len(words(sentence.text)) <= 60
            for worth, span in sorted(_spans(sentence, cloze), key=lambda one: (-one[0], one[1]))[:ANSWERS]
        ]
        chapters.append([answer for _, answer in sorted(found, key=lambda one: -one[0])])
    longest = max(map(len, chapters), default=0)
    return [chapter[turn] for turn in range(longest) for chapter in chapters if turn < len(chapter)]


def _spans(sentence: Sentence, cloze: Cloze) -> Iterator[tuple[float, tuple[int, int]]]:
    for span, worth in (*_figures(sentence.text), *cloze.find(sentence.text)):
        yield worth, span
    for asked in definitions(sentence.text):
        for match in re.finditer(rf"\b{re.escape(defined(asked))}\b", sentence.text, re.IGNORECASE):
            yield 1.3, match.span()


def _prompts(lecture: _Lecture, answers: Sequence[_Answer], t5: T5) -> list[str]:
    """`generate question: … <hl> answer <hl> …`, with as many neighbours on both sides as fit."""
    sizes = [t5.count([sentence.text for sentence in group]) if group else [] for group in lecture.groups]
    prompts = []
    for chapter, sentence, (begin, end) in answers:
        group, size = lecture.groups[chapter], sizes[chapter]
        here = first = last = group.index(sentence)
        room = CONTEXT_TOKENS - size[here] - PROMPT_TOKENS
        while True:
            if last + 1 < len(group) and size[last + 1] <= room and last - here <= here - first:
                last += 1
                room -= size[last]
            elif first > 0 and size[first - 1] <= room:
                first -= 1
                room -= size[first]
            elif last + 1 < len(group) and size[last + 1] <= room:
                last += 1
                room -= size[last]
            else:
                break
        text = sentence.text
        marked = f"{text[:begin]} {MARK} {text[begin:end]} {MARK} {text[end:]}"
        around = [*(s.text for s in group[first:here]), marked, *(s.text for s in group[here + 1 : last + 1])]
        prompts.append(" ".join(f"{PROMPT} {' '.join(around)}".split()))
    return prompts
