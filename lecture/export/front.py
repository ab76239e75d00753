"""What every PDF of a lecture begins with: its pages, and the block with its title and the facts."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar

from lecture.export import sheet, typeface, wording
from lecture.export.options import Options, Part
from lecture.export.sheet import Sheet
from lecture.tongue import N_, _
from lecture.values import Lecture

LOST_LETTERS = N_(
    "Some letters of this lecture are not in this file's typeface and stand as {letter}. "
    "The text report (report.txt) has them all."
)
CJK_MISSING = N_("To print Chinese, Japanese and Korean, have this installed where the app runs: {command}")
CJK_COMMAND = 'pip install "noto-cjk[sans]"'

Facts = list[tuple[str, str]]
Made = TypeVar("Made", bound=Sheet)


def study_pages(kind: str, lecture: Lecture, options: Options, made: type[Made]) -> tuple[Made, Facts]:
    """Pages for what is learned from a lecture, none of them begun, and what their title block is to say: little."""
    day = wording.day(lecture.date)
    found = [*_course(options), *([(_("Date"), day)] if day else [])]
    found += _letters(texts(lecture, found))
    page = made(wording.title(lecture), kind, texts(lecture, found), language(lecture), options.paper)
    describe(page, lecture)
    return page, found


def describe(page: Sheet, lecture: Lecture) -> None:
    """What programs are told of the file; the day is the lecture's, so that the same lecture gives the same bytes."""
    page.set_title(page.name)
    page.set_lang(language(lecture) or "en")
    page.set_subject(page.kind)
    page.set_creator("Lecture Voice-to-Notes")
    page.set_creation_date(wording.midnight(lecture.date))


def language(lecture: Lecture) -> str:
    return wording.one_line(lecture.transcript.written_in)


def facts(lecture: Lecture, options: Options) -> Facts:
    """What the title block of a report says of a lecture: of what is in the report."""
    found = [*_course(options), *wording.facts_of(lecture, options.parts)]
    return [*found, *_letters(texts(_only(lecture, options.parts), found))]


def _only(lecture: Lecture, parts: Collection[Part]) -> Lecture:
    """What of it is in a report of these parts; more of the chapters, which many parts name."""
    if "summary" not in parts:
        lecture = replace(lecture, summary=replace(lecture.summary, overview="", points=()))
    if "terms" not in parts:
        lecture = replace(lecture, terms=())
    if "cards" not in parts:
        lecture = replace(lecture, cards=replace(lecture.cards, cards=(), remark=""))
    if "transcript" not in parts:
        lecture = replace(lecture, transcript=replace(lecture.transcript, segments=()))
    if not {"summary", "chapters", "transcript"} & set(parts):
        lecture = replace(lecture, chapters=())
    return lecture


def _course(options: Options) -> Facts:
    course = wording.one_line(options.origin.course)
    return [(_("Course"), course)] if course else []


def _letters(said: Iterable[str]) -> Facts:
    """That some letters cannot be printed, where it is so."""
    lost = {letter for text in said for letter in _lost(text)}
    if not lost:
        return []
    told = [_(LOST_LETTERS, letter=typeface.REPLACEMENT)]
    if any(map(_is_cjk, lost)):
        told.append(_(CJK_MISSING, command=CJK_COMMAND))
    return [(_("Letters"), " ".join(told))]


def texts(lecture: Lecture, found: Facts) -> list[str]:
    return [*map(wording.one_line, _texts(lecture)), *(part for fact in found for part in fact)]


def title_block(page: Sheet, found: Facts) -> None:
    page.full(page.kind.upper(), size=sheet.SMALL, style="B", colour=sheet.ACCENT, line=6)
    page.full(page.name, size=sheet.TITLE, style="B", line=10.5, tag="H1")
    page.y += 3
    page.rule()
    page.y += 4
    gutter = page.gutter(what for what, _which in found)
    with page.group("L"):
        for what, which in found:
            page.beside(what, which, size=sheet.SMALL, line=sheet.SMALL_LINE, gutter=gutter)


def _lost(text: str) -> Iterator[str]:
    if not text.isascii() and typeface.REPLACEMENT in typeface.showable(text):
        yield from (letter for letter in set(text) if typeface.REPLACEMENT in typeface.showable(letter))


def _is_cjk(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith(("CJK ", "HANGUL ", "HIRAGANA ", "KATAKANA ", "IDEOGRAPHIC "))


def _texts(value: object) -> Iterator[str]:
    """Every text in a lecture but the words, which are in their segments, and wrong answers, which are not printed."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts(part)
    elif is_dataclass(value):
        for field in fields(value):
            if field.name not in ("words", "wrong"):
                yield from _texts(getattr(value, field.name))
