"""Captions through the pipeline: alone, with the recording, from where the work was stopped, and by command."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import jiwer
import pytest

import models
import pipeline
from lecture import cli
from lecture.errors import NotARecording
from lecture.export import srt as subtitles
from lecture.export import wording
from lecture.hunks import core
from lecture.intake.captions import text_of
from lecture.intake.captions_errors import NotATranscript
from lecture.speech import transcribe as speech
from lecture.speech.kinds import ENDINGS
from lecture.values import Lecture, Options, Progress, Provenance, Task, Transcript, Word
from tests.test_pipeline import stopped, words

HEARD = Provenance(models=("Whisper base",), methods=("captions",))
TXT = "Heute geht es um die Gezeiten.\n\nDie Gezeiten sind das Steigen und Fallen des Meeres, und das ist wichtig."


def unheard(*_: object, **__: object) -> Iterator[Transcript]:
    raise AssertionError("Whisper was asked")


@pytest.fixture
def no_whisper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speech, "transcribe", unheard)
    monkeypatch.setattr(models, "load_whisper", unheard)


def spoken(transcript: Transcript) -> list[Word]:
    return [word for segment in transcript.segments for word in segment.words]


def apart(heard: Transcript, found: Transcript) -> list[float]:
    """By how many seconds each word that both have is moved, as difflib finds them."""
    was, now = spoken(heard), spoken(found)
    here, there = ([core(word.text).casefold() for word in one] for one in (was, now))
    blocks = SequenceMatcher(None, here, there, autojunk=False).get_matching_blocks()
    pairs = [(was[block.a + at], now[block.b + at]) for block in blocks for at in range(block.size)]
    return [max(abs(one.start - other.start), abs(one.end - other.end)) for one, other in pairs]


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.usefixtures("no_whisper")
def test_subtitles_alone_give_notes_and_no_model_is_said_to_have_heard_them(studied: Lecture, tmp_path: Path) -> None:
    reported: list[Progress] = []
    file = written(tmp_path, "Tides.srt", subtitles.write(studied))
    made = pipeline.study(file, on_progress=reported.append)
    assert (made.title, made.file_name, made.transcript.language) == ("Tides", "Tides.srt", "en")
    assert made.transcript.text == studied.transcript.text
    assert made.transcript.finished
    assert len(made.cards.cards) >= 5
    assert made.summary.overview
    assert made.transcript.duration == pytest.approx(studied.transcript.segments[-1].end, abs=2)
    facts = dict(wording.facts(made))
    assert "Transcript by" not in facts
    assert facts["Note"] == "The transcript was taken from a file."
    assert [one.transcript for one in reported if one.stage == "speech"] == [made.transcript]


@pytest.mark.usefixtures("no_whisper")
def test_a_text_in_another_language_is_read_in_it_or_in_the_one_that_was_chosen(tmp_path: Path) -> None:
    file = written(tmp_path, "Gezeiten.txt", TXT)
    found = pipeline.transcribe(file)
    assert {found.language, *(segment.language for segment in found.segments)} == {"de"}
    assert found.remark.endswith("that has no times: those shown are guesses.")
    assert pipeline.transcribe(file, Options("da")).language == "da"
    translated = pipeline.transcribe(file, Options(task="translate"))
    assert translated.written_in == "de"
    assert translated.remark.endswith("only what is heard is translated.")


@pytest.mark.usefixtures("no_whisper")
@pytest.mark.parametrize("content", [TXT, "0:01 A tide rises.\n0:04 The Moon pulls."])
@pytest.mark.parametrize("task", ["transcribe", "translate"])
def test_what_is_passed_on_to_another_student_does_not_name_the_file(tmp_path: Path, content: str, task: Task) -> None:
    options = Options(task=task)
    mine, theirs = (written(tmp_path, name, content) for name in ("My name.txt", "Another.txt"))
    found = pipeline.transcribe(mine, options)
    assert found == pipeline.transcribe(theirs, options)
    assert found.remark.startswith("The transcript was taken from a file")


@pytest.mark.usefixtures("no_whisper")
def test_what_holds_no_transcript_says_so(tmp_path: Path, sample: Path) -> None:
    with pytest.raises(NotATranscript, match=r"“x\.srt”"):
        pipeline.study(written(tmp_path, "x.srt", sample.read_bytes()))


def test_a_text_that_is_called_a_recording_is_none_as_before(tmp_path: Path) -> None:
    assert not {"srt", "vtt", "txt"} & set(ENDINGS)
    with pytest.raises(NotARecording):
        pipeline.transcribe(written(tmp_path, "Tides.mp3", TXT))


@pytest.mark.usefixtures("no_whisper")
def test_notes_made_anew_of_an_edited_transcript_rest_on_that(studied: Lecture, tmp_path: Path) -> None:
    file = written(tmp_path, "Tides.txt", "Not this.")
    assert pipeline.transcribe(file, so_far=studied.transcript) == studied.transcript
    edited = replace(studied.transcript, made_by=HEARD)
    assert pipeline.transcribe(tmp_path / "Tides.mp3", Options(captions="Not this."), so_far=edited) == edited


# With the recording


def test_the_words_are_those_of_the_captions_and_the_times_those_of_whisper(studied: Lecture, sample: Path) -> None:
    official = sample.with_suffix(".txt").read_text()
    found = pipeline.transcribe(sample, Options(captions=official), so_far=studied.transcript)
    assert found.text.split() == official.split()
    assert found.made_by == HEARD
    assert not any(word.unsure for word in spoken(found))
    assert (found.remark, found.duration, found.language) == ("", studied.transcript.duration, "en")
    moved = apart(studied.transcript, found)
    assert len(moved) > 0.95 * len(spoken(studied.transcript))
    assert max(moved) == 0


def test_captions_that_run_ahead_and_drift_are_laid_where_they_are_heard(studied: Lecture, sample: Path) -> None:
    segments = tuple(
        replace(segment, start=(segment.start + 90) * 1.01, end=(segment.end + 90) * 1.01, words=())
        for segment in studied.transcript.segments
    )
    late = replace(studied.transcript, segments=segments, duration=300.0)
    given = text_of("late.srt", subtitles.write(replace(studied, transcript=late)))
    found = pipeline.transcribe(sample, Options(captions=given), so_far=studied.transcript)
    assert [word.start for word in spoken(found)] == [word.start for word in spoken(studied.transcript)]


def test_work_that_was_stopped_goes_on_and_ends_as_without_the_stop(studied: Lecture, sample: Path) -> None:
    options = Options(captions=sample.with_suffix(".txt").read_text())
    before = stopped(sample, options)
    assert before.made_by.methods == ()  # what is kept of the work is what was heard
    resumed = pipeline.transcribe(sample, options, so_far=before)
    assert resumed.text == pipeline.transcribe(sample, options, so_far=studied.transcript).text
    assert resumed.made_by == HEARD


def test_captions_of_another_lecture_leave_what_was_heard_and_say_so_once(studied: Lecture, sample: Path) -> None:
    other = Options(captions="An algorithm is a finite list of steps. Sorting orders the keys of a list. " * 9)
    damaged = replace(studied.transcript, remark="The recording breaks off.")
    found = pipeline.transcribe(sample, other, so_far=damaged)
    assert found == replace(damaged, remark=f"The recording breaks off.\n{pipeline.OF_ANOTHER}")
    assert pipeline.transcribe(sample, other, so_far=found) == found


def test_subtitles_in_the_language_of_a_lecture_that_is_translated_are_not_used_and_that_is_said_once(
    studied: Lecture, sample: Path
) -> None:
    translated = replace(studied.transcript, task="translate", language="de")
    german = Options(task="translate", captions=TXT)
    found = pipeline.transcribe(sample, german, so_far=translated)
    assert found == replace(translated, remark=pipeline.NOT_ENGLISH)
    assert pipeline.transcribe(sample, german, so_far=found) == found
    english = Options(task="translate", captions=sample.with_suffix(".txt").read_text())
    laid = pipeline.transcribe(sample, english, so_far=translated)
    assert (laid.made_by, laid.remark, laid.text.split()) == (HEARD, "", english.captions.split())
    other = Options(task="translate", captions="An algorithm is a finite list of steps. It orders the keys. " * 9)
    assert pipeline.transcribe(sample, other, so_far=translated).remark == pipeline.OF_ANOTHER


def test_reports_say_whose_the_words_and_the_times_are(studied: Lecture) -> None:
    made = replace(studied, transcript=replace(studied.transcript, made_by=HEARD))
    assert dict(wording.facts(made))["Transcript by"] == "Whisper base, and the subtitles that came with it"


# By command


def test_the_command_takes_a_transcript_beside_the_recording_or_in_its_place(
    tmp_path: Path, studied: Lecture, sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[tuple[str, Options]] = []

    def study(recording: Path, options: Options, **_: Any) -> Lecture:
        asked.append((recording.name, options))
        return studied

    text = sample.with_suffix(".txt")
    out = ["--out", str(tmp_path / "notes")]
    assert cli.main(study, [str(sample), "--transcript", str(text), *out]) == 0
    assert cli.main(study, [str(text), *out]) == 0
    assert asked == [("lecture.mp3", Options(captions=text.read_text())), ("lecture.txt", Options())]
    assert json.loads((tmp_path / "notes" / "lecture.json").read_text())["title"] == "Tides"
    assert cli.main(study, [str(sample), "--transcript", str(sample), *out]) == 2
    assert cli.main(study, [str(sample), "--transcript", "nowhere.srt", *out]) == 2
    said = capsys.readouterr().err.splitlines()
    assert said[0].startswith("pipeline.py: “lecture.mp3” holds no transcript that can be read.")
    assert said[1].startswith("pipeline.py: There is no file “nowhere.srt”.")
    assert len(asked) == 2


# Half an hour of real speech


def test_an_official_text_of_half_an_hour_is_whole_and_each_word_is_where_it_was_heard(shared: Path) -> None:
    recording = shared / "speech" / "lecture.opus"
    official = recording.with_suffix(".txt").read_text()
    heard = pipeline.transcribe(recording)
    found = pipeline.transcribe(recording, Options(captions=official), so_far=heard)
    assert jiwer.wer(words(official), words(found.text)) < 0.002 < jiwer.wer(words(official), words(heard.text))
    assert not any(word.unsure for word in spoken(found))
    assert max(segment.end - segment.start for segment in found.segments) <= 15
    moved = apart(heard, found)
    assert len(moved) > 0.9 * len(spoken(found))
    assert sum(one <= 0.2 for one in moved) > 0.99 * len(moved)
