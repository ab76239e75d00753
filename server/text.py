"""The route of the text: the student puts a transcript right, and which segments have other words then."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from lecture.edits import confirmed, written
from lecture.hunks import hunks
from lecture.misheard import hits, replace_everywhere
from lecture.scripts import MARKS
from lecture.store import putting_right, replacements
from lecture.store.notebook import Notebook
from lecture.values import Transcript
from panels.transcript import drawn
from server.bodies import answer, json_of
from server.services import services

Asked = dict[str, Any]
Said = dict[str, object]
NAME = 3  # words of what is offered to be replaced elsewhere as well, at most


def act(request: Request) -> Response:
    """Do what `do` of the body says. Answers `segments` that have other words then, each with its number, and whether
    there is an edit to `undo` or to `redo`; and what else an act has to say."""
    library, _ = services()
    lecture = request.path_params["lecture"]
    mine = library.opened(lecture, request.query_params.get("key", ""), "write")
    asked = json_of(request)
    before = mine.lecture(lecture).transcript
    said = ACTS[str(asked["do"])](mine, lecture, before, asked)
    now = mine.lecture(lecture).transcript
    if asked["do"] == "write":
        said["elsewhere"] = _elsewhere(now, before, asked)
    both = enumerate(zip(before.segments, now.segments, strict=True))
    segments = [(i, drawn(after)) for i, (former, after) in both if former != after]
    history = putting_right.history(mine, lecture).of_text
    undo, redo = history.undo is not None, history.redo is not None
    return answer(json.dumps({**said, "segments": segments, "undo": undo, "redo": redo}))


def _write(mine: Notebook, lecture: str, transcript: Transcript, asked: Asked) -> Said:
    segment = transcript.segments[int(asked["segment"])]
    edit = written(segment, str(asked["text"]), str(asked.get("id", "")))
    return {"id": putting_right.keep(mine, lecture, edit)}


def _elsewhere(now: Transcript, before: Transcript, asked: Asked) -> Said | None:
    """Where a name was put in the place of another, and that one stands in other places too: how many."""
    number = int(asked["segment"])
    found = hunks(before.segments[number].text, now.segments[number].text)
    if len(found) != 1:
        return None
    old, new = " ".join(found[0].old).strip(MARKS), found[0].new.strip(MARKS)
    if not old or not new or max(len(old.split()), len(new.split())) > NAME:
        return None
    places = len(hits(now, old, new))
    return {"heard": old, "meant": new, "places": places} if places else None


def _right(mine: Notebook, lecture: str, _: Transcript, asked: Asked) -> Said:
    edit = confirmed(float(asked["start"]), float(asked["end"]), str(asked["text"]))
    return {"id": putting_right.keep(mine, lecture, edit)}


def _hits(_: Notebook, __: str, transcript: Transcript, asked: Asked) -> Said:
    found = hits(transcript, str(asked["heard"]), str(asked.get("meant", "")))
    return {"hits": [{**asdict(hit), "key": hit.key} for hit in found]}


def _everywhere(mine: Notebook, lecture: str, transcript: Transcript, asked: Asked) -> Said:
    """It is remembered for the course too, and offered in its next lectures."""
    heard, meant = str(asked["heard"]), str(asked["meant"])
    edit = replace_everywhere(transcript, heard, meant, without=[str(key) for key in asked.get("without", ())])
    kept = putting_right.keep(mine, lecture, edit)
    if kept:
        replacements.remember(mine, mine.entry(lecture).course, heard, meant)
    return {"id": kept}


def _take_back(mine: Notebook, lecture: str, _: Transcript, asked: Asked) -> Said:
    putting_right.take_back(mine, lecture, str(asked["id"]))
    return {}


def _undo(mine: Notebook, lecture: str, _: Transcript, __: Asked) -> Said:
    putting_right.undo(mine, lecture)
    return {}


def _redo(mine: Notebook, lecture: str, _: Transcript, __: Asked) -> Said:
    putting_right.redo(mine, lecture)
    return {}


ACTS: dict[str, Callable[[Notebook, str, Transcript, Asked], Said]] = {
    "write": _write,
    "right": _right,
    "hits": _hits,
    "everywhere": _everywhere,
    "take_back": _take_back,
    "undo": _undo,
    "redo": _redo,
}
