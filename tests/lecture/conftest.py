"""An empty library."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lecture.store.library import Library
from lecture.store.notebook import Notebook


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library(tmp_path / "data")
    yield library
    library.close()


@pytest.fixture
def mine(library: Library) -> Notebook:
    return library.notebook(library.new_notebook())
