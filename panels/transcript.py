"""The transcript panel: what was said, in paragraphs with their times, and where something could not be made out."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from zlib import compress

from lecture import codec
from lecture.export import doubts
from lecture.export.wording import (
    UNHEARD,
    Paragraph,
    Stretch,
    chapters_of,
    one_line,
    stretches,
)
from lecture.misheard import Replacement
from lecture.store.deck import Owned
from lecture.tongue import _, ngettext, pgettext, spoken
from lecture.values import Lecture, Segment, Unheard
from panels import state
from panels.component import FORMS, component, later
from panels.wording import plain

QUICK = 4  # of zlib's levels: a third of the usual one's time, for a fourteenth more


def say() -> dict[str, object]:
    """What transcript.js and what is read in before it say; where a number matters, of one and of many."""
    return {
        "tools": _("Transcript"),
        "find": _("Find in the transcript"),
        "hits": _("{at} of {all}", **later("at", "all")),
        "noHits": pgettext("search", "not found"),
        "previous": pgettext("search", "Previous"),
        "next": pgettext("search", "Next"),
        "follow": pgettext("button", "Follow"),
        "playFrom": _("Play from {time}", **later("time")),
        "unheard": _(UNHEARD),
        "doubts": [
            ngettext(
                "What is underlined may have been misheard, in {n} place.",
                "What is underlined may have been misheard, in {n} places.",
                n,
            )
            for n in FORMS
        ],
        "doubtsToCheck": [
            ngettext(
                "What is underlined may have been misheard, in {n} place: press “Correct” to check it.",
                "What is underlined may have been misheard, in {n} places: press “Correct” to check them.",
                n,
            )
            for n in FORMS
        ],
        "quoted": _("“{text}”", **later("text")),
        **_say_correcting(),
        **_say_cards(),
    }


def _say_correcting() -> dict[str, object]:
    return {
        "correct": pgettext("button", "Correct"),
        "undo": _("Undo"),
        "redo": _("Redo"),
        "saving": _("Saving …"),
        "saved": _("Saved"),
        "unsaved": _("The app cannot be reached. What you write is kept here and sent as soon as it can be."),
        "sentence": _("Sentence at {time}", **later("time")),
        "done": pgettext("button", "Done"),
        "cancel": _("Cancel"),
        "hint": _("Tab: next sentence. Ctrl+Space: play. Esc: as it was."),
        "check": [ngettext("Check this ({n})", "Check these ({n})", n) for n in FORMS],
        "more": [ngettext("{n} more", "{n} more", n) for n in FORMS],
        "right": pgettext("button", "Right"),
        "mend": pgettext("button", "Mend"),
        "everywhere": _("Replace everywhere"),
        "heard": pgettext("field", "Heard"),
        "meant": pgettext("field", "Meant"),
        "replace": [ngettext("Replace in {n} place", "Replace in {n} places", n) for n in FORMS],
        "offer": [
            ngettext(
                "“{heard}” was put right as “{meant}”. It stands here {n} time.",
                "“{heard}” was put right as “{meant}”. It stands here {n} times.",
                n,
                **later("heard", "meant"),
            )
            for n in FORMS
        ],
        "look": pgettext("button", "Show"),
    }


def _say_cards() -> dict[str, object]:
    return {
        "checkYourself": _("Check yourself"),
        "showAnswer": _("Show the answer"),
        "makeCard": _("Make a card"),
        "question": _("Question"),
        "answer": _("Answer"),
        "saveCard": _("Save the card"),
        "cardMade": _("The card is in your deck."),
    }


_transcript = component("transcript", "small", "find", "replace", "correct", "check", "own_card")


@dataclass(frozen=True, slots=True)
class Writing:
    """Where the student's edits and their own cards are sent, whether there is an edit to undo or to redo, and what was
    misheard in earlier lectures of the course and stands here again, with how often."""

    address: str
    cards: str
    undo: bool
    redo: bool
    offers: Sequence[tuple[Replacement, int]] = ()


def draw(
    lecture_id: str, lecture: Lecture, writing: Writing | None, deck: Sequence[Owned] = (), find: str = ""
) -> None:
    """`writing` is None for who may only read; of the deck the reader is asked a question a chapter; `find` is what is
    looked for from the start."""
    laid = state.made_of(lecture, packed)
    asked = {"checks": checks(lecture, deck), "find": find}
    tongues = {"tongue": spoken(), "lang": lecture.transcript.written_in}
    said = {"say": say(), "notes": state.made_of(lecture, notes)}
    data = {"lecture": lecture_id, **tongues, **said, **asked, **_writing(writing), **laid}
    _transcript(key=f"transcript-{lecture_id}", data=data)


def _writing(writing: Writing | None) -> dict[str, object]:
    if not writing:
        return {"write": None, "cards": None}
    offers = [{"heard": one.heard, "meant": one.meant, "places": places} for one, places in writing.offers]
    addresses = {"write": writing.address, "cards": writing.cards}
    return {**addresses, "undo": writing.undo, "redo": writing.redo, "offers": offers}


def checks(lecture: Lecture, deck: Sequence[Owned]) -> list[dict[str, object] | None]:
    """Of each chapter in its order what the reader is asked at its end: the best card, one that was kept if any was."""
    edges = [0.0, *sorted(chapter.start for chapter in chapters_of(lecture))[1:], inf]
    return [_check(begin, end, deck) for begin, end in pairwise(edges)]


def _check(begin: float, end: float, deck: Sequence[Owned]) -> dict[str, object] | None:
    within = [one for one in deck if begin <= one.card.start < end and one.state != "dropped"]
    if not within:
        return None
    card = max(within, key=lambda one: (one.state == "kept", one.card.score)).card
    return {"question": card.question, "answer": card.answer, "start": card.start, "end": card.end}


def notes(lecture: Lecture) -> list[str]:
    """What stands above the text, in the tongue that is spoken."""
    return doubts.notes(lecture, of_marks="")  # of which the script says more


def packed(lecture: Lecture) -> dict[str, str]:
    """What is laid out, deflated: three hours are less than half as long so, in a script of many bytes a tenth."""
    text = codec.dump(laid_out(lecture))
    return {"packed": b64encode(compress(text.encode(), QUICK)).decode()}


def laid_out(lecture: Lecture) -> dict[str, object]:
    """What transcript.js draws: `segments`, and `stretches` of them, both as it says at its head."""
    segments = lecture.transcript.segments
    places = {id(segment): i for i, segment in enumerate(segments)}
    return {
        "segments": [drawn(segment) for segment in segments],
        "stretches": [_stretch(stretch, places) for stretch in stretches(lecture)],
    }


def drawn(segment: Segment) -> list[object]:
    """A segment as transcript.js takes it."""
    text = one_line(segment.text)
    starts, begins = _words(segment, text)
    return [
        round(segment.start, 2),
        round(segment.end, 2),
        text,
        _steps(round((start - segment.start) * 100) for start in starts),
        _steps(_units(text, begin) for begin in begins),
        _doubts(segment),
    ]


def _words(segment: Segment, text: str) -> tuple[list[float], list[int]]:
    """When each of its words is said, and where it begins in the text; nowhere where the spaces tell that."""
    if doubts.between_spaces(segment, text):
        return [word.start for word in segment.words], []
    placed = doubts.words_in(segment, text) or []
    begins = [place.begin for place in placed]
    if begins == [0, *(i + 1 for i, letter in enumerate(text) if letter == " ")]:
        begins = []
    return [place.start for place in placed], begins


def _steps(numbers: Iterable[int]) -> str:
    return " ".join(str(after - before) for before, after in pairwise([0, *numbers]))


def _units(text: str, until: int | None = None) -> int:
    """The characters of `text[:until]` as JavaScript counts them, in UTF-16: those beyond the first 65,536 are two."""
    return len(text[:until].encode("utf-16-le")) // 2


def _doubts(segment: Segment) -> int | list[list[object]]:
    """Where the doubtful words of its text stand and what they may have been; 1: all of it."""
    found: list[list[object]] = []
    at = 0
    for piece in doubts.pieces(segment):
        if piece.mark == doubts.SENTENCE_MARK:
            return 1
        if piece.mark:
            found.append([at, at + _units(piece.text), piece.perhaps])
        at += _units(piece.text)
    return found


def _stretch(stretch: Stretch, places: dict[int, int]) -> dict[str, object]:
    chapter = stretch.chapter
    about = {"title": one_line(chapter.title), "start": chapter.start, "end": chapter.end} if chapter else {"title": ""}
    return {**about, "told": [_told(one, places) for one in stretch.told]}


def _told(one: Paragraph | Unheard, places: dict[int, int]) -> dict[str, object]:
    if isinstance(one, Unheard):
        return {"unheard": [one.start, one.end]}
    return {"first": places[id(one.segments[0])], "last": places[id(one.segments[-1])], "aside": one.aside}


def said(segments: Sequence[Segment]) -> str:
    """Segments as one paragraph of Markdown, what may have been misheard coloured."""
    return " ".join("".join(_coloured(piece) for piece in doubts.pieces(segment)) for segment in segments)


def _coloured(piece: doubts.Piece) -> str:
    if piece.mark:
        perhaps = _("perhaps: {word}", word=plain(piece.perhaps)) if piece.perhaps else ""
        offer = f" :small[:gray[{perhaps}]]" if perhaps else ""
        return f":orange[{plain(piece.text)}]{offer}"
    text = plain(piece.text)
    before, after = piece.text[:1] == " ", piece.text[-1:] == " " and piece.text != " "
    return f"{' ' * before}{text}{' ' * after}"
