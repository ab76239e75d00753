"""Where the work is done, in a word for the student."""

from __future__ import annotations

from lecture import settings
from panels import sign_in


def place() -> str:
    wanted = settings.current()
    if wanted.scheduler:
        return "cluster"
    return "computer" if not wanted.shared and sign_in.on_this_machine() else "server"
