"""Where reports that are opened as files look for the recording."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from urllib.parse import unquote_to_bytes

import pytest

from lecture.export import FORMATS
from lecture.export.address import address_of
from tests.lecture.export.tides import TIDES

NAMES = ["Lecture  3.mp3", " tides.m4a ", "a\tb\u2028c.wav", "50% (it) [1] ü#t=5?.mp3", "潮汐.ogg", "\udcff.mp3"]


@pytest.mark.parametrize("name", NAMES)
def test_the_web_page_and_the_markdown_lead_to_the_file_with_just_this_name(name: str) -> None:
    lecture = replace(TIDES, file_name=name)
    page, notes = (FORMATS[format_].write(lecture).decode() for format_ in ("report.html", "report.md"))
    (source,) = re.findall(r'<audio[^>]* src="([^"]*)"', page)
    links = set(re.findall(r"\]\(([^)#]*)#t=\d+\)", notes))
    assert links == {html.unescape(source)} == {address_of(name)}
    assert unquote_to_bytes(address_of(name)) == name.encode("utf-8", "surrogateescape")


def test_half_a_letter_that_is_no_byte_of_a_name_is_replaced() -> None:
    assert address_of("a\ud83d\udcff.mp3") == "a%EF%BF%BD%FF.mp3"


@pytest.mark.parametrize("name", ["report.md", "report.html"])
def test_what_came_as_a_transcript_names_no_recording(name: str) -> None:
    written = FORMATS[name].write(replace(TIDES, title="Tides", file_name="tides.srt")).decode()
    assert "tides.srt#t=" not in written
    assert 'src="tides.srt"' not in written
    assert "0:12" in written
