"""How well chapters begin where one lecture was glued to another: Pk and WindowDiff, with vectors and by words alone.

    python -m benchmarks.chapters LECTURES [--before chapters.py] [--count 40] [--seed 1000]

LECTURES holds transcripts as benchmarks/lectures.py reads them. A glued lecture is six to ten stretches of two to eight
minutes, each from another lecture in the same language where there is another, and from elsewhere in it where not.
Chapters are divided before titles are made; `--before` is a file with an earlier `chapters` to measure beside these.
Pk is Beeferman, Berger and Lafferty's (1999), WindowDiff Pevzner and Hearst's (2002), both over sentences, with a
window of half the mean stretch. Lower is better.
"""

from __future__ import annotations

import argparse
import platform
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from statistics import mean

import numpy as np
from numpy.typing import NDArray

from benchmarks.lectures import transcript_of
from lecture.notes.chapters import by_chapter, chapters
from lecture.notes.sentences import sentences
from lecture.notes.terms import vocabulary_of
from lecture.values import Chapter, Sentence, Vocabulary
from models import load_encoder

MINUTES = (2.0, 8.0)  # of a stretch
STRETCHES = (6, 10)

Vectors = NDArray[np.float32]
Divide = Callable[[Sequence[Sentence], Vocabulary, float, Vectors | None], tuple[Chapter, ...]]


@dataclass(frozen=True)
class Said:
    """A lecture's sentences, what each means where that is known, and where its topics end, after so many sentences."""

    sentences: tuple[Sentence, ...]
    vectors: Vectors | None
    sizes: tuple[int, ...] = ()


def glued(lectures: Sequence[Said], chance: random.Random) -> Said:
    """Stretches of the lectures one after another."""
    parts: list[tuple[Sentence, ...]] = []
    vectors = []
    before, now = -1, 0.0
    for _ in range(chance.randint(*STRETCHES)):
        which = chance.choice([i for i in range(len(lectures)) if i != before or len(lectures) == 1])
        said, seconds = lectures[which], 60 * chance.uniform(*MINUTES)
        end = said.sentences[-1].end
        start = chance.uniform(0, max(0.0, end - seconds))
        within = [i for i, one in enumerate(said.sentences) if start <= one.start < start + seconds]
        if not within:
            continue
        shift = now - said.sentences[within[0]].start
        parts.append(tuple(replace(s, start=s.start + shift, end=s.end + shift) for s in _at(said.sentences, within)))
        now, before = parts[-1][-1].end, which
        if said.vectors is not None:
            vectors.append(said.vectors[within])
    whole = tuple(sentence for part in parts for sentence in part)
    return Said(whole, np.concatenate(vectors) if vectors else None, tuple(map(len, parts)))


def _at(said: Sequence[Sentence], within: Sequence[int]) -> list[Sentence]:
    return [said[i] for i in within]


def errors(true: Sequence[int], found: Sequence[int]) -> tuple[float, float]:
    """Pk and WindowDiff of two divisions, each as the sizes of its stretches."""
    a, b = (np.repeat(np.arange(len(sizes)), sizes) for sizes in (true, found))
    k = max(1, round(len(a) / len(true) / 2))
    across, guessed = a[k:] - a[:-k], b[k:] - b[:-k]
    return float(np.mean((across > 0) != (guessed > 0))), float(np.mean(across != guessed))


def measured(divide: Divide, lectures: Sequence[Said], language: str) -> tuple[float, float, float, float]:
    """Pk, WindowDiff, chapters found and stretches glued, each the mean over the lectures."""
    rows = []
    for said in lectures:
        vocabulary = vocabulary_of(said.sentences, language)
        tiles = divide(said.sentences, vocabulary, said.sentences[-1].end, said.vectors)
        sizes = [len(group) for group in by_chapter(tiles, said.sentences)]
        rows.append((*errors(said.sizes, sizes), len(tiles), len(said.sizes)))
    pk, difference, found, true = (mean(column) for column in zip(*rows, strict=True))
    return pk, difference, found, true


def _by_words(said: Sequence[Sentence], vocabulary: Vocabulary, end: float, _: Vectors | None) -> tuple[Chapter, ...]:
    return chapters(said, vocabulary, (), end)


def _with_vectors(
    said: Sequence[Sentence], vocabulary: Vocabulary, end: float, vectors: Vectors | None
) -> tuple[Chapter, ...]:
    return chapters(said, vocabulary, (), end, vectors)


def _earlier(path: Path) -> Divide:
    spec = spec_from_file_location("earlier_chapters", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return lambda said, vocabulary, end, _: module.chapters(said, vocabulary, (), end)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lectures", type=Path)
    parser.add_argument("--before", type=Path, help="an earlier chapters.py")
    parser.add_argument("--count", type=int, default=40, help="glued lectures a language")
    parser.add_argument("--seed", type=int, default=1000, help="of the first; the next have the numbers after it")
    args = parser.parse_args()
    ways: dict[str, Divide] = {"before": _earlier(args.before)} if args.before else {}
    ways |= {"by words": _by_words, "with vectors": _with_vectors}

    spoken: dict[str, list[Said]] = defaultdict(list)
    encoder = load_encoder()
    for path in sorted(args.lectures.glob("[a-z][a-z]_*.*")):
        transcript = transcript_of(path)
        said = sentences(transcript)
        vectors = encoder.encode([sentence.text for sentence in said]) if transcript.language == "en" else None
        spoken[transcript.language].append(Said(said, vectors))

    print(f"{platform.processor() or platform.machine()}, Python {platform.python_version()}")
    print(", ".join(f"{name} {version(name)}" for name in ("numpy", "torch", "transformers")))
    print(f"{args.count} glued lectures a language, seeds from {args.seed}\n")
    print("| language | lectures | way | Pk | WindowDiff | chapters | stretches |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for language, lectures in sorted(spoken.items()):
        made = [glued(lectures, random.Random(args.seed + i)) for i in range(args.count)]
        for way, divide in ways.items():
            if way == "with vectors" and made[0].vectors is None:
                continue
            pk, difference, found, true = measured(divide, made, language)
            head = f"| {language} | {len(lectures)} | {way} "
            print(f"{head}| {pk:.3f} | {difference:.3f} | {found:.1f} | {true:.1f} |")


if __name__ == "__main__":
    main()
