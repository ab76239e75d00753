"""Attention of few queries to keys and values, and rounding to int8, compiled by numba.

One query reads all keys and values of a chunk and does little with each: reading is what takes the time, and int8 is
a quarter of float32's. torch has no such product; numba, which openai-whisper brings along, compiles it in a second.
Each row is worked on by itself, over its own length: it comes out the same to the last bit whatever lies beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import numba
import numpy as np
import numpy.typing as npt
from numba.core.caching import FunctionCache

Floats = npt.NDArray[np.float32]
Stored = npt.NDArray[np.int8] | npt.NDArray[np.float32]

MAGNITUDE = np.int32(0x7FFFFFFF)  # all bits of a float32 but its sign
SMALLEST = np.float32(1e-9).view(np.int32)  # magnitude that is told from 0


class _Kept(FunctionCache):
    """The machine code on disk. A file of it that was cut short or overwritten is as good as none."""

    def load_overload(self, *of: Any) -> Any:
        try:
            return super().load_overload(*of)  # type: ignore[no-untyped-call]
        except Exception:  # noqa: BLE001  a damaged pickle may say anything
            self.flush()  # type: ignore[no-untyped-call]
            return None


def _compiled(function: Callable[..., None]) -> Callable[..., None]:
    made: Any = numba.njit(nogil=True, fastmath={"reassoc", "contract", "nsz"})(function)
    with suppress(RuntimeError):  # there may be no folder to keep the machine code in
        made._cache = _Kept(function)  # type: ignore[no-untyped-call]  # what njit(cache=True) does
    return made  # type: ignore[no-any-return]


@_compiled
def scores(
    queries: Floats, keys: Stored, scales: Floats, lengths: npt.NDArray[np.int64], first: int, out: Floats
) -> None:
    """out[row, head, query, position] = the query times the key there; -inf behind the row's length.

    queries : shape = (n_rows, n_heads, n_queries, per_head); keys : shape = (all_rows, n_heads, n_positions, per_head)
    scales : shape = (all_rows, n_heads, n_positions); `first` is the row of `keys` that belongs to row 0 of `queries`
    """
    n_rows, n_heads, n_queries, width = queries.shape
    for row in range(n_rows):
        length = lengths[row]
        for head in range(n_heads):
            for query in range(n_queries):
                q = queries[row, head, query]
                line = out[row, head, query]
                for position in range(length):
                    key = keys[first + row, head, position]
                    total = np.float32(0)
                    for i in range(width):
                        total += q[i] * np.float32(key[i])
                    line[position] = total * scales[first + row, head, position]
                line[length:] = -np.inf


@_compiled
def mixed(
    weights: Floats, values: Stored, scales: Floats, lengths: npt.NDArray[np.int64], first: int, out: Floats
) -> None:
    """out[row, head, query] = the values, weighted; shapes as for `scores`."""
    n_rows, n_heads, n_queries, width = out.shape
    for row in range(n_rows):
        for head in range(n_heads):
            for query in range(n_queries):
                line = out[row, head, query]
                line[:] = 0
                for position in range(lengths[row]):
                    weight = weights[row, head, query, position] * scales[first + row, head, position]
                    value = values[first + row, head, position]
                    for i in range(width):
                        line[i] += weight * np.float32(value[i])


@_compiled
def rounded(rows: Floats, bits: npt.NDArray[np.int32], zero: int, out: npt.NDArray[np.uint8], scales: Floats) -> None:
    """out = rows / scales + zero, where the largest magnitude of a row becomes 127.

    rows : shape = (n, width), as is `out`; bits : the same memory; scales : shape = (n, 1)

    Magnitudes are compared by their bits, which are in the same order: whole numbers are compared many at a time.
    """
    most = np.float32(127)
    half = np.float32(zero + 0.5)
    for row in range(len(rows)):
        largest = SMALLEST
        for i in range(rows.shape[1]):
            magnitude = bits[row, i] & MAGNITUDE
            if magnitude > largest:
                largest = magnitude
        scales.view(np.int32)[row, 0] = largest
        times = most / scales[row, 0]
        scales[row, 0] /= most
        for i in range(rows.shape[1]):
            out[row, i] = np.uint8(np.int32(rows[row, i] * times + half))
