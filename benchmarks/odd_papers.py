"""Odd files of everything else that is taken in: subtitles and texts, slides, a lecture.json, a notebook's file.

Real ones with something done to them, to their bytes or to what they say, and some made by hand. Drawn by lot from a
seed.
"""

from __future__ import annotations

import io
import json
import random
import re
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fpdf import FPDF
from pptx import Presentation

from benchmarks.made_up import lecture_of
from benchmarks.odd_formats import SAMPLE
from benchmarks.odd_sounds import CHANGES, NAMES
from lecture import codec
from lecture.export import FORMATS
from lecture.store import archive
from lecture.store.library import Library
from lecture.store.rows import finish

Dice = random.Random
Made = tuple[str, str, bytes]  # what was done, a name, and what the file holds

TEXT = SAMPLE.with_suffix(".txt")
_WORD = re.compile(r'(?<=": )"[^"\\\\]*"')  # a text in JSON that is a value
ODD_TEXTS = (
    *NAMES,
    "\0",
    "\ud800",
    "\ufffe\uffff",
    "a\u0301" * 300,
    "\u202e\u2066\u2069",
    "9" * 5_000,
    "<i><b><c.a><v " * 500,
    "&#x0;&#xD800;&amp;" * 300,
    "{\\an8}{\\pos(1,1)}" * 200,
    "漢字かな" * 2_000,
    "ﷺ" * 500,
    "\x1b[31m",
    '=HYPERLINK("http://127.0.0.1:9")',
    "-" * 50_000,
)
ODD_VALUES: tuple[Any, ...] = (
    *(None, True, 0, -1, 1, 10**30, -(10**30), 1e308, -1e308, 5e-324, 1.5, 1e7, [], {}, [[]], {"a": []}, ""),
    *ODD_TEXTS,
)
STAMPS = (
    "00:00:00,000 --> 00:00:02,000",
    "99:99:99,999 --> 00:00:00,000",
    "-1:00:00,000 --> 1:00:00,000",
    "00:00:02.000 --> 00:00:01.000 align:start position:0%",
    "999999999999:00:00,000 --> 9999999999999:00:00,000",
    "00:00 --> 00:01",
    "0:0:0,0 --> 0:0:0,0",
    "٠٠:٠٠:٠١,٠٠٠ --> ٠٠:٠٠:٠٢,٠٠٠",
    "00:00:01,000 -> 00:00:02,000",
    "[00:01.00]",
    "(12:34)",
)


def odd_captions(dice: Dice) -> Made:
    name = dice.choice(("a.srt", "a.vtt", "a.txt"))
    if dice.random() < 0.4:
        lines = [
            dice.choice((dice.choice(STAMPS), dice.choice(STAMPS), dice.choice(ODD_TEXTS), "", str(at), "Hello there."))
            for at in range(dice.choice((1, 9, 400)))
        ]
        text = dice.choice(("", "WEBVTT\n\n", "\ufeff")) + dice.choice(("\n", "\r\n", "\r", "\n\n")).join(lines)
        if dice.random() < 0.1:
            text *= 40
        form = dice.choice(("utf-8", "utf-8", "utf-16", "utf-32", "utf-16-be"))
        return "subtitles made by hand", name, text.encode(form, "surrogatepass")
    return _changed(dice, name, dice.choice(_texts()))


def odd_slides(dice: Dice) -> Made:
    name, data = dice.choice(list(_decks().items()))
    if name == "a.pptx" and dice.random() < 0.6:
        return "parts of the PPTX changed", name, _repacked(dice, data)
    return _changed(dice, name, data)


def odd_lecture(dice: Dice) -> Made:
    if dice.random() < 0.3:
        text = _WORD.sub(
            lambda _: json.dumps(dice.choice(ODD_TEXTS)) if dice.random() < 0.02 else _[0], _lecture().decode()
        )
        return "texts of the lecture changed", "lecture.json", text.encode("utf-8", "surrogatepass")
    if dice.random() < 0.7:
        found = json.loads(_lecture())
        for _ in range(dice.choice((1, 1, 2, 5))):
            _put_odd(dice, found)
        return "values of the lecture changed", "lecture.json", json.dumps(found).encode("utf-8", "surrogatepass")
    if dice.random() < 0.2:
        deep = dice.choice(("[", '{"a":')) * dice.choice((900, 100_000))
        return "a deep JSON", "lecture.json", deep.encode()
    return _changed(dice, "lecture.json", _lecture())


def odd_notebook(dice: Dice) -> Made:
    if dice.random() < 0.7:
        return "members of the notebook changed", "notebook.zip", _repacked(dice, _notebook())
    return _changed(dice, "notebook.zip", _notebook())


PAPERS: Mapping[str, Callable[[Dice], Made]] = {
    "captions": odd_captions,
    "slides": odd_slides,
    "lecture.json": odd_lecture,
    "notebook": odd_notebook,
}


def _changed(dice: Dice, name: str, data: bytes) -> Made:
    how = dice.choice(list(CHANGES))
    other = dice.choice((_texts()[0], _lecture(), _decks()["a.pdf"]))
    return how, name, CHANGES[how](dice, data, other)


def _put_odd(dice: Dice, found: Any) -> None:
    """Put something odd in place of a value anywhere within, or leave the value out."""
    while True:
        keys = list(found) if isinstance(found, dict) else list(range(len(found)))
        if not keys:
            return
        key = dice.choice(keys)
        inner = found[key]
        if isinstance(inner, (dict, list)) and inner and dice.random() < 0.8:
            found = inner
            continue
        if isinstance(found, dict) and dice.random() < 0.15:
            del found[key]
        elif isinstance(found, list) and dice.random() < 0.15:
            found[:] = found * dice.choice((0, 2, 30))
        else:
            found[key] = dice.choice(ODD_VALUES)
        return


def _repacked(dice: Dice, data: bytes) -> bytes:
    """The zip file with some of its members changed, renamed, twice or left out."""
    made = io.BytesIO()
    chosen = dice.choice(_members(data))
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            content, name = old.read(member), member.filename
            if name == chosen:
                what = dice.choice(("changed", "odd", "renamed", "twice", "missing", "stored", "bomb"))
                if what == "missing":
                    continue
                if what == "changed":
                    content = _odd_member(dice, name, content)
                elif what == "odd":
                    content = dice.choice(ODD_TEXTS).encode("utf-8", "surrogatepass")
                elif what == "bomb":
                    content = bytes(30_000_000)
                elif what == "renamed":
                    name = dice.choice(
                        ("../" + name, "/" + name, name.upper(), name * 30, "lectures/1.json", "a\\b", "é😀")
                    )
                elif what == "twice":
                    new.writestr("again-" + name, content)
            new.writestr(name, content, member.compress_type)
    return made.getvalue()


def _odd_member(dice: Dice, name: str, content: bytes) -> bytes:
    if name.endswith(".json"):
        found = json.loads(content)
        _put_odd(dice, found)
        return json.dumps(found).encode("utf-8", "surrogatepass")
    return CHANGES[dice.choice(list(CHANGES))](dice, content, content) if content else b"a"


@cache
def _members(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        names = packed.namelist()
    telling = [name for name in names if name.startswith(("lectures/", "ppt/slides/", "ppt/presentation"))]
    return [*names, *telling * 9]


@cache
def _texts() -> list[bytes]:
    made = lecture_of(2)
    subtitles = [form.write(made) for name, form in FORMATS.items() if name.endswith((".srt", ".vtt", ".txt"))]
    return [TEXT.read_bytes(), *subtitles]


@cache
def _decks() -> dict[str, bytes]:
    paper = FPDF()
    deck: Any = Presentation()
    for title in ("Tides", "Moon and sun", "Spring tides"):
        paper.add_page()
        paper.set_font("helvetica", size=30)
        paper.cell(text=title, new_x="LMARGIN", new_y="NEXT")
        paper.set_font("helvetica", size=12)
        paper.multi_cell(0, text=TEXT.read_text(encoding="utf-8")[:500].encode("latin-1", "replace").decode("latin-1"))
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text, slide.placeholders[1].text = title, TEXT.read_text(encoding="utf-8")[:300]
    packed = io.BytesIO()
    deck.save(packed)
    return {"a.pdf": bytes(paper.output()), "a.pptx": packed.getvalue()}


@cache
def _lecture() -> bytes:
    return codec.dump(lecture_of(3)).encode()


@cache
def _notebook() -> bytes:
    with TemporaryDirectory() as folder:
        library = Library(Path(folder) / "data")
        mine = library.notebook(library.new_notebook())
        for minutes in (1, 2):
            one = mine.add(f"{minutes}.mp3", io.BytesIO(b"sound %d" % minutes * 99))
            with library.database.writing() as rows:
                finish(rows, mine.number(rows, one), lecture_of(minutes))
            mine.edit(one, course="Physics")
        packed = archive.packed(mine)
        library.close()
    return packed
