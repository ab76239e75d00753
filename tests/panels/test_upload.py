"""In which order recordings are given, and what folder they come from."""

from __future__ import annotations

from io import BytesIO

import pytest

from panels.upload import File, folder_of, in_order


def test_recordings_are_ordered_as_a_person_would_order_them() -> None:
    names = ["Lecture 10.mp3", "lecture 2.mp3", "2026-10-13.m4a", "2026-10-06.m4a", "Lecture 1b.mp3", "Lecture 1.mp3"]
    ordered = sorted((File(name, BytesIO()) for name in names), key=in_order)
    assert [file.name for file in ordered] == [
        "2026-10-06.m4a", "2026-10-13.m4a", "Lecture 1.mp3", "Lecture 1b.mp3", "lecture 2.mp3", "Lecture 10.mp3",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "folder"), [("a.mp3", ""), ("Oceans/a.mp3", "Oceans"), ("Oceans/week 1/a.mp3", "Oceans")]
)
def test_a_folder_is_known_by_the_names_of_its_files(name: str, folder: str) -> None:
    assert folder_of(name) == folder
