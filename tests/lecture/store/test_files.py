"""Files: whole or not at all, hashed as they arrive, under names fit to be shown."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

import pytest

from lecture.errors import EmptyRecording, TooLarge
from lecture.store.files import PIECE, file_name_of, move_whole, receive, storable, write_whole


@pytest.mark.parametrize("chunks", [[b"so", b"", b"und"], io.BytesIO(b"sound")], ids=["pieces", "a file"])
def test_what_arrives_is_kept_and_named_by_its_hash(chunks: BinaryIO | Iterable[bytes], tmp_path: Path) -> None:
    target = tmp_path / "arrived"
    assert receive("a.mp3", chunks, target, 5) == (hashlib.sha256(b"sound").hexdigest(), 5)
    assert target.read_bytes() == b"sound"


def test_a_file_is_read_a_piece_at_a_time(tmp_path: Path) -> None:
    asked: list[int | None] = []

    class Upload(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            asked.append(size)
            return super().read(size)

    upload = Upload(b"x" * (PIECE + 1))
    assert receive("a.mp3", upload, tmp_path / "arrived", PIECE + 1)[1] == PIECE + 1
    assert asked == [PIECE] * 3


def test_too_much_and_nothing_are_sentences(tmp_path: Path) -> None:
    with pytest.raises(TooLarge) as error:
        receive("a.mp3", [b"so", b"und"], tmp_path / "large", 4)
    assert (error.value.name, error.value.limit) == ("a.mp3", 4)
    with pytest.raises(EmptyRecording, match=r"“a\.mp3” is empty"):
        receive("a.mp3", [b""], tmp_path / "empty", 4)


def test_what_arrives_never_writes_over_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "here").write_bytes(b"mine")
    with pytest.raises(FileExistsError):
        receive("a.mp3", [b"theirs"], tmp_path / "here", 100)
    assert (tmp_path / "here").read_bytes() == b"mine"


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_whole(tmp_path / "a", "one é")
    assert [(path.name, path.read_text(encoding="utf-8")) for path in tmp_path.iterdir()] == [("a", "one é")]

    def power_cut(_: int) -> None:
        raise OSError("the lights went out")

    monkeypatch.setattr(os, "fsync", power_cut)
    with pytest.raises(OSError, match="lights"):
        write_whole(tmp_path / "a", "two")
    assert (tmp_path / "a").read_text(encoding="utf-8") == "one é"


def test_a_file_that_is_moved_is_there_once(tmp_path: Path) -> None:
    (tmp_path / "arrived").write_bytes(b"sound")
    move_whole(tmp_path / "arrived", tmp_path / "kept")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("kept", b"sound")]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\Lecture 1.mp3", "Lecture 1.mp3"),
        ("tab\there\x00.mp3", "tabhere.mp3"),
        ("", "recording"),
        ("\udcff.mp3", ".mp3"),
        ("é" * 500 + ".mp3", "é" * 196 + ".mp3"),
    ],
)
def test_a_file_name_is_only_shown_and_never_a_path(given: str, kept: str) -> None:
    assert file_name_of(given) == kept


def test_what_utf_8_cannot_hold_is_replaced() -> None:
    assert storable("naïve \udcff 😀") == "naïve ? 😀"
