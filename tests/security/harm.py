"""A text with everything in it that means something to some reader, and a lecture that is made of it."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from lecture import codec
from lecture.errors import LectureError
from lecture.values import Lecture
from tests.lecture.export.tides import TIDES

ELSEWHERE = "http://hostile.example"
HARM = (
    f"\"'><img src={ELSEWHERE}/img onerror=hacked()><script>hacked()</script><b class=hacked>b</b>"
    f"<a href='javascript:hacked()'>a</a> [a]({ELSEWHERE}/link) ![i]({ELSEWHERE}/image) <{ELSEWHERE}/auto> "
    f"{ELSEWHERE}/bare www.hostile.example who@hostile.example $x^2$ $$y$$ :red[r] :material/home: :material_home: "
    ":streamlit: a -> b <-> c <- d -- e >= f <= g ~= h "
    "`code` **bold** _leans_ ~~gone~~ {{c1::gap}} [sound:a.mp3] \\(z\\) &lt;b&gt; <!-- | # - 1. ```"
)


def harmful() -> Lecture:
    """As TIDES, with harm in every text that may be any text."""
    usual = json.loads(codec.dump(TIDES))
    harmed: set[str] = set()
    for name in sorted(_names(usual)):
        with suppress(LectureError):  # with another text in this field it is no lecture
            _as_lecture(_hostile(usual, harmed | {name}))
            harmed.add(name)
    return _as_lecture(_hostile(usual, harmed))


def _names(value: Any) -> set[str]:
    """Of all fields in it that hold texts."""
    if isinstance(value, dict):
        found = {name for name, one in value.items() if isinstance(one, str)}
        found |= {name for name, one in value.items() if isinstance(one, list) and any(isinstance(i, str) for i in one)}
        return found.union(*map(_names, value.values()))
    return set().union(*map(_names, value)) if isinstance(value, list) else set()


def _hostile(value: Any, names: set[str], name: str = "") -> Any:
    """The same with harm behind every text in a field of one of these names."""
    if isinstance(value, dict):
        return {key: _hostile(one, names, key) for key, one in value.items()}
    if isinstance(value, list):
        return [_hostile(one, names, name) for one in value]
    return f"{value} {HARM}" if isinstance(value, str) and name in names else value


def _as_lecture(found: Any) -> Lecture:
    return codec.load(Lecture, json.dumps(found))
