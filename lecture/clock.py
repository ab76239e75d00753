"""Times as a reader of recordings knows them."""

from __future__ import annotations

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def clock(seconds: float) -> str:
    """Whole seconds passed, as a player shows them: "0:00", "12:05", "1:02:09"."""
    minutes, second = divmod(int(max(seconds, 0.0)), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def span(start: float, end: float) -> str:
    """A stretch of a recording: "12:05–12:41", or one time where both read the same."""
    first, last = clock(start), clock(end)
    return first if first == last else f"{first}–{last}"
