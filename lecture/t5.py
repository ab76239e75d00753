"""A T5 that transformers loaded, asked to write: many prompts at once, the same words as one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

OnProgress = Callable[[int, int], None]
BATCH = 4


class T5:
    """A loaded T5: `name` as the student knows it, e.g. “t5-small”. One call at a time: its tokenizer is not shared."""

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
        on_progress: OnProgress | None = None,
    ) -> list[str]:
        """What T5 answers to each prompt, in their order. `on_progress(done, of)` may raise to stop it."""
        import torch

        ids = self._ids(prompts)
        order = sorted(range(len(prompts)), key=lambda i: (-len(ids[i]), i))
        written = [""] * len(prompts)
        for at in range(0, len(order), BATCH):
            if on_progress is not None:
                on_progress(at, len(order))
            batch = order[at : at + BATCH]
            padded = self.tokenizer.pad({"input_ids": [ids[i] for i in batch]}, return_tensors="pt")
            with torch.inference_mode():
                output = self.model.generate(  # type: ignore[operator]  # transformers types it as a Tensor
                    **padded,
                    max_new_tokens=max_new_tokens,
                    num_beams=beams,
                    no_repeat_ngram_size=no_repeat_ngram,
                    early_stopping=beams > 1,
                    do_sample=False,
                )
            for i, text in zip(batch, self.tokenizer.batch_decode(output, skip_special_tokens=True), strict=True):
                written[i] = text.strip()
        if on_progress is not None:
            on_progress(len(order), len(order))
        return written

    def _ids(self, texts: Sequence[str]) -> list[list[int]]:
        return list(self.tokenizer(list(texts), verbose=False)["input_ids"]) if texts else []
