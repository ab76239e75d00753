"""lecture.json comes back as the lecture that it was; what is none, or was changed, is said and not taken."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lecture import cli, codec
from lecture.errors import NewerData
from lecture.export import FORMATS, flashcards_json, lecture_json
from lecture.intake import whole
from lecture.intake.whole import EVERYTHING, FARTHEST, NotALecture, Whole, read
from lecture.values import Lecture, Mark, Transcript, Word, identified
from tests.lecture.export.tides import TIDES
from tests.lecture.values import LECTURES

BEFORE = Path(__file__).parent.parent / "before"
Found = dict[str, Any]


def storable(found: Any) -> Any:
    """What JSON holds, without the surrogates that UTF-8 cannot hold."""
    if isinstance(found, str):
        return found.encode("utf-8", "replace").decode()
    if isinstance(found, list):
        return [storable(one) for one in found]
    return {storable(name): storable(one) for name, one in found.items()} if isinstance(found, dict) else found


def whole_lecture(lecture: Lecture) -> Lecture:
    """One that our own work could have made: heard to its end, dated, of texts that can be kept."""
    lecture = codec.load(Lecture, json.dumps(storable(json.loads(codec.dump(lecture)))))
    transcript = replace(lecture.transcript, heard=lecture.transcript.duration)
    return replace(lecture, date="2026-11-24", transcript=transcript)


FINISHED = LECTURES.map(whole_lecture)


def taken(data: bytes, name: str = "lecture.json") -> Lecture:
    return read(name, io.BytesIO(data)).lecture


@settings(deadline=None)
@given(FINISHED)
def test_what_was_written_is_read_as_it_was_whatever_is_said_in_it(lecture: Lecture) -> None:
    data = lecture_json.write(lecture)
    assert read("lecture.json", io.BytesIO(data)) == Whole(lecture, sha256(data).hexdigest())
    assert lecture_json.write(taken(data)) == data


def test_the_files_own_chapters_and_the_doubts_come_back_too() -> None:
    transcript = replace(TIDES.transcript, marks=(Mark(0.0, "Die See 海 \U0001f30a"), Mark(1800.0)))
    word = replace(transcript.segments[0], words=(Word(0.0, 1.0, "Good", 0.3, "God"),), doubt="noise")
    lecture = replace(TIDES, transcript=replace(transcript, segments=(word, *transcript.segments[1:])))
    assert taken(lecture_json.write(lecture)) == lecture


@pytest.mark.parametrize("name", ["lecture.json", "lecture-3.json"])
def test_what_an_older_app_wrote_is_read(name: str) -> None:
    data = (BEFORE / name).read_bytes()
    assert taken(data) == codec.load(Lecture, data.decode())


def test_a_mark_that_an_editor_put_before_it_is_passed_over() -> None:
    assert taken(b"\xef\xbb\xbf" + lecture_json.write(TIDES)) == TIDES


def test_letters_of_a_files_name_that_utf8_cannot_hold_are_put_otherwise() -> None:
    lecture = replace(TIDES, title="a\udc80", file_name="a\udc80.mp3")
    assert taken(lecture_json.write(lecture)) == replace(TIDES, title="a?", file_name="a?.mp3")


# What is refused


ENDLESS = "a number that is none"


def changed(change: Callable[[Found], object]) -> bytes:
    found: Found = json.loads(lecture_json.write(TIDES))
    change(found)
    return json.dumps(found).replace(f'"{ENDLESS}"', "1e999").encode()


def of_segment(**fields: object) -> bytes:
    return changed(lambda found: found["transcript"]["segments"][0].update(fields))


def of_card(**fields: object) -> bytes:
    return changed(lambda found: found["cards"]["cards"][0].update(fields))


BROKEN = {
    "nothing": b"",
    "no JSON": b"no lecture at all",
    "broken off": lecture_json.write(TIDES)[:-100],
    "no text": b"\xff\xfe\x00{",
    "brackets without end": b"[" * 100_000,
}
OTHER = {
    "a list": b"[1, 2]",
    "a number": b"7",
    "nothing in it": b"{}",
    "flashcards": flashcards_json.write(TIDES),
    "somebody else's": json.dumps({"title": "x", "segments": []}).encode(),
}
CHANGED = {
    "a time that is a word": of_card(start="soon"),
    "a time before the beginning": of_segment(start=-0.5),
    "a time that no recording has": of_segment(end=FARTHEST * 2),
    "a time without end": of_segment(end=ENDLESS),
    "a score that is no number": of_card(score=ENDLESS),
    "a probability above one": of_segment(words=[{"start": 0, "end": 1, "text": "a", "probability": 2}]),
    "a date that is none": changed(lambda found: found.update(date="tomorrow")),
    "a text that cannot be kept": of_card(answer="\udc80"),
    "not heard to its end": changed(lambda found: found["transcript"].update(heard=1.0)),
    "a kind of card that there is not": of_card(kind="riddle"),
}
SAID = {
    "broken": "“my.json” cannot be read: it breaks off, or is no JSON. ",
    "other": "“my.json” holds something else than a lecture of this app. ",
    "changed": "“my.json” holds a lecture, but not as this app wrote it: something in it cannot be right. ",
}


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        pytest.param(kind, data, id=name)
        for kind, files in (("broken", BROKEN), ("other", OTHER), ("changed", CHANGED))
        for name, data in files.items()
    ],
)
def test_what_is_no_lecture_gets_its_sentence(kind: str, data: bytes) -> None:
    with pytest.raises(NotALecture) as caught:
        taken(data, "my.json")
    assert caught.value.kind == kind
    assert caught.value.detail
    assert str(caught.value).startswith(SAID[kind])
    assert f"“{EVERYTHING}”" in str(caught.value)


def test_what_is_larger_than_any_lecture_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    data = lecture_json.write(TIDES)
    monkeypatch.setattr(whole, "LARGEST", len(data))
    assert taken(data) == TIDES
    with pytest.raises(NotALecture, match="is larger than all that is said in a day"):
        taken(data + b" ")


@pytest.mark.parametrize("of", ["lecture", "transcript"])
def test_one_of_a_newer_app_is_named(of: str) -> None:
    def newer(found: Found) -> None:
        (found if of == "lecture" else found[of])["version"] = max(Lecture.VERSION, Transcript.VERSION) + 1

    with pytest.raises(NewerData, match="was saved by a newer version of the app"):
        taken(changed(newer))


def test_the_sentences_name_the_file_as_the_page_does() -> None:
    assert FORMATS["lecture.json"].label == EVERYTHING


@settings(deadline=None, max_examples=200)
@given(place=st.integers(0, 10**6), byte=st.integers(0, 255), cut=st.integers(0, 10**6))
def test_a_damaged_file_is_refused_or_read_but_never_an_accident(place: int, byte: int, cut: int) -> None:
    data = bytearray(lecture_json.write(TIDES))
    data[place % len(data)] = byte
    if place % 3 == 0:
        del data[cut % len(data) :]
    with suppress(NotALecture, NewerData):
        assert isinstance(taken(bytes(data)), Lecture)


# On the command line


def unheard(*_: object, **__: object) -> Lecture:
    raise AssertionError("it was heard")


def test_the_command_line_writes_the_files_of_a_lecture_json_anew(tmp_path: Path) -> None:
    lecture = replace(TIDES, cards=replace(TIDES.cards, cards=identified(TIDES.cards.cards)))
    (tmp_path / "Tides.JSON").write_bytes(lecture_json.write(lecture))
    assert cli.main(unheard, [str(tmp_path / "Tides.JSON"), "--out", str(tmp_path / "notes")]) == 0
    assert {file.name for file in (tmp_path / "notes").iterdir()} == set(FORMATS)
    assert (tmp_path / "notes" / "lecture.json").read_bytes() == lecture_json.write(lecture)


def test_the_command_line_says_in_one_line_what_is_no_lecture(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "my.json").write_text("[]")
    assert cli.main(unheard, [str(tmp_path / "my.json"), "--out", str(tmp_path / "notes")]) == 2
    assert (
        capsys.readouterr().err == f"pipeline.py: {SAID['other']}Give the file that “{EVERYTHING}” made of a lecture.\n"
    )
    assert not (tmp_path / "notes").exists()
