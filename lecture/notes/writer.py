"""What the notes ask of a model that writes, such as the T5 of t5.py."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

OnProgress = Callable[[int, int], None]  # done, of


def ignore(done: int, of: int) -> None:
    """What is done with progress that nobody asked for."""


class Writer(Protocol):
    """A text-to-text model. One call at a time."""

    @property
    def name(self) -> str:
        """As the student knows it, e.g. “t5-small”."""

    def count(self, texts: Sequence[str]) -> list[int]:
        """Tokens in each text as the model counts them."""

    def write(
        self,
        prompts: Sequence[str],
        *,
        max_new_tokens: int,
        beams: int = 4,
        no_repeat_ngram: int = 0,
        on_progress: OnProgress = ignore,
    ) -> list[str]:
        """What the model answers to each prompt, in their order. `on_progress` may raise to stop it at once."""
