"""What a sentence means, as a vector: sentences near in meaning have vectors near in direction.

The encoder is all-MiniLM-L6-v2, a Sentence-BERT (Reimers and Gurevych, “Sentence-BERT: sentence embeddings using
Siamese BERT-networks”, EMNLP 2019): as its model card says, the mean of the last layer over a sentence's tokens, at
unit length, so that the product of two vectors is the cosine between them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Lock

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import PreTrainedModel, PreTrainedTokenizerBase

MAX_TOKENS = 256  # that the model was made for; of a longer text, its beginning counts
BATCH = 1024  # tokens
MOST_WORKERS = 4  # batches at once, each on cores of its own: where others want them too, none waits for another


class Encoder:
    """A loaded sentence encoder. Any thread may call it: of what it is made, only the tokenizer takes one at a time."""

    def __init__(self, model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase) -> None:
        self.model, self.tokenizer = model, tokenizer
        self._tokenizing = Lock()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The vector of each text, whatever stands beside it.  shape = (n_texts, 384)"""
        vectors = np.empty((len(texts), self.model.config.hidden_size), np.float32)
        ids = self._tokens(texts)
        batches: list[list[int]] = []
        for i in sorted(range(len(texts)), key=lambda i: len(ids[i])):  # alike in length: little padding
            if not batches or len(ids[i]) * (len(batches[-1]) + 1) > BATCH:
                batches.append([])
            batches[-1].append(i)
        if len(batches) < 2:  # e.g. a question
            return _placed(vectors, batches, (self._encode([ids[i] for i in batch]) for batch in batches))
        cores = torch.get_num_threads()
        workers = min(cores, MOST_WORKERS, len(batches))
        all_there = Barrier(workers + 1)

        def begin() -> None:
            torch.set_num_threads(cores // workers)
            all_there.wait()

        with ThreadPoolExecutor(workers, "encoder", begin) as pool:
            encoded = pool.map(self._encode, ([ids[i] for i in batch] for batch in batches))
            all_there.wait()
            torch.set_num_threads(cores)  # a new thread takes what was set last, by whichever: it may be Whisper's
            return _placed(vectors, batches, encoded)

    def _tokens(self, texts: Sequence[str]) -> list[list[int]]:
        if not texts:
            return []
        with self._tokenizing:
            ids: list[list[int]] = self.tokenizer(list(texts), truncation=True, max_length=MAX_TOKENS)["input_ids"]
        return ids

    def _encode(self, ids: list[list[int]]) -> NDArray[np.float32]:
        padded = self.tokenizer.pad({"input_ids": ids}, return_tensors="pt")
        with torch.inference_mode():
            hidden = self.model(**padded).last_hidden_state  # (n_texts, n_tokens, 384)
            said = padded["attention_mask"][..., None]  # (n_texts, n_tokens, 1): 0 where padded
            mean = (hidden * said).sum(1) / said.sum(1)
            return np.asarray(torch.nn.functional.normalize(mean, dim=1).numpy(), np.float32)


def _placed(
    vectors: NDArray[np.float32], batches: Iterable[list[int]], encoded: Iterable[NDArray[np.float32]]
) -> NDArray[np.float32]:
    for batch, made in zip(batches, encoded, strict=True):
        vectors[batch] = made
    return vectors
