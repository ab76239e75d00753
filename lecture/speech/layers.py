"""The parts of Whisper's layers, made from its weights: products in int8 or float, norms, the MLP."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import cache

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor
from whisper.model import LayerNorm, MultiHeadAttention, ResidualAttentionBlock

from lecture.speech import kernels

MOST = 127  # of an int8
ZERO = 128  # what stands for 0 in a uint8

Function = Callable[[Tensor], Tensor]


class Packer:
    """Turns weights into functions of a tensor whose last axis is a layer's width.

    dtype : of what is not int8
    int8 : whether products are int8, where FBGEMM can multiply them (x86)
    """

    def __init__(self, dtype: torch.dtype, int8: bool) -> None:
        self.dtype = dtype
        self.int8 = int8 and "fbgemm" in torch.backends.quantized.supported_engines

    def linear(self, weight: Tensor, bias: Tensor | None) -> Function:
        """weight : shape = (n_out, n_in)"""
        if self.int8:
            return int8_linear(weight, bias)
        weight, bias = weight.detach().to(self.dtype), None if bias is None else bias.detach().to(self.dtype)
        return lambda x: F.linear(x, weight, bias)

    def norm(self, norm: LayerNorm) -> Function:
        weight, bias = norm.weight.detach().to(self.dtype), norm.bias.detach().to(self.dtype)
        return lambda x: F.layer_norm(x, weight.shape, weight, bias)

    def mlp(self, block: ResidualAttentionBlock) -> Function:
        first, _, last = block.mlp
        widen, narrow = self.linear(first.weight, first.bias), self.linear(last.weight, last.bias)
        return lambda x: narrow(F.gelu(widen(x)))

    def query(self, attention: MultiHeadAttention) -> Function:
        """The query, scaled already."""
        return self.linear(*_scaled_query(attention))

    def key_value(self, attention: MultiHeadAttention) -> Function:
        """Key and value in one product."""
        return self.linear(*_stacked(_key(attention), _value(attention)))

    def query_key_value(self, attention: MultiHeadAttention) -> Function:
        """Query, scaled already, key and value in one product."""
        return self.linear(*_stacked(_scaled_query(attention), _key(attention), _value(attention)))

    def out(self, attention: MultiHeadAttention) -> Function:
        return self.linear(attention.out.weight, attention.out.bias)


def _scaled_query(attention: MultiHeadAttention) -> tuple[Tensor, Tensor]:
    query = attention.query
    scale = (query.weight.shape[0] // attention.n_head) ** -0.5
    return query.weight * scale, query.bias * scale


def _key(attention: MultiHeadAttention) -> tuple[Tensor, Tensor]:
    return attention.key.weight, torch.zeros_like(attention.value.bias)  # Whisper's keys have no bias


def _value(attention: MultiHeadAttention) -> tuple[Tensor, Tensor]:
    return attention.value.weight, attention.value.bias


def _stacked(*parts: tuple[Tensor, Tensor]) -> tuple[Tensor, Tensor]:
    weights, biases = zip(*parts, strict=True)
    return torch.cat(weights), torch.cat(biases)


def int8_linear(weight: Tensor, bias: Tensor | None) -> Function:
    """An int8 product: through oneDNN where the processor adds products in 32 bits (VNNI, AMX), else through FBGEMM.

    Every row of the input is scaled to [-1, 1] before and back after, so that one loud row does not coarsen the
    others, and what comes out for a row does not depend on the rows beside it.
    """
    weight, shift = weight.detach().float(), None if bias is None else bias.detach().float()
    return _onednn_linear(weight, shift) if _adds_in_32_bits() else _fbgemm_linear(weight, shift)


def _onednn_linear(weight: Tensor, bias: Tensor | None) -> Function:
    scales = _largest(weight) / MOST
    multiply = _onednn_product((weight / scales[:, None]).round().to(torch.int8), scales)

    def product(x: Tensor) -> Tensor:
        whole, scale = rounded(x.reshape(-1, x.shape[-1]).contiguous())
        y = multiply(whole)
        y = y.mul_(scale) if bias is None else torch.addcmul(bias, y, scale, out=y)
        return y.view(*x.shape[:-1], -1)

    return product


def _onednn_product(weight: Tensor, scales: Tensor) -> Function:
    """What `rounded` made, shape = (n, n_in), times whole weights, shape = (n_out, n_in), each row with its scale."""
    packed = torch.ops.onednn.qlinear_prepack(weight, None)
    zeros = torch.zeros(len(scales), dtype=torch.long)  # weights are rounded evenly around 0
    multiply = torch.ops.onednn.qlinear_pointwise
    return lambda x: multiply(x, 1.0, ZERO, packed, scales, zeros, None, 1.0, 0, torch.float32, "none", [], "")


@cache
def _adds_in_32_bits() -> bool:
    """Tried rather than asked: pairs of the largest products overflow the 16 bits that older processors add in."""
    if "onednn" not in torch.backends.quantized.supported_engines:
        return False
    length = 512
    multiply = _onednn_product(torch.full((length, length), MOST, dtype=torch.int8), torch.ones(length))
    most = multiply(torch.full((16, length), 255, dtype=torch.uint8))
    return bool((most == (255 - ZERO) * MOST * length).all())


def _fbgemm_linear(weight: Tensor, bias: Tensor | None) -> Function:
    """With 7 of the weights' 8 bits: pairs of products are added in 16 bits, and would overflow with more."""
    scales = _largest(weight) / (MOST // 2)
    engine, torch.backends.quantized.engine = torch.backends.quantized.engine, "fbgemm"
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=".*quantized tensor creation functions.*", category=UserWarning)
            zeros = torch.zeros(len(weight), dtype=torch.long)
            whole = torch.quantize_per_channel(weight, scales.double(), zeros, 0, torch.qint8)
            packed: torch.ScriptObject = torch.ops.quantized.linear_prepack(whole, None)
    finally:
        torch.backends.quantized.engine = engine
    multiply = torch.ops.quantized.linear_with_input_q_dq_qweight_dq_output_fp32

    def product(x: Tensor) -> Tensor:
        scale = _largest(x)[..., None]
        y = multiply(x / scale, 1 / MOST, ZERO, packed)
        return y.mul_(scale) if bias is None else torch.addcmul(bias, y, scale)

    return product


def _largest(x: Tensor) -> Tensor:
    """The largest magnitude of each row."""
    return x.abs().amax(-1).clamp_(min=1e-9)


def rounded(x: Tensor) -> tuple[Tensor, Tensor]:
    """Rows as whole numbers around ZERO, each by its own scale.

    x : shape = (n, n_in), contiguous; returns them, uint8, and their scales, shape = (n, 1)
    """
    whole, scales = torch.empty(x.shape, dtype=torch.uint8), torch.empty(len(x), 1)
    floats = x.numpy()
    kernels.rounded(floats, floats.view(np.int32), ZERO, whole.numpy(), scales.numpy())
    return whole, scales
