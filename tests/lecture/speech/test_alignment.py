"""Every word has the time at which it is said."""

from __future__ import annotations

from itertools import pairwise

from lecture.speech.audio import Samples
from lecture.values import Transcript
from tests.lecture.speech.sounds import Truth
from tests.sounds.make import SPOKEN


def test_times_only_grow_and_never_overlap(growing: list[Transcript]) -> None:
    segments = growing[-1].segments
    assert all(0 < s.end - s.start <= 15 for s in segments)
    assert all(one.end <= other.start for one, other in pairwise(segments))
    for segment in segments:
        times = [time for word in segment.words for time in (word.start, word.end)]
        assert times == sorted(times)
        assert (times[0], times[-1]) == (segment.start, segment.end)


def test_every_word_has_its_time(growing: list[Transcript], lesson: tuple[Samples, list[Truth]]) -> None:
    for segment in growing[-1].segments:
        assert " ".join(word.text for word in segment.words) == segment.text
    words = [word for segment in growing[-1].segments for word in segment.words]
    for name, sentence in (("moon", "reflects"), ("leaves", "oxygen"), ("heat", "body")):
        times = [w for w in words if w.text.strip(".,").lower() == sentence]
        spans = [t for t in lesson[1] if t.sentence == SPOKEN[name][1]]
        assert len(times) == len(spans) == 3
        assert all(t.start - 0.3 <= w.start < w.end <= t.end + 0.3 for w, t in zip(times, spans, strict=True))
    last = [w for w in words if w.text.strip(".") == "oxygen"]  # the last word ends when the sentence does
    ends = [t.end for t in lesson[1] if t.sentence.endswith("oxygen.")]
    assert all(abs(w.end - end) < 0.3 for w, end in zip(last, ends, strict=True))
