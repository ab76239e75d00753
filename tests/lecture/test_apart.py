"""What is done apart does not bring down who asks for it, whatever it does, and nothing of it is left over."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from lecture import apart, apart_processes
from lecture.apart_errors import ReadingFailed, ReadingInterrupted, ReadingTooLarge, ReadingTooLong
from lecture.errors import NoSuchTrack
from lecture.tongue import speaking
from tests.conftest import ROOT, posix
from tests.lecture.done_apart import (
    NAME,
    Sum,
    added,
    babble,
    counted,
    crash,
    crash_later,
    eat,
    hang,
    leave,
    number_then_hang,
    refuse_later,
    refused,
    sounding,
    spin,
    telling,
    tongue_folder_niceness,
    unsent,
    write,
    wrong,
)

PATIENCE = 30.0  # seconds for what takes a moment


linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux counts the memory that is taken")


@pytest.fixture(params=[pytest.param(True, marks=posix, id="forked"), pytest.param(False, id="fresh")])
def each_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart_processes, "FORKS", request.param)


def gone(number: int) -> bool:
    """Whether a process has ended within a moment; a dead one that nobody has asked for has."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            if Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.02)
    return False


# What comes back


@pytest.mark.usefixtures("each_way")
def test_what_is_done_apart_comes_back() -> None:
    assert apart.call(added, 1, 2, name=NAME) == 3
    np.testing.assert_array_equal(apart.call(sounding, 10_000_000, name=NAME), sounding(10_000_000))
    told: list[int] = []
    assert (apart.call(telling, 4, name=NAME, tell=told.append), told) == ("told", [0, 1, 2, 3])
    yielded = apart.each(counted, 3, name=NAME)
    assert [next(yielded), next(yielded), next(yielded)] == [0, 1, 2]
    with pytest.raises(StopIteration) as end:
        next(yielded)
    assert end.value.value == "all"


@pytest.mark.usefixtures("each_way")
def test_what_is_raised_apart_is_raised_here() -> None:
    with pytest.raises(NoSuchTrack) as refusal:
        apart.call(refused, name=NAME)
    said = vars(refusal.value)
    assert "in refused" in said.pop("__notes__")[0]
    assert said == vars(NoSuchTrack(NAME, 5, 2))
    with pytest.raises(KeyError, match="a") as fault:
        apart.call(wrong, name=NAME)
    assert "in wrong" in fault.value.__notes__[0]
    with pytest.raises(RuntimeError, match="Unsent: 1 and 2") as named:
        apart.call(unsent, name=NAME)
    assert "in unsent" in named.value.__notes__[0]


@pytest.mark.usefixtures("each_way")
def test_what_is_kept_is_made_once_and_answers_on_after_an_error() -> None:
    kept = apart.Kept(Sum, 10, name=NAME)
    first, number = kept(1)
    with pytest.raises(ValueError, match="-5"):
        kept(-5)
    assert (first, kept(2, times=3)) == (11, (17, number))
    kept.rest()
    assert kept(1)[0] == 11  # made anew
    assert number != os.getpid()


def test_what_is_kept_ends_when_nobody_asks_or_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = apart.Kept(Sum, 0, name=NAME)
    _, number = kept(1)
    del kept
    assert gone(number)
    monkeypatch.setattr(apart, "REST", 0.1)
    kept = apart.Kept(Sum, 0, name=NAME)
    _, number = kept(1)
    assert gone(number)


@pytest.mark.usefixtures("each_way")
def test_what_is_printed_apart_disturbs_nothing() -> None:
    assert apart.call(babble, name=NAME) == 5


@posix
def test_a_child_does_things_as_the_thread_that_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    apart.call(added, 1, 2, name=NAME)
    monkeypatch.chdir(tmp_path)
    found = []

    def ask() -> None:
        if sys.platform == "linux":
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 15)
        with speaking("de"):
            found.append(apart.call(tongue_folder_niceness, name=NAME))

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join(PATIENCE)
    assert [one[:2] for one in found] == [("de", tmp_path)]
    assert sys.platform != "linux" or found[0][2] == 15


# What goes wrong


@posix
@pytest.mark.usefixtures("each_way")
def test_a_child_that_dies_is_an_error_with_its_evidence() -> None:
    with pytest.raises(ReadingFailed) as died:
        apart.call(crash, name=NAME)
    assert NAME in str(died.value)
    assert died.value.detail.startswith("SIGSEGV: ")
    with pytest.raises(ReadingFailed) as left:
        apart.call(leave, name=NAME)
    assert left.value.detail == "exit 7: so it goes\n"
    assert apart.call(added, 1, 2, name=NAME) == 3


@posix
def test_a_crash_says_where() -> None:
    with pytest.raises(ReadingFailed) as died:
        apart.call(crash, name=NAME)
    assert "in crash" in died.value.detail


@linux
@pytest.mark.usefixtures("each_way")
def test_a_child_that_eats_memory_is_ended_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "MEMORY", 2**28)
    with pytest.raises(ReadingTooLarge) as died:
        apart.call(eat, name=NAME)
    assert str(2**28) in died.value.detail


@posix
def test_a_child_that_spins_is_ended_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "SECONDS", 0)
    with pytest.raises(ReadingTooLong, match=NAME):
        apart.call(spin, name=NAME)


@posix
@pytest.mark.usefixtures("each_way")
def test_a_child_that_works_for_too_long_in_all_is_ended_for_that_and_not_for_want_of_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(apart, "IN_ALL", 1)
    with pytest.raises(ReadingTooLong, match=NAME) as ended:
        apart.call(spin, name=NAME)
    assert "1 s in all" in ended.value.detail


@pytest.mark.usefixtures("each_way")
def test_a_child_that_hangs_is_ended_when_nothing_was_heard_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "SECONDS", 0)
    monkeypatch.setattr(apart, "SILENCE", 1.5)
    with pytest.raises(ReadingTooLong, match=NAME):
        apart.call(hang, name=NAME)


def test_a_slow_listener_costs_the_child_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "SECONDS", 0)
    monkeypatch.setattr(apart, "SILENCE", 1.0)
    yielded = apart.each(counted, 3, name=NAME)
    found = []
    for number in yielded:
        found.append(number)
        time.sleep(1.2)
    assert found == [0, 1, 2]


@posix
def test_a_child_that_writes_without_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "FILE", 2**22)
    with pytest.raises(ReadingTooLarge):
        apart.call(write, tmp_path / "a", name=NAME)
    assert (tmp_path / "a").stat().st_size == 2**22


@posix
def test_what_is_kept_says_again_that_it_died() -> None:
    kept = apart.Kept(crash_later, name=NAME)
    for _ in range(2):
        with pytest.raises(ReadingFailed):
            kept()


@pytest.mark.usefixtures("each_way")
def test_what_is_kept_and_could_not_be_made_says_so_again() -> None:
    kept, depths = apart.Kept(refuse_later, name=NAME), list[int]()
    for _ in range(3):
        with pytest.raises(NoSuchTrack) as refusal:
            kept()
        depths.append(len(refusal.traceback))
    assert depths[1] == depths[2]


# Nothing is left over


@linux
def test_who_stops_listening_ends_the_work_at_once(tmp_path: Path) -> None:
    yielded = apart.each(number_then_hang, tmp_path / "a", name=NAME)
    number = next(yielded)
    assert not Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].startswith(" Z")
    began = time.monotonic()
    yielded.close()
    assert not Path(f"/proc/{number}").exists()  # when `close` is back, it is gone
    assert time.monotonic() - began < 5


@linux
def test_what_the_listener_raises_ends_the_work() -> None:
    def stop(number: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        apart.call(telling, 10**9, name=NAME, tell=stop)
    assert children(helper()) == []


def helper() -> int:
    (one,) = apart_processes._helpers
    return one.process.pid


def children(number: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{number}/task/{number}/children").read_text().split()]


@linux
def test_a_killed_helper_takes_its_children_along_and_the_next_call_begins_another(tmp_path: Path) -> None:
    yielded = apart.each(number_then_hang, tmp_path / "a", name=NAME)
    number, killed = next(yielded), helper()
    os.kill(killed, signal.SIGKILL)
    with pytest.raises(ReadingInterrupted, match="Try again"):
        list(yielded)
    assert gone(number)
    assert apart.call(added, 1, 2, name=NAME) == 3
    assert helper() != killed


@linux
def test_a_helper_that_dies_with_a_request_in_hand_has_another_take_its_place() -> None:
    apart.call(added, 1, 2, name=NAME)
    killed, found = helper(), list[int]()
    os.kill(killed, signal.SIGSTOP)
    asking = threading.Thread(target=lambda: found.append(apart.call(added, 1, 2, name=NAME)))
    asking.start()
    time.sleep(0.3)  # the request is on its way
    os.kill(killed, signal.SIGKILL)
    asking.join(PATIENCE)
    assert found == [3]


@linux
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_that_is_meant_for_the_server_stops_neither_the_helper_nor_its_child(name: str) -> None:
    """As where a whole container is told to end: what is at work there must not fail before the server ends it."""
    yielded = apart.each(counted, 3, name=NAME)
    assert next(yielded) == 0
    told = helper()
    for number in (told, *children(told)):
        os.kill(number, getattr(signal, name))
    assert list(yielded) == [1, 2]
    assert apart.call(added, 1, 2, name=NAME) == 3
    assert helper() == told


@linux
def test_the_helper_gives_way_to_the_server_in_its_session_and_hears_no_ctrl_c() -> None:
    """Linux weighs niceness within a session alone."""
    apart.call(added, 1, 2, name=NAME)
    assert os.getsid(helper()) == os.getsid(0)
    assert os.getpgid(helper()) != os.getpgid(0)


SERVER = """
import sys, time
from pathlib import Path
import pipeline
from lecture import apart, apart_processes
from tests.lecture import done_apart
kept = apart.Kept(done_apart.Sum, 1, name="a")
working = apart.each(done_apart.number_then_hang, Path(sys.argv[1]), name="a")
numbers = [kept(1)[1], next(working), apart_processes._helpers[0].process.pid]
print(*numbers, flush=True)
if sys.argv[2] == "stay":
    time.sleep(1000)
"""


@linux
@pytest.mark.parametrize("then", ["stay", "end"])
def test_a_server_that_is_killed_or_ends_leaves_no_process(tmp_path: Path, then: str) -> None:
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER, tmp_path / "a", then], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    with server:
        assert server.stdout
        numbers = [int(number) for number in server.stdout.readline().split()]
        assert len(numbers) == 3
        if then == "stay":
            server.kill()
    assert [gone(number) for number in numbers] == [True] * 3


@posix
def test_many_threads_ask_at_once() -> None:
    found: dict[int, list[int]] = {}

    def ask(number: int) -> None:
        found[number] = [apart.call(added, number, more, name=NAME) for more in range(10)]
        found[number] += list(apart.each(counted, 5, name=NAME))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(4 * PATIENCE)
    assert found == {number: [*range(number, number + 10), *range(5)] for number in range(8)}


@linux
def test_calls_leave_no_files_open() -> None:
    apart.call(added, 1, 2, name=NAME)
    before = [len(list(Path(f"/proc/{number}/fd").iterdir())) for number in (os.getpid(), helper())]
    for _ in range(10):
        apart.call(added, 1, 2, name=NAME)
        apart.each(counted, 3, name=NAME).close()
        next(apart.each(counted, 3, name=NAME))
    time.sleep(0.5)  # the last one is on its way out
    after = [len(list(Path(f"/proc/{number}/fd").iterdir())) for number in (os.getpid(), helper())]
    assert all(now <= then + 1 for now, then in zip(after, before, strict=True))


@linux
def test_a_process_forked_from_this_one_has_a_helper_of_its_own() -> None:
    apart.call(added, 1, 2, name=NAME)
    came, went = os.pipe()
    number = os.fork()
    if not number:
        try:
            os.write(went, b"%d %d" % (apart.call(added, 2, 2, name=NAME), helper()))
        finally:
            os._exit(0)
    os.waitpid(number, 0)
    found, other = os.read(came, 100).split()
    assert (int(found), int(other) != helper()) == (4, True)
    assert gone(int(other))
    assert apart.call(added, 1, 2, name=NAME) == 3
