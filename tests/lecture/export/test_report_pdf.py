"""The PDF report, read back."""

from __future__ import annotations

import io
import re
import unicodedata
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PageObject, PdfReader

from lecture.export import FORMATS, typeface
from lecture.export.options import PARTS, USUAL, Options, Origin, Part
from lecture.values import Aside, Cards, Lecture, Segment, Summary, Term, Transcript
from tests.lecture.export.tides import TIDES
from tests.lecture.values import LECTURES, LETTERS


def read(lecture: Lecture, options: Options = USUAL) -> PdfReader:
    return PdfReader(io.BytesIO(FORMATS["report.pdf"].write(lecture, options)))


def text_of(reader: PdfReader) -> str:
    return " ".join("\n".join(page.extract_text() for page in reader.pages).split())


def saying(*texts: str) -> Lecture:
    segments = tuple(Segment(10.0 * place, 10.0 * place + 9, text) for place, text in enumerate(texts))
    return replace(TIDES, transcript=replace(TIDES.transcript, segments=segments), chapters=())


FACTS = (
    "LECTURE NOTES How the tides work "
    "File tides.m4a Length 1:02:09 Language English Date 24 November 2026 Transcript by Whisper base "
    "Summary by the statements most worth noting "
    "Flashcards by t5-small-qg-hl, and the best questions and hidden words "
    "Note The recording breaks off at 1:02:09; what was heard up to there is here. "
)
PAGES = [
    f"{FACTS}Contents Summary 1 Chapters 1 Key terms 2 Flashcards 2 Transcript 2 "
    "1 Key terms Flashcards 0:00 10:00 20:00 30:00 40:00 50:00 1:00:00 "
    "Summary A tide is the slow rise and fall of the sea, caused by the pull of the Moon and the Sun on the water. "
    "Moon and Sun 0:12–0:15 The Moon pulls harder on the near side of the Earth than on the far side of it. "
    "Isaac Newton 1:00:00–1:00:04 Isaac Newton explained the tides in 1687. It covers 0:00–1:02:09. "
    "Chapters 0:00 Moon and Sun 2 near side 1:00:00 Isaac Newton 2 1 of 2",
    "How the tides work Lecture notes "
    "Key terms tide 0:02 "
    "Flashcards 2 of the 20 cards asked for: the lecture holds no more good ones. Question Answer "
    "1 What is a tide? the slow rise and fall of the sea "
    "0:02–0:09 “A tide is the slow rise and fall of the sea, caused by the Moon and the Sun.” "
    "2 _____ explained the tides in 1687. Isaac Newton "
    "1:00:00–1:00:04 “Isaac Newton explained the tides in 1687.” "
    "Transcript 1 whole sentence may have been misheard: look for [?]. "
    "0:00 Moon and Sun "
    "0:00 Good morning. A tide is the slow rise and fall of the sea, caused by the Moon and the Sun. "
    "0:12 The Moon pulls harder on the near side. And then he said mumble. [?] "
    "1:00:00 Isaac Newton 1:00:00 Isaac Newton explained the tides in 1687. 2 of 2",
]


def test_the_report_reads_so() -> None:
    assert [" ".join(page.extract_text().split()) for page in read(TIDES).pages] == PAGES


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("summary", ["Summary"]),
        ("chapters", ["Chapters"]),
        ("terms", ["Key terms"]),
        ("cards", ["Flashcards"]),
        ("transcript", ["Transcript", ["Moon and Sun", "Isaac Newton"]]),
    ],
)
def test_only_what_is_wanted_is_in_it_and_in_its_contents(part: Part, expected: list[object]) -> None:
    reader = read(TIDES, Options(parts=frozenset([part])))
    assert _titles(reader.outline) == expected
    listed = re.search(r"Contents (.*?) 1 (\S+ )", text_of(reader))
    assert listed is not None
    assert listed[1] == expected[0]


def test_the_head_does_not_say_who_made_what_is_not_in_the_report() -> None:
    found = text_of(read(TIDES, Options(parts=frozenset(["transcript"]))))
    assert "Transcript by Whisper base Note" in found


def test_only_letters_that_are_in_the_report_are_said_to_be_missing() -> None:
    letter, (card, _), (chapter, last) = "ความ", TIDES.cards.cards, TIDES.chapters
    odd: dict[Part, Lecture] = {
        "summary": replace(TIDES, summary=replace(TIDES.summary, overview=letter)),
        "chapters": replace(TIDES, chapters=(replace(chapter, title=letter), last)),
        "terms": replace(TIDES, terms=(Term(letter, (1.0,)),)),
        "cards": replace(TIDES, cards=Cards((replace(card, answer=letter),))),
        "transcript": saying(letter),
    }
    said = "Letters Some letters of this lecture are not in this file's typeface"
    for part, lecture in odd.items():
        told = {one for one in PARTS if said in text_of(read(lecture, Options(parts=frozenset([one]))))}
        assert told == ({"summary", "chapters", "transcript"} if part == "chapters" else {part})


def test_the_course_is_named_and_the_paper_is_the_one_that_was_chosen() -> None:
    reader = read(TIDES, Options(paper="Letter", origin=Origin(course="Oceanography II")))
    assert "How the tides work Course Oceanography II File tides.m4a" in text_of(reader)
    sizes = {tuple(round(float(side)) for side in page.mediabox.upper_right) for page in reader.pages}
    assert sizes == {(612, 792)}
    assert {tuple(round(float(side)) for side in page.mediabox.upper_right) for page in read(TIDES).pages} == {
        (595, 842)
    }


def test_a_term_is_told_with_its_first_times_and_one_without_letters_is_left_out() -> None:
    def told(*terms: Term) -> str:
        return text_of(read(replace(TIDES, terms=terms), Options(parts=frozenset(["terms"]))))

    spoken = Term("tide", (2.6, 12.0, 15.0, 3600.0)), Term("\n", (1.0,)), Term("neap\ntide", ())
    assert told(*spoken).endswith("Key terms tide 0:02, 0:12, 0:15 neap tide 1 of 1")
    assert "Key terms" not in told(Term(" ", (1.0,)))


def test_a_lecture_in_which_nothing_was_said_says_so() -> None:
    silent = Lecture("", "silence.wav", "", Transcript((), "en", 0, 0), (), (), Summary("", (), 0, 0), Cards(()))
    assert text_of(read(silent)) == (
        "LECTURE NOTES silence.wav File silence.wav Length 0:00 Language English "
        "Contents Summary 1 Flashcards 1 Transcript 1 "
        "Summary There was too little speech for a summary. "
        "Flashcards No flashcards were made from this lecture. "
        "Transcript Nothing that was said could be made out. 1 of 1"
    )


def test_a_reader_program_finds_title_language_date_and_outline() -> None:
    reader = read(TIDES)
    assert reader.metadata is not None
    assert reader.metadata.title == "How the tides work"
    assert reader.metadata.creation_date_raw == "D:20261124000000Z"
    assert str(reader.root_object["/Lang"]) == "en"
    assert reader.root_object["/ViewerPreferences"]["/DisplayDocTitle"]  # type: ignore[index]
    assert _titles(reader.outline) == [
        "Summary",
        "Chapters",
        "Key terms",
        "Flashcards",
        "Transcript",
        ["Moon and Sun", "Isaac Newton"],
    ]


def _titles(outline: list[Any]) -> list[Any]:
    return [_titles(entry) if isinstance(entry, list) else entry.title for entry in outline]


def test_the_numbers_of_the_contents_are_those_of_the_pages() -> None:
    reader = read(saying(*[f"The sea rises and falls, time and again, for the {n}th time." for n in range(700)]))
    listed = re.search(r"Contents Summary (\d+) Key terms (\d+) Flashcards (\d+) Transcript (\d+)", text_of(reader))
    assert listed is not None
    bookmarked = [reader.get_destination_page_number(entry) for entry in reader.outline if not isinstance(entry, list)]
    assert [int(number) - 1 for number in listed.groups()] == bookmarked
    links: Any = reader.pages[0]["/Annots"]
    led_to = [reader.get_page_number(link.get_object()["/Dest"][0].get_object()) for link in links]
    assert led_to == bookmarked


def test_each_element_is_tagged_in_the_order_in_which_it_is_read() -> None:
    root: Any = read(TIDES).root_object
    assert root["/MarkInfo"]["/Marked"]
    elements = [element.get_object() for element in root["/StructTreeRoot"]["/K"][0].get_object()["/K"]]
    kinds = [element["/S"] for element in elements]
    assert kinds[:4] == ["/P", "/H1", "/L", "/TOC"]
    assert (kinds.count("/H1"), kinds.count("/H2")) == (1, 5)  # the title, and five sections
    assert kinds.count("/H3") == 2 + 2  # two chapters, in summary and transcript
    assert kinds.count("/Table") == 1
    (figure,) = (element for element in elements if element["/S"] == "/Figure")
    assert figure["/Alt"] == (
        "The recording, 1:02:09 long. It has 2 chapters. Key terms: 0:02. Flashcards: 0:02, 1:00:00."
    )


def test_the_timeline_shows_nothing_where_there_is_nothing_to_see() -> None:
    bare = replace(TIDES, chapters=(), terms=(), cards=Cards(()))
    root: Any = read(bare).root_object
    elements = root["/StructTreeRoot"]["/K"][0].get_object()["/K"]
    assert "/Figure" not in [element.get_object()["/S"] for element in elements]


def test_a_chapter_in_the_list_leads_to_its_place_in_the_transcript() -> None:
    first, second = list[Any](read(TIDES).pages)
    led_to = [annotation.get_object()["/Dest"][0] for annotation in first["/Annots"]]
    assert led_to[-2:] == [second.indirect_reference] * 2


def test_the_same_lecture_gives_the_same_bytes() -> None:
    assert FORMATS["report.pdf"].write(TIDES) == FORMATS["report.pdf"].write(TIDES)


@pytest.mark.parametrize(
    "text",
    [
        "Zażółć gęślą jaźń, façade, ÆØÅ æøå ßſ, Đorđe Čačić, İstanbul'da ığüşöç",
        "Τα νερά ανεβαίνουν· ἐν ἀρχῇ ἦν ὁ λόγος",
        "Прилив — это подъём воды; Ґанок, їжак, Ђорђе, Љубав",
        "Tiếng Việt: thủy triều lên xuống mỗi ngày",
        "e\N{COMBINING ACUTE ACCENT}t\N{COMBINING CARON}o is written whole",
        "x̂ + ȳ = ½ … “so”",
        "ज्वार भाटा, क्रमिक विज्ञान, र्कि",
        "الموج",
        "גאות",
    ],
    ids=["Latin", "Greek", "Cyrillic", "Vietnamese", "combining", "marks", "Devanagari", "Arabic", "Hebrew"],
)
def test_what_was_said_in_a_script_of_the_typeface_comes_back_letter_by_letter(text: str) -> None:
    found = text_of(read(saying(text)))
    assert unicodedata.normalize("NFC", text) in unicodedata.normalize("NFC", found)
    assert typeface.REPLACEMENT not in found


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(max_codepoint=0x52F, categories=["L", "N", "P", "Sm", "Zs"]), min_size=1, max_size=30))
def test_any_latin_greek_and_cyrillic_letters_come_back(text: str) -> None:
    shown = " ".join(typeface.showable(text).split())
    assert shown in text_of(read(saying(f"so {text} said")))


@pytest.mark.parametrize(
    "text",
    ["ความรู้", "🌊 wave", "a\udc80b", "👩‍🔬"],
    ids=["Thai", "emoji", "surrogate", "joined emoji"],
)
def test_letters_that_the_typeface_lacks_are_seen_to_be_missing_and_the_report_says_so_once(text: str) -> None:
    found = text_of(read(saying(f"before {text} after", text)))
    assert re.search(f"before .*{typeface.REPLACEMENT}.* after", found)
    assert found.count("The text report (report.txt) has them all.") == 1


@pytest.mark.parametrize("text", ["潮の満ち引き", "조석"], ids=["Japanese", "Korean"])
def test_where_the_font_for_chinese_japanese_and_korean_is_missing_the_report_says_how_to_get_it(text: str) -> None:
    if typeface.CJK in typeface.fonts():
        pytest.skip("it is installed here")
    found = text_of(read(saying(f"before {text} after")))
    assert re.search(f"before {typeface.REPLACEMENT}+ after", found)
    assert 'have this installed where the app runs: pip install "noto-cjk[sans]"' in found
    assert "noto-cjk" not in text_of(read(saying("🌊")))


def test_letters_that_are_there_are_not_said_to_be_missing() -> None:
    assert "typeface" not in text_of(read(TIDES))


def test_a_card_is_never_divided_between_pages() -> None:
    cards = tuple(
        replace(
            TIDES.cards.cards[0],
            question=f"Question {number}?",
            answer=f"{'long answer ' * (number % 7 * 8)}end {number}",
        )
        for number in range(60)
    )
    pages = [page.extract_text() for page in read(replace(TIDES, cards=Cards(cards))).pages]
    for number in range(60):
        asked = [place for place, page in enumerate(pages) if f"Question {number}?" in page]
        answered = [place for place, page in enumerate(pages) if re.search(rf"end {number}\b", page)]
        assert asked == answered
        assert len(asked) == 1


def test_a_card_and_a_word_longer_than_a_page_are_still_whole() -> None:
    long = replace(TIDES.cards.cards[0], question="w" * 9000, answer="answer " * 3000 + "done")
    found = text_of(read(replace(TIDES, cards=Cards((long, TIDES.cards.cards[1])))))
    assert found.replace(" ", "").count("w" * 90) >= 50
    assert found.count("answer") == 3000
    assert "done" in found


def test_a_mark_that_the_pdf_writer_knows_is_text_like_any_other() -> None:
    found = text_of(read(saying("{nb} **bold** __under__ [a](b) {nb}")))
    assert found.replace("\N{ZERO WIDTH JOINER}", "").count("{nb} **bold** __under__ [a](b) {nb}") == 1


def test_the_head_of_a_page_never_runs_over_its_edge() -> None:
    found = [page.extract_text() for page in read(replace(TIDES, title="Tides and waves " * 30)).pages]
    assert len(found) == 3
    assert all(re.match(r"Tides and waves .*…\s*Lecture notes\n", page) for page in found[1:])


def test_doubtful_words_are_marked_and_no_word_is_divided_at_the_end_of_a_line() -> None:
    words = [f"understandable{number}" for number in range(900)]
    segments = tuple(
        Segment(number, number + 1, " ".join(words[number : number + 3]), doubt="hardly heard" if number % 2 else "")
        for number in range(0, 900, 3)
    )
    lecture = replace(TIDES, title="Waves", chapters=(), transcript=replace(TIDES.transcript, segments=segments))
    reader = read(lecture)
    assert len(reader.pages) > 3
    found = text_of(reader).split()
    assert set(words) <= set(found)
    assert found.count("[?]") == 150
    assert "150 whole sentences may have been misheard: look for [?]." in " ".join(found)
    assert {left for page in reader.pages[1:] for left in _lefts(page, "Waves")} == {68.03}  # points: 24 mm


def _lefts(page: PageObject, wanted: str) -> list[float]:
    """How far from the left edge a text begins, in points."""
    found: list[float] = []

    def visit(text: str, outer: Any, inner: Any, *_: Any) -> None:
        if text.strip() == wanted:
            found.append(inner[4])

    page.extract_text(visitor_text=visit)
    return found


@settings(max_examples=60, deadline=None)
@given(LECTURES)
def test_no_lecture_is_too_odd_for_a_pdf(lecture: Lecture) -> None:
    assert len(read(lecture).pages) >= 1


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(LETTERS, min_size=1, max_size=300), min_size=1, max_size=4), st.booleans())
def test_no_text_in_any_script_raises(texts: list[str], doubtful: bool) -> None:
    lecture = saying(*texts)
    segments = tuple(replace(segment, doubt="hardly heard" * doubtful) for segment in lecture.transcript.segments)
    assert read(replace(lecture, title=texts[0], transcript=replace(lecture.transcript, segments=segments))).pages


def test_three_hours_of_speech_fit_into_a_report_of_moderate_size() -> None:
    sentence = "The Moon pulls harder on the near side of the Earth than on the far side."
    pdf = FORMATS["report.pdf"].write(saying(*[sentence] * 1080))
    reader = PdfReader(io.BytesIO(pdf))
    assert text_of(reader).count("harder") == 1080 + 1  # once in the summary
    assert len(reader.pages) > 20
    assert len(pdf) < 300_000


def test_asides_are_in_small_print_and_the_report_says_why() -> None:
    sizes: dict[str, float] = {}

    def note(text: str, _user: Any, _text: Any, _font: Any, size: float) -> None:
        sizes[" ".join(text.split())] = size

    reader = read(replace(TIDES, asides=(Aside(0.0, 2.6),)))
    for page in reader.pages:
        page.extract_text(visitor_text=note)
    assert (sizes["Good morning."], sizes["Isaac Newton explained the tides in 1687."]) == (8.5, 10.0)
    assert "Small print is talk about the course" in text_of(reader)
    assert "Small print" not in text_of(read(TIDES))
