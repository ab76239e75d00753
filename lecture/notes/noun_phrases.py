"""English noun phrases that could be key terms: “hash function” of “a very good hash function”, never “thing”."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator

from spacy.tokens import Doc, Span, Token

from lecture.notes.words import word_list

LONGEST = 3  # words
MATTER, OFTEN = 60, 2  # lemmas that a lecture is about at most, each said more often than that

# Nouns too general to be what a lecture is about.
VAGUE = word_list(
    """
    account action aim amount answer anything beginning bit body bunch business care case chance change character
    circumstance class condition couple course day deal degree detail difference direction effect end example
    everything explanation extent fact form glance guy half hand help home hour idea illustration instance interest
    issue kind lecture life line lot matter meaning middle minute moment month name nature nothing notion number object
    occasion one order part people percent person picture piece place point position problem process professor purpose
    quantity question reason regard respect rest result role room second sense set side situation slide something sort
    spirit stage start state statement step story student stuff subject sum talk term thing thought time today tomorrow
    top topic trick try turn type use variety video view way week while word work world year yesterday
    """
)
_QUALIFIES_NOTHING = word_list(
    """
    able bad basic beautiful best better big certain clear common cool current different early easy entire exact few
    final first following full general given good great hard high important interesting key large last late little long
    main major many more most much nice next normal obvious old only other own particular past possible present pretty
    previous real right same second several short similar simple single small special specific such third tiny true
    typical usual very weird whole wrong
    """
)


def noun_phrases(sentence: Doc) -> Iterator[Span]:
    """The noun phrases of one to three words, and those within them that end in the same noun."""
    for chunk in sentence.noun_chunks:
        end = chunk.root.i + 1
        if not _names(chunk.root):
            continue
        start = chunk.root.i
        while start > chunk.start and end - start < LONGEST and qualifies(sentence[start - 1]):
            start -= 1
        for begin in range(start, end):
            yield sentence[begin:end]


def _names(token: Token) -> bool:
    letters = token.text.isalpha() or any(mark in token.text for mark in "-'")
    return token.pos_ in ("NOUN", "PROPN") and letters and len(token.text) > 1 and token.lemma_.lower() not in VAGUE


def qualifies(token: Token) -> bool:
    """Whether it says which kind: “ionic”, of a bond, not “good” or “next”."""
    plain = token.pos_ in ("NOUN", "PROPN") or (token.pos_ == "ADJ" and token.tag_ == "JJ") or token.tag_ == "VBG"
    return plain and token.is_alpha and token.lemma_.lower() not in _QUALIFIES_NOTHING | VAGUE and not token.is_stop


def spoken_of(sentences: Iterable[Doc]) -> dict[str, float]:
    """The lemmas of the nouns that are spoken of most, each with the root of its share of the first, 0 to 1."""
    said = Counter(
        phrase.root.lemma_.lower() for sentence in sentences for phrase in noun_phrases(sentence) if len(phrase) == 1
    )
    most = [(lemma, times) for lemma, times in said.most_common(MATTER) if times > OFTEN]
    return {lemma: math.sqrt(times / most[0][1]) for lemma, times in most}
