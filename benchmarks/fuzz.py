"""A thousand broken and odd files through every door that takes a file in.

python -m benchmarks.fuzz [--count 1000] [--seed 1] [--only WORD] [--keep FOLDER]

They are made of the sample in every format that FFmpeg writes here, and by hand (benchmarks/odd_*.py). A recording
goes as far as a job takes it before Whisper hears it, then to the player: opened, its track chosen, decoded to its
end, cut into chunks by its levels, its chapters read; a clip of it, an MP3 of a card, what a browser plays, a copy of
its sound, its video with subtitles. Subtitles, slides, a lecture.json and a notebook's file go where the page takes
them, and what is taken is written in every format again.

Each file is tried in a process of its own. It must end as what it is or as a LectureError, within a time that its
size and its length allow and within MEMORY; the transcript and the player must agree on whether it can be read; no
file beside it is opened and no address is asked. What does not is printed, with the seed that makes it again, and kept
in FOLDER. Ctrl-C ends the run and prints what there is.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import resource
import select
import signal
import socket
import sys
import time
import traceback
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import odd_formats, odd_made, odd_papers
from benchmarks.odd_doors import DOORS
from benchmarks.odd_sounds import Base, odd_sound

SOUNDS = 0.7  # of the files are recordings
SECONDS = 2.0  # of the sample in each
ALLOWED = (15.0, 5.0, 60.0)  # seconds of a processor for any file, for a megabyte of it, for an hour of sound in it
PATIENCE = 240.0  # s after which a file is given up
MEMORY = 1024  # MB that a process may take in all, Python and its packages included
ADDRESSES = 8 * 2**30  # bytes of addresses; beyond them it is told that there is no memory


@dataclass(frozen=True)
class Odd:
    """A file to be tried. `seed` makes it again."""

    seed: str
    door: str
    what: str
    name: str
    data: bytes


@dataclass
class Outcome:
    """How it ended: taken, refused by a LectureError, or neither. `error` is the error's kind."""

    ended: str  # taken, refused, bare, killed, late
    error: str = ""
    detail: str = ""
    sound: float = 0.0  # s
    seconds: float = 0.0  # of a processor that it took
    memory: int = 0  # MB

    def wrong(self, size: int) -> str:
        any_file, megabyte, hour = ALLOWED
        allowed = any_file + megabyte * size / 2**20 + hour * self.sound / 3600
        if self.ended in ("bare", "killed", "late"):
            return self.ended
        if self.seconds > allowed:
            return f"slow: {self.seconds:.0f} s, {allowed:.0f} are allowed"
        return f"large: {self.memory} MB" if self.memory > MEMORY else ""


def odd_files(count: int, seed: int, bases: list[Base], only: str = "") -> Iterator[Odd]:
    """So many files, the same for the same seed and bases."""
    for number in range(count):
        dice = random.Random(f"{seed} {number}")
        if dice.random() < SOUNDS:
            door, (what, name, data) = "recording", odd_sound(dice, bases)
        else:
            door = dice.choice(list(odd_papers.PAPERS))
            what, name, data = odd_papers.PAPERS[door](dice)
        if only in door or only in what:
            yield Odd(f"{seed} {number}", door, what, name, data)


def tried(odd: Odd, folder: Path) -> Outcome:
    """Go through the door with it in a process of its own, and wait until that has ended."""
    reading, writing = os.pipe()
    began = time.monotonic()
    child = os.fork()
    if not child:
        os.close(reading)
        _child(odd, folder, writing)
    os.close(writing)
    told = _told(reading, began + PATIENCE)
    os.close(reading)
    if told is None:
        os.kill(child, signal.SIGKILL)
    _, status, used = os.wait4(child, 0)
    outcome = Outcome("late") if told is None else Outcome(**json.loads(told)) if told else Outcome("killed")
    if outcome.ended == "killed":
        outcome.detail = f"status {status}"
    outcome.seconds, outcome.memory = used.ru_utime + used.ru_stime, used.ru_maxrss // 1024
    return outcome


def _told(reading: int, until: float) -> str | None:
    """What the child says of how it ended; None where it says nothing in time."""
    said = b""
    while True:
        ready, _, _ = select.select([reading], [], [], max(0.0, until - time.monotonic()))
        if not ready:
            return None
        piece = os.read(reading, 2**16)
        if not piece:
            return said.decode()
        said += piece


def _child(odd: Odd, folder: Path, writing: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES, ADDRESSES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        outcome = through(odd, folder)
        os.write(writing, json.dumps(asdict(outcome)).encode())
    finally:
        os._exit(0)


def through(odd: Odd, folder: Path) -> Outcome:
    """Go through the door with it, here."""
    from lecture.errors import LectureError

    try:
        return Outcome("taken", sound=DOORS[odd.door](odd.name, odd.data, folder))
    except LectureError as error:
        str(error).encode("utf-8", "surrogatepass")
        return Outcome("refused", type(error).__name__, str(getattr(error, "detail", ""))[:200])
    except BaseException as error:  # noqa: BLE001  (that is what is looked for)
        where = traceback.extract_tb(error.__traceback__)[-6:]
        places = " < ".join(f"{Path(at.filename).name}:{at.lineno}" for at in reversed(where))
        return Outcome("bare", type(error).__name__, f"{str(error)[:300]!r} at {places}")


class Silent:
    """A port that nobody may ask."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.setblocking(False)
        odd_made.ADDRESS["port"] = self._socket.getsockname()[1]

    def asked(self) -> int:
        count = 0
        while True:
            try:
                self._socket.accept()[0].close()
            except BlockingIOError:
                return count
            count += 1


def table(found: list[tuple[Odd, Outcome]]) -> str:
    """A row for each kind of thing that was done, and the errors by their kinds."""
    rows = [
        "| door | what was done | tried | taken | refused | wrong | slowest | most memory |",
        "| --- |" + " --- |" * 7,
    ]
    by: dict[tuple[str, str], list[tuple[Odd, Outcome]]] = defaultdict(list)
    for odd, outcome in found:
        by[odd.door, odd.what.split(",")[0]].append((odd, outcome))
    for (door, what), some in [*sorted(by.items()), (("all", ""), found)]:
        ended = Counter(outcome.ended for _, outcome in some)
        wrong = sum(bool(outcome.wrong(len(odd.data))) for odd, outcome in some)
        slowest, largest = max(each.seconds for _, each in some), max(each.memory for _, each in some)
        rows.append(
            f"| {door} | {what} | {len(some)} | {ended['taken']} | {ended['refused']} | {wrong} | {slowest:.1f} s | "
            f"{largest} MB |"
        )
    kinds = Counter(outcome.error for _, outcome in found if outcome.ended == "refused")
    return "\n".join([*rows, "", *(f"{count:6} {kind}" for kind, count in kinds.most_common())])


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--count", type=int, default=1000)
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--only", default="", metavar="WORD", help="only doors and kinds with this in their names")
    ask.add_argument("--few", action="store_true", help="of the formats, a kind of each alone")
    ask.add_argument("--keep", type=Path, metavar="FOLDER", help="where files that end wrongly are put")
    args = ask.parse_args()
    with TemporaryDirectory() as folder:
        bases = _bases(Path(folder), few=args.few)
        print(f"{len(bases)} formats and codecs, seed {args.seed}", flush=True)
        nobody = Silent()
        found: list[tuple[Odd, Outcome]] = []
        with suppress(KeyboardInterrupt):
            for odd in odd_files(args.count, args.seed, bases, args.only):
                found.append((odd, tried(odd, Path(folder))))
                _say(*found[-1], args.keep)
        print(table(found))
        print(f"addresses asked: {nobody.asked()}")
    sys.exit(any(outcome.wrong(len(odd.data)) for odd, outcome in found))


def _bases(folder: Path, *, few: bool) -> list[Base]:
    sound = odd_formats.speech(SECONDS)
    if few:
        return list(odd_formats.written(sound, odd_formats.FEW).items())
    return [
        *odd_formats.written(sound, odd_formats.every_pair()).items(),
        *odd_formats.by_program(sound, folder).items(),
    ]


def _say(odd: Odd, outcome: Outcome, folder: Path | None) -> None:
    """Print what is wrong, if anything is, and keep the file."""
    if why := outcome.wrong(len(odd.data)):
        what = f"seed “{odd.seed}”, {odd.door}, {odd.what}, {odd.name[:80]!r}, {len(odd.data)} bytes"
        print(f"{why}: {what}: {outcome.error} {outcome.detail}", flush=True)
        _keep(folder, odd)


def _keep(folder: Path | None, odd: Odd) -> None:
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256(odd.data).hexdigest()[:8]
        (folder / f"{odd.seed.replace(' ', '-')}-{odd.door}-{digest}").write_bytes(odd.data)


if __name__ == "__main__":
    main()
