"""Speech recognition beside its peers, on this machine, in one run.

python -m benchmarks.speech RECORDING [--reference TEXT] [--ctranslate2 DIR] [--openvino DIR]

Every system runs in a process of its own, one after the other, with the same weights (Whisper base), in English, from
the file to the text; loading the model is not in the time. The peers' folders hold their models; where a peer is
installed in another environment, --ctranslate2-python and --openvino-python name its interpreter.

python -m benchmarks.speech RECORDING --beside CHECKOUT [--repeat PAIRS]

Instead, this version beside another checkout of the app, in turns: how many times the other's time this one takes.

With --instructions all of them use no more of this processor than an older one has.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lecture.speech.audio import Samples

OURS = "lecture.speech"
HEAR = """
import json, os, sys, time
from pathlib import Path
import pipeline
pipeline.transcribe(Path("sample/lecture.mp3"))  # models are loaded and kernels compiled outside of the time
wall, cpu = time.perf_counter(), os.times()
transcript = pipeline.transcribe(Path(sys.argv[1]))
done = os.times()
print(json.dumps([time.perf_counter() - wall, done.user + done.system - cpu.user - cpu.system, transcript.text]))
"""  # for any checkout
OLDER = {
    "ATEN_CPU_CAPABILITY": "avx2",  # torch
    "FBGEMM_ENABLE_INSTRUCTIONS": "AVX2",  # its int8 products
    "MKL_ENABLE_INSTRUCTIONS": "AVX2",
    "NUMBA_CPU_NAME": "haswell",
    "NUMBA_CPU_FEATURES": "+avx2,+fma,+f16c",
    "CT2_FORCE_CPU_ISA": "AVX2",
}
INSTRUCTIONS = {
    "avx2": OLDER | {"ONEDNN_MAX_CPU_ISA": "AVX2"},  # such as AMD's Zen 2 and 3
    "avx2-vnni": OLDER | {"ONEDNN_MAX_CPU_ISA": "AVX2_VNNI"},  # such as Intel's laptops since the 12th generation
}  # -> the environment in which torch, its peers and what they multiply with use no more


@dataclass
class Run:
    """One system's run: seconds it took, its text, and the most memory that its process held, in MB."""

    version: str
    seconds: float
    text: str
    memory: float = 0.0
    words: list[tuple[str, float]] = field(default_factory=list)  # and how sure it is of each, where it says so


def sound(recording: Path) -> Samples:
    """All of a recording at once, decoded as we do, for peers that do not read files."""
    import numpy as np

    from lecture.speech.audio import Recording

    return np.concatenate(list(Recording(recording)))


def timed(package: str, hear: Callable[[], str]) -> Run:
    start = time.perf_counter()
    text = hear()
    return Run(importlib.metadata.version(package), time.perf_counter() - start, text)


def ours(recording: Path, words: bool) -> Run:
    import models
    from lecture.speech.transcribe import transcribe
    from lecture.values import Options

    recognizer = models.load_whisper()
    heard: list[tuple[str, float]] = []

    def hear() -> str:
        *_, transcript = transcribe(recognizer, recording, Options(language="en"), words=words)
        heard.extend((word.text, word.probability) for segment in transcript.segments for word in segment.words)
        return transcript.text

    run = timed("torch", hear)
    run.words = heard
    return run


def our_encoder(recording: Path) -> Run:
    """The encoder alone over the windows that we give it, on all cores as we do."""
    import torch

    import models
    from lecture.speech.audio import Recording
    from lecture.speech.chunks import chunks
    from lecture.speech.engine import encoded

    engine = models.load_whisper().engine
    cut = [chunk.sound for chunk in chunks(iter(Recording(recording))) if len(chunk.sound)]
    cores = torch.get_num_threads()

    def work(share: int) -> None:
        torch.set_num_threads(1)
        for one in cut[share::cores]:
            encoded(engine, one)

    def encode() -> str:
        threads = [threading.Thread(target=work, args=(share,)) for share in range(cores)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return ""

    return timed("torch", encode)


def openai_whisper(recording: Path) -> Run:
    import models

    model = models.load_whisper().model
    return timed("openai-whisper", lambda: str(model.transcribe(sound(recording), fp16=False, language="en")["text"]))


def openai_encoder(recording: Path) -> Run:
    """openai-whisper's own encoder over the recording in windows of 30 s."""
    import torch
    import whisper

    import models

    model = models.load_whisper().model
    audio = sound(recording)
    size = whisper.audio.N_SAMPLES

    def encode() -> str:
        with torch.inference_mode():
            for start in range(0, len(audio), size):
                model.encoder(whisper.log_mel_spectrogram(whisper.pad_or_trim(audio[start : start + size]))[None])
        return ""

    return timed("openai-whisper", encode)


def faster_whisper(recording: Path, model: Path, batch: int) -> Run:
    from faster_whisper import BatchedInferencePipeline, WhisperModel

    whisper = WhisperModel(str(model), device="cpu", compute_type="int8", cpu_threads=os.cpu_count() or 1)
    pipeline = BatchedInferencePipeline(model=whisper)

    def hear() -> str:
        segments, _ = pipeline.transcribe(str(recording), batch_size=batch, beam_size=1, language="en")
        return " ".join(segment.text for segment in segments)

    return timed("faster-whisper", hear)


def openvino_genai(recording: Path, model: Path) -> Run:
    import openvino_genai as genai

    pipe = genai.WhisperPipeline(str(model), "CPU", INFERENCE_NUM_THREADS=os.cpu_count())
    return timed("openvino-genai", lambda: str(pipe.generate(sound(recording), language="<|en|>", task="transcribe")))


def systems(args: argparse.Namespace) -> dict[str, tuple[str, Callable[[], Run] | None]]:
    """Name and settings of each -> the interpreter that runs it, and how; None where it was not asked for."""
    recording, ctranslate2, openvino = args.recording, args.ctranslate2, args.openvino
    here = sys.executable
    return {
        f"{OURS}|no word times": (here, lambda: ours(recording, words=False)),
        f"{OURS}|word times": (here, lambda: ours(recording, words=True)),
        "our encoder alone|the same windows": (here, lambda: our_encoder(recording)),
        "openvino-genai|int8 weights": (
            args.openvino_python,
            openvino and (lambda: openvino_genai(recording, openvino)),
        ),
        "faster-whisper|int8, batched, beam 1, batch 8": (
            args.ctranslate2_python,
            ctranslate2 and (lambda: faster_whisper(recording, ctranslate2, 8)),
        ),
        "faster-whisper|int8, batched, beam 1, batch 16": (
            args.ctranslate2_python,
            ctranslate2 and (lambda: faster_whisper(recording, ctranslate2, 16)),
        ),
        "openai-whisper's encoder alone|30 s windows": (here, lambda: openai_encoder(recording)),
        "openai-whisper|transcribe(fp16=False)": (here, lambda: openai_whisper(recording)),
    }


def measured(name: str, interpreter: str) -> Run | str:
    """Run one system in a process of its own; a sentence if it cannot be run."""
    command = [interpreter, "-W", "ignore", "-m", "benchmarks.speech", *sys.argv[1:], "--run", name]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        return done.stderr.strip().splitlines()[-1]
    return Run(**json.loads(done.stdout.strip().splitlines()[-1]))


def heard_by(checkout: Path, recording: Path) -> tuple[float, float, str]:
    """Seconds on the wall, CPU seconds, and the text, by the app in a checkout, in a process of its own."""
    command = [sys.executable, "-W", "ignore", "-c", HEAR, str(recording.resolve())]
    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=True)
    wall, cpu, text = json.loads(done.stdout.strip().splitlines()[-1])
    return wall, cpu, text


def beside(other: Path, recording: Path, pairs: int) -> None:
    """Print the times of each pair, the one that goes first changing, and the median of their ratios."""
    here = Path(__file__).resolve().parent.parent
    ratios: list[tuple[float, float]] = []
    for pair in range(pairs):
        order = (here, other) if pair % 2 else (other, here)
        runs = {checkout: heard_by(checkout, recording) for checkout in order}
        (wall, cpu, text), (other_wall, other_cpu, other_text) = runs[here], runs[other]
        same = "the same text" if text == other_text else "another text"
        times = f"{wall:.1f} s and {other_wall:.1f} s, CPU {cpu:.1f} s and {other_cpu:.1f} s"
        print(f"pair {pair + 1}: {times}, {same}", flush=True)
        ratios.append((wall / other_wall, cpu / other_cpu))
    for name, found in zip(("wall", "CPU"), zip(*ratios, strict=True), strict=True):
        print(f"{name}: {statistics.median(found):.3f} times the other's time, {min(found):.3f} to {max(found):.3f}")


def word_error_rate(reference: str, text: str) -> float:
    import jiwer
    from whisper.normalizers import EnglishTextNormalizer

    clean = EnglishTextNormalizer()
    return 100 * float(jiwer.wer(clean(reference), clean(text)))


def marked(words: list[tuple[str, float]], reference: str) -> str:
    """How many words the page marks as perhaps misheard, and how many of the wrong ones are among them."""
    from benchmarks.confidence import judged, marks
    from lecture.values import UNSURE, Word

    found = judged([Word(0, 0, text, probability) for text, probability in words], reference)
    count, rightly, wrong = marks(found, UNSURE)
    return f"marked {count} of {len(found)} words, {rightly} of them among the {wrong} that are wrong"


def machine(instructions: str | None = None) -> str:
    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        cpu = next((line.split(":")[1].strip() for line in info.read_text().splitlines() if "model name" in line), cpu)
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("torch", "openai-whisper", "numba"))
    cpu += f" as one with {instructions}" if instructions else ""
    return f"{cpu}, {os.cpu_count()} cores, Python {platform.python_version()}, {versions}"


def duration(recording: Path) -> float:
    from lecture.speech.audio import Recording

    source = Recording(recording)
    for _ in source:
        pass
    return source.seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recording", type=Path)
    parser.add_argument("--reference", type=Path, help="what is said in it, for the word error rate")
    parser.add_argument("--ctranslate2", type=Path, metavar="DIR", help="faster-whisper's model")
    parser.add_argument("--openvino", type=Path, metavar="DIR", help="openvino-genai's model")
    parser.add_argument("--ctranslate2-python", default=sys.executable, metavar="PYTHON")
    parser.add_argument("--openvino-python", default=sys.executable, metavar="PYTHON")
    parser.add_argument("--only", action="append", metavar="WORD", help="only systems whose name holds this")
    parser.add_argument("--repeat", type=int, default=1, help="runs of each, in turns; the fastest counts")
    parser.add_argument("--beside", type=Path, metavar="CHECKOUT", help="another checkout of the app, to compare with")
    parser.add_argument("--instructions", choices=INSTRUCTIONS, help="of an older processor")
    parser.add_argument("--run", help=argparse.SUPPRESS)
    args = parser.parse_args()
    os.environ |= INSTRUCTIONS.get(args.instructions, {})  # of the processes that do the work
    todo = systems(args)
    if args.beside:
        print(f"{machine(args.instructions)}\n{args.recording.name}\n", flush=True)
        beside(args.beside.resolve(), args.recording, args.repeat)
    elif args.run:
        how = todo[args.run][1]
        assert how
        run = how()
        run.memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps(asdict(run)))
    else:
        compare(args, todo)


def compare(args: argparse.Namespace, todo: dict[str, tuple[str, Callable[[], Run] | None]]) -> None:
    """Run every system that was asked for, and print the table."""
    seconds = duration(args.recording)
    print(f"{machine(args.instructions)}\n{args.recording.name}, {seconds:.0f} s\n", flush=True)
    best: dict[str, Run] = {}
    skipped: dict[str, str] = {}
    for _ in range(args.repeat):
        for name, (interpreter, how) in todo.items():
            if args.only and not any(word in name for word in args.only):
                continue
            result = measured(name, interpreter) if how else "no model folder given"
            if isinstance(result, str):
                skipped[name] = result
            elif name not in best or result.seconds < best[name].seconds:
                best[name] = result
    print("| system | version | settings | seconds | times real time | word error rate | peak memory |")
    print("| --- | --- | --- | ---: | ---: | ---: | ---: |")
    reference = args.reference.read_text() if args.reference else ""
    for name, run in best.items():
        system, setting = name.split("|")
        wrong = f"{word_error_rate(reference, run.text):.2f} %" if reference and run.text else ""
        times = f"{seconds / run.seconds:.1f}"
        print(f"| {system} | {run.version} | {setting} | {run.seconds:.1f} | {times} | {wrong} | {run.memory:.0f} MB |")
    for name, run in best.items():
        if reference and run.words:
            print(f"\n{marked(run.words, reference)} ({name.replace('|', ', ')})")
    for name, why in skipped.items():
        print(f"\nSkipped: {name.replace('|', ', ')} ({why})")
    we = best.get(f"{OURS}|no word times")
    if we:
        print()
        for name, run in best.items():
            print(f"{run.seconds / we.seconds:.2f} times our time: {name.replace('|', ', ')}")


if __name__ == "__main__":
    main()
