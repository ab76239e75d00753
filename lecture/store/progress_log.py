"""The progress log: what one job has reported, a line at a time, so that it can go on and a page can say how far it is.

It lies in the lecture's own folder, where any process on any machine that shares the folder can write it and read it.
"""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import get_args

from lecture import codec
from lecture.errors import DamagedData, NewerData
from lecture.store.pace import USUAL_ENDS, Ends, share
from lecture.values import Progress, Segment, Stage, Transcript

ORDER = get_args(Stage)
TELLING = 0.05  # of all the work has to be seen done before it tells how long the rest will take


@dataclass(frozen=True, slots=True)
class Report:
    """One line of a progress log. `new` holds the segments from `place` on; those before are in earlier lines."""

    stage: Stage
    done: float
    total: float
    fraction: float  # of all the work
    spent: float = 0.0  # seconds since the attempt began
    seconds_left: float | None = None
    place: int = 0
    new: Transcript | None = None


class ProgressLog:
    """What one job has reported so far, read and written a line at a time."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "progress.jsonl"
        self.last: Report | None = None
        self.spent: dict[Stage, float] = {}  # seconds from the attempt's beginning to the stage's last report
        self._segments: list[Segment] = []
        self._head: Transcript | None = None
        self._read = 0  # bytes
        self._start = 0.0  # the fraction from which on this object's own reports grow
        self._first: tuple[float, float] | None = None  # of these reports: the fraction, and the seconds spent

    @property
    def reached(self) -> float:
        return self.last.fraction if self.last else 0.0

    @property
    def heard(self) -> Transcript | None:
        return replace(self._head, segments=tuple(self._segments)) if self._head else None

    def refresh(self) -> ProgressLog:
        """Read the lines that are new. A line that breaks off, where a process was killed, counts as not written."""
        with suppress(FileNotFoundError), self.path.open("rb") as file:
            file.seek(self._read)
            for line in file:
                if not line.endswith(b"\n"):
                    break
                self._read += len(line)
                # A line that broke off, and was ended by the next; or one of a newer app: it is heard anew.
                with suppress(DamagedData, NewerData, UnicodeDecodeError):
                    self._take(codec.load(Report, line.decode("utf-8")))
        self._start = self.reached
        return self

    def _take(self, report: Report) -> None:
        if report.new and report.place <= len(self._segments):
            self._segments[report.place :] = report.new.segments
            self._head = replace(report.new, segments=())
        self.spent[report.stage] = report.spent
        self.last = report

    def grow(self, progress: Progress, ends: Ends = USUAL_ENDS, spent: float = 0.0) -> None:
        """Append what `progress` brings, `spent` seconds after the attempt began; on disk before this returns."""
        report = self._report(progress, ends, spent)
        line = codec.dump(report).encode("utf-8") + b"\n"
        with self.path.open("ab+", buffering=0) as file:
            if size := file.seek(0, os.SEEK_END):
                file.seek(size - 1)
                if file.read(1) != b"\n":  # a killed process left half a line
                    line = b"\n" + line
            if file.write(line) < len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            if report.new:
                os.fsync(file.fileno())
        self._take(report)

    def _report(self, progress: Progress, ends: Ends, spent: float) -> Report:
        """`progress` as a line that never goes back behind the last one."""
        place, new = self._growth(progress.transcript)
        fraction, last = share(progress, ends), self.last
        left = self._time_left(fraction, spent)
        report = Report(progress.stage, progress.done, progress.total, fraction, spent, left, place, new)
        if not last:
            return report
        report = replace(report, seconds_left=_least(left, last.seconds_left))
        if fraction < last.fraction or ORDER.index(progress.stage) < ORDER.index(last.stage):
            report = replace(report, stage=last.stage, done=last.done, total=last.total, fraction=last.fraction)
        return report

    def _time_left(self, fraction: float, spent: float) -> float | None:
        """In seconds, by the pace since the first report: what came before it, loading models, is over."""
        if fraction <= self._start:
            return None
        self._first = self._first or (fraction, spent)
        done, since = fraction - self._first[0], spent - self._first[1]
        return since * (1 - fraction) / done if done >= TELLING else None

    def _growth(self, transcript: Transcript | None) -> tuple[int, Transcript | None]:
        """The transcript with only the segments that are not kept yet, and the place of the first."""
        if not transcript:
            return 0, None
        place = min(len(self._segments), len(transcript.segments))
        while place and transcript.segments[place - 1] != self._segments[place - 1]:
            place -= 1
        return place, replace(transcript, segments=transcript.segments[place:])


def _least(*numbers: float | None) -> float | None:
    return min((number for number in numbers if number is not None), default=None)
