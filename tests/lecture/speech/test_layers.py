"""Products in int8."""

from __future__ import annotations

import pytest
import torch

from lecture.speech.layers import int8_linear


def test_int8_products_do_not_overflow_on_this_processor() -> None:
    """Every input and weight at its largest: where products are added in pairs in 16 bits, 8 bits are too many."""
    signs = torch.tensor([1.0, -1.0]).repeat(256)
    weight = torch.stack([signs, -signs, torch.ones(512)])
    product = int8_linear(weight, torch.zeros(3))
    assert product(signs[None]).tolist() == [pytest.approx([512, -512, 0], rel=0.01, abs=0.1)]
    assert product(torch.ones(1, 512)).tolist() == [pytest.approx([0, 0, 512], rel=0.01, abs=0.1)]
