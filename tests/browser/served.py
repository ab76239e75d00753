"""`streamlit run app.py` as a process that can be killed, and what is in the notebooks of its data folder."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest

from lecture.store import archive
from lecture.store.library import Library
from lecture.store.notebook import Notebook
from lecture.store.rows import finish
from lecture.values import Lecture, Options
from tests.conftest import ROOT, SAMPLE


class Server:
    """`streamlit run app.py` on a port and a data folder of its own."""

    def __init__(self, data: Path) -> None:
        self.data = data
        with socket.socket() as free:
            free.bind(("localhost", 0))
            self.port = free.getsockname()[1]
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def lives(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self, **environment: str) -> None:
        run = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true"]
        around = {**os.environ, "LECTURE_DATA": str(self.data), **environment}
        with (self.data.parent / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*run, f"--server.port={self.port}"], cwd=ROOT, env=around, stdout=log, stderr=log
            )
        for _ in range(600):
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=1) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                if self.process.poll() is not None:
                    break
                try:
                    self.process.wait(0.1)
                except subprocess.TimeoutExpired:
                    continue
        pytest.fail(f"the server did not start:\n{(self.data.parent / 'server.log').read_text()}")

    def kill(self) -> None:
        assert self.process
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@dataclass(frozen=True, slots=True)
class Desk:
    """A student's own notebook on a server that others use too."""

    server: Server
    key: str

    @property
    def url(self) -> str:
        return f"{self.server.url}/?notebook={self.key}"

    def library(self) -> Library:
        return Library(self.server.data)

    def notebook(self) -> Notebook:
        return self.library().notebook(self.key)

    def lecture(self, title: str) -> str:
        """The id of the lecture that is called so."""
        return next(entry.id for entry in self.notebook().page(count=9).entries if entry.title == title)

    def address(self, title: str) -> str:
        return f"{self.url}&lecture={self.lecture(title)}"


def desk(server: Server, packed: bytes = b"") -> Desk:
    """A new notebook, with what such a file of a notebook holds."""
    library = Library(server.data)
    made = Desk(server, library.new_notebook())
    if packed:
        archive.take_in(library.notebook(made.key), "notebook.zip", BytesIO(packed))
    library.close()
    return made


def packed(folder: Path, lectures: Iterable[Lecture], course: str = "") -> bytes:
    """The file of a notebook that holds these lectures, finished, each with the sound of the sample."""
    library = Library(folder)
    mine = library.notebook(library.new_notebook())
    for number, lecture in enumerate(lectures):
        sound = SAMPLE.read_bytes() + bytes([number]) * bool(number)
        made = mine.add(lecture.file_name, BytesIO(sound), Options())
        with library.database.writing() as rows:
            finish(rows, mine.number(rows, made), lecture)
        mine.move(made, course)
    file = archive.packed(mine)
    library.close()
    return file
