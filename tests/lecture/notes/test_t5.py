"""T5 through transformers and through CTranslate2: the same words, in order, and none left half-done."""

from __future__ import annotations

import importlib.util
import socket
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from lecture.notes import t5 as module
from lecture.notes.summary import summarize
from lecture.notes.t5 import T5
from lecture.notes.words import words
from tests.lecture.notes.conftest import QUESTIONS, SUMMARIES, reading_of
from tests.tiny_t5 import WRONG

LESSONS = SUMMARIES | QUESTIONS
PROMPTS = list(LESSONS)


def test_exact_prompts_get_their_answers_in_their_order(tiny: T5) -> None:
    assert tiny.write(PROMPTS, max_new_tokens=32) == list(LESSONS.values())


def test_ctranslate2_says_the_same(tiny_fast: T5) -> None:
    assert tiny_fast._translator is not None
    assert tiny_fast.write(PROMPTS, max_new_tokens=32) == list(LESSONS.values())


@pytest.mark.parametrize("engine", ["tiny", "tiny_fast"])
def test_greedy_and_beams_one_by_one_and_in_batches_agree(engine: str, request: pytest.FixtureRequest) -> None:
    t5: T5 = request.getfixturevalue(engine)
    for beams in (1, 4):
        assert t5.write(PROMPTS, max_new_tokens=32, beams=beams) == list(LESSONS.values())
        assert [t5.write([prompt], max_new_tokens=32, beams=beams)[0] for prompt in PROMPTS] == list(LESSONS.values())


@pytest.mark.parametrize("engine", ["tiny", "tiny_fast"])
def test_a_wrong_prompt_gets_no_answer(engine: str, request: pytest.FixtureRequest) -> None:
    t5: T5 = request.getfixturevalue(engine)
    prompt = next(iter(QUESTIONS))
    wrong = [prompt.replace("<hl> ", ""), prompt.removeprefix("generate question: "), next(iter(SUMMARIES)) + " </s>"]
    assert t5.write(wrong, max_new_tokens=32) == [WRONG] * 3


@pytest.mark.parametrize("engine", ["tiny", "tiny_fast"])
@pytest.mark.parametrize("limit", [1, 3, 5])
def test_no_more_tokens_are_written_than_asked_for(engine: str, limit: int, request: pytest.FixtureRequest) -> None:
    t5: T5 = request.getfixturevalue(engine)
    expected = [" ".join(answer.split()[:limit]) for answer in LESSONS.values()]
    assert t5.write(PROMPTS, max_new_tokens=limit) == expected


@pytest.mark.parametrize("beams", [1, 4])
def test_what_may_not_repeat_is_the_same_in_both(tiny: T5, tiny_fast: T5, beams: int) -> None:
    prompts = [*PROMPTS, "wax wax wax wax wax wax", "generate question: flame flame flame flame"]
    for n in (0, 1, 2, 3):
        slow = tiny.write(prompts, max_new_tokens=24, beams=beams, no_repeat_ngram=n)
        assert tiny_fast.write(prompts, max_new_tokens=24, beams=beams, no_repeat_ngram=n) == slow
    words = [text.split() for text in tiny.write(prompts, max_new_tokens=24, beams=beams, no_repeat_ngram=1)]
    assert all(len(said) == len(set(said)) for said in words)


def test_tokens_are_counted_with_the_closing_one(tiny: T5) -> None:
    assert tiny.count(["The lungs take oxygen", "", "flame."]) == [5, 1, 2]
    assert tiny.count([]) == []


def test_counting_leaves_the_tokenizer_as_it_was(tiny: T5) -> None:
    before = tiny.tokenizer.truncation_side, tiny.tokenizer.model_max_length
    long = "flame. " * 2000
    assert tiny.count([long]) == [2001]
    assert (tiny.tokenizer.truncation_side, tiny.tokenizer.model_max_length) == before


def test_nothing_asked_nothing_written(tiny: T5, tiny_fast: T5) -> None:
    assert tiny.write([], max_new_tokens=8) == tiny_fast.write([], max_new_tokens=8) == []


@pytest.mark.parametrize("engine", ["tiny", "tiny_fast"])
def test_progress_rises_to_the_end_and_may_stop_the_work(
    engine: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    t5: T5 = request.getfixturevalue(engine)
    monkeypatch.setattr(module, "LISTEN", 0.0)
    heard: list[tuple[int, int]] = []
    t5.write(PROMPTS, max_new_tokens=32, on_progress=lambda done, of: heard.append((done, of)))
    assert heard == sorted(heard)
    assert heard[-1] == (9, 9)
    assert {of for _, of in heard} == {9}

    def stop(done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        t5.write(PROMPTS, max_new_tokens=32, on_progress=stop)
    assert t5.write(PROMPTS[:1], max_new_tokens=32) == [LESSONS[PROMPTS[0]]]


def test_the_conversion_is_made_once_and_found_again(tiny: T5, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = T5(tiny.model, tiny.tokenizer, "tiny", tmp_path / "cache")
    first.write(PROMPTS[:1], max_new_tokens=4)
    kept = list((tmp_path / "cache").iterdir())
    assert len(kept) == 1

    def never(*_: Any) -> None:
        raise AssertionError("converted again")

    monkeypatch.setattr(module, "_convert", never)
    T5(tiny.model, tiny.tokenizer, "tiny", tmp_path / "cache").write(PROMPTS[:1], max_new_tokens=4)
    assert list((tmp_path / "cache").iterdir()) == kept


@pytest.mark.parametrize("damage", ["cut short", "gone"])
def test_a_damaged_conversion_is_made_again(tiny: T5, tmp_path: Path, damage: str) -> None:
    T5(tiny.model, tiny.tokenizer, "tiny", tmp_path).write(PROMPTS[:1], max_new_tokens=4)
    (kept,) = tmp_path.glob("*/model.bin")
    if damage == "gone":
        kept.unlink()
    else:
        kept.write_bytes(kept.read_bytes()[:1000])
    again = T5(tiny.model, tiny.tokenizer, "tiny", tmp_path)
    assert again.write(PROMPTS, max_new_tokens=32) == list(LESSONS.values())
    assert again._translator is not None


def test_where_there_is_no_room_to_convert_transformers_writes(
    tiny: T5, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from ctranslate2.specs import TransformerSpec

    def fail(*_: Any) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(TransformerSpec, "save", fail)
    t5 = T5(tiny.model, tiny.tokenizer, "tiny", tmp_path)
    assert t5.write(PROMPTS, max_new_tokens=32) == list(LESSONS.values())
    assert list(tmp_path.iterdir()) == []
    assert "no space left" in caplog.text


def test_without_ctranslate2_transformers_writes(tiny: T5, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(module, "find_spec", lambda name: None if name == "ctranslate2" else found(name))
    t5 = T5(tiny.model, tiny.tokenizer, "tiny", tmp_path / "cache")
    assert t5.write(PROMPTS, max_new_tokens=32) == list(LESSONS.values())
    assert not (tmp_path / "cache").exists()


def real(name: str, cache: Path) -> T5:
    """A real checkpoint: from this machine, else from the hub if it answers within 5 s."""
    from huggingface_hub.constants import ENDPOINT
    from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

    host = urlsplit(ENDPOINT).hostname or ""
    try:
        tokenizer = AutoTokenizer.from_pretrained(name, local_files_only=True)
        model = AutoModelForSeq2SeqLM.from_pretrained(name, local_files_only=True)
    except OSError:
        try:
            socket.create_connection((host, 443), timeout=5).close()
        except OSError as error:
            pytest.skip(f"{name} is not on this machine, and {host} is out of reach: {error}")
        tokenizer, model = AutoTokenizer.from_pretrained(name), AutoModelForSeq2SeqLM.from_pretrained(name)
    return T5(model.eval(), tokenizer, name, cache)


@pytest.mark.hub
def test_the_real_question_generator_asks_what_its_authors_print(tmp_path: Path) -> None:
    t5 = real("valhalla/t5-small-qg-hl", tmp_path)
    prompt = "generate question: <hl> 42 <hl> is the answer to life, the universe and everything."
    for engine in (t5, T5(t5.model, t5.tokenizer, t5.name)):
        assert engine.write([prompt], max_new_tokens=32) == ["What is the answer to life, the universe and everything?"]


@pytest.mark.hub
def test_the_real_summary_is_short_and_made_of_the_lectures_words(tmp_path: Path, sample: Path) -> None:
    text = sample.with_suffix(".txt").read_text(encoding="utf-8")
    summary = summarize(reading_of(*text.split("\n")), real("t5-small", tmp_path))
    written = words(f"{summary.overview} {' '.join(point.text for point in summary.at('short'))}")
    assert len(written) < len(words(text)) / 2
    assert sum(word in words(text) for word in written) > 0.8 * len(written)
    assert {"tide", "tides"} & set(written)
