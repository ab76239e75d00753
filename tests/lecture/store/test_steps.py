"""Every step of every story fails once, for good until the server starts anew, and by the death of the process.

After each fault the library is opened anew and asked for its invariants; what was refused is not half there, what was
told to be kept is there, and the student who tries it again ends with what a student has who never met a fault.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from lecture.errors import LectureError
from lecture.store.put_away import DAY
from tests.lecture.store.faults import Steps, failing
from tests.lecture.store.hands import Standing
from tests.lecture.store.invariants import broken, left_over
from tests.lecture.store.stories import STORIES, Story, Student, packed_elsewhere, seen

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a process dies in a fork of this one")

BEGAN = float(int(time.time()))  # the moment of all stories: ages are also told by the system's clock
MOST = 400  # steps of a story; one that has more does not end
TRIES = 4  # of an act that is refused, in one life of the server

Told = list[dict[str, Any]]  # what a process told before it ended, in order


@pytest.fixture(scope="module")
def there() -> Iterator[Path]:
    """A folder in memory, where there is one: what is tried is the order of steps, not the disk."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as folder:
        clock = Standing()
        clock.moment = BEGAN
        (Path(folder) / "notebook.zip").write_bytes(packed_elsewhere(Path(folder) / "elsewhere", clock))
        yield Path(folder)


@pytest.fixture(scope="module")
def tried() -> Iterator[dict[str, int]]:
    """How many steps were failed, by story; told at the end."""
    counted: dict[str, int] = {}
    yield counted
    print(f"\nfaults at step n: {sum(counted.values())} in {len(counted)} stories: {counted}")  # noqa: T201


@contextmanager
def student(folder: Path, moment: float = BEGAN) -> Iterator[Student]:
    one = Student(folder, Standing())
    one.clock.moment = moment
    yield one
    one.stop()


class Tale:
    """One story, its beginning on disk, and what is seen after each of its acts where nothing goes wrong."""

    def __init__(self, there: Path, name: str) -> None:
        self.story: Story = STORIES[name]
        self.before, self.folder = there / "before" / "data", there / "now" / "data"
        self.there = there
        for folder in (self.before, self.folder):
            shutil.rmtree(folder.parent, ignore_errors=True)
            folder.parent.mkdir()
            shutil.copy(there / "notebook.zip", folder.parent)
        self.opened_by_act = self.story.acts[0] is Student.start
        if not self.opened_by_act:
            with student(self.before) as one:
                one.start()
                self.story.before(one)
        self.states: list[Any] = []
        self.begin_anew()
        with student(self.folder) as one:
            if not self.opened_by_act:
                one.start()
                self.states.append(seen(one))
            for act in self.story.acts:
                act(one)
                self.states.append(seen(one))
            assert broken(one.library) == []
        if self.opened_by_act:
            self.states.insert(0, self.states[0])

    def begin_anew(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        if self.before.exists():
            shutil.copytree(self.before, self.folder)

    def lived(self, steps: Steps) -> Told:
        """What a process tells that lives through the story, with these faults, and dies at its end if not before."""
        read, write = os.pipe()
        child = os.fork()
        if not child:
            try:
                self._live(steps, lambda **told: os.write(write, json.dumps(told).encode() + b"\n"))
            finally:
                os._exit(0)
        os.close(write)
        with os.fdopen(read) as pipe:
            told = [json.loads(line) for line in pipe]
        os.waitpid(child, 0)
        return told

    def _live(self, steps: Steps, tell: Any) -> None:
        one = Student(self.folder, Standing())
        one.clock.moment = BEGAN
        if not self.opened_by_act:
            one.start()
        try:
            with failing(steps):
                for number, act in enumerate(self.story.acts):
                    self._do(one, number, act, steps, tell)
        except BaseException:  # noqa: BLE001  it is told
            tell(crash=traceback.format_exc())
        tell(through=not steps.failed, failed=steps.failed[:3])

    def _do(self, one: Student, number: int, act: Any, steps: Steps, tell: Any) -> None:
        for attempt in range(TRIES):
            try:
                act(one)
                if attempt:
                    assert seen(one) == self.states[number + 1]
            except LectureError as refused:
                tell(refused=number, error=str(refused), clock=one.clock.moment)
                if steps.lasting:  # the student gives up until the server is back
                    os._exit(0)
                if one.server and self.check(one, number, act) == self.states[number + 1]:
                    break
            else:
                break
        else:
            raise AssertionError(f"{act.__name__} is refused for ever")
        tell(did=number, clock=one.clock.moment)

    def check(self, one: Student, number: int, act: Any, *, whole: bool = True) -> Any:
        """All is as it was before this act, or as it is after it; of an act in parts, or where it is not refused but
        broken off, each part is. Returns what is seen."""
        one.library.sweep()  # what is nobody's may lie about until then
        assert broken(one.library) == []
        now, before, after = seen(one), self.states[number], self.states[number + 1]
        if whole and act not in self.story.parts:
            assert now in (before, after)
        else:
            for name in now.keys() | before.keys() | after.keys():
                was, is_ = before.get(name), after.get(name)
                assert now.get(name) in (was, is_) or (name == "growing" and _torn(now[name], was, is_)), name
        return now

    def go_on(self, told: Told) -> None:
        """The server starts anew, and the student goes on where they were."""
        number = max((one["did"] + 1 for one in told if "did" in one), default=0)
        moment = next((one["clock"] for one in reversed(told) if "clock" in one), BEGAN)
        with student(self.folder, moment) as one:
            one.start()
            one.queue.round()  # what a dead server was running is queued again
            left = list(self.story.acts[number:])
            if left and self.check(one, number, left[0], whole=False) == self.states[number + 1]:
                del left[0]
            for act in left:
                if act is not Student.start:
                    act(one)
            assert seen(one) == self.states[-1]
            one.clock.move(2 * DAY)
            one.library.sweep()
            assert broken(one.library) == []
            library = one.library
        assert left_over(library) == []


def _torn(now: list[Any], before: list[Any], after: list[Any]) -> bool:
    """Whether some of the bytes that a microphone's part adds are there: the browser has it still, and sends it again,
    which mends it."""
    (_, seconds, size, _), (_, most_seconds, most, _) = now[0], after[0]
    least_seconds, least = (before[0][1], before[0][2]) if before else (0.0, 0)
    return len(now) == 1 and least <= size <= most and least_seconds <= seconds <= most_seconds


@pytest.mark.parametrize("how", ["once", "lasting", "dies"])
@pytest.mark.parametrize("name", STORIES)
def test_whichever_step_fails_nothing_is_lost_or_half_there(
    name: str, how: str, there: Path, tried: dict[str, int]
) -> None:
    tale, wrong = _tale(there, name), []
    for n in range(1, MOST):
        tale.begin_anew()
        told = tale.lived(Steps(n, n, lasting=how == "lasting", dies=how == "dies"))
        wrong += [f"step {n}: {one['crash']}" for one in told if "crash" in one]
        try:
            tale.go_on(told)
        except (AssertionError, LectureError) as error:
            wrong.append(f"step {n}, {told}: {error}")
        if told and told[-1].get("through"):
            tried[f"{name}, {how}"] = n - 1
            break
    else:
        wrong.append("it never gets through")
    assert not wrong, "\n".join(wrong)


@cache
def _tale(there: Path, name: str) -> Tale:
    return Tale(there, name)
