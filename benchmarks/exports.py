"""How long every file to take away takes to be written, how much memory that needs, and how large the file is.

    python -m benchmarks.exports [--minutes 180] [--letters latin|arabic|devanagari]

The lecture is made up (benchmarks/made_up.py), its words spelt in the letters that are asked for. Each format has a
process of its own: the time is that of the first file, with all that it imports, and the memory is the peak of the
process over what it was before.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from dataclasses import fields, is_dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.made_up import lecture_of
from benchmarks.speech import machine
from lecture.export import FORMATS
from lecture.values import Lecture

HERE = Path(__file__).resolve().parents[1]
PACKAGES = ("fpdf2", "uharfbuzz", "python-docx", "genanki", "srt", "webvtt-py")
LATIN = "abcdefghijklmnopqrstuvwxyz"
NAMES = {"id", "kind", "detail", "task", "language", "made_by", "date"}  # fields that hold no text of the lecture
LETTERS = {
    "latin": (LATIN, "en"),
    "arabic": ("ابتثجحخدذرزسشصضطظعغفقكلمنه", "ar"),
    "devanagari": ("कखगघचछजझटठडढतथदधनपफबभमयरलव", "hi"),
}


def spelt(value: Any, letters: dict[int, str]) -> Any:
    """The value with every text in it spelt so."""
    if isinstance(value, str):
        return value.translate(letters)
    if isinstance(value, tuple):
        return tuple(spelt(one, letters) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        texts = {field.name: getattr(value, field.name) for field in fields(value) if field.name not in NAMES}
        return replace(value, **{name: spelt(text, letters) for name, text in texts.items()})
    return value


def lecture_in(minutes: float, letters: str) -> Lecture:
    made, (spelling, language) = lecture_of(minutes), LETTERS[letters]
    table = dict(zip(map(ord, LATIN + LATIN.upper()), spelling + spelling, strict=True))
    lecture: Lecture = spelt(made, table) if letters != "latin" else made
    return replace(lecture, transcript=replace(lecture.transcript, language=language))


def measured(name: str, minutes: float, letters: str) -> dict[str, float]:
    """Seconds, and MB of memory and of the file, in this process."""
    lecture = lecture_in(minutes, letters)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    written = FORMATS[name].write(lecture)
    took = time.perf_counter() - began
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    return {"s": took, "memory": grown / 1024, "size": len(written) / 2**20}


def main() -> None:
    ask = argparse.ArgumentParser(description="Time the files to take away.")
    ask.add_argument("--minutes", type=float, default=180.0)
    ask.add_argument("--letters", choices=[*LETTERS], default="latin")
    ask.add_argument("--only", choices=[*FORMATS], help="one format, measured in this process, as JSON")
    chosen = ask.parse_args()
    if chosen.only:
        print(json.dumps(measured(chosen.only, chosen.minutes, chosen.letters)))
        return
    words = sum(len(segment.words) for segment in lecture_of(chosen.minutes).transcript.segments)
    print(f"{chosen.minutes:g} minutes, {words:,} words, {chosen.letters}; {machine()}")
    print(", ".join(f"{name} {version(name)}" for name in PACKAGES) + "\n")
    print(f"| {'file':<24} | {'s':>6} | {'MB of memory':>12} | {'MB':>6} |\n| --- | ---: | ---: | ---: |")
    for name in FORMATS:
        command = [sys.executable, "-m", "benchmarks.exports", "--only", name, "--letters", chosen.letters]
        ran = subprocess.run(
            [*command, "--minutes", str(chosen.minutes)], cwd=HERE, capture_output=True, text=True, check=True
        )
        row = json.loads(ran.stdout)
        print(f"| {name:<24} | {row['s']:6.2f} | {row['memory']:12.0f} | {row['size']:6.2f} |")


if __name__ == "__main__":
    main()
