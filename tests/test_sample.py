"""The sample lecture that comes with the app."""

from __future__ import annotations

from pathlib import Path

import av


def test_the_sample_lecture_is_small_and_between_one_minute_and_one_and_a_half(sample: Path) -> None:
    assert sample.stat().st_size <= 250 * 1024
    with av.open(sample) as container:
        assert container.duration is not None
        assert 60 <= container.duration / av.time_base <= 90
        assert (container.streams.audio[0].codec_context.name, container.streams.audio[0].channels) == ("mp3float", 1)
