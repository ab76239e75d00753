"""A transcript that somebody wrote -> a Transcript as if it had been heard, for a lecture without its recording."""

from __future__ import annotations

from lecture.clauses import sentences
from lecture.intake.captions import Captions, Said
from lecture.tongue import _
from lecture.values import Segment, Transcript, Word


def taken(captions: Captions, language: str, *, translate: bool = False) -> Transcript:
    """The words in sentences, or clauses of at most 15 s. No model made it, and each word is as sure as it is written.

    language : of the text, a Whisper code; empty where nobody knows
    translate : the student has asked for a translation, which only what is heard gets
    """
    segments = tuple(segment(group, language) for group in sentences(list(captions.words)))
    duration = segments[-1].end
    return Transcript(segments, language, duration, duration, remark=_remark(captions, translate=translate))


def segment(words: list[Said], language: str) -> Segment:
    return Segment(
        words[0].start,
        max(word.end for word in words),
        "".join(word.text for word in words).strip(),
        tuple(Word(word.start, word.end, word.text.strip()) for word in words),
        language,
    )


def _remark(captions: Captions, *, translate: bool) -> str:
    """It names no file: another student may have given the same by another name."""
    if translate:
        return _("The transcript was taken from a file as it is written: only what is heard is translated.")
    if not captions.timed:
        return _("The transcript was taken from a file that has no times: those shown are guesses.")
    return _("The transcript was taken from a file.")
