"""The machine code that is kept on disk: where a file of it is damaged it is made anew."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

ASKED = """
import numpy as np
from lecture.speech.kernels import scores
ones, out = np.ones((1, 1, 1, 64), np.float32), np.zeros((1, 1, 1, 1), np.float32)
scores(ones, ones.astype(np.int8), np.ones((1, 1, 1), np.float32), np.array([1]), 0, out)
print(out.item())
"""


def answered(folder: Path) -> str:
    """What a process says that keeps its machine code there."""
    around = {**os.environ, "NUMBA_CACHE_DIR": str(folder)}
    run = subprocess.run([sys.executable, "-c", ASKED], cwd=ROOT, env=around, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return run.stdout


@pytest.mark.parametrize("ending", ["nbi", "nbc"])
def test_machine_code_that_was_cut_in_half_is_made_anew(ending: str, tmp_path: Path) -> None:
    right = answered(tmp_path)
    (kept,) = tmp_path.rglob(f"*.{ending}")
    whole = kept.read_bytes()
    kept.write_bytes(whole[: len(whole) // 2])
    assert answered(tmp_path) == right
    assert len(kept.read_bytes()) > len(whole) // 2  # and it is kept again
