"""Ways in which a recording of speech can be bad, each made out of a clean one: (sound, seed) -> sound.

Sounds are 16 kHz mono float32, shape = (n_samples,), full scale at ±1; of two channels, where a change is about these,
shape = (2, n_samples). The same seed gives the same sound. Where speech is, and how loud, is measured in the clean
sound; every change but `faster` leaves each word where it was.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import pairwise

import av
import numpy as np
from av.filter import Graph
from numpy.typing import NDArray

Samples = NDArray[np.float32]
Span = tuple[float, float]  # start and end in seconds
Change = Callable[[Samples, int], Samples]

RATE = 16_000  # Hz
FRAME = RATE // 50  # samples, 20 ms
SPEECH_RANGE = 35.0  # dB below the level of speech; what is softer is a pause
PAUSE = 0.5  # s; a shorter one is part of the speech
SENTENCE_PAUSE = 0.3  # s, what parts sentences where nobody says where they end
CLICK = 0.1  # s; what is shorter and stands alone is no speech
LEVEL = -23.0  # dB of full scale, of speech as it is joined
LOOP = 37.0  # s after which noise begins anew; not a multiple of Whisper's windows
OPUS = 24_000  # bits a second, as of a voice message


@dataclass(frozen=True)
class Condition:
    """`two_languages`: it is heard on speech of its own, and nobody is told the language. `speed`: times the clean."""

    name: str
    change: Change
    two_languages: bool = False
    speed: float = 1.0


def decibels(gain: float) -> float:
    return float(10 ** (gain / 20))


def frame_levels(sound: Samples) -> NDArray[np.float64]:
    """dB of full scale of each frame of 20 ms, shape = (n_frames,)."""
    whole = sound[: len(sound) // FRAME * FRAME].reshape(-1, FRAME).astype(np.float64)
    return np.asarray(10 * np.log10((whole**2).mean(axis=1) + 1e-12))


def speech_level(sound: Samples) -> float:
    """dB of full scale of the speech in it, its pauses left out."""
    levels = frame_levels(sound)
    spoken = levels[levels > np.percentile(levels, 95) - SPEECH_RANGE]
    return float(10 * np.log10((10 ** (spoken / 10)).mean()))


def speech(sound: Samples, pause: float = PAUSE) -> list[Span]:
    """Where somebody speaks in a clean sound: stretches parted by more than `pause` seconds."""
    voiced = np.flatnonzero(frame_levels(sound) > speech_level(sound) - SPEECH_RANGE)
    seconds = FRAME / RATE
    starts = [voiced[0], *(b for a, b in pairwise(voiced) if (b - a - 1) * seconds > pause)] if len(voiced) else []
    ends = [*(a for a, b in pairwise(voiced) if (b - a - 1) * seconds > pause), voiced[-1]] if len(voiced) else []
    spans = [(float(a * seconds), float((b + 1) * seconds)) for a, b in zip(starts, ends, strict=True)]
    return [(start, end) for start, end in spans if end - start >= CLICK]


def leveled(sound: Samples, level: float = LEVEL) -> Samples:
    """Its speech brought to so many dB of full scale."""
    return np.asarray(sound * decibels(level - speech_level(sound)), np.float32)


def within_scale(sound: Samples) -> Samples:
    """Softer as a whole where it would not fit in full scale."""
    return np.asarray(sound / max(1.0, float(np.abs(sound).max()) / 0.99), np.float32)


def convolved(sound: Samples, kernel: NDArray[np.float64], delay: int = 0) -> Samples:
    """Through a filter, `delay` samples taken off its front, as long as before; block by block for long sounds."""
    size = 1 << (4 * len(kernel) - 1).bit_length()
    step = size - len(kernel) + 1
    turned = np.fft.rfft(kernel, size)
    out = np.zeros(len(sound) + size, np.float64)
    for start in range(0, len(sound), step):
        block = np.fft.irfft(np.fft.rfft(sound[start : start + step], size) * turned, size)
        out[start : start + size] += block
    return np.asarray(out[delay : delay + len(sound)], np.float32)


def band(low: float, high: float, taps: int = 511) -> NDArray[np.float64]:
    """A filter that lets `low` to `high` Hz through; it delays by taps // 2 samples."""
    at = np.arange(taps) - taps // 2
    ideal = (2 * high / RATE) * np.sinc(2 * high / RATE * at) - (2 * low / RATE) * np.sinc(2 * low / RATE * at)
    return np.asarray(ideal * np.hamming(taps))


def beside(sound: Samples, other: NDArray[np.float64], ratio: float) -> Samples:
    """With another sound, repeated to its end, `ratio` dB below the level of its speech."""
    softer = other * decibels(speech_level(sound) - ratio) / np.sqrt((other**2).mean())
    return within_scale(np.asarray(sound + np.resize(softer, len(sound)), np.float32))


def clean(sound: Samples, seed: int) -> Samples:
    return sound


def pink_noise(sound: Samples, seed: int, ratio: float) -> Samples:
    """Noise of equal power in every octave; made from its spectrum, it joins its own beginning."""
    samples = round(LOOP * RATE)
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(samples))
    frequency = np.fft.rfftfreq(samples, 1 / RATE)
    spectrum *= np.where(frequency < 20, 0, 1 / np.sqrt(np.maximum(frequency, 20)))
    return beside(sound, np.fft.irfft(spectrum, samples), ratio)


def tune(seed: int) -> NDArray[np.float64]:
    """16 s of four chords with a bass, a drum on every beat and a hiss between, 120 beats a minute."""
    random = np.random.default_rng(seed)
    beat, bar = RATE // 2, RATE * 2
    at = np.arange(bar) / RATE
    out = np.zeros(8 * bar)

    def tone(note: float, falls: float) -> NDArray[np.float64]:
        frequency = 440 * 2 ** ((note - 69) / 12)
        parts = [np.sin(2 * np.pi * frequency * k * at) / k for k in range(1, 7) if frequency * k < 7000]
        return np.asarray(np.sum(parts, axis=0) * np.exp(-at / falls))

    for number, chord in enumerate([(57, 60, 64), (53, 57, 60), (48, 52, 55), (55, 59, 62)] * 2):
        start = number * bar
        out[start : start + bar] += 1.5 * tone(chord[0] - 24, 1.5)
        for step in range(4):  # chords on the beats, of which a note or two also sound an octave higher
            notes = [note + 12 * int(random.integers(0, 2)) for note in chord]
            sounded = np.sum([tone(note, 0.6) for note in notes], axis=0)[: bar - step * beat]
            out[start + step * beat : start + bar] += sounded
            drum = 3 * np.sin(2 * np.pi * 60 * at[:beat]) * np.exp(-at[:beat] / 0.08)
            hiss = np.roll(random.standard_normal(beat) * np.exp(-at[:beat] / 0.03), beat // 2)
            out[start + step * beat : start + (step + 1) * beat] += drum + 0.8 * hiss
    return out


def music(sound: Samples, seed: int, ratio: float) -> Samples:
    return beside(sound, tune(seed), ratio)


def room(seed: int, seconds: float = 0.8) -> NDArray[np.float64]:
    """What a room answers to a clap: falls by 60 dB in so many seconds, as strong in all as the clap itself."""
    at = np.arange(round(seconds * RATE)) / RATE
    tail = np.random.default_rng(seed).standard_normal(len(at)) * 10 ** (-3 * at / seconds)
    tail[: RATE // 500] = 0  # 2 ms until the first wall answers
    tail /= np.sqrt((tail**2).sum())
    tail[0] = 1.0
    return np.asarray(tail)


def reverberation(sound: Samples, seed: int) -> Samples:
    return within_scale(leveled(convolved(sound, room(seed)), speech_level(sound)))


def telephone(sound: Samples, seed: int) -> Samples:
    """300 to 3400 Hz at 8 kHz, in 8 bits by the mu law."""
    narrow = convolved(sound, band(300, 3400), 255)[::2]
    narrow = np.asarray(narrow * (0.5 / max(float(np.abs(narrow).max()), 1e-9)), np.float32)
    pressed = np.sign(narrow) * np.log1p(255 * np.abs(narrow)) / np.log(256)
    coded = np.round(pressed * 127) / 127
    back = np.zeros(len(sound), np.float32)
    back[::2] = 2 * np.sign(coded) * np.expm1(np.abs(coded) * np.log(256)) / 255
    return convolved(back, band(0, 3700), 255)


def quiet(sound: Samples, seed: int) -> Samples:
    """Its peak 50 dB below full scale, in 16 bits."""
    softer = sound * (decibels(-50) / max(float(np.abs(sound).max()), 1e-9))
    return np.asarray(np.round(softer * 32768) / 32768, np.float32)


def clipped(sound: Samples, seed: int) -> Samples:
    """Ten times too loud for full scale."""
    louder = sound * (decibels(20) / max(float(np.abs(sound).max()), 1e-9))
    return np.asarray(np.clip(louder, -1, 1), np.float32)


def faster(sound: Samples, seed: int, times: float) -> Samples:
    """So many times as fast at the same pitch, by FFmpeg."""
    graph = Graph()
    source = graph.add_abuffer(format="flt", sample_rate=RATE, layout="mono", time_base=Fraction(1, RATE))
    steps = [
        source,
        graph.add("atempo", str(times)),
        graph.add("aformat", "sample_fmts=flt"),
        graph.add("abuffersink"),
    ]
    for one, following in pairwise(steps):
        one.link_to(following)
    graph.configure()
    parts: list[Samples] = []

    def pull() -> None:
        while True:
            try:
                frame = graph.pull()
            except (av.error.BlockingIOError, av.error.EOFError):
                return
            assert isinstance(frame, av.AudioFrame)
            parts.append(frame.to_ndarray()[0])

    for start in range(0, len(sound), RATE):
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound[None, start : start + RATE]), "flt", "mono")
        frame.sample_rate, frame.pts, frame.time_base = RATE, start, Fraction(1, RATE)
        graph.push(frame)
        pull()
    graph.push(None)
    pull()
    return within_scale(np.concatenate(parts))


def far_speaker(sound: Samples, seed: int) -> Samples:
    """Every third sentence is said 30 dB softer, from the back of the room."""
    far = np.zeros(len(sound), bool)
    for start, end in speech(sound, SENTENCE_PAUSE)[2::3]:
        far[max(0, round((start - 0.1) * RATE)) : round((end + 0.1) * RATE)] = True
    back = convolved(np.where(far, sound, np.float32(0)), room(seed))
    return within_scale(np.where(far, np.float32(0), sound) + np.float32(decibels(-30)) * back)


def opus(sound: Samples, seed: int) -> Samples:
    """As few bits as a voice message has."""
    file = io.BytesIO()
    with av.open(file, "w", format="ogg") as container:
        stream = container.add_stream("libopus", rate=RATE, layout="mono")
        stream.bit_rate = OPUS
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound[None]), "flt", "mono")
        frame.sample_rate = RATE
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)
    file.seek(0)
    turned = av.AudioResampler(format="flt", layout="mono", rate=RATE)  # it decodes to 48 kHz
    with av.open(file, "r") as written:
        decoded = [part for frame in written.decode(audio=0) for part in turned.resample(frame)]
    whole = np.concatenate([part.to_ndarray()[0] for part in [*decoded, *turned.resample(None)]])
    return within_scale(np.resize(np.pad(whole, (0, max(0, len(sound) - len(whole)))), len(sound)))


def one_silent(sound: Samples, seed: int) -> Samples:
    """Two channels, of which one was not plugged in."""
    return np.stack([sound, np.zeros_like(sound)])


def inverted(sound: Samples, seed: int) -> Samples:
    """Two channels, of which one has plus and minus swapped: added up, they are silence."""
    return np.stack([sound, -sound])


CONDITIONS = (
    Condition("clean", clean),
    *(Condition(f"pink noise, {ratio} dB", partial(pink_noise, ratio=ratio)) for ratio in (20, 10, 5, 0)),
    *(Condition(f"music, {ratio} dB", partial(music, ratio=ratio)) for ratio in (10, 5)),
    Condition("reverberation", reverberation),
    Condition("telephone", telephone),
    Condition("quiet", quiet),
    Condition("clipped", clipped),
    Condition("Opus, 24 kbit/s", opus),
    *(Condition(f"{times} times as fast", partial(faster, times=times), speed=times) for times in (1.25, 1.5)),
    Condition("one channel silent", one_silent),
    Condition("channels inverted", inverted),
    Condition("far speaker", far_speaker),
    Condition("two languages", clean, two_languages=True),
)
