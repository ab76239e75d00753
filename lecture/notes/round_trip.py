"""Which of some texts lead back to the sentences they were made of, and to which sentence each leads."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lecture.notes.vectors import Encoder

RETURNS = 3  # a text comes back where its own sentence is among so many that are nearest to it


def comes_back(
    texts: Sequence[str], places: Sequence[int], vectors: NDArray[np.float32], encoder: Encoder
) -> list[bool]:
    """Whether each text is among the nearest to its own sentence: a question that is not is unclear or wrong.

    places : of each text, its sentence's row in vectors, (n_sentences, 384)
    After Alberti et al., “Synthetic QA corpora generation with roundtrip consistency” (ACL 2019), who let a model
    answer; here it is enough to find the place.
    """
    near = encoder.encode(texts) @ vectors.T  # (n_texts, n_sentences)
    return [int((row > row[place]).sum()) < RETURNS for row, place in zip(near, places, strict=True)]
