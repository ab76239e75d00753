"""Channels -> one: no voice cancels, and none is drowned by channels that hold nothing but noise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Sound = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.float64]

HALF = 0.5**0.5  # what each of two channels counts: half its power
FRAME = 0.032  # seconds in which a level is taken
SHORTEST = 1.0  # seconds from which a block tells something of its channels
OPPOSED = -0.5  # correlation below which a channel is turned over
SILENT = 1e-9  # power below which nothing sounds: 90 dB below the loudest
CLEAN = 100.0  # a voice is that much stronger than the noise: nothing is gained without some channel
DROWNED, BACK = (
    4.0,
    2.0,
)  # how much clearer the voice must be without some channels to leave them out, and to keep it so
STEP = 1.19  # a gain changes by no less: 1.5 dB


@dataclass(frozen=True, slots=True)
class _Choice:
    """What is made of the channels. shape of signs, kept and sounding = (channels,): +1 or -1, whether it is heard, and
    whether there was ever a sound on it."""

    signs: Numbers
    kept: npt.NDArray[np.bool_]
    sounding: npt.NDArray[np.bool_]
    gain: float

    @property
    def weights(self) -> Sound:
        return np.asarray(self.gain * self.signs * self.kept, np.float32)


class Mixer:
    """Blocks of several channels -> blocks of one, as many samples in as out, a block later.

    Two channels are mixed half and half as everywhere, more are added likewise and turned down where they say the same.
    What has only one channel with sound is as if it had no other.
    A channel is turned over where it opposes the others, and left out while its noise would drown their voices.
    What is chosen changes on strong evidence alone, and from the middle of a block to the middle of the next.
    """

    def __init__(self, channels: int, rate: int) -> None:
        """`rate` in Hz."""
        self._rate = rate
        every = np.ones(channels, np.bool_)
        self._choice = _Choice(np.ones(channels), every, ~every, 1.0)
        self._before: Sound | None = None  # the weights of the block before the one that waits
        self._waiting: Sound | None = None  # shape = (channels, n_samples)
        self._weights = self._choice.weights  # of the block that waits

    def __call__(self, block: Sound) -> Iterator[Sound]:
        """What is complete with this block, shape = (channels, n_samples) -> (n_samples,)."""
        if len(block) == 1:
            yield block[0]
            return
        if self._waiting is None or block.shape[1] >= SHORTEST * self._rate:
            self._choice = _chosen(block, self._rate, self._choice)
        weights = self._choice.weights
        yield from self._mixed(weights)
        self._before = weights if self._waiting is None else self._weights
        self._waiting, self._weights = block, weights

    def rest(self) -> Iterator[Sound]:
        yield from self._mixed(self._weights)
        self._waiting = None

    def _mixed(self, after: Sound) -> Iterator[Sound]:
        block, here, before = self._waiting, self._weights, self._before
        if block is None or before is None:
            return
        if np.array_equal(before, here) and np.array_equal(here, after):
            yield np.einsum("c,cs->s", here, block)
            return
        length = block.shape[1]
        places = np.linspace(0, 1, length, dtype=np.float32)
        corners = np.stack([(before + here) / 2, here, (here + after) / 2], axis=1)  # shape = (channels, 3)
        mixed = np.zeros(length, np.float32)
        for samples, corner in zip(block, corners, strict=True):
            mixed += samples * np.interp(places, [0, 0.5, 1], corner).astype(np.float32)
        yield mixed


def _chosen(block: Sound, rate: int, before: _Choice) -> _Choice:
    """What to make of the channels of a block, given what was made of them before."""
    apart = max(1, rate // 4_000)  # a difference over this is largest at 2 kHz: it leaves hum and rumble out
    edged = block[:, apart:] - block[:, :-apart]
    size = round(FRAME * rate)
    count = edged.shape[1] // size
    if not count:
        return before
    frames = edged[:, : count * size].reshape(len(edged), count, size)
    levels = np.einsum("cfs,cfs->cf", frames, frames) / size
    noise, loud = (np.percentile(levels, part, axis=1) + 1e-12 for part in (10, 95))
    voice = np.where((loud > 2 * noise) & (loud > SILENT), loud - noise, 0.0)
    if not voice.any():
        return before  # nobody speaks: no evidence
    some = edged[:, :: max(4, len(edged) // 2)]  # every fourth tells as much; fewer of many, lest it take their square
    alike = np.einsum("cs,ds->cd", some, some).astype(np.float64) / some.shape[1]  # no BLAS, whose threads would wait
    signs = _signs(alike, before.signs)
    kept = _kept(voice, noise, before.kept)
    sounding = before.sounding | (loud > SILENT)
    return _Choice(signs, kept, sounding, _gain(alike, signs, kept, before.gain) if sounding.sum() > 1 else 1.0)


def _signs(alike: Numbers, before: Numbers) -> Numbers:
    """Which channels to turn over. shape of alike = (channels, channels): their covariances."""
    signs = before.copy()
    mixed = np.zeros(len(signs))
    for channel in np.argsort(-alike.diagonal(), kind="stable"):
        together = signs[channel] * (mixed @ alike[channel])
        if together < OPPOSED * np.sqrt(max(mixed @ alike @ mixed * alike[channel, channel], 1e-24)):
            signs[channel] *= -1
        mixed[channel] = signs[channel]
    return signs


def _kept(voice: Numbers, noise: Numbers, before: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Which channels to hear: all, unless the voices are much clearer without those that are mostly noise."""
    every = np.ones(len(voice), np.bool_)
    order = np.argsort(noise / (voice + 1e-15), kind="stable")  # the clearest first
    clearness = np.cumsum(voice[order]) / np.cumsum(noise[order])
    best, all_of_them = float(clearness.max()), float(clearness[-1])
    if all_of_them > CLEAN or all_of_them * (DROWNED if before.all() else BACK) > best:
        return every
    if voice[before].sum() / noise[before].sum() * DROWNED > best:
        return before
    most = int(np.flatnonzero(clearness * BACK > best)[-1]) + 1
    kept = ~every
    kept[order[:most]] = True
    return kept


def _gain(alike: Numbers, signs: Numbers, kept: npt.NDArray[np.bool_], before: float) -> float:
    """Such that the sum is no louder than two channels that say the same are together."""
    weights = signs * kept
    loudest = max(float(alike.diagonal()[kept].max()), 1e-24)
    together = max(float(weights @ alike @ weights), 1e-24)
    gain = HALF * min(1.0, (4 * loudest / together) ** 0.5)
    return before if before / STEP < gain < before * STEP else gain
