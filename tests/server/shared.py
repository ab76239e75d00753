"""A server that others reach, as a process of its own, and students at it who need no browser."""

from __future__ import annotations

import re
import socket
from contextlib import closing
from pathlib import Path

from benchmarks.students import Student
from lecture.store.library import Library
from tests.browser.served import Server


def started(folder: Path, **environment: str) -> Server:
    """With LECTURE_SHARED=yes, reached at 127.0.0.1 from any address of this machine."""
    server = Server(folder / "data")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        server.port = free.getsockname()[1]
    around = {"LECTURE_SHARED": "yes", "STREAMLIT_SERVER_ADDRESS": "127.0.0.1", **environment}
    server.start(**around)
    return server


def page(server: Server, address: str = "", **headers: str) -> Student:
    """A page of the server's that somebody at this address opens."""
    return Student(f"http://127.0.0.1:{server.port}/", address, headers)


def notebooks(server: Server) -> int:
    """How many are in the database."""
    with closing(Library(server.data)) as library, library.database.reading() as rows:
        (count,) = rows.execute("SELECT count(*) FROM notebooks").fetchone()
        return int(count)


async def uploads_held(student: Student) -> int:
    """The bytes of uploads that the server's memory holds, as Streamlit itself counts them."""
    told = await student.http.get(f"{student.home}_stcore/metrics")
    found = re.search(r"^cache_memory_bytes\{[^}]*UploadedFileManager[^}]*\} (\d+)", told.text, re.M)
    return int(found[1]) if found else 0
