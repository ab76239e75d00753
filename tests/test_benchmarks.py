"""The benchmark of bad sound: what is done to the sound is what its name says, and words are counted as it promises."""

from __future__ import annotations

import sys
import wave
from pathlib import Path

import numpy as np
import pytest

from benchmarks.conditions import CONDITIONS, RATE, Condition, Samples, band, convolved, speech, speech_level
from benchmarks.confidence import judged, row
from benchmarks.confidence import table as curve
from benchmarks.course_words import Errors, errors
from benchmarks.hearing import Heard, spread
from benchmarks.robustness import HERE, System, own_speech, table, two_languages, up_to, without_words, write
from benchmarks.robustness import hear as run
from benchmarks.speech import machine, main, marked
from lecture.values import Word

BY_NAME = {condition.name: condition for condition in CONDITIONS}
each_condition = pytest.mark.parametrize("condition", CONDITIONS, ids=lambda condition: condition.name)


@pytest.fixture(scope="module")
def spoken() -> Samples:
    return own_speech().sound[: 20 * RATE]


@each_condition
def test_the_same_seed_gives_the_same_sound(condition: Condition, spoken: Samples) -> None:
    changed = condition.change(spoken, 1)
    assert np.array_equal(changed, condition.change(spoken, 1))
    assert changed.dtype == np.float32
    assert np.abs(changed).max() <= 1
    assert changed.shape[-1] / RATE == pytest.approx(20 / condition.speed, abs=0.1)


@pytest.mark.parametrize("name", ["pink noise, 20 dB", "pink noise, 10 dB", "pink noise, 0 dB", "music, 5 dB"])
def test_noise_is_so_much_softer_than_the_speech(name: str, spoken: Samples) -> None:
    changed = BY_NAME[name].change(spoken, 1)
    scale = float(changed @ spoken / (spoken @ spoken))  # it may have been made softer as a whole
    noise = changed / scale - spoken
    ratio = speech_level(spoken) - 10 * np.log10(float((noise.astype(np.float64) ** 2).mean()))
    assert ratio == pytest.approx(float(name.split()[-2]), abs=0.7)


def test_a_telephone_carries_no_deep_and_no_high_sound(spoken: Samples) -> None:
    heard = BY_NAME["telephone"].change(spoken, 1)
    level = speech_level(heard)
    for low, high in ((0, 200), (4300, 7900)):
        assert speech_level(convolved(heard, band(low, high))) < level - 15


def test_a_voice_message_leaves_every_word_where_it_was(spoken: Samples) -> None:
    changed = BY_NAME["Opus, 24 kbit/s"].change(spoken, 1)
    turned = np.fft.irfft(np.fft.rfft(changed) * np.fft.rfft(spoken).conj())
    assert not np.array_equal(changed, spoken)
    assert int(turned.argmax()) == 0
    assert np.corrcoef(changed, spoken)[0, 1] > 0.9


def test_channels_are_written_and_read_as_they_are(tmp_path: Path, spoken: Samples) -> None:
    for name, left, right in (("one channel silent", 1, 0), ("channels inverted", 1, -1)):
        write(tmp_path / "two.wav", BY_NAME[name].change(spoken, 1))
        with wave.open(str(tmp_path / "two.wav")) as file:
            assert file.getnchannels() == 2
            read = np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2) / 32768
        assert np.allclose(read, np.stack([left * spoken, right * spoken], 1), atol=1 / 32768)


def test_every_third_sentence_of_a_far_speaker_is_soft(spoken: Samples) -> None:
    changed = BY_NAME["far speaker"].change(spoken, 1)
    loud = [
        speech_level(changed[round(start * RATE) : round(end * RATE)]) > speech_level(changed) - 20
        for start, end in speech(spoken, 0.3)
    ]
    assert loud == [at % 3 != 2 for at in range(len(loud))]


def test_speech_is_where_somebody_speaks() -> None:
    sound = np.zeros(10 * RATE, np.float32)
    hum = np.sin(np.arange(RATE) / 5).astype(np.float32)
    sound[RATE : 2 * RATE] = hum
    sound[round(2.4 * RATE) : round(3.4 * RATE)] = hum / 10
    sound[6 * RATE : 7 * RATE] = hum
    assert np.array(speech(sound)) == pytest.approx(np.array([(1.0, 3.4), (6.0, 7.0)]))


def test_a_word_that_is_stretched_over_a_hole_does_not_fill_it() -> None:
    words = [(0.0, 0.5, "the"), (0.5, 8.0, "moon")]
    assert without_words([(0.0, 10.0)], words) == pytest.approx(10.0 - 1.75)
    assert without_words([(0.0, 10.0)], spread(0.0, 10.0, "twelve words " * 6)) == 0
    assert without_words([(0.0, 4.0), (6.0, 7.0)], []) == 5.0


def test_a_reference_ends_where_the_hearing_does() -> None:
    text = "The moon reflects the light of the sun. The river carries sand and mud. The moon is far."
    assert up_to(text, "the moon reflect the light of the son") == "The moon reflects the light of the sun."
    assert up_to(text, "nothing of it") == text


def test_both_languages_are_spoken_by_turns() -> None:
    text = two_languages().text
    assert text.startswith("Heat always flows from the warm body to the cold one. Buenos días.")


def test_a_table_has_the_wrong_words_and_the_seconds_without_any() -> None:
    system = System("ours", "ours", "", heard={"clean": Heard("the moon", [(0.0, 1.0, "the"), (1.0, 2.0, "moon")])})
    made = table([system], [BY_NAME["clean"]], {"clean": "the moon shines"}, {"clean": [(0.0, 4.0)]})
    assert "| clean | 4 s | 33.3 % | 1.8 s |" in made


def test_a_system_that_cannot_be_run_says_why(tmp_path: Path) -> None:
    broken = System("faster-whisper", "faster-whisper", "", sys.executable, HERE)
    assert list(run(broken, [("clean", str(tmp_path / "none.wav"), "en")], tmp_path / "no model")) == []
    assert broken.problem


def test_errors_on_course_words_are_told_from_others() -> None:
    said = "The Laplacian of the field is a sum of eigenvalues."
    assert errors(said, said, "Laplacian, eigenvalue") == Errors(2, 0, 0)
    assert errors(said, "The location of a field is a sum of eigen values.", "Laplacian, eigenvalue") == Errors(2, 2, 2)
    assert errors(said, said.replace("field", "Poisson field"), "Poisson") == Errors(0, 1, 0)


def test_the_worth_of_a_mark_is_counted_in_words() -> None:
    words = [Word(0, 1, "The", 0.9), Word(1, 2, "moon's", 0.7), Word(2, 3, "rice.", 0.6), Word(3, 4, "Twelve", 0.95)]
    found = judged(words, "the moons rise 12")
    assert found == [(0.9, False), (0.7, True), (0.6, True), (0.95, False)]
    assert row("clean", found, 0.65) == "| clean | 25 % | 100 % | 50 % |"
    assert "| 0.80 (the app's) | 50 % | 100 % | 100 % |" in curve({"clean": found})


def test_marks_are_counted_beside_the_errors_they_should_mark() -> None:
    words = [("Heat", 0.99), ("always", 0.7), ("flows", 0.6), ("form", 0.5), ("a", 0.95), ("worm", 0.9)]
    found = marked(words, "Heat always flows from a warm.")
    assert found == "marked 3 of 6 words, 1 of them among the 2 that are wrong"


def test_an_older_processor_is_named_as_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert " as one with avx2-vnni, " in machine("avx2-vnni")
    assert " as one with " not in machine()
    monkeypatch.setattr(sys, "argv", ["speech", "lecture.opus", "--instructions", "sse2"])
    with pytest.raises(SystemExit):
        main()
    assert "invalid choice: 'sse2'" in capsys.readouterr().err
