"""Another program that holds the database of a data folder, as a backup or a viewer of databases may."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HOLD = """
import sqlite3, sys
rows = sqlite3.connect(sys.argv[1], isolation_level=None)
rows.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def held(data: Path, seconds: float | None = None) -> Iterator[None]:
    """A process that holds it within, or for so many seconds from now."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(data / "library.db")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as program:
        assert program.stdout
        assert program.stdout.readline() == b"held\n"
        ends = threading.Timer(seconds, program.kill) if seconds is not None else None
        if ends:
            ends.start()
        try:
            yield
        finally:
            if ends:
                ends.cancel()
            program.kill()
