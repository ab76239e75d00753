"""Every setting: its name, what it may be, its default and its meaning; read and checked once, into one typed value."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import platformdirs

from lecture.errors import SettingError
from lecture.tongue import N_

APP = "lecture-voice-to-notes"  # what its folders are called


@dataclass(frozen=True, slots=True)
class Limits:
    """What an operator may set."""

    upload_bytes: int = 2 * 2**30
    notebook_lectures: int = 1000
    notebook_bytes: int = 50 * 2**30
    keep_days: int = 0  # 0: for ever
    waiting: int = 100  # lectures in the queue
    # Of a server that many use; 0: as many as there are
    library_bytes: int = 0
    address_notebooks: int = 500  # new ones a day
    pages: int = 1000  # open at once
    address_pages: int = 500
    uploads: int = 40  # at once
    address_uploads: int = 20
    uploads_bytes: int = 4 * 2**30  # in memory until they are kept


@dataclass(frozen=True, slots=True)
class Settings:
    """All of them, as the app uses them."""

    whisper_model: str
    summary_model: str
    question_model: str
    data: Path
    cache: Path
    limits: Limits
    shared: bool
    scheduler: str  # empty: this process does the work


# What a text may be


def _text(text: str) -> str:
    return text


def _folder(text: str) -> Path:
    try:
        return Path(text).expanduser()
    except RuntimeError as error:  # “~” of nobody
        raise ValueError from error


def _whole_number(text: str) -> int:
    if not text.isdecimal():
        raise ValueError
    return int(text)


def _yes_or_no(text: str) -> bool:
    if text.lower() not in _YES | _NO:
        raise ValueError
    return text.lower() in _YES


_YES, _NO = frozenset({"1", "true", "yes", "on"}), frozenset({"0", "false", "no", "off"})
KINDS: dict[Callable[[str], Any], str] = {
    _text: N_("a text"),
    _folder: N_("a folder that there can be"),
    _whole_number: N_("a whole number"),
    _yes_or_no: N_("1, true, yes or on, or else 0, false, no or off"),
}


@dataclass(frozen=True, slots=True)
class Setting:
    """A row: an environment variable, what makes a value of its text, and in words its default and its meaning."""

    name: str
    cast: Callable[[str], Any]
    default: str
    meaning: str
    otherwise: Callable[[], Any] | None = None  # the default where a text cannot say it

    def read(self, environment: Mapping[str, str]) -> Any:
        """Raises SettingError. An empty text counts as none."""
        text = environment.get(self.name, "").strip()
        if not text and self.otherwise:
            return self.otherwise()
        try:
            return self.cast(text or self.default)
        except ValueError as error:
            raise SettingError(self.name, text, KINDS[self.cast]) from error


SETTINGS = (
    Setting(
        "WHISPER_MODEL",
        _text,
        "base",
        "the Whisper that hears unless another is chosen: a name that openai-whisper knows (`tiny` … `large-v3`, "
        "`turbo`), or the path of a `.pt` file",
    ),
    Setting("SUMMARY_MODEL", _text, "t5-small", "the T5 that writes summaries: a hub name or a folder"),
    Setting("QUESTION_MODEL", _text, "valhalla/t5-small-qg-hl", "the T5 that asks questions: a hub name or a folder"),
    Setting(
        "LECTURE_DATA",
        _folder,
        "the system's folder for a user's data",
        "where lectures and recordings are kept",
        lambda: platformdirs.user_data_path(APP),
    ),
    Setting(
        "LECTURE_CACHE",
        _folder,
        "the system's folder for caches",
        "where converted models are kept; may be deleted at any time",
        lambda: platformdirs.user_cache_path(APP),
    ),
    Setting(
        "LECTURE_UPLOAD_MB",
        _whole_number,
        "2048",
        "the largest recording; above 2048, Streamlit's `--server.maxUploadSize` has to grow with it",
    ),
    Setting("LECTURE_NOTEBOOK_LECTURES", _whole_number, "1000", "how many lectures one notebook may hold"),
    Setting("LECTURE_NOTEBOOK_MB", _whole_number, "51200", "how many MB of recordings one notebook may hold"),
    Setting("LECTURE_KEEP_DAYS", _whole_number, "0", "days until a lecture is deleted; 0: never"),
    Setting("LECTURE_QUEUE", _whole_number, "100", "lectures that may wait"),
    Setting("LECTURE_LIBRARY_MB", _whole_number, "0", "MB of recordings in all notebooks; 0: as many as fit"),
    Setting("LECTURE_UPLOADS", _whole_number, "40", "uploads at once; the next waits for its turn; 0: no limit"),
    Setting(
        "LECTURE_UPLOADS_MB",
        _whole_number,
        "4096",
        "MB of uploads that the server's memory may hold until they are kept; 0: no limit",
    ),
    Setting("LECTURE_PAGES", _whole_number, "1000", "pages open at once; 0: no limit"),
    Setting(
        "LECTURE_ADDRESS_UPLOADS",
        _whole_number,
        "20",
        "uploads at once from one network address, where others reach this server, which then may fill half of "
        "`LECTURE_UPLOADS_MB`; 0: no limit of either",
    ),
    Setting(
        "LECTURE_ADDRESS_PAGES",
        _whole_number,
        "500",
        "pages open at once from one network address, where others reach this server; 0: no limit",
    ),
    Setting(
        "LECTURE_ADDRESS_NOTEBOOKS",
        _whole_number,
        "500",
        "new notebooks a day from one network address, where others reach this server; 0: no limit",
    ),
    Setting(
        "LECTURE_SHARED",
        _yes_or_no,
        "no",
        "`yes`: others reach this server, and every visitor gets a notebook of their own",
    ),
    Setting(
        "LECTURE_SCHEDULER",
        _text,
        "this process does the work",
        "the address of a Dask scheduler that does the work",
        lambda: "",
    ),
)


def read(environment: Mapping[str, str]) -> Settings:
    """The settings in this environment. Raises SettingError at the first that cannot be used."""
    value = {setting.name: setting.read(environment) for setting in SETTINGS}
    return Settings(
        whisper_model=value["WHISPER_MODEL"],
        summary_model=value["SUMMARY_MODEL"],
        question_model=value["QUESTION_MODEL"],
        data=value["LECTURE_DATA"],
        cache=value["LECTURE_CACHE"],
        limits=Limits(
            upload_bytes=value["LECTURE_UPLOAD_MB"] * 2**20,
            notebook_lectures=value["LECTURE_NOTEBOOK_LECTURES"],
            notebook_bytes=value["LECTURE_NOTEBOOK_MB"] * 2**20,
            keep_days=value["LECTURE_KEEP_DAYS"],
            waiting=value["LECTURE_QUEUE"],
            library_bytes=value["LECTURE_LIBRARY_MB"] * 2**20,
            address_notebooks=value["LECTURE_ADDRESS_NOTEBOOKS"],
            pages=value["LECTURE_PAGES"],
            address_pages=value["LECTURE_ADDRESS_PAGES"],
            uploads=value["LECTURE_UPLOADS"],
            address_uploads=value["LECTURE_ADDRESS_UPLOADS"],
            uploads_bytes=value["LECTURE_UPLOADS_MB"] * 2**20,
        ),
        shared=value["LECTURE_SHARED"],
        scheduler=value["LECTURE_SCHEDULER"],
    )


@cache
def current() -> Settings:
    """Those of this process, read once."""
    return read(os.environ)
