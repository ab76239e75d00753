"""Products in int8."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
import torch

from lecture.speech.layers import int8_linear, rounded

OLDER = {"ATEN_CPU_CAPABILITY": "avx2", "FBGEMM_ENABLE_INSTRUCTIONS": "AVX2"}  # with ONEDNN_MAX_CPU_ISA


def test_int8_products_do_not_overflow_on_this_processor() -> None:
    """Every input and weight at its largest: where products are added in pairs in 16 bits, 8 bits are too many."""
    signs = torch.tensor([1.0, -1.0]).repeat(256)
    weight = torch.stack([signs, -signs, torch.ones(512)])
    product = int8_linear(weight, torch.zeros(3))
    assert product(signs[None]).tolist() == [pytest.approx([512, -512, 0], rel=0.01, abs=0.1)]
    assert product(torch.ones(1, 512)).tolist() == [pytest.approx([0, 0, 512], rel=0.01, abs=0.1)]


@pytest.mark.parametrize("instructions", ["AVX2", "AVX2_VNNI", "AVX512_CORE_VNNI"])
def test_int8_products_do_not_overflow_on_older_processors(instructions: str) -> None:
    environment = os.environ | {"ONEDNN_MAX_CPU_ISA": instructions} | (OLDER if "512" not in instructions else {})
    this = f"{__file__}::test_int8_products_do_not_overflow_on_this_processor"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", this]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("bias", [None, torch.linspace(-3, 3, 96)])
def test_an_int8_product_is_nearly_the_exact_one(bias: torch.Tensor | None) -> None:
    torch.manual_seed(0)
    weight, x = torch.randn(96, 64), torch.randn(2, 7, 64) * torch.logspace(-4, 4, 7)[:, None]
    exact = torch.nn.functional.linear(x, weight, bias)
    product = int8_linear(weight, bias)(x)
    assert product.shape == exact.shape
    off = (product - exact).norm(dim=-1) / (exact - (0 if bias is None else bias)).norm(dim=-1)
    assert off.max() < 0.03


def test_a_row_comes_out_the_same_whatever_lies_beside_it() -> None:
    torch.manual_seed(0)
    product, rows = int8_linear(torch.randn(512, 256), torch.randn(512)), torch.randn(40, 256)
    together = product(rows)
    for count in (1, 2, 3, 16, 39):
        assert torch.equal(product(rows[:count]), together[:count])
        assert torch.equal(product(rows[-count:]), together[-count:])


def test_rows_are_rounded_each_by_its_own_largest() -> None:
    whole, scales = rounded(torch.tensor([[0.0, 127.0, -127.0, 63.6, -0.4], [0.0, 0.0, -0.254, 0.0, 0.001], [0.0] * 5]))
    assert whole.tolist() == [[128, 255, 1, 192, 128], [128, 128, 1, 128, 129], [128] * 5]
    assert scales[:2, 0].tolist() == pytest.approx([1, 0.002])
    assert 0 < scales[2, 0] < 1e-10
