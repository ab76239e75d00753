"""What visitors cost a shared server who only come and look: `python -m benchmarks.visitors [--visits 100] [--app DIR]`.

A real server with LECTURE_SHARED=yes and a data folder of its own. Students without a notebook's key open the page, all
of them at once, stay idle, and close it. Printed are the notebooks that this made, how long the page took, and the
memory of the server's process before, while they stay, once the server may forget them, and by how much it grew for
each. A second round of as many shows what of it was for the first only. DIR is another version of the app, to be
measured beside this one. Linux only: the memory is read from /proc.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.students import Student

HERE = Path(__file__).resolve().parents[1]
SETTLED = 5.0  # seconds in which a server comes to rest
MB = 2**20


@dataclass(frozen=True, slots=True)
class Server:
    url: str
    pid: int
    data: Path

    @property
    def memory(self) -> float:
        """Of its process, resident, in MB."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        (line,) = (line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) * 1024 / MB

    @property
    def threads(self) -> int:
        return len(list(Path(f"/proc/{self.pid}/task").iterdir()))

    @property
    def notebooks(self) -> int:
        with closing(sqlite3.connect(self.data / "library.db")) as rows:
            (count,) = rows.execute("SELECT count(*) FROM notebooks").fetchone()
            return int(count)


@contextmanager
def served(app: Path, **environment: str) -> Iterator[Server]:
    """The app in DIR as a server that others reach, as long as this is open."""
    with tempfile.TemporaryDirectory() as folder:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        data = Path(folder) / "data"
        run = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true", f"--server.port={port}"]
        around = {"LECTURE_DATA": str(data), "LECTURE_SHARED": "yes", "HF_HUB_OFFLINE": "1", **environment}
        with (Path(folder) / "log").open("wb") as log:
            process = subprocess.Popen(
                [*run, "--server.address=127.0.0.1"], cwd=app, env={**os.environ, **around}, stdout=log, stderr=log
            )
        try:
            server = Server(f"http://127.0.0.1:{port}/", process.pid, data)
            _wait(server)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(server: Server, patience: float = 120) -> None:
    end = time.monotonic() + patience
    while True:
        try:
            urllib.request.urlopen(f"{server.url}_stcore/health", timeout=1).close()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
        else:
            return


async def visit(server: Server, visits: int, told: str) -> None:
    """So many at once; each stays until all have seen the page."""
    before = server.memory
    students = [Student(server.url) for _ in range(visits)]
    for student in students:
        await student.__aenter__()
    try:
        answers = await asyncio.gather(*(student.opens() for student in students), return_exceptions=True)
        times = sorted(one for one in answers if isinstance(one, float))
        failed = [one for one in answers if isinstance(one, BaseException)]
        await asyncio.sleep(SETTLED)
        there = server.memory
        print(
            f"{told}: {len(times)} pages drawn, {len(failed)} not; median {statistics.median(times):.1f} s, "
            f"slowest {times[-1]:.1f} s; {server.notebooks} notebooks, {server.threads} threads"
        )
        if failed:
            print(f"  the first that was not: {failed[0]!r}")
    finally:
        await asyncio.gather(*(student.__aexit__(None, None, None) for student in students))
    print(f"  {before:.0f} MB before, {there:.0f} MB while they stay: {(there - before) / visits:.2f} MB each")


async def measure(server: Server, visits: int, forgotten: float) -> None:
    await visit(server, 1, "the first page")
    for round_ in ("first", "second"):
        await visit(server, visits, f"{round_} round")
        await asyncio.sleep(forgotten)
        await visit(server, 1, "one more, when those before may be forgotten")


def main() -> None:
    said = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    said.add_argument("--visits", type=int, default=100)
    said.add_argument("--app", type=Path, default=HERE, help="another version of the app")
    said.add_argument("--forgotten", type=float, default=130, help="seconds after which a closed page is forgotten")
    asked = said.parse_args()
    with served(asked.app) as server:
        asyncio.run(measure(server, asked.visits, asked.forgotten))


if __name__ == "__main__":
    main()
