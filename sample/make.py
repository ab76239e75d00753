"""Makes `lecture.mp3` from the words in `lecture.txt`: `python sample/make.py [VOICE]`.

Needs the program flite (apt-get install flite); the app itself does not.
"""

from __future__ import annotations

import io
import subprocess
import sys
import wave
from pathlib import Path
from tempfile import NamedTemporaryFile

import av
import numpy as np
from numpy.typing import NDArray

HERE = Path(__file__).parent
VOICE = "rms"
STRETCH = "1.0"  # of each sound
SENTENCE_PAUSE, TOPIC_PAUSE = 0.15, 0.8  # s, on top of what flite leaves
PEAK = 0.7  # of full scale
BIT_RATE = 24_000  # bits a second
RATE = 16_000  # Hz, flite's


def say(sentence: str, voice: str) -> NDArray[np.int16]:
    """The sentence as sound, shape = (n_samples,)."""
    with NamedTemporaryFile(suffix=".wav") as file:
        subprocess.run(
            ["flite", "-voice", voice, "--setf", f"duration_stretch={STRETCH}", "-t", sentence, "-o", file.name],
            check=True,
        )
        with wave.open(file.name) as sound:
            assert (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) == (RATE, 1, 2)
            return np.frombuffer(sound.readframes(sound.getnframes()), np.int16)


def read_aloud(words: str, voice: str) -> NDArray[np.int16]:
    """Sentences stand on lines of their own, topics are parted by empty lines."""
    parts = []
    for line in words.splitlines():
        parts.append(say(line, voice) if line else np.zeros(0, np.int16))
        parts.append(np.zeros(int(RATE * (SENTENCE_PAUSE if line else TOPIC_PAUSE)), np.int16))
    sound = np.concatenate(parts).astype(np.float32)
    return np.asarray(sound * (PEAK * 32767 / np.abs(sound).max()), np.int16)


def mp3(sound: NDArray[np.int16]) -> bytes:
    file = io.BytesIO()
    with av.open(file, "w", format="mp3") as container:
        stream = container.add_stream("mp3", rate=RATE, bit_rate=BIT_RATE, layout="mono")
        frame = av.AudioFrame.from_ndarray(sound[None, :], format="s16", layout="mono")
        frame.sample_rate = RATE
        container.mux([*stream.encode(frame), *stream.encode(None)])
    return file.getvalue()


if __name__ == "__main__":
    spoken = read_aloud((HERE / "lecture.txt").read_text(), sys.argv[1] if len(sys.argv) > 1 else VOICE)
    (HERE / "lecture.mp3").write_bytes(mp3(spoken))
