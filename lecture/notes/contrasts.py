"""Which of two: a word of an English statement that has an opposite is asked for with both to choose from."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from lecture.notes.clause import Asked, Clause
from lecture.notes.statements import subject_of
from lecture.notes.words import word_list

# Opposites of direction, size and kind. Praise and blame are left out: “good or bad?” asks for an opinion.
_VERBS = """
    increase/decrease rise/fall raise/lower grow/shrink expand/contract gain/lose strengthen/weaken widen/narrow
    accelerate/decelerate attract/repel absorb/release excite/inhibit activate/deactivate maximize/minimize
    freeze/melt import/export encrypt/decrypt compress/decompress
"""
_OTHERS = """
    more/less higher/lower greater/smaller larger/smaller bigger/smaller longer/shorter faster/slower stronger/weaker
    hotter/colder warmer/cooler heavier/lighter thicker/thinner deeper/shallower wider/narrower older/younger
    earlier/later richer/poorer denser/sparser increase/decrease maximum/minimum
    high/low positive/negative internal/external forward/backward upward/downward inward/outward inner/outer
    clockwise/counterclockwise horizontal/vertical parallel/perpendicular acidic/basic static/dynamic public/private
    voluntary/compulsory continuous/discrete urban/rural mutable/immutable finite/infinite stable/unstable
    elastic/inelastic reversible/irreversible legal/illegal conscious/unconscious directed/undirected linear/nonlinear
    spontaneous/nonspontaneous soluble/insoluble organic/inorganic dependent/independent ordered/unordered
    saturated/unsaturated symmetric/asymmetric bounded/unbounded sufficient/insufficient sorted/unsorted
    balanced/unbalanced endothermic/exothermic excitatory/inhibitory afferent/efferent deterministic/random
    homogeneous/heterogeneous convex/concave ascending/descending
"""
_ADVERBS = word_list("more less faster slower earlier later higher lower longer")
_SAYING_HOW = ("acomp", "attr", "dobj", "amod", "advmod", "oprd")  # from the verb down to the word


def _pairs(listed: str) -> dict[str, tuple[str, str]]:
    """Of each word, the first pair that has it."""
    found: dict[str, tuple[str, str]] = {}
    for one, other in (pair.split("/") for pair in listed.split()):
        found.setdefault(one, (one, other))
        found.setdefault(other, (one, other))
    return found


_OF_VERB, _OF_OTHER = _pairs(_VERBS), _pairs(_OTHERS)


def which_of_two(clause: Clause) -> Iterator[Asked]:
    """“Warm air rises”: does warm air rise or fall? “Lead is denser than wood”: is lead denser or sparser than wood?"""
    if clause.is_about_us or any(token.dep_ == "neg" for token in clause.root.subtree):
        return
    told = [token for token in clause.doc[clause.about.end : clause.end] if _pair(token) and _of(clause.root, token)]
    if len(told) != 1 or not _is_certain(told[0]):
        return
    word, pair = told[0], _pair(told[0])
    forms = [_like(word, form) for form in pair]
    said = {word.i: " or ".join(forms)}
    article = clause.doc[word.i - 1]
    if article.lower_ in ("a", "an"):
        said[article.i] = "an" if forms[0][0] in "aeiou" else "a"
    answer = forms[pair.index(word.lemma_ if word.pos_ == "VERB" else word.lower_)]
    span = clause.doc[word.i : word.i + 1]
    yield from clause.asked("question", "which of two", clause.inverted(said=said), span, answer)


def _pair(word: Token) -> tuple[str, ...]:
    """The word, a verb's lemma, and its opposite, in the order of our list; empty where we know none."""
    return _OF_VERB.get(word.lemma_, ()) if word.pos_ == "VERB" else _OF_OTHER.get(word.lower_, ())


def _of(root: Token, word: Token) -> bool:
    """Whether the verb itself says it, not a clause beside it or within it."""
    while word != root:
        if word.dep_ not in _SAYING_HOW or subject_of(word) is not None:
            return False
        word = word.head
    return True


def _is_certain(word: Token) -> bool:
    """Whether one of the two is right: not of “smaller and smaller”, “has more than tripled”, “raises $500”."""
    listed = any(child.dep_ in ("conj", "cc") for child in word.children)
    more_than = word.lower_ in ("more", "less") and word.nbor().lower_ == "than"
    money = any(t.dep_ == "dobj" and (t.ent_type_ == "MONEY" or t.lower_ == "money") for t in word.children)
    adverb = word.dep_ == "advmod" and word.lower_ not in _ADVERBS
    return not (listed or more_than or money or adverb or word.tag_ == "VBN")


def _like(word: Token, form: str) -> str:
    """As the verb stands in a question: “rise” of “rises”, “rising” of “is rising”."""
    return form.removesuffix("e") + "ing" if word.tag_ == "VBG" else form
