"""How well bad sound is understood, beside peers with the same weights (Whisper base), in one run.

python -m benchmarks.robustness [RECORDING --reference TEXT] [--ctranslate2 DIR] [--seconds N] [--only WORD]

Without a RECORDING it is two minutes of sentences from sample/ and tests/sounds. Every way in which it can be bad is in
benchmarks/conditions.py. Each system hears all of them in a process of its own, one system after the other, told that
the language is English, but where two languages are spoken: that each must find out. Printed is, of each, how many of
the words are wrong, and in how many seconds of speech it has no word at all: speech is where somebody speaks in the
clean sound, pauses of half a second left out; a word covers its own time, at most a second of it, and a quarter of a
second on both sides. Ctrl-C ends the run and prints what there is.

--ours CHECKOUT also runs the app of another checkout; --json FILE keeps all that was heard, word by word.
--seconds N takes a recording up to its last pause before N, and its reference up to where the words end that
openai-whisper hears in the clean sound: the last words are a matter of that alignment.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import wave
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from difflib import SequenceMatcher
from itertools import pairwise, zip_longest
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import speech as beside
from benchmarks.conditions import (
    CONDITIONS,
    RATE,
    SENTENCE_PAUSE,
    Condition,
    Samples,
    Span,
    leveled,
    speech,
)
from benchmarks.hearing import Heard

HERE = Path(__file__).resolve().parent.parent
SEED = 20
LONGEST_WORD = 1.0  # s of its time that a word covers: one that is stretched over a hole does not fill it
MARGIN = 0.25  # s on both sides of a word that it covers as well
PAUSES = (0.3, 1.5)  # s between sentences that are joined
BETWEEN_LANGUAGES = 0.3  # s
SAME_PLACE = 3  # words in a row that stand in both texts

Job = tuple[str, str, str | None]  # a condition, its file, and the language that the system is told


@dataclass
class Spoken:
    """A clean sound and what is said in it; an empty text where nobody knows."""

    name: str
    sound: Samples
    text: str


@dataclass
class System:
    """One to be run: by an interpreter, with the app of a checkout; its version once it has said it."""

    name: str
    kind: str  # what benchmarks/hearing.py calls it
    settings: str
    interpreter: str = sys.executable
    checkout: Path = HERE
    version: str = ""
    problem: str = ""  # why it did not hear all
    heard: dict[str, Heard] = field(default_factory=dict)  # by condition


# What is said


def joined(parts: list[Samples], pauses: list[float]) -> Samples:
    """Each part at the same level and behind a pause of so many seconds; half a second of silence at the end."""
    whole: list[Samples] = []
    for part, pause in zip(parts, pauses, strict=True):
        whole += [np.zeros(round(pause * RATE), np.float32), leveled(part)]
    return np.concatenate([*whole, np.zeros(RATE // 2, np.float32)])


def sentences(names: list[str]) -> tuple[list[Samples], list[str]]:
    """Sounds and words of files in tests/sounds."""
    from tests.sounds.make import HERE as SOUNDS
    from tests.sounds.make import SPOKEN

    return [beside.sound(SOUNDS / f"{name}.opus") for name in names], [SPOKEN[name][1] for name in names]


def english_names() -> list[str]:
    from tests.sounds.make import COURSE_WORDS, SPOKEN

    return [name for name, (voice, _) in SPOKEN.items() if voice.startswith("flite") and name not in COURSE_WORDS]


def other_names() -> list[str]:
    from tests.sounds.make import SPOKEN

    return [name for name, (voice, _) in SPOKEN.items() if not voice.startswith("flite")]


def own_speech() -> Spoken:
    """Two minutes: half of the sentences, the sample lecture cut at its pauses, the other half; pauses by lot."""
    sounds, words = sentences(english_names())
    lecture = beside.sound(HERE / "sample" / "lecture.mp3")
    cuts = [lecture[round(a * RATE) : round(b * RATE)] for a, b in speech(lecture, SENTENCE_PAUSE)]
    half = len(sounds) // 2
    parts = [*sounds[:half], *cuts, *sounds[half:]]
    pauses = np.random.default_rng(SEED).uniform(*PAUSES, len(parts))
    text = [*words[:half], (HERE / "sample" / "lecture.txt").read_text(), *words[half:]]
    return Spoken("sentences of sample/ and tests/sounds", joined(parts, list(pauses)), " ".join(text))


def two_languages() -> Spoken:
    """English and another language by turns, as long as either has sentences."""
    names = [n for pair in zip_longest(english_names(), other_names()) for n in pair if n]
    sounds, words = sentences(names)
    return Spoken("sentences of tests/sounds", joined(sounds, [BETWEEN_LANGUAGES] * len(sounds)), " ".join(words))


def recorded(recording: Path, reference: Path, seconds: float | None) -> Spoken:
    """All of a recording, or up to its last pause before so many seconds; its text is not cut yet."""
    sound = beside.sound(recording)
    if seconds and seconds * RATE < len(sound):
        sound = sound[: round(seconds * RATE)]
        pauses = [(a + b) / 2 for (_, a), (b, _) in pairwise(speech(sound, SENTENCE_PAUSE))]
        sound = sound[: round(pauses[-1] * RATE)] if pauses else sound
    return Spoken(recording.name, sound, reference.read_text())


def normalized(word: str) -> str:
    return re.sub(r"[^\w]", "", word.lower())


def up_to(text: str, heard: str) -> str:
    """The beginning of a text that was heard: up to the last place where a few words in a row are the same."""
    words, said = text.split(), [normalized(word) for word in heard.split()]
    there = [normalized(word) for word in words[: 2 * len(said) + 50]]
    blocks = SequenceMatcher(None, there, said, autojunk=False).get_matching_blocks()
    last = next((block for block in reversed(blocks) if block.size >= SAME_PLACE), None)
    if last is None:
        return text
    misheard = len(said) - last.b - last.size  # the words behind are taken one for one
    return " ".join(words[: last.a + last.size + misheard])


# What is measured


def without_words(spoken: list[Span], words: list[tuple[float, float, str]]) -> float:
    """Seconds of speech that no word covers."""
    covers = sorted((start - MARGIN, min(end, start + LONGEST_WORD) + MARGIN) for start, end, _ in words)
    missing = 0.0
    for start, end in spoken:
        at = start
        for begin, until in covers:
            if begin >= end:
                break
            missing += max(0.0, begin - at)
            at = max(at, until)
        missing += max(0.0, end - at)
    return missing


# The run


def write(path: Path, sound: Samples) -> None:
    """sound : of one channel, shape = (n_samples,), or of several, shape = (n_channels, n_samples)"""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1 if sound.ndim == 1 else len(sound))
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(np.clip(np.round(sound.T * 32768), -32768, 32767).astype("<i2").tobytes())


def hear(system: System, jobs: list[Job], model: Path | None) -> Iterator[Heard]:
    """What a system hears in (condition, file, language), one by one, in a process of its own, which may break off."""
    command = [system.interpreter, "-W", "ignore", "-P", str(HERE / "benchmarks" / "hearing.py"), system.kind]
    environment = {**os.environ, "PYTHONPATH": str(system.checkout), "HF_HUB_OFFLINE": "1"}
    with tempfile.TemporaryFile("w+") as given, tempfile.TemporaryFile("w+") as errors:
        json.dump({"jobs": jobs, "model": str(model)}, given)
        given.seek(0)
        with subprocess.Popen(
            command,
            cwd=system.checkout,
            env=environment,
            stdin=given,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as process:
            try:
                for told in lines(process):
                    if isinstance(told, str):
                        system.version = told
                    else:
                        yield Heard(**told)
            except (GeneratorExit, KeyboardInterrupt):  # nobody wants to know more
                process.kill()
                raise
        if process.returncode:
            errors.seek(0)
            system.problem = (errors.read().strip().splitlines() or [f"it ended with {process.returncode}"])[-1]


def lines(process: subprocess.Popen[str]) -> Iterator[str | dict[str, Any]]:
    """What the process says, as it says it; other things that a package may print are passed over."""
    assert process.stdout
    for line in process.stdout:
        if line.startswith(("{", '"')):
            yield json.loads(line)


def systems(args: argparse.Namespace) -> list[System]:
    found = [System(beside.OURS, "ours", "word times")]
    if args.ours:
        found.append(System(f"{beside.OURS} of {args.ours.name}", "ours", "word times", checkout=args.ours.resolve()))
    if args.ctranslate2:
        python = args.ctranslate2_python
        found += [
            System("faster-whisper, batched", "faster-whisper", "int8, beam 1, batch 8, word times", python),
            System("faster-whisper, 5 beams", "faster-whisper-beams", "int8, transcribe(), word times", python),
        ]
    found.append(System("openai-whisper", "openai-whisper", "transcribe(fp16=False), word times"))  # the slowest
    return found


def chosen(args: argparse.Namespace) -> tuple[list[System], list[Condition]]:
    """Only what a WORD is in the name of: systems, conditions, or some of both."""
    todo, conditions, only = systems(args), list(CONDITIONS), args.only or []
    if args.recording and not args.two_languages:
        conditions = [one for one in conditions if not one.two_languages]
    some = [one for one in todo if any(word in one.name for word in only)]
    ways = [one for one in conditions if any(word in one.name for word in only)]
    if only and not some and not ways:
        raise SystemExit(f"No system and no condition has {' or '.join(only)} in its name.")
    return some or todo, ways or conditions


def table(todo: list[System], conditions: list[Condition], texts: dict[str, str], spans: dict[str, list[Span]]) -> str:
    """Words that are wrong, and seconds of speech without words, of each condition by each system."""
    rows = [
        f"| condition | speech | {' | '.join(f'{one.name}: wrong words | without words' for one in todo)} |",
        f"| --- | ---: |{' ---: | ---: |' * len(todo)}",
    ]
    for condition in conditions:
        name, cells = condition.name, []
        for system in todo:
            heard = system.heard.get(name)
            if heard is None:
                cells.append(" | ")
                continue
            wrong = beside.word_error_rate(texts[name], heard.text)
            cells.append(f"{wrong:.1f} % | {without_words(spans[name], heard.words):.1f} s")
        rows.append(f"| {name} | {sum(b - a for a, b in spans[name]):.0f} s | {' | '.join(cells)} |")
    return "\n".join(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recording", type=Path, nargs="?")
    parser.add_argument("--reference", type=Path, help="what is said in it, for the word error rate")
    parser.add_argument("--seconds", type=float, metavar="N", help="only so much of the recording")
    parser.add_argument("--two-languages", action="store_true", help="that condition as well, on sentences of our own")
    parser.add_argument("--ctranslate2", type=Path, metavar="DIR", help="faster-whisper's model")
    parser.add_argument("--ctranslate2-python", default=sys.executable, metavar="PYTHON")
    parser.add_argument("--ours", type=Path, metavar="CHECKOUT", help="another checkout of the app, to compare with")
    parser.add_argument("--only", action="append", metavar="WORD", help="only systems or conditions named with this")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep all that was heard")
    args = parser.parse_args()
    if (args.recording is None) != (args.reference is None):
        parser.error("RECORDING and --reference belong together: give both, or neither")
    todo, conditions = chosen(args)
    compare(args, todo, conditions)


def compare(args: argparse.Namespace, todo: list[System], conditions: list[Condition]) -> None:
    """Make the sounds, let every system hear them, and print the table."""
    spoken = recorded(args.recording, args.reference, args.seconds) if args.recording else own_speech()
    print(f"{beside.machine()}\n{spoken.name}, {len(spoken.sound) / RATE:.0f} s\n", flush=True)
    spans: dict[str, list[Span]] = {}
    texts: dict[str, str] = {}
    jobs: list[Job] = []
    model = args.ctranslate2.resolve() if args.ctranslate2 else None
    with tempfile.TemporaryDirectory() as folder:
        for number, condition in enumerate(conditions):
            base = two_languages() if condition.two_languages else spoken
            path = Path(folder) / f"{number}.wav"
            write(path, condition.change(base.sound, SEED))
            spans[condition.name] = [(a / condition.speed, b / condition.speed) for a, b in speech(base.sound)]
            texts[condition.name] = base.text
            jobs.append((condition.name, str(path), None if condition.two_languages else "en"))
        with suppress(KeyboardInterrupt):
            for system in todo:
                for heard in hear(system, jobs, model):
                    system.heard[heard.name] = heard
                    print(f"{system.name}: {heard.name}, {heard.seconds:.1f} s", file=sys.stderr, flush=True)
                    keep(args, todo, texts, spans)
        if args.seconds:
            beginning = up_to(spoken.text, heard_clean(todo, spoken, Path(folder)))
            print(f"The reference ends with: … {' '.join(beginning.split()[-8:])}\n")
            texts |= {one.name: beginning for one in conditions if not one.two_languages}
    keep(args, todo, texts, spans)
    print(table(todo, conditions, texts, spans), "\n")
    for system in todo:
        print(
            f"{system.name}: {system.version}, {system.settings}"
            + f"; broke off: {system.problem}" * bool(system.problem)
        )


def heard_clean(todo: list[System], spoken: Spoken, folder: Path) -> str:
    """What openai-whisper hears in the clean sound."""
    openai = System("openai-whisper", "openai-whisper", "")
    for system in todo:
        if system.kind == openai.kind and "clean" in system.heard:
            return system.heard["clean"].text
    write(folder / "clean.wav", spoken.sound)
    return next(hear(openai, [("clean", str(folder / "clean.wav"), "en")], None)).text


def keep(args: argparse.Namespace, todo: list[System], texts: dict[str, str], spans: dict[str, list[Span]]) -> None:
    """All that has been heard so far, in the file that was asked for."""
    if args.json is None:
        return
    conditions = {name: {"reference": texts[name], "speech": spans[name]} for name in texts}
    found = [{**asdict(system), "checkout": str(system.checkout)} for system in todo]
    for system, row in zip(todo, found, strict=True):
        for name, heard in system.heard.items():
            row["heard"][name]["word_error_rate"] = beside.word_error_rate(texts[name], heard.text)
            row["heard"][name]["without_words"] = without_words(spans[name], heard.words)
    everything = {"machine": beside.machine(), "conditions": conditions, "systems": found}
    args.json.write_text(json.dumps(everything, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
