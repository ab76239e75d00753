"""Recordings that still grow: parts sent twice, torn, too early or to nobody's; and the lecture made of them."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lecture.errors import (
    NotARecording,
    NotebookFull,
    PartMissing,
    QueueFull,
    RecorderFull,
    TooLarge,
    UnknownNotebook,
    UnknownRecording,
)
from lecture.settings import Limits
from lecture.speech.audio import Recording
from lecture.store import growing
from lecture.store.growing import Growing, Recorder, Told
from lecture.store.library import Library
from lecture.store.notebook import Notebook
from lecture.values import Options
from tests.lecture.speech.sounds import spoken, write
from tests.lecture.store.hands import MOMENT, Standing

ONE, TWO = "one-0000-0000-0000", "two-0000-0000-0000"
WEBM = Told("audio/webm", "2026-11-26T10:15:04")
DAY = 86_400.0


@pytest.fixture
def recorder(mine: Notebook) -> Recorder:
    return Recorder(mine)


def send(recorder: Recorder, *parts: bytes, name: str = ONE, told: Told = WEBM) -> int:
    at = 0
    for part in parts:
        at = recorder.take(name, at, part, told)
    return at


def sound(recorder: Recorder, name: str = ONE) -> bytes:
    return (recorder.folder / name / "sound").read_bytes()


def grown(recorder: Recorder, at: float, name: str = ONE) -> None:
    """As if its last part had come then."""
    os.utime(recorder.folder / name / "sound", (at, at))


# Parts


def test_parts_are_kept_one_behind_the_other(recorder: Recorder) -> None:
    assert send(recorder, b"so", b"u", b"nd") == 5
    assert sound(recorder) == b"sound"


def test_a_part_that_comes_twice_is_kept_once(recorder: Recorder) -> None:
    send(recorder, b"so", b"und")
    assert recorder.take(ONE, 0, b"so", WEBM) == 5
    assert recorder.take(ONE, 2, b"und", WEBM) == 5
    assert sound(recorder) == b"sound"


def test_a_part_that_comes_too_early_is_refused_and_it_is_said_where_to_go_on(recorder: Recorder) -> None:
    send(recorder, b"so")
    with pytest.raises(PartMissing, match="2 bytes") as missing:
        recorder.take(ONE, 3, b"nd", WEBM)
    assert missing.value.size == 2
    assert sound(recorder) == b"so"


def test_a_part_that_a_crash_tore_is_mended_by_its_repetition(recorder: Recorder) -> None:
    send(recorder, b"so")
    with (recorder.folder / ONE / "sound").open("ab") as torn:
        torn.write(b"u\0")
    assert recorder.take(ONE, 2, b"und!", WEBM) == 6
    assert sound(recorder) == b"sound!"


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(parts=st.lists(st.binary(min_size=1, max_size=5), min_size=1, max_size=5), data=st.data())
def test_in_whatever_order_and_number_parts_come_only_what_was_recorded_is_kept(
    recorder: Recorder, parts: list[bytes], data: st.DataObject
) -> None:
    whole = b"".join(parts)
    starts = [sum(map(len, parts[:number])) for number in range(len(parts))]
    recorder.discard(ONE)  # of the example before
    recorder.take(ONE, 0, parts[0], WEBM)
    for number in data.draw(st.lists(st.integers(0, len(parts) - 1), max_size=8)):
        kept = len(sound(recorder))
        if starts[number] > kept:
            with pytest.raises(PartMissing):
                recorder.take(ONE, starts[number], parts[number], WEBM)
        else:
            recorder.take(ONE, starts[number], parts[number], WEBM)
        assert whole.startswith(sound(recorder))
    for start, part in zip(starts, parts, strict=True):
        recorder.take(ONE, start, part, WEBM)
    assert sound(recorder) == whole


def test_what_never_began_or_was_discarded_is_unknown(recorder: Recorder) -> None:
    with pytest.raises(UnknownRecording):
        recorder.take(ONE, 2, b"nd", WEBM)
    send(recorder, b"so")
    recorder.discard(ONE)
    recorder.discard(ONE)  # another page
    for act in (lambda: recorder.take(ONE, 2, b"nd", WEBM), lambda: recorder.end(ONE), lambda: recorder.make(ONE)):
        with pytest.raises(UnknownRecording):
            act()
    assert recorder.waiting() == ()


@pytest.mark.parametrize("name", ["", "short", "../../../../etc/passwd", "a" * 65, "..", "%2e%2e/%2e%2e/secret"])
def test_a_name_that_is_none_is_never_a_path(recorder: Recorder, name: str) -> None:
    with pytest.raises(UnknownRecording):
        send(recorder, b"so", name=name)
    with pytest.raises(UnknownRecording):
        recorder.discard(name)


@pytest.mark.parametrize("told", [Told("text/html", WEBM.begun), Told("audio/webm", "yesterday"), Told("", "")])
def test_what_no_microphone_says_is_refused(recorder: Recorder, told: Told) -> None:
    with pytest.raises(NotARecording):
        send(recorder, b"so", told=told)
    assert recorder.waiting() == ()


# Limits


def test_it_may_grow_as_large_as_a_recording_that_is_given(tmp_path: Path) -> None:
    library = Library(tmp_path, Limits(upload_bytes=5))
    recorder = Recorder(library.notebook(library.new_notebook()))
    with pytest.raises(TooLarge, match=r"“Recording 2026-11-26 10\.15\.webm” is too large"):
        send(recorder, b"sound", b"!")
    assert sound(recorder) == b"sound"
    library.close()


def test_before_an_hour_is_recorded_it_is_said_that_there_is_no_room(tmp_path: Path) -> None:
    library = Library(tmp_path, Limits(notebook_lectures=1))
    mine = library.notebook(library.new_notebook())
    mine.add("a.mp3", [b"another"])
    with pytest.raises(NotebookFull):
        send(Recorder(mine), b"so")
    library.close()


def test_only_so_many_may_wait(recorder: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growing, "MOST", 1)
    send(recorder, b"so", b"und")
    with pytest.raises(RecorderFull, match="1 recordings wait"):
        send(recorder, b"so", name=TWO)
    assert recorder.take(ONE, 5, b"!", WEBM) == 6  # what has begun goes on


# What waits


def test_what_was_broken_off_and_what_was_ended_are_listed_the_latest_first(recorder: Recorder) -> None:
    send(recorder, b"so", told=Told("audio/webm", "2026-11-26T10:15:04", seconds=2.0))
    recorder.take(ONE, 2, b"und", Told("audio/webm", "2026-11-26T10:15:04", seconds=4.0))
    send(recorder, b"sound", name=TWO, told=Told("audio/mp4", "2026-11-26T12:00:00", seconds=2520.0))
    recorder.end(TWO)
    for name in (ONE, TWO):
        grown(recorder, MOMENT, name)
    assert recorder.waiting() == (
        Growing(TWO, "2026-11-26T12:00:00", 2520.0, 5, MOMENT, True),
        Growing(ONE, "2026-11-26T10:15:04", 4.0, 5, MOMENT, False),
    )


def test_nobody_elses_are_listed_or_touched(recorder: Recorder, theirs: Notebook) -> None:
    send(recorder, b"so")
    other = Recorder(theirs)
    assert other.waiting() == ()
    other.discard(ONE)
    with pytest.raises(UnknownRecording):
        other.make(ONE)
    assert sound(recorder) == b"so"


def test_a_key_to_record_opens_this_recorder_and_nothing_else(
    library: Library, mine: Notebook, theirs: Notebook
) -> None:
    key = library.recorder_key(mine)
    assert library.recorder(mine.name, key).folder == Recorder(mine).folder
    for name, wrong in ((theirs.name, key), (mine.name, ""), (mine.name, "é"), ("../..", key)):
        with pytest.raises(UnknownNotebook):
            library.recorder(name, wrong)
    with pytest.raises(UnknownNotebook):
        library.notebook(key)


def test_it_waits_for_30_days_after_its_last_part_also_over_a_restart(
    library: Library, recorder: Recorder, clock: Standing
) -> None:
    send(recorder, b"so")
    grown(recorder, MOMENT)
    clock.move(30 * DAY)
    Library(library.folder, clock=clock.clock).close()
    assert sound(recorder) == b"so"
    clock.move(1)
    library.sweep()
    assert recorder.waiting() == ()
    assert not (recorder.folder / ONE).exists()


def test_where_lectures_are_kept_for_less_it_waits_for_less(tmp_path: Path, clock: Standing) -> None:
    library = Library(tmp_path, Limits(keep_days=7), clock.clock)
    recorder = Recorder(library.notebook(library.new_notebook()))
    send(recorder, b"so")
    grown(recorder, MOMENT)
    clock.move(7 * DAY + 1)
    library.sweep()
    assert recorder.waiting() == ()
    library.close()


# The lecture made of it


def test_a_lecture_is_made_of_it_once_and_it_waits_no_longer(recorder: Recorder, mine: Notebook) -> None:
    send(recorder, b"so", b"und")
    options = Options(language="en")
    made = recorder.make(ONE, options, models="Whisper base")
    entry = mine.entry(made)
    assert (entry.file_name, entry.title, entry.options, entry.state) == (
        "Recording 2026-11-26 10.15.webm", "Recording 2026-11-26 10.15", options, "queued"
    )  # fmt: skip
    assert mine.recording(made).read_bytes() == b"sound"
    assert recorder.waiting() == ()
    assert list((mine.storage.folder / "incoming").iterdir()) == []


def test_where_the_queue_is_full_it_waits_on(tmp_path: Path) -> None:
    library = Library(tmp_path, Limits(waiting=0))
    recorder = Recorder(library.notebook(library.new_notebook()))
    send(recorder, b"sound")
    with pytest.raises(QueueFull):
        recorder.make(ONE)
    assert [one.id for one in recorder.waiting()] == [ONE]
    library.close()


@pytest.mark.parametrize(
    ("kind", "container", "codec", "options"),
    [
        ("audio/webm", "webm", "libopus", {"live": "1"}),  # as browsers write it: no lengths, no index
        ("audio/ogg", "ogg", "libopus", {}),
        ("audio/mp4", "mp4", "aac", {"movflags": "frag_every_frame+empty_moov+default_base_moof"}),
    ],
)
def test_what_was_broken_off_is_heard_up_to_there(
    kind: str,
    container: str,
    codec: str,
    options: dict[str, str],
    recorder: Recorder,
    mine: Notebook,
    tmp_path: Path,
) -> None:
    """In parts of any size, the last of them torn."""
    path = write(tmp_path / "whole", spoken("bread"), codec, 48_000, container=container, options=options)
    whole = Recording(path)
    assert len(list(whole)) > 0
    data = path.read_bytes()
    torn = io.BytesIO(data[: len(data) * 2 // 3])
    send(recorder, *iter(lambda: torn.read(1000), b""), told=Told(kind, WEBM.begun))
    made = recorder.make(ONE)
    heard = Recording(mine.recording(made))
    assert len(list(heard)) > 0
    assert -1.2 < heard.seconds - whole.seconds * 2 / 3 < 0.3  # Ogg has pages of a second
