"""A chunk as it was heard, what speaks against its words, and where it was spoken without any."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field

from torch import Tensor
from whisper.tokenizer import Tokenizer

from lecture.speech.alignment import FASTEST, TimedWord, longest
from lecture.speech.batch import Decoded
from lecture.speech.chunks import Chunk

MOST_REPETITIVE = 2.4  # compression ratio above which a text repeats itself
LEAST_LIKELY = -1.0  # mean log probability below which a text is a guess
GIBBERISH = -1.6  # mean log probability below which it is not even that
RUSH = 0.25  # seconds in which nobody says five words: the decoder went on when the speaker did not
SILENT = 0.6  # no-speech probability above which an unlikely text was not said
HARD_TO_UNDERSTAND = "hard to understand"

HOLE = 0.6  # seconds of speech from which it is missed where no word is
UNCLEAR_HOLE = 1.1  # the same in noise or an echo, where the last word's end is known no better
TAIL = 0.3  # seconds; less is the end of a word beside it
NEIGHBOURS = 3  # words on both sides that a hole may give back
NEAR = 0.6  # seconds; holes that lie closer are heard as one


@dataclass(eq=False, slots=True)
class HeardChunk:
    """A chunk from the time it is cut until its words are known. `decoded` stays None where nobody speaks."""

    chunk: Chunk
    encoded: Tensor | None = None  # until it is judged
    language: str = ""
    no_speech: float = 0.0
    decoded: Decoded | None = None
    words: list[TimedWord] = field(default_factory=list)
    parts: list[HeardChunk] = field(default_factory=list)  # stretches of it that were heard by themselves
    unheard: list[tuple[float, float]] = field(default_factory=list)  # seconds, spoken but not made out
    done: bool = False


def compression_ratio(decoded: Decoded, tokenizer: Tokenizer) -> float:
    """How many times smaller the text becomes when compressed: much so where it repeats itself."""
    data = tokenizer.decode(decoded.tokens).strip().encode()
    return len(data) / len(zlib.compress(data)) if data else 1.0


def repetitive(decoded: Decoded, tokenizer: Tokenizer) -> bool:
    return compression_ratio(decoded, tokenizer) > MOST_REPETITIVE


def doubt(heard: HeardChunk, tokenizer: Tokenizer) -> str:
    """Why a chunk's words may be wrong; empty where nothing speaks against them."""
    assert heard.decoded is not None
    if loops(heard, tokenizer):
        return "the same words come over and over"
    if rushed(heard.words):
        return "more words than could have been said"
    if heard.decoded.mean < LEAST_LIKELY:
        return HARD_TO_UNDERSTAND
    if heard.decoded.broken_off:
        return "more was said than could be written"
    return ""


def loops(heard: HeardChunk, tokenizer: Tokenizer) -> bool:
    """Whether the decoder repeats itself where the speaker does not.

    What is truly said again and again, a drill or a refrain, takes its time: there is sound for each time.
    """
    assert heard.decoded is not None
    if not repetitive(heard.decoded, tokenizer):
        return False
    if heard.decoded.broken_off or heard.decoded.mean < LEAST_LIKELY or rushed(heard.words):
        return True
    return heard.chunk.spoken_seconds < FASTEST * sum(len(word.text) for word in heard.words)


def rushed(words: list[TimedWord]) -> bool:
    return any(after.end - word.start < RUSH for word, after in zip(words, words[4:], strict=False))


def unsaid(heard: HeardChunk) -> bool:
    """Whether the words are Whisper's own, into a silence."""
    assert heard.decoded is not None
    return heard.no_speech > SILENT and heard.decoded.mean < LEAST_LIKELY


def without_echo(words: list[TimedWord]) -> list[TimedWord]:
    """The words less those at the end that were said once, and written once more without any sound for it."""
    for length in range(len(words) // 2, 0, -1):
        before, last = words[-2 * length : -length], words[-length:]
        if [w.text.strip(" .,!?").lower() for w in before] != [w.text.strip(" .,!?").lower() for w in last]:
            continue
        if last[-1].end - last[0].start < FASTEST * sum(len(word.text.strip()) for word in last):
            return words[:-length]
    return words


def all_words(heard: HeardChunk) -> list[TimedWord]:
    """Its own, and those of its parts."""
    return [*heard.words, *(word for part in heard.parts for word in all_words(part))]


def holes(heard: HeardChunk) -> list[tuple[float, float]]:
    """Where in the recording somebody speaks, in seconds, and no word is."""
    words = all_words(heard)
    covered = [(word.start, min(word.end, word.start + longest(word))) for word in words]
    missed: list[tuple[float, float]] = []
    for span in heard.chunk.spoken:
        for free in _less(span, covered):
            if free[1] - free[0] < TAIL:
                continue
            if missed and free[0] - missed[-1][1] < NEAR and not _between(words, missed[-1][1], free[0]):
                missed[-1] = (missed[-1][0], free[1])
            else:
                missed.append(free)
    least = HOLE if heard.chunk.clear else UNCLEAR_HOLE
    return [hole for hole in missed if _overlap(hole, heard.chunk.spoken) >= least]


def echoes(part: HeardChunk, heard: HeardChunk) -> bool:
    """Whether what was heard in a hole is but the end of the word before it, or the start of the one behind."""
    middle = (part.words[0].start + part.words[-1].end) / 2
    before = _letters([word for word in heard.words if word.start < middle][-NEIGHBOURS:])
    behind = _letters([word for word in heard.words if word.start >= middle][:NEIGHBOURS])
    said = _letters(part.words)
    return before.endswith(said) or behind.startswith(said)


def _letters(words: list[TimedWord]) -> str:
    return "".join(letter for word in words for letter in word.text.lower() if letter.isalnum())


def _less(span: tuple[float, float], covered: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """What of a span none of the others covers."""
    left = [span]
    for start, end in covered:
        left = [
            (a, b) for first, last in left for a, b in ((first, min(last, start)), (max(first, end), last)) if b > a
        ]
    return left


def _between(words: list[TimedWord], start: float, end: float) -> bool:
    return any(start <= (word.start + word.end) / 2 <= end for word in words)


def _overlap(span: tuple[float, float], others: list[tuple[float, float]]) -> float:
    return sum(max(0.0, min(span[1], end) - max(span[0], start)) for start, end in others)
