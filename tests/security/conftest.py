"""A server as a student starts it on a laptop, and one as a campus does; each a real process, for all tests here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from lecture.store.library import Library
from lecture.store.notebook import Notebook
from tests.browser.served import Server, desk, packed
from tests.lecture.export.tides import TIDES


@pytest.fixture(scope="package")
def laptop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("laptop") / "data")
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="package")
def campus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("campus") / "data")
    server.start(LECTURE_SHARED="yes")
    yield server
    server.kill()


@dataclass(frozen=True, slots=True)
class Student:
    """Somebody with one finished lecture on that server, and what their own page knows of it."""

    library: Library
    key: str
    lecture: str

    @property
    def mine(self) -> Notebook:
        return self.library.notebook(self.key)

    @property
    def recorder(self) -> str:
        """Where their microphone's recordings go."""
        return f"/notebook/{self.mine.name}/recordings"


@pytest.fixture(scope="package")
def tides(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file of a notebook with one finished lecture in it, with the sound of the sample."""
    return packed(tmp_path_factory.mktemp("tides") / "data", [TIDES])


def student(server: Server, notebook: bytes) -> Student:
    one = desk(server, notebook)
    library = one.library()
    (entry,) = library.notebook(one.key).page(count=9).entries
    return Student(library, one.key, entry.id)


@pytest.fixture
def amara(campus: Server, tides: bytes) -> Iterator[Student]:
    one = student(campus, tides)
    yield one
    one.library.close()


@pytest.fixture
def bela(campus: Server, tides: bytes) -> Iterator[Student]:
    """Another student, who has the very same recording."""
    one = student(campus, tides)
    yield one
    one.library.close()
