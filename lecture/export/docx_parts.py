"""What a document for Word is made of, element by element: letters, links, fields, and the table of contents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.text.paragraph import Paragraph

from lecture.export.wording import from_the_right, language_tag
from lecture.tongue import spoken

TIME = "Time"  # the style of times
_NO_XML = re.compile("[^\t\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Run:
    """Letters in one style. `ours`: said by the app in its tongue, and not in the language of the lecture."""

    text: str
    style: str = ""
    ours: bool = False
    link: str = ""  # the bookmark that it leads to


def fill(paragraph: Paragraph, runs: Iterable[Run], language: str) -> None:
    """Puts the runs behind what is there, in a document in this language, given by Whisper's code."""
    for run in (run for run in runs if run.text):
        element = paragraph.add_run(letters(_directed(run, language)), style=run.style or None)._r
        if from_the_right(language) and not _from_the_left(run.text):
            element.get_or_add_rPr().append(made("w:rtl"))
        if run.ours and spoken() != language:
            element.get_or_add_rPr().append(made("w:lang", val=language_tag(spoken())))
        if run.link:
            link = made("w:hyperlink", anchor=run.link, history="1")
            link.append(element)
            paragraph._p.append(link)


def letters(text: str) -> str:
    """`text` with what XML cannot hold replaced."""
    return _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def _directed(run: Run, language: str) -> str:
    """In a text from the right, what the app says stays from the left, and a time is no part of what stands before."""
    if not from_the_right(language) or run.text.isspace():
        return run.text
    if run.ours and not from_the_right(spoken()):
        return f"\N{LEFT-TO-RIGHT EMBEDDING}{run.text}\N{POP DIRECTIONAL FORMATTING}"
    return f"\N{RIGHT-TO-LEFT MARK}{run.text}" if run.style == TIME else run.text


def _from_the_left(text: str) -> bool:
    ways = set(map(unicodedata.bidirectional, text))
    return "L" in ways and not ways & {"R", "AL"}


def made(name: str, /, **attributes: str) -> Any:
    """An element such as `w:tab`, with its attributes of the same namespace."""
    element = OxmlElement(name)
    for attribute, value in attributes.items():
        element.set(qn(f"w:{attribute}"), value)
    return element


def number(paragraph: Paragraph, field: str) -> None:
    """A number that Word puts in: PAGE or NUMPAGES. It is 1 until then."""
    simple = made("w:fldSimple", instr=field)
    simple.append(paragraph.add_run("1")._r)
    paragraph._p.append(simple)


def bookmark(paragraph: Paragraph, id: int, name: str) -> None:
    """The paragraph as what links lead to."""
    runs = paragraph._p.r_lst
    runs[0].addprevious(made("w:bookmarkStart", id=str(id), name=name))
    runs[-1].addnext(made("w:bookmarkEnd", id=str(id)))


def contents(title: Paragraph, entries: list[Paragraph]) -> Any:
    """A table of contents as Word knows its own, with a button to update it; until then it has these entries."""
    table = made("w:sdt")
    properties, content = made("w:sdtPr"), made("w:sdtContent")
    gallery = made("w:docPartObj")
    gallery.extend([made("w:docPartGallery", val="Table of Contents"), made("w:docPartUnique")])
    properties.append(gallery)
    table.extend([properties, content])
    content.extend([paragraph._p for paragraph in (title, *entries)])
    begins = [_character("begin"), _instruction(r' TOC \o "1-2" \h \z \u '), _character("separate")]
    for part in reversed(begins):
        first = entries[0]._p
        first.insert(1 if first.pPr is not None else 0, part)
    entries[-1]._p.append(_character("end"))
    return table


def _character(kind: str) -> Any:
    """A run in which a field begins, has its result, or ends."""
    run = made("w:r")
    run.append(made("w:fldChar", fldCharType=kind))
    return run


def _instruction(text: str) -> Any:
    run, instruction = made("w:r"), made("w:instrText")
    instruction.text = text
    instruction.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    run.append(instruction)
    return run
