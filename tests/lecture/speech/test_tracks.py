"""Of several sound tracks the one that speaks is heard; the student may choose another."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from benchmarks.odd_doors import spoken_track
from lecture import cli
from lecture.errors import Cancelled, NoSuchTrack
from lecture.speech.audio import SAMPLE_RATE, Recording, Samples
from lecture.speech.playable import playable
from lecture.speech.source import Source
from lecture.speech.transcribe import Recognizer, transcribe
from lecture.values import Lecture, Options, Track
from tests.lecture.speech import sounds


@pytest.fixture(scope="module")
def voice() -> Samples:
    sound, _ = sounds.joined(["heat", "copper", "moon", "leaves"] * 3, [0.7] * 12)
    return sound


@pytest.fixture(scope="module")
def few_words(voice: Samples) -> Samples:
    """A sentence, and nothing for the rest."""
    return np.where(np.arange(len(voice)) < 3 * SAMPLE_RATE, voice, 0).astype(np.float32)


def write(path: Path, tracks: list[Samples], names: list[dict[str, str]] | None = None) -> Path:
    """A file with a sound track of each; the first is the one that players take."""
    with av.open(str(path), "w") as out:
        streams = [out.add_stream("aac", rate=SAMPLE_RATE, layout="mono") for _ in tracks]
        for stream, name in zip(streams, names or [], strict=False):
            stream.metadata.update(name)
        for at in range(0, len(tracks[0]) - 1023, 1024):
            for sound, stream in zip(tracks, streams, strict=True):
                frame = av.AudioFrame.from_ndarray(sound[None, at : at + 1024].copy(), format="fltp", layout="mono")
                frame.sample_rate, frame.pts, frame.time_base = SAMPLE_RATE, at, Fraction(1, SAMPLE_RATE)
                out.mux(stream.encode(frame))
        for stream in streams:
            out.mux(stream.encode(None))
    return path


@pytest.mark.parametrize("ending", ["mp4", "mkv", "ts"])
def test_the_track_that_players_take_is_heard_where_it_speaks(ending: str, voice: Samples, tmp_path: Path) -> None:
    path = write(tmp_path / f"a.{ending}", [voice, np.roll(voice, 8_000)])
    assert spoken_track(path, "a") == 1


@pytest.mark.parametrize("ending", ["mp4", "mkv", "ts"])
def test_where_it_is_silent_or_noise_the_one_that_speaks_is_heard(
    ending: str, voice: Samples, few_words: Samples, tmp_path: Path
) -> None:
    hiss = np.random.default_rng(0).normal(0, 0.05, len(voice)).astype(np.float32)
    path = write(tmp_path / f"a.{ending}", [hiss, 0 * voice, few_words, voice])
    assert spoken_track(path, "a") == 4


def test_a_word_that_no_look_falls_on_is_found_all_the_same(voice: Samples, tmp_path: Path) -> None:
    long = np.tile(0 * voice, 4)
    spoken = long.copy()
    step = len(long) // 12
    spoken[step : step + 2 * SAMPLE_RATE] = voice[SAMPLE_RATE : 3 * SAMPLE_RATE]  # half way between two looks
    assert spoken_track(write(tmp_path / "a.mkv", [long, spoken]), "a") == 2


def test_where_nobody_speaks_it_is_the_one_that_players_take(tmp_path: Path) -> None:
    assert spoken_track(write(tmp_path / "a.mkv", [sounds.silence(5)] * 2), "a") == 1


def test_while_tracks_are_heard_through_it_can_be_stopped(
    recognizer: Recognizer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "a.mkv", [sounds.silence(5)] * 2)
    monkeypatch.setattr("lecture.speech.transcribe.PATIENCE", 0.0)
    signs = transcribe(recognizer, path, Options(), name="a")
    looking = [next(signs), next(signs)]
    assert [(one.tracks, one.finished) for one in looking] == [((), False)] * 2
    del signs
    source = Source(path, "a", None)
    assert len(list(source.look())) == 2  # a block of each
    assert (source.track, len(source.tracks)) == (1, 2)


def test_a_file_of_one_track_has_nothing_to_choose(voice: Samples, tmp_path: Path) -> None:
    path = write(tmp_path / "a.mp4", [voice])
    assert spoken_track(path, "a") is None
    assert Recording(path).tracks == ()


def test_tracks_are_called_by_title_or_language(voice: Samples, tmp_path: Path) -> None:
    path = write(tmp_path / "a.mkv", [voice] * 3, [{"title": "Microphone"}, {"language": "fra"}, {}])
    assert Recording(path).tracks == (Track(1, "Microphone"), Track(2, "French"), Track(3, ""))


def test_the_track_that_was_asked_for_is_heard(recognizer: Recognizer, voice: Samples, tmp_path: Path) -> None:
    spanish = np.zeros(len(voice), np.float32)
    sentence = sounds.spoken("spanish")
    spanish[: len(sentence)] = sentence
    path = write(tmp_path / "a.mp4", [voice, spanish])
    *_, transcript = transcribe(recognizer, path, Options(language="es", track=2))
    assert "agua" in transcript.text.lower()
    assert (transcript.track, len(transcript.tracks)) == (2, 2)
    assert playable(path, "a.mp4", 1) == "audio/mp4"
    assert playable(path, "a.mp4", 2) == ""
    with pytest.raises(NoSuchTrack, match=r"only 2 sound tracks, and no track 3"):
        list(transcribe(recognizer, path, Options(track=3)))


def test_the_command_line_passes_the_track_on(voice: Samples, tmp_path: Path) -> None:
    asked = []

    def study(recording: Path, options: Options, **_: object) -> Lecture:
        asked.append(options.track)
        raise Cancelled

    path = str(write(tmp_path / "a.mp4", [voice, voice]))
    for more in ([], ["--track", "2"]):
        assert cli.main(study, [path, "--out", str(tmp_path / "notes"), *more]) == 2
    assert asked == [None, 2]
    with pytest.raises(SystemExit):
        cli.main(study, [path, "--out", str(tmp_path / "notes"), "--track", "0"])
