"""The report as a page: whole for a small lecture, and read back by the strictest parser of HTML."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes
from xml.etree.ElementTree import Element

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lecture.export import report_html
from lecture.export.options import PARTS, Options, Origin, Part
from lecture.export.wording import one_line, title
from lecture.tongue import speaking
from lecture.values import Aside, Cards, Chapter, Lecture, Segment, Unheard, Word
from tests.lecture.export.tides import TIDES
from tests.lecture.values import LECTURES, TEXTS

GOLDEN = Path(__file__).parent / "golden" / "tides.html"
COURSE = Options(origin=Origin(course="Oceans & Tides"))


def written(lecture: Lecture, options: Options = COURSE) -> str:
    return report_html.write(lecture, options).decode("utf-8")


def read(lecture: Lecture, options: Options = COURSE) -> Element:
    """The page as a browser reads it. Raises ParseError for anything that HTML does not allow."""
    parser: Any = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    page: Element = parser.parse(report_html.write(lecture, options))
    return page


def of_class(page: Element, name: str) -> list[Element]:
    return [found for found in page.iter() if name in found.get("class", "").split()]


def said(element: Element) -> str:
    """Its text, without what only screen readers hear."""
    return "".join(_said(element))


def _said(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.get("class") != "unseen":
            yield from _said(child)
        yield child.tail or ""


def only(elements: list[Element]) -> Element:
    (one,) = elements
    return one


def test_a_small_lecture_is_this_page() -> None:
    assert written(TIDES) == GOLDEN.read_text(encoding="utf-8")
    read(TIDES)


# Any lecture


def shown(text: str) -> str:
    """As a page can hold it: no code points that are no letters."""
    return "".join(
        "\ufffd" if ord(letter) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(letter) <= 0xFDEF else letter
        for letter in one_line(text)
    )


@settings(max_examples=60)
@given(LECTURES, TEXTS)
def test_any_lecture_is_a_page_without_fault_and_comes_back_from_it(lecture: Lecture, course: str) -> None:
    page = read(lecture, Options(origin=Origin(course=course)))
    assert said(only(list(page.iter("h1")))) == shown(title(lecture))
    facts = [said(fact) for fact in page.iter("dd")]
    assert not one_line(course) or facts[0] == shown(course)
    assert not one_line(lecture.file_name) or shown(lecture.file_name) in facts
    summary = [said(point) for point in page.findall(".//section[@id='summary']//li/span")]
    assert sorted(summary) == sorted(shown(point.text) for point in lecture.summary.points)
    cards = of_class(page, "card")
    assert [said(only(of_class(card, "answer"))) for card in cards] == [shown(c.answer) for c in lecture.cards.cards]
    assert [only(of_class(card, "question")).text for card in cards] == [
        shown(card.question) or "…" for card in lecture.cards.cards
    ]
    terms = [said(term) for term in page.findall(".//section[@id='terms']//li/span")]
    assert terms == [shown(term.text) for term in lecture.terms if one_line(term.text)]
    segments = sorted((one for one in lecture.transcript.segments if one_line(one.text)), key=lambda one: one.start)
    assert [said(sentence) for sentence in of_class(page, "said")] == [shown(segment.text) for segment in segments]


@settings(max_examples=25)
@given(LECTURES, st.sets(st.sampled_from(PARTS)))
def test_no_two_elements_have_one_name_and_every_link_within_the_page_leads_somewhere(
    lecture: Lecture, parts: set[Part]
) -> None:
    page = read(lecture, Options(parts=frozenset(parts)))
    names = [element.get("id") for element in page.iter() if element.get("id")]
    assert len(names) == len(set(names))
    links = [link.get("href", "") for link in page.iter("a")]
    assert {link[1:] for link in links if not link.startswith("#t=")} <= set(names)
    assert {element.get("aria-labelledby") for element in page.iter()} <= {None, *names}


def test_what_looks_like_html_is_text() -> None:
    bad = '</title><script>alert(1)</script><img src=x onerror="alert(1)">&amp;'
    card = replace(TIDES.cards.cards[0], question=bad, answer=bad, evidence=bad, wrong=(bad, bad + "1", bad + "2"))
    chapters = tuple(replace(chapter, title=bad) for chapter in TIDES.chapters)
    segments = (Segment(0, 1, bad, (Word(0, 1, bad, 0.1, bad),)),)
    transcript = replace(TIDES.transcript, segments=segments)
    lecture = replace(TIDES, title=bad, file_name=bad, chapters=chapters, transcript=transcript, cards=Cards((card,)))
    page = read(lecture, Options(origin=Origin(course=bad)))
    assert (len(list(page.iter("script"))), len(list(page.iter("img")))) == (1, 0)
    assert [said(only(list(page.iter("h1")))), only(list(page.iter("title"))).text] == [bad, bad]


# Nothing but itself


def test_the_page_may_run_its_own_style_and_script_and_fetch_nothing_but_a_recording() -> None:
    page = read(TIDES)
    own = {name: only(list(page.iter(name))).text or "" for name in ("style", "script")}
    hashes = {name: b64encode(sha256(text.encode()).digest()).decode() for name, text in own.items()}
    policy = only([meta for meta in page.iter("meta") if meta.get("http-equiv")]).get("content")
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{hashes['style']}'; script-src 'sha256-{hashes['script']}'; "
        "media-src 'self' file: blob:; base-uri 'none'; form-action 'none'"
    )
    assert not re.findall(r"https?:|url\(|@import", written(TIDES))


@pytest.mark.parametrize("name", ["tides.m4a", "Ébbe & Flut #2?.mp3", "a/b:c%20.wav", 'ti"des <1>.ogg', "\udcff.mp3"])
def test_the_recording_is_looked_for_beside_the_page_under_its_name(name: str) -> None:
    source = only(list(read(replace(TIDES, file_name=name)).iter("audio"))).get("src", "")
    assert re.fullmatch(r"[\w.~%-]+", source, re.ASCII)
    assert unquote_to_bytes(source) == name.encode("utf-8", "surrogateescape")


def test_without_a_name_there_is_no_recording_to_look_for() -> None:
    page = read(replace(TIDES, file_name=""))
    assert only(list(page.iter("audio"))).get("src") is None
    assert said(only(of_class(page, "where"))) == "Choose the recording: "


# What is on it


@pytest.mark.parametrize("parts", [frozenset[Part](), frozenset[Part](("cards",)), frozenset[Part](PARTS)])
def test_it_has_the_parts_that_are_wanted(parts: frozenset[Part]) -> None:
    page = read(TIDES, Options(parts=parts))
    wanted = [part for part in PARTS if part in parts]
    assert [section.get("id") for section in page.findall(".//main/section")] == wanted
    assert [link.get("href") for link in page.findall(".//nav//a")] == [f"#{part}" for part in wanted]
    assert ("Summary by" in written(TIDES, Options(parts=parts))) == ("summary" in parts)


def test_chapters_lead_to_the_transcript_where_there_is_one() -> None:
    chapters = read(TIDES).findall(".//section[@id='chapters']//div/a")
    assert [(link.text, link.get("href")) for link in chapters] == [
        ("Moon and Sun", "#chapter-1"),
        ("Isaac Newton", "#chapter-2"),
    ]
    alone = read(TIDES, Options(parts=frozenset(("chapters",))))
    assert [said(name) for name in alone.findall(".//section[@id='chapters']//div/span")] == [
        "Moon and Sun",
        "near side",
        "Isaac Newton",
    ]


def test_a_card_with_wrong_answers_offers_all_of_them_before_it_is_turned() -> None:
    asked = replace(TIDES.cards.cards[0], answer="1687", wrong=("1543", "1859", "1905"))
    card = only(of_class(read(replace(TIDES, cards=Cards((asked,)))), "card"))
    choices = [said(choice) for choice in of_class(card.find(".//summary") or card, "choice")]
    assert [choice[:2] for choice in choices] == ["A ", "B ", "C ", "D "]
    assert sorted(choice[2:] for choice in choices) == ["1543", "1687", "1859", "1905"]


def test_asides_are_in_small_print_and_what_was_not_made_out_stands_in_its_place() -> None:
    lecture = replace(
        TIDES,
        asides=(Aside(0.0, 2.6),),
        transcript=replace(TIDES.transcript, unheard=(Unheard(20.0, 29.0),)),
    )
    page = read(lecture)
    assert [said(aside) for aside in of_class(page, "aside")] == ["0:00 Good morning."]
    assert [said(place) for place in of_class(page, "unheard")] == [
        "0:20 [Something was said up to 0:29 that could not be made out.]"
    ]
    assert [said(note) for note in page.findall(".//section[@id='transcript']/p")] == [
        "What is underlined may have been misheard, in 1 place.",
        "In 1 place, for 9 seconds, something was said that could not be made out.",
        "Small print is talk about the course, or advertising. Summary and flashcards leave it out.",
    ]


def test_what_may_have_been_misheard_is_underlined_and_says_so() -> None:
    words = tuple(
        Word(0, 1, text, probability, perhaps)
        for text, probability, perhaps in [("He", 0.9, ""), ("met", 0.9, ""), ("Corno.", 0.3, "Cournot")]
    )
    transcript = replace(TIDES.transcript, segments=(Segment(0, 1, "He met Corno.", words),))
    page = read(replace(TIDES, transcript=transcript, chapters=()))
    doubt = only(of_class(page, "doubt"))
    assert ("".join(doubt.itertext()), doubt.get("title")) == ("Corno (perhaps misheard)", "perhaps: Cournot")
    assert said(only(of_class(page, "said"))) == "He met Corno."


def test_a_sentence_is_where_the_times_of_its_points_lead_without_the_script() -> None:
    page = read(TIDES)
    assert {link.get("href") for link in of_class(page, "time")} <= {
        f"#{sentence.get('id')}" for sentence in of_class(page, "said")
    }


# Languages


def test_a_page_is_in_the_language_of_its_lecture_and_says_what_is_ours_in_our_tongue() -> None:
    french = replace(TIDES, transcript=replace(TIDES.transcript, language="fr"))
    with speaking("de"):
        page = read(french)
    assert (page.get("lang"), page.get("dir")) == ("fr", "ltr")
    assert {(heading.text, heading.get("lang")) for heading in page.iter("h2")} >= {("Zusammenfassung", "de")}
    assert {heading.get("lang") for heading in page.iter("h3")} == {None}
    assert {element.get("lang") for element in read(TIDES).iter()} == {None, "en"}


def test_a_translation_is_in_english() -> None:
    arabic = replace(TIDES, transcript=replace(TIDES.transcript, language="ar", task="translate"))
    assert (read(arabic).get("lang"), read(arabic).get("dir")) == ("en", "ltr")


@pytest.mark.parametrize(("code", "lang"), [("ar", "ar"), ("he", "he"), ("ur", "ur"), ("yi", "yi")])
def test_a_page_from_the_right_has_our_sentences_and_its_times_from_the_left(code: str, lang: str) -> None:
    page = read(replace(TIDES, transcript=replace(TIDES.transcript, language=code)))
    assert (page.get("lang"), page.get("dir")) == (lang, "rtl")
    ours = [*page.iter("h2"), *of_class(page, "time"), *of_class(page, "where")]
    assert {element.get("dir") for element in ours} == {"ltr"}
    assert {element.get("dir") for element in page.iter("h3")} == {None}


@pytest.mark.parametrize(("code", "lang"), [("jw", "jv"), ("yue", "yue"), ("tlh", "en"), ("", "en")])
def test_codes_are_those_that_browsers_know(code: str, lang: str) -> None:
    assert read(replace(TIDES, transcript=replace(TIDES.transcript, language=code))).get("lang") == lang


def test_a_lecture_with_nothing_in_it_says_so() -> None:
    bare = replace(
        TIDES,
        transcript=replace(TIDES.transcript, segments=()),
        summary=replace(TIDES.summary, overview="", points=()),
        chapters=(Chapter(0, 1, "One"),),
        terms=(),
        cards=Cards(()),
    )
    page = read(bare)
    assert [said(part) for part in page.findall(".//main//p")] == [
        "There was too little speech for a summary.",
        "No flashcards were made from this lecture.",
    ]
    assert [section.get("id") for section in page.findall(".//main/section")] == ["summary", "cards"]
