"""The course's words: where one of them may have been said although another was heard, and which of the two it is.

Shallow fusion with a trie (Zhao et al. 2019, "Shallow-Fusion End-to-End Contextual Biasing"; Le et al. 2021,
"Contextualized Streaming End-to-End Speech Recognition with Trie-Based Deep Biasing and Shallow Fusion"), for greedy
decoding, which cannot take a bonus back where a word that began well is not gone on with. So decoding itself stays as
it is. Where a course word might have come, what was heard instead is waited for; then the whole word is said in its
place, up to where both say the same again, and is kept if it is likelier, with the bonus, over the same sound.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from torch import Tensor
from whisper.tokenizer import Tokenizer

BONUS = 1.5  # nats for each token of a course word; with 2, words come in that nobody said
NEAR = 8.0  # nats; a token that is less likely than the best by more is not looked into
HORIZON = 12  # tokens that are waited for, of what was heard instead
AROUND = 4  # tokens that this may take more than the course word
BEHIND = 6  # tokens behind the course word within which both have to say the same again
SAME = 2  # tokens of that
LONGEST_WORD = 40  # tokens; a longer one is left alone
LONGEST_TERM = 4  # words; what has more between two commas is a sentence
SHORTEST_RARE = 4  # letters of a word that is a course word although it stands in a sentence


@dataclass(slots=True)
class Node:
    """Of the trie: what course words can follow the tokens that lead here."""

    following: dict[int, Node] = field(default_factory=dict)
    ends: int = 0  # tokens of the course word that does here, its ending not counted; 0 where none does
    worth: int = 0  # of the longest that goes through here
    length: int = 0  # tokens up to the farthest end


@dataclass(frozen=True, slots=True)
class Rival:
    """A token that might have come at `at`, the `depth`th of a course word."""

    at: int
    token: int
    log_probability: float
    depth: int
    node: Node


class CourseWords:
    """What a student gave: terms between commas, or a sentence, of which the rare words count."""

    def __init__(self, given: str, tokenizer: Tokenizer) -> None:
        self.tokenizer, self.root = tokenizer, Node()
        self.terms = terms(given, tokenizer)
        self._worth = {term.casefold(): len(tokenizer.encode(" " + term)) for term in self.terms}
        for term in self.terms:
            for form in forms(term, tokenizer):
                self._add(form, self._worth[term.casefold()])

    def _add(self, tokens: list[int], worth: int) -> None:
        node = self.root
        if len(tokens) > LONGEST_WORD:
            return
        for left, token in zip(range(len(tokens), 0, -1), tokens, strict=True):
            node = node.following.setdefault(token, Node())
            node.worth, node.length = max(node.worth, worth), max(node.length, left - 1)
        node.ends = worth

    def bonus(self, tokens: list[int]) -> float:
        """Nats by which the course words in a whole text speak for it."""
        progress = Progress()
        for token in tokens:
            progress = progress.after(token, self.root)
        return progress.bonus(ended=True)

    def worth(self, tokens: list[int]) -> int:
        """How many tokens the longest course word in a text has; 0 where there is none."""
        text = self.tokenizer.decode(tokens).casefold()
        return max((worth for term, worth in self._worth.items() if term in text), default=0)


def terms(given: str, tokenizer: Tokenizer) -> list[str]:
    """Each term, and each rare word of those that have several, or of a sentence."""
    found: dict[str, None] = {}
    for part in re.split(r"[,;\n、，；]+", given):
        words = re.findall(r"\w[\w'’.-]*\w|\w", part)
        if words and len(words) <= LONGEST_TERM:
            found[re.sub(r"^\W+|\W+$", "", " ".join(part.split()))] = None
        if len(words) > 1:
            found |= dict.fromkeys(word for word in words if _rare(word, tokenizer))
    return list(found)


def _rare(word: str, tokenizer: Tokenizer) -> bool:
    """Common words are tokens of their own."""
    written = (word, word.lower(), word.capitalize())
    return len(word) >= SHORTEST_RARE and all(len(tokenizer.encode(" " + one)) > 1 for one in written)


def forms(term: str, tokenizer: Tokenizer) -> Iterator[list[int]]:
    """The tokens of a term as it may be written: within a sentence or at its start, one or many.

    An ending is a token of its own, or makes the last one another; it never divides the word in another way, which
    would lead astray whoever takes the likelier token at each fork.
    """
    for start in {term[0], term[0].upper()}:
        one = tokenizer.encode(" " + start + term[1:])
        many = tokenizer.encode(" " + start + term[1:] + "s")
        yield one
        yield many if many[:-1] == one[:-1] else [*one, *tokenizer.encode("s")]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a text has come with course words, for beam search: each token of one is worth BONUS as soon as it comes,
    and that is lost again where the word is not gone on with.

    begun : (tokens, node, of these those of a whole word) of each that the last tokens may belong to; whole : tokens
    of those that are behind
    """

    begun: tuple[tuple[int, Node, int], ...] = ()
    whole: int = 0

    def after(self, token: int, root: Node) -> Progress:
        going = []
        for depth, top, kept in (*self.begun, (0, root, 0)):
            if token in top.following:
                node = top.following[token]
                going.append((depth + 1, node, node.ends or kept))
        longest = going[0][0] - 1 if going else 0  # what began later than that lies within it
        ended = [kept for depth, top, kept in self.begun if token not in top.following and depth > longest]
        return Progress(tuple(going), self.whole + max(ended, default=0))

    def bonus(self, ended: bool = False) -> float:
        """In nats; `ended` where nothing follows."""
        return BONUS * (
            self.whole + max((kept if ended else max(depth, kept) for depth, _, kept in self.begun), default=0)
        )

    def following(self, root: Node) -> set[int]:
        """Tokens with which a course word begins or goes on."""
        return {token for _, node, _ in (*self.begun, (0, root, 0)) for token in node.following}


class Bias:
    """The course words that might have been said in one sequence. Its tokens' log probabilities stay without bonus."""

    def __init__(self, words: CourseWords) -> None:
        self.words = words
        self._begun: list[tuple[int, Node]] = []  # course words that the last tokens may belong to, and how many do
        self._rivals: list[Rival] = []

    def note(self, at: int, taken: int, logits: Tensor) -> None:
        """Look for what might have come instead of the token that was taken.

        logits : shape = (n_vocab,)
        """
        begun = [(0, self.words.root), *self._begun]
        self._begun = [(depth + 1, top.following[taken]) for depth, top in begun if taken in top.following]
        others = [(t, depth, node) for depth, top in begun for t, node in top.following.items() if t != taken]
        if not others:
            return
        likely = logits.log_softmax(-1)
        least = float(likely.max()) - NEAR
        found = zip(likely[[token for token, *_ in others]].tolist(), others, strict=True)
        near = [Rival(at, token, p, depth + 1, node) for p, (token, depth, node) in found if p >= least]
        self._rivals += sorted(near, key=lambda rival: -rival.log_probability)

    def due(self, length: int, done: bool) -> Rival | None:
        """The next to be weighed, as soon as enough was heard instead; asked again for the one after it."""
        if self._rivals and (done or length >= self._rivals[0].at + HORIZON):
            return self._rivals.pop(0)
        return None

    def won(self) -> None:
        """What was noted behind a course word that came in is no longer so."""
        self._begun, self._rivals = [], []

    def weigh(
        self, rival: Rival, tokens: list[int], heard: Sequence[float], end: int, say: Callable[[int], Tensor]
    ) -> list[tuple[int, float]]:
        """The tokens of a course word and their log probabilities; none where it was not said.

        tokens, heard : what was heard, and its log probabilities, that of the end among them where it came
        say : a token -> the log probabilities of the one that follows it, shape = (n_vocab,)
        """
        instead = [*tokens, end][rival.at : len(heard)]
        costs = list(accumulate(heard[rival.at :], initial=0.0))  # of the first tokens of that
        said, likely, node = [rival.token], [rival.log_probability], rival.node

        def hopeless(worth: int, more: int = 0) -> bool:
            """Whether it costs too much already, however well it goes on for so many tokens."""
            return sum(likely) + BONUS * worth < costs[min(len(costs) - 1, len(said) + more + AROUND)]

        def take(token: int, follows: Tensor) -> None:
            said.append(token)
            likely.append(float(follows[token]))

        while True:
            if hopeless(node.worth, node.length):
                return []
            follows = say(said[-1])
            token = max(node.following, key=lambda one: float(follows[one]), default=end)
            after = node.following.get(token)
            if not after or (node.ends and follows[token] + BONUS * (after.worth - node.ends) < follows.max()):
                break
            take(token, follows)
            node = after
        length = len(said)
        while len(said) < length + BEHIND and said[-1] != end and not hopeless(node.ends):
            take(int(follows.argmax()), follows)
            same = 1 if said[-1] == end else SAME
            if len(said) >= length + same:
                for upto in range(same, len(instead) + 1):
                    if instead[upto - same : upto] == said[-same:]:
                        begun = tokens[rival.at + 1 - rival.depth : rival.at]
                        more = self.words.worth(begun + said[:length]) - self.words.worth(
                            begun + instead[: upto - same]
                        )
                        likelier = more > 0 and sum(likely) + BONUS * more > costs[upto] and upto > same
                        return list(zip(said, likely, strict=True))[:length] if likelier else []
            if said[-1] != end:
                follows = say(said[-1])
        return []
