"""The route of the cards: what the student does to one of them, and how the lecture's cards stand then."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from lecture import codec
from lecture.store import cards, review
from lecture.store.notebook import Notebook
from server.bodies import answer, json_of
from server.services import services

Asked = dict[str, Any]


def act(request: Request) -> Response:
    """Do what `do` of the body says. Answers `owned`, the deck as it stands then, `twins` in it, and `cards`, the ids
    it was about."""
    library, _ = services()
    lecture = request.path_params["lecture"]
    mine = library.opened(lecture, request.query_params.get("key", ""), "write")
    asked = json_of(request)
    about = ACTS[str(asked["do"])](mine, lecture, asked)
    owned = cards.deck(mine, lecture, utc_offset=int(asked.get("utc_offset", 0)))
    return answer(codec.dump({"owned": owned, "twins": cards.look_alike(owned), "cards": about}))


def _keep(mine: Notebook, lecture: str, asked: Asked) -> tuple[str, ...]:
    cards.keep(mine, lecture, asked["card"])
    return (asked["card"],)


def _drop(mine: Notebook, lecture: str, asked: Asked) -> tuple[str, ...]:
    cards.drop(mine, lecture, asked["card"])
    return (asked["card"],)


def _propose(mine: Notebook, lecture: str, asked: Asked) -> tuple[str, ...]:
    cards.propose(mine, lecture, asked["card"])
    return (asked["card"],)


def _thumb(mine: Notebook, lecture: str, asked: Asked) -> tuple[str, ...]:
    cards.thumb(mine, lecture, asked["card"], asked["value"])
    return (asked["card"],)


def _edit(mine: Notebook, lecture: str, asked: Asked) -> tuple[str, ...]:
    cards.edit(mine, lecture, asked["card"], question=str(asked["question"]), answer=str(asked["answer"]))
    return (asked["card"],)


def _add(mine: Notebook, lecture: str, asked: Asked) -> tuple[str, ...]:
    stretch = {"start": float(asked["start"]), "end": float(asked["end"])}
    evidence = str(asked.get("evidence", ""))
    return (cards.add(mine, lecture, str(asked["question"]), str(asked["answer"]), evidence=evidence, **stretch),)


def _merge(mine: Notebook, lecture: str, asked: Asked) -> tuple[str, ...]:
    cards.merge(mine, lecture, asked["card"], asked["goes"])
    return (asked["card"],)


def _apart(mine: Notebook, lecture: str, asked: Asked) -> tuple[str, ...]:
    cards.tell_apart(mine, lecture, asked["card"], asked["other"])
    return asked["card"], asked["other"]


def _undo(mine: Notebook, lecture: str, _: Asked) -> tuple[str, ...]:
    return cards.undo(mine, lecture)


def _grade(mine: Notebook, lecture: str, asked: Asked) -> tuple[str, ...]:
    now, offset = mine.storage.clock.now(), int(asked.get("utc_offset", 0))
    review.grade(mine, lecture, asked["card"], int(asked["rating"]), now, utc_offset=offset)
    return (asked["card"],)


def _ungrade(mine: Notebook, lecture: str, _: Asked) -> tuple[str, ...]:
    back = review.undo(mine)
    return (back[1],) if back and back[0] == lecture else ()


ACTS: dict[str, Callable[[Notebook, str, Asked], tuple[str, ...]]] = {
    "keep": _keep,
    "drop": _drop,
    "propose": _propose,
    "thumb": _thumb,
    "edit": _edit,
    "add": _add,
    "merge": _merge,
    "apart": _apart,
    "undo": _undo,
    "grade": _grade,
    "ungrade": _ungrade,
}
