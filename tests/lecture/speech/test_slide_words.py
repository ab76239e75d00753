"""The rare words of slides are listened for behind the student's own; none is heard that nobody says."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whisper.tokenizer import Tokenizer, get_tokenizer

from lecture.speech.slide_words import MOST, rare_words, with_slide_words
from lecture.speech.transcribe import Recognizer, transcribe
from lecture.values import Options, Slide
from tests.lecture.speech import sounds
from tests.lecture.speech.listening import ENGLISH
from tests.lecture.values import TEXTS

ENZYMES = (
    Slide("Enzymes", "An overview of what follows, with examples and questions"),
    Slide("Michaelis–Menten kinetics", "The rate depends on the substrate; Michaelis measured it"),
    Slide("Inhibition", "Competitive: methotrexate\nThe enzyme CHYMOTRYPSIN cuts behind phenylalanine"),
)


COMMON = (
    "what follows from these questions about water, light, time, people, money, house, music, paper, stone, earth, "
    "river, mountain, city, street, table, chair, window, door, garden, tree, flower, summer, winter, spring, morning, "
    "evening, night, world, country, language, school, teacher, student, doctor, hospital, letter, number, colour"
)


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return get_tokenizer(True)


def test_the_rare_words_are_chosen_and_the_common_ones_are_not(tokenizer: Tokenizer) -> None:
    found = rare_words(ENZYMES, tokenizer)
    assert found[:2] == ["Menten", "chymotrypsin"]
    assert sorted(found[2:]) == ["Michaelis", "inhibition", "kinetics", "methotrexate", "phenylalanine"]


def test_in_a_language_of_longer_words_those_are_rare_that_are_longer_than_most(tokenizer: Tokenizer) -> None:
    slides = [
        Slide("Potenziale di membrana", "Il corso parla del sodio, del potassio e del potenziale di riposo"),
        Slide("Potenziale d'azione", "Soglia, periodo refrattario, depolarizzazione\nUn canale secondo Hodgkin"),
        Slide("Conduzione", "Le fibre mieliniche e i nodi, la velocità e il diametro\nPerché conviene la mielina"),
        Slide("Sinapsi", "Il calcio entra, le vescicole si aprono, il neurotrasmettitore passa oltre la fessura"),
    ]
    found = rare_words(slides, tokenizer)
    assert {"depolarizzazione", "refrattario"} <= set(found)
    assert not {"corso", "periodo", "canale", "parla"} & set(found)


def test_a_name_of_two_words_is_one(tokenizer: Tokenizer) -> None:
    slides = [Slide("Anneliese Kjeldahl", "found by Humphry Davy and by Kirchhoff, Kjeldahl")]
    assert set(rare_words(slides, tokenizer)) == {"Anneliese Kjeldahl", "Humphry Davy", "Kirchhoff"}


def test_what_stands_on_more_slides_and_in_titles_comes_first(tokenizer: Tokenizer) -> None:
    slides = [Slide("Osmosis", "benzene"), Slide("", "osmosis, benzene and isotope"), Slide("", "the isotope, mitosis")]
    assert rare_words(slides, tokenizer)[0] == "osmosis"
    assert rare_words(slides, tokenizer)[-1] == "mitosis"


def test_a_word_is_written_as_within_lines_and_a_heading_alone_makes_no_name(tokenizer: Tokenizer) -> None:
    slides = [
        Slide("THE LAPLACIAN", "Eigenvalues of a matrix\nthe problem of Dirichlet"),
        Slide("Osmosis", "LSTM and the mRNA"),
    ]
    assert set(rare_words(slides, tokenizer)) == {"laplacian", "eigenvalues", "Dirichlet", "osmosis", "LSTM", "mRNA"}


def test_a_word_and_its_plural_are_one_and_addresses_are_none(tokenizer: Tokenizer) -> None:
    slides = [Slide("", "isotopes\nan isotope and Bohr's isotopes\nsee https://isotopic.example/xylophonic")]
    assert rare_words(slides, tokenizer) == ["Bohr", "isotope"]


def test_there_are_never_more_than_are_weighed(tokenizer: Tokenizer) -> None:
    slides = [Slide(f"Zq{letter}vx{other}k", COMMON) for letter in "abcdefgh" for other in "abcdefgh"]
    assert len(rare_words(slides, tokenizer)) == MOST


def test_where_no_spaces_tell_the_words_there_are_none(tokenizer: Tokenizer) -> None:
    assert rare_words([Slide("量子力学の基礎", "สวัสดีครับ")], tokenizer) == []


def test_the_students_own_words_come_first_and_are_not_said_twice(tokenizer: Tokenizer) -> None:
    options = Options(prompt="Menten, Prof. Okonkwo,", slides=ENZYMES[:2])
    assert with_slide_words(options, tokenizer) == Options(prompt="Menten, Prof. Okonkwo, kinetics, Michaelis")
    assert with_slide_words(Options(prompt="as it is."), tokenizer) == Options(prompt="as it is.")


@given(st.lists(st.builds(Slide, title=TEXTS, text=TEXTS), max_size=5))
@settings(max_examples=50, deadline=None)
def test_any_slides_give_words_that_stand_on_them(slides: list[Slide]) -> None:
    found = rare_words(slides, get_tokenizer(True))
    text = "\n".join(f"{slide.title}\n{slide.text}" for slide in slides).casefold()
    assert len(found) == len({word.casefold() for word in found}) <= MOST
    assert all(word.casefold() in text and not re.search(r"[\s,;\d]", word) for word in found)


def test_the_words_of_three_hundred_slides_are_found_in_a_moment(tokenizer: Tokenizer) -> None:
    words = "A slide that speaks of eigenvalues, the Laplacian and many other things. " * 8
    slides = [Slide(f"Slide {number}", words) for number in range(300)]
    began = time.monotonic()
    assert rare_words(slides, tokenizer)
    assert time.monotonic() - began < 5  # 0.2 s on an idle core


UNSAID = (
    "Schrödinger, Fourier transform, benzene, Habermas, oscilloscope, Chebyshev, habeas corpus, phlogiston, Tyndall"
)


def test_words_of_slides_are_heard_where_they_are_said_and_nowhere_else(recognizer: Recognizer, tmp_path: Path) -> None:
    names = ["name", "leaves", "laplacian", "glass"]
    sound, truth = sounds.joined(names, [0.7] * len(names))
    path = sounds.write(tmp_path / "said.wav", sound)
    slides = (
        Slide("Anneliese Kjeldahl", UNSAID),
        Slide("On the Laplacian", f"the Laplacian of a field\n{UNSAID}"),
    )

    def heard(slides: tuple[Slide, ...]) -> str:
        *_, found = transcribe(recognizer, path, Options(language=ENGLISH.language, slides=slides))
        return found.text

    without, helped = heard(()), heard(slides)
    assert not {"Kjeldahl", "Laplacian"} & set(re.findall(r"\w+", without))
    assert {"Kjeldahl", "Laplacian"} <= set(re.findall(r"\w+", helped))
    assert not set(re.findall(r"\w+", UNSAID.lower())) & set(re.findall(r"\w+", helped.lower()))
    assert len(truth) == len(names)
