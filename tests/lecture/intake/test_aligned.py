"""The words of captions with the times at which Whisper heard them."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from itertools import pairwise

import pytest

from lecture.intake.aligned import aligned
from lecture.intake.captions import Captions, Said, captions
from lecture.values import Segment, Transcript, Unheard, Word

TEXT = (
    "A tide is the slow rise and fall of the sea. The Moon pulls harder on the near side of the Earth than on the far "
    "side. This difference stretches the ocean into two broad hills of water. In the Bay of Fundy, the water rises by "
    "sixteen meters. Isaac Newton explained the tides in 1687."
)


def heard(*said: str, at: float = 0.0, pace: float = 0.5, doubt: str = "") -> Transcript:
    """Segments of these texts, as Whisper would have heard them: a word each half second, with a doubt of each."""
    segments, now = [], at
    for text in said:
        words = []
        for word in text.split():
            words.append(Word(now, now + pace, word, 0.7))
            now += pace
        segments.append(Segment(words[0].start, now, text, tuple(words), "en", -0.3, doubt=doubt))
    return Transcript(tuple(segments), "en", now + 1, now + 1)


def written(text: str, at: float = 0.0, pace: float = 0.5) -> Captions:
    """The same as captions with times of their own."""
    words = text.split()
    return Captions(tuple(Said(at + pace * i, at + pace * (i + 1), f" {word}") for i, word in enumerate(words)), True)


def joined(*parts: Captions) -> Captions:
    return Captions(tuple(word for part in parts for word in part.words), True)


def laid(transcript: Transcript, given: Captions) -> Transcript:
    found = aligned(transcript, given)
    assert found is not None
    return found


def starts(transcript: Transcript) -> list[tuple[str, float]]:
    return [(word.text, word.start) for segment in transcript.segments for word in segment.words]


def test_words_that_agree_have_the_times_at_which_they_were_heard_and_are_sure() -> None:
    was = heard(TEXT.lower().replace(",", "").replace(".", ""))
    found = laid(was, written(TEXT, at=700, pace=0.3))
    assert found.text == TEXT
    assert [start for _, start in starts(found)] == [start for _, start in starts(was)]
    assert {word.probability for segment in found.segments for word in segment.words} == {1.0}
    assert [segment.text for segment in found.segments[:2]] == [
        "A tide is the slow rise and fall of the sea.",
        "The Moon pulls harder on the near side of the Earth than on the far side.",
    ]
    assert {segment.language for segment in found.segments} == {"en"}


@pytest.mark.parametrize(
    ("misheard", "right"),
    [
        ("the Bay of Fundy", "the Gulf of Fundy"),
        ("sixteen meters", "16 m"),
        ("1687", "sixteen eighty seven"),
        ("Isaac Newton", "Newton"),
        ("A tide", "Well, a tide"),
    ],
)
def test_words_that_differ_share_the_time_of_those_heard_in_their_place(misheard: str, right: str) -> None:
    was = heard(TEXT)
    found = laid(was, written(TEXT.replace(misheard, right)))
    assert found.text == TEXT.replace(misheard, right)
    at = dict(starts(was))
    for word, start in starts(found):
        if TEXT.split().count(word) == 1 and word not in right:
            assert at[word] == start


def test_a_text_without_times_has_those_of_what_was_heard() -> None:
    was = heard(TEXT)
    found = laid(was, captions(f"Tides: a lecture of the year 2020, given in Halifax by somebody\n\n{TEXT}"))
    assert found.text == TEXT  # nobody said its head: there is no time for it
    assert starts(found) == starts(was)


def test_what_was_cut_from_the_recording_is_left_out() -> None:
    scene = "and now a word from our sponsor who sells boats and ropes and sails to all of you " * 3
    first, second = TEXT.split(" This ")
    given = joined(written(first), written(scene, at=60), written(f"This {second}", at=100))
    assert laid(heard(f"{first} This {second}"), given).text == TEXT


def test_fillers_that_captions_leave_out_are_left_out() -> None:
    was = heard(TEXT.replace("This", "um you know this this This").replace("In the", "uh In the"))
    assert laid(was, written(TEXT)).text == TEXT


def test_a_stretch_that_is_missing_from_the_captions_stays_as_it_was_heard() -> None:
    missing = "Somebody asks a question that nobody had written down, and the answer takes quite a while to give. " * 2
    first, second = TEXT.split(" This ")
    was = heard(first, missing.strip(), f"This {second}")
    found = laid(was, joined(written(first), written(f"This {second}", at=12)))
    assert found.text == f"{first} {missing}This {second}"
    assert starts(found) == starts(was)
    probable = {word.text: word.probability for segment in found.segments for word in segment.words}
    assert (probable["question"], probable["Fundy,"]) == (0.7, 1.0)
    doubted = replace(was, segments=(was.segments[0], replace(was.segments[1], doubt="a loop"), was.segments[2]))
    assert laid(doubted, joined(written(first), written(f"This {second}", at=12))).text == TEXT


def test_a_stretch_that_shares_nothing_keeps_its_own_times_moved_as_those_around_it() -> None:
    told = "wholly other words stand written here for what somebody has mumbled without being understood by it"
    noise = "hm " * len(told.split())
    first, second = TEXT.split(" This ")
    was = heard(f"{first} {noise}This {second}")
    given = joined(written(first, at=100), written(told, at=113.5, pace=0.4), written(f"This {second}", at=121.5))
    found = laid(was, given)
    assert found.text == f"{first} {told} This {second}"
    times = dict(starts(found))
    assert (times["wholly"], times["Fundy,"]) == (13.5, dict(starts(was))["Fundy,"])
    assert times["understood"] == pytest.approx(13.5 + 0.4 * told.split().index("understood"), abs=0.02)


def test_captions_of_another_lecture_or_in_another_language_are_refused() -> None:
    other = (
        "An algorithm is a finite list of steps. Sorting puts the elements of a list in the order of their keys. " * 3
    )
    german = "Eine Tide ist das langsame Steigen und Fallen des Meeres. Der Mond zieht stärker an der nahen Seite. " * 3
    for text in (other, german):
        assert aligned(heard(TEXT), written(text)) is None
    assert aligned(Transcript((), "en", 9, 9), written(TEXT)) is None


def test_captions_that_nobody_punctuated_have_the_marks_of_what_was_heard() -> None:
    for bare in (TEXT.lower().replace(",", "").replace(".", ""), TEXT.upper()):
        assert laid(heard(TEXT), written(bare)).text == TEXT


def test_a_place_that_was_not_made_out_is_told_where_the_captions_say_what_was_said() -> None:
    words = TEXT.split()
    was = heard(" ".join(words[:20]), at=0)
    rest = heard(" ".join(words[22:]), at=11)
    both = replace(rest, segments=was.segments + rest.segments, unheard=(Unheard(10.1, 10.9), Unheard(200, 201)))
    found = laid(both, written(TEXT))
    assert found.text == TEXT
    assert found.unheard == (Unheard(200, 201),)


def test_a_script_without_spaces_is_laid_letter_by_letter() -> None:
    text = "今天我们讲潮汐。潮汐是由月球和太阳的引力引起的。"
    words = ["今天", "我们", "将", "潮汐", "。", "潮汐", "是由", "月球", "和", "太阳", "的", "引力", "引起", "的", "。"]
    spoken = tuple(Word(0.5 * i, 0.5 * (i + 1), word, 0.6) for i, word in enumerate(words))
    was = Transcript((Segment(0, 7.5, "".join(words), spoken, "zh"),), "zh", 8, 8)
    found = laid(was, captions(f"00:01.000 --> 00:09.000\n{text}"))
    assert found.text.replace(" ", "") == text
    times = dict(starts(found))
    assert (times["讲"], times["月"]) == (1.0, 3.5)


def test_segments_are_sentences_of_at_most_fifteen_seconds_in_order() -> None:
    long = " ".join(f"word{i}" for i in range(400))
    found = laid(heard(long), written(long.replace("word7 ", "seven ")))
    assert max(segment.end - segment.start for segment in found.segments) <= 15
    assert all(one.end <= other.start for one, other in pairwise(found.segments))


def test_three_hours_take_seconds() -> None:
    chance = random.Random(3)
    words = [f"w{chance.randrange(3000)}" for _ in range(30_000)]
    was = heard(*(" ".join(words[at : at + 20]) for at in range(0, 30_000, 20)), pace=0.36)
    given = written(" ".join(word for word in words if chance.random() > 0.1), pace=0.4)
    began = time.process_time()
    laid(was, given)
    assert time.process_time() - began < 10
