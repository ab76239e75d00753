"""Whisper's encoder: the spectrogram of a window of any length up to 30 s -> what the decoder listens to.

What makes it fast, on a CPU:

- It is given a chunk's real length, not 30 s: attention costs the square of the length.
- Its products are int8 where the CPU can multiply that (layers.py).
- Its attention is in bfloat16 where the CPU multiplies that faster than float32.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor
from whisper.model import AudioEncoder, ResidualAttentionBlock

from lecture.speech.layers import Packer

POSITIONS_PER_SECOND = 50  # of what comes out


class EncoderBlock:
    """Self-attention and MLP, each behind a norm and added to what came in."""

    def __init__(self, block: ResidualAttentionBlock, pack: Packer, bfloat16: bool) -> None:
        self.n_heads = block.attn.n_head
        self.attend = attend_in_bfloat16 if bfloat16 else attend
        self.attention_norm = pack.norm(block.attn_ln)
        self.query_key_value = pack.query_key_value(block.attn)
        self.out = pack.out(block.attn)
        self.mlp_norm = pack.norm(block.mlp_ln)
        self.mlp = pack.mlp(block)

    def __call__(self, x: Tensor) -> Tensor:
        """x : shape = (n_positions, width), as is what comes out"""
        qkv = self.query_key_value(self.attention_norm(x)).view(len(x), 3, self.n_heads, -1)
        q, k, v = qkv.permute(1, 2, 0, 3)  # each (n_heads, n_positions, per_head)
        x = x + self.out(self.attend(q, k, v).transpose(0, 1).flatten(1))  # (n_positions, width)
        return x + self.mlp(self.mlp_norm(x))


class Encoder:
    """Two convolutions and the blocks. It keeps nothing between two calls: threads share it."""

    def __init__(self, encoder: AudioEncoder, pack: Packer, bfloat16: bool) -> None:
        self.conv1, self.dtype = encoder.conv1, pack.dtype
        # The second convolution as a product: it takes three frames in, and moves on by two.
        self.conv2 = pack.linear(encoder.conv2.weight.permute(0, 2, 1).flatten(1), encoder.conv2.bias)
        self.positions = encoder.positional_embedding.to(pack.dtype)
        self.blocks = [EncoderBlock(block, pack, bfloat16) for block in encoder.blocks]
        self.norm = pack.norm(encoder.ln_post)

    def __call__(self, mel: Tensor) -> Tensor:
        """mel : shape = (n_mels, n_frames), n_frames even; returns shape = (n_positions, width), half as many"""
        x = F.gelu(self.conv1(mel[None].to(self.positions.device, self.dtype)))[0].T  # (n_frames, width)
        frames, width = x.shape
        x = F.pad(x, (0, 0, 1, 1)).as_strided((frames // 2, 3 * width), (2 * width, 1))  # (n_positions, 3 * width)
        x = F.gelu(self.conv2(x)) + self.positions[: len(x)]  # (n_positions, width)
        for block in self.blocks:
            x = block(x)
        return self.norm(x)


def attend(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """Attention of every position to all, the queries scaled already; shape = (n_heads, n_positions, per_head) each"""
    return F.scaled_dot_product_attention(q[None], k[None], v[None], scale=1.0)[0]


def attend_in_bfloat16(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """As plain products, a head at a time, so that what lies between them stays in the core's own cache."""
    q, k, v = q.bfloat16(), k.bfloat16(), v.bfloat16()
    return torch.stack([(q[head] @ k[head].T).softmax(-1) @ v[head] for head in range(len(q))]).float()


def multiplies_bfloat16() -> bool:
    """Whether the CPU has instructions for it; without them it is slower than float32."""
    able = torch.cpu.get_capabilities()
    used = torch.backends.cpu.get_cpu_capability() == "AVX512"  # torch can be told to use less than there is
    return bool(used and (able.get("avx512_bf16") or able.get("amx_bf16")))
