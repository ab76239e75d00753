"""Batched Whisper decoding: a recording -> a growing Transcript."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from lecture.audio import SAMPLE_RATE, Chunk, Recording, chunks
from lecture.errors import NoSpeech
from lecture.types import Options, Segment, Transcript

if TYPE_CHECKING:
    from whisper import Whisper


@cache
def languages() -> dict[str, str]:
    """Every language that Whisper knows: code -> name, by name."""
    from whisper.tokenizer import LANGUAGES

    return dict(sorted(((code, name.title()) for code, name in LANGUAGES.items()), key=lambda pair: pair[1]))


class Recognizer:
    """openai-whisper's own loaded model, made ready for fast decoding. Built once per process."""

    def __init__(self, model: Whisper, name: str = "") -> None:
        self.model = model
        self.name = name or "Whisper"
        self.device = model.device


def transcribe(
    recognizer: Recognizer,
    recording: Path,
    options: Options,
    *,
    so_far: Transcript | None = None,
    name: str | None = None,
    words: bool = True,
) -> Iterator[Transcript]:
    """Hear a recording; yields the transcript as it grows, the last one heard to its end.

    so_far : any Transcript that this yielded before for the same recording and options; the work goes on from there.
    name : what the student calls the file, for errors; the path's own name if None.
    words : whether segments carry the times of their words.

    It yields at least every two seconds of work, sometimes the same transcript again, so that a caller can stop.
    Raises EmptyRecording, NotARecording, NoSound, NoSpeech.
    """
    source = Recording(recording, name)
    begin = round(so_far.heard * SAMPLE_RATE) if so_far else 0
    segments = list(so_far.segments) if so_far else []
    found = chunks(iter(source), begin)
    heard = begin / SAMPLE_RATE
    size = 2
    while batch := list(islice(found, size)):
        size = 4
        segments += _hear(recognizer, batch, options)
        heard = batch[-1].end / SAMPLE_RATE
        yield Transcript(
            tuple(segments), _language(segments, options), max(source.expected, heard + 1), heard, options.task
        )
    if not segments:
        raise NoSpeech(source.name, source.seconds)
    yield Transcript(tuple(segments), _language(segments, options), heard, heard, options.task, source.remark)


def _language(segments: list[Segment], options: Options) -> str:
    if options.language:
        return options.language
    seconds: Counter[str] = Counter()
    for segment in segments:
        seconds[segment.language] += round(100 * (segment.end - segment.start))
    return seconds.most_common(1)[0][0] if seconds else ""


def _hear(recognizer: Recognizer, batch: list[Chunk], options: Options) -> list[Segment]:
    import torch
    import whisper

    batch = [chunk for chunk in batch if len(chunk.sound) > 0.3 * SAMPLE_RATE]
    if not batch:
        return []
    mels = torch.stack(
        [whisper.log_mel_spectrogram(whisper.pad_or_trim(c.sound), recognizer.model.dims.n_mels) for c in batch]
    )
    results = whisper.decode(
        recognizer.model,
        mels.to(recognizer.device),
        whisper.DecodingOptions(
            task=options.task,
            language=options.language,
            prompt=options.prompt or None,
            without_timestamps=True,
            fp16=recognizer.device.type == "cuda",
        ),
    )
    segments: list[Segment] = []
    for chunk, result in zip(batch, results, strict=True):
        if result.no_speech_prob > 0.6 and result.avg_logprob < -0.5:
            continue
        sentences = [s for s in re.split(r"(?<=[.!?。！？])\s+", result.text.strip()) if s]
        total = sum(map(len, sentences))
        at = 0
        length = len(chunk.sound) / SAMPLE_RATE
        for sentence in sentences:
            start, end = chunk.time(length * at / total), chunk.time(length * (at + len(sentence)) / total)
            at += len(sentence)
            segments.append(
                Segment(
                    start,
                    end,
                    sentence,
                    (),
                    result.language,
                    result.avg_logprob,
                    result.no_speech_prob,
                    result.compression_ratio,
                )
            )
    return segments
