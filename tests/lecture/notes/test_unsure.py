"""What may have been misheard gives no answer, no name and no term; what was heard surely elsewhere does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given

from lecture.errors import TooLittleText
from lecture.notes.cards import make_cards
from lecture.notes.highlights import highlights
from lecture.notes.reading import read
from lecture.notes.sentences import sentences
from lecture.notes.summary import summarize
from lecture.notes.unsure import misheard
from lecture.notes.words import placed_words, words
from lecture.notes.writer import OnProgress, ignore
from lecture.values import Fact, Segment, Sentence, Transcript, Word
from tests.lecture.notes.conftest import REEFS, english, reading, reading_of
from tests.lecture.values import ANY_TEXT


def heard(*said: str, language: str = "en", spaced: bool = True, doubt: str = "") -> Transcript:
    """A segment of 8 s for each, every 10 s. Words that begin with “~” are unsure; without spaces, “|” parts words."""
    segments = []
    for number, text in enumerate(said):
        start = 10.0 * number
        spoken = [
            Word(start, start + 0.1, word.lstrip("~"), 0.3 if word.startswith("~") else 0.95)
            for word in (text.split() if spaced else text.split("|"))
        ]
        whole = (" " if spaced else "").join(word.text for word in spoken)
        segments.append(Segment(start, start + 8, whole, tuple(spoken), language, doubt=doubt))
    return Transcript(tuple(segments), language, 10.0 * len(said), 10.0 * len(said))


def unsure(*said: str, language: str = "en", spaced: bool = True) -> list[tuple[set[str], set[str]]]:
    found = sentences(heard(*said, language=language, spaced=spaced))
    return [(set(one.unsure), set(one.unsure_names)) for one in found]


@given(ANY_TEXT)
def test_a_placed_word_is_a_word_and_stands_where_it_says(text: str) -> None:
    placed = list(placed_words(text))
    assert [word for word, _, _ in placed] == words(text)
    assert all(text[begin:end].lower().replace("’", "'") == word for word, begin, end in placed)


def test_where_all_is_sure_nothing_is_unsure() -> None:
    assert unsure("Michael Faraday spoke of 1848.", "So it is.") == [(set(), set()), (set(), set())]


@pytest.mark.parametrize(
    ("said", "found", "names"),
    [
        ("The ~candles melt.", {"candle"}, set()),
        ("We thank ~Faraday for ~it.", {"faraday", "it"}, {"faraday"}),
        ("In ~1848, ~fifty years on.", {"1848", "fifty"}, {"1848"}),
        ("~Wax melts near a ~“Flame”.", {"wax", "flame"}, {"flame"}),
        ("The ~– wax melts.", set(), set()),
    ],
)
def test_the_unsure_words_of_a_sentence_are_folded_and_names_are_told(
    said: str, found: set[str], names: set[str]
) -> None:
    assert unsure(said) == [(found, names)]


def test_a_first_word_is_a_name_where_the_lecture_writes_it_so_elsewhere() -> None:
    assert unsure("~Faraday saw it.", "~Wax melts.", "It was ~Faraday who put out the wax.") == [
        ({"faraday"}, {"faraday"}),
        ({"wax"}, set()),
        ({"faraday"}, {"faraday"}),
    ]


def test_a_word_that_was_heard_surely_twice_and_mostly_is_believed() -> None:
    assert unsure("The ~wax.", "The wax.", "A wax melts.") == [(set(), set())] * 3
    assert unsure("The ~wax.", "The wax.", "It melts.")[0][0] == {"wax"}  # once is not enough
    assert unsure("The ~wax.", "Two ~wax.", "A wax melts, a wax.")[0][0] == {"wax"}  # nor as often as not


def test_a_figure_is_not_believed_because_it_was_heard_elsewhere() -> None:
    assert unsure("It takes ~20 days.", "It takes 20 days.", "It takes 20 days, 20 in all.")[0] == ({"20"}, {"20"})


def test_a_doubtful_segment_vouches_for_no_word() -> None:
    loop = heard("The wax, the wax, the wax.", doubt="a loop")
    said = heard("The ~wax melts.")
    (one, _) = sentences(replace(said, segments=(*said.segments, *loop.segments)))
    assert one.unsure == {"wax"}


def test_where_no_spaces_tell_the_words_pairs_of_letters_that_touch_one_are_unsure() -> None:
    ((found, names),) = unsure("植物|~光合|作用。", language="zh", spaced=False)
    assert found == names == {"物光", "光合", "合作"}  # without capitals any word may be a name


def test_words_that_are_not_those_of_the_text_leave_the_whole_segment_unsure() -> None:
    said = heard("The ~wax melts.")
    other = replace(said, segments=(replace(said.segments[0], text="The tax melts. It burns."),))
    assert [set(one.unsure) for one in sentences(other)] == [{"the", "tax", "melt"}, {"it", "burn"}]


def test_only_words_that_carry_matter_make_a_text_misheard() -> None:
    (one,) = sentences(heard("~The wax of ~a ~candle melts."))
    assert [misheard(text, one, "en") for text in ("the wax", "a candle", "Candles", "melts")] == [
        False,
        True,
        True,
        False,
    ]


# The notes

DARWIN = "Charles ~Darwin described three kinds of reefs in ~1842."


def with_unsure(text: str) -> Transcript:
    """The lecture on reefs, with this sentence in place of the same one in which all is sure."""
    return heard(*(text if one == text.replace("~", "") else one for one in REEFS))


def test_the_notes_of_sure_words_are_those_without_any_probabilities() -> None:
    sure, plain = reading(heard(*REEFS)), reading_of(*REEFS)
    assert (sure.terms, sure.chapters) == (plain.terms, plain.chapters)
    assert [fact.questions for fact in sure.facts] == [fact.questions for fact in plain.facts]


def test_no_answer_of_a_card_is_what_may_have_been_misheard() -> None:
    transcript = with_unsure("A reef grows by about one ~centimetre a year.")
    before = make_cards(reading(heard(*REEFS)), None, count=60)
    after = make_cards(reading(transcript), None, count=60)
    assert any("centimetre" in card.answer for card in before.cards)
    assert not any("centimetre" in card.answer for card in after.cards)


def test_a_question_that_asks_for_a_sure_word_takes_the_place_of_one_that_does_not() -> None:
    said = with_unsure("In return, the polyp gives the algae ~shelter and carbon dioxide.")
    facts = [fact for fact in reading(said).facts if "shelter" in fact.text]
    for fact in facts:
        doubted = [misheard(question.answer, fact.sentence, "en") for question in fact.questions]
        assert doubted == sorted(doubted)


def test_no_statement_of_a_summary_has_an_unsure_name_or_figure_in_it() -> None:
    found = reading(with_unsure(DARWIN))
    assert any("1842" in fact.text for fact in found.facts)
    summary = summarize(found, None)
    assert not any("1842" in text for text in (summary.overview, *(point.text for point in summary.points)))


def test_an_unsure_noun_that_is_no_name_may_be_in_a_summary() -> None:
    said = reading(heard("A coral reef is a ridge of ~limestone that is built by small animals."))
    assert "limestone" in summarize(said, None).overview


def test_nothing_is_summed_up_where_every_name_is_unsure() -> None:
    with pytest.raises(TooLittleText):
        summarize(reading(heard("~Charles ~Darwin described three kinds of reefs in ~1842.")), None)


class Says:
    """A T5 that answers every prompt alike."""

    name = "says"

    def __init__(self, text: str) -> None:
        self.text = text

    def count(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def write(
        self,
        prompts: Sequence[str],
        *,
        max_new_tokens: int,
        beams: int = 4,
        no_repeat_ngram: int = 0,
        on_progress: OnProgress = ignore,
    ) -> list[str]:
        return [self.text for _ in prompts]


def test_what_t5_writes_of_an_unsure_name_is_replaced() -> None:
    t5 = Says("Charles Darwin described three kinds of reefs in 1842 .")
    sure = summarize(reading(heard(*REEFS)), t5, english().encoder)
    assert any("1842" in point.text for point in sure.points)
    unsure = summarize(reading(with_unsure(DARWIN)), t5, english().encoder)
    assert unsure.points
    assert not any("1842" in point.text for point in unsure.points)


def test_t5_is_not_asked_for_an_unsure_answer() -> None:
    said = Sentence("In 1848 Michael Faraday spoke of the flame.", 0, 1, unsure=frozenset(["1848", "the"]))
    asked = highlights([[Fact(said.text, said, 0.9, answers=("1848", "Michael Faraday", "the flame"))]])
    assert [highlight.answer for highlight in asked] == ["Michael Faraday", "the flame"]


def test_a_key_term_is_heard_surely_once() -> None:
    said = ("The ~wick of a candle feeds the flame.", "The flame needs the ~wick.", "The flame eats the candle.")
    assert {term.text for term in reading(heard(*said)).terms} == {"candle", "flame"}
    once = (said[0].replace("~", ""), *said[1:])
    assert {term.text for term in reading(heard(*once)).terms} == {"candle", "flame", "wick"}


def test_a_chapter_is_not_named_after_what_was_never_heard_surely() -> None:
    titles = [reading(heard(*[said] * 8)).chapters[0].title for said in (FERMIONS, FERMIONS.replace("~", ""))]
    assert ["fermion" in title.lower() for title in titles] == [False, True]


FERMIONS = "The ~fermion turns around a helium, and the ~fermion never leaves the helium to another ~fermion."


def test_it_does_not_stand_for_what_may_have_been_misheard() -> None:
    said = ("The ~ventricle is a chamber of the heart.", "It pumps blood into the arteries.")
    resolved = [
        any(fact.text.startswith("The ventricle pumps") for fact in reading(heard(*one)).facts)
        for one in (said, (said[0].replace("~", ""), said[1]))
    ]
    assert resolved == [False, True]


def test_other_languages_follow_the_same() -> None:
    said = (
        "Die Kerze ist ein Zylinder aus Wachs mit einem ~Docht.",
        "Das Wachs der Kerze schmilzt in der Hitze der Flamme.",
        "Im Jahr ~1848 beschrieb ein Forscher die Flamme der Kerze.",
    )
    found = read(heard(*said, language="de"))
    assert all(
        misheard(q.answer, fact.sentence, "de")
        <= all(misheard(o.answer, fact.sentence, "de") for o in fact.questions[at:])
        for fact in found.facts
        for at, q in enumerate(fact.questions)
    )
    cards, summary = make_cards(found, None), summarize(found, None)
    assert not any("Docht" in card.answer or "1848" in card.answer for card in cards.cards)
    assert not any("1848" in point.text for point in summary.points)
