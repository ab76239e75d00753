"""When each decoded frame is heard: the file's clock rules, gaps are silence, and wild timestamps move nothing."""

from __future__ import annotations

from collections.abc import Iterator

from av.audio.frame import AudioFrame

JITTER = 0.1  # seconds by which timestamps may be off: containers round them, and encoders swallow their own delay
BACK = 1.0  # seconds behind what was decoded at which a clock is taken to have been set anew
GOES_ON = 2.0  # seconds within which the next frame follows where a jump is meant
LONGEST_SILENCE = 3600.0  # seconds that are put into one file in all


class Timeline:
    """Where the frames of a stream lie, in seconds.

    zero : the second on the stream's clock that is the beginning
    begins : where the first frame may lie latest without silence before it; None: it lies where its clock says
    limit : the length that the file claims, 0 for none; no silence reaches beyond it

    Sound is never dropped nor doubled: where timestamps overlap, sound follows sound.
    """

    def __init__(self, zero: float, begins: float | None, limit: float) -> None:
        self.position = begins  # where the next sample lies
        self._zero, self._limit = zero, limit
        self._silence = 0.0
        self._held: tuple[AudioFrame, float] | None = None  # a frame off its place: the next one tells whether it is

    def __call__(self, frame: AudioFrame | None) -> Iterator[tuple[float, AudioFrame]]:
        """The frames that can be placed, each with the seconds of silence before it; None at the end."""
        time = _time(frame, self._zero) if frame else None
        if self._held:
            held, at = self._held
            self._held = None
            yield self._placed(held, self._jump(at, at + held.samples / held.sample_rate, time))
            time = _time(frame, self._zero) if frame else None  # the clock may have been moved
        if frame is None:
            return
        if self.position is None:
            self.position = time or 0.0
        off = 0.0 if time is None else time - self.position
        if time is not None and (off > JITTER or off < -BACK):
            self._held = frame, time
        else:
            yield self._placed(frame, 0.0)

    def _jump(self, time: float, end: float, following: float | None) -> float:
        """The silence before a frame from `time` to `end`; the clock is moved where it cannot be silence."""
        assert self.position is not None
        gap = time - self.position
        if following is not None and not -JITTER <= following - end <= GOES_ON:
            return 0.0  # this frame's own timestamp is wrong
        inside = not self._limit or end <= self._limit + 1
        if gap > 0 and inside and self._silence + gap <= LONGEST_SILENCE:
            self._silence += gap
            return gap
        if following is not None:
            self._zero += gap
        return 0.0

    def _placed(self, frame: AudioFrame, silence: float) -> tuple[float, AudioFrame]:
        assert self.position is not None
        self.position += silence + frame.samples / frame.sample_rate
        return silence, frame


def _time(frame: AudioFrame, zero: float) -> float | None:
    return None if frame.time is None else frame.time - zero
