"""The Markdown report: whole for a small lecture, and read back by a parser of Markdown and one of YAML."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from lecture.clock import clock
from lecture.export.markdown import escaped, link, quoted
from lecture.export.options import PARTS, Options, Origin, Part
from lecture.export.report_md import write
from lecture.export.wording import one_line
from lecture.tongue import speaking
from lecture.values import Aside, Card, Cards, Chapter, Lecture, Segment, Transcript, Unheard
from tests.lecture.export.tides import TIDES
from tests.lecture.values import LECTURES, LETTERS

yaml: Any = importlib.import_module("yaml")  # which has no types

GOLDEN = Path(__file__).parent / "golden" / "tides.md"
READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
COURSE = Options(origin=Origin(course="Oceans & Tides: part 2"))
# Letters and rows of letters that mean something in some place of Markdown, of HTML or of Obsidian.
MEANT = st.lists(
    st.sampled_from([*"\\`*_[]()<>#|$~^%=&!+-.:@{}\"' ab1", "&amp;", "1. ", "- ", "[[x]]", "==x==", "%%x%%", "<b>"])
    | st.sampled_from(["---", "```", "$$", "~~~", "#tag", "![x](y)", "[^1]", "\t", "\n\n", "https://a.b ", "[!note] "])
    | st.text(LETTERS, max_size=3)
).map("".join)


def written(lecture: Lecture, options: Options = COURSE) -> str:
    return write(lecture, options).decode("utf-8")


def divided(report: str) -> tuple[dict[str, Any], list[Token]]:
    """The front matter, and the tokens of what follows."""
    nothing, matter, text = report.split("---\n", 2)
    assert nothing == ""
    return yaml.safe_load(matter), READER.parse(text)


def shown(tokens: Sequence[Token]) -> list[str]:
    """The text of each heading, paragraph and point, as a reader sees it."""
    return ["".join(part.content for part in token.children or ()) for token in tokens if token.type == "inline"]


def kinds(tokens: Sequence[Token]) -> set[str]:
    inline = {part.type for token in tokens for part in token.children or ()}
    return inline | {token.type.removesuffix("_open").removesuffix("_close") for token in tokens}


def addresses(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        yield from (str(part.attrs["href"]) for part in token.children or () if part.type == "link_open")


def test_a_small_lecture_reads_so() -> None:
    assert written(TIDES) == GOLDEN.read_text(encoding="utf-8")


def test_the_same_lecture_gives_the_same_bytes() -> None:
    assert write(TIDES) == write(TIDES)


@pytest.mark.parametrize("left_out", PARTS)
def test_what_is_not_wanted_is_not_there(left_out: Part) -> None:
    whole = GOLDEN.read_text(encoding="utf-8")
    headings = dict(zip(PARTS, ("Summary", "Chapters", "Key terms", "Flashcards", "Transcript"), strict=True))
    part = re.search(rf"\n## {headings[left_out]}\n.*?(?=\n## |\Z)", whole, re.DOTALL)
    assert part
    makers = {"summary": "- **Summary by:** ", "cards": "- **Flashcards by:** "}
    rest = whole.replace(part[0], "")
    lines = [line for line in rest.splitlines() if not line.startswith(makers.get(left_out, "nothing"))]
    wanted = replace(COURSE, parts=frozenset(PARTS) - {left_out})
    assert written(TIDES, wanted).splitlines() == lines


def test_nothing_but_what_the_lecture_is_stands_in_a_report_of_no_parts() -> None:
    found = divided(written(TIDES, Options(parts=frozenset())))
    assert shown(found[1]) == [
        "How the tides work",
        "Transcript by: Whisper base",
        "Note: The recording breaks off at 1:02:09; what was heard up to there is here.",
    ]


def test_a_reader_of_yaml_finds_what_the_lecture_is() -> None:
    assert divided(written(TIDES))[0] == {
        "title": "How the tides work",
        "course": "Oceans & Tides: part 2",
        "length": "1:02:09",
        "language": "English",
        "file": "tides.m4a",
        "date": date(2026, 11, 24),
        "tags": ["lecture/Oceans-Tides-part-2"],
    }


def test_what_was_heard_in_part_and_translated_says_so_in_the_front_matter() -> None:
    part = replace(TIDES.transcript, language="de", task="translate", heard=60.0)
    with speaking("de"):
        found = divided(written(replace(TIDES, transcript=part, date="gestern"), Options()))[0]
    assert (found["length"], found["language"]) == ("1:02:09, davon 1:00 gehört", "Deutsch, ins Englische übersetzt")
    assert (found["date"], found["tags"], found.get("course")) == ("gestern", ["lecture"], None)


def test_a_time_leads_to_its_second_in_the_recording_that_lies_beside() -> None:
    lecture = replace(TIDES, file_name="C:\\50% of (it) [1] ü#t=5?.mp3")
    found = list(addresses(divided(written(lecture))[1]))
    assert {address.partition("#")[0] for address in found} == {
        "C%3A%5C50%25%20of%20%28it%29%20%5B1%5D%20%C3%BC%23t%3D5%3F.mp3"
    }
    assert unquote(found[0].partition("#")[0]) == lecture.file_name
    assert [address.partition("#")[2] for address in found] == [
        *("t=12", "t=3600"),  # points
        *("t=0", "t=3600"),  # chapters
        "t=2",  # the term
        *("t=2", "t=3600"),  # cards
        *("t=0", "t=12", "t=3600"),  # paragraphs
    ]


def test_without_a_file_times_are_no_links() -> None:
    assert list(addresses(divided(written(replace(TIDES, file_name="")))[1])) == []
    assert link("", 75.5) == "1:15"


def test_an_aside_is_a_paragraph_in_parentheses_and_the_report_says_why() -> None:
    found = shown(divided(written(replace(TIDES, asides=(Aside(0.0, 2.6),))))[1])
    assert found[found.index("Transcript") + 2 :][:4] == [
        "What stands in parentheses is talk about the course, or advertising. Summary and flashcards leave it out.",
        "Moon and Sun",
        "0:00 (Good morning.)",
        "0:02 A tide is the slow rise and fall of the sea, caused by the Moon and the Sun.",
    ]


def test_what_is_doubtful_and_what_was_not_made_out_is_marked() -> None:
    transcript = replace(TIDES.transcript, unheard=(Unheard(20.0, 25.4),))
    found = shown(divided(written(replace(TIDES, transcript=transcript)))[1])
    assert found[found.index("Transcript") + 1 :] == [
        "1 whole sentence may have been misheard: look for [?].",
        "In 1 place, for 5 seconds, something was said that could not be made out.",
        "Moon and Sun",
        "0:00 Good morning. A tide is the slow rise and fall of the sea, caused by the Moon and the Sun.",
        "0:12 The Moon pulls harder on the near side. And then he said mumble. [?]",
        "0:20 [Something was said up to 0:25 that could not be made out.]",
        "Isaac Newton",
        "1:00:00 Isaac Newton explained the tides in 1687.",
    ]


def test_a_lecture_with_too_little_in_it_says_so() -> None:
    summary = replace(TIDES.summary, overview="", points=())
    bare = replace(
        TIDES, summary=summary, cards=Cards(()), chapters=(), terms=(), transcript=Transcript((), "en", 5, 5)
    )
    assert shown(divided(written(bare))[1])[2:] == [
        "Summary",
        "There was too little speech for a summary.",
        "Flashcards",
        "No flashcards were made from this lecture.",
        "Transcript",
    ]


# Whatever is said

OURS = {"paragraph", "heading", "bullet_list", "list_item", "blockquote", "inline", "text", "softbreak"}
OURS |= {"link", "link_open", "link_close", "strong_open", "strong_close", "text_special"}


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("The Moon pulls harder, e.g. twice - or 3.14 times.", "The Moon pulls harder, e.g. twice - or 3.14 times."),
        ("_____ is a #tag of [[x]]", r"\_\_\_\_\_ is a \#tag of \[\[x\]\]"),
        ("1687. That year", r"1687\. That year"),
        ("3.14 is pi", "3.14 is pi"),
        ("2) second", r"2\) second"),
        ("- so - it is", r"\- so - it is"),
        ("> 5 and < 6 & a", r"\> 5 and \< 6 & a"),
        ("&lt;b&gt; AT&T", r"\&lt;b\&gt; AT\&T"),
        ("100 % of a=b, but %%x%% and ==y==", r"100 % of a=b, but \%\%x\%\% and \=\=y\=\="),
        ("$5 | ~6~ | ^7", r"\$5 \| \~6\~ \| \^7"),
        ("a\n\n# b\\", r"a \# b\\"),
    ],
)
def test_only_what_would_mean_something_is_escaped(text: str, markdown: str) -> None:
    assert escaped(text) == markdown


@given(MEANT)
@example("[x]: y")
@example("1.")
@example("===")
@example("a \\")
@example("&#35;")
@example("| a | b |")
def test_any_text_is_read_as_its_letters_wherever_it_stands(text: str) -> None:
    line = escaped(text)
    for before in ("", "# ", "- ", "> ", "> > ", "> [!question]- ", "- [0:12](a.mp3#t=12) ", "a\n\n"):
        for after in ("", "\n\n| --- | --- |\n", "\n\n---\n"):
            tokens = READER.parse(f"{before}{line}{after}")
            assert kinds(tokens) <= OURS | {"hr"}
            if one_line(text):
                wanted = re.sub(r"\[(0:12)\]\(.*?\)", r"\1", before.lstrip("#-> ").removeprefix("a\n\n")) + one_line(
                    text
                )
                assert wanted in shown(tokens)


@given(MEANT)
@example("&[[x]]")
def test_nothing_of_any_text_means_anything_to_obsidian(text: str) -> None:
    bare = re.sub(r"\\.", " ", escaped(text))
    assert not re.search(r"[\\`*_\[\]<#|$~^]|%%|==|&[#A-Za-z]", bare)


@given(st.text(LETTERS) | MEANT)
@example("\ufeff\ufffe\x85\u2028'\"\\ : # - [] {} \U0001f30a\udc80")
def test_any_text_is_read_back_from_yaml(text: str) -> None:
    assert yaml.safe_load(f"title: {quoted(text)}") == {"title": one_line(text)}


def saying(text: str) -> Lecture:
    """A lecture of nothing but this text."""
    return Lecture(
        title=text,
        file_name=text,
        date=text,
        transcript=replace(TIDES.transcript, segments=(Segment(5.0, 6.0, text),), remark=text),
        chapters=(Chapter(0.0, 8.0, text), Chapter(8.0, 9.0, text)),
        terms=(replace(TIDES.terms[0], text=text),),
        summary=replace(TIDES.summary, overview=text, points=(replace(TIDES.summary.points[0], text=text),)),
        cards=Cards((Card(text, text, text, 1.0, 2.0, "question", 0.5),), remark=text),
    )


@given(MEANT.filter(one_line))
def test_a_lecture_of_any_text_is_read_back_whole(text: str) -> None:
    line = one_line(text)
    matter, tokens = divided(written(saying(text), Options(origin=Origin(course=text))))
    assert (matter["title"], matter["course"], matter["file"]) == (line, line, line)
    assert kinds(tokens) <= OURS
    assert shown(tokens) == [
        line,
        "Transcript by: Whisper base",
        "Summary by: the statements most worth noting",
        f"Note: {line}",
        *("Summary", line, line, f"0:12–0:15 {line}", "It covers 0:00–1:02:09."),
        *("Chapters", f"0:00 {line}", f"0:08 {line}"),
        *("Key terms", f"{line} 0:02"),
        *("Flashcards", line, f"[!question]- {line}", line, f"0:01–0:02  “{line}”"),
        *("Transcript", line, f"0:05 {line}", line),
    ]


@given(LECTURES, st.text(LETTERS))
def test_no_lecture_is_too_odd(lecture: Lecture, course: str) -> None:
    matter, tokens = divided(written(lecture, Options(origin=Origin(course=course))))
    assert kinds(tokens) <= OURS
    assert set(matter) <= {"title", "course", "length", "language", "file", "date", "tags"}
    assert re.fullmatch(r"lecture(/[\w-]+)?", matter["tags"][0])
    found = shown(tokens)
    for card in lecture.cards.cards:
        assert f"[!question]- {one_line(card.question)}".rstrip() in found
    assert sum(clock(point.start) in text for point in lecture.summary.points for text in found) >= len(
        lecture.summary.points
    )
