"""Sentences as vectors: what is near in meaning is near in direction, whatever is encoded beside it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

import models
from lecture.notes.vectors import MAX_TOKENS, Encoder

SAID = [
    "Mercury is the closest planet to the sun.",
    "Bees tell each other the way by dancing.",
    "The tax fell most heavily upon the poor.",
    "Roots drink.",
    "A glacier grinds the rock beneath it to a flour so fine that it stays afloat and turns the lakes below it green.",
]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return models.load_encoder()


def alone(encoder: Encoder, text: str) -> NDArray[np.float32]:
    """The definition: the mean over the tokens of one text, for which nothing is padded."""
    ids = encoder.tokenizer(text, return_tensors="pt", truncation=True, max_length=MAX_TOKENS)
    with torch.inference_mode():
        mean = encoder.model(**ids).last_hidden_state[0].mean(0).numpy()
    return np.asarray(mean / np.linalg.norm(mean), np.float32)


def test_a_vector_is_the_mean_over_the_tokens_at_unit_length(encoder: Encoder) -> None:
    vectors = encoder.encode(SAID)
    assert vectors.shape == (len(SAID), 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(vectors, [alone(encoder, text) for text in SAID], atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_order_and_neighbours_change_no_vector(encoder: Encoder) -> None:
    many = [f"{text} {'Then it rained. ' * (i % 7)}".strip() for i in range(20) for text in SAID]
    vectors = encoder.encode(many)
    np.testing.assert_allclose(encoder.encode(many[::-1])[::-1], vectors, atol=1e-5)
    np.testing.assert_allclose(np.concatenate([encoder.encode([text]) for text in many]), vectors, atol=1e-5)
    assert np.array_equal(encoder.encode(many), vectors)


def test_nothing_gives_no_vector_and_no_words_give_one(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, 384)
    np.testing.assert_allclose(np.linalg.norm(encoder.encode(["", " ", "\n"]), axis=1), 1.0, atol=1e-5)


def test_of_a_long_text_the_beginning_counts(encoder: Encoder) -> None:
    tokens = MAX_TOKENS - 2  # the model puts a mark before and behind them
    full, more, less = encoder.encode(["rain " * tokens, "rain " * tokens + SAID[0], "rain " * (tokens - 1) + SAID[0]])
    np.testing.assert_allclose(more, full, atol=1e-5)
    assert not np.allclose(less, full, atol=1e-3)


def test_while_texts_are_encoded_a_new_thread_has_all_cores(encoder: Encoder) -> None:
    cores = torch.get_num_threads()
    seen = []

    class Watched(Encoder):
        def _encode(self, ids: list[list[int]]) -> NDArray[np.float32]:
            with ThreadPoolExecutor(1) as new:
                seen.append(new.submit(torch.get_num_threads).result())
            return super()._encode(ids)

    many = [f"{text} {'Then it rained. ' * 40}" for text in SAID]
    np.testing.assert_allclose(
        Watched(encoder.model, encoder.tokenizer).encode(many * 8), encoder.encode(many * 8), atol=1e-5
    )
    assert seen[-1] == torch.get_num_threads() == cores


def test_threads_may_encode_at_once(encoder: Encoder) -> None:
    texts = [[f"{text} {i}" for text in SAID * 20] for i in range(4)]
    with ThreadPoolExecutor(4) as pool:
        at_once = list(pool.map(encoder.encode, texts))
    for made, given in zip(at_once, texts, strict=True):
        np.testing.assert_allclose(made, encoder.encode(given), atol=1e-5)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("Which world orbits nearest our star?", 0),
        ("How do insects communicate a direction?", 1),
        ("Who bore the burden of what the state took?", 2),
        ("How does a plant get its water?", 3),
        ("What does ice do to stone?", 4),
    ],
)
def test_a_question_finds_what_answers_it_in_other_words(encoder: Encoder, asked: str, found: int) -> None:
    near = encoder.encode([asked])[0] @ encoder.encode(SAID).T
    assert int(near.argmax()) == found
