"""What is no transcript, or too long for one, and what is kept of a file that was read: nothing."""

from __future__ import annotations

import gc
from dataclasses import replace

import pytest

from lecture import codec
from lecture.errors import EmptyRecording
from lecture.export import lecture_json
from lecture.intake import whole
from lecture.intake.captions import LARGEST, MOST, Captions, captions_of, text_of
from lecture.intake.captions_errors import NotATranscript, TranscriptTooLong
from lecture.intake.taken import taken
from lecture.store import archive
from lecture.transcripts import is_transcript
from tests.conftest import SAMPLE
from tests.lecture.export.tides import TIDES
from tests.lecture.intake.test_captions import SRT


@pytest.mark.parametrize(
    "data",
    [
        SAMPLE.read_bytes(),
        b"%PDF-1.7\n" + bytes(range(256)) * 50,
        b"WEBVTT\n\n",
        b"1\n00:00:01,000 --> 00:00:02,000\n[Music]\n",
        b" \n\n\t\n",
        b"...",
        SAMPLE.read_bytes() + b"A tide rises. " * 700_000,
    ],
)
def test_what_holds_no_words_is_no_transcript(data: bytes) -> None:
    with pytest.raises(NotATranscript, match=r"“x\.srt” holds no transcript that can be read"):
        text_of("x.srt", data)


@pytest.mark.parametrize(
    "text",
    [
        "tide " * (MOST + 1),
        "潮" * (MOST + 1),
        "".join(f"0:{at:02} {'tide ' * 3400}\n" for at in range(60)),
        SRT * 100_000,
        "Où va la mer ? " * (LARGEST // 15 + 1),
    ],
)
def test_more_than_is_said_in_a_day_is_too_long_and_says_what_to_do(text: str) -> None:
    for read in (text_of, captions_of):
        with pytest.raises(TranscriptTooLong) as refused:
            read("x.txt", text.encode())
        assert str(refused.value) == (
            "“x.txt” is too long: a transcript may have 200000 words at most, more than are said in a day. "
            "Cut it in two, and give each part by itself."
        )


def test_a_text_as_long_as_may_be_is_taken_and_its_lecture_can_travel() -> None:
    text = "Ebbe und Flut wechseln. " * (MOST // 4)
    found = captions_of("x.txt", text.encode())
    assert len(found.words) == MOST
    lecture = replace(TIDES, transcript=taken(found, "de"))
    assert len(codec.dump(lecture).encode()) < archive.LECTURE_BYTES - LARGEST
    assert len(lecture_json.write(lecture)) < whole.LARGEST


def test_what_was_read_in_a_file_is_not_kept_in_memory() -> None:
    text_of("x.srt", SRT.encode())
    captions_of("x.srt", SRT.encode())
    gc.collect()
    assert not [one for one in gc.get_objects() if type(one) is Captions]


def test_an_empty_file_is_called_empty() -> None:
    with pytest.raises(EmptyRecording):
        text_of("x.srt", b"")


def test_a_transcript_is_known_by_the_ending_of_its_name() -> None:
    assert [is_transcript(name) for name in ("a.srt", "B.VTT", "c d.txt", "e.mp3", "srt", "f.srt.mp3")] == [
        *[True] * 3,
        *[False] * 3,
    ]
