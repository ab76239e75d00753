"""An English statement -> the questions that it answers, by rules: causes, conditions, subjects, objects.

Each rule is a pattern over the words and two templates. A rule that is not sure says nothing: a clumsy question is
worse than a card that hides a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lecture.notes.english import (
    AUXILIARIES,
    CONDITIONS,
    FUNCTION_WORDS,
    OPENS_PHRASE,
    PRONOUNS,
    VAGUE,
)
from lecture.notes.phrases import CLEFT, NOUN, Names, bare, is_plural, lower_first, main_clause
from lecture.notes.words import first_word, lower_words
from lecture.values import Question


def questions(statement: str, names: Names = frozenset()) -> Iterator[Question]:
    """What a statement that stands alone answers. `names`: see there."""
    text = statement.rstrip(".!")
    for rule in (_condition, _cleft, _because, _reason, _subject, _object):
        yield from rule(text, names)


_SINGULAR = (
    r"(?:is|was|has|can|will|may|must|does|cannot|won't|isn't|would|should|could|contains|produces|causes|makes|gives"
    r"|means|requires|needs|becomes|provides|shows|uses|includes|\w{3,}ed (?=(?:the|an?|its|that|how)\b)"
    r"|\w*[^aius\W]s (?=(?:the|an?|its|their|no|to|with|from|by|into|in|on|as|for|at|not|only|free|out|up|off|over"
    r"|through|than)\b))"
)
_WHOSE = rf"{NOUN}(?: (?:that|which) is (?:in|on|inside) {NOUN})?"
_SUBJECT = re.compile(
    rf"^(?P<who>{_WHOSE}) (?P<does>(?:never |always |often |also |only |merely |not )?{_SINGULAR}\s?\b.+)$"
)
_BECAUSE = re.compile(
    rf"^(?P<who>{NOUN}) (?P<be>is|are|was|were|can|cannot|will|must|may) (?P<rest>.+?),? because (?P<why>.+)$"
)
_BECAUSE_FIRST = re.compile(
    rf"^Because (?P<why>[^,]+), (?P<who>{NOUN}) (?P<be>is|are|was|were|can|cannot|will|must|may) (?P<rest>.+)$"
)
_REASON = re.compile(
    r"^(?P<what>The (?:only |main |chief |first )?(?:reason|cause|purpose|function|role|goal|aim|effect|result"
    r"|advantage|disadvantage|definition) .+?) (?P<be>is|was) (?:that )?(?P<why>.+)$"
)
_OBJECT = re.compile(
    rf"^(?P<who>{_WHOSE}) (?P<verb>(?P<base>consist|contain|require|need|depend|produce|cause|form|measure"
    r"|describe|represent|convert|release|absorb|store|come|lead|result|give|decompose)(?P<past>e?d)?s?"
    r"(?P<on> of| on| upon| from| to| off)?)"
    r" (?P<what>.+)$"
)
_DUE = re.compile(
    rf"^(?P<who>{NOUN}) (?P<be>is|are|was|were) (?P<how>(?:solely |mainly |only |largely )?(?:due to|made of"
    r"|made up of|composed of|caused by|produced by|formed by|measured in|used for|based on"
    r"|stored in|written in)) (?P<what>.+)$"
)
_PERSON = re.compile(
    r"(?:[A-Z][\w.-]+ )*[A-Z][\w.-]+ (?:first |also )?(?:explained|discovered|invented|wrote|proposed|showed|proved"
    r"|developed|introduced|published|founded|built|believed|argued|described|observed|measured|coined|won|suggested"
    r"|demonstrated|improved|calculated|created|designed|defined|named|noticed|realized|realised|found|painted|composed"
    r"|conquered|defeated|ruled|led|died|was born|thought|claimed|predicted|solved|formulated|patented|taught)\b"
)
_NOTHING_HAPPENS = re.compile(  # what follows a condition without being what happens
    r"(?:see|look|let|as|and|or|so|which|how|that|this|what|it was)\b"
    r"|(?:with|without|in|on|by|for|from|into|like|such|including)\b"
    r"|you (?:will (?:find it|be)\b"
    r"|(?:will|shall|must|may|can|should|would) (?!see|find|get|have|perceive|obtain|hear|feel))"
)
_LIGHT = AUXILIARIES | PRONOUNS | OPENS_PHRASE
_SINGULARS = {"make": "makes", "cause": "causes", "give": "gives", "are": "is", "have": "has", "produce": "produces"}
LONGEST_ANSWER = 14  # words, to a question by rule


def _condition(text: str, names: Names) -> Iterator[Question]:
    """“If you blow out a candle, there is a smell”: what happens if you blow out a candle?"""
    word = first_word(text)
    if word not in (*CONDITIONS, "as") or word == "unless" or "?" in text:
        return
    condition, _, result = re.sub(r",\s+(?:then\s+)?", ", ", text).partition(", ")
    if not result:
        at = main_clause(text)
        condition, result = text[:at].strip(), text[at:]
    if must := re.match(r"you (must|should) (have|use|take|do|get|keep|provide) (.+)$", result):
        needed = re.split(r",? or you ", must[3])[0]
        yield Question("question", f"What {must[1]} you {must[2]} {lower_first(condition, names)}?", needed)
    if 2 <= len(lower_words(result)) <= 18 and len(lower_words(condition)) >= 4 and not _NOTHING_HAPPENS.match(result):
        yield Question("question", f"What happens {lower_first(condition, names)}?", result, 0.65)


def _cleft(text: str, names: Names) -> Iterator[Question]:
    """“It is water that causes the rust”: what causes the rust?"""
    if match := CLEFT.match(text):
        verb, _, rest = match["does"].partition(" ")
        if first_word(match["what"]) in ("a", "the", "only", "not") or re.match(_SINGULAR + r"\b", match["does"]):
            yield Question("question", f"What {_SINGULARS.get(verb, verb)} {rest}?", match["what"].strip())


def _because(text: str, names: Names) -> Iterator[Question]:
    match = _BECAUSE.match(text) or _BECAUSE_FIRST.match(text)
    if match and _is_subject(match["who"], plural=True) and not re.search(r"\b(?:who|which|that)\b", match["rest"]):
        question = f"Why {match['be']} {lower_first(match['who'], names)} {match['rest']}?"
        yield Question("question", question, f"because {match['why']}")


def _reason(text: str, names: Names) -> Iterator[Question]:
    if match := _REASON.match(text):
        yield Question("question", f"What {match['be']} {lower_first(match['what'], names)}?", match["why"])


def _subject(text: str, names: Names) -> Iterator[Question]:
    """“Air is necessary for combustion”: what is necessary for combustion?"""
    if not (match := _SUBJECT.match(text)) or not _is_subject(match["who"]):
        return
    does = match["does"]
    verb = first_word(does)
    heavy = [word for word in lower_words(does) if word not in _LIGHT]
    told = re.match(r"(?:was|were) ", does) and first_word(match["who"]) == "the"  # something that was done, once
    runs_on = re.search(r", (?:the|it|they|we|you|this) ", does)
    misread = verb.endswith("s") and verb not in AUXILIARIES and is_plural(match["who"])  # “removes neurons”
    circular = set(heavy) & set(lower_words(bare(match["who"])))
    wrong = told or runs_on or misread or circular or "either" in heavy
    if len(heavy) >= 3 and len(lower_words(does)) <= 24 and not wrong:
        who = "Who" if _PERSON.match(f"{match['who']} {does}") else "What"
        yield Question("question", f"{who} {does}?", lower_first(match["who"], names))


def _object(text: str, names: Names) -> Iterator[Question]:
    """“All bright flames contain solid particles”: what do all bright flames contain?"""
    if (match := _OBJECT.match(text)) and _fits(match):
        verb = f"{match['base']}{match['on'] or ''}"
        do = "did" if match["past"] else "do" if match["verb"] == verb else "does"
        yield Question("question", f"What {do} {lower_first(match['who'], names)} {verb}?", match["what"])
    if (match := _DUE.match(text)) and _fits(match):
        yield Question(
            "question", f"What {match['be']} {lower_first(match['who'], names)} {match['how']}?", match["what"]
        )


def _fits(match: re.Match[str]) -> bool:
    return _is_subject(match["who"], plural=True) and len(lower_words(match["what"])) <= LONGEST_ANSWER


def _is_subject(who: str, *, plural: bool = False) -> bool:
    said = lower_words(bare(who))
    inner = [w for i, w in enumerate(said) if w != "of" and not (w in ("the", "a", "an") and i and said[i - 1] == "of")]
    return (
        bool(inner)
        and not any(word in FUNCTION_WORDS | AUXILIARIES | PRONOUNS for word in inner)
        and inner[-1] not in VAGUE
        and (plural or not inner[-1].endswith("ing"))
    )
