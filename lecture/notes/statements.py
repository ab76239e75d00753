"""A spoken English sentence -> what it states, a clause each, without the words that a speaker warms up with."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lecture.notes.english import (
    CONDITIONS,
    FUNCTION_WORDS,
    IMPERATIVES,
    LISTENER,
    SUBORDINATE,
    VAGUE,
)
from lecture.notes.phrases import CLEFT, PREPOSITIONS
from lecture.notes.words import first_word, lower_words, sentence_case

_SAY = r"(?:see|know|find|observe|notice|understand|learn|remember|think|believe|say|conclude|saw|found|perceive|mean)"
_MODALS = (
    r"(?:(?:now|then|also|may|must|can|will|shall|should|would|have to|need to|want to|all|very soon|presently|soon)"
    r"\s+)*"
)
_OPENER = re.compile(
    rf"""(?:
      (?:and|but|now|then|so(?!\s+(?:much|many|far|long|soon|as|that)\b)|um|uh|okay|ok|alright|well|also|actually|basically
        |essentially|obviously|of\ course|in\ fact|for\ example|for\ instance|in\ other\ words|in\ particular|after\ all
        |therefore|hence|however|moreover|furthermore|as\ you\ (?:can\ )?see|as\ you\ know(?:\ very\ well)?|in\ short
        |as\ i\ said(?:\ before)?|i\ mean|finally|very\ well|today|nowadays|as\ indeed\ it\ is|or\ rather|or\ so|just)
        \b[,\s]+
      |(?:yes|no|right|why|oh|first|firstly|second|secondly|third|again|that\ is|remember|note|indeed|so|thus|next)
        \s*,\s+
      |why\s+(?=(?:it|the|there|this|certain)\b)
      |(?:i|you|we)\s+{_MODALS}{_SAY}(?:\s+(?:at\ once|now|here|too|from\ this|in\ this))?,?\s+that\b\s*
      |(?:i\s+(?:think|believe|suppose|guess)|you\s+(?:see|know)|i\s+dare\s+say|i\s+may\s+say)\b[,\s]+
      |it\s+(?:turns\ out|comes\ to\ this|follows|is\ clear|is\ true|is\ known|is\ well\ known|means)[,\s]+that\s+
      |let\ me\s+(?:tell|remind)\ you\s+that\s+ |let\ me\ say\s+that\s+
      |i\s+(?:want|would\ like|must\ have|'d\ like)\s+you\s+(?:now\s+)?(?:to\s+)?\w+
        (?:\s+me\s+in\s+this\s+(?:point|explanation))?,?\s+that\s+
      |the\s+(?:(?:important|key|main|first|crucial|other)\s+)*(?:thing|point|idea|fact)\s+
        (?:here\s+|to\s+\w+\s+)?is\s+that\s+
      |(?:this|that|which|what\ this|what\ that)\s+(?:means|shows|tells\ us)\s+(?:is\s+)?that\s+
      |what\ is\ more,?\s+
    )""",
    re.I | re.X,
)
_ASIDE = re.compile(
    r"(?P<left>,?)\s+(?:as you (?:can )?see|as you know|as i said before|as it were|so to speak|generally speaking"
    r"|i may say|we will so say|you see(?=\s+(?:which|of)\b)|you see(?=,)|after all|of course)\b(?P<right>,?)"
    r"|(?P<left2>,)\s+(?:you know|however|therefore|for instance|for example|then|in fact|by the way)(?P<right2>,)",
    re.I,
)
_CLAUSE = re.compile(
    r"\s*[;:]\s+|\s+--\s*|\s*[—–]\s*|[.!?]\s+(?=[a-z])"
    r"|,?\s+(?:and|but|so)\s+(?=(?:I|you\s+(?:will|see|can|may|know)|we\s+(?:shall|will|can|see|have)|now|here is"
    r"|what are|what is|when\s+(?:we|I|you)|if\s+I|this|that\s+(?:is|you))\b)"
    r"|,\s+(?=(?:(?:and|but|so|for|now)\s+)*(?:here|there\s+(?:is|are|they)|I|you\s+(?:will|would|can|may|must|see|know)"
    r"|we\s+(?:will|shall|can|may|must|have|see|find)|they|this\s+(?:is|was)|these\s+(?:are|were)|that\s+(?:is|was)"
    r"|let|what|it\s+(?:is|was|has|will|evidently)|how|why|is\s+(?:it|not)|all\s+(?:things|these|those)|look|see)\b)"
)
_RUN_ON = re.compile(
    r"(?<=\w)\s+(?=(?:[Hh]ere\s+(?:is|are|again)|[Tt]here\s+(?:is|are)\s+(?:an?|the|no|plenty)|I\s+(?:will|have|am|want|shall"
    r"|think|must|take|can)|[Tt]hey\s+\w+|[Yy]ou\s+(?:will|must|may|would|observe)|now\s+I|this\s+is|we\s+may"
    r"|all\s+(?:these|those)\s+things|If\s|The\s)\b)"
)
_HERE_IS = re.compile(
    r"^(?:here|there)(?:\s+again)?\s+(?:is|are|was|were)\s+(?:some|an?\s+(?:little\s+|small\s+)?(?:piece|bit|drop|quantity)"
    r"\s+of)\s+(?P<what>[\w-]+(?:\s+[\w-]+){0,2}?),?\s+which\s+(?P<does>\w+\s+.+)$",
    re.I,
)
_THIS_IS = re.compile(
    r"^(?:this|that|it)\s+is\s+(?P<what>the\s+(?:[\w-]+\s+){0,2}[\w-]+)\s+(?:which|that)"
    r"\s+(?P<does>(?!we\b|you\b|I\b|they\b|the\b)\w+\s+.+)$",
    re.I,
)
_YOU_SEE = [
    (re.compile(rf",?\s+(?:you|we) (?:will|shall|can|may|must) (?:see|find|observe|notice){after}", re.I), ", ")
    for after in (r" that\s+", r"\s+(?=(?:they|it|the \w+) (?:will|is|are|\w+s)\b)")
]
_AS_YOU = [
    (re.compile(pattern, re.I), instead)
    for pattern, instead in (
        (r"\bI am\b|\bwe are\b", "you are"),
        (r"\bI was\b", "you were"),
        (r"\b(?:I|we)\b", "you"),
        (r"\b(?:my|our)\b", "your"),
        (r"\b(?:me|us)\b", "you"),
    )
]


def statements(sentence: str, before: str = "") -> list[str]:
    """What a spoken sentence states, a clause each, without “now, you see”; each with a capital and a stop.

    before : the last statement of the sentence before, for an “it” that stands for what that one is about.
    """
    text = _ASIDE.sub(_without_aside, " ".join(sentence.split())).strip()
    said = []
    subject = _subject(before)
    for clause in _clauses(text):
        statement = _tidy(clause)
        if not statement:
            continue
        if (
            subject
            and re.match(r"It (?!is (?:\w+ )?(?:that|to|which)\b|seems|follows)", statement)
            and not CLEFT.match(statement)
        ):
            statement = subject + statement[2:]
        if first_word(statement) not in LISTENER | {"i", "i'll"}:
            subject = _subject(statement)
        said.append(statement)
        said += [sentence_case(aside) for aside in _relative(settled(clause))]
    return said


def _subject(statement: str) -> str:
    """What a statement is plainly about: “Gunpowder burns with flame” is about gunpowder."""
    match = _ABOUT.match(statement)
    name = lower_words(match[1].removeprefix("The ")) if match else []
    plain = name and not any(word in FUNCTION_WORDS or word in VAGUE or word in IMPERATIVES for word in name)
    return match[1] if match and plain else ""


_ABOUT = re.compile(
    r"((?:The )?[\w-]+(?: [\w-]+)?) (?:is|was|has|can|will|burns|contains|produces|means"
    r"|\w+s (?=with|the|an?|from|into|in)) ?\b"
)


def _relative(clause: str) -> Iterator[str]:
    """What is said by the way: “clear away the soot, which comes from the wick” says that the soot comes from there."""
    for match in _BY_THE_WAY.finditer(clause):
        yield f"{match[1]} {match[2]}"


_BY_THE_WAY = re.compile(
    r"\b((?:the|an?) [\w-]+(?: [\w-]+)?), which (?=(?:is|are|was|were|has|have|can|will|\w+s?) )"
    r"(?!(?:we|I|you|they|he|she|it|in|already)\b)([^,;.]+)"
)


def _without_aside(match: re.Match[str]) -> str:
    left, right = match["left"] or match["left2"], match["right"] or match["right2"]
    word = match.string[: match.start()].rsplit(" ", 1)[-1].lower()
    return "," if (left or right) and word not in FUNCTION_WORDS else ""


def _clauses(sentence: str) -> list[str]:
    clauses = []
    at = 0
    held = False
    for match in sorted([*_CLAUSE.finditer(sentence), *_RUN_ON.finditer(sentence)], key=lambda m: m.start()):
        if match.start() < at:
            continue
        left = _opened(sentence[at : match.start()])
        last = left.rsplit(" ", 1)[-1].lower().strip(",")
        bare = not match.group().strip()
        after = sentence[match.end() : match.end() + 2]
        if bare and (last in FUNCTION_WORDS or last in IMPERATIVES) and not (after[0].isupper() and after != "I "):
            continue
        if not held and first_word(left) in SUBORDINATE and not match.group().strip(" ,"):
            held = True  # “If you look, you will see”: what comes first is only half
            continue
        clauses.append(sentence[at : match.start()])
        at, held = match.end(), False
    return [*clauses, sentence[at:]]


def _opened(clause: str) -> str:
    """The clause without the words that a speaker warms up with."""
    clause = clause.strip(" ,")
    while match := _OPENER.match(clause):
        clause = clause[match.end() :].strip(" ,")
    return clause


def _tidy(clause: str) -> str:
    clause = _opened(clause.strip(" ,.…!")).strip(" ,.…!-")
    for pattern in (_HERE_IS, _THIS_IS):
        if match := pattern.match(clause):
            clause = f"{match['what']} {match['does']}"
    if first_word(clause) in CONDITIONS:
        for pattern, instead in _YOU_SEE:
            clause = pattern.sub(instead, clause)
        if not re.search(r"\byou\b", clause, re.I):  # else it is between the two of them
            for pattern, instead in _AS_YOU:
                clause = pattern.sub(instead, clause)
    return sentence_case(_TAIL.sub("", settled(clause)))


_TAIL = re.compile(r",? by the way$|,? just as (?:that|this) .+$|,? but (?:because|if|when|although) [^,]+$")


def settled(text: str) -> str:
    """Without pointing: “contain these particles” as “contain particles”, “of this vapour” as “of the vapour”."""
    text = re.sub(r"(?<=\w)\s+(?:this|that)\s+same\b", " the same", text)
    text = re.sub(rf"\b({PREPOSITIONS})\s+(?:these|those)\s+(?:very\s+)?(?=(?:\w+\s+)?\w+s\b)", r"\1 the ", text)
    text = re.sub(r"(?<=\w)\s+(?:these|those)\s+(?:very\s+)?(?=(?:\w+\s+)?\w+s\b)", " ", text)
    text = re.sub(
        rf"\b(take|takes|hold|put|use|heat|raise|light|burn|see|call) that (?={_NOT_FUNCTION}[a-z])", r"\1 the ", text
    )
    text = re.sub(rf"(?<=\w)\s+this\s+(?:particular\s+)?(?={_NOT_FUNCTION}[a-z])", " the ", text)
    text = re.sub(rf"\b({PREPOSITIONS}|all)\s+that\s+(?={_NOT_FUNCTION}[a-z])", r"\1 the ", text)
    text = re.sub(r"\band which (is|are|was|can|will|has|have)\b", r"and \1", text)
    return re.sub(r"\b(all) the (things|substances)\b", r"\1 \2", text)


_NOT_FUNCTION = (
    r"(?!(?:is|was|it|as|which|of|in|the|an?|and|or|to|we|you|they|there|has|can|will|may|are|were|have|had|way|time"
    r"|could|would|should|does|do|did|one|by|for|with|on|at|from|he|she|point|moment|if|when|because|not|his|her|its)\b)"
)
