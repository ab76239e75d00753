"""Makes `lesson.mp3`, half a minute of a lecture, from the words in `lesson.txt`: `python -m tests.lesson.make`.

Needs the program flite (apt-get install flite); the tests do not.
"""

from __future__ import annotations

from pathlib import Path

from sample.make import mp3, read_aloud

HERE = Path(__file__).parent
VOICE = "slt"

if __name__ == "__main__":
    (HERE / "lesson.mp3").write_bytes(mp3(read_aloud((HERE / "lesson.txt").read_text(), VOICE)))
