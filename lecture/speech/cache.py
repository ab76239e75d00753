"""The KV cache: the keys and values that the sequences of a batch attend to, each in a slot of its own.

Reading them is what a step of one token takes its time for. So those of the audio are int8 on a CPU, and kernels.py
reads them there.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from lecture.speech import kernels


class KeyValueCache:
    """Of one kind of attention, in every layer; buffers of fixed size.

    A step looks at some slots, writes its new positions in each layer, and attends to them and to all before.

    compiled : attend through the kernels where they can (on a CPU, in float32)
    """

    def __init__(
        self,
        shape: tuple[int, int, int, int, int],  # (n_layers, n_slots, n_heads, n_positions, per_head)
        dtype: torch.dtype,
        device: torch.device,
        compiled: bool = False,
    ) -> None:
        layers, *rest = shape
        self.buffer = torch.zeros(layers, 2, *rest, dtype=dtype, device=device)
        self.scales = torch.ones(rest[:-1]).expand(layers, 2, *rest[:-1])  # of every key and value
        self.compiled = compiled
        self.lengths = [0] * rest[0]  # positions that each slot holds

    def clear(self, slot: int) -> None:
        self.lengths[slot] = 0

    def look(self, slots: range, new: int = 0) -> None:
        """Turn to these slots, each to be longer by `new` positions: what is written and attended to from now on."""
        device = self.buffer.device
        self.slots = slice(slots.start, slots.stop)
        before = torch.tensor(self.lengths[self.slots], device=device)[:, None]
        self.lengths[self.slots] = [length + new for length in self.lengths[self.slots]]
        self.places = torch.tensor(slots, device=device)[:, None]  # (n, 1)
        self.positions = before + torch.arange(new, device=device)  # (n, new)
        self.seen = self.positions + 1 if new else before  # (n, new) or (n, 1): how many positions each query sees

    def write(self, layer: int, key_value: Tensor) -> None:
        """key_value : of the new positions, shape = (n, new, 2, n_heads, per_head)"""
        self._put(self.buffer[layer], key_value)

    def _put(self, buffer: Tensor, new: Tensor) -> None:
        """buffer : shape = (2, n_slots, n_heads, n_positions, …); new : shape = (n, new, 2, n_heads, …)"""
        if len(new) > 1:
            buffer[:, self.places, :, self.positions] = new.to(buffer.dtype)
        else:  # a stretch is copied faster
            slot = self.slots.start
            end = self.lengths[slot]
            buffer[:, slot, :, end - new.shape[1] : end] = new[0].movedim(0, 2)

    def attend(self, layer: int, queries: Tensor) -> tuple[Tensor, Tensor]:
        """queries : shape = (n, n_queries, n_heads, per_head)

        Returns the attention, shape = (n, n_heads, n_queries, n_positions), and what it found, shaped as the queries.
        """
        alike = self.seen.shape[1] == 1  # all queries of a sequence see the same
        attend = self._attend_compiled if self.compiled and alike else self._attend_masked
        weights, found = attend(layer, queries.transpose(1, 2))
        return weights, found.transpose(1, 2)

    def _attend_masked(self, layer: int, queries: Tensor) -> tuple[Tensor, Tensor]:
        longest = max(self.lengths[self.slots])
        keys, values = self.buffer[layer, :, self.slots, :, :longest]  # (n, n_heads, longest, per_head) each
        unseen = torch.arange(longest, device=keys.device) >= self.seen[..., None]  # (n, n_queries or 1, longest)
        scores = (queries @ keys.transpose(-1, -2)).masked_fill_(unseen[:, None], -torch.inf)
        weights = scores.softmax(-1)  # (n, n_heads, n_queries, longest)
        return weights, weights @ values

    def _attend_compiled(self, layer: int, queries: Tensor) -> tuple[Tensor, Tensor]:
        """Over the whole of the buffer, not the longest of these sequences: what comes out for one must not depend,
        not even in its last bit, on the ones beside it."""
        queries = queries.contiguous()
        keys, values = self.buffer[layer].numpy()
        key_scales, value_scales = self.scales[layer].numpy()
        lengths, first = np.array(self.lengths[self.slots]), self.slots.start
        weights = torch.empty(*queries.shape[:3], keys.shape[2])
        kernels.scores(queries.numpy(), keys, key_scales, lengths, first, weights.numpy())
        weights, found = weights.softmax(-1), torch.empty_like(queries)
        kernels.mixed(weights.numpy(), values, value_scales, lengths, first, found.numpy())
        return weights, found

    def move(self, source: int, target: int) -> None:
        """What one slot holds goes to another."""
        length = self.lengths[target] = self.lengths[source]
        self.buffer[:, :, target, :, :length] = self.buffer[:, :, source, :, :length]

    def reorder(self, order: list[int]) -> None:
        """The first slots get what these held, all as long."""
        length = self.lengths[0]
        if order != list(range(len(order))):
            self.buffer[:, :, : len(order), :, :length] = self.buffer[:, :, order, :, :length]


class Int8KeyValueCache(KeyValueCache):
    """The same in int8, with a scale for every position of every head."""

    def __init__(self, shape: tuple[int, int, int, int, int]) -> None:
        super().__init__(shape, torch.int8, torch.device("cpu"), compiled=True)
        self.scales = torch.zeros(self.buffer.shape[:-1])

    def write(self, layer: int, key_value: Tensor) -> None:
        scales = key_value.abs().amax(-1, keepdim=True).clamp_(min=1e-9).div_(127)
        super().write(layer, (key_value / scales).round_())
        self._put(self.scales[layer], scales[..., 0])

    def move(self, source: int, target: int) -> None:
        super().move(source, target)
        self.scales[:, :, target] = self.scales[:, :, source]

    def reorder(self, order: list[int]) -> None:
        super().reorder(order)
        length = self.lengths[0]
        self.scales[:, :, : len(order), :, :length] = self.scales[:, :, order, :, :length]
