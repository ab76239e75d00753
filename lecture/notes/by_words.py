"""Sentences in any language but English -> what they state, and the questions that this answers, by words alone."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from lecture.notes.cloze import Cloze
from lecture.notes.grammars import Grammar, grammar
from lecture.notes.unsure import misheard
from lecture.notes.words import ALL_STOPS, WORD, sentence_case, unspaced, words
from lecture.values import CardKind, Fact, Question, Sentence, Term, Vocabulary

QUESTIONS = 2  # of a fact
GAP_TERMS = 60  # the weightiest terms, which a gap may hide

# A transcriber's notes, and marks of emphasis.
_NOTE = re.compile(r"\[[^\]]*\]|\{[^}\]]*[}\]]|^\s*(?:-{2,}|[*•-])\s+|\*+|_{2,}")
_ASIDE = re.compile(r"\s*\([^()]*\)")
_BROKEN = re.compile(r"\.\.|…|[$\\#@<>={}|~^?？؟!！\"«“]|https?:|\bsic\b")
_CLAUSES = re.compile(r"[,;:،、，；：]")
_NOT_SURE = 0.35  # what a sentence is worth beside another that does not point anywhere
_ANYBODY = 0.6  # … or speaks to nobody
LONG = 16  # words from which on a clause of a sentence may state something by itself
AGAINST = r"(?:ma|mais|pero|sino|mas|sondern|aber|maar|ale)\b"


def facts(
    groups: Sequence[Sequence[Sentence]], language: str, vocabulary: Vocabulary, terms: Sequence[Term]
) -> Iterator[Fact]:
    """What the sentences of each chapter state, in order; asides and what may have been misheard state nothing.

    language : any but English, which is parsed
    """
    said = [sentence for group in groups for sentence in group]
    lecture = _Lecture(said, language, vocabulary, terms)
    for sentence in said:
        if sentence.aside or sentence.doubtful:
            continue
        for text, worth in lecture.statements(sentence.text):
            questions = lecture.questions(text, worth)
            asked = sorted(questions, key=lambda q: (misheard(q.answer, sentence, language), -q.worth))
            yield Fact(text, sentence, worth, tuple(asked[:QUESTIONS]), tuple(dict.fromkeys(q.answer for q in asked)))


def written(said: str, grammar: Grammar) -> str:
    """What was said as it would be written down, without what a speaker warms up with."""
    text = said.strip(" ,;:–—-")
    warming_up = _pattern(grammar.warming_up + r"(?:\s*,)?\s*")
    while (match := warming_up.match(text)) and len(text) > match.end() > 0:
        text = text[match.end() :].strip(" ,")
    return sentence_case(_told(text, grammar))


def _told(text: str, grammar: Grammar) -> str:
    """What is told, without who tells it: “ricordatevi che …”, “vous voyez que …”."""
    before, that, told = _split(rf"\b{grammar.that}", text)
    speaks = any(_any(source).search(before) for source in (grammar.speaker, grammar.anybody))
    if that and len(words(before)) <= 7 and speaks and (words(told) or [""])[0] in grammar.articles:
        return told
    return text


def _split(source: str, text: str) -> tuple[str, str, str]:
    match = _pattern(source).search(text)
    return (text[: match.start()], match.group(), text[match.end() :]) if match else (text, "", "")


def _clauses(text: str, grammar: Grammar) -> list[str]:
    """Where a long sentence goes on with another clause, but for what stands against the one before."""
    return _pattern(rf"\s*(?:[;:]\s|\.{{3}}|…|,\s(?=(?!{AGAINST}){grammar.warming_up}))\s*").split(text)


def _goes_on(grammar: Grammar) -> re.Pattern[str]:
    """Where another clause begins."""
    return _pattern(rf"\s*[,;:] (?={grammar.warming_up}|(?:{grammar.pointing})\b)|{grammar.because}\b")


@cache
def _pattern(source: str) -> re.Pattern[str]:
    return re.compile(source, re.IGNORECASE)


def _any(source: str) -> re.Pattern[str]:
    """Any of these as whole words; an elided one ends with its apostrophe."""
    return _pattern(rf"(?<![\w-])(?:{source.replace(chr(39), '[' + chr(39) + '’]')})(?:(?<=['’])|(?!['’]?\w))")


class _Lecture:
    """What is known of a whole lecture when one of its sentences is judged."""

    def __init__(self, said: Sequence[Sentence], language: str, vocabulary: Vocabulary, terms: Sequence[Term]) -> None:
        self.language, self.grammar, self.empty = language, grammar(language), vocabulary.function_words
        self.times = Counter(word for sentence in said for word in set(self.content(sentence.text)))
        self.capitals = Counter(
            match.group() for sentence in said for match in WORD.finditer(sentence.text) if match.start()
        )
        self.cloze = Cloze(terms[:GAP_TERMS], vocabulary, said, self.grammar)
        stopped = sum(sentence.text[-1] in ALL_STOPS for sentence in said)
        self.punctuated = 2 * stopped > len(said)

    def content(self, text: str) -> list[str]:
        """The words that carry matter."""
        return [word for word in words(text) if word not in self.empty and not word.isdigit()]

    def statements(self, said: str) -> list[tuple[str, float]]:
        """What a sentence states, with its worth: the whole of it, or else some of its clauses."""
        if said.rstrip()[-1] in "?？؟!！…" or self._is_piece(said):
            return []
        plain = " ".join(_ASIDE.sub("", _NOTE.sub("", said)).split())
        whole = written(plain, self.grammar)
        parts = [text for part in _clauses(plain, self.grammar) for text in self._heads(written(part, self.grammar))]
        judged = [(text, self.worth(text)) for text in (whole, *(parts if len(words(plain)) > LONG else ()))]
        chosen: dict[str, float] = {}
        for text, worth in sorted(judged, key=lambda one: -one[1] - 0.1 * (one[0] == whole)):
            if worth > 0 and not any(_within(text, other) or _within(other, text) for other in chosen):
                chosen[text] = worth
        return list(chosen.items())

    def _heads(self, clause: str) -> list[str]:
        """A clause, and what it states before its first comma."""
        head, comma, _ = clause.partition(",")
        whole = comma and words(head) and not _any(self.grammar.whens).match(head) and self._has_subject(head)
        return [clause, sentence_case(head)] if whole else [clause]

    def worth(self, text: str) -> float:
        """How likely a statement stands on its own and is worth remembering, 0 to 1."""
        grammar, plain = self.grammar, text.rstrip(ALL_STOPS)
        if not plain or _BROKEN.search(plain):
            return 0.0
        if any(_any(source).search(plain) for source in (grammar.speaker, grammar.course)):
            return 0.0
        first = words(plain)[:1]
        if not first or first[0] in grammar.verbs or _any(grammar.leaning).match(plain):
            return 0.0
        if _any(grammar.whens).match(plain) and "," not in plain:
            return 0.0
        pointing = list(_any(grammar.pointing).finditer(plain))
        if pointing and pointing[0].start() < len(plain) * 0.25:
            return 0.0
        known = {word for word in self.content(text) if self.times[word] > 1}
        size = len(words(text)) * (0.6 if unspaced(text) else 1.0)
        parts = (
            0.95,
            _NOT_SURE ** len(pointing),
            _ANYBODY ** bool(_any(grammar.anybody).search(plain)),
            _NOT_SURE ** bool(_any(grammar.anybody).match(plain)),
            _NOT_SURE ** (self.content(text)[:1] in [[word] for word in grammar.vague]),
            _fitting(size),
            min(1.0, 0.2 + 0.25 * len(known)),
            self._wholeness(plain, first[0]),
            _NOT_SURE ** self._breaks_off(plain),
            0.85 ** len(_CLAUSES.findall(plain)),
        )
        return math.prod(parts)

    def _is_piece(self, said: str) -> bool:
        """Part of a sentence, where the lecture has its stops."""
        return self.punctuated and (said[0].islower() or said.rstrip("\"'”’»)]* ")[-1:] not in tuple(ALL_STOPS))

    def _breaks_off(self, text: str) -> bool:
        """Whether it ends with a word that another has to follow."""
        grammar = self.grammar
        opening = grammar.articles | grammar.fused | (frozenset() if grammar.splits else grammar.within)
        return bool(grammar.verbs) and words(text)[-1] in opening

    def _wholeness(self, plain: str, first: str) -> float:
        """How likely it has a subject and a verb."""
        if self._has_subject(plain) or self._is_called(plain):
            return 1.0
        return 0.5 if self._verb_in(plain) is None and first in self.grammar.articles else _NOT_SURE

    def _has_subject(self, plain: str) -> bool:
        """A noun phrase before its first verb, so far as these are known; else that it begins with what may be one."""
        first = words(plain)[0]
        if not self.grammar.verbs:
            return first in self.grammar.articles or first not in self.empty
        if (verb := self._verb_in(plain)) is None:
            return False
        subject = _pattern(rf"(?: (?:{self.grammar.between}))+$").sub("", plain[: verb.start()].strip())
        return bool(_any(self.grammar.whens).match(plain)) or self.is_noun_phrase(subject)

    def _verb_in(self, plain: str) -> re.Match[str] | None:
        return next((match for match in WORD.finditer(plain) if match.group().lower() in self.grammar.verbs), None)

    def _is_called(self, plain: str) -> bool:
        return any(_pattern(source).fullmatch(plain) for source, _ in self.grammar.called)

    # Questions

    def questions(self, text: str, worth: float) -> Iterator[Question]:
        plain = text.rstrip(ALL_STOPS + " ")
        yield from self._asked(plain, worth)
        for gap in self.cloze.questions(text):
            yield Question("cloze", gap.text, gap.answer, round(worth * gap.worth, 4))

    def _asked(self, plain: str, worth: float) -> Iterator[Question]:
        grammar = self.grammar
        between = rf"(?: (?:{grammar.between})){{0,2}}"
        for verb, follows, asks in grammar.asked:
            pattern = _pattern(rf"(?P<s>[^,;:]+?){between} (?P<v>{verb}){between} (?P<a>(?={follows}).+)")
            if match := pattern.fullmatch(plain):
                yield from self._question(match, asks, worth, defines="{v}" not in asks)
        for source, asks in grammar.called:
            if match := _pattern(source).fullmatch(plain):
                yield from self._question(match, asks, worth, defines="{v}" not in asks)
        condition = _pattern(rf"(?P<s>(?:{grammar.ifs}) ?[^,;:]+), (?P<a>[^,;:]+)")
        if grammar.happens and (match := condition.fullmatch(plain)):
            follows = _pattern(rf"^{grammar.warming_up}[, ]*").sub("", match["a"])
            yield from self._of_clause(match["s"], grammar.then + follows, grammar.happens, worth)
        if grammar.why and (match := _pattern(rf"(?P<s>.+?)(?P<a>{grammar.because} .+)").fullmatch(plain)):
            yield from self._of_clause(match["s"], match["a"], grammar.why, worth)

    def _of_clause(self, clause: str, answer: str, asks: str, worth: float) -> Iterator[Question]:
        """What follows from a condition, or why something is so."""
        clause, answer = clause.strip(" ,"), answer.strip(" ,")
        dangling = self.grammar.within - self.grammar.articles
        if not self.content(clause) or min(len(words(clause)), len(words(answer))) < 4 or words(answer)[0] in dangling:
            return
        if not self._is_answer(answer, clause):
            return
        to_anybody = sum(bool(_any(self.grammar.anybody).search(text)) for text in (clause, answer))
        sure = math.sqrt(worth) * 0.8 * 0.75**to_anybody
        yield Question("question", self._ask(asks, s=self._lower_first(clause)), answer, round(sure, 4))

    def _ask(self, asks: str, **parts: str) -> str:
        text = asks.format(**parts)
        return _pattern(r"\b(qu)e (?=[aeiouyéèêàâîôû])").sub(r"\1'", text) if self.language == "fr" else text

    def _question(self, match: re.Match[str], asks: str, worth: float, defines: bool) -> Iterator[Question]:
        subject, answer = match["s"].strip(), self._to_the_point(match["a"])
        if not (self.is_noun_phrase(subject) and self._is_answer(answer, subject)):
            return
        if match.start("a") < match.start("s"):
            if not self.is_noun_phrase(answer):
                return
            answer = self._lower_first(answer)
        named = {key: value for key, value in match.groupdict().items() if value} | {"s": self._lower_first(subject)}
        text = self._ask(asks, **(named | {"v": named.get("v", "").lower()}))
        kind: CardKind = "definition" if defines else "question"
        short = 1.0 if len(words(answer)) >= 4 or not defines else 0.6
        yield Question(kind, text, answer, round(math.sqrt(worth) * 0.9 * short * self._familiar(subject), 4))

    def is_noun_phrase(self, text: str) -> bool:
        """Nothing but matter, and small words that may stand inside: neither pronouns nor verbs."""
        grammar, said = self.grammar, words(text)
        matter = [word for word in said if word not in self.empty]
        if not matter or len(said) > 8 or set(matter) <= grammar.vague or matter[0] in grammar.vague:
            return False
        if said[-1] in self.empty or said[0] in grammar.within - grammar.articles or self._points(text):
            return False
        inside = grammar.articles | grammar.fused | grammar.within
        return not grammar.verbs & set(said) and all(word in inside for word in said if word in self.empty)

    def _points(self, text: str) -> bool:
        """At what was said before, at who speaks, or at who listens."""
        grammar = self.grammar
        return any(_any(source).search(text) for source in (grammar.pointing, grammar.speaker, grammar.anybody))

    def _is_answer(self, answer: str, subject: str) -> bool:
        said = words(answer)
        if not 1 < len(said) <= 24 or self._breaks_off(answer) or not self.content(answer):
            return False
        if any(_any(source).search(answer) for source in (self.grammar.pointing, self.grammar.speaker)):
            return False
        return not set(self.content(subject)) <= set(self.content(answer))

    def _to_the_point(self, answer: str) -> str:
        """Without the clause that goes on behind it."""
        return _goes_on(self.grammar).split(answer)[0].strip(" ,;:")

    def _familiar(self, subject: str) -> float:
        """What the lecture speaks of again is what it is about."""
        spoken_of = 1.0 if any(self.times[word] > 1 for word in self.content(subject)) else 0.7
        articles = self.grammar.articles
        return spoken_of * (1.0 if self.grammar.capitals or not articles or words(subject)[0] in articles else 0.7)

    def _lower_first(self, text: str) -> str:
        """Without the capital of a sentence's first word, unless it is one's own."""
        first = WORD.search(text)
        if first is None:
            return text
        word, rest = first.group(), text[first.end() :]
        named = rest[:1] == " " and rest[1:2].isupper() and not self.grammar.capitals
        own = self.capitals[word] > self.capitals[word.lower()]
        noun = self.grammar.capitals or own or not word[1:].islower() or named
        small = len(word) == 1 or word.lower().replace("’", "'") in self.grammar.articles | self.empty
        if small or not noun:
            return text[: first.start()] + word.lower() + rest
        return text


def _within(part: str, whole: str) -> bool:
    return part.rstrip(ALL_STOPS).lower() in whole.lower()


def _fitting(size: float) -> float:
    """A sentence of six to twenty-four words can be taken in."""
    if size < 4 or size > 40:
        return 0.0
    return min(1.0, size / 6, 1 - (size - 24) / 20)
