"""When each word was said: where the cross-attention looked for its tokens, and where anybody spoke at all."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from whisper.tokenizer import Tokenizer

from lecture.speech.audio import SAMPLE_RATE
from lecture.speech.batch import Decoded
from lecture.speech.chunks import Chunk
from lecture.speech.encoder import POSITIONS_PER_SECOND

SLOWEST = (0.5, 0.12)  # seconds that a word takes at most: at once, and for each letter; an ideograph counts as three
IDEOGRAPHS = "\u2e80"  # the first
SHORTEST = 0.1  # seconds that are left of a word at least; its ends are known no better
FASTEST, USUAL = 0.03, 0.08  # seconds that a letter takes at least, and mostly
OPENING = "\"'“‘¿¡([{«「『-"  # punctuation that belongs to the word behind it


@dataclass(slots=True)
class TimedWord:
    """A word with its punctuation, still in tokens; times in seconds of the recording."""

    text: str
    tokens: list[int]
    log_probabilities: list[float]
    start: float
    end: float
    letters: list[float] = field(default_factory=list)  # those of `log_probabilities` that are not of punctuation

    def __post_init__(self) -> None:
        self.letters = self.letters or self.log_probabilities

    def take_in(self, other: TimedWord) -> None:
        """The text of another behind its own; its times stay."""
        if not any(map(str.isalnum, self.text)):
            self.letters = other.letters
        self.text += other.text
        self.tokens = self.tokens + other.tokens
        self.log_probabilities = self.log_probabilities + other.log_probabilities


def timed_words(chunk: Chunk, decoded: Decoded, tokenizer: Tokenizer) -> list[TimedWord]:
    """Words with times: each token is heard where the cross-attention moves on to it."""
    positions = round(len(chunk.sound) / SAMPLE_RATE * POSITIONS_PER_SECOND)
    starts = token_starts(decoded.attention[..., : max(1, positions)])
    times = [chunk.time(start) for start in starts]
    words: list[TimedWord] = []
    first = 0
    for text, tokens in zip(*tokenizer.split_to_word_tokens(decoded.tokens), strict=True):
        last = first + len(tokens)
        words.append(TimedWord(text, tokens, decoded.log_probabilities[first:last], times[first], times[last]))
        first = last
    words = _punctuated(words)
    _shrink(words, chunk.spoken)
    _move_into_speech(words, chunk.spoken)
    return words


def longest(word: TimedWord) -> float:
    """Seconds that a word takes at most."""
    letters = sum(3 if character >= IDEOGRAPHS else 1 for character in word.text if character.isalnum())
    return SLOWEST[0] + SLOWEST[1] * letters


def _shrink(words: list[TimedWord], speech: list[tuple[float, float]]) -> None:
    """Where something was said that has no words, the word before or behind is stretched over it by the alignment:
    leave each the part that it can have taken, in the stretch of speech of the words on its other side."""
    for index, word in enumerate(words):
        runs = [(max(start, word.start), min(end, word.end)) for start, end in speech]
        runs = [(start, end) for start, end in runs if end > start]
        if word.end - word.start <= longest(word) or len(runs) < 2:
            continue
        before, behind = words[index - 1] if index else word, words[index + 1] if index + 1 < len(words) else word
        usual = USUAL * len(word.text.strip())
        fits = [
            (not follows, abs(end - start - usual), start, end)
            for (start, end), follows in ((runs[0], before.end >= word.start), (runs[-1], behind.start <= word.end))
            if SHORTEST <= end - start <= longest(word)
        ]
        if fits:
            *_, word.start, word.end = min(fits)


def token_starts(attention: npt.NDArray[np.float32]) -> list[float]:
    """Seconds in the chunk at which each token begins, and at which the last one ends.

    attention : shape = (n_heads, n_tokens + 1, n_positions)

    As openai-whisper's find_alignment: how much more each position is looked at than by the other tokens, averaged
    over the heads, smoothed, then the cheapest monotonic path through it.
    """
    mean, deviation = attention.mean(1, keepdims=True), attention.std(1, keepdims=True) + 1e-6
    cost = -_median_of_seven(((attention - mean) / deviation).mean(0)).astype(np.float64)
    return [position / POSITIONS_PER_SECOND for position in cheapest_path(cost)]


def cheapest_path(cost: npt.NDArray[np.float64]) -> list[int]:
    """Where the path that costs least enters each row; it moves right, down, or both (dynamic time warping).

    cost : shape = (n_rows, n_positions), worked on a row at a time
    """
    n_rows, n_positions = cost.shape
    positions = np.arange(n_positions)
    entries = np.zeros((n_rows, n_positions), np.int64)  # where the path to here came into this row
    diagonal = np.zeros((n_rows, n_positions), bool)  # whether it moved on by a position in doing so
    total = np.full(n_positions, np.inf)
    for row in range(n_rows):
        before = np.concatenate([[0.0 if row == 0 else np.inf], total[:-1]])
        diagonal[row] = before <= total
        through = np.cumsum(cost[row])
        entering = np.minimum(before, total) - through + cost[row]
        cheapest = np.minimum.accumulate(entering)
        entries[row] = np.maximum.accumulate(np.where(entering <= cheapest, positions, 0))
        total = through + cheapest
    entered = []
    position = n_positions - 1
    for row in reversed(range(n_rows)):
        position = int(entries[row, position])
        entered.append(position)
        position -= bool(diagonal[row, position]) and position > 0
    return entered[::-1]


def _median_of_seven(values: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Of each value and its neighbours along the last axis."""
    padded = np.pad(values, [(0, 0), (3, 3)], mode="edge")
    return np.asarray(np.partition(np.lib.stride_tricks.sliding_window_view(padded, 7, axis=-1), 3)[..., 3])


def _punctuated(words: list[TimedWord]) -> list[TimedWord]:
    """Punctuation made part of the word it touches."""
    result: list[TimedWord] = []
    opening = False  # whether the last one is punctuation that waits for its word
    for word in words:
        bare = not any(map(str.isalnum, word.text))
        opens = bare and word.text.strip() in OPENING
        if result and (opening or (bare and not opens)):
            result[-1].take_in(word)
            if opening:
                result[-1].start, result[-1].end = word.start, word.end
            opening = False
        else:
            result.append(word)
            opening = opens
    return result


def _move_into_speech(words: list[TimedWord], speech: list[tuple[float, float]]) -> None:
    """Move times that fall into a pause to its nearer side in the text: words begin and end where somebody speaks."""
    pauses = [
        (end, start) for (_, end), (start, _) in zip([(0.0, 0.0), *speech], [*speech, (np.inf, np.inf)], strict=True)
    ]
    for index, word in enumerate(words):
        for quiet, loud in pauses:
            if word.end <= quiet or word.start >= loud:
                continue
            before, after = quiet - word.start, word.end - loud
            if before > max(0.0, after) or (after <= 0 and before > 0):  # said before the pause
                word.end = quiet
            elif after > 0:  # said after it
                word.start = loud
        if index:
            word.start = max(word.start, words[index - 1].end)
        word.end = max(word.end, word.start)
