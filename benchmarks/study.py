"""What the notes of lectures are like without T5, and what they cost; and how fast T5 writes here.

    python -m benchmarks.study [LECTURES] [--beside CHECKOUT] [--models DIR] [--cards 20] [--threads 2]

LECTURES is a folder as benchmarks/lectures.py reads it, or one file; without it, the sample lecture. CHECKOUT is
another version of this repository: its notes of the same transcripts are made in turn with these, by its own
interpreter where it has one, and printed beside them, and as ratios, these over those. Each lecture has a process of
its own: its peak of memory holds the libraries and the models too.

The ranker's precision is that of its best twenty where it was trained without that lecture, as `python -m training`
found it. What is covered are the mentions of this version's key terms that the points name, of both versions. DIR
holds `summary` and `question`, each a T5 folder; T5 is timed beside one `generate` a prompt: both sides write the same
prompts with the same beams and lengths.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.lectures import plain, transcript_of
from benchmarks.notes import Notes, as_json, megabytes, notes_of
from lecture.notes.cards import make_cards
from lecture.notes.facts import English
from lecture.notes.ranker import LEARNED
from lecture.notes.reading import read
from lecture.notes.summary import MATTER, summarize
from lecture.notes.t5 import T5
from lecture.notes.vectors import Encoder
from lecture.notes.words import words
from lecture.values import Reading, Transcript
from models import load_encoder, load_parser

HERE = Path(__file__).resolve().parents[1]
SAMPLE = HERE / "sample" / "lecture.txt"
PACKAGES = ("spacy", "torch", "transformers", "ctranslate2", "rapidfuzz", "numpy")
KINDS = ("question", "definition", "cloze")
LEFT_OUT = {"cards at 20": "cards precision at 20", "points at 20": "points precision at 20"}

Row = dict[str, float]
Table = dict[str, Row]  # of each lecture


def transcripts(lectures: Path) -> dict[str, Transcript]:
    """Each by the name of its file."""
    if lectures.is_dir():
        return {path.stem: transcript_of(path) for path in sorted(lectures.glob("[a-z][a-z]_*.*"))}
    if lectures.name[2:3] == "_":
        return {lectures.stem: transcript_of(lectures)}
    return {lectures.stem: plain(lectures.read_text(encoding="utf-8"))}


# Without T5


def notes_by(checkout: Path, transcript: Transcript, count: int, threads: int) -> Notes:
    own = checkout / ".venv" / "bin" / "python"
    interpreter = str(own) if own.exists() else sys.executable
    script = str(Path(__file__).with_name("notes.py"))
    environment = os.environ | {"PYTHONPATH": str(checkout)} | ({"OMP_NUM_THREADS": str(threads)} if threads else {})
    ran = subprocess.run(
        [interpreter, "-P", script, str(count)],
        input=as_json(transcript),
        cwd=checkout,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        raise SystemExit(f"{checkout} made no notes:\n{ran.stderr}")
    made: Notes = json.loads(ran.stdout.splitlines()[-1])
    return made


def measures(notes: Notes, terms: Sequence[tuple[str, int]], count: int) -> Row:
    """terms : that a summary should name, each with how often it is said"""
    cards, points = notes["cards"], notes["points"]
    named = " ".join(["", *(word for _, text in points for word in words(text))])
    mentions = dict(terms[:MATTER])
    # “gas” is named by “gases” too, but not by “Vegas”.
    covered = sum(times for term, times in mentions.items() if f" {' '.join(words(term))}" in named)
    return {
        "asked": count,
        "cards": len(cards),
        **{kind: sum(card[1] == kind for card in cards) for kind in KINDS},
        "choices": sum(card[2] > 0 for card in cards),
        **notes.get("seconds", {}),
        **({"MB": notes["MB"]} if "MB" in notes else {}),
        "chapters": len(notes["chapters"]),
        "with a point": within(notes["chapters"], [start for start, _ in points]),
        "with a card": within(notes["chapters"], [card[0] for card in cards]),
        "points": len(points),
        "covered": covered / max(sum(mentions.values()), 1),
    }


def within(chapters: Sequence[tuple[float, float]], moments: Sequence[float]) -> float:
    """The share of the chapters that hold one of the moments."""
    return sum(any(start <= moment < end for moment in moments) for start, end in chapters) / max(len(chapters), 1)


def left_out(lecture: str) -> Row:
    figures = json.loads(LEARNED.read_text(encoding="utf-8"))["left out"].get(lecture, {})
    return {short: figures[name] for short, name in LEFT_OUT.items() if name in figures}


def ratios(these: Table, those: Table) -> Table:
    return {
        lecture: {name: value / those[lecture][name] for name, value in row.items() if those[lecture].get(name)}
        for lecture, row in these.items()
    }


def shown(title: str, table: Table) -> None:
    names = list(dict.fromkeys(name for row in table.values() for name in row))
    print(f"\n{title}\n\n| lecture | {' | '.join(names)} |\n|{' --- |' * (len(names) + 1)}")
    for lecture, row in table.items():
        print(f"| {lecture} | {' | '.join(f'{row[name]:.4g}' if name in row else '' for name in names)} |")
    mean = {name: [row[name] for row in table.values() if name in row] for name in names}
    if len(table) > 1:
        print(f"| mean | {' | '.join(f'{sum(values) / len(values):.3g}' for values in mean.values())} |")


def compared(said: dict[str, Transcript], beside: Path | None, count: int, threads: int) -> None:
    these: Table = {}
    those: Table = {}
    for lecture, transcript in said.items():
        notes = notes_by(HERE, transcript, count, threads)
        these[lecture] = measures(notes, notes["terms"], count)
        if beside:
            those[lecture] = measures(notes_by(beside, transcript, count, threads), notes["terms"], count)
    shown(f"Without T5, {described(HERE)}", {lecture: row | left_out(lecture) for lecture, row in these.items()})
    if beside:
        shown(f"Without T5, {described(beside)}", those)
        shown("The first over the second", ratios(these, those))


def described(checkout: Path) -> str:
    called = ["git", "-C", str(checkout), "describe", "--always", "--dirty", "--exclude=*"]
    ran = subprocess.run(called, capture_output=True, text=True, check=False)
    return f"{checkout.name} at {ran.stdout.strip() or 'no commit'}"


# With T5


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


def speed(reading: Reading, encoder: Encoder, models: Path, count: int) -> None:
    with tempfile.TemporaryDirectory() as cache:
        summarizer, asker = (load(models / kind, Path(cache)) for kind in ("summary", "question"))
        loaded = megabytes()
        began = time.perf_counter()
        for t5 in (summarizer, asker):
            t5.write(["summarize: ready?"], max_new_tokens=1)
        converted = time.perf_counter() - began

        recorders = Recorder(summarizer), Recorder(asker)
        began = time.perf_counter()
        summarize(reading, recorders[0], encoder)
        make_cards(reading, recorders[1], encoder, count=count)
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


def with_t5(said: dict[str, Transcript], models: Path, count: int, quality: bool) -> None:
    import torch

    english = English(load_parser(), load_encoder())
    made: Table = {}
    for lecture, transcript in said.items():
        if transcript.language != "en":
            continue  # T5 was trained on English
        reading = read(transcript, english)
        print(f"\n{lecture} with T5, {torch.get_num_threads()} threads")
        speed(reading, english.encoder, models, count)
        if quality:
            with tempfile.TemporaryDirectory() as cache:
                writer, asker = (load(models / kind, Path(cache)) for kind in ("summary", "question"))
                summary = summarize(reading, writer, english.encoder)
                cards = make_cards(reading, asker, english.encoder, count=count)
            notes = notes_of(reading, summary, cards)
            made[lecture] = measures(notes, notes["terms"], count)
    if made:
        shown("With T5", made)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lectures", type=Path, nargs="?", default=SAMPLE, help="a folder, or one file")
    parser.add_argument("--beside", type=Path, help="another checkout to measure in turn with this one")
    parser.add_argument("--models", type=Path, help="a folder with `summary` and `question`")
    parser.add_argument("--cards", type=int, default=20)
    parser.add_argument("--threads", type=int, default=0, help="for torch; 0: as many as it likes")
    parser.add_argument("--quality-of-t5", action="store_true", help="the models are trained: measure what they write")
    args = parser.parse_args()

    said = transcripts(args.lectures)
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(", ".join(f"{name} {version(name)}" for name in PACKAGES))
    compared(said, args.beside and args.beside.resolve(), args.cards, args.threads)
    if args.models:
        import torch

        if args.threads:
            torch.set_num_threads(args.threads)
        with_t5(said, args.models, args.cards, args.quality_of_t5)


if __name__ == "__main__":
    main()
