"""Subtitles: what other programs read in them, and a checker written from the rules of those who make them."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import pysubs2
import pytest
import srt
import webvtt
from hypothesis import given
from spacy.language import Language

import models
from lecture.export import FORMATS
from lecture.export.cues import Cue, cues
from lecture.export.srt import JOINER
from lecture.export.wording import heading_of, one_line
from lecture.values import Lecture, Segment, Transcript, Word
from tests.lecture.export.tides import TIDES
from tests.lecture.values import LECTURES

SRT = """\
1
00:00:00,000 --> 00:00:02,517
Good morning.

2
00:00:02,600 --> 00:00:09,300
A tide is the slow rise and fall of
the sea, caused by the Moon and the Sun.

3
00:00:12,000 --> 00:00:18,300
The Moon pulls harder on the near side.
And then he said mumble.

4
01:00:00,000 --> 01:00:04,300
Isaac Newton explained the tides in 1687.

"""
CHAPTERS = """\
WEBVTT

00:00:00.000 --> 01:00:00.000
Moon and Sun

01:00:00.000 --> 01:02:09.000
Isaac Newton
"""


def test_a_small_lecture_as_subrip() -> None:
    assert FORMATS["subtitles.srt"].write(TIDES).decode() == SRT


def test_a_small_lecture_as_webvtt_says_the_same() -> None:
    cues_of = SRT.replace(",517", ".517").replace(",600", ".600").split("\n\n")
    bodies = [cue.split("\n", 1)[1] for cue in cues_of if cue]
    expected = "WEBVTT\n\n" + "\n\n".join(bodies).replace(",000", ".000").replace(",300", ".300") + "\n"
    assert FORMATS["subtitles.vtt"].write(TIDES).decode() == expected


def test_the_chapters_are_a_track_without_gaps() -> None:
    assert FORMATS["chapters.vtt"].write(TIDES).decode() == CHAPTERS


# The rules


def wrong(transcript: Transcript, parser: Language | None = None) -> list[str]:
    """What the guides of Netflix and the BBC have against the subtitles of this transcript."""
    made = cues(transcript)
    said = one_line(" ".join(segment.text for segment in sorted(transcript.segments, key=lambda one: one.start)))
    shown = " ".join(" ".join(cue.lines) for cue in made)
    found = [] if shown == said else [f"they say {shown!r}"]
    found += [f"{cue}: {fault}" for cue in made for fault in of_one(cue)]
    found += [f"{cue}: closer to the next than two frames" for cue, following in pairwise(made) if near(cue, following)]
    spoken = list(moments(transcript, made))
    for at, (cue, (start, end)) in enumerate(zip(made, spoken, strict=True)):
        one_long_word = " " not in cue.lines[0] and end - start > 7
        if abs(cue.start / 1000 - start) > 1.5 or (abs(cue.end / 1000 - end) > 1.5 and not one_long_word):
            found.append(f"{cue}: more than 1.5 s off what is said from {start} to {end}")
        letters, stands = sum(map(len, cue.lines)), (cue.end - cue.start) / 1000
        until = spoken[at + 1][0] - 2 / 24 if at + 1 < len(spoken) else float("inf")
        since = made[at - 1].end / 1000 + 2 / 24 if at else 0.0
        room = min(until, end + 1.5, cue.start / 1000 + 7) - max(since, start - 1.5)
        if letters / stands > 20.1 and room > stands + 0.01:
            found.append(f"{cue}: {letters / stands:.0f} characters a second, and {room - stands:.2f} s to spare")
    if parser:
        found += torn(made, spoken, parser)
    return found


def of_one(cue: Cue) -> Iterator[str]:
    if not 1 <= len(cue.lines) <= 2 or any(not 0 < len(line) <= 42 for line in cue.lines):
        yield "not one or two lines of 42"
    if not 0.833 <= (cue.end - cue.start) / 1000 <= 7:
        yield "not 5/6 to 7 s"
    if any(line != line.strip() for line in cue.lines):
        yield "spaces around a line"


def near(cue: Cue, following: Cue) -> bool:
    return following.start - cue.end < 83  # ms


def moments(transcript: Transcript, made: Sequence[Cue]) -> Iterator[tuple[float, float]]:
    """When the first word of each cue begins and its last one ends."""
    words = [word for segment in transcript.segments for word in in_words(segment)]
    at = 0
    for cue in made:
        count = len(" ".join(cue.lines).split())
        yield words[at].start, words[at + count - 1].end
        at += count


def in_words(segment: Segment) -> list[Word]:
    """The segment's words; evenly over its time where it has none."""
    texts = segment.text.split()
    if len(segment.words) == len(texts):
        return list(segment.words)
    text, found, at = " ".join(texts), [], 0
    for each in texts:
        moments = [segment.start + (segment.end - segment.start) * n / len(text) for n in (at, at + len(each) + 1)]
        found.append(Word(moments[0], min(moments[1], segment.end), each))
        at += len(each) + 1
    return found


def torn(made: Sequence[Cue], spoken: Sequence[tuple[float, float]], parser: Language) -> Iterator[str]:
    """Lines that end between an article and its noun, or an auxiliary and its verb, as spaCy parses them."""
    lines: list[tuple[str, bool]] = []  # and whether a silence follows, over which nothing can be held together
    for at, cue in enumerate(made):
        silent = at + 1 == len(made) or spoken[at + 1][0] - spoken[at][1] > 2
        lines += [(line, False) for line in cue.lines[:-1]] + [(cue.lines[-1], silent)]
    parsed = parser(" ".join(line for line, _ in lines))
    at = -1
    for line, silent in lines:
        at += len(line) + 1
        last = parsed.char_span(at - 1, at, alignment_mode="expand")
        if last is None or silent or last.end >= len(parsed):
            continue
        one, following = parsed[last.end - 1], parsed[last.end]
        article = one.lower_ in ("a", "an", "the") and one.pos_ == "DET" and one.head.i > one.i
        auxiliary = one.dep_ in ("aux", "auxpass") and one.pos_ == "AUX" and one.head == following
        if article or auxiliary:
            yield f"{line!r} is torn from {following.text!r}"


@pytest.fixture(scope="module")
def parser() -> Language:
    return models.load_parser()


LECTURES_HELD = [
    "en_chem_gibbs_entropy",
    "en_cs_hashing",
    "en_law_startup_legal",
    "en_ml_rnn_lstm",
    "fr_ml_convnets_translated",
]


@pytest.mark.parametrize("name", LECTURES_HELD)
def test_the_rules_find_nothing_in_a_real_lecture(name: str, shared: Path, parser: Language) -> None:
    subtitles = list(srt.parse((shared / "lectures" / f"{name}.srt").read_text(encoding="utf-8")))
    segments = tuple(
        Segment(one.start.total_seconds(), one.end.total_seconds(), one_line(one.content)) for one in subtitles
    )
    language = name[:2]
    transcript = Transcript(segments, language, segments[-1].end, segments[-1].end)
    assert wrong(transcript, parser if language == "en" else None) == []


def test_the_rules_find_nothing_in_what_whisper_heard(studied: Lecture, parser: Language) -> None:
    assert wrong(studied.transcript, parser) == []


def test_the_rules_do_find_what_is_wrong() -> None:
    """The checker itself: cues as they would be without any thought."""
    text = "The number of slots that are in the table is what we are going to call m in this lecture from now on"
    segments = (Segment(0.0, 2.0, text), Segment(30.0, 30.2, "Well"), Segment(30.2, 45.0, "now."))
    words = text.split()
    bad = [
        Cue(0, 700, (" ".join(words[:5]), " ".join(words[5:8]))),
        Cue(700, 2000, (" ".join(words[8:]),)),
        Cue(32000, 40000, ("Well", "now.", "")),
    ]
    faults = [fault for cue in bad for fault in of_one(cue)]
    assert faults == ["not 5/6 to 7 s", "not one or two lines of 42", "not one or two lines of 42", "not 5/6 to 7 s"]
    assert [near(*pair) for pair in pairwise(bad)] == [True, False]
    spoken = list(moments(Transcript(segments, "en", 45.0, 45.0), bad))
    assert [round(start, 1) for start, _ in spoken] == [0.0, 0.7, 30.0]
    assert list(torn(bad, spoken, models.load_parser())) == ["'are in the' is torn from 'table'"]


# Whatever is said

HOUR = 3_600_000  # ms


def test_languages_without_spaces_are_broken_between_their_letters() -> None:
    text = "潮汐是海水在月球和太阳引力作用下发生的周期性涨落现象。每天有两次高潮和两次低潮，" * 2
    transcript = Transcript((Segment(0.0, 18.0, text),), "zh", 18.0, 18.0)
    made = cues(transcript)
    assert "".join("".join(cue.lines) for cue in made) == text
    assert all(len(line) <= 21 for cue in made for line in cue.lines)
    assert [cue.lines[-1][-1] for cue in made] == ["。", "，", "。", "，"]


def test_a_word_longer_than_a_line_is_cut() -> None:
    address = "https://" + "example" * 12
    made = cues(Transcript((Segment(0.0, 5.0, address),), "en", 5.0, 5.0))
    lines = [line for cue in made for line in cue.lines]
    assert ("".join(lines), sorted(map(len, lines))) == (address, [8, 42, 42])


@given(LECTURES)
def test_any_lecture_is_read_back_by_three_programs(lecture: Lecture) -> None:
    """As long as nothing in it looks like the format's own arrow."""
    made = cues(lecture.transcript)
    shown = ["\n".join(cue.lines) for cue in made]
    times = [(cue.start, cue.end) for cue in made]
    text = FORMATS["subtitles.srt"].write(lecture).decode()
    by_srt = list(srt.parse(text))
    assert [tuple(round(at.total_seconds() * 1000) for at in (one.start, one.end)) for one in by_srt] == times
    unseen = str.maketrans("", "", JOINER)
    assert [one.content.translate(unseen) for one in by_srt] == [text.translate(unseen) for text in shown]
    if all(end < 100 * HOUR for _, end in times):  # pysubs2 reads hours of two figures
        assert [(one.start, one.end) for one in pysubs2.SSAFile.from_string(text, "srt")] == times
    by_webvtt = webvtt.from_string(FORMATS["subtitles.vtt"].write(lecture).decode())
    assert [html.unescape(one.raw_text) for one in by_webvtt.captions] == shown
    chapters = webvtt.from_string(FORMATS["chapters.vtt"].write(lecture).decode()).captions
    titles = {heading_of(chapter) for chapter in lecture.chapters}
    assert {html.unescape(one.raw_text) for one in chapters} <= titles
