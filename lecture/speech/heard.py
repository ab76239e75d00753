"""A chunk as it was heard, and what speaks against its words."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field

from whisper.tokenizer import Tokenizer

from lecture.speech.alignment import TimedWord
from lecture.speech.batch import Decoded
from lecture.speech.chunks import Chunk

MOST_REPETITIVE = 2.4  # compression ratio above which a text is a loop
LEAST_LIKELY = -1.0  # mean log probability below which a text is a guess
RUSH = 0.25  # seconds in which nobody says five words: the decoder went on when the speaker did not
SILENT = 0.6  # no-speech probability above which an unlikely text was not said
HARD_TO_UNDERSTAND = "hard to understand"


@dataclass(eq=False, slots=True)
class HeardChunk:
    """A chunk from the time it is cut until its words are known. `decoded` stays None where nobody speaks."""

    chunk: Chunk
    language: str = ""
    no_speech: float = 0.0
    decoded: Decoded | None = None
    words: list[TimedWord] = field(default_factory=list)
    halves: tuple[HeardChunk, ...] = ()  # heard instead where it has more words than Whisper writes at once
    done: bool = False


def compression_ratio(decoded: Decoded, tokenizer: Tokenizer) -> float:
    """How many times smaller the text becomes when compressed: much so where it repeats itself."""
    data = tokenizer.decode(decoded.tokens).strip().encode()
    return len(data) / len(zlib.compress(data)) if data else 1.0


def repeats_itself(decoded: Decoded, tokenizer: Tokenizer) -> bool:
    return compression_ratio(decoded, tokenizer) > MOST_REPETITIVE


def doubt(heard: HeardChunk, tokenizer: Tokenizer) -> str:
    """Why a chunk's words may be wrong; empty where nothing speaks against them."""
    assert heard.decoded is not None
    if repeats_itself(heard.decoded, tokenizer):
        return "the same words come over and over"
    if any(after.end - word.start < RUSH for word, after in zip(heard.words, heard.words[4:], strict=False)):
        return "more words than could have been said"
    if heard.decoded.mean < LEAST_LIKELY:
        return HARD_TO_UNDERSTAND
    if heard.decoded.broken_off:
        return "more was said than could be written"
    return ""


def unsaid(heard: HeardChunk) -> bool:
    """Whether the words are Whisper's own, into a silence."""
    assert heard.decoded is not None
    return heard.no_speech > SILENT and heard.decoded.mean < LEAST_LIKELY
