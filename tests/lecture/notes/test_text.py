from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lecture.notes.text import Passage, by_chapter, chapters, key_terms, passages, sentences, words
from lecture.values import Segment, Transcript, Word
from tests.lecture.conftest import transcript_of
from tests.lecture.values import TRANSCRIPTS

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=200) | st.sampled_from(
    ["word " * 300, "😀" * 500, "שלום עולם. " * 40, "一二三四五。" * 60, "a" * 3000, "the flame is hot, " * 200]
)


def tokens(texts: Sequence[str]) -> list[int]:
    """A stand-in for T5's tokenizer: a token for every five characters of a word, and one at the end."""
    return [1 + sum(1 + len(word) // 5 for word in text.split()) for text in texts]


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_sentences_end_where_the_stops_are_and_know_their_times() -> None:
    found = sentences(transcript_of("Wax melts. It rises", "in the wick! Does it", "burn?"))
    assert [(s.text, round(s.start, 1), round(s.end, 1), s.segment) for s in found] == [
        ("Wax melts.", 0.0, 4.2, 0),
        ("It rises in the wick!", 4.6, 14.8, 0),
        ("Does it burn?", 15.2, 28.0, 1),
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


def test_stops_of_other_scripts_end_sentences_too() -> None:
    assert [s.text for s in sentences(transcript_of("火は熱い。蝋は溶ける。", language="ja"))] == [
        "火は熱い。",
        "蝋は溶ける。",
    ]


def test_without_stops_it_is_cut_at_segments_and_clauses() -> None:
    lines = [f"and then the flame number {i} burns in the air of the room, as it did before" for i in range(20)]
    found = sentences(transcript_of(*lines))
    assert len(found) > 5
    assert all(len(sentence.text) <= 240 for sentence in found)
    assert " ".join(sentence.text for sentence in found) == " ".join(lines)
    assert all(sentence.text.endswith((",", "before")) for sentence in found)


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


TOPICS = {
    "candle": "The wax of the candle melts under the flame. The wick of the candle lifts the wax to the flame.",
    "heart": "The heart pumps the blood into the lungs. The blood takes oxygen from the lungs to the heart.",
    "planets": "The planets turn around the sun on an orbit. The orbit of a planet is an ellipse around the sun.",
}


def three_topics() -> Transcript:
    return transcript_of(*[TOPICS[topic] for topic in TOPICS for _ in range(14)])


def test_chapters_begin_where_the_topic_changes() -> None:
    transcript = three_topics()
    found = chapters(transcript)
    assert [(chapter.start, chapter.end) for chapter in found] == [(0.0, 140.0), (140.0, 280.0), (280.0, 420.0)]
    assert [bool({topic} & set(words(c.title))) for c, topic in zip(found, ("wax", "blood", "orbit"), strict=True)] == [
        True
    ] * 3


def test_a_chapters_terms_know_when_they_are_said() -> None:
    second = chapters(three_topics())[1]
    blood = next(term for term in second.terms if term.text == "blood")
    assert len(blood.times) == 28
    assert all(second.start <= time <= second.end for time in blood.times)


def test_no_speech_no_chapters() -> None:
    assert chapters(transcript_of()) == ()
    assert chapters(transcript_of("", "  ")) == ()


@settings(deadline=None)
@given(TRANSCRIPTS | st.lists(ANY_TEXT, max_size=4).map(lambda texts: transcript_of(*texts)))
def test_chapters_tile_the_lecture(transcript: Transcript) -> None:
    found = chapters(transcript)
    assert bool(found) == bool(transcript.text.strip())
    for one, next_one in pairwise(found):
        assert one.end == next_one.start
    if found:
        assert found[0].start == 0.0
        assert found[-1].end >= transcript.duration
        assert all(chapter.title for chapter in found)
        assert sum(map(len, by_chapter(found, sentences(transcript)))) == len(sentences(transcript))


def test_key_terms_are_what_is_spoken_of() -> None:
    text = (
        "A neural network learns from data. The neural network has weights. We train a neural network by gradient "
        "descent. With gradient descent you move the weights a little. The data is large. You train on the data."
    )
    found = key_terms(sentences(transcript_of(text)), "en")
    assert {term.text for term in found} == {"neural network", "gradient descent", "data", "weights"}
    assert found[0].text == "neural network"
    assert len(found[0].times) == 3


def test_other_languages_have_key_terms_too() -> None:
    text = "Die Kerze brennt mit einer Flamme. Die Flamme der Kerze ist heiß. Das Wachs schmilzt unter der Flamme."
    found = key_terms(sentences(transcript_of(text, language="de")), "de")
    assert {"Kerze", "Flamme"} <= {term.text for term in found}
    assert not {"die", "der", "mit"} & {term.text.lower() for term in found}


@pytest.mark.parametrize(
    "unit", ["the flame of a candle is hot and the wax melts ", "Yes. ", "The wax melts. It burns! "]
)
def test_the_work_grows_with_the_length_and_no_faster(unit: str) -> None:
    def work(times: int) -> int:
        steps = 0

        def count(*_: object) -> None:
            nonlocal steps
            steps += 1

        transcript = transcript_of(*[unit * 10] * times)
        sys.setprofile(count)  # every call of a function counts as a step
        try:
            found = sentences(transcript)
            passages(found, tokens)
            chapters(transcript)
        finally:
            sys.setprofile(None)
        return steps

    assert work(400) < 3 * work(200)
