"""Gaps: figures and key terms, each hidden where the rest of the statement leads to it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lecture.languages import LANGUAGES
from lecture.notes.cloze import HIDDEN, Cloze
from lecture.notes.grammars import grammar
from lecture.notes.sentences import sentences
from lecture.notes.terms import vocabulary_of, weighed_terms
from lecture.notes.words import words
from tests.lecture.notes.conftest import transcript_of
from tests.lecture.values import ANY_TEXT


def cloze(language: str, *said: str) -> Cloze:
    found = sentences(transcript_of(*said, language=language))
    vocabulary = vocabulary_of(found, language)
    terms = [term for term, _ in weighed_terms(found, vocabulary)]
    return Cloze(terms, vocabulary, found, grammar(language))


FRENCH = (
    "Le glacier descend la vallée sous son poids.",
    "La neige devient de la glace sous le poids de l'hiver.",
    "Le poids de la glace creuse la vallée.",
    "Le glacier porte les pierres jusqu'à la moraine.",
    "La moraine marque la fin du glacier dans la vallée.",
    "L'hiver apporte la neige au glacier.",
)


@pytest.mark.parametrize(
    ("language", "said", "statement", "hidden"),
    [
        (
            "fr",
            FRENCH,
            "La neige de la vallée forme le glacier pendant l'hiver.",
            ["neige", "vallée", "glacier", "hiver"],
        ),
        ("fr", FRENCH, "Il gèle à 12 °C, à 3,5 m et en 1850.", ["12 °C", "3,5 m", "1850"]),
        ("fr", FRENCH, "Le glacier alpin fond.", []),  # “glacier”, or “glacier alpin”?
        ("fr", FRENCH, "Il descend au glacier alpin.", ["glacier alpin"]),
        (
            "de",
            (
                "Das Eis des Gletschers ist alt.",
                "Das alte Eis fließt.",
                "Der Gletscher schmilzt.",
                "Der Gletscher ist groß.",
            ),
            "Im Tal liegt das alte Eis, und der Gletscher schmilzt.",
            ["alte Eis", "Gletscher"],
        ),
        (
            "it",
            (
                "Il potenziale d'azione è breve.",
                "Un potenziale d'azione parte.",
                "L'azione è breve.",
                "La membrana regge la membrana.",
            ),
            "La membrana porta un potenziale d'azione e un'azione.",
            ["membrana", "azione"],
        ),
        ("zh", ("冰川很大。", "冰川移动。", "大冰川。"), "山上的冰川移动。", ["冰川"]),
        ("sw", ("Maji ni baridi.", "Maji ni safi.", "Maji yanatoka."), "Na maji.", []),
    ],
)
def test_what_may_be_hidden_is_a_whole_noun_phrase(
    language: str, said: tuple[str, ...], statement: str, hidden: list[str]
) -> None:
    assert [statement[begin:end] for begin, end in cloze(language, *said).gaps(statement)] == hidden


def test_a_gap_stands_late_and_is_worth_more_the_better_the_rest_leads_to_it() -> None:
    asked = list(cloze("fr", *FRENCH).questions("Le poids de la neige fait de la glace dans la vallée du glacier."))
    assert [(question.text, question.answer, round(question.worth, 2)) for question in asked] == [
        (f"Le poids de la neige fait de la {HIDDEN} dans la vallée du glacier.", "glace", 0.42),
        (f"Le poids de la neige fait de la glace dans la {HIDDEN} du glacier.", "vallée", 0.55),
        (f"Le poids de la neige fait de la glace dans la vallée du {HIDDEN}.", "glacier", 0.42),
    ]


def test_what_is_said_again_is_not_hidden() -> None:
    asked = cloze("fr", *FRENCH).questions("Les glaciers du nord portent la neige, la pierre et le poids du glacier.")
    assert "glacier" not in [question.answer for question in asked]


LECTURES = st.lists(ANY_TEXT | st.sampled_from(FRENCH), min_size=1, max_size=6)


@settings(deadline=None)
@given(st.sampled_from(sorted(LANGUAGES)), LECTURES)
def test_a_gap_filled_is_the_statement_and_no_function_word(language: str, said: list[str]) -> None:
    gaps = cloze(language, *said)
    for statement in (text[:200] for text in said):
        for question in gaps.questions(statement):
            before, after = question.text.split(HIDDEN, 1)
            assert before + question.answer + after == statement
            assert not set(words(question.answer)) <= gaps.empty
