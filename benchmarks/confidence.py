"""What a word's probability is worth: of the words marked as unsure how many are wrong, of the wrong how many marked.

python -m benchmarks.confidence [RECORDING --reference TEXT] [--only WORD]

Without a RECORDING it is two minutes of sentences from sample/ and tests/sounds. They are heard clean and in every way
of benchmarks/conditions.py (--only: those named with this), and each word is compared with what is said. A row of the
table is what would come of another threshold; the app's own is marked. Words that were said and not heard at all have
nothing to be marked: they are not counted.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from difflib import SequenceMatcher
from pathlib import Path

from whisper.normalizers import EnglishTextNormalizer

import models
from benchmarks.conditions import CONDITIONS
from benchmarks.robustness import SEED, own_speech, recorded, write
from benchmarks.speech import machine
from lecture.errors import NoSpeech
from lecture.speech.transcribe import transcribe
from lecture.values import UNSURE, Options, Word

THRESHOLDS = (0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.6, 0.5)

Judged = tuple[float, bool]  # a word's probability, and whether it is wrong


def judged(words: Sequence[Word], reference: str) -> list[Judged]:
    """Each word that was heard, compared with what is said; case, punctuation and ways of writing aside."""
    clean = EnglishTextNormalizer()
    heard = [(piece, number) for number, word in enumerate(words) for piece in clean(word.text).split()]
    right: set[int] = set()
    pieces = [piece for piece, _ in heard]
    for block in SequenceMatcher(None, clean(reference).split(), pieces, autojunk=False).get_matching_blocks():
        right |= set(range(block.b, block.b + block.size))
    wrong = {number for at, (_, number) in enumerate(heard) if at not in right}
    return [(words[number].probability, number in wrong) for number in sorted({number for _, number in heard})]


def marks(words: list[Judged], threshold: float) -> tuple[int, int, int]:
    """How many words are marked, how many of these are wrong, and how many of all are."""
    marked = [wrong for probability, wrong in words if probability < threshold]
    return len(marked), sum(marked), sum(wrong for _, wrong in words)


def row(name: str, words: list[Judged], threshold: float) -> str:
    marked, rightly, wrong = marks(words, threshold)
    shares = (marked, len(words)), (rightly, marked), (rightly, wrong)
    return f"| {name} | {' | '.join(f'{100 * part / whole:.0f} %' if whole else '' for part, whole in shares)} |"


def table(found: dict[str, list[Judged]]) -> str:
    """By threshold over all conditions, and by condition at the app's own."""
    whole = [one for words in found.values() for one in words]
    head = "words marked | of these wrong | of the wrong marked |\n| --- | ---: | ---: | ---: |"
    rows = [f"{len(whole)} words, {sum(wrong for _, wrong in whole)} of them wrong\n", f"| less sure than | {head}"]
    rows += [row(f"{at:.2f}" + " (the app's)" * (at == UNSURE), whole, at) for at in THRESHOLDS]
    rows += ["", f"| condition | {head}", *(row(name, words, UNSURE) for name, words in found.items())]
    return "\n".join(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recording", type=Path, nargs="?")
    parser.add_argument("--reference", type=Path, help="what is said in it")
    parser.add_argument("--only", action="append", metavar="WORD", help="only conditions named with this")
    args = parser.parse_args()
    if (args.recording is None) != (args.reference is None):
        parser.error("RECORDING and --reference belong together: give both, or neither")
    spoken = recorded(args.recording, args.reference, None) if args.recording else own_speech()
    print(f"{machine()}\n{spoken.name}\n", flush=True)
    recognizer = models.load_whisper()
    found: dict[str, list[Judged]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for condition in CONDITIONS:
            if condition.two_languages or not any(word in condition.name for word in args.only or [""]):
                continue
            path = Path(folder) / "spoken.wav"
            write(path, condition.change(spoken.sound, SEED))
            try:
                *_, transcript = transcribe(recognizer, path, Options(language="en"))
            except NoSpeech:
                continue
            words = [word for segment in transcript.segments for word in segment.words]
            found[condition.name] = judged(words, spoken.text)
    print(table(found))


if __name__ == "__main__":
    main()
