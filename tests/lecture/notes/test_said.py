"""What a lecture says: the same whether it was kept when it was made or is found later; only what is new is encoded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from lecture.notes.facts import English
from lecture.notes.said import said, said_now, vectors_of
from lecture.notes.vectors import Encoder
from lecture.values import Reading, Said
from tests.lecture.notes.conftest import ASIDES, REEFS, english, reading_of, transcript_of


class Counting(Encoder):
    """The real encoder, and what it was given."""

    def __init__(self) -> None:
        super().__init__(english().encoder.model, english().encoder.tokenizer)
        self.given: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.given += texts
        return super().encode(texts)


@pytest.fixture
def counting() -> Counting:
    return Counting()


def found(counting: Counting, *told: str, before: Said | None = None) -> Said:
    return said_now(transcript_of(*told), English(english().parser, counting), before)


def same(one: Said, other: Said) -> bool:
    """But for the last bits of the vectors: a text beside others is encoded a little otherwise."""
    near = np.allclose(vectors_of(one).astype(np.float32), vectors_of(other).astype(np.float32), atol=2e-3)
    return near and replace(one, vectors=b"") == replace(other, vectors=b"")


def test_every_sentence_that_is_no_aside_is_kept_with_its_times_and_half_of_each_float(reefs: Reading) -> None:
    lecture = said(reefs)
    told = [sentence for sentence in reefs.sentences if sentence.text not in ASIDES]
    assert lecture.texts == tuple(sentence.text for sentence in told)
    assert (lecture.starts, lecture.ends) == (tuple(s.start for s in told), tuple(s.end for s in told))
    assert vectors_of(lecture).shape == (len(told), 384)
    assert len(lecture.vectors) == 2 * 384 * len(told)


def test_a_lecture_read_long_ago_says_what_it_would_say_today(reefs: Reading, counting: Counting) -> None:
    assert same(found(counting, *REEFS), said(reefs))
    assert len(counting.given) == len(REEFS)


def test_of_a_lecture_that_was_mended_only_the_new_sentences_are_encoded(reefs: Reading, counting: Counting) -> None:
    mended = [text.replace("Charles Darwin", "Mr. Darwin") for text in REEFS]
    now = found(counting, *mended, before=said(reefs))
    assert sorted(counting.given) == sorted({"Mr. Darwin described three kinds of reefs in 1842.", *ASIDES})
    assert same(now, found(counting, *mended))


def test_other_languages_are_kept_without_vectors() -> None:
    told = ("Le saline producono il sale.", "L'acqua evapora.")
    lecture = said_now(transcript_of(*told, language="it"), None)
    assert lecture == Said("it", told, (0.0, 10.0), (8.0, 18.0))
    assert said(reading_of(*told, language="it")) == lecture
