"""What tests of recognition ask of it: hear a file, and how many of the words are wrong."""

from __future__ import annotations

import warnings
from pathlib import Path

import jiwer
from whisper.normalizers import EnglishTextNormalizer

from lecture.speech.transcribe import Recognizer, transcribe
from lecture.values import Options, Transcript

ENGLISH = Options(language="en")
CLEAR = ["heat", "moon", "copper", "glass", "leaves", "bridge"]  # what Whisper base hears well


def hear(recognizer: Recognizer, path: Path, options: Options = ENGLISH) -> Transcript:
    *_, transcript = transcribe(recognizer, path, options)
    return transcript


def wrong_words(said: str, heard: str) -> float:
    """Word error rate in percent."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # it leaves a file to the garbage collector
        clean = EnglishTextNormalizer()
    return 100 * jiwer.wer(clean(said), clean(heard))


def only_words(transcript: Transcript) -> list[str]:
    return [word.text.strip(".,").lower() for segment in transcript.segments for word in segment.words]
