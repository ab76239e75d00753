"""A summary by T5, and by the lecture itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lecture.errors import TooLittleText
from lecture.notes.cards import make_cards
from lecture.notes.chapters import by_chapter
from lecture.notes.summary import summarize
from lecture.notes.t5 import T5
from lecture.notes.words import words
from lecture.punctuation import FULL_STOPS, STOPS
from lecture.values import Chapter, Point, Provenance, Reading, Sentence, Summary, Transcript
from tests.lecture.notes.conftest import ASIDES, REEFS, SAID, TOPICS, english, reading, reading_of, transcript_of
from tests.lecture.values import ANY_TEXT, TRANSCRIPTS


@pytest.mark.parametrize("engine", ["tiny", "tiny_fast"])
def test_t5_sums_up_every_passage_and_then_its_own_points(
    engine: str, small: Reading, request: pytest.FixtureRequest
) -> None:
    heard: list[tuple[int, int]] = []
    t5: T5 = request.getfixturevalue(engine)
    summary = summarize(small, t5, english().encoder, on_progress=lambda done, of: heard.append((done, of)))
    assert summary == Summary(
        "Wax and oxygen.",
        (
            Point("The flame melts wax.", 0.0, 8.0, "short"),
            Point("Faraday spoke.", 10.0, 18.0, "detailed"),
            Point("Blood takes oxygen from the lungs.", 30.0, 38.0, "short"),
        ),
        0.0,
        38.0,
        Provenance(models=("tiny-t5",)),
    )
    assert heard == sorted(heard)
    assert heard[-1] == (3, 3)


class Mute:
    """Writes what it is told to, whatever the prompt."""

    name = "mute"

    def __init__(self, text: str) -> None:
        self.text = text
        self.prompts: list[str] = []

    def count(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def write(self, prompts: Sequence[str], **_: object) -> list[str]:
        self.prompts += prompts
        return [self.text for _ in prompts]


def test_where_t5_has_nothing_to_say_the_lecture_speaks(small: Reading) -> None:
    summary = summarize(small, Mute(" . "))
    assert [point.detail for point in summary.points] == ["short", "short"]
    assert {point.text for point in summary.points} <= set(SAID)
    assert summary.overview == " ".join(point.text for point in summary.points)
    assert summary.made_by == Provenance(("mute",), ("ranked_statements",))


def test_the_same_is_not_said_twice(small: Reading) -> None:
    summary = summarize(small, Mute("a flame is hot . a flame is hot . summarize: it melts"))
    assert summary.points[0] == Point("A flame is hot.", 0.0, 18.0, "short")
    assert len({point.text for point in summary.points}) == len(summary.points) == 2
    assert "summarize" not in summary.overview


@pytest.mark.parametrize(
    "written",
    [
        "charles darwin described three kinds of reefs in 1859 .",  # a figure that was not said
        "a scientist called Huxley described three kinds of reefs .",  # a name that was not said
        "the stock market fell after the election .",  # far in meaning
    ],
)
def test_what_t5_makes_up_is_replaced_by_what_was_said(written: str, reefs: Reading) -> None:
    summary = summarize(reefs, Mute(written), english().encoder)
    assert summary.points
    assert {point.text for point in summary.points} <= {fact.text for fact in reefs.facts}
    assert all(point.text.lower() != written for point in summary.points)


def test_a_point_of_t5_rests_on_the_sentence_nearest_to_it(reefs: Reading) -> None:
    (bleached,) = [one for one in reefs.sentences if one.text.startswith("A bleached coral")]
    summary = summarize(reefs, Mute("a bleached coral can starve within weeks ."), english().encoder)
    assert Point("A bleached coral can starve within weeks.", bleached.start, bleached.end, "short") in summary.points


def test_t5_is_given_no_aside(reefs: Reading) -> None:
    t5 = Mute("reefs protect the coast .")
    summarize(reefs, t5, english().encoder)
    assert t5.prompts[0].startswith(f"summarize: {REEFS[2]}")
    assert not any(aside in prompt for aside in ASIDES for prompt in t5.prompts)


def test_another_language_than_english_is_not_given_to_t5(tiny: T5) -> None:
    said = ("Die Kerze brennt mit einer Flamme.", "Das Wachs der Kerze schmilzt in der Hitze.")
    assert summarize(reading_of(*said, language="de"), tiny).made_by == Provenance(methods=("lexrank",))


WORTH_A_POINT = {  # of those there are, these are the ones that a student would want
    "A coral reef is a ridge of limestone that is built by small animals.",
    "The polyp takes calcium from the sea water and builds a cup of limestone around its body.",
    "A reef grows by about one centimetre a year.",
    "Most corals need warm and clear water, because algae live inside their tissue.",
    "In return, the polyp gives the algae shelter and carbon dioxide.",
    "Corals grow only in shallow water, since sunlight does not reach the deep sea.",
    "A fringing reef grows directly along the shore of an island.",
    "A barrier reef is separated from the land by a lagoon.",
    "An atoll is a ring of coral around a lagoon without any island.",
    "Darwin explained that an atoll forms when a volcanic island slowly sinks into the sea.",
    "Coral bleaching happens when the water becomes too warm.",
    "Warm water causes the coral to expel its algae.",
    "A bleached coral can starve within a few weeks, because the algae made most of its food.",
    "About a quarter of all fish in the ocean depend on coral reefs.",
    "Carbon dioxide makes the sea water more acidic, and acid dissolves limestone.",
    "Reefs protect the coast, because they break the force of the waves.",
}


def test_the_notes_of_a_small_lecture(reefs: Reading) -> None:
    """What must hold whatever is learned: true statements of the subject, and cards that ask for them."""
    summary, cards = summarize(reefs, None), make_cards(reefs, None)
    about, *said = summary.overview.replace(". ", ".\n").splitlines()
    assert about.startswith("The lecture is about ")
    assert {"reef", "coral", "polyp"} <= set(about.replace(",", "").rstrip(".").split())
    assert len(said) == 3
    assert {*said} <= WORTH_A_POINT
    assert {point.text for point in summary.points} <= WORTH_A_POINT
    assert len(summary.points) >= 3
    assert (summary.start, summary.end) == (20.0, 258.0)
    assert ("What is a coral reef?", "A ridge of limestone that is built by small animals") in [
        (card.question, card.answer) for card in cards.cards
    ]
    evidence = {card.evidence for card in cards.cards}
    assert evidence <= set(REEFS) - ASIDES
    assert len(evidence) >= 8
    assert max(card.start for card in cards.cards) > 200


def test_a_point_is_shown_when_its_sentence_is_said(reefs: Reading) -> None:
    times = {(fact.text, fact.sentence.start, fact.sentence.end) for fact in reefs.facts}
    assert {(point.text, point.start, point.end) for point in summarize(reefs, None).points} <= times


def test_without_t5_every_chapter_has_its_central_statements() -> None:
    found = reading(transcript_of(*[TOPICS[topic] for topic in TOPICS for _ in range(14)]))
    summary = summarize(found, None)
    assert summary.made_by == Provenance(methods=("ranked_statements",))
    assert (summary.start, summary.end) == (0.0, 418.0)
    assert len(found.chapters) == 3
    for chapter in found.chapters:
        assert any(chapter.start <= p.start <= p.end <= chapter.end and p.detail == "short" for p in summary.points)


def test_a_chapter_that_is_beside_the_matter_has_no_point(reefs: Reading) -> None:
    chapters = (Chapter(0.0, 20.0, "", aside=True), Chapter(20.0, 260.0, "Coral reefs"))
    for writer in (None, Mute("a coral reef is a ridge of limestone .")):
        summary = summarize(replace(reefs, chapters=chapters), writer, english().encoder)
        assert summary.points
        assert all(point.start >= 20 for point in summary.points)


def test_short_lies_within_medium_within_detailed(reefs: Reading) -> None:
    facts = tuple(replace(fact, worth=0.9) for fact in reefs.facts)
    drawn_out = tuple(replace(one, text=f"{one.text} {' so to speak' * 20}.") for one in reefs.sentences)
    texts: dict[float, Sentence] = {one.start: one for one in drawn_out}
    facts = tuple(replace(fact, sentence=texts[fact.sentence.start]) for fact in facts)
    summary = summarize(replace(reefs, sentences=drawn_out, facts=facts), None)
    sizes = [len(summary.at(detail)) for detail in ("short", "medium", "detailed")]
    assert sizes[0] == len(reefs.chapters)
    assert sizes == sorted(set(sizes))
    assert set(summary.at("short")) <= set(summary.at("medium")) <= set(summary.at("detailed"))
    assert len({point.text for point in summary.points}) == len(summary.points)


@pytest.mark.parametrize("longer", [0, 60])
def test_a_chapter_has_a_point_for_two_hundred_words_and_three_where_it_is_short(longer: int, reefs: Reading) -> None:
    said = tuple(replace(one, text=f"{one.text}{' so' * longer}.") for one in reefs.sentences)
    by_start = {one.start: one for one in said}
    facts = tuple(replace(fact, worth=0.9, sentence=by_start[fact.sentence.start]) for fact in reefs.facts)
    one_chapter = replace(reefs, sentences=said, facts=facts, chapters=(Chapter(0.0, said[-1].end, "Coral reefs"),))
    size = sum(len(words(one.text)) for one in said if not one.aside)
    assert (size < 700) == (longer == 0)
    assert len(summarize(one_chapter, None).points) == max(3, round(size / 200))


def test_doubtful_segments_feed_nothing() -> None:
    clear, unsure = (
        transcript_of(*SAID),
        transcript_of("The candle of the flame watches the wax.", doubt="silence"),
    )
    both = Transcript((*unsure.segments, *clear.segments), "en", 50.0, 50.0)
    summary = summarize(reading(both), None)
    assert "watches" not in summary.overview + " ".join(point.text for point in summary.points)
    with pytest.raises(TooLittleText):
        summarize(reading(unsure), None)


def test_the_same_lecture_gives_the_same_notes(reefs: Reading) -> None:
    again = reading_of(*REEFS)
    assert summarize(again, None) == summarize(reefs, None)
    assert make_cards(again, None) == make_cards(reefs, None)


@pytest.mark.parametrize("text", ["", "   ", "😀 😀 😀", "...", "Yes."])
def test_too_little_text_is_said_clearly(text: str) -> None:
    with pytest.raises(TooLittleText, match="Too little was said"):
        summarize(reading_of(text), None)


def test_chapters_are_told_from_what_is_stated_in_them(reefs: Reading) -> None:
    summary = summarize(reefs, None)
    groups = by_chapter(reefs.chapters, reefs.facts)
    assert all(
        any(point.text == fact.text for fact in group)
        for point in summary.points
        for chapter, group in zip(reefs.chapters, groups, strict=True)
        if chapter.start <= point.start < chapter.end
    )


@settings(deadline=None, max_examples=50)
@given(TRANSCRIPTS | st.lists(ANY_TEXT, max_size=4).map(lambda texts: transcript_of(*texts)))
def test_any_text_whatever_gives_a_summary_or_too_little(transcript: Transcript) -> None:
    found = reading(transcript)
    try:
        summary = summarize(found, None)
    except TooLittleText:
        return
    assert summary.overview
    assert summary.points == summary.at("detailed")
    texts = [point.text for point in summary.points]
    assert len(set(texts)) == len(texts)
    assert all(text[0] == text[0].upper() and text[-1] in STOPS + FULL_STOPS for text in texts)
    assert all(point.start <= point.end for point in summary.points)
    assert summarize(found, None) == summary
