"""The words of a chunk -> Segments: sentences, or clauses where a sentence is long, each with its doubt."""

from __future__ import annotations

from collections.abc import Iterator

from lecture.punctuation import abbreviated, ends_sentence
from lecture.speech.alignment import TimedWord
from lecture.speech.bias import terms
from lecture.speech.confidence import probabilities
from lecture.speech.engine import Engine
from lecture.speech.heard import HARD_TO_UNDERSTAND, LEAST_LIKELY, HeardChunk, compression_ratio, doubt, unsaid
from lecture.speech.perhaps import with_offers
from lecture.values import Options, Segment, Word

LONGEST_SEGMENT = 15.0  # seconds
BREAK = 2.0  # seconds of pause that end a segment even within a sentence
COMMAS = ",;:—、，；："


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


def sentences(words: list[TimedWord]) -> Iterator[list[TimedWord]]:
    """Words that belong together: to the end of a sentence, or to a pause that is longer than a breath."""
    group: list[TimedWord] = []
    for index, word in enumerate(words):
        group.append(word)
        following = words[index + 1] if index + 1 < len(words) else None
        ends = ends_sentence(word.text) and not _goes_on(word, following)
        if following is None or ends or following.start - word.end >= BREAK:
            yield from _clauses(group)
            group = []


def _goes_on(word: TimedWord, following: TimedWord | None) -> bool:
    """Whether a full stop ends no sentence: an abbreviation's, or small letters behind, or the next word glued on."""
    text = word.text.strip()
    if following is None or not text.endswith("."):
        return False
    behind = following.text.strip()
    return abbreviated(text, behind) or behind[:1].islower() or not following.text[:1].isspace()


def _clauses(group: list[TimedWord]) -> Iterator[list[TimedWord]]:
    """A sentence as it is, or, if too long, in two at its best comma or pause, each again no longer than allowed."""
    length = group[-1].end - group[0].start
    if length <= LONGEST_SEGMENT or len(group) == 1:
        yield group
        return
    middle = (group[0].start + group[-1].end) / 2

    def worth(at: int) -> float:
        before, after = group[at - 1], group[at]
        comma = before.text.strip()[-1:] in COMMAS
        return (0.5 if comma else 0.0) + min(1.0, after.start - before.end) - abs(after.start - middle) / length

    cut = max(range(1, len(group)), key=worth)
    yield from _clauses(group[:cut])
    yield from _clauses(group[cut:])
