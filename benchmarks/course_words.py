"""How well course words are heard, with them and without, on this machine, in one run.

python -m benchmarks.course_words [RECORDING --reference TEXT --words WORDS | --slides FILE]

RECORDING is heard in English, as it is and with WORDS, a file of course words, or the words themselves, or with those
that the app chooses of slides. Printed are the errors on these words (also on their plurals) and on all others, and the
processor time. An error is a word that is
missing, wrong or too much; where a stretch went wrong as a whole, as many of its errors as it has course words are
theirs. Without a recording, sentences of the project's own tests are heard, with words that are said in them and words
that are not. In another checkout, PYTHONPATH=CHECKOUT python -P benchmarks/course_words.py … hears with that one.
"""

from __future__ import annotations

import argparse
import re
import tempfile
import time
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

import models
from benchmarks.speech import machine
from lecture.intake.slides import read
from lecture.speech.slide_words import rare_words
from lecture.speech.transcribe import transcribe
from lecture.values import Options

HERE = Path(__file__).resolve().parent.parent
SAID = "Anneliese Kjeldahl, Laplacian, eigenvalue, Dirichlet problem, carbon dioxide, furnace"
UNSAID = "Schrödinger, Fourier transform, benzene, oscilloscope, habeas corpus, ester"


@dataclass(frozen=True)
class Errors:
    """How often course words are said, and how many errors there are on them and elsewhere."""

    said: int
    course: int
    elsewhere: int


def errors(reference: str, text: str, words: str) -> Errors:
    from whisper.normalizers import EnglishTextNormalizer

    clean = EnglishTextNormalizer()
    course = {word for part in re.split(r"[,;\n]", words) for word in clean(part).split()}
    course |= {word + "s" for word in course}
    ours, theirs = clean(reference).split(), clean(text).split()
    wrong = elsewhere = 0
    for what, a, b, c, d in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if what != "equal":
            theirs_wrong = max(sum(word in course for word in part) for part in (ours[a:b], theirs[c:d]))
            wrong += theirs_wrong
            elsewhere += max(b - a, d - c) - theirs_wrong
    return Errors(sum(word in course for word in ours), wrong, elsewhere)


def hear(recording: Path, words: str) -> tuple[str, float]:
    """The text, and the processor's seconds."""
    recognizer = models.load_whisper()
    start = time.process_time()
    *_, transcript = transcribe(recognizer, recording, Options(language="en", prompt=words))
    return transcript.text, time.process_time() - start


def own_speech(folder: Path) -> tuple[Path, str]:
    """Sentences of the tests, and what is said in them."""
    from tests.lecture.speech import sounds

    names = ["name", "leaves", "laplacian", "glass", "eigenvalues", "elation", "dirichlet", "moon"]
    sound, truth = sounds.joined(names, [0.7] * len(names))
    return sounds.write(folder / "own.wav", sound), " ".join(one.sentence for one in truth)


def table(recording: Path, reference: str, words: str, unsaid: str) -> None:
    hear(HERE / "sample" / "lecture.mp3", "")  # kernels are compiled outside of the time
    print(f"{machine()}\n{recording.name}\n")
    print("| course words | said | errors on them | errors elsewhere | processor |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for name, given in {"none": "", "given": words, "others, which nobody says": unsaid}.items():
        text, seconds = hear(recording, given)
        counted = given if name.startswith("others") else words
        found = errors(reference, text, counted)
        print(f"| {name} | {found.said} | {found.course} | {found.elsewhere} | {seconds:.1f} s |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recording", type=Path, nargs="?")
    parser.add_argument("--reference", type=Path, help="what is said in it")
    parser.add_argument("--words", default=SAID, help="course words, or a file of them")
    parser.add_argument("--slides", type=Path, help="a PDF or PPTX; the words chosen of it stand for WORDS")
    parser.add_argument("--unsaid", default=UNSAID, help="words that are not said in it")
    args = parser.parse_args()
    words = Path(args.words).read_text().strip() if Path(args.words).is_file() else args.words
    if args.slides:
        words = ", ".join(rare_words(read(args.slides.name, args.slides), models.load_whisper().engine.tokenizer))
    if args.recording and args.reference:
        table(args.recording, args.reference.read_text(), words, args.unsaid)
    else:
        with tempfile.TemporaryDirectory() as folder:
            table(*own_speech(Path(folder)), words, args.unsaid)


if __name__ == "__main__":
    main()
