"""Whispers of other sizes than base: the memory that each takes, and the time for a minute of sound.

python -m benchmarks.sizes [MODEL …] [--stand-ins]

MODEL is a name of those in SHAPES or the path of a .pt file; base and small if none is given. A name whose checkpoint
is on this computer is heard with it. In the place of another, or beside all with --stand-ins, comes a stand-in: a file
of the real shape in openai-whisper's layout whose weights are drawn by lot, but for one thing: it always says the same
text, at the pace of a lecture, so that the work is that of the real one. What it says is not what was said.

The minute is speech of sample/ and tests/sounds without its pauses. Every model runs in a process of its own, told that
it is English; the fastest of three runs counts. Loading is not in the time, and it is in the memory.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
import wave
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor
    from whisper import Whisper
    from whisper.model import ModelDimensions
    from whisper.tokenizer import Tokenizer

PACE = 3.0  # tokens that a second of a lecture comes to
MINUTE = 60  # s
RUNS = 3  # of which the fastest counts
ENGLISH, MULTILINGUAL, NEWEST = 51864, 51865, 51866  # tokens; the newest vocabulary has Cantonese


@dataclass(frozen=True)
class Shape:
    """What sets one Whisper apart from another; all have 64 numbers to a head, 1500 positions and 448 tokens."""

    heads: int
    encoder_layers: int
    decoder_layers: int
    vocabulary: int = MULTILINGUAL
    mels: int = 80

    def dims(self, per_head: int = 64) -> ModelDimensions:
        """per_head : fewer make it narrower and leave the rest as it is, for tests."""
        from whisper.model import ModelDimensions

        width = self.heads * per_head
        audio = (self.mels, 1500, width, self.heads, self.encoder_layers)
        return ModelDimensions(*audio, self.vocabulary, 448, width, self.heads, self.decoder_layers)


SHAPES = {
    "tiny.en": Shape(6, 4, 4, ENGLISH),
    "tiny": Shape(6, 4, 4),
    "base": Shape(8, 6, 6),
    "small": Shape(12, 12, 12),
    "medium": Shape(16, 24, 24),
    "large-v2": Shape(20, 32, 32),
    "large-v3": Shape(20, 32, 32, NEWEST, 128),
    "large-v3-turbo": Shape(20, 32, 4, NEWEST, 128),
    "distil-small.en": Shape(12, 12, 4, ENGLISH),
    "distil-medium.en": Shape(16, 24, 2, ENGLISH),
    "distil-large-v3": Shape(20, 32, 2, NEWEST, 128),
}


@dataclass
class Measured:
    """One model's run. Memory in MB: the most that the process held; what of it are weights in float32 that the int8
    ones replace."""

    parameters: int
    memory: float
    replaced: float
    seconds: float


def tokenizer_of(dims: ModelDimensions) -> Tokenizer:
    from whisper.tokenizer import get_tokenizer

    languages = dims.n_vocab - ENGLISH + 98  # as openai-whisper counts them
    return get_tokenizer(dims.n_vocab != ENGLISH, num_languages=languages, language="en", task="transcribe")


def make_stand_in(path: Path, dims: ModelDimensions, text: list[int], pace: float = PACE, seed: int = 0) -> None:
    """Write a checkpoint, float16, whose weights are drawn by lot and which says `text` in English to every sound.

    What the decoder says is set by where it is: the position before each token holds that token's own embedding, so
    much larger than what the layers add that it is what comes out.
    pace : tokens a second at which it says them
    """
    import torch
    from whisper import Whisper

    torch.manual_seed(seed)
    model, tokenizer = Whisper(dims), tokenizer_of(dims)
    before = list(tokenizer.sot_sequence_including_notimestamps)
    said = [*before, *text, tokenizer.eot]
    with torch.inference_mode():
        embedding, positions = model.decoder.token_embedding.weight, model.decoder.positional_embedding
        positions.normal_()
        positions[: len(said) - 1] = 8 * embedding[said[1:]]
        starts = [max(0, at - len(before) + 1) / pace for at in range(len(said) - 1)]
        _listen_in_order(model, embedding[said[:-1]] + positions[: len(said) - 1], starts)
    state = {name: tensor.half() for name, tensor in model.state_dict().items()}
    torch.save({"dims": asdict(dims), "model_state_dict": state}, path)


def _listen_in_order(model: Whisper, decoder_sees: Tensor, starts: list[float]) -> None:
    """Let every head that looks at the sound look where the token is to begin: words that lie anyhow would leave speech
    without words, which is heard again.

    decoder_sees : shape = (n_tokens, width); starts : seconds, of each
    """
    import torch
    from torch.nn.functional import layer_norm

    encoder = model.encoder  # what it makes of a sound shall be mostly the time
    for layer in (encoder.conv2, *(part for block in encoder.blocks for part in (block.attn.out, block.mlp[2]))):
        layer.weight.mul_(0.1)
        layer.bias.mul_(0.1)
    heard = encoder.ln_post(encoder.positional_embedding)  # (n_positions, width)
    at = (torch.tensor(starts) * 50).round().long()
    back = torch.linalg.pinv(layer_norm(decoder_sees, decoder_sees.shape[-1:]))  # (width, n_tokens)
    for block in model.decoder.blocks:
        keys = block.cross_attn.key(heard)
        block.cross_attn.query.weight.copy_((back @ (4 * (keys - keys.mean(0))[at])).T)
        block.cross_attn.query.bias.zero_()


def babble(tokenizer: Tokenizer, count: int, last: int) -> list[int]:
    """So many tokens without sense, in words of two; the last so many are one word, which has room to spare in the
    longest chunk and none in the shortest, where short words would seem too many for their time."""
    pieces = [tokenizer.decode([token]) for token in range(tokenizer.eot)]
    inner = [token for token, piece in enumerate(pieces) if re.fullmatch("[a-z]{5,}", piece)]
    first = [token for token, piece in enumerate(pieces) if re.fullmatch(" [a-z]{5,}", piece)]
    lot, single = random.Random(0), count - last
    return [lot.choice(first if (at % 2 == 0 and at < single) or at == single else inner) for at in range(count)]


def write_minute(path: Path) -> None:
    """A WAV, 16 kHz: speech without its pauses."""
    import numpy as np

    from benchmarks.conditions import speech
    from benchmarks.robustness import own_speech
    from lecture.speech.audio import SAMPLE_RATE

    sound = own_speech().sound
    spoken = [sound[round(start * SAMPLE_RATE) : round(end * SAMPLE_RATE)] for start, end in speech(sound)]
    minute = np.concatenate(spoken)[: MINUTE * SAMPLE_RATE]
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes((minute * 32767).astype(np.int16).tobytes())


def make(name: str, path: Path, minute: Path) -> None:
    """A stand-in that says in every chunk of this minute as much as a lecturer would in the longest."""
    from lecture.speech.audio import SAMPLE_RATE, Recording
    from lecture.speech.chunks import chunks

    lengths = [len(chunk.sound) / SAMPLE_RATE for chunk in chunks(iter(Recording(minute))) if len(chunk.sound)]
    dims = SHAPES[name].dims()
    count, last = round(PACE * max(lengths)), round(PACE * (max(lengths) - min(lengths)))
    make_stand_in(path, dims, babble(tokenizer_of(dims), count, last))


def run(model: str, minute: Path) -> Measured:
    import models
    from lecture.speech.transcribe import transcribe
    from lecture.values import Options

    recognizer = models.load_whisper(model)
    seconds = []
    for _ in range(RUNS + 1):  # kernels are compiled in the first
        start = time.perf_counter()
        *_, _ = transcribe(recognizer, minute, Options(language="en"))
        seconds.append(time.perf_counter() - start)
    whisper = recognizer.model
    blocks = [*whisper.encoder.blocks.parameters(), *whisper.decoder.blocks.parameters()]
    matrices = sum(weight.nbytes for weight in blocks if weight.ndim > 1) if recognizer.engine.int8 else 0
    return Measured(
        sum(weight.numel() for weight in whisper.parameters()),
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10),
        matrices / 2**20,
        min(seconds[1:]),
    )


def here(name: str) -> bool:
    """Whether a model need not be fetched."""
    import models

    return name not in SHAPES or (not name.startswith("distil") and models._whisper_on_disk(name) is not None)


def measured(name: str, minute: Path, stand_in: bool) -> Measured | str:
    """In a process of its own; a sentence if it cannot be run. Another one makes the stand-in: that takes memory."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.pt"
        command = [sys.executable, "-W", "ignore", "-m", "benchmarks.sizes", name, "--minute", str(minute)]
        steps = (
            [[*command, "--make", str(path)], [*command, "--run", str(path)]]
            if stand_in
            else [[*command, "--run", name]]
        )
        for step in steps:
            done = subprocess.run(step, capture_output=True, text=True)
            if done.returncode:
                return done.stderr.strip().splitlines()[-1]
    return Measured(**json.loads(done.stdout.strip().splitlines()[-1]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="*", metavar="MODEL", default=["base", "small"])
    parser.add_argument("--stand-ins", action="store_true", help="also of what is on this computer")
    for hidden in ("--make", "--run", "--minute"):
        parser.add_argument(hidden, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.make:
        make(args.models[0], Path(args.make), Path(args.minute))
    elif args.run:
        print(json.dumps(asdict(run(args.run, Path(args.minute)))))
    else:
        compare(args.models, args.stand_ins)


def compare(names: list[str], stand_ins: bool) -> None:
    from benchmarks.speech import machine

    print(f"{machine()}\n", flush=True)
    print("| model | parameters | peak memory | of it float32 beside int8 | a minute of sound | weights |")
    print("| --- | ---: | ---: | ---: | ---: | --- |")
    with tempfile.TemporaryDirectory() as folder:
        minute = Path(folder) / "minute.wav"
        write_minute(minute)
        for name in names:
            at_hand = here(name)
            for stand_in in [False] * at_hand + [True] * (name in SHAPES and (stand_ins or not at_hand)):
                found = measured(name, minute, stand_in)
                if isinstance(found, str):
                    print(f"\nSkipped: {name} ({found})")
                    continue
                size = f"{found.parameters / 1e6:.0f} M | {found.memory:.0f} MB | {found.replaced:.0f} MB"
                weights = "stand-in" if stand_in else "checkpoint"
                called = name if name in SHAPES else Path(name).stem
                print(f"| {called} | {size} | {found.seconds:.1f} s | {weights} |", flush=True)


if __name__ == "__main__":
    main()
