"""Settings: what each is without it, what each may be, and the one sentence where it cannot be used."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import platformdirs
import pytest

from lecture.errors import SettingError
from lecture.settings import APP, SETTINGS, Limits, Settings, current, read

USUAL = Settings(
    whisper_model="base",
    summary_model="t5-small",
    question_model="valhalla/t5-small-qg-hl",
    data=platformdirs.user_data_path(APP),
    cache=platformdirs.user_cache_path(APP),
    limits=Limits(2 * 2**30, 1000, 50 * 2**30, 0, 100),
    shared=False,
    scheduler="",
)


def test_without_any_setting_all_are_as_the_table_says() -> None:
    assert read({}) == USUAL
    assert USUAL.limits == Limits()
    assert read({setting.name: " " for setting in SETTINGS}) == USUAL


@pytest.mark.parametrize(
    ("name", "text", "settings"),
    [
        ("WHISPER_MODEL", "tiny", replace(USUAL, whisper_model="tiny")),
        ("SUMMARY_MODEL", "/models/t5", replace(USUAL, summary_model="/models/t5")),
        ("QUESTION_MODEL", "me/asks", replace(USUAL, question_model="me/asks")),
        ("LECTURE_DATA", "/srv/notes", replace(USUAL, data=Path("/srv/notes"))),
        ("LECTURE_CACHE", "~/cache", replace(USUAL, cache=Path.home() / "cache")),
        ("LECTURE_UPLOAD_MB", "1", replace(USUAL, limits=Limits(upload_bytes=2**20))),
        ("LECTURE_NOTEBOOK_LECTURES", "2", replace(USUAL, limits=Limits(notebook_lectures=2))),
        ("LECTURE_NOTEBOOK_MB", "3", replace(USUAL, limits=Limits(notebook_bytes=3 * 2**20))),
        ("LECTURE_KEEP_DAYS", "4", replace(USUAL, limits=Limits(keep_days=4))),
        ("LECTURE_QUEUE", " 5 ", replace(USUAL, limits=Limits(waiting=5))),
        ("LECTURE_SCHEDULER", "tcp://10.0.0.1:8786", replace(USUAL, scheduler="tcp://10.0.0.1:8786")),
        *(("LECTURE_SHARED", text, replace(USUAL, shared=True)) for text in ("1", "true", "YES", "on")),
        *(("LECTURE_SHARED", text, USUAL) for text in ("0", "false", "No", "off", "")),
    ],
)
def test_each_setting_changes_what_it_names_and_nothing_else(name: str, text: str, settings: Settings) -> None:
    assert read({name: text}) == settings


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        *(
            (name, text, f"{name} is “{text}”, but must be a whole number. Correct or unset it, and start again.")
            for name in (
                "LECTURE_UPLOAD_MB",
                "LECTURE_NOTEBOOK_LECTURES",
                "LECTURE_NOTEBOOK_MB",
                "LECTURE_KEEP_DAYS",
                "LECTURE_QUEUE",
            )
            for text in ("much", "-1", "1.5")
        ),
        (
            "LECTURE_DATA",
            "~nobody-here/notes",
            "LECTURE_DATA is “~nobody-here/notes”, but must be a folder that there can be. "
            "Correct or unset it, and start again.",
        ),
        (
            "LECTURE_SHARED",
            "perhaps",
            "LECTURE_SHARED is “perhaps”, but must be 1, true, yes or on, or else 0, false, no or off. "
            "Correct or unset it, and start again.",
        ),
    ],
)
def test_a_wrong_one_stops_the_start_with_one_sentence(name: str, text: str, sentence: str) -> None:
    with pytest.raises(SettingError) as raised:
        read({name: text})
    assert str(raised.value) == sentence


def test_they_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LECTURE_QUEUE", "7")
    first = current()
    monkeypatch.setenv("LECTURE_QUEUE", "8")
    assert first.limits.waiting == 7
    assert current() is first
