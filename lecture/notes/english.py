"""What we know of English: its word lists, and how a spoken sentence becomes a statement that stands alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass

WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# carry grammar rather than matter
FUNCTION_WORDS = _words(
    """
    a about above across actually after again against ago all almost alone along already also although always am
    among an and another any anybody anyone anything anywhere are aren't around as at away back be because become
    becomes been before behind being below beside besides between beyond both but by came can can't cannot come
    comes could couldn't did didn't do does doesn't doing don't done down during each either else enough especially
    even ever every everybody everyone everything exactly except far few first for from further gave get gets
    getting give given gives go goes going gone got had hadn't has hasn't have haven't having he he's hence her here
    here's hers herself him himself his how however i i'd i'll i'm i've if in indeed instead into is isn't it it's
    its itself just keep kept know last later least less let let's like likely little look looks made make makes
    making many may maybe me merely might mine more moreover most mostly much must my myself namely nearly neither
    never next no nobody none nor not nothing now nowhere of off often oh ok okay on once one ones only onto or
    other others otherwise our ours ourselves out over own per perhaps please presently probably put puts quite
    rather really right said same saw say says see seem seems seen several shall she should since so some somebody
    someone something sometimes somewhere soon still such sure take taken takes than that that's the their theirs
    them themselves then there there's therefore these they they'll they're they've thing things think this those
    though three through throughout thus till to together too took toward towards two under unless until up upon us
    use used uses using usually very via want wants was wasn't way we we'll we're we've well went were weren't what
    what's whatever when whenever where whereas whereby wherein whether which whichever while who whole whom whose
    why will with within without won't would wouldn't yes yet you you'd you'll you're you've your yours yourself
    yourselves
    """
)

# what follows is a noun phrase
OPENS_NOUN = _words(
    """
    a about against among an another any at between by called certain during each every five for four from her his
    in into its many more much my named no of on other our over same some such than that the their these this those
    three through two under upon which with within without your
    """
)

# what follows is a verb
OPENS_VERB = _words(
    """
    also always and can can't cannot could did didn't do does doesn't don't he here i i'll i've it let's may might
    must never not shall she should then there they they'll to we we'll we've who will won't would you you'll
    """
)

# says nothing of what follows
OPENS_EITHER = _words(
    "take takes took give gives gave make makes made use uses used using like as or get gets got has have had having"
)

# nouns and adjectives too general to be what a lecture is about
VAGUE = _words(
    """
    able account action aim amount answer appearance attention bad beautiful beginning best better big bit body
    bottom bright business care case certain chance change character circumstance class clear condition course day
    deal degree difference different direction distance effect end example experiment explanation extent fact favor
    favour form general glance good great half hand heart help home hour house hundred idea illustration important
    inside instance instant interest interesting kind large larger lecture left life line little long lot man manner
    matter mean meaning means middle mind minute moment month name nature new number object occasion old order
    outside page pair part particular people percent person picture piece place point portion position possible
    pretty problem process purpose quantity question real reason regard representative respect rest result room
    round scale second sense set shape short side simple slide small sort spite start state statement step stuff
    subject sum talk term thought thousand time today tomorrow top topic try turn type use utility variety view week
    while word work world year yesterday
    """
)

SUBORDINATE = _words(
    "if when whenever because although though while whereas unless once since after before where until"
)
CONDITIONS = ("if", "when", "whenever", "unless", "once")
PERSONAL = _words("i me my myself i'm i'll i've i'd us our ours let's mr mrs")
LISTENER = _words("you your you'll you're yourself yourselves we we'll we're we've")
PRONOUNS = _words("it its they them their theirs itself themselves it's they're")
SOMEBODY = _words("he she him his her hers he's she's himself herself")
AUXILIARIES = _words(
    """
    is are was were has have had does do did can could will would shall should may might must isn't aren't wasn't
    weren't hasn't haven't doesn't don't didn't can't cannot couldn't won't wouldn't shouldn't it's
    """
)
OPENS_PHRASE = _words(
    "the a an of to in on with by for from at as and or not that which into through up out very so no"
)
IMPERATIVES = _words(
    """
    take look suppose see let put have talk hold consider imagine note notice remember recall supposing think try go
    keep make give assume say ask call listen watch observe compare please welcome thank thanks mix add pour heat
    open click press type turn read write choose pick multiply divide subtract draw plot run start stop wait bring
    move place set stand sit come follow check
    """
)
POINTERS = _words(
    """
    here today tomorrow yesterday tonight diagram slide slides blackboard whiteboard lecture lecturer former latter
    aforementioned everybody now experiment experiments handout exam homework
    """
)
_POINTING = re.compile(
    r"\b(?:next|last) (?:time|week|lecture|slide|class|we|year)\b|\bsuch an?\b|\b(?:earlier|above|below) (?:we|I|you)\b"
    r"|^The (?:first|second|third|fourth|fifth|other|next) \w+ (?:is|was)\b"
    r"|\b(?:a second|another) time\b|\bas yet\b|\bin that (?:as|and|or)\b|^There .+\bit$|^There (?:is|are) \w+ing\b"
    r"|^The same\b|\bthe same thing\b"
)
REMARKS = _words(
    """
    curious curiously interesting interested beautiful beautifully pretty inconvenient wonderful amazing boring
    funny exciting nice nicely
    """
)
QUESTION_WORDS = _words("what why how who whom whose which where when do does did is are was were can could will would")
OPEN_ENDS = _words("the a an of to and or but that which is are with from for as at how what why if so when while not")

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
    text = re.sub(rf"\b({_PREPOSITIONS})\s+(?:these|those)\s+(?:very\s+)?(?=(?:\w+\s+)?\w+s\b)", r"\1 the ", text)
    text = re.sub(r"(?<=\w)\s+(?:these|those)\s+(?:very\s+)?(?=(?:\w+\s+)?\w+s\b)", " ", text)
    text = re.sub(
        rf"\b(take|takes|hold|put|use|heat|raise|light|burn|see|call) that (?={_NOT_FUNCTION}[a-z])", r"\1 the ", text
    )
    text = re.sub(rf"(?<=\w)\s+this\s+(?:particular\s+)?(?={_NOT_FUNCTION}[a-z])", " the ", text)
    text = re.sub(rf"\b({_PREPOSITIONS}|all)\s+that\s+(?={_NOT_FUNCTION}[a-z])", r"\1 the ", text)
    text = re.sub(r"\band which (is|are|was|can|will|has|have)\b", r"and \1", text)
    return re.sub(r"\b(all) the (things|substances)\b", r"\1 \2", text)


_NOT_FUNCTION = (
    r"(?!(?:is|was|it|as|which|of|in|the|an?|and|or|to|we|you|they|there|has|can|will|may|are|were|have|had|way|time"
    r"|could|would|should|does|do|did|one|by|for|with|on|at|from|he|she|point|moment|if|when|because|not|his|her|its)\b)"
)
_PREPOSITIONS = "of|in|to|from|into|with|through|for|by|on|under|over|at|upon"


def sentence_case(clause: str) -> str:
    """With a capital and a stop; empty where there is nothing to say."""
    clause = clause.strip()
    if not clause:
        return ""
    return clause[0].upper() + clause[1:] + ("" if clause[-1] in ".!?…" else ".")


def first_word(clause: str) -> str:
    return clause.split(" ", 1)[0].lower().strip(",.?!")


def lower_words(text: str) -> list[str]:
    return [word.lower().replace("’", "'") for word in WORD.findall(text)]


# Does it stand alone?


def troubles(statement: str) -> list[str]:
    """Why a statement does not stand alone, or nothing. Cues, not grammar; strict, since there is plenty to choose."""
    words = lower_words(statement)
    if not words:
        return ["too short"]
    said = _Said(statement.rstrip("."), words)
    return list(dict.fromkeys(reason for reason, wrong in TROUBLES if wrong(said)))


@dataclass(frozen=True, slots=True)
class _Said:
    text: str
    words: list[str]

    @property
    def first(self) -> str:
        return self.words[0]

    @property
    def condition(self) -> bool:
        return self.first in CONDITIONS

    @property
    def main(self) -> str:
        """What comes before the first subordinate clause."""
        return _RELATIVE.split(self.text)[0]

    def has(self, some: Container[str]) -> bool:
        return any(word in some for word in self.words)


_LEADS_IN = _words("of in on with by for from at as to into through")
_EMPTY = FUNCTION_WORDS | {"substances"}


def _the_matter_is(words: Sequence[str]) -> bool:
    """“The difference is …”: between what?"""
    return words[0] in ("the", "its") and words[1] in VAGUE and words[2] in AUXILIARIES if len(words) > 2 else False


CLEFT = re.compile(
    r"It (?P<be>is|was) (?P<what>(?:(?!that\b|which\b)[\w-]+ ){1,5})(?:that|which|who) (?P<does>(?!it\b)\w+ .+)$"
)
AS_CLAUSE = re.compile(r"As (?:the |an? )?[\w-]+(?: [\w-]+)? (?:is|are|was|were|\w+s|\w+ed)\b[^,]*, ")
_MIDDLES = _words(
    """
    which who or nor and but whether not than to for very just owing where until thereby partly so even only yet
    also without by there's
    """
)
_RELATIVE = re.compile(r" (?:which|that|who|whose|where|when|as|into which|by which) ")
_PAST = (
    "got|went|came|made|took|gave|became|began|wrote|found|built|led|held|kept|grew|rose|fell|ran|saw|thought|brought"
    "|won|lost|met|sent|left|told|knew|drew|chose|broke|taught|spent|stood|set|cut|put"
)
_VERB = re.compile(
    r"[\w,] [a-z]{3,}(?:s|ed)\b(?! of\b)"
    r"|\b(?:contain|produce|burn|become|form|give|need|require|cause|make|mean|show|depend|consist|use|include|act|occur|have"
    r"|happen|rise|fall|grow|live|move|turn|work|run|hold|carry|store|take|go|come|change|increase|decrease|remain|add"
    rf"|{_PAST})\b"
)
_DOES = re.compile(rf" (?:[a-z]{{3,}}ed|{_PAST}|{'|'.join(sorted(AUXILIARIES))})\b")
_MEANWHILE = re.compile(r"(?:[\w-]+ ){0,3}(?:later|earlier|afterwards|meanwhile|then)(?: on)?,", re.I)
_BY_A_YEAR = re.compile(r"By (?:the )?(?:year )?\d")
_STANDS_FOR = _words(
    """
    this that these those that's there's certain something someone somebody nobody everybody everyone anybody anyone
    """
)
_NAME_BEFORE = re.compile(rf"(?:[A-Z][\w-]+ [A-Z]|.*?[a-z,] [A-Z][a-z]).*?\b(?:{'|'.join(sorted(SOMEBODY))})\b", re.S)


def _points_there(said: list[str]) -> bool:
    """“put it there”, “there is the candle”; but not “there is always a ring”."""
    for at, word in enumerate(said):
        if word == "there" and not (
            said[at + 1 : at + 2] and said[at + 1] in AUXILIARIES and "the" not in said[at + 2 : at + 3]
        ):
            return True
    return False


_ONE_MOMENT = re.compile(r"The [\w -]{2,40}? (?:was|were) (?:then |once |twice )?\w+(?:ed|ld|en|nt|ut)\b")


_LOOSE_END = re.compile(r"[a-z] (?:when|where|while|because|if) (?:the |an? )?[\w-]+(?: of (?:the |an? )?[\w-]+)?$")


def _hangs(words: Sequence[str]) -> bool:
    """“Taking the flask, …”; but not “Overfitting means …” or “Rising costs are …”."""
    return words[0].endswith("ing") and not (
        "is" in words or any(w.endswith("s") or w in AUXILIARIES for w in words[1:2])
    )


def main_clause(condition: str) -> int:
    """Where the second half of “when the gas is off you get no light” begins if no comma says so, or 0."""
    for match in _MAIN_CLAUSE.finditer(condition, 12):
        if condition[: match.start()].rsplit(" ", 1)[-1].lower() not in _HOLDS_ON:
            return match.end()
    return 0


_HOLDS_ON = SUBORDINATE | _words("that which as than and but or what how whether so")
_MAIN_CLAUSE = re.compile(
    r"(?<=\w)\s+(?=(?:(?:you|it|they|there|he|she)\s+(?:is|are|will|can|get|gets|have|has|becomes?|must|would|see|find"
    r"|perceive|produce|do|does|burns?|need|should|may)|what\s+comes)\b)"
)


def _early_pronoun(said: list[str]) -> bool:
    """Does a pronoun come before anything that it could stand for?"""
    for at, word in enumerate(said):
        if word in PRONOUNS and at:
            if said[0] in CONDITIONS and at < 8 and said[at - 1] in _PREPOSITIONS.split("|"):
                return True  # “when you put a light to it”
            return not any(w not in FUNCTION_WORDS and w not in VAGUE for w in said[:at])
    return False


TROUBLES: tuple[tuple[str, Callable[[_Said], bool]], ...] = (
    ("too short", lambda said: len(said.words) < 5),
    ("too long", lambda said: len(said.words) > 42),
    ("a question", lambda said: said.text.endswith("?")),
    ("a question", lambda said: said.first in QUESTION_WORDS and not said.condition),
    ("an order to the listener", lambda said: said.first in IMPERATIVES),
    ("an order to the listener", lambda said: bool(re.search(r", (?:see|look|let|take|observe) ", said.text))),
    ("speaks of the speaker", lambda said: said.has(PERSONAL)),
    ("speaks to the listener", lambda said: not said.condition and said.has(LISTENER)),
    ("speaks to the listener", lambda said: said.condition and said.has(("we", "we'll", "we're", "we've"))),
    ("a remark", lambda said: said.has(REMARKS)),
    ("points at the room", lambda said: said.has(POINTERS) or _points_there(said.words)),
    ("points at the room", lambda said: bool(_POINTING.search(said.text))),
    ("points at something", lambda said: said.has(("this", "these", "those"))),
    ("points at something", lambda said: "another" in said.words and "one" not in said.words),
    ("points at something", lambda said: _the_matter_is(said.words)),
    ("begins with a pronoun", lambda said: said.first in PRONOUNS | SOMEBODY and not CLEFT.match(said.text)),
    ("begins with a pronoun", lambda said: said.first in _STANDS_FOR),
    (
        "begins with a pronoun",
        lambda said: said.first in ("all", "both", "each", "some", "many") and said.words[1] in _EMPTY,
    ),
    ("a pronoun before its noun", lambda said: _early_pronoun(said.words)),
    ("a pronoun before its noun", lambda said: said.has(SOMEBODY) and not _NAME_BEFORE.match(said.text)),
    (
        "a pronoun before its noun",
        lambda said: not said.condition and bool(re.search(r"^[^,]{3,60}, (?:it|they) ", said.text)),
    ),
    (
        "begins in the middle",
        lambda said: (said.first in _MIDDLES and not _BY_A_YEAR.match(said.text)) or _hangs(said.words),
    ),
    ("begins in the middle", lambda said: bool(_MEANWHILE.match(said.text))),
    ("begins in the middle", lambda said: said.first == "as" and not AS_CLAUSE.match(said.text)),
    ("begins in the middle", lambda said: said.first.endswith("s") and said.first[:-1] in IMPERATIVES),
    (
        "tells of one moment",
        lambda said: bool(_ONE_MOMENT.match(said.text)) and not re.search(r"\d|(?<=[a-z,] )[A-Z]", said.text),
    ),
    (
        "half a condition",
        lambda said: (
            said.first in SUBORDINATE and not re.search(r", (?!and|or|but)", said.text) and not main_clause(said.text)
        ),
    ),
    ("ends in the middle", lambda said: said.words[-1] in OPEN_ENDS),
    ("ends in the middle", lambda said: bool(_LOOSE_END.search(said.text))),
    ("has no verb", lambda said: said.first in _LEADS_IN and "," not in said.text and not _DOES.search(said.main)),
    (
        "has no verb",
        lambda said: not said.condition and not said.has(AUXILIARIES) and not _VERB.search(said.main),
    ),
)
