"""A T5 that transformers loaded, asked to write: many prompts at once, the same words as one by one.

CTranslate2 does the writing where it is installed, several times as fast as transformers, from a conversion that is
made once of what transformers loaded; otherwise transformers writes.
"""

from __future__ import annotations

import hashlib
import json
import logging
import math
import os
import shutil
import tempfile
import time
from collections import deque
from collections.abc import Iterator, Sequence
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from transformers import PreTrainedModel, PreTrainedTokenizerBase, StoppingCriteriaList

from lecture.notes.writer import OnProgress, ignore

if TYPE_CHECKING:
    import ctranslate2  # where it is not installed, transformers writes

log = logging.getLogger(__name__)

BATCH = 5  # prompts; of passages of 480 tokens it takes seconds, within which `on_progress` is called all the same
WORKERS = 4  # batches at once, at most, each on cores of its own: where others want them too, none waits for another
PATIENCE = 2  # times the beams is how many answers CTranslate2 finishes before it takes the best; at 1 it often settles
# for a short one that transformers, which asks whether an unfinished one could still win, does not take
LISTEN = 0.25  # seconds between two calls of `on_progress` within a batch, at least


class T5:
    """A loaded T5. One call at a time: neither its model nor its tokenizer is made for two threads.

    name : as the student knows it, e.g. “t5-small”.
    cache : where the conversion for CTranslate2 is kept; without one, transformers writes.
    """

    def __init__(
        self, model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, name: str, cache: Path | None = None
    ) -> None:
        self.model, self.tokenizer, self.name, self.cache = model, tokenizer, name, cache

    def count(self, texts: Sequence[str]) -> list[int]:
        """Tokens in each text as T5 counts them, the closing </s> among them."""
        return [len(ids) for ids in self._ids(texts)]

    def write(
        self,
        prompts: Sequence[str],
        *,
        max_new_tokens: int,
        beams: int = 4,
        no_repeat_ngram: int = 0,
        on_progress: OnProgress = ignore,
    ) -> list[str]:
        """What T5 answers to each prompt, in their order.

        `on_progress(done, of)` is called several times a second and may raise to stop the work at once.
        """
        ids = self._ids(prompts)
        order = sorted(range(len(prompts)), key=lambda i: (-len(ids[i]), i))  # alike in length: little padding
        listen = _Listener(on_progress, len(prompts))
        options = {"max_new_tokens": max_new_tokens, "beams": beams, "no_repeat_ngram": no_repeat_ngram}
        engine, workers = self._with_transformers, 1
        if self._translator is not None:
            engine, workers = self._with_ctranslate2, self._translator.num_translators
        rounds = math.ceil(len(order) / (BATCH * workers))
        size = math.ceil(len(order) / max(1, rounds * workers))  # so that no worker is left with the last one alone
        batches = [order[at : at + size] for at in range(0, len(order), max(1, size))]
        written = [""] * len(prompts)
        for batch, outputs in zip(
            batches, engine([[ids[i] for i in b] for b in batches], listen, **options), strict=True
        ):
            for i, output in zip(batch, outputs, strict=True):
                written[i] = str(self.tokenizer.decode(output, skip_special_tokens=True)).strip()
            listen.done += len(batch)
        listen()
        return written

    def _ids(self, texts: Sequence[str]) -> list[list[int]]:
        return list(self.tokenizer(list(texts), verbose=False)["input_ids"]) if texts else []

    def _numbers(self, tokens: Sequence[str]) -> Iterator[int]:
        return (int(self.tokenizer.convert_tokens_to_ids(token)) for token in tokens)  # type: ignore[arg-type]

    def _with_transformers(
        self,
        batches: Sequence[list[list[int]]],
        listen: _Listener,
        *,
        max_new_tokens: int,
        beams: int,
        no_repeat_ngram: int,
    ) -> Iterator[list[list[int]]]:
        def go_on(ids: torch.Tensor, _: object, **__: object) -> torch.Tensor:
            listen()
            return torch.zeros(len(ids), dtype=torch.bool, device=ids.device)

        for batch in batches:
            padded = self.tokenizer.pad({"input_ids": batch}, return_tensors="pt").to(self.model.device)
            with torch.inference_mode():
                output = self.model.generate(  # type: ignore[operator]  # typed as a Tensor by torch
                    **padded,
                    max_new_tokens=max_new_tokens,
                    num_beams=beams,
                    no_repeat_ngram_size=no_repeat_ngram,
                    early_stopping=False,
                    length_penalty=1.0,
                    renormalize_logits=True,  # after a token is barred, again as CTranslate2
                    suppress_tokens=[self.tokenizer.pad_token_id],
                    do_sample=False,
                    stopping_criteria=StoppingCriteriaList([go_on]),
                )
            yield output.tolist()

    def _with_ctranslate2(
        self,
        batches: Sequence[list[list[int]]],
        listen: _Listener,
        *,
        max_new_tokens: int,
        beams: int,
        no_repeat_ngram: int,
    ) -> Iterator[list[list[int]]]:
        translator = self._translator
        assert translator is not None
        coming = deque(batches)
        working: deque[list[ctranslate2.AsyncTranslationResult]] = deque()
        while coming or working:
            while coming and len(working) < translator.num_translators:
                working.append(
                    translator.translate_batch(
                        [self.tokenizer.convert_ids_to_tokens(ids) for ids in coming.popleft()],
                        beam_size=beams,
                        patience=PATIENCE,
                        max_decoding_length=max_new_tokens,
                        no_repeat_ngram_size=no_repeat_ngram,
                        suppress_sequences=[[str(self.tokenizer.pad_token)]],
                        asynchronous=True,  # so that a student who cancels is heard before the batch is through
                    )
                )
            while not all(one.done() for one in working[0]):
                try:
                    listen()
                except BaseException:
                    for one in (one for batch in working for one in batch):
                        one.result()  # what has begun ends before anybody else begins
                    raise
                time.sleep(0.01)
            yield [list(self._numbers(one.result().hypotheses[0])) for one in working.popleft()]

    @cached_property
    def _translator(self) -> ctranslate2.Translator | None:
        if self.cache is None or self.model.device.type != "cpu" or find_spec("ctranslate2") is None:
            return None
        import ctranslate2

        folder = self.cache / f"ctranslate2-{ctranslate2.__version__}-{_fingerprint(self.model, self.tokenizer)}"
        cores = os.cpu_count() or 1
        workers = min(cores, WORKERS)

        def converted() -> ctranslate2.Translator:
            if not folder.is_dir():
                _convert(self.model, self.tokenizer, folder)
            return ctranslate2.Translator(
                str(folder), compute_type="float32", inter_threads=workers, intra_threads=cores // workers
            )

        try:
            try:
                return converted()
            except RuntimeError as error:  # a cache can rot
                log.warning("%s is converted anew: %s", self.name, error)
                shutil.rmtree(folder)
                return converted()
        except OSError as error:  # a full disk makes it slower, not impossible
            log.warning("%s is not converted, and slower for it: %s", self.name, error)
            return None


class _Listener:
    """Calls `on_progress` with how many prompts are done, but not more often than is of use."""

    def __init__(self, on_progress: OnProgress, total: int) -> None:
        self.on_progress, self.total, self.done = on_progress, total, 0
        self._next = 0.0

    def __call__(self) -> None:
        if self.done == self.total or time.monotonic() >= self._next:
            self.on_progress(self.done, self.total)
            self._next = time.monotonic() + LISTEN


def _fingerprint(model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase) -> str:
    """Of all that a conversion depends on: the weights, the shape, the vocabulary."""
    digest = hashlib.blake2b(digest_size=16)
    digest.update(json.dumps(model.config.to_dict(), sort_keys=True, default=str).encode())
    digest.update(json.dumps(sorted(tokenizer.get_vocab().items())).encode())
    for name, tensor in model.state_dict().items():
        digest.update(name.encode())
        digest.update(tensor.detach().contiguous().numpy().data)
    return digest.hexdigest()


def _convert(model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, folder: Path) -> None:
    """The loaded model in CTranslate2's format, whole or not at all."""
    from ctranslate2.converters.transformers import T5Loader

    folder.parent.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(prefix=f"{folder.name}.", dir=folder.parent))
    try:
        with torch.no_grad():
            spec: Any = T5Loader()(model, tokenizer)
            spec.validate()
            spec.optimize()
            spec.save(str(making))
        making.replace(folder)
    except OSError:
        if not folder.is_dir():  # another process may have been first
            raise
    finally:
        shutil.rmtree(making, ignore_errors=True)
