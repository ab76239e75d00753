"""One download: a file, one file of several lectures, or a ZIP."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from lecture.export import FORMATS, bundle
from lecture.export.options import USUAL
from lecture.values import Lecture
from tests.lecture.export.tides import TIDES
from tests.lecture.values import LECTURES

TEXT, SRT, ANKI = (FORMATS[name] for name in ("summary.txt", "subtitles.srt", "flashcards.apkg"))


def unzipped(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        assert opened.testzip() is None
        return {name: opened.read(name) for name in opened.namelist()}


def test_one_lecture_in_one_format_is_that_file() -> None:
    assert bundle.write([(TIDES, USUAL)], [TEXT]) == TEXT.write(TIDES)
    assert bundle.kind(1, [TEXT]) == TEXT
    assert bundle.file_name(["Tides"], "", [TEXT]) == "Tides - summary.txt"


def test_several_formats_are_a_zip_under_the_lectures_name() -> None:
    assert unzipped(bundle.write([(TIDES, USUAL)], [TEXT, SRT])) == {
        "summary.txt": TEXT.write(TIDES),
        "subtitles.srt": SRT.write(TIDES),
    }
    assert bundle.kind(1, [TEXT, SRT]) is None
    assert bundle.file_name(["Tides: 1"], "", [TEXT, SRT]) == "Tides 1.zip"


def test_lectures_of_one_name_lie_beside_each_other() -> None:
    titles = ["Tides", "tides", "Tides (2)", "Tides"]
    lectures = [(replace(TIDES, title=title), USUAL) for title in titles]
    names = ["Tides", "tides (2)", "Tides (2) (2)", "Tides (3)"]
    assert list(unzipped(bundle.write(lectures, [TEXT]))) == [f"{name} - summary.txt" for name in names]
    assert list(unzipped(bundle.write(lectures, [TEXT, SRT]))) == [
        f"{name}/{file}" for name in names for file in ("summary.txt", "subtitles.srt")
    ]
    assert bundle.file_name(titles, "Oceans", [TEXT]) == "Oceans.zip"


def test_what_several_lectures_share_is_one_file() -> None:
    both = [(TIDES, USUAL), (replace(TIDES, title="Waves", file_name="waves.mp3"), USUAL)]
    assert ANKI.write_all
    deck = ANKI.write_all(both)
    assert bundle.write(both, [ANKI]) == deck
    assert bundle.file_name(["Tides", "Waves"], "Oceans", [ANKI]) == "Oceans - flashcards.apkg"
    assert unzipped(bundle.write(both, [ANKI, SRT])) == {
        "flashcards.apkg": deck,
        "How the tides work - subtitles.srt": SRT.write(TIDES),
        "Waves - subtitles.srt": SRT.write(both[1][0]),
    }


@hypothesis_settings(max_examples=25)
@given(st.lists(LECTURES, min_size=1, max_size=3))
def test_any_titles_give_as_many_files_and_the_same_bytes(lectures: list[Lecture]) -> None:
    every = [(lecture, USUAL) for lecture in lectures]
    package = bundle.write(every, [TEXT, SRT])
    assert len(unzipped(package)) == 2 * len(lectures)
    assert package == bundle.write(every, [TEXT, SRT])
    name = bundle.file_name([lecture.title for lecture in lectures], "", [TEXT])
    assert 0 < len(name.encode()) <= 200
    assert not set(name) & {*'<>:"/\\|?*', *map(chr, range(32))}
