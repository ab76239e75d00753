"""Cards by T5 and by rules: good ones, spread over the lecture, no two alike, none of an aside."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.fuzz import token_sort_ratio

from lecture.notes.candidates import TOO_POOR
from lecture.notes.cards import GOOD, OF_A_SENTENCE, make_cards, more_cards
from lecture.notes.cloze import HIDDEN
from lecture.notes.facts import BARRED
from lecture.notes.standing import pointing
from lecture.notes.t5 import T5
from lecture.tongue import again, speaking
from lecture.twins import TWINS, asks, twins
from lecture.values import (
    DEFAULT_CARDS,
    Card,
    Chapter,
    Fact,
    Lecture,
    Provenance,
    Question,
    Reading,
    Sentence,
    Transcript,
    Vocabulary,
)
from tests.lecture.notes.conftest import ASIDES, REEFS, english, reading, reading_of, transcript_of
from tests.lecture.notes.test_facts import LOOSE
from tests.lecture.notes.test_reading import ADVERTISEMENT
from tests.lecture.notes.test_summary import Mute
from tests.lecture.values import ANY_TEXT, TRANSCRIPTS


@pytest.mark.parametrize("engine", ["tiny", "tiny_fast"])
def test_t5_is_asked_as_it_was_trained_and_bad_questions_go(
    engine: str, small: Reading, request: pytest.FixtureRequest
) -> None:
    cards = make_cards(small, request.getfixturevalue(engine), english().encoder, count=5)
    assert [(card.question, card.answer, card.start, card.end) for card in cards.cards] == [
        ("Where does the wax melt?", "Flame", 0.0, 8.0),
        ("Who spoke of the flame?", "Michael Faraday", 10.0, 18.0),
        ("What does blood carry?", "Oxygen", 30.0, 38.0),  # and not what the lungs take: that is oxygen again
    ]
    assert {card.kind for card in cards.cards} == {"question"}
    assert cards.cards[0].evidence == "The wax of a candle melts near the flame."
    assert cards.rejected["the question has under three words"] == 1  # “It is?”
    assert cards.made_by == Provenance(models=("tiny-t5",))


def test_what_t5_asks_has_to_lead_back_to_its_sentence(reefs: Reading) -> None:
    """One question, whatever it was to ask: without the encoder it would be a card on any sentence."""
    asks = Mute("Why does a bleached coral starve without its algae?")
    reefs = replace(reefs, facts=tuple(replace(fact, worth=0.9, questions=()) for fact in reefs.facts))
    cards = make_cards(reefs, asks, english().encoder).cards
    assert len(cards) == 1
    assert {card.evidence for card in cards} <= set(REEFS[19:22])
    first = next(fact for fact in reefs.facts if fact.answers)
    elsewhere = replace(reefs, facts=(first,))
    assert make_cards(elsewhere, asks).cards != ()
    assert make_cards(elsewhere, asks, english().encoder).cards == ()


def test_what_t5_does_not_ask_or_makes_up_is_no_card(reefs: Reading) -> None:
    facts = tuple(replace(fact, worth=0.9, questions=()) for fact in reefs.facts)
    for text in (
        "A bleached coral starves without its algae.",
        "Who won the football cup in Madrid yesterday evening?",
    ):
        cards = make_cards(replace(reefs, facts=facts), Mute(text), english().encoder)
        assert cards.cards == ()
        assert cards.rejected[TOO_POOR] > 0


def test_definitions_and_hidden_words_without_t5(reefs: Reading) -> None:
    cards = make_cards(reefs, None)
    assert ("What is a coral reef?", "A ridge of limestone that is built by small animals", "definition") in [
        (card.question, card.answer, card.kind) for card in cards.cards
    ]
    assert {card.kind for card in cards.cards} >= {"definition", "cloze"}
    assert cards.made_by == Provenance(methods=("ranked_questions",))
    assert len(cards.cards) >= 5


def lecture_of(*chapters: list[float]) -> Reading:
    """In each chapter a fact for each worth, with a question of that worth; no two share a word."""
    facts = []
    for number, worths in enumerate(chapters):
        for place, worth in enumerate(worths):
            letters = (chr(97 + number) * 4, chr(97 + place) * 5)
            text = f"{letters[0]}{letters[1]} {letters[1]}{letters[0]} drives {letters[1]}{letters[1]}{letters[0]}"
            start = 1000.0 * number + 10 * place
            sentence = Sentence(f"{text}.", start, start + 8)
            asked = Question("question", f"What {text}?", "".join(letters)[::-1] + str(number), worth)
            facts.append(Fact(sentence.text, sentence, worth, (asked,)))
    edges = [1000.0 * number for number in range(len(chapters) + 1)]
    return Reading(
        "en",
        tuple(fact.sentence for fact in facts),
        Vocabulary(frozenset({"what"}), "en"),
        (),
        tuple(Chapter(start, end, "") for start, end in pairwise(edges)),
        tuple(facts),
    )


def per_chapter(reading: Reading, cards: tuple[Card, ...]) -> list[int]:
    return [sum(tile.start <= card.start < tile.end for card in cards) for tile in reading.chapters]


@pytest.mark.parametrize("count", [5, 8, 12])
def test_cards_are_spread_over_the_lecture(count: int) -> None:
    found = lecture_of([0.9] * 12, [0.83] * 12, [0.87] * 12, [0.85] * 12)
    cards = make_cards(found, None, count=count).cards
    shares = per_chapter(found, cards)
    assert len(cards) == count
    assert min(shares) >= 1
    assert max(shares) <= max(2, count // 3)
    assert [card.start for card in cards] == sorted(card.start for card in cards)


def test_a_poor_chapter_takes_no_card_of_a_good_one() -> None:
    found = lecture_of([0.9] * 12, [0.4] * 12)
    assert per_chapter(found, make_cards(found, None, count=4).cards) == [4, 0]


@pytest.mark.parametrize(("worth", "made"), [(0.5, 2), (0.49, 1)])
def test_a_good_sentence_has_a_card_and_its_reverse_and_no_third(worth: float, made: int) -> None:
    said = Sentence("Basalt is a dark rock made of lava.", 0.0, 4.0)
    asked = (
        Question("definition", "What is basalt?", "a dark rock made of lava", 0.6),
        Question("cloze", f"{HIDDEN} is a dark rock made of lava.", "basalt", 0.5),
        Question("cloze", f"Basalt is a dark {HIDDEN} made of lava.", "rock", 0.55),
    )
    found = replace(lecture_of([0.1]), facts=(Fact(said.text, said, worth, asked),), sentences=(said,))
    cards = make_cards(found, None).cards
    assert [card.answer for card in cards] == ["A dark rock made of lava", "basalt"][:made]


def test_the_best_of_a_chapter_are_chosen() -> None:
    found = lecture_of([0.4, 0.9, 0.5, 0.8, 0.6, 0.7, 0.31])
    assert [card.score for card in make_cards(found, None, count=5).cards] == [0.9, 0.5, 0.8, 0.6, 0.7]


def test_a_poor_card_is_never_shown_however_few_there_are() -> None:
    good, poor = GOOD + 0.01, GOOD - 0.01
    cards = make_cards(lecture_of([good, poor, poor]), None)
    assert [card.score for card in cards.cards] == [round(good, 3)]
    assert cards.rejected["a student would probably not study it"] == 2


def test_a_chapter_whose_best_card_is_a_twin_keeps_its_second() -> None:
    found = lecture_of(*[[0.9, 0.8]] * 3, [0.95, 0.4])
    twin = replace(found.facts[-2].questions[0], text=found.facts[0].questions[0].text, worth=0.89)
    facts = (*found.facts[:-2], replace(found.facts[-2], questions=(twin,)), found.facts[-1])
    cards = make_cards(replace(found, facts=facts), None, count=7)
    assert per_chapter(found, cards.cards) == [2, 2, 2, 1]
    assert cards.cards[-1].score == 0.4
    assert cards.rejected["near twin of another card"] == 1


def test_fewer_cards_than_asked_for_say_why(reefs: Reading) -> None:
    cards = make_cards(reefs, None, count=60)
    assert 5 <= len(cards.cards) < 60
    assert cards.remark == (
        f"The lecture has enough for {len(cards.cards)} good cards, not 60: the others would have been poor."
    )
    assert sum(cards.rejected.values()) > 0


def test_a_number_that_nobody_chose_is_not_held_against_the_lecture(reefs: Reading) -> None:
    cards = make_cards(replace(reefs, facts=reefs.facts[:12]), None)
    assert 1 < len(cards.cards) < DEFAULT_CARDS
    made = len(cards.cards)
    assert cards.remark == f"The lecture has enough for {made} good cards: any more would have been poor."
    with speaking("de"):
        assert again(cards.remark) == f"Die Vorlesung reicht für {made} gute Karten: Weitere wären schwach."
        more = make_cards(replace(reefs, facts=reefs.facts[:12]), None, count=60)
        assert more.remark == (
            f"Die Vorlesung reicht für {len(more.cards)} gute Karten, nicht für 60: Die anderen wären schwach."
        )


def test_near_twins_are_told_apart() -> None:
    said = reading_of(*[REEFS[2]] * 5, *REEFS[3:8])
    cards = make_cards(said, None, count=5).cards
    assert len({(card.question, card.answer) for card in cards}) == len(cards)
    assert len({card.start for card in cards if card.evidence == REEFS[2]}) == 1


def test_a_lecture_of_advertising_only_gives_no_cards_and_says_why() -> None:
    cards = make_cards(reading_of(*ADVERTISEMENT), None)
    assert cards.cards == ()
    assert cards.remark == (
        "This is talk about a course, or advertising: there is nothing in it to learn, and no card was made."
    )


def test_an_aside_is_not_asked_about_with_t5_either(reefs: Reading) -> None:
    asked = make_cards(reefs, Mute("What is a coral reef?"), english().encoder, count=60)
    assert not [card for card in asked.cards if card.evidence in ASIDES]


def test_doubtful_evidence_is_not_used() -> None:
    cards = make_cards(reading_of(*REEFS[2:10], doubt="noise"), None)
    assert cards.cards == ()
    assert cards.remark == "Too little was said clearly enough to ask about: no cards could be made."


def test_progress_is_told_while_t5_writes(small: Reading, tiny: T5) -> None:
    heard: list[tuple[int, int]] = []
    make_cards(small, tiny, count=5, on_progress=lambda done, of: heard.append((done, of)))
    assert heard == sorted(heard)
    assert heard[-1] == (6, 6)


def unbound(card: Card) -> set[str]:
    """What in a card points at something that stood around it."""
    text = card.question.replace(HIDDEN, card.answer) if card.kind == "cloze" else card.question
    told = {word.strip(".,?!").lower() for word in f"{text} {card.answer}".split()}
    barred = {kind for kind, _ in pointing(english().parser(text)) if card.kind == "cloze"} & BARRED
    return barred | (told & {"i", "me", "my", "you", "your", "here", "today", "yesterday", "tomorrow"})


MIXED = tuple(text for pair in zip(REEFS, LOOSE * 4, strict=False) for text in pair)


@pytest.mark.parametrize("said", [REEFS, LOOSE, (*LOOSE, *REEFS), MIXED])
def test_a_card_needs_nothing_that_stood_around_it(said: tuple[str, ...]) -> None:
    cards = make_cards(reading_of(*said), None, count=60).cards
    assert [card for card in cards if unbound(card)] == []
    assert [card for card in cards if card.score < GOOD] == []
    assert max(Counter(card.evidence for card in cards).values()) <= OF_A_SENTENCE
    for one, other in combinations(cards, 2):
        says = [f"{card.question} {card.answer}".replace(HIDDEN, "").lower() for card in (one, other)]
        assert token_sort_ratio(*says) < TWINS or _reverse(one, other)


def _reverse(one: Card, other: Card) -> bool:
    """Two cards of a sentence, each asking for what the other gives."""
    gives = [b.answer.lower() in a.question.lower() for a, b in ((one, other), (other, one))]
    return one.evidence == other.evidence and all(gives)


def test_the_cards_of_the_sample_need_nothing_around_them(studied: Lecture) -> None:
    assert [card for card in studied.cards.cards if unbound(card)] == []
    assert max(Counter(card.evidence for card in studied.cards.cards).values()) <= OF_A_SENTENCE


def test_another_language_than_english_is_asked_about_without_t5(tiny: T5) -> None:
    said = (
        "Die Photosynthese ist ein Vorgang in grünen Pflanzen.",
        "Die Photosynthese braucht das Licht der Sonne.",
    ) * 2
    cards = make_cards(reading_of(*said, language="de"), tiny, english().encoder)
    assert cards.made_by == Provenance(methods=("rules",))


@settings(deadline=None, max_examples=50)
@given(TRANSCRIPTS | st.lists(ANY_TEXT, max_size=4).map(lambda texts: transcript_of(*texts)), st.integers(5, 60))
def test_any_text_whatever_gives_cards_or_says_why_not(transcript: Transcript, count: int) -> None:
    found = reading(transcript)
    cards = make_cards(found, None, count=count)
    assert len(cards.cards) <= count
    assert bool(cards.remark) == (len(cards.cards) < count)
    assert all(_sound(card) for card in cards.cards)
    assert make_cards(found, None, count=count) == cards


def _sound(card: Card) -> bool:
    return bool(card.question and card.answer and card.evidence) and 0 <= card.score <= 1 and card.start <= card.end


def test_no_answer_is_asked_for_again_and_again() -> None:
    found = lecture_of([0.9, 0.8, 0.7], [0.6, 0.5])
    same = tuple(
        replace(fact, questions=tuple(replace(question, answer="oxygen") for question in fact.questions))
        for fact in found.facts
    )
    answers = Counter(card.answer for card in make_cards(replace(found, facts=same), None).cards)
    assert answers == {"Oxygen": 1}


def test_more_cards_of_a_chapter_are_of_it_and_near_to_none_of_the_deck_until_there_are_no_more() -> None:
    found = reading_of(*REEFS)
    deck = list(make_cards(found, None, count=2).cards)
    half = Chapter(0.0, found.sentences[-1].end / 2, "")
    for _ in range(len(REEFS)):
        more = more_cards(found, deck, half)
        assert all(half.start <= card.start < half.end for card in more.cards)
        assert not [1 for card in more.cards for other in deck if twins(asks(card), asks(other))]
        assert bool(more.remark) is (len(more.cards) < 5)
        if not more.cards:
            break
        deck += more.cards
    assert more.remark.startswith("This chapter has no more good cards")
    assert len(deck) > 4
