"""The student's edits: words, times and text stay in step whatever is edited, and all taken back is what was heard."""

from __future__ import annotations

import math
import timeit
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lecture.edits import Edit, confirmed, edited, edited_transcript, unplaced, written
from lecture.misheard import Replacement, hits, offered, replace_everywhere
from lecture.rewording import rewritten
from lecture.values import (
    Card,
    Cards,
    Chapter,
    Lecture,
    Point,
    Segment,
    Summary,
    Term,
    Transcript,
    Word,
)


def said(text: str, start: float = 0.0, *, seconds: float = 1.0, probability: float = 0.9, doubt: str = "") -> Segment:
    """A segment whose words, between spaces, take a second each."""
    words = tuple(
        Word(start + seconds * at, start + seconds * (at + 1), word, probability)
        for at, word in enumerate(text.split())
    )
    return Segment(start, words[-1].end if words else start, text, words, "en", doubt=doubt)


def transcript(*texts: str) -> Transcript:
    segments: list[Segment] = []
    for text in texts:
        segments.append(said(text, segments[-1].end if segments else 0.0))
    return Transcript(tuple(segments), "en", segments[-1].end, segments[-1].end)


def lecture(heard: Transcript, *cards: Card, points: Sequence[Point] = (), **more: object) -> Lecture:
    summary = Summary(heard.segments[0].text, tuple(points), 0.0, heard.duration)
    made = Lecture("Light", "light.mp3", "2026-11-26", heard, (), (), summary, Cards(cards))
    return replace(made, **more)  # type: ignore[arg-type]


def card(question: str, answer: str, evidence: str, start: float, end: float, *wrong: str) -> Card:
    return Card(question, answer, evidence, start, end, "question", 1.0, wrong=wrong)


def texts(found: Transcript) -> list[str]:
    return [segment.text for segment in found.segments]


# One segment


def test_words_that_stay_keep_their_times_and_new_ones_share_what_they_replace() -> None:
    assert rewritten(said("the plank constant is small", 10.0), "the Planck constant is very small indeed").words == (
        Word(10, 11, "the", 0.9),
        Word(11, 12, "Planck"),
        Word(12, 13, "constant", 0.9),
        Word(13, 14, "is", 0.9),
        Word(14, 14, "very"),
        Word(14, 15, "small", 0.9),
        Word(15, 15, "indeed"),
    )


def test_one_word_that_becomes_several_is_divided_by_their_letters() -> None:
    assert rewritten(said("a Maxplank b"), "a Max Planck b").words[1:3] == (
        Word(1, 1.33, "Max"),
        Word(1.33, 2, "Planck"),
    )


def test_what_comes_into_a_pause_takes_the_pause() -> None:
    segment = replace(said("one two"), words=(Word(0, 1, "one"), Word(3, 4, "two")), end=4.0)
    assert rewritten(segment, "one and two").words[1] == Word(1, 3, "and")


def test_a_segment_without_text_has_no_words_and_can_be_written_again() -> None:
    empty = rewritten(said("one two", 5.0), "  ")
    assert (empty.text, empty.words, empty.start, empty.end) == ("", (), 5.0, 7.0)
    assert rewritten(empty, "four four").words == (Word(5, 6, "four"), Word(6, 7, "four"))


def test_a_segment_that_never_had_words_gets_none() -> None:
    assert rewritten(replace(said("one two"), words=()), "three") == replace(said("one two"), text="three", words=())


def test_words_of_a_script_without_spaces_keep_their_times_too() -> None:
    words = (Word(0, 1, "我们", 0.7), Word(1, 2, "学"), Word(2, 3, "习"), Word(3, 4, "物"), Word(4, 5, "理。"))
    assert rewritten(Segment(0, 5, "我们学习物理。", words), "我们学习化学。").words == (
        *words[:3],
        Word(3, 3.67, "化"),
        Word(3.67, 4.33, "学"),
        Word(4.33, 5, "。"),
    )


def test_several_words_between_two_spaces_stay_together_or_go_together() -> None:
    words = (Word(0, 1, "a", 0.5), Word(1, 2, "well", 0.5), Word(2, 3, "-known", 0.5), Word(3, 4, "fact", 0.5))
    segment = Segment(0, 4, "a well-known fact", words)
    assert rewritten(segment, "the well-known fact").words == (Word(0, 1, "the"), *words[1:])
    assert rewritten(segment, "a known fact").words == (words[0], Word(1, 3, "known"), words[3])


def test_what_was_written_is_one_line_that_can_be_stored() -> None:
    assert rewritten(said("one"), " two\n\tthree\x00 \ud800four ").text == "two three four"


# Edits of a lecture


def test_a_sentence_written_anew_is_no_longer_in_doubt() -> None:
    heard = Transcript((said("bla bla bla", doubt="repeated"),), "en", 3.0, 3.0)
    found = edited_transcript(heard, [written(heard.segments[0], "Light is a wave.")])
    assert (texts(found), found.segments[0].doubt) == (["Light is a wave."], "")


def test_a_sentence_written_anew_mends_the_cards_and_points_that_were_made_of_it() -> None:
    heard = transcript("um so the boar model has shells.", "The boar model is old, and cells are small.")
    made = lecture(
        heard,
        card("What does the boar model have?", "shells", "The boar model has shells.", 0, 7, "the boar", "cells"),
        card("Is the boar model old?", "yes", "The boar model is old.", 7, 16),
        points=[Point("The boar model has shells", 0, 7), Point("The boar model is old", 7, 16)],
    )
    found = edited(made, [written(heard.segments[0], "So the Bohr model has shells.")])
    assert texts(found.transcript) == ["So the Bohr model has shells.", heard.segments[1].text]
    assert found.cards.cards == (
        card("What does the Bohr model have?", "shells", "The Bohr model has shells.", 0, 7, "the Bohr", "cells"),
        made.cards.cards[1],
    )
    assert [point.text for point in found.summary.points] == ["The Bohr model has shells", "The boar model is old"]
    assert found.summary.overview == "So the Bohr model has shells."


def test_a_note_is_mended_only_where_the_old_words_stand() -> None:
    heard = transcript("it is hot in a big room.")
    made = lecture(heard, card("Is a hat big?", "It is", "It is hot.", 0, 7))
    found = edited(made, [written(heard.segments[0], "it is not hot in the big room.")])
    assert found.cards.cards == (card("Is a hat big?", "It is", "It is not hot.", 0, 7),)
    assert found.summary.overview == "it is not hot in the big room."


def test_a_deleted_sentence_empties_no_note() -> None:
    heard = transcript("Thanks for watching.", "Light is a wave.")
    made = lecture(heard, card("Whom?", "Thanks for watching.", "Thanks for watching.", 0, 3))
    found = edited(made, [written(heard.segments[0], "")])
    assert (texts(found.transcript), found.cards) == (["", "Light is a wave."], made.cards)


def test_a_name_is_put_right_everywhere_at_once() -> None:
    heard = transcript("Plank's law, by plank.", "A planked floor.", "Plank said so.")
    made = lecture(
        heard,
        card("Who found Plank’s law?", "Plank", "Plank said so.", 7, 10, "Planck", "Bohr"),
        points=[Point("Plank found a law", 0, 4)],
        chapters=(Chapter(0, 10, "Plank and floors", (Term("plank", (1.0,)), Term("Planck", (8.0,)))),),
        terms=(Term("Plank", (0.0, 3.0)), Term("floor", (6.0,))),
    )
    found = edited(made, [replace_everywhere(heard, "plank", "Planck")])
    assert texts(found.transcript) == ["Planck's law, by Planck.", "A planked floor.", "Planck said so."]
    assert found.cards.cards == (card("Who found Planck’s law?", "Planck", "Planck said so.", 7, 10, "Bohr"),)
    assert [point.text for point in found.summary.points] == ["Planck found a law"]
    assert found.chapters == (Chapter(0, 10, "Planck and floors", (Term("Planck", (1.0, 8.0)),)),)
    assert found.terms == (Term("Planck", (0.0, 3.0)), Term("floor", (6.0,)))
    assert found.summary.overview == "Planck's law, by Planck."


@pytest.mark.parametrize(
    ("text", "heard", "meant", "mended"),
    [
        ("Cosmosis is slow, cosmosis!", "cosmosis", "osmosis", "Osmosis is slow, osmosis!"),
        ("Max plank saw Plank.", "plank", "Max Planck", "Max Max Planck saw Max Planck."),
        ("Max Planck and planck.", "planck", "Max Planck", "Max Planck and Max Planck."),
        ("a hay stack; haystack", "hay  stack", "haystack", "a haystack; haystack"),
        ("I don't, Don said", "don", "Dan", "I don't, Dan said"),
        ("普朗克和普朗克", "朗克", "郎克", "普郎克和普郎克"),
        ("कमा कम", "कम", "ज़्यादा", "कमा ज़्यादा"),
        ("nothing", "...", "x", "nothing"),
        ("nothing", "nothing", " ", "nothing"),
    ],
)
def test_only_whole_words_are_replaced_and_a_capital_where_a_sentence_begins_stays(
    text: str, heard: str, meant: str, mended: str
) -> None:
    found = transcript(text)
    assert texts(edited_transcript(found, [replace_everywhere(found, heard, meant)])) == [mended]


def test_hits_tell_when_and_between_what_and_can_be_left_out() -> None:
    heard = transcript("The plank law", "a plank of wood")
    first, second = hits(heard, "plank", "Planck")
    assert (first.start, first.end, first.before, first.text, first.after) == (1, 2, "The ", "plank", " law")
    edit = replace_everywhere(heard, "plank", "Planck", without=[second.key])
    made = lecture(heard, card("Of what is a plank?", "wood", "a plank of wood", 3, 7))
    found = edited(made, [edit])
    assert (texts(found.transcript), found.cards) == (["The Planck law", "a plank of wood"], made.cards)


def test_what_is_said_to_be_right_is_believed_and_reads_as_before() -> None:
    unsure = said("the Planck law holds", probability=0.3)
    heard = Transcript((unsure, said("la la", 4.0, doubt="repeated")), "en", 6.0, 6.0)
    found = edited_transcript(heard, [confirmed(1, 2, "Planck"), confirmed(4, 6, "la la")])
    assert [word.unsure for word in found.segments[0].words] == [True, False, True, True]
    assert (found.text, found.segments[1].doubt) == (heard.text, "")


def test_remembered_replacements_are_offered_where_they_were_heard_again() -> None:
    heard = transcript("the plank law")
    known = (Replacement("plank", "Planck"), Replacement("boar", "Bohr"))
    assert [(one, len(found)) for one, found in offered(heard, known)] == [(known[0], 1)]


# What stood there no longer does


def test_an_edit_is_done_by_hunks_where_one_before_it_was_taken_back() -> None:
    heard = transcript("the plank constant is smal")
    first = written(heard.segments[0], "the Planck constant is smal")
    second = written(edited_transcript(heard, [first]).segments[0], "the Planck constant is small, yes")
    assert texts(edited_transcript(heard, [second])) == ["the plank constant is small, yes"]
    on_first = written(edited_transcript(heard, [first]).segments[0], "the Max Planck constant is smal")
    assert texts(edited_transcript(heard, [on_first])) == ["the plank constant is smal"]
    assert unplaced(heard, [on_first]) == (on_first,)
    assert unplaced(heard, [first, on_first]) == ()


def test_edits_find_their_place_in_another_hearing_of_the_same_speech() -> None:
    heard = transcript("So Mister plank was born", "in keel in 1858.")
    edits = [
        replace_everywhere(heard, "plank", "Planck"),
        written(heard.segments[1], "in Kiel in 1858."),
        confirmed(7, 8, "1858."),
    ]
    again = Transcript((said("So, Mr plank was born in keel in 1858. And then", seconds=0.9),), "en", 9.0, 9.0)
    found = edited_transcript(again, edits)
    assert texts(found) == ["So, Mr Planck was born in Kiel in 1858. And then"]
    assert found.segments[0].words[8].probability == 1.0
    assert unplaced(again, edits) == ()


def test_what_another_model_heard_right_by_itself_is_no_edit_without_a_place() -> None:
    heard = transcript("Mister plank was born")
    again = transcript("Mister Planck was born")
    edits = [written(heard.segments[0], "Mister Planck was born")]
    assert (edited_transcript(again, edits), unplaced(again, edits)) == (again, ())
    elsewhere = transcript("Nothing of it is here")
    assert (edited_transcript(elsewhere, edits), unplaced(elsewhere, edits)) == (elsewhere, tuple(edits))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("the plank law holds", "the Max Planck law holds"),
        ("Planck was born", "Max Planck was born"),
        ("it is hot", "it is not hot"),
        ("the the cat sat", "the cat sat"),
        ("so light is light", "light is light"),
        ("planck was right", "Planck was right"),
        ("a b c", "a c b"),
    ],
)
def test_notes_made_anew_of_the_edited_text_are_not_edited_twice(old: str, new: str) -> None:
    heard = transcript(old, "and so on")
    anew = lecture(heard, card(f"Why {new}?", new, f"{new} and so on", 0, 8), points=[Point(new, 0, 8)])
    anew = replace(anew, summary=replace(anew.summary, overview=new))
    edit = written(heard.segments[0], new)
    found = edited(anew, [edit])
    assert texts(found.transcript) == [new, "and so on"]
    assert (found.cards, found.summary) == (anew.cards, anew.summary)


# Any sequence of them

WORDS = ["plank", "Planck", "the", "a", "is", "small", "we", "12", "known.", "Café", "l'eau", "plank's"]
SPACED = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join)
UNSPACED = st.text("普朗克常数是很小的，。ก", min_size=1, max_size=8)
TEXTS = SPACED | UNSPACED | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@st.composite
def hearings(draw: st.DrawFn) -> Transcript:
    """Speech as some model heard it: words in any pieces of its text, with times that never run backwards."""
    spoken = draw(st.lists(SPACED | UNSPACED, min_size=1, max_size=4))
    second, segments = 0.0, []
    for text in spoken:
        start, words = second, []
        for piece in (text.split() if " " in text else list(text)) if draw(st.booleans()) else [text.strip()]:
            second += draw(st.sampled_from([0.0, 0.01, 0.5]))
            begun, second = second, second + draw(st.sampled_from([0.0, 0.02, 0.37, 1.0]))
            words.append(Word(round(begun, 2), round(second, 2), piece, draw(st.sampled_from([0.2, 0.9]))))
        end = round(second, 2)
        segments.append(Segment(round(start, 2), end, text, tuple(words), doubt=draw(st.sampled_from(["", "loop"]))))
    return Transcript(tuple(segments), "en", round(second, 2) + 1, round(second, 2) + 1)


@st.composite
def steps(draw: st.DrawFn, heard: Transcript) -> Edit:
    """An edit of what stands."""
    segment = draw(st.sampled_from(heard.segments))
    what = draw(st.sampled_from(["sentence", "everywhere", "right", "part"]))
    if what == "sentence":
        return written(segment, draw(TEXTS))
    if what == "everywhere":
        heard_word = draw(st.sampled_from([*segment.text.split(), "plank", "克"]))
        return replace_everywhere(heard, heard_word, draw(st.sampled_from(["Planck", "Max Planck", "克", "a"])))
    if what == "part" and segment.words:
        word = draw(st.sampled_from(segment.words))
        return confirmed(word.start, word.end, word.text)
    return confirmed(segment.start, segment.end, segment.text)


def letters(text: str) -> str:
    return "".join(text.split())


def in_step(found: Transcript) -> None:
    for segment in found.segments:
        assert letters("".join(word.text for word in segment.words)) == letters(segment.text)
        moments = [segment.start, *(at for word in segment.words for at in (word.start, word.end)), segment.end]
        assert all(map(math.isfinite, moments))
        assert all(before <= after for before, after in pairwise(moments))


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_any_edits_undone_redone_and_heard_again_leave_words_times_and_text_in_step(data: st.DataObject) -> None:
    heard = data.draw(hearings())
    made = lecture(heard, card("plank?", "a", "the plank", 0.0, 2.0), points=[Point("the plank is small", 0, 3)])
    kept: list[Edit] = []
    undone: list[Edit] = []
    for _ in range(data.draw(st.integers(1, 8))):
        match data.draw(st.sampled_from(["edit", "edit", "undo", "redo", "take back", "hear again"])):
            case "edit":
                kept, undone = [*kept, data.draw(steps(edited_transcript(heard, kept)))], []
            case "undo" if kept:
                undone.append(kept.pop())
            case "redo" if undone:
                kept.append(undone.pop())
            case "take back" if kept:
                kept.pop(data.draw(st.integers(0, len(kept) - 1)))
            case "hear again":
                heard = data.draw(hearings())
        made = replace(made, transcript=heard)
        found = edited(made, kept)
        in_step(found.transcript)
        assert found.transcript == edited_transcript(heard, kept)
        assert [(one.start, one.end) for one in found.transcript.segments] == [(s.start, s.end) for s in heard.segments]
        assert set(unplaced(heard, kept)) <= set(kept)
    assert edited(made, []) == made


@settings(max_examples=200, deadline=None)
@given(heard=hearings(), data=st.data())
def test_a_sentence_reads_as_it_was_written(heard: Transcript, data: st.DataObject) -> None:
    text = data.draw(TEXTS)
    found = rewritten(heard.segments[0], text)
    assert found.text == " ".join(found.text.split())
    assert rewritten(found, heard.segments[0].text).text == " ".join(heard.segments[0].text.split())
    new = [word for word in found.words if word not in heard.segments[0].words]
    assert {word.probability for word in new} <= {1.0}


def test_a_long_lecture_with_many_edits_is_edited_in_a_moment() -> None:
    """Printed, not asserted."""
    names = ["the plank constant", *["a constant that is"] * 19]
    heard = transcript(*(f"in sentence {at} {names[at % 20]} of number {at} is very small" for at in range(2250)))
    edits = [replace_everywhere(heard, "plank", "Planck")]
    stood = edited_transcript(heard, edits)
    for at in range(0, 1990, 10):
        edits.append(written(stood.segments[at], stood.segments[at].text.replace("is very small", "was rather large")))
    made = lecture(heard, *(card(f"{at}?", "plank", heard.segments[at].text, at * 12, at * 12 + 9) for at in range(60)))
    took = min(timeit.repeat(lambda: edited(made, edits), number=1, repeat=3))
    print(f"{len(edits)} edits of {len(heard.text.split())} words: {1000 * took:.0f} ms")  # noqa: T201
