"""The parts of Whisper's layers, made from its weights: products in int8 or float, norms, the MLP."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor
from whisper.model import LayerNorm, MultiHeadAttention, ResidualAttentionBlock

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
    """An int8 product through FBGEMM.

    Every row of the input is scaled to [-1, 1] before and back after, so that one loud row does not coarsen the
    others, and what comes out for a row does not depend on the rows beside it.
    """
    packed = _packed(weight.detach().float())
    multiply = torch.ops.quantized.linear_with_input_q_dq_qweight_dq_output_fp32
    shift = None if bias is None else bias.detach().float()

    def product(x: Tensor) -> Tensor:
        scale = x.abs().amax(-1, keepdim=True).clamp_(min=1e-9)
        y = multiply(x / scale, 1 / 127, 128, packed)
        return y.mul_(scale) if shift is None else torch.addcmul(shift, y, scale)

    return product


def _packed(weight: Tensor) -> torch.ScriptObject:
    """Rounded to int8, each row by its own scale, and laid out as FBGEMM reads it.

    A CPU without VNNI adds pairs of products in 16 bits: weights use 7 of their 8 bits there, for more would overflow.
    """
    most = 127 if torch.cpu.get_capabilities().get("avx512_vnni") else 63
    scales = weight.abs().amax(1).clamp(min=1e-9) / most
    engine, torch.backends.quantized.engine = torch.backends.quantized.engine, "fbgemm"
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=".*quantized tensor creation functions.*", category=UserWarning)
            zeros = torch.zeros(len(weight), dtype=torch.long)
            rounded = torch.quantize_per_channel(weight, scales.double(), zeros, 0, torch.qint8)
            packed: torch.ScriptObject = torch.ops.quantized.linear_prepack(rounded, None)
            return packed
    finally:
        torch.backends.quantized.engine = engine
