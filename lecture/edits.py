"""The student's edits: records upon a lecture as it was heard, done one after the other, and each can be left out.

An edit knows what stood where it was made. Where something else stands there now, since an edit before it was taken
back or the recording was heard again, those of its hunks are done that find their words at the same time.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from lecture.by_time import ByTime
from lecture.hunks import Hunk, done, hunks, places, stands
from lecture.mending import Notes, Say, Stretch, mended_card
from lecture.rewording import believed, letters, one_line, rewritten
from lecture.values import Card, Chapter, Lecture, Segment, Transcript
from lecture.whole_words import replaced

What = Literal["sentence", "everywhere", "right", "titles"]

LONGEST = 5000  # letters of a segment that an edit may write; one of 15 seconds has some hundred
MOST = 20_000  # changes of an edit


@dataclass(frozen=True, slots=True)
class Change:
    """In the segment, or the chapter, that was at `start` to `end`, the text `old` became `new`."""

    start: float
    end: float
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Edit:
    """What the student did at once: wrote a sentence anew, put another word for one that was misheard everywhere, said
    that what is doubted is right, and then nothing is written anew, or gave chapters other titles."""

    id: str  # empty until it is kept
    changes: tuple[Change, ...]
    what: What = "sentence"
    heard: str = ""  # everywhere: the words that were misheard
    meant: str = ""  # and those that were said

    @property
    def empty(self) -> bool:
        """Whether it changes nothing."""
        return not any(self.what == "right" or change.old != change.new for change in self.changes)

    @property
    def fits(self) -> bool:
        """Whether it is of a size that a student would write."""
        texts = [self.heard, self.meant, *(text for change in self.changes for text in (change.old, change.new))]
        times = (time for change in self.changes for time in (change.start, change.end))
        return len(self.changes) <= MOST and max(map(len, texts)) <= LONGEST and all(map(math.isfinite, times))


def written(segment: Segment, text: str, id: str = "") -> Edit:
    """The student writes the segment's text anew. With the `id` of a kept edit it is that one, written on."""
    return Edit(id, (Change(segment.start, segment.end, segment.text, one_line(text)),))


def written_on(before: Edit, edit: Edit) -> Edit | None:
    """An edit of a sentence that goes on from `before`: it stands for both. None where it is of another place."""
    ours, theirs = before.changes[:1], edit.changes[:1]
    alike = before.what == edit.what == "sentence" and len(before.changes) == len(edit.changes) == 1
    if not alike or (ours[0].start, ours[0].end) != (theirs[0].start, theirs[0].end):
        return None
    return replace(before, changes=(replace(ours[0], new=theirs[0].new),))


def confirmed(start: float, end: float, text: str) -> Edit:
    """The student says that this is what was said: a whole segment, or some words of one, which begin at `start`."""
    return Edit("", (Change(start, end, text, text),), "right")


def retitled(chapters: Iterable[tuple[Chapter, str]]) -> Edit:
    """These chapters get these titles; one without a letter leaves a chapter the title that it has."""
    found = [(chapter, one_line(title)) for chapter, title in chapters]
    changes = (Change(chapter.start, chapter.end, chapter.title, title) for chapter, title in found if letters(title))
    return Edit("", tuple(change for change in changes if change.old != change.new), "titles")


def edited(lecture: Lecture, edits: Sequence[Edit]) -> Lecture:
    """The lecture with all of these edits done, in their order."""
    if not edits:
        return lecture
    notes = Notes(lecture)
    for edit in edits:
        for where, say in _sayings(edit):
            notes.mend(where, say, everywhere=edit.what == "everywhere")
        for change in edit.changes if edit.what == "titles" else ():
            notes.retitle(change.start, change.end, change.new)
    return replace(notes.mended(), transcript=edited_transcript(lecture.transcript, edits))


def edited_transcript(transcript: Transcript, edits: Iterable[Edit]) -> Transcript:
    standing = _Standing(transcript.segments)
    for edit in edits:
        standing.take(edit)
    return replace(transcript, segments=tuple(standing.segments))


def rests_on(card: Card, transcript: Transcript) -> tuple[str, ...]:
    """The texts of the segments that the card was made of."""
    return tuple(segment.text for segment in transcript.segments if _meets(card, segment))


def _meets(card: Card, other: Segment | Change) -> bool:
    return other.start < card.end and card.start < other.end


def followed(card: Card, made_of: Sequence[str], transcript: Transcript, edits: Iterable[Edit]) -> Card:
    """A card that was made when its segments had the texts `made_of`, as it says what stands there now.

    transcript : with these edits done
    """
    mended, texts = card, list(made_of)
    for edit in edits:
        if edit.what == "everywhere" and any(_meets(card, change) for change in edit.changes):
            say = _everywhere(edit)
            there = [say(text, True) for text in texts]
            if there != texts:
                mended, texts = mended_card(mended, say), there
    for text, now in zip(texts, rests_on(card, transcript), strict=False):
        if text != now:
            mended = mended_card(mended, _carried(hunks(text, now)))
    return mended


def unplaced(transcript: Transcript, edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """The edits of the text that find no place in it as it was heard, all of them done in their order."""
    standing = _Standing(transcript.segments)
    return tuple(edit for edit in edits if not standing.take(edit))


class _Standing:
    """The segments as they stand while one edit after the other is done."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self.segments = list(segments)
        self._when = ByTime((segment.start, segment.end) for segment in segments)

    def take(self, edit: Edit) -> bool:
        """Do an edit. Whether any of it found its place, or is so already."""
        if edit.what == "titles":  # they have their place elsewhere
            return True
        return sum(self._change(change, edit.what) for change in edit.changes) > 0  # every one is done

    def _change(self, change: Change, what: What) -> bool:
        near = self._when.near(change.start, change.end)
        if what == "right":
            return self._believe(change, near)
        for number in sorted(near, key=lambda number: self.segments[number].start != change.start):
            segment = self.segments[number]
            if segment.text == change.old:
                segment = replace(segment, doubt="") if what == "sentence" else segment
                self.segments[number] = rewritten(segment, change.new)
                return True
        return sum(self._carry(hunk, near) for hunk in hunks(change.old, change.new)) > 0

    def _believe(self, change: Change, near: Iterable[int]) -> bool:
        for number in near:
            if sure := believed(self.segments[number], change.old, change.start):
                self.segments[number] = sure
                return True
        return False

    def _carry(self, hunk: Hunk, near: Sequence[int]) -> bool:
        """Do a hunk in the one of these segments where it fits best."""
        found = [(number, place) for number in near for place in places(self.segments[number].text, hunk)]
        if not found:
            return any(stands(self.segments[number].text, hunk) for number in near)
        number, place = max(found, key=lambda one: one[1].neighbours)
        segment = self.segments[number]
        self.segments[number] = rewritten(segment, done(segment.text, hunk, place, as_written=True))
        return True


def _sayings(edit: Edit) -> Iterator[tuple[Sequence[Stretch], Say]]:
    """What an edit does to the notes that were made of which stretches."""
    where = [(change.start, change.end) for change in edit.changes]
    if edit.what == "everywhere":
        yield where, _everywhere(edit)
    elif edit.what == "sentence":
        for change, stretch in zip(edit.changes, where, strict=True):
            yield [stretch], _carried(hunks(change.old, change.new))


def _everywhere(edit: Edit) -> Say:
    return lambda text, _: replaced(text, edit.heard, edit.meant)


def _carried(found: Sequence[Hunk]) -> Say:
    told = [hunk for hunk in found if not hunk.of_marks]

    def say(text: str, alone: bool) -> str:
        mended = text
        for hunk in told:
            for place in reversed(places(mended, hunk, alone=alone)):
                mended = done(mended, hunk, place, as_written=False)
        return mended if letters(mended) else text  # a note is never emptied

    return say
