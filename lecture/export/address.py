"""Where a report that is opened as a file finds the recording that lies beside it."""

from __future__ import annotations

import re
from urllib.parse import quote

from lecture.transcripts import is_transcript
from lecture.values import Lecture

_NO_BYTE = re.compile("[\ud800-\udc7f\udd00-\udfff]")  # the other surrogates stand for bytes that are no UTF-8


def address_of(file_name: str) -> str:
    """The relative address of the file with just this name, however many spaces are in it; empty where it has none."""
    name = _NO_BYTE.sub("\N{REPLACEMENT CHARACTER}", file_name)
    return quote(name.encode("utf-8", "surrogateescape"), safe="")


def recording_of(lecture: Lecture) -> str:
    """The name of the recording; empty where a transcript was given in its place."""
    return "" if is_transcript(lecture.file_name) else lecture.file_name
