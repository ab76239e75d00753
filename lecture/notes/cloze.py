"""Gaps: where a statement holds a figure or a key term that the rest of it lets one guess, in any language."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from lecture.notes.grammars import Grammar
from lecture.notes.words import WORD, unspaced, words
from lecture.values import Question, Sentence, Term, Vocabulary

HIDDEN = "_____"  # stands for the answer
LATE = 0.4  # of a statement has to stand before its gap
LONGEST = 3  # words of a gap
AROUND = 4  # words of matter that lead to it, at least
SAME = 5  # letters: words that begin alike are forms of one word
FIGURE_WORTH = 0.45

Span = tuple[int, int]  # the characters of a gap: where it begins, and where it ends

_UNIT = r"%|‰|°C?|℃|[µμmkMGcn]?(?:m|g|s|V|A|Hz|J|W|l|L|mol|Pa)(?!\w)"
_FIGURE = re.compile(rf"(?<![\w.,])[-−+]?\d(?:[\d.,\u00a0\u202f]*\d)?(?: ?(?:{_UNIT}))?(?!\w)")


class Cloze:
    """Finds the gaps of a lecture's statements: where a term's words go with the rest elsewhere in the lecture too."""

    def __init__(
        self, terms: Sequence[Term], vocabulary: Vocabulary, lecture: Sequence[Sentence], grammar: Grammar
    ) -> None:
        self.empty, self.grammar = vocabulary.function_words, grammar
        self.terms = {tuple(words(term.text)) for term in terms}
        self.written = [term.text for term in terms]
        self.matter = {word for term in self.terms for word in term} - self.empty
        self.where: dict[str, set[int]] = defaultdict(set)  # the sentences that hold a word
        self.pairs: dict[tuple[str, str], set[int]] = defaultdict(set)  # … or two words side by side
        for number, sentence in enumerate(lecture):
            said = words(sentence.text)
            for word in said:
                self.where[word].add(number)
            for pair in pairwise(said):
                self.pairs[pair].add(number)

    def questions(self, statement: str) -> Iterator[Question]:
        """The statement with each of its gaps in turn."""
        for begin, end in self.gaps(statement):
            rest = self._matter(statement[:begin]) + self._matter(statement[end:])
            hidden = self._matter(statement[begin:end])
            if len(rest) >= AROUND and begin >= LATE * len(statement) and not _said_again(hidden, rest):
                worth = self._worth(hidden, rest)
                yield Question("cloze", statement[:begin] + HIDDEN + statement[end:], statement[begin:end], worth)

    def gaps(self, statement: str) -> Iterator[Span]:
        """Key terms, whole, and figures with their unit."""
        yield from (match.span() for match in _FIGURE.finditer(statement) if len(match.group()) > 1)
        if unspaced(statement):
            yield from self._unspaced(statement)
            return
        found = list(WORD.finditer(statement))
        said = [match.group().lower().replace("’", "'") for match in found]
        begin = 0
        while begin < len(found):
            end = begin + 1
            while end < len(found) and not self._apart(statement, found, said, end):
                end += 1
            if said[begin] not in self.empty and self._stands_alone(statement, found, said, begin, end):
                yield found[begin].start(), found[end - 1].end()
            begin = end

    def _apart(self, statement: str, found: Sequence[re.Match[str]], said: Sequence[str], at: int) -> bool:
        """Whether a word belongs to another phrase than the one before it, so far as can be seen."""
        small = any(word in self.empty or word in self.grammar.verbs for word in said[at - 1 : at + 1])
        noun_before = self.grammar.capitals and found[at - 1].group()[0].isupper()
        return (
            small
            or (noun_before and found[at].group()[0].islower())
            or statement[found[at - 1].end() : found[at].start()] != " "
        )

    def _unspaced(self, statement: str) -> Iterator[Span]:
        """Terms in a text without spaces between words; of two that overlap, the longer."""
        taken: list[Span] = []
        for term in sorted(self.written, key=len, reverse=True):
            at = statement.find(term)
            if at >= 0 and statement.count(term) == 1 and all(at >= end or at + len(term) <= b for b, end in taken):
                taken.append((at, at + len(term)))
        yield from sorted(taken)

    def _stands_alone(
        self, statement: str, found: Sequence[re.Match[str]], said: Sequence[str], begin: int, end: int
    ) -> bool:
        """Whether these words are a noun phrase, and a whole one: not the “azione” of “potenziale d'azione”."""
        grammar, phrase = self.grammar, said[begin:end]
        if not self.matter & set(phrase) or (grammar.vague | grammar.verbs) & set(phrase) or len(phrase) > LONGEST:
            return False
        before = said[begin - 1] if begin else ""
        if grammar.articles and before not in grammar.articles | grammar.fused:
            return False
        if grammar.capitals:
            whole = [match.group()[0].isupper() for match in found[begin:end]] == [False] * (len(phrase) - 1) + [True]
        else:
            last = not statement[found[end - 1].end() :].lstrip()[:1].isalpha()
            whole = len(phrase) == 1 or tuple(phrase) in self.terms or (last and self._is_object(said, begin))
        return whole and not (self._linked(said, begin - 2) or self._linked(said, end - 1))

    def _is_object(self, said: Sequence[str], begin: int) -> bool:
        """Whether what begins here follows a verb or a preposition, so that no verb is among its words."""
        if begin and said[begin - 1] in self.grammar.fused:
            return True
        opening = self.grammar.verbs | self.grammar.within - self.grammar.articles
        return begin > 1 and said[begin - 1] in self.grammar.articles and said[begin - 2] in opening

    def _linked(self, said: Sequence[str], at: int) -> bool:
        """Whether a word and the next are often said together, and the next links it to what follows."""
        if not 0 <= at < len(said) - 1 or said[at + 1] not in self.grammar.within | self.grammar.fused:
            return False
        return said[at + 1] not in self.grammar.articles and len(self.pairs[(said[at], said[at + 1])]) > 1

    def _matter(self, text: str) -> list[str]:
        return [word for word in words(text) if word not in self.empty]

    def _worth(self, hidden: Sequence[str], rest: Sequence[str]) -> float:
        """The share of the rest that goes with it elsewhere, too."""
        if not hidden or all(word.isdigit() for word in hidden):
            return FIGURE_WORTH
        mine = self.where[hidden[0]]
        together = sum(len(self.where[word] & mine) > 1 for word in rest)
        return 0.3 + 0.5 * together / len(rest)


def _said_again(hidden: Sequence[str], rest: Sequence[str]) -> bool:
    return any(word[:SAME] == other[:SAME] for word in hidden for other in rest)
