"""Real Whisper on sentences whose words and times are known."""

from __future__ import annotations

import threading
import time
import warnings
from collections.abc import Generator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from queue import Queue

import jiwer
import numpy as np
import pytest
import torch
import whisper
from whisper.normalizers import EnglishTextNormalizer

import models
from lecture.errors import EmptyRecording, LanguageUnknown, NoSpeech
from lecture.speech import decoder
from lecture.speech import transcribe as speech
from lecture.speech.audio import SAMPLE_RATE, Samples
from lecture.speech.checkpoint import embedded_checkpoint
from lecture.speech.decoder import Batch, Engine, Sequence
from lecture.speech.transcribe import Recognizer
from lecture.values import Options, Segment, Transcript
from tests.lecture.speech import sounds
from tests.lecture.speech.sounds import Truth, silence
from tests.sounds.make import SPOKEN

ENGLISH = Options(language="en")
CLEAR = ["heat", "moon", "copper", "glass", "leaves", "bridge"]  # what Whisper base hears well


@pytest.fixture(scope="module")
def recognizer() -> Recognizer:
    return models.load_whisper()


@pytest.fixture(scope="module")
def lesson() -> tuple[Samples, list[Truth]]:
    """About a minute: sentences with pauses of all lengths between them."""
    return sounds.joined([*CLEAR, *CLEAR, *CLEAR], [0.7, 1.5, 0.8, 3.0, 0.7, 6.0, 1.0, 0.7, 2.0] * 2)


@pytest.fixture(scope="module")
def lesson_file(lesson: tuple[Samples, list[Truth]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sounds.write(tmp_path_factory.mktemp("lesson") / "lesson.wav", lesson[0])


@pytest.fixture(scope="module")
def growing(recognizer: Recognizer, lesson_file: Path) -> list[Transcript]:
    return list(speech.transcribe(recognizer, lesson_file, ENGLISH))


def hear(recognizer: Recognizer, path: Path, options: Options = ENGLISH) -> Transcript:
    *_, transcript = speech.transcribe(recognizer, path, options)
    return transcript


def wrong_words(said: str, heard: str) -> float:
    """Word error rate in percent."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # it leaves a file to the garbage collector
        clean = EnglishTextNormalizer()
    return 100 * jiwer.wer(clean(said), clean(heard))


def only_words(transcript: Transcript) -> list[str]:
    return [word.text.strip(".,").lower() for segment in transcript.segments for word in segment.words]


def test_a_real_voice_is_heard_without_a_wrong_word(recognizer: Recognizer, shared: Path) -> None:
    said = (
        "And so, my fellow Americans, ask not what your country can do for you, "
        "ask what you can do for your country."
    )  # fmt: skip
    transcript = hear(recognizer, shared / "speech" / "jfk.flac", Options())
    assert wrong_words(said, transcript.text) == 0
    assert (transcript.language, transcript.duration, transcript.heard) == ("en", 11.0, 11.0)


def test_sentences_are_heard(growing: list[Transcript], lesson: tuple[Samples, list[Truth]]) -> None:
    assert wrong_words(" ".join(t.sentence for t in lesson[1]), growing[-1].text) < 8


def test_segments_begin_and_end_with_the_sentences(
    growing: list[Transcript], lesson: tuple[Samples, list[Truth]]
) -> None:
    segments = growing[-1].segments
    for truth in lesson[1]:
        assert min(abs(s.start - truth.start) for s in segments) <= 0.5, truth
        assert min(abs(s.end - truth.end) for s in segments) <= 0.5, truth
    for segment in segments:
        assert min(abs(segment.start - t.start) for t in lesson[1]) <= 0.5, segment
        assert min(abs(segment.end - t.end) for t in lesson[1]) <= 0.5, segment


def test_times_only_grow_and_never_overlap(growing: list[Transcript]) -> None:
    segments = growing[-1].segments
    assert all(0 < s.end - s.start <= 15 for s in segments)
    assert all(one.end <= other.start for one, other in pairwise(segments))
    for segment in segments:
        times = [time for word in segment.words for time in (word.start, word.end)]
        assert times == sorted(times)
        assert (times[0], times[-1]) == (segment.start, segment.end)


def test_every_word_has_its_time(growing: list[Transcript], lesson: tuple[Samples, list[Truth]]) -> None:
    for segment in growing[-1].segments:
        assert " ".join(word.text for word in segment.words) == segment.text
    words = [word for segment in growing[-1].segments for word in segment.words]
    for name, sentence in (("moon", "reflects"), ("leaves", "oxygen"), ("heat", "body")):
        times = [w for w in words if w.text.strip(".,").lower() == sentence]
        spans = [t for t in lesson[1] if t.sentence == SPOKEN[name][1]]
        assert len(times) == len(spans) == 3
        assert all(t.start - 0.3 <= w.start < w.end <= t.end + 0.3 for w, t in zip(times, spans, strict=True))
    last = [w for w in words if w.text.strip(".") == "oxygen"]  # the last word ends when the sentence does
    ends = [t.end for t in lesson[1] if t.sentence.endswith("oxygen.")]
    assert all(abs(w.end - end) < 0.3 for w, end in zip(last, ends, strict=True))


def test_each_segment_says_how_sure_it_is(growing: list[Transcript]) -> None:
    for segment in growing[-1].segments:
        assert -1 < segment.mean_log_probability < 0
        assert 0 <= segment.no_speech_probability < 0.6
        assert 0 < segment.compression_ratio < 2.4
        assert segment.language == "en"
        assert not segment.doubtful


def test_the_transcript_grows(growing: list[Transcript], lesson: tuple[Samples, list[Truth]]) -> None:
    for one, other in pairwise(growing):
        assert other.heard >= one.heard
        assert other.segments[: len(one.segments)] == one.segments
    assert not any(transcript.finished for transcript in growing[:-1])
    assert growing[-1].finished
    assert growing[-1].duration == pytest.approx(len(lesson[0]) / SAMPLE_RATE)


def test_a_work_broken_off_goes_on_to_the_same_end(
    growing: list[Transcript], recognizer: Recognizer, lesson_file: Path
) -> None:
    stages = {transcript.heard: transcript for transcript in growing}
    assert len(stages) >= 4
    for stage in stages.values():
        *_, end = speech.transcribe(recognizer, lesson_file, ENGLISH, so_far=stage)
        assert end.segments[: len(stage.segments)] == stage.segments
        assert only_words(end) == only_words(growing[-1])
        assert (end.duration, end.heard) == (growing[-1].duration, growing[-1].heard)


def test_the_same_words_whatever_is_decoded_beside(
    growing: list[Transcript], recognizer: Recognizer, lesson_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decoder, "MOST_ROWS", 1)
    monkeypatch.setattr(speech, "MOST_WORKERS", 1)
    assert only_words(hear(recognizer, lesson_file)) == only_words(growing[-1])


def test_a_row_is_the_same_to_the_last_bit_whatever_lies_beside_it(recognizer: Recognizer) -> None:
    engine = recognizer.engine
    windows = [speech.encoded(engine, sounds.spoken(name)) for name in ("moon", "bread", "leaves", "heat")]

    def decoded(chosen: list[int]) -> dict[int, tuple[list[int], list[float]]]:
        batch, asked = Batch(engine, 4, 1100, 240), {}
        for number in chosen:
            batch.prefill(windows[number])
            asked[id(row := Sequence(engine.before_text("en", "transcribe")))] = number
            batch.start(row)
        found = {}
        while batch.rows:
            for row, decoded in batch.step():
                found[asked[id(row)]] = (decoded.tokens, decoded.log_probabilities)
        return found

    alone = {number: decoded([number])[number] for number in range(4)}
    assert decoded([0, 1, 2, 3]) == alone
    assert decoded([3, 1, 0]) == {number: alone[number] for number in (0, 1, 3)}


def test_without_word_times_the_segments_are_the_same(
    growing: list[Transcript], recognizer: Recognizer, lesson_file: Path
) -> None:
    *_, plain = speech.transcribe(recognizer, lesson_file, ENGLISH, words=False)
    assert not any(segment.words for segment in plain.segments)
    assert [s.text for s in plain.segments] == [s.text for s in growing[-1].segments]


def test_who_stops_listening_stops_the_work(recognizer: Recognizer, lesson_file: Path) -> None:
    transcripts = speech.transcribe(recognizer, lesson_file, ENGLISH)
    assert isinstance(transcripts, Generator)
    next(transcripts)
    assert any(thread.name == "whisper" for thread in threading.enumerate())
    transcripts.close()
    assert not any(thread.name == "whisper" for thread in threading.enumerate())


def test_the_caller_hears_of_it_at_least_every_few_seconds_of_work(
    recognizer: Recognizer, lesson_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even while one product takes for ever: yields come from the caller's own clock."""
    encode = recognizer.engine.encode

    def slowly(mel: torch.Tensor) -> torch.Tensor:
        time.sleep(0.5)
        return encode(mel)

    monkeypatch.setattr(recognizer.engine, "encode", slowly)
    monkeypatch.setattr(speech, "PATIENCE", 0.1)
    yields = list(speech.transcribe(recognizer, lesson_file, ENGLISH))
    assert len(yields) > 3 * len({transcript.heard for transcript in yields})


def test_trouble_in_a_worker_reaches_the_caller(
    recognizer: Recognizer, lesson_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recognizer.engine, "encode", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        list(speech.transcribe(recognizer, lesson_file, ENGLISH))
    assert not any(thread.name == "whisper" for thread in threading.enumerate())


def chords(seconds: float) -> Samples:
    """Something like an organ: four chords in turn, each note with its overtones."""
    at = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    sound = np.zeros(len(at))
    for beat, notes in enumerate([(220, 277, 330), (196, 247, 294), (175, 220, 262), (165, 208, 247)]):
        on = (at // 0.8).astype(int) % 4 == beat
        for note in notes:
            for overtone in (1, 2, 3, 4):
                sound += on * np.sin(2 * np.pi * note * overtone * at) / overtone**1.5
    return (0.05 * sound * np.exp(-2 * (at % 0.8))).astype(np.float32)


@pytest.mark.parametrize(
    ("kind", "sound"),
    [
        ("silence", silence(300)),
        ("noise", np.random.default_rng(0).normal(0, 0.1, 300 * SAMPLE_RATE).astype(np.float32)),
        ("a sine", (0.3 * np.sin(2 * np.pi * 440 * np.arange(300 * SAMPLE_RATE) / SAMPLE_RATE)).astype(np.float32)),
        ("music", chords(60)),
        ("a click", np.eye(1, 20_000, 9_000, dtype=np.float32)[0]),
    ],
)
def test_where_nobody_speaks_there_are_no_words(
    kind: str, sound: Samples, recognizer: Recognizer, tmp_path: Path
) -> None:
    with pytest.raises(NoSpeech, match="“Tuesday") as caught:
        list(speech.transcribe(recognizer, sounds.write(tmp_path / "a.wav", sound), Options(), name="Tuesday.wav"))
    assert caught.value.seconds == pytest.approx(len(sound) / SAMPLE_RATE)


def test_speech_after_three_minutes_of_silence_has_its_right_time(recognizer: Recognizer, tmp_path: Path) -> None:
    sound, truth = sounds.joined(["heat", "moon"], [180.0, 1.0])
    transcript = hear(recognizer, sounds.write(tmp_path / "late.wav", sound), Options())
    assert wrong_words(" ".join(t.sentence for t in truth), transcript.text) < 10
    assert transcript.segments[0].start == pytest.approx(truth[0].start, abs=0.5)
    assert transcript.segments[-1].end == pytest.approx(truth[1].end, abs=0.5)


def test_a_recording_that_changes_language_is_followed(recognizer: Recognizer, tmp_path: Path) -> None:
    sound, truth = sounds.joined([*CLEAR[:5], *["spanish"] * 3], [0.6] * 5 + [2.5] + [0.6] * 2)
    transcript = hear(recognizer, sounds.write(tmp_path / "two.wav", sound), Options())
    change = truth[5].start - 0.5
    assert {s.language for s in transcript.segments if s.end < change} == {"en"}
    assert {s.language for s in transcript.segments if s.start >= change} == {"es"}
    assert "reflects the light" in transcript.text
    assert "El agua está muy fría" in transcript.text
    assert transcript.language == max("en", "es", key=lambda code: seconds_of(transcript.segments, code))


def seconds_of(segments: tuple[Segment, ...], language: str) -> float:
    return sum(s.end - s.start for s in segments if s.language == language)


def test_another_language_becomes_english_when_asked(recognizer: Recognizer, tmp_path: Path) -> None:
    sound, _ = sounds.joined(["spanish"], [0.3])
    path = sounds.write(tmp_path / "agua.wav", sound)
    translated = hear(recognizer, path, Options(task="translate"))
    assert (translated.language, translated.task) == ("es", "translate")
    assert "water is very cold" in translated.text.lower()
    assert "agua" in hear(recognizer, path, Options()).text.lower()


def test_a_language_that_the_model_does_not_know_is_a_sentence(recognizer: Recognizer, lesson_file: Path) -> None:
    """Cantonese came with large-v3."""
    with pytest.raises(LanguageUnknown, match="Whisper base does not know Cantonese"):
        hear(recognizer, lesson_file, Options(language="yue"))
    assert "yue" not in models.languages()


def test_a_prompt_biases_what_is_heard(recognizer: Recognizer, tmp_path: Path) -> None:
    sound, _ = sounds.joined(["name"], [0.3])
    path = sounds.write(tmp_path / "name.wav", sound)
    assert "Kjeldahl" not in hear(recognizer, path).text
    assert "Anneliese Kjeldahl" in hear(recognizer, path, replace(ENGLISH, prompt="Anneliese Kjeldahl")).text


def test_a_prompt_reaches_every_chunk(recognizer: Recognizer, tmp_path: Path) -> None:
    sound, _ = sounds.joined([*CLEAR, "name", *CLEAR, "name"], [0.7] * 14)
    path = sounds.write(tmp_path / "names.wav", sound)
    assert hear(recognizer, path, replace(ENGLISH, prompt="Anneliese Kjeldahl")).text.count("Kjeldahl") == 2


def test_a_truncated_file_says_how_much_could_be_read(
    recognizer: Recognizer, lesson_file: Path, tmp_path: Path
) -> None:
    data = lesson_file.read_bytes()
    (tmp_path / "half.wav").write_bytes(data[: len(data) // 4])
    transcript = hear(recognizer, tmp_path / "half.wav")
    assert transcript.remark.startswith("The recording breaks off: only its first 0:")
    assert "warm body" in transcript.text


def test_an_empty_file_is_named_as_the_student_knows_it(recognizer: Recognizer, tmp_path: Path) -> None:
    (tmp_path / "2cf24").write_bytes(b"")
    with pytest.raises(EmptyRecording, match="“Monday"):
        list(speech.transcribe(recognizer, tmp_path / "2cf24", ENGLISH, name="Monday.mp3"))


def test_a_chunk_that_decodes_badly_is_tried_again_and_then_kept_and_marked(
    recognizer: Recognizer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound, _ = sounds.joined(["moon"], [0.3])
    path = sounds.write(tmp_path / "moon.wav", sound)
    heated: list[float] = []
    start = Batch.start

    def counted(batch: Batch, row: Sequence) -> None:
        heated.append(row.temperature)
        start(batch, row)

    monkeypatch.setattr(Batch, "start", counted)
    monkeypatch.setattr(speech, "LEAST_LIKELY", 0.1)  # nothing is good enough
    monkeypatch.setattr(speech, "SILENT", 1.0)
    transcript = hear(recognizer, path)
    assert heated == [0.0, *speech.TEMPERATURES]
    assert [s.doubt for s in transcript.segments] == ["hard to understand"]
    assert transcript.segments[0].doubtful
    assert "moon reflects the light" in transcript.text  # the likeliest of all tries


@pytest.mark.parametrize("times", [2, 9])  # few repetitions show in the times, many in the text
def test_a_loop_is_noticed_and_tried_again(
    times: int, recognizer: Recognizer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound, _ = sounds.joined(["moon"], [0.3])
    path = sounds.write(tmp_path / "moon.wav", sound)
    step = Batch.step

    def stuck(batch: Batch) -> list[tuple[Sequence, decoder.Decoded]]:
        finished = step(batch)
        for row, decoded in finished:
            if row.temperature == 0:
                decoded.tokens *= times
                decoded.log_probabilities *= times
                rows = [decoded.attention[:, :-1]] * times
                decoded.attention = np.concatenate([*rows, decoded.attention[:, -1:]], axis=1)
        return finished

    monkeypatch.setattr(Batch, "step", stuck)
    transcript = hear(recognizer, path)
    assert transcript.text.count("moon") == 1
    assert not transcript.segments[0].doubtful


def test_a_chunk_with_more_words_than_whisper_writes_at_once_is_heard_in_parts(
    recognizer: Recognizer, lesson_file: Path, growing: list[Transcript], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in Georgian or Tamil, where a letter may take three tokens."""
    for module in (decoder, speech):
        monkeypatch.setattr(module, "LONGEST_TEXT", 24)
    found = hear(recognizer, lesson_file)
    clean = EnglishTextNormalizer()
    assert jiwer.wer(clean(growing[-1].text), clean(found.text)) < 0.05
    assert all(after.start >= before.end for before, after in pairwise(found.segments))
    assert not any(segment.doubtful for segment in found.segments)


def test_what_breaks_off_and_cannot_be_divided_is_marked(
    recognizer: Recognizer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (decoder, speech):
        monkeypatch.setattr(module, "LONGEST_TEXT", 3)
    sound, _ = sounds.joined(["moon"], [0.3])
    found = hear(recognizer, sounds.write(tmp_path / "moon.wav", sound))
    assert {segment.doubt for segment in found.segments} == {"more was said than could be written"}


def test_no_list_of_course_words_is_too_long(recognizer: Recognizer, tmp_path: Path) -> None:
    sound, _ = sounds.joined(["moon"], [0.3])
    options = Options(language="en", prompt="moon " * 500)
    assert "moon" in hear(recognizer, sounds.write(tmp_path / "moon.wav", sound), options).text.lower()
    worker = speech._Worker(recognizer.engine, options, "en", 1, 1, Queue(), Queue(), threading.Event())
    assert worker.text <= recognizer.engine.dims.n_text_ctx


@pytest.fixture(scope="module")
def plain() -> Engine:
    """The same model as float32 throughout, as on a GPU, or where there is no FBGEMM."""
    return Engine(whisper.load_model(str(embedded_checkpoint()), device="cpu"), int8=False)


def test_in_float32_the_encoder_is_openai_whispers_own(plain: Engine) -> None:
    mel = whisper.log_mel_spectrogram(whisper.pad_or_trim(sounds.spoken("bread")))
    with torch.inference_mode():
        assert torch.allclose(plain.encode(mel), plain.model.encoder(mel[None])[0], atol=1e-3)


@pytest.mark.parametrize("name", ["heat", "bread", "name"])
def test_in_float32_the_words_and_their_likelihood_are_openai_whispers_own(plain: Engine, name: str) -> None:
    mel = whisper.log_mel_spectrogram(whisper.pad_or_trim(sounds.spoken(name)))
    options = whisper.DecodingOptions(language="en", without_timestamps=True, fp16=False)
    expected = whisper.decode(plain.model, mel, options)
    batch = Batch(plain, 2, 1500, 240)
    said = batch.prefill(plain.encode(mel))
    batch.start(Sequence(plain.before_text("en", "transcribe")))
    finished: list[tuple[Sequence, decoder.Decoded]] = []
    while batch.rows:
        finished += batch.step()
    ((_, decoded),) = finished
    assert decoded.tokens == expected.tokens
    assert decoded.mean == pytest.approx(expected.avg_logprob, abs=5e-3)  # we leave no room for tokens of time
    assert float(said[plain.tokenizer.no_speech]) == pytest.approx(expected.no_speech_prob, abs=1e-4)


def test_int8_stays_close_to_float32(plain: Engine, recognizer: Recognizer) -> None:
    mel = whisper.log_mel_spectrogram(sounds.spoken("leaves")[: 3 * SAMPLE_RATE])
    exact, rounded = plain.encode(mel), recognizer.engine.encode(mel)
    assert float((exact - rounded).norm() / exact.norm()) < 0.1


def test_int8_products_do_not_overflow_on_this_processor() -> None:
    """Every input and weight at its largest: where products are added in pairs in 16 bits, 8 bits are too many."""
    signs = torch.tensor([1.0, -1.0]).repeat(256)
    weight = torch.stack([signs, -signs, torch.ones(512)])
    product = decoder._int8(weight, torch.zeros(3))
    assert product(signs[None]).tolist() == [pytest.approx([512, -512, 0], rel=0.01, abs=0.1)]
    assert product(torch.ones(1, 512)).tolist() == [pytest.approx([0, 0, 512], rel=0.01, abs=0.1)]
