"""Course words are heard where they are said, and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from lecture.speech.audio import SAMPLE_RATE, Samples
from lecture.speech.batch import LONGEST_TEXT
from lecture.speech.bias import BONUS, HORIZON, Bias, CourseWords, terms
from lecture.speech.transcribe import Recognizer
from lecture.values import Transcript
from tests.lecture.speech import sounds
from tests.lecture.speech.listening import CLEAR, ENGLISH, hear

SAID = {
    "name": "Anneliese Kjeldahl",
    "laplacian": "Laplacian",
    "eigenvalues": "eigenvalue",  # of which there are many, at the start of a sentence
    "dirichlet": "Dirichlet problem",
}
UNSAID = "Schrödinger, Fourier transform, benzene, Habermas, oscilloscope, Chebyshev, habeas corpus, ester, copy, Leeds"


def heard(recognizer: Recognizer, folder: Path, sound: Samples, words: str = "") -> Transcript:
    return hear(recognizer, sounds.write(folder / "heard.wav", sound), replace(ENGLISH, prompt=words))


@pytest.mark.parametrize("name", SAID)
def test_a_course_word_is_heard_that_was_not_heard_without(name: str, recognizer: Recognizer, tmp_path: Path) -> None:
    sound, _ = sounds.joined([name], [0.3])
    word = SAID[name].casefold()
    assert word not in heard(recognizer, tmp_path, sound).text.casefold()
    assert word in heard(recognizer, tmp_path, sound, ", ".join([UNSAID, *SAID.values()])).text.casefold()


def test_course_words_reach_every_chunk(recognizer: Recognizer, tmp_path: Path) -> None:
    sound, _ = sounds.joined([*CLEAR, "laplacian", *CLEAR, "name"], [0.7] * 14)
    told = heard(recognizer, tmp_path, sound, "Anneliese Kjeldahl, Laplacian").text
    assert "Laplacian" in told
    assert "Kjeldahl" in told


def test_words_that_nobody_says_change_nothing(
    recognizer: Recognizer, lesson_file: Path, growing: list[Transcript]
) -> None:
    assert hear(recognizer, lesson_file, replace(ENGLISH, prompt=UNSAID)) == growing[-1]


def test_words_that_are_heard_anyway_stay_as_sure_as_they_were(
    recognizer: Recognizer, lesson_file: Path, growing: list[Transcript]
) -> None:
    spoken = "copper wire, carbon dioxide, furnace, reflect, lamp"
    assert hear(recognizer, lesson_file, replace(ENGLISH, prompt=spoken)) == growing[-1]


def test_what_sounds_like_a_course_word_and_is_another_stays(recognizer: Recognizer, tmp_path: Path) -> None:
    sound, _ = sounds.joined(["elation", "heat"], [0.3, 0.7])
    told = heard(recognizer, tmp_path, sound, "Laplacian, Hermitian, alation, Haute, flaws")
    assert told.text == heard(recognizer, tmp_path, sound).text
    assert "elation" in told.text


@pytest.mark.parametrize("kind", ["silence", "noise", "laughter"])
def test_no_course_word_comes_of_what_is_no_speech(kind: str, recognizer: Recognizer, tmp_path: Path) -> None:
    noise = np.random.default_rng(1).normal(0, 0.05, 8 * SAMPLE_RATE).astype(np.float32)
    seconds = np.arange(len(noise)) / SAMPLE_RATE
    bursts = np.clip(np.sin(2 * np.pi * 4.5 * seconds), 0, 1) * np.sign(np.sin(2 * np.pi * 210 * seconds))  # ha ha ha
    made = {"silence": 0 * noise, "noise": noise, "laughter": (0.2 * bursts + noise * (bursts != 0)).astype(np.float32)}
    moon = sounds.joined(["moon"], [0.3])[0]
    words = "Laplacian, haha, thank you, mitochondrion"
    told = heard(recognizer, tmp_path, np.concatenate([moon, made[kind], moon]), words).text.casefold()
    assert not [word for word in words.casefold().split(", ") if word in told]


def test_no_list_of_course_words_is_too_long(recognizer: Recognizer, tmp_path: Path) -> None:
    sound, _ = sounds.joined(["moon"], [0.3])
    words = ", ".join([*(f"{UNSAID.split(', ')[i % 10]}{i}" for i in range(500)), "moon" * 200])
    assert "moon" in heard(recognizer, tmp_path, sound, words).text


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("", []),
        (" ,; \n", []),
        (
            "Krebs cycle; mitochondrion\nProf. Okonkwo",
            ["Krebs cycle", "Krebs", "mitochondrion", "Prof. Okonkwo", "Okonkwo"],
        ),
        ("wax", ["wax"]),
        ("This week we talk about the Laplacian and about eigenvalues.", ["Laplacian", "eigenvalues"]),
        ("Sturm-Liouville", ["Sturm-Liouville"]),
        ("量子力学、光合作用", ["量子力学", "光合作用"]),
    ],
)
def test_terms_stand_between_commas_and_of_a_sentence_the_rare_words_count(
    given: str, found: list[str], recognizer: Recognizer
) -> None:
    assert terms(given, recognizer.engine.tokenizer) == found


class Told:
    """A model that hears what a script says: after these tokens that one, as likely as given; the rest hardly."""

    def __init__(self, recognizer: Recognizer, instead: str, word: str, behind: str, surely: float) -> None:
        tokenizer = recognizer.engine.tokenizer
        self.end, self.size, self.surely = tokenizer.eot, recognizer.engine.dims.n_vocab, surely
        self.word, self.behind = tokenizer.encode(word), tokenizer.encode(behind)
        self.tokens = [*tokenizer.encode(instead), *self.behind]
        self.heard = [-1.0] * (len(self.tokens) - len(self.behind)) + [0.0] * (len(self.behind) + 1)
        self.words = CourseWords(word.strip(), tokenizer)

    def likely(self, token: int, log_probability: float) -> Tensor:
        found = torch.full((self.size,), -30.0)
        found[token] = log_probability
        return found

    def weigh(self) -> list[tuple[int, float]]:
        bias = Bias(self.words)
        logits = self.likely(self.tokens[0], -1.0)
        logits[self.word[0]] = -2.0
        bias.note(0, self.tokens[0], logits)
        rival = bias.due(HORIZON, done=True)
        assert rival
        script = iter([*self.word[1:], *self.behind, self.end])

        def say(_: int) -> Tensor:
            token = next(script)
            return self.likely(token, self.surely if token in self.word else 0.0)

        return bias.weigh(rival, self.tokens, self.heard, self.end, say)


def test_a_word_comes_in_as_a_whole_with_its_own_log_probabilities(recognizer: Recognizer) -> None:
    told = Told(recognizer, " Kelda all", " Kjeldahl", " wrote of it", surely=-0.5)
    assert [token for token, _ in told.weigh()] == told.word
    assert [likely for _, likely in told.weigh()][1:] == [-0.5] * (len(told.word) - 1)


def test_a_word_that_begins_well_and_does_not_go_on_leaves_nothing(recognizer: Recognizer) -> None:
    assert not Told(recognizer, " Kelda all", " Kjeldahl", " wrote of it", surely=-BONUS - 9).weigh()


def test_a_word_does_not_come_in_beside_what_was_said(recognizer: Recognizer) -> None:
    """Its bonus would pay for saying more than was said."""
    assert not Told(recognizer, "", " Kjeldahl", " wrote of it", surely=-0.1).weigh()


def test_what_is_waited_for_is_weighed_at_the_end_at_the_latest(recognizer: Recognizer) -> None:
    told = Told(recognizer, " Kelda all", " Kjeldahl", " wrote", surely=-0.5)
    logits = told.likely(told.tokens[0], 0.0)
    logits[told.word[0]] = -2.0
    bias = Bias(told.words)
    bias.note(3, told.tokens[0], logits)
    assert bias.due(3 + HORIZON - 1, done=False) is None
    assert bias.due(4, done=True)
    assert bias.due(LONGEST_TEXT, done=True) is None  # once
