"""Transcripts as the wild brings them: what was said, and when."""

from __future__ import annotations

import io
import time
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
import srt
import webvtt
from hypothesis import given
from hypothesis import strategies as st

from lecture.errors import EmptyRecording
from lecture.export import srt as own_srt
from lecture.export import transcript_txt, vtt
from lecture.intake.captions import Captions, captions, text_of
from lecture.intake.captions_errors import NotATranscript
from lecture.intake.taken import taken
from tests.lecture.export.tides import TIDES

SRT = """\
1
00:00:01,000 --> 00:00:03,000
A tide is the slow
rise of the sea.

2
00:00:03,500 --> 00:00:05,500
Isaac Newton explained it.
"""
TOLD = [(1.0, 3.0, "A tide is the slow rise of the sea."), (3.5, 5.5, "Isaac Newton explained it.")]


def told(given: str | bytes, name: str = "x.srt") -> list[tuple[float, float, str]]:
    """Start, end and text of each sentence or clause."""
    data = given if isinstance(given, bytes) else given.encode()
    found = taken(captions(text_of(name, data)), "en")
    return [(segment.start, segment.end, segment.text) for segment in found.segments]


def said(given: str) -> str:
    return captions(given).text


def cue(*lines: str, before: str = "") -> str:
    """The text of a file with a cue of these lines, and of what is said in it beside another."""
    return said(f"{before}00:00:01,000 --> 00:00:03,000\n" + "\n".join(lines) + "\n")


# How it is written


@pytest.mark.parametrize(
    "data",
    [
        SRT.encode(),
        b"\xef\xbb\xbf" + SRT.encode(),
        SRT.encode("utf-16"),
        SRT.encode("utf-16-le"),
        SRT.encode("utf-16-be"),
        SRT.encode("utf-32"),
        SRT.replace("\n", "\r\n").encode(),
        SRT.replace("\n", "\r").encode(),
        SRT.replace("\n\n", "\n").encode(),  # no blank lines
        SRT.replace("\n\n", "\n\n\n\n").encode(),
        SRT.replace("\n2\n", "\n").replace("1\n0", "0").encode(),  # no numbers
        SRT.replace(",", ".").encode(),
        SRT.replace("00:00:", "00:").encode(),  # no hours
        SRT.replace("00:00:", "0:0:").replace(",000", ",0").encode(),
        SRT.replace(" --> ", "-->").encode(),
        SRT.replace(",500\n", ",500  X1:100 X2:200 Y1:10 Y2:20\n").encode(),
        "\n\n".join(reversed(SRT.strip().split("\n\n"))).encode(),  # not in order
        f"WEBVTT\n\n{SRT}".replace(",", ".").encode(),
        f"WEBVTT - Tides\nKind: captions\n\nNOTE\nnot said\n\nSTYLE\n::cue {{}}\n\n{SRT}".replace(",", ".").encode(),
        f"WEBVTT\n\n{SRT}\nNOTE not said\n".replace(",", ".").encode(),
    ],
)
def test_subtitles_are_read_however_they_are_written(data: bytes) -> None:
    assert told(data) == TOLD


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Über die größte Höhe führt ein schöner Weg; später hören wir davon.", "cp1252"),
        ("Сегодня мы поговорим о приливах и отливах.", "cp1251"),
        ("今天我们讲潮汐，潮汐是由月球的引力引起的。", "gbk"),
        ("今日は潮の満ち引きについて話します。", "shift_jis"),
    ],
)
def test_what_was_written_before_unicode_is_read(text: str, encoding: str) -> None:
    assert [one[2] for one in told(SRT.replace("Isaac Newton explained it.", text).encode(encoding))][1:] == [text]


def test_a_torn_letter_leaves_the_others_as_they_are() -> None:
    torn = SRT.replace("Isaac", "Für Isaac, der es erklärte: größer,").encode() + "ü".encode()[:1]
    assert "Für Isaac, der es erklärte: größer, Newton" in told(torn)[-1][2]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["<i>A</i> <b>tide</b>", '<font color="#fff">rises</font>.'], "A tide rises."),
        (["{\\an8}A tide{\\i1} rises{\\i0}."], "A tide rises."),
        (["<v Roger Bingham>A tide<br>rises.</v>"], "A tide rises."),
        (["<c.colorE5E5E5>A tide</c> rises."], "A tide rises."),
        (["Tom &amp; Ann: x &lt; y&nbsp;&gt; z &#233;&lrm;"], "Tom & Ann: x < y > z é"),
        (["If x < y and y > z, &copy that."], "If x < y and y > z, &copy that."),
        (["[Music] A tide [APPLAUSE]", "(laughter)", "♪ rises. ♪"], "A tide rises."),
        (["The set [a, b] is closed", "and (0, 1) open."], "The set [a, b] is closed and (0, 1) open."),
        (["(so that is what we call a limit)"], "(so that is what we call a limit)"),
        (["（所以这就是我们所说的极限）"], "（所以这就是我们所说的极限）"),
        (["(a, b)", "is in [log n + 1] or [x^2]."], "(a, b) is in [log n + 1] or [x^2]."),
        (["On [0, 𝑥) in ℝ, [ℝ] or [t-1]."], "On [0, 𝑥) in ℝ, [ℝ] or [t-1]."),
        (["[笑] 潮汐[音乐]", "(观众鼓掌)", "(웃음)", "(door slams shut)", "[박수]"], "潮汐"),
        (["[SPEAKER 1]: A tide [speaking in French] rises."], "A tide rises."),
        (["The [? spring ?] tide f[0] of [12]."], "The spring tide f[0] of [12]."),
        ([">> A tide", ">>> PROFESSOR: rises."], "A tide rises."),
        ([">> John Smith: A tide", "- rises."], "A tide rises."),
        (["JOHN DOE: A tide rises."], "A tide rises."),
        (["Remember this: -5 degrees, at 12:30."], "Remember this: -5 degrees, at 12:30."),
        (["42"], "42"),
        (["潮汐是", "水。"], "潮汐是水。"),
        (["สวัสดี ครับ"], "สวัสดี ครับ"),
    ],
)
def test_only_what_was_said_is_taken(lines: list[str], expected: str) -> None:
    assert cue(*lines) == expected


def test_a_name_before_a_colon_is_who_speaks_where_it_stands_often() -> None:
    lines = ["Anna: A tide rises.", "Ben: Why?", "Anna: Note: the Moon.", "Ben: I see.", "Anna: Good.", "Ben: Yes."]
    assert said("\n\n".join(lines)) == "A tide rises. Why? Note: the Moon. I see. Good. Yes."
    assert said("Note: the Moon pulls.\n\nTides rise.") == "Note: the Moon pulls. Tides rise."


# When it is said


def test_cues_that_overlap_or_have_no_length_are_said_one_after_the_other() -> None:
    text = (
        "1\n00:00:01,000 --> 00:00:09,000\nOne two.\n\n2\n00:00:02,000 --> 00:00:02,000\nThree.\n\n"
        "3\n00:00:02,000 --> 00:00:04,000\nThree.\n\n4\n00:00:02,000 --> 00:00:04,000\nFour.\n\n"
        "5\n00:00:05,000 --> 00:00:05,000\nFive six.\n\n6\n00:00:07,000 --> 00:00:06,000\nSeven.\n"
    )
    assert told(text) == [
        (1.0, 2.0, "One two."),
        (2.0, 3.09, "Three."),
        (3.09, 4.0, "Four."),
        (5.0, 5.8, "Five six."),
        (7.0, 7.4, "Seven."),
    ]


def test_no_segment_is_longer_than_fifteen_seconds_and_each_word_lies_in_it() -> None:
    text = "1\n00:00:00,000 --> 00:10:00,000\n" + "and so on, " * 200 + "\n\n2\n00:20:00,000 --> 01:00:00,000\nEnd\n"
    found = taken(captions(text), "en")
    assert max(segment.end - segment.start for segment in found.segments) <= 15
    assert found.segments[-1].end - found.segments[-1].start <= 2
    for segment in found.segments:
        assert [word.text for word in segment.words] == segment.text.split()
        assert segment.start == segment.words[0].start
        assert segment.end == segment.words[-1].end
    words = [word for segment in found.segments for word in segment.words]
    assert all(one.start <= one.end <= other.start for one, other in pairwise(words))


ROLLING = """\
WEBVTT
Kind: captions
Language: en

00:00:01.000 --> 00:00:03.000 align:start position:0%
\x20
a<00:00:01.500><c> tide</c><00:00:02.000><c> is</c>

00:00:03.000 --> 00:00:03.010 align:start position:0%
a tide is
\x20

00:00:03.010 --> 00:00:05.000 align:start position:0%
a tide is
the<00:00:03.500><c> slow</c><00:00:04.000><c> rise</c>

00:00:05.000 --> 00:00:05.010 align:start position:0%
the slow rise
\x20

00:00:05.010 --> 00:00:07.000 align:start position:0%
the slow rise
of<00:00:06.000><c> the</c><00:00:06.500><c> sea</c>
"""


def test_what_youtube_rolls_is_said_once_and_each_word_at_its_moment() -> None:
    words = captions(ROLLING).words
    assert "".join(word.text for word in words) == " a tide is the slow rise of the sea"
    starts = [1.0, 1.5, 2.0, 3.01, 3.5, 4.0, 5.01, 6.0, 6.5]
    assert [word.start for word in words] == starts


@pytest.mark.parametrize(
    ("line", "starts"),
    [
        ("Welcome <00:02.000>to <00:03.000>the <00:04.000>lecture", [1.0, 2.0, 3.0, 4.0]),
        ("Welcome<00:02.000> to<00:03.000> the<00:04.000> lecture", [1.0, 2.0, 3.0, 4.0]),
        ("Welcome <00:02.000> to <c><00:03.000></c> the <00:04.000> lecture", [1.0, 2.0, 3.0, 4.0]),
        ("<00:01.000>Welcome <00:02.000>to <00:03.000><i>the</i> <00:04.000>lecture ", [1.0, 2.0, 3.0, 4.0]),
    ],
)
def test_spaces_stand_before_or_behind_the_times_of_words(line: str, starts: list[float]) -> None:
    found = captions(f"WEBVTT\n\n00:01.000 --> 00:05.000\n{line}\n")
    assert found.text == "Welcome to the lecture"
    assert [word.start for word in found.words] == starts


def test_syllables_at_their_times_are_one_word_and_its_mark_stays_at_it() -> None:
    text = captions("WEBVTT\n\n00:01.000 --> 00:05.000\nWel<00:02.000>come <00:03.000>all<00:04.000>.\n").text
    assert text == "Welcome all."


def test_live_subtitles_that_grow_are_said_once() -> None:
    grown = ["A TIDE", "A TIDE IS THE", "IS THE SLOW RISE", "SLOW RISE OF", "RISE OF THE SEA"]
    text = "".join(f"00:00:0{at},000 --> 00:00:0{at + 1},000\n{line}\n\n" for at, line in enumerate(grown))
    assert said(text) == "A TIDE IS THE SLOW RISE OF THE SEA"


def test_what_is_said_twice_is_there_twice() -> None:
    lines = ["Very good.", "Very good.", "Is it?", "It is", "is it not?", "So we go on.", "On to the Moon.", "Thanks."]
    text = "".join(f"00:00:0{at},000 --> 00:00:0{at + 1},000\n{line}\n\n" for at, line in enumerate(lines))
    assert said(text) == " ".join(lines)


# Text files


@pytest.mark.parametrize(
    "text",
    [
        "0:01 A tide rises.\n0:04 The Moon pulls.\n1:02:03 The end.",
        "[00:00:01] A tide rises.\n[00:00:04] The Moon pulls.\n[01:02:03] The end.",
        "(0:01) - A tide\nrises.\n\n(0:04) - The Moon pulls.\n\n(1:02:03) - The end.",
        "0:01\nA tide rises.\n0:04\nThe Moon pulls.\n1:02:03\nThe end.",
        "Anna   0:01\nA tide rises.\n\nBen   0:04\nThe Moon pulls.\n\nAnna   1:02:03\nThe end.",
        "[00:01.000 --> 00:03.000]  A tide rises.\n[00:04.000 --> 00:06.000]  The Moon pulls.\n"
        "[01:02:03.000 --> 01:02:05.000]  The end.",
        "My notes\n\n0:01 A tide rises.\n0:04 The Moon pulls.\n1:02:03 The end.",
    ],
)
def test_a_text_says_when_at_the_beginning_of_its_lines(text: str) -> None:
    found = captions(text)
    assert found.timed
    assert [(start, line) for start, _, line in told(text, "x.txt")] == [
        (1.0, "A tide rises."),
        (4.0, "The Moon pulls."),
        (3723.0, "The end."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "A tide rises. The Moon pulls.",
        "A tide rises.\nThe Moon pulls.",
        "## **A tide** rises.\nThe Moon pulls.",
        "10:30 is when we met. A tide rises. The Moon pulls.",
    ],
)
def test_a_text_without_times_is_said_at_an_even_pace(text: str) -> None:
    found = captions(text)
    assert not found.timed
    assert [round(word.end - word.start, 2) for word in found.words] == [0.4] * len(found.words)
    assert said(text).endswith("A tide rises. The Moon pulls.")


def test_paragraphs_are_a_pause_apart() -> None:
    assert [(start, end) for start, end, _ in told("A tide rises.\n\nThe Moon pulls.")] == [(0.0, 1.2), (3.2, 4.4)]


def test_words_before_the_first_time_are_a_head_unless_they_were_said() -> None:
    said_before = "word " * 200
    assert captions(f"{said_before}\n2:00 Then.\n2:30 End.").words[0].start == 0.0
    assert captions("A title\n2:00 Then.\n2:30 End.").words[0].start == 120.0


# Our own


@pytest.mark.parametrize("write", [own_srt.write, vtt.write, transcript_txt.write])
def test_what_this_app_wrote_comes_back(write: object) -> None:
    written: bytes = write(TIDES)  # type: ignore[operator]
    spoken = captions(text_of("x.txt", written))
    assert spoken.timed
    assert spoken.text.split() == TIDES.transcript.text.split()


def test_the_transcript_says_where_it_is_from_and_that_no_model_made_it() -> None:
    found = taken(captions(SRT), "en")
    assert found.finished
    assert found.made_by.models == found.made_by.methods == ()
    assert found.remark == "The transcript was taken from a file."
    assert {word.probability for segment in found.segments for word in segment.words} == {1.0}
    guessed = taken(captions("A tide rises."), "en")
    assert guessed.remark == "The transcript was taken from a file that has no times: those shown are guesses."


# Any


LINES = st.text(st.characters(categories=["L", "Nd"]), min_size=1, max_size=12)


@given(st.lists(st.lists(LINES, min_size=1, max_size=2), min_size=1, max_size=6))
def test_what_srt_and_webvtt_write_is_read_as_they_mean_it(cues: list[list[str]]) -> None:
    times = [timedelta(seconds=2 * at) for at in range(len(cues) + 1)]
    subtitles = [srt.Subtitle(at + 1, times[at], times[at + 1], "\n".join(lines)) for at, lines in enumerate(cues)]
    web = webvtt.WebVTT()
    for at, lines in enumerate(cues):
        web.captions.append(webvtt.Caption(f"00:00:{2 * at:02}.000", f"00:00:{2 * at + 2:02}.000", lines))
    by_srt, by_web = captions(srt.compose(subtitles)), captions(web.content)
    assert by_srt == by_web


@given(st.text(max_size=300) | st.binary(max_size=300).map(lambda data: data.decode("latin-1")))
def test_any_text_is_read_or_refused(text: str) -> None:
    for name in ("x.srt", "x.txt"):
        for file in (text, f"WEBVTT\n\n00:01.000 --> 00:02.000\n{text}", f"0:01 {text}\n0:02 {text}"):
            try:
                found = captions(text_of(name, file.encode("utf-8", "surrogatepass")))
            except (EmptyRecording, NotATranscript):
                continue
            _in_order(found)


@pytest.mark.parametrize(
    "bit",
    [
        "[",
        "[a",
        "[?",
        "[? ",
        "(",
        "<i ",
        "{\\",
        "&a",
        ">> ",
        "A: ",
        " ",
        "\n \n",
        "0:01 ",
        "a 0:01\n",
        "__",
        "a\n",
        "*a",
    ],
)
def test_no_text_takes_long(bit: str) -> None:
    began = time.process_time()
    for text in (bit * (300_000 // len(bit)), bit + "a" * 300_000, bit + " " * 300_000 + "x"):
        captions(text)
        captions(f"00:01.000 --> 00:02.000\n{text}\n\n00:02.000 --> 00:03.000\n{text}b")
    assert time.process_time() - began < 20


def _in_order(found: Captions) -> None:
    assert all(0 <= word.start <= word.end for word in found.words)
    assert all(one.start <= other.start for one, other in pairwise(found.words))
    assert all(word.text.strip() for word in found.words)
    assert "".join(segment.text for segment in taken(found, "").segments).split()


def test_real_subtitles_come_whole(shared: Path) -> None:
    files = sorted((shared / "lectures").glob("*.srt"))
    assert len(files) >= 5
    for path in files:
        theirs = " ".join(one.content for one in srt.parse(io.StringIO(path.read_text("utf-8"))))
        assert len(said(path.read_text("utf-8")).split()) > 0.98 * len(theirs.split()), path.name
