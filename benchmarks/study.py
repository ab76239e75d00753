"""How fast T5 writes summary and cards here, beside one `generate` per prompt; and how good they are without T5.

    python -m benchmarks.study --models DIR [--text lecture.txt] [--cards 20] [--threads 2]

DIR holds `summary` and `question`, each a T5 folder. Without DIR only the quality is measured. Without a text of your
own it is the sample lecture. Both sides write the same prompts with the same beams and lengths.
"""

from __future__ import annotations

import argparse
import platform
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib.metadata import version
from itertools import combinations
from pathlib import Path
from typing import Any

from rapidfuzz.fuzz import token_set_ratio

from lecture.errors import TooLittleText
from lecture.export.wording import made_by
from lecture.notes.cards import make_cards
from lecture.notes.cloze import HIDDEN
from lecture.notes.reading import read
from lecture.notes.sentences import sentences
from lecture.notes.summary import summarize
from lecture.notes.t5 import T5
from lecture.notes.writer import Writer
from lecture.values import Cards, Chapter, Reading, Segment, Summary, Transcript

SAMPLE = Path(__file__).resolve().parents[1] / "sample" / "lecture.txt"
LETTERS_PER_SECOND = 15.5  # of speech, to give a text without sound its times


def transcript_of(text: str) -> Transcript:
    """A text as if it had been heard: a segment for each line or sentence."""
    whole = Transcript((Segment(0.0, len(text) / LETTERS_PER_SECOND, text),), "en", 0.0, 0.0)
    segments = tuple(Segment(s.start, s.end, s.text, language="en") for s in sentences(whole))
    return Transcript(segments, "en", segments[-1].end, segments[-1].end)


class Recorder:
    """A T5 that remembers what it was asked and what it said."""

    def __init__(self, t5: T5) -> None:
        self.t5, self.name, self.count = t5, t5.name, t5.count
        self.asked: list[tuple[list[str], dict[str, Any], list[str]]] = []

    def write(self, prompts: Sequence[str], **options: Any) -> list[str]:
        options.pop("on_progress", None)
        written = self.t5.write(prompts, **options)
        self.asked.append((list(prompts), options, written))
        return written


def load(folder: Path, cache: Path) -> T5:
    from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

    model = AutoModelForSeq2SeqLM.from_pretrained(folder, local_files_only=True).eval()
    return T5(model, AutoTokenizer.from_pretrained(folder, local_files_only=True), folder.name, cache)


def one_by_one(t5: T5, prompt: str, *, max_new_tokens: int, beams: int = 4, no_repeat_ngram: int = 0) -> str:
    """What any program would write first: transformers' `generate`, once."""
    import torch

    given = t5.tokenizer(prompt, return_tensors="pt")
    with torch.inference_mode():
        output = t5.model.generate(  # type: ignore[operator]
            **given,
            max_new_tokens=max_new_tokens,
            num_beams=beams,
            no_repeat_ngram_size=no_repeat_ngram,
            suppress_tokens=[t5.tokenizer.pad_token_id],
            renormalize_logits=True,
            do_sample=False,
        )
    return str(t5.tokenizer.decode(output[0], skip_special_tokens=True)).strip()


def megabytes() -> float:
    """The most memory this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


def speed(reading: Reading, models: Path, count: int) -> None:
    with tempfile.TemporaryDirectory() as cache:
        summarizer, asker = (load(models / kind, Path(cache)) for kind in ("summary", "question"))
        loaded = megabytes()
        began = time.perf_counter()
        for t5 in (summarizer, asker):
            t5.write(["summarize: ready?"], max_new_tokens=1)
        converted = time.perf_counter() - began

        recorders = Recorder(summarizer), Recorder(asker)
        began = time.perf_counter()
        summarize(reading, recorders[0])
        make_cards(reading, recorders[1], count=count)
        fast = time.perf_counter() - began
        above = megabytes() - loaded

        equal = total = 0
        slow = 0.0
        for recorder in recorders:
            for prompts, options, written in recorder.asked:
                began = time.perf_counter()
                plain = [one_by_one(recorder.t5, prompt, **options) for prompt in prompts]
                slow += time.perf_counter() - began
                equal += sum(a == b for a, b in zip(plain, written, strict=True))
                total += len(prompts)
                line = f"{len(prompts)} prompts of at most {max(recorder.count(prompts))} tokens"
                print(f"  {recorder.name}: {line}, at most {options['max_new_tokens']} new ones")
        print(f"| one `generate` a prompt | {slow:.1f} s | 1.0 |")
        print(f"| this app | {fast:.1f} s | {slow / fast:.1f} |")
        print(f"made ready once in {converted:.1f} s; {above:.0f} MB above the models at most")
        print(f"the same words in {equal} of {total} outputs")


def quality(reading: Reading, t5: tuple[Writer, Writer] | None, count: int) -> None:
    try:
        summary = summarize(reading, t5[0] if t5 else None)
    except TooLittleText as error:
        print(error)
        return
    cards = make_cards(reading, t5[1] if t5 else None, count=count)
    for name, value in measures(reading.chapters, summary, cards).items():
        print(f"| {name} | {value:.2f} |")
    print(f"{len(summary.points)} points by {made_by(summary.made_by)}")
    print(f"{len(cards.cards)} cards by {made_by(cards.made_by)}")
    for reason, times in sorted(cards.rejected.items(), key=lambda pair: -pair[1]):
        print(f"  turned down {times}: {reason}")


def measures(tiles: Sequence[Chapter], summary: Summary, cards: Cards) -> dict[str, float]:
    """Each between 0 and 1."""

    def covered(moments: Sequence[float]) -> float:
        return sum(any(tile.start <= moment < tile.end for moment in moments) for tile in tiles) / len(tiles)

    def alike(texts: Sequence[str]) -> float:
        pairs = [token_set_ratio(a, b) / 100 for a, b in combinations(texts, 2)]
        return sum(pairs) / len(pairs) if pairs else 0.0

    asked = [f"{card.question.replace(HIDDEN, '')} {card.answer}" for card in cards.cards]
    standing = [card for card in cards.cards if card.answer.lower() in card.evidence.lower()]
    return {
        "chapters with a point": covered([point.start for point in summary.points]),
        "chapters with a card": covered([card.start for card in cards.cards]),
        "mean novelty between cards": 1 - alike(asked),
        "cards whose answer stands in the evidence": len(standing) / max(len(cards.cards), 1),
        "redundancy of the summary": alike([point.text for point in summary.points]),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--models", type=Path, help="a folder with `summary` and `question`")
    parser.add_argument("--text", type=Path, default=SAMPLE, help="what was said, as text")
    parser.add_argument("--cards", type=int, default=20)
    parser.add_argument("--threads", type=int, default=0, help="for torch; 0: as many as it likes")
    parser.add_argument("--quality-of-t5", action="store_true", help="the models are trained: measure what they write")
    args = parser.parse_args()

    transcript = transcript_of(args.text.read_text(encoding="utf-8"))
    reading = read(transcript)
    size = f"{len(transcript.text.split())} words in {len(reading.chapters)} chapters"
    print(f"{args.text.name}: {size}; {args.cards} cards")
    print(f"{platform.processor() or platform.machine()}, Python {platform.python_version()}")
    print(", ".join(f"{name} {version(name)}" for name in ("torch", "transformers", "ctranslate2", "rapidfuzz")))
    print("\nWithout T5")
    quality(reading, None, args.cards)
    if args.models:
        import torch

        if args.threads:
            torch.set_num_threads(args.threads)
        print(f"\nWith T5, {torch.get_num_threads()} threads")
        speed(reading, args.models, args.cards)
        if args.quality_of_t5:
            with tempfile.TemporaryDirectory() as cache:
                pair = (load(args.models / "summary", Path(cache)), load(args.models / "question", Path(cache)))
                quality(reading, pair, args.cards)


if __name__ == "__main__":
    main()
