"""One cache for both attentions: compiled or not, in int8 or not, it finds the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from lecture.speech.cache import Int8KeyValueCache, KeyValueCache

SHAPE = (2, 3, 4, 40, 16)  # n_layers, n_slots, n_heads, n_positions, per_head
CPU = torch.device("cpu")
CACHES: dict[str, tuple[Callable[[], KeyValueCache], float]] = {  # and how far it may be from exact
    "masked": (lambda: KeyValueCache(SHAPE, torch.float32, CPU), 1e-5),
    "compiled": (lambda: KeyValueCache(SHAPE, torch.float32, CPU, compiled=True), 1e-5),
    "int8": (lambda: Int8KeyValueCache(SHAPE), 0.03),
}


def drawn(seed: int, *shape: int) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


def attention(q: Tensor, key_value: Tensor) -> Tensor:
    """q : shape = (n_queries, n_heads, per_head); key_value : shape = (n_positions, 2, n_heads, per_head)"""
    k, v = key_value.unbind(1)
    return torch.einsum("hqp,phd->qhd", torch.einsum("qhd,phd->hqp", q, k).softmax(-1), v)


@pytest.mark.parametrize("kind", CACHES)
def test_each_sequence_attends_to_all_that_its_own_slot_holds(kind: str) -> None:
    make, near = CACHES[kind]
    cache = make()
    held = [drawn(slot, length, 2, 4, 16) for slot, length in enumerate((40, 7, 23))]
    for slot, key_value in enumerate(held):
        cache.look(range(slot, slot + 1), new=len(key_value))
        cache.write(1, key_value[None])
    q = drawn(9, 3, 1, 4, 16)
    cache.look(range(3))
    weights, found = cache.attend(1, q)
    assert weights.sum(-1).allclose(torch.ones(3, 4, 1))
    for slot, key_value in enumerate(held):
        assert torch.allclose(found[slot], attention(q[slot], key_value), atol=near)
    cache.move(2, 0)
    cache.look(range(1))
    assert torch.allclose(cache.attend(1, q[2:])[1][0], attention(q[2], held[2]), atol=near)


@pytest.mark.parametrize("kind", CACHES)
def test_slots_can_change_places(kind: str) -> None:
    make, near = CACHES[kind]
    cache = make()
    held = [drawn(slot, 9, 2, 4, 16) for slot in range(3)]
    for slot, key_value in enumerate(held):
        cache.look(range(slot, slot + 1), new=9)
        cache.write(0, key_value[None])
    cache.reorder([2, 0, 0])
    q = drawn(9, 3, 1, 4, 16)
    cache.look(range(3))
    _, found = cache.attend(0, q)
    for slot, source in enumerate([2, 0, 0]):
        assert torch.allclose(found[slot], attention(q[slot], held[source]), atol=near)


@pytest.mark.parametrize("kind", ["masked", "compiled"])
def test_what_comes_later_is_not_seen(kind: str) -> None:
    """A prompt of five at once, then a token at a time for two sequences side by side: as one after the other."""
    cache = CACHES[kind][0]()
    prompts, steps = drawn(1, 2, 5, 2, 4, 16), drawn(2, 2, 3, 2, 4, 16)
    for slot in range(2):
        cache.look(range(slot, slot + 1), new=5)
        cache.write(0, prompts[slot : slot + 1])
        q = drawn(slot, 5, 4, 16)
        expected = torch.cat([attention(q[i : i + 1], prompts[slot, : i + 1]) for i in range(5)])
        assert torch.allclose(cache.attend(0, q[None])[1][0], expected, atol=1e-5)
    for step in range(3):
        cache.look(range(2), new=1)
        cache.write(0, steps[:, step : step + 1])
        q = drawn(step, 2, 1, 4, 16)
        found = cache.attend(0, q)[1]
        for slot in range(2):
            seen = torch.cat([prompts[slot], steps[slot, : step + 1]])
            assert torch.allclose(found[slot], attention(q[slot], seen), atol=1e-5)
    assert cache.lengths == [8, 8, 0]
