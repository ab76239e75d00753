"""A visitor who stays: a page that is open, in a thread of its own, while a test does something else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from anyio.from_thread import start_blocking_portal

from benchmarks.students import Student


@contextmanager
def visitor(url: str, query: str = "") -> Iterator[None]:
    """The page is drawn. `query` is what stands behind the question mark of its address."""
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(Student(f"{url}/?{query}")) as student:
        portal.call(student.opens)
        yield
