"""Whisper's encoder and decoder, rewritten for many short windows at once. The weights are openai-whisper's own.

What makes it fast, on a CPU:

- The encoder is given a chunk's real length, not 30 s: attention costs the square of the length.
- Weights are int8 where FBGEMM can multiply them (x86), with one scale per row of what they are multiplied with, so
  that a row's result does not depend on the rows beside it.
- The encoder's attention is in bfloat16 where the CPU multiplies that faster than float32.
- A finished row's place in the batch is given to the next chunk at once, so that every step is a full one.
- Keys and values lie in buffers of fixed size; those of the audio are int8 on a CPU, for reading them is what a step
  of one token takes its time for (see kernels.py).
- The attention that tells when a word was said is kept as it passes by; nothing is run twice for times.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from lecture.values import Task

if TYPE_CHECKING:
    import torch
    from torch import Tensor
    from whisper import Whisper
    from whisper.model import LayerNorm, MultiHeadAttention, ResidualAttentionBlock
    from whisper.tokenizer import Tokenizer

    Linear = Callable[[Tensor], Tensor]

POSITIONS_PER_SECOND = 50  # of the encoder's output
CACHE_BYTES = 512 * 2**20  # for the keys and values of all rows
MOST_ROWS = 16  # of one worker on a CPU; more gain nothing
LONGEST_TEXT = 224  # tokens of one chunk, as in openai-whisper


@dataclass
class Decoded:
    """What was heard in one chunk."""

    tokens: list[int]
    log_probabilities: list[float]  # of each token, and of the end where it came
    attention: npt.NDArray[np.float32]  # shape = (n_heads, n_tokens + 1, n_positions): where each token was heard
    temperature: float

    @property
    def broken_off(self) -> bool:
        """Whether there was more to say than LONGEST_TEXT: the end is missing."""
        return len(self.log_probabilities) == len(self.tokens)

    @property
    def mean(self) -> float:
        """The mean log probability."""
        return sum(self.log_probabilities) / len(self.log_probabilities)


class _Encoder(NamedTuple):
    attention_norm: Linear
    query_key_value: Linear
    out: Linear
    mlp_norm: Linear
    widen: Linear
    narrow: Linear


class _Decoder(NamedTuple):
    attention_norm: Linear
    query_key_value: Linear
    out: Linear
    cross_norm: Linear
    cross_query: Linear
    cross_key_value: Linear
    cross_out: Linear
    mlp_norm: Linear
    widen: Linear
    narrow: Linear


@dataclass
class Sequence:
    """A chunk on its way through the decoder."""

    prompt: list[int]  # the tokens before its text
    temperature: float = 0.0
    seed: int = 0
    tokens: list[int] = field(default_factory=list)
    log_probabilities: list[float] = field(default_factory=list)
    done: bool = False


class Engine:
    """The two halves of one model, with its weights packed. Not for two threads at once."""

    def __init__(self, model: Whisper, *, int8: bool = True) -> None:
        import torch

        self.model, self.dims, self.device = model, model.dims, model.device
        self.dtype = torch.float16 if self.device.type == "cuda" else torch.float32
        self.int8 = int8 and self.device.type == "cpu"
        self.heads = self.dims.n_text_head
        # query, key, value -> attention, shape = (n_heads, n_positions, per_head) each
        self._attend = _in_bfloat16 if self.int8 and _multiplies_bfloat16() else _in_float
        with torch.no_grad():
            pack = _packer(self.dtype, self.int8)
            # The second convolution as a product: it takes three frames in, and moves on by two.
            second = model.encoder.conv2
            self._halve = pack(second.weight.permute(0, 2, 1).flatten(1), second.bias)
            self._encoder = [self._encoder_layer(block, pack) for block in model.encoder.blocks]
            self._decoder = [self._decoder_layer(block, pack) for block in model.decoder.blocks]
            self._embedding = model.decoder.token_embedding.weight.detach().to(self.dtype)
            self._logits = pack(self._embedding, None)
            self._positions = model.decoder.positional_embedding.detach().to(self.dtype)
        self.tokenizer = self.tokenizer_for("en")
        codes, tokens = self.tokenizer.all_language_codes, self.tokenizer.all_language_tokens
        self.languages: dict[str, int] = dict(zip(codes, tokens, strict=True)) if model.is_multilingual else {}
        self.alignment_heads: list[tuple[int, int]] = [(int(a), int(b)) for a, b in model.alignment_heads.indices().T]

    def _encoder_layer(self, block: ResidualAttentionBlock, pack: Callable[..., Linear]) -> _Encoder:
        return _Encoder(
            _norm(block.attn_ln, self.dtype),
            _joined(pack, block.attn, self.heads),
            pack(block.attn.out.weight, block.attn.out.bias),
            _norm(block.mlp_ln, self.dtype),
            pack(block.mlp[0].weight, block.mlp[0].bias),
            pack(block.mlp[2].weight, block.mlp[2].bias),
        )

    def _decoder_layer(self, block: ResidualAttentionBlock, pack: Callable[..., Linear]) -> _Decoder:
        import torch

        cross = block.cross_attn
        scale = (self.dims.n_text_state // self.heads) ** -0.5
        key_value = torch.cat([cross.key.weight, cross.value.weight])
        bias = torch.cat([torch.zeros_like(cross.value.bias), cross.value.bias])
        return _Decoder(
            _norm(block.attn_ln, self.dtype),
            _joined(pack, block.attn, self.heads),
            pack(block.attn.out.weight, block.attn.out.bias),
            _norm(block.cross_attn_ln, self.dtype),
            pack(cross.query.weight * scale, cross.query.bias * scale),
            pack(key_value, bias),
            pack(cross.out.weight, cross.out.bias),
            _norm(block.mlp_ln, self.dtype),
            pack(block.mlp[0].weight, block.mlp[0].bias),
            pack(block.mlp[2].weight, block.mlp[2].bias),
        )

    def tokenizer_for(self, language: str, task: Task = "transcribe") -> Tokenizer:
        from whisper.tokenizer import get_tokenizer

        known = self.model.num_languages
        return get_tokenizer(self.model.is_multilingual, num_languages=known, language=language, task=task)

    def before_text(self, language: str, task: Task) -> list[int]:
        """The tokens that ask for text in this language, without times."""
        return list(self.tokenizer_for(language, task).sot_sequence_including_notimestamps)

    def rows(self, positions: int, workers: int) -> int:
        """How many chunks a worker decodes at once: what fits a CPU's memory comfortably, or half of a GPU's."""
        import torch

        cuda = self.device.type == "cuda"
        audio, text = positions * (2 if cuda else 1), LONGEST_TEXT * self._embedding.element_size()
        size = (audio + text) * 2 * self.dims.n_text_state * self.dims.n_text_layer
        room = torch.cuda.mem_get_info(self.device)[0] // 2 if cuda else CACHE_BYTES // workers
        return int(min(128 if cuda else MOST_ROWS, max(1, room // size)))

    def encode(self, mel: Tensor) -> Tensor:
        """The encoder over one window of any even length up to 30 s.

        mel : shape = (n_mels, n_frames); returns shape = (n_frames / 2, width)
        """
        import torch
        import torch.nn.functional as nn

        with torch.inference_mode():
            encoder = self.model.encoder
            x = nn.gelu(encoder.conv1(mel[None].to(self.device, self.dtype)))[0].T
            frames, width = x.shape
            x = nn.pad(x, (0, 0, 1, 1)).as_strided((frames // 2, 3 * width), (2 * width, 1))
            x = nn.gelu(self._halve(x)) + encoder.positional_embedding[: frames // 2].to(self.dtype)
            for layer in self._encoder:
                q, k, v = (
                    layer.query_key_value(layer.attention_norm(x)).view(len(x), 3, self.heads, -1).permute(1, 2, 0, 3)
                )
                x = x + layer.out(self._attend(q, k, v).transpose(0, 1).reshape(x.shape))
                x = x + layer.narrow(nn.gelu(layer.widen(layer.mlp_norm(x))))
            return nn.layer_norm(
                x, x.shape[-1:], encoder.ln_post.weight.to(self.dtype), encoder.ln_post.bias.to(self.dtype)
            )


def _in_float(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    import torch.nn.functional as nn

    return nn.scaled_dot_product_attention(q[None], k[None], v[None], scale=1.0)[0]


def _in_bfloat16(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """As plain products, a head at a time, so that what lies between them stays in the core's own cache."""
    import torch

    q, k, v = q.bfloat16(), k.bfloat16(), v.bfloat16()
    return torch.stack([(q[head] @ k[head].T).softmax(-1) @ v[head] for head in range(len(q))]).float()


def _multiplies_bfloat16() -> bool:
    """Whether the CPU has instructions for it; without them it is slower than float32."""
    import torch

    able = torch.cpu.get_capabilities()
    return bool(able.get("avx512_bf16") or able.get("amx_bf16"))


def _norm(norm: LayerNorm, dtype: torch.dtype) -> Linear:
    import torch.nn.functional as nn

    weight, bias = norm.weight.detach().to(dtype), norm.bias.detach().to(dtype)
    return lambda x: nn.layer_norm(x, weight.shape, weight, bias)


def _joined(pack: Callable[..., Linear], attention: MultiHeadAttention, heads: int) -> Linear:
    """Query, key and value in one product, the query scaled already."""
    import torch

    query, key, value = attention.query, attention.key, attention.value
    scale = (query.weight.shape[0] // heads) ** -0.5
    return pack(
        torch.cat([query.weight * scale, key.weight, value.weight]),
        torch.cat([query.bias * scale, torch.zeros_like(value.bias), value.bias]),
    )


def _packer(dtype: torch.dtype, int8: bool) -> Callable[[Tensor, Tensor | None], Linear]:
    import torch

    if int8 and "fbgemm" in torch.backends.quantized.supported_engines:
        return _int8
    return lambda weight, bias: _plain(weight, bias, dtype)


def _plain(weight: Tensor, bias: Tensor | None, dtype: torch.dtype) -> Linear:
    import torch.nn.functional as nn

    weight, bias = weight.detach().to(dtype), None if bias is None else bias.detach().to(dtype)
    return lambda x: nn.linear(x, weight, bias)


def _int8(weight: Tensor, bias: Tensor | None) -> Linear:
    """An int8 product through FBGEMM.

    Every row of the input is scaled to [-1, 1] before and back after, so that one loud row does not coarsen the
    others. A CPU without VNNI adds pairs of products in 16 bits: weights use 7 of their 8 bits there, for more
    would overflow.
    """
    import torch

    most = 127 if torch.cpu.get_capabilities().get("avx512_vnni") else 63
    scales = weight.abs().amax(1).clamp(min=1e-9) / most
    engine, torch.backends.quantized.engine = torch.backends.quantized.engine, "fbgemm"
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=".*quantized tensor creation functions.*", category=UserWarning)
            zeros = torch.zeros(len(weight), dtype=torch.long)
            packed = torch.ops.quantized.linear_prepack(
                torch.quantize_per_channel(weight.detach().float(), scales.double(), zeros, 0, torch.qint8), None
            )
    finally:
        torch.backends.quantized.engine = engine
    multiply = torch.ops.quantized.linear_with_input_q_dq_qweight_dq_output_fp32
    shift = None if bias is None else bias.detach().float()

    def product(x: Tensor) -> Tensor:
        scale = x.abs().amax(-1, keepdim=True).clamp_(min=1e-9)
        y = multiply(x / scale, 1 / 127, 128, packed)
        return y.mul_(scale) if shift is None else torch.addcmul(shift, y, scale)

    return product


class CrossAttentionCache:
    """The audio's keys and values of every row, as they are."""

    def __init__(self, engine: Engine, rows: int, positions: int) -> None:
        import torch

        depth, heads = engine.dims.n_text_layer, engine.heads
        shape = (depth, 2, rows, heads, positions, engine.dims.n_text_state // heads)
        self.buffer = torch.zeros(shape, dtype=engine.dtype, device=engine.device)

    def put(self, layer: int, row: int, both: Tensor) -> None:
        """both : shape = (n_positions, 2, n_heads, per_head)"""
        self.buffer[layer, :, row, :, : len(both)] = both.permute(1, 2, 0, 3)
        self.buffer[layer, :, row, :, len(both) :] = 0

    def move(self, source: int, target: int) -> None:
        self.buffer[:, :, target] = self.buffer[:, :, source]

    def attend(self, layer: int, first: int, queries: Tensor, lengths: list[int]) -> tuple[Tensor, Tensor]:
        """queries : shape = (n_rows, n_heads, n_new, per_head), of the rows from `first`

        Returns the attention, shape = (n_rows, n_heads, n_new, longest), and what it found, shaped as the queries.
        """
        import torch

        longest = max(lengths)
        keys, values = self.buffer[layer, :, first : first + len(lengths), :, :longest]
        behind = torch.arange(longest, device=keys.device) >= torch.tensor(lengths, device=keys.device)[:, None]
        weights = (queries @ keys.transpose(-1, -2)).masked_fill_(behind[:, None, None], -torch.inf).softmax(-1)
        return weights, weights @ values


class Int8CrossAttentionCache(CrossAttentionCache):
    """The same in int8, with a scale for every position of every head."""

    def __init__(self, engine: Engine, rows: int, positions: int) -> None:
        import torch

        depth, heads = engine.dims.n_text_layer, engine.heads
        shape = (depth, 2, rows, heads, positions, engine.dims.n_text_state // heads)
        self.buffer = torch.zeros(shape, dtype=torch.int8)
        self.scales = torch.zeros(shape[:-1])

    def put(self, layer: int, row: int, both: Tensor) -> None:
        both = both.permute(1, 2, 0, 3)
        scales = both.abs().amax(-1, keepdim=True).clamp_(min=1e-9).div_(127)
        self.buffer[layer, :, row, :, : both.shape[2]] = (both / scales).round_()
        self.scales[layer, :, row, :, : both.shape[2]] = scales[..., 0]

    def move(self, source: int, target: int) -> None:
        super().move(source, target)
        self.scales[:, :, target] = self.scales[:, :, source]

    def attend(self, layer: int, first: int, queries: Tensor, lengths: list[int]) -> tuple[Tensor, Tensor]:
        (keys, values), (key_scales, value_scales) = self.buffer[layer], self.scales[layer]
        return _attend(queries, keys, values, key_scales, value_scales, lengths, first)


def _attend(
    queries: Tensor,
    keys: Tensor,
    values: Tensor,
    key_scales: Tensor,
    value_scales: Tensor,
    lengths: list[int],
    first: int,
) -> tuple[Tensor, Tensor]:
    """Attention by compiled kernels; shapes as there.

    Over the whole of the buffer, not the longest of these rows: what comes out for a row must not depend, not even in
    its last bit, on the rows beside it.
    """
    import torch

    from lecture.speech import kernels

    queries, n = queries.contiguous(), np.array(lengths)
    weights = torch.empty(*queries.shape[:3], keys.shape[2])
    kernels.scores(queries.numpy(), keys.numpy(), key_scales.numpy(), n, first, weights.numpy())
    weights, found = weights.softmax(-1), torch.empty_like(queries)
    kernels.mixed(weights.numpy(), values.numpy(), value_scales.numpy(), n, first, found.numpy())
    return weights, found


class Batch:
    """Rows being decoded, one token a step. Rows come and go; those there lie side by side from 0."""

    def __init__(self, engine: Engine, rows: int, positions: int, text: int) -> None:
        import torch

        self.engine = engine
        self.size, self.heads = rows, engine.heads
        depth, width = len(engine._decoder), engine.dims.n_text_state
        per_head = width // self.heads

        def empty(*shape: int) -> list[Tensor]:
            return [torch.zeros(shape, dtype=engine.dtype, device=engine.device) for _ in range(depth)]

        self.cross_cache = (Int8CrossAttentionCache if engine.int8 else CrossAttentionCache)(engine, rows, positions)
        self.keys = empty(rows * self.heads, text, per_head)
        self.values = empty(rows * self.heads, text, per_head)
        self.unscaled = torch.ones(rows, self.heads, text)
        self.rows: list[Sequence] = []
        self.heads_of_layer: dict[int, list[int]] = {}
        for layer, head in engine.alignment_heads:
            self.heads_of_layer.setdefault(layer, []).append(head)
        n_heads = len(engine.alignment_heads)
        self.attention = torch.zeros(
            rows, LONGEST_TEXT + 1, n_heads, positions, dtype=torch.float16, device=engine.device
        )
        self.used: list[int] = []  # self-attention length of each row
        self.heard: list[int] = []  # positions of each row
        suppressed = [*engine.tokenizer.non_speech_tokens]
        self.suppressed = torch.tensor(suppressed, device=engine.device)
        self.blank = torch.tensor([*engine.tokenizer.encode(" "), engine.tokenizer.eot], device=engine.device)

    @property
    def full(self) -> bool:
        return len(self.rows) == self.size

    def prefill(self, encoded: Tensor) -> Tensor:
        """Lay out what the next row will be asked about; returns what Whisper says before a text.

        encoded : shape = (n_positions, width); returns probabilities, shape = (n_vocab,)
        """
        import torch

        with torch.inference_mode():
            at, length = len(self.rows), len(encoded)
            for index, layer in enumerate(self.engine._decoder):
                self.cross_cache.put(index, at, layer.cross_key_value(encoded).view(length, 2, self.heads, -1))
            del self.heard[at:], self.used[at:]
            self.heard.append(length)
            self.used.append(0)
            logits = self._forward(torch.tensor([[self.engine.tokenizer.sot]]), [at])
            self.used[at] = 0
            return logits[0].float().softmax(-1)

    def start(self, row: Sequence) -> None:
        """Begin with the text of what was listened to last."""
        import torch

        with torch.inference_mode():
            at = len(self.rows)
            self.rows.append(row)
            self._choose(self._forward(torch.tensor([row.prompt]), [at]), [at])

    def step(self) -> list[tuple[Sequence, Decoded]]:
        """One token for every row; the rows that ended with it leave."""
        import torch

        with torch.inference_mode():
            rows = list(range(len(self.rows)))
            finished = [at for at in rows if self.rows[at].done]
            if not finished:
                logits = self._forward(torch.tensor([[row.tokens[-1]] for row in self.rows]), rows)
                self._choose(logits, rows)
                finished = [at for at in rows if self.rows[at].done]
            return [self._leave(at) for at in reversed(finished)]

    def _forward(self, tokens: Tensor, rows: list[int]) -> Tensor:
        """tokens : shape = (n_rows, n_new); returns the logits behind the last, shape = (n_rows, n_vocab)

        `rows` is every row with one new token each, or one row with any number.
        """
        import torch
        import torch.nn.functional as nn

        engine, heads = self.engine, self.heads
        n, new = tokens.shape
        first, last = rows[0] * heads, (rows[-1] + 1) * heads
        used = [self.used[r] for r in rows]
        longest = max(used) + new
        heard = [self.heard[r] for r in rows]
        at = torch.tensor(used, device=engine.device)[:, None] + torch.arange(new, device=engine.device)  # (n, new)
        x = engine._embedding[tokens.to(engine.device)] + engine._positions[at]
        alone = engine.int8 and new == 1  # each row by itself, compiled
        if not alone:
            seen = torch.arange(longest, device=engine.device) <= at[..., None]  # (n, new, longest)
            mask = torch.zeros(seen.shape, dtype=engine.dtype, device=engine.device).masked_fill_(~seen, -torch.inf)
            mask = mask[:, None].expand(n, heads, new, longest).reshape(n * heads, new, longest)
        slots = torch.arange(first, last, device=engine.device).view(n, heads, 1)
        places = torch.tensor(rows, device=engine.device)
        written = torch.tensor(
            [len(self.rows[r].tokens) if r < len(self.rows) else 0 for r in rows], device=engine.device
        )
        head = 0
        for index, layer in enumerate(engine._decoder):
            h = layer.query_key_value(layer.attention_norm(x)).view(n, new, 3, heads, -1).permute(2, 0, 3, 1, 4)
            q, k, v = h  # each (n, heads, new, per_head)
            self.keys[index][slots, at[:, None]] = k
            self.values[index][slots, at[:, None]] = v
            if alone:
                keys, values = (
                    all_[index].view(self.size, heads, -1, q.shape[-1]) for all_ in (self.keys, self.values)
                )
                _, h = _attend(q, keys, values, self.unscaled, self.unscaled, [u + 1 for u in used], rows[0])
            else:
                w = torch.baddbmm(
                    mask, q.reshape(n * heads, new, -1), self.keys[index][first:last, :longest].transpose(1, 2)
                )
                h = torch.bmm(w.softmax(-1), self.values[index][first:last, :longest]).view(n, heads, new, -1)
            x = x + layer.out(h.transpose(1, 2).reshape(x.shape))

            q = layer.cross_query(layer.cross_norm(x)).view(n, new, heads, -1).transpose(1, 2)
            w, h = self.cross_cache.attend(index, rows[0], q, heard)
            if index in self.heads_of_layer:
                picked = self.heads_of_layer[index]
                span = slice(head, head := head + len(picked))
                self.attention[places, written, span, : w.shape[-1]] = w[:, picked, -1].to(self.attention.dtype)
            x = x + layer.cross_out(h.transpose(1, 2).reshape(x.shape))
            x = x + layer.narrow(nn.gelu(layer.widen(layer.mlp_norm(x))))
        for row in rows:
            self.used[row] += new
        ln = engine.model.decoder.ln
        x = nn.layer_norm(x[:, -1], x.shape[-1:], ln.weight.to(x.dtype), ln.bias.to(x.dtype))
        return engine._logits(x)

    def _choose(self, logits: Tensor, rows: list[int]) -> None:
        import torch

        tokenizer = self.engine.tokenizer
        logits = logits.float()
        logits[:, self.suppressed] = -torch.inf
        logits[:, tokenizer.eot + 1 :] = -torch.inf
        for i, at in enumerate(rows):
            if not self.rows[at].tokens:
                logits[i, self.blank] = -torch.inf
        chosen = logits.argmax(-1)
        for i, at in enumerate(rows):
            row = self.rows[at]
            if row.temperature > 0:
                generator = torch.Generator(self.engine.device).manual_seed(row.seed + len(row.tokens))
                chosen[i] = torch.multinomial((logits[i] / row.temperature).softmax(-1), 1, generator=generator)[0]
        likely = (logits.gather(1, chosen[:, None])[:, 0] - logits.logsumexp(-1)).tolist()
        for at, token, log_probability in zip(rows, chosen.tolist(), likely, strict=True):
            row = self.rows[at]
            row.log_probabilities.append(log_probability)
            if token == tokenizer.eot:
                row.done = True
            else:
                row.tokens.append(token)
                row.done = len(row.tokens) == LONGEST_TEXT

    def _leave(self, at: int) -> tuple[Sequence, Decoded]:
        """Take a row out; the last one moves into its place."""
        row, n = self.rows[at], len(self.rows[at].tokens)
        attention = self.attention[at, : n + 1, :, : self.heard[at]].float().permute(1, 0, 2).cpu().numpy()
        decoded = Decoded(row.tokens, row.log_probabilities, attention, row.temperature)
        last = len(self.rows) - 1
        if at != last:
            h = self.heads
            length = self.used[last]
            for buffer in (*self.keys, *self.values):
                buffer[at * h : (at + 1) * h, :length] = buffer[last * h : (last + 1) * h, :length]
            self.cross_cache.move(last, at)
            self.attention[at] = self.attention[last]
            self.rows[at], self.used[at], self.heard[at] = self.rows[last], self.used[last], self.heard[last]
        del self.rows[last:], self.used[last:], self.heard[last:]
        return row, decoded
