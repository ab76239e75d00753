"""The words of a chunk -> Segments: sentences, or clauses where a sentence is long, each with its doubt."""

from __future__ import annotations

from lecture.clauses import sentences
from lecture.speech.alignment import TimedWord
from lecture.speech.bias import terms
from lecture.speech.confidence import probabilities
from lecture.speech.engine import Engine
from lecture.speech.heard import HARD_TO_UNDERSTAND, LEAST_LIKELY, HeardChunk, compression_ratio, doubt, unsaid
from lecture.speech.perhaps import with_offers
from lecture.values import Options, Segment, Word


def segments(heard: HeardChunk, engine: Engine, options: Options, words: bool) -> list[Segment]:
    """The segments of a chunk; none where nobody spoke. With `words`, each has the times of its words."""
    parts = [segment for part in heard.parts for segment in segments(part, engine, options, words)]
    return sorted([*_own(heard, engine, options, words), *parts], key=lambda segment: segment.start)


def _own(heard: HeardChunk, engine: Engine, options: Options, words: bool) -> list[Segment]:
    """Those of the chunk as a whole, without its parts."""
    if heard.decoded is None or not heard.words or unsaid(heard):
        return []
    tokenizer = engine.tokenizer_for(heard.language if options.task == "transcribe" else "en")
    why = doubt(heard, engine.tokenizer)
    repetition = round(compression_ratio(heard.decoded, tokenizer), 4)
    sure = dict(zip(map(id, heard.words), probabilities(heard.words, heard.decoded.mean), strict=True))
    course_words = terms(options.prompt, tokenizer)
    result = []
    for group in sentences(heard.words):
        likely = [p for word in group for p in word.log_probabilities]
        mean = sum(likely) / len(likely)
        result.append(
            Segment(
                start=round(group[0].start, 2),
                end=round(group[-1].end, 2),
                text=tokenizer.decode([token for word in group for token in word.tokens]).strip(),
                words=tuple(with_offers([_word(word, sure[id(word)]) for word in group], course_words))
                if words
                else (),
                language=heard.language,
                mean_log_probability=round(mean, 4),
                no_speech_probability=round(heard.no_speech, 4),
                compression_ratio=repetition,
                doubt=why or (HARD_TO_UNDERSTAND if mean < LEAST_LIKELY else ""),
            )
        )
    return result


def _word(word: TimedWord, sure: float) -> Word:
    return Word(round(word.start, 2), round(word.end, 2), word.text.strip(), round(sure, 3))
