"""Where a stretch of a recording holds what may be speech, by its own levels, and how much too quiet that is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lecture.speech.audio import SAMPLE_RATE, Samples
from lecture.speech.detector import FRAME, LIKELY, SpeechDetector
from lecture.speech.loudness import HOP, SILENCE, Frames, Loudness, Spans, joined, loudness_of, runs, widened

USUAL = -30.0  # decibels of speech as it is mostly recorded; loudness_of weakens low sounds
QUIET = 10.0  # decibels below it from which a whole recording is raised to it
FAR = 18.0  # decibels below the loudest speech around from which a stretch is raised to it: another speaker, far off
MOST = 60.0  # decibels by which anything is raised; 16 bits hold no more speech below that
DROWNED = 10.0  # decibels between speech and quiet below which no pause can be told from a soft word
CLEAR = 30.0  # decibels from which it is known where words begin and end; below, noise or an echo hides that
HIDDEN = 0.5  # seconds of words that it may hide
DEEPEST = 50.0  # decibels below speech from which all is as quiet; some recordings have stretches without a bit set
UNEVEN = 4.0  # decibels between the loudest and the quietest of what is quiet, from which somebody may speak in it
DYING = -0.6  # correlation of loudness and time below which a sound dies away
SHORTEST = 0.8  # seconds; what is shorter and quiet is a noise
REACH = 0.25  # seconds to both sides in which nothing loud is, where it is quiet
NEAR = 0.3  # seconds; stretches of a far voice that lie closer belong together
SLACK = 0.1  # seconds around voiced frames, for the consonants that begin and end a word


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """What is known of the levels in some sound.

    loudness : decibels, shape = (n_frames,), of 10 ms each; loud : spans that may be speech, in samples
    gain : decibels by which each frame is too quiet, shape = (n_frames,)
    high, quiet : decibels of the loudest and of the quiet, as they were recorded
    """

    loudness: Loudness
    loud: Spans
    gain: Loudness
    high: float
    quiet: float

    def raised(self, sound: Samples, start: int, end: int) -> Samples:
        """sound[start:end], each frame as loud as it should be, without steps."""
        frames = slice(start // HOP, -(-end // HOP) + 1)
        if not self.gain[frames].any():
            return sound[start:end]
        middles = (np.arange(len(self.gain))[frames] + 0.5) * HOP
        gain = np.interp(np.arange(start, end), middles, self.gain[frames])
        return np.clip(sound[start:end] * 10 ** (gain / 20), -1, 1).astype(np.float32)


def levels_of(sound: Samples, detector: SpeechDetector) -> Levels:
    """Find what may be speech: what is loud, and what is quiet but has a voice in it."""
    loudness = loudness_of(sound)
    quiet, high = (float(level) for level in np.percentile(loudness, [5, 95]))
    whole = np.float32(min(MOST, USUAL - high) if SILENCE < high < USUAL - QUIET else 0.0)
    gain = np.full(len(loudness), whole, np.float32)
    if high <= SILENCE:
        return Levels(loudness, [], gain, high, quiet)
    if high - quiet < DROWNED:  # all is listened to
        return Levels(loudness, runs(loudness > SILENCE), gain, high, quiet)
    floor = max(quiet, high - DEEPEST)
    loud = loudness > floor + 0.25 * (high - floor)
    for start, end, more in _far(sound, loudness, high, detector):
        loud[start:end] = True
        gain[start:end] = np.float32(min(MOST, float(whole) + more))
    spans = runs(loud)
    if hidden(high, quiet):
        spans = widened(spans, HIDDEN, len(sound))
    return Levels(loudness, spans, gain, high, quiet)


def hidden(high: float, quiet: float) -> bool:
    """Whether noise or an echo hides where words begin and end, by the decibels of speech and of what is quiet."""
    return quiet > SILENCE and high - quiet < CLEAR


def _voiced(sound: Samples, n_frames: int, detector: SpeechDetector) -> Frames:
    """Which frames of 10 ms a voice is in, with a little around them."""
    voiced = np.repeat(detector.voice(sound) > LIKELY, FRAME)[::HOP][:n_frames]
    voiced = np.pad(voiced, (0, n_frames - len(voiced)))
    slack = round(SLACK * SAMPLE_RATE / HOP)
    return np.asarray(np.convolve(voiced, np.ones(2 * slack + 1), mode="same") > 0)


def _far(sound: Samples, loudness: Loudness, high: float, detector: SpeechDetector) -> list[tuple[int, int, float]]:
    """Frames (start, end) in which somebody speaks far off, and the decibels that this is too quiet by.

    Wherever it is quiet but not even: far speech may stand out by less than the syllables of it differ.
    """
    reach = round(REACH * SAMPLE_RATE / HOP)
    around = np.pad(loudness, reach, constant_values=SILENCE)
    loudest = np.lib.stride_tricks.sliding_window_view(around, 2 * reach + 1).max(-1)
    found = []
    for start, end in runs(loudest < high - FAR):
        first, last = start // HOP, end // HOP
        low, level = np.percentile(loudness[first:last], [5, 95])
        if end - start < SHORTEST * SAMPLE_RATE or level - low < UNEVEN:
            continue
        raised = np.clip(sound[start:end] * 10 ** (min(MOST, USUAL - level) / 20), -1, 1).astype(np.float32)
        for a, b in joined(runs(_voiced(raised, last - first, detector)), NEAR):
            span = first + a // HOP, first + b // HOP
            if b - a >= SHORTEST * SAMPLE_RATE and not _dies_away(loudness[slice(*span)]):
                found.append((*span, high - float(np.percentile(loudness[slice(*span)], 95))))
    return found


def _dies_away(loudness: Loudness) -> bool:
    """Whether it is what the room gives back of the speech before it."""
    return bool(np.corrcoef(np.arange(len(loudness)), loudness)[0, 1] < DYING)
