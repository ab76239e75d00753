"""What is stated in languages whose grammar is known a little, or not at all, and what is asked of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lecture.languages import LANGUAGES
from lecture.notes.by_words import facts, written
from lecture.notes.cloze import HIDDEN
from lecture.notes.grammars import grammar
from lecture.notes.sentences import sentences
from lecture.notes.terms import vocabulary_of, weighed_terms
from lecture.notes.words import ALL_STOPS, words
from lecture.values import Fact, Sentence
from tests.lecture.notes.conftest import transcript_of
from tests.lecture.values import ANY_TEXT


def read(language: str, said: tuple[Sentence, ...]) -> list[Fact]:
    vocabulary = vocabulary_of(said, language)
    terms = [term for term, _ in weighed_terms(said, vocabulary)]
    return list(facts([said], language, vocabulary, terms))


def stated(language: str, *said: str) -> list[Fact]:
    return read(language, sentences(transcript_of(*said, language=language)))


def asked(language: str, *said: str) -> list[tuple[str, str, str]]:
    return [(q.kind, q.text, q.answer) for fact in stated(language, *said) for q in fact.questions if q.kind != "cloze"]


@pytest.mark.parametrize(
    ("language", "said", "question", "answer"),
    [
        (
            "fr",
            "Donc, un glacier est une masse de glace qui avance.",
            "Qu'est-ce qu'un glacier ?",
            "une masse de glace qui avance",
        ),
        ("fr", "Le débit dépend de la pente du lit.", "De quoi dépend le débit ?", "de la pente du lit"),
        (
            "fr",
            "On appelle moraine le dépôt de pierres d'un glacier.",
            "Qu'appelle-t-on moraine ?",
            "le dépôt de pierres d'un glacier",
        ),
        (
            "fr",
            "La glace est bleue parce que l'air la quitte.",
            "Pourquoi est-ce que la glace est bleue ?",
            "parce que l'air la quitte",
        ),
        (
            "it",
            "Un ghiacciaio è una massa di ghiaccio che scorre.",
            "Che cos'è un ghiacciaio?",
            "una massa di ghiaccio che scorre",
        ),
        (
            "it",
            "La velocità dipende dalla pendenza del letto.",
            "Da che cosa dipende la velocità?",
            "dalla pendenza del letto",
        ),
        ("it", "La morena è formata da pietre e sabbia.", "Da che cosa è formata la morena?", "da pietre e sabbia"),
        ("es", "Un glaciar es una masa de hielo que avanza.", "¿Qué es un glaciar?", "una masa de hielo que avanza"),
        (
            "es",
            "Si sube el calor, el hielo del valle se funde.",
            "¿Qué ocurre si sube el calor?",
            "el hielo del valle se funde",
        ),
        ("es", "Las morrenas sirven para medir el avance.", "¿Para qué sirven las morrenas?", "para medir el avance"),
        ("pt", "A geleira é uma massa de gelo que avança.", "O que é a geleira?", "uma massa de gelo que avança"),
        (
            "pt",
            "A velocidade depende da inclinação do leito.",
            "De que depende a velocidade?",
            "da inclinação do leito",
        ),
        (
            "de",
            "Ein Gletscher ist eine Masse aus Eis, die fließt.",
            "Was ist ein Gletscher?",
            "eine Masse aus Eis, die fließt",
        ),
        (
            "de",
            "Unter einer Moräne versteht man den Schutt am Rand.",
            "Was versteht man unter einer Moräne?",
            "den Schutt am Rand",
        ),
        ("de", "Das Eis ist blau, weil die Luft entweicht.", "Warum ist das Eis blau?", "weil die Luft entweicht"),
        ("de", "Die Moräne besteht aus Steinen und Sand.", "Woraus besteht die Moräne?", "aus Steinen und Sand"),
        ("nl", "Een gletsjer is een massa ijs die stroomt.", "Wat is een gletsjer?", "een massa ijs die stroomt"),
        ("nl", "De snelheid hangt af van de helling.", "Waarvan hangt de snelheid af?", "van de helling"),
        ("pl", "Lodowiec to masa lodu, która płynie.", "Co to jest lodowiec?", "masa lodu, która płynie"),
        ("pl", "Prędkość zależy od nachylenia stoku.", "Od czego zależy prędkość?", "od nachylenia stoku"),
        ("ru", "Ледник — это масса льда, которая движется.", "Что такое ледник?", "масса льда, которая движется"),
        ("sv", "En glaciär är en massa is.", "Vad är en glaciär?", "en massa is"),
        ("zh", "冰川是缓慢移动的巨大冰体。", "什么是冰川？", "缓慢移动的巨大冰体"),
        (
            "ja",
            "氷河とは、ゆっくり動く大きな氷のかたまりです。",
            "氷河とは何ですか？",
            "ゆっくり動く大きな氷のかたまり",
        ),
    ],
)
def test_what_a_statement_answers_is_asked_in_its_language(
    language: str, said: str, question: str, answer: str
) -> None:
    assert (question, answer) in [(text, reply) for _, text, reply in asked(language, said)]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "C'est une masse de glace qui avance."),
        ("fr", "Qu'est-ce qu'un glacier ?"),
        ("fr", "Le glacier est une masse de glace, et je la mesure."),
        ("fr", "L'examen est une épreuve sur les glaciers."),
        ("it", "Questo è un ghiacciaio che scorre."),
        ("it", "È una massa di ghiaccio che scorre."),
        ("de", "Das ist eine Masse aus Eis, die fließt."),
        ("de", "Die Klausur ist eine Prüfung über Gletscher."),
        ("es", "Esto es una masa de hielo que avanza."),
        ("es", "Ella es una científica del hielo y la nieve."),
        ("nl", "Dit is een massa ijs die stroomt."),
        ("pl", "To jest masa lodu, która płynie."),
        ("zh", "这是缓慢移动的巨大冰体。"),
        ("sw", "Barafu ni nini? …"),
    ],
)
def test_what_points_elsewhere_is_not_asked_about(language: str, said: str) -> None:
    assert asked(language, said) == []


def test_an_elided_word_is_neither_asked_for_nor_hidden() -> None:
    said = (
        "L'encre est une matière formée d'eau et de suie.",
        "L'encre coule dans l'eau de la cuve.",
        "La suie donne à l'encre sa couleur dans l'eau.",
        "L'eau de la cuve dilue l'encre de la plume.",
    )
    found = stated("fr", *said)
    assert found[0].questions[0].text == "Qu'est-ce que l'encre ?"
    hidden = [q.answer for fact in found for q in fact.questions if q.kind == "cloze"]
    assert hidden
    assert not any(word.endswith("'") for answer in hidden for word in words(answer))


def test_what_a_speaker_warms_up_with_is_left_out_and_the_evidence_stays() -> None:
    (fact,) = stated("de", "Also gut, ein Gletscher ist [Husten] eine Masse aus **Eis** (siehe oben).")
    assert fact.text == "Ein Gletscher ist eine Masse aus Eis."
    assert fact.sentence.text == "Also gut, ein Gletscher ist [Husten] eine Masse aus **Eis** (siehe oben)."
    assert written("vedete che il ghiacciaio scorre", grammar("it")) == "Il ghiacciaio scorre."


def test_of_a_long_sentence_a_clause_may_stand_alone() -> None:
    said = (
        "Se ne parlava prima, quindi la velocità del ghiaccio dipende dalla pendenza del letto, però questo lo vediamo"
        " un altro giorno con calma tutti insieme."
    )
    assert [fact.text for fact in stated("it", said)] == ["La velocità del ghiaccio dipende dalla pendenza del letto."]


def test_asides_and_what_may_have_been_misheard_state_nothing() -> None:
    said = sentences(transcript_of("Ein Gletscher ist eine Masse aus Eis.", language="de"))
    assert [len(read("de", said)), read("de", (replace(said[0], aside=True),))] == [1, []]
    assert read("de", (replace(said[0], doubtful=True),)) == []


def test_a_statement_is_worth_less_the_less_it_stands_alone() -> None:
    whole, spoken, pointing = stated(
        "fr",
        "Le glacier creuse la vallée et porte la moraine.",
        "Le glacier porte la moraine que vous voyez dans la vallée.",
        "Le glacier porte la moraine au fond de cette vallée.",
    )
    assert 1 >= whole.worth > spoken.worth > pointing.worth > 0


def test_four_words_can_be_taken_in_and_neither_three_nor_forty_one_can() -> None:
    assert stated("de", "Kupfer leitet Strom.") == []
    assert [fact.text for fact in stated("de", "Kupfer leitet Strom gut.")] == ["Kupfer leitet Strom gut."]
    assert stated("de", f"Kupfer leitet {'sehr ' * 38}gut.") == []


LECTURES = st.lists(
    ANY_TEXT | st.sampled_from(["水是冰。", "La glace est une eau, si l'eau gèle.", "Wenn Eis ist, dann ist es kalt."]),
    max_size=5,
)


@settings(deadline=None)
@example("af", ["\x1b,0"])
@given(st.sampled_from(sorted(LANGUAGES)), LECTURES)
def test_any_text_whatever_is_read_in_every_language(language: str, said: list[str]) -> None:
    found = sentences(transcript_of(*said, language=language))
    empty = vocabulary_of(found, language).function_words
    for fact in read(language, found):
        assert 0 < fact.worth <= 1
        assert fact.sentence in found
        assert words(fact.text)
        assert len(fact.questions) <= 2
        for question in fact.questions:
            assert 0 <= question.worth <= 1
            assert not set(words(question.answer)) <= empty
            if question.kind == "cloze":
                assert question.text.replace(HIDDEN, question.answer, 1) == fact.text
                assert question.answer[-1] not in ALL_STOPS
