"""What the page remembers between reruns. The only file that reads and writes st.session_state and the address."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NoReturn, TypeVar, cast

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from lecture.values import Lecture
from panels.player import Play

Asked = TypeVar("Asked", bound=str)
SETTLED = 2.0  # seconds after which the browser surely has the address that it was sent


def address_key() -> str | None:
    """The notebook's key in the page's address, if there is one."""
    return st.query_params.get("notebook")


def keep_address_key(key: str) -> None:
    st.query_params["notebook"] = key


def forget_address() -> None:
    """Open the page as if it had no address."""
    st.query_params.clear()


def let_go(upload: object) -> None:
    """Free the memory that Streamlit keeps an upload in for as long as its session lives: it is on disk by now."""
    context = get_script_run_ctx()
    if context and isinstance(upload, UploadedFile):
        manager = cast("MemoryUploadedFileManager", context.uploaded_file_mgr)
        manager.remove_file(context.session_id, upload.file_id)


def open_lecture() -> str | None:
    """The id of the lecture that the page shows. It stands in the address: a refresh and the browser's Back lead to it.

    A press that left the browser before it had the new address still tells the one before: that leads nowhere.
    """
    address = st.query_params.get("lecture")
    shown, before, moment = st.session_state.get("open", (address, address, 0.0))
    if address != shown and address == before and time.monotonic() - moment < SETTLED:
        _put_into_address(shown)
        address = shown
    if address != shown:
        st.session_state["open"] = (address, address, 0.0)
    return address


def show(lecture: str | None, *, find: str = "") -> NoReturn:
    """Draw the page anew with this lecture as it is now; with none, empty. What was made stays in the notebook.

    `find`: words that the student had searched for; the transcript opens where they were said.
    """
    before = open_lecture()
    st.session_state["find"] = find
    if find:
        st.session_state["tabs"] = "Transcript"
    st.session_state["form_version"] = form_version() + 1
    st.session_state.pop("finished", None)
    if lecture != before:
        st.session_state["open"] = (lecture, before, time.monotonic())
        for name in ("playing", "card", "asked"):
            st.session_state.pop(name, None)
        _put_into_address(lecture)
    st.rerun()


def _put_into_address(lecture: str | None) -> None:
    if lecture:
        st.query_params["lecture"] = lecture
    else:
        st.query_params.pop("lecture", None)


def find() -> str:
    """The words that led to the open lecture, if it was found by a search."""
    return str(st.session_state.get("find", ""))


def read_address() -> tuple[str, str] | None:
    """The lecture and the key to read it, where the page's address is that of one lecture only."""
    lecture, key = st.query_params.get("read"), st.query_params.get("key")
    return (lecture, key or "") if lecture else None


def form_version() -> int:
    """Which drawing by `show` this is. In the key of a form's widget it makes that a new one: the browser keeps what
    was written into an old one, and the server what was uploaded."""
    return int(st.session_state.get("form_version", 0))


@dataclass(frozen=True, slots=True)
class Flash:
    """A sentence that the next drawing of the page says, once. `back`: a lecture that can be brought back by it."""

    text: str
    wrong: bool = False
    back: str = ""


def flash(text: str, *, wrong: bool = False, back: str = "") -> None:
    st.session_state["flash"] = Flash(text, wrong, back)


def flashed() -> Flash | None:
    value: Flash | None = st.session_state.pop("flash", None)
    return value


def want_back(lecture: str) -> None:
    """The student undid that this lecture was deleted; the page's next run brings it back."""
    st.session_state["back"] = lecture


def wanted_back() -> str | None:
    value: str | None = st.session_state.pop("back", None)
    return value


def ask(wanted: str) -> NoReturn:
    """Draw the page anew, to do what was pressed in a part of it that runs by itself."""
    st.session_state["asked"] = wanted
    st.rerun()


def asked(known: tuple[Asked, ...]) -> Asked | None:
    """What was pressed there, once, if it is one of these."""
    wanted = st.session_state.pop("asked", None)
    return next((one for one in known if one == wanted), None)


def finished(lecture: str, read: Callable[[str], Lecture]) -> Lecture:
    """The finished lecture, read from the store once and then held by the page."""
    st.session_state.pop("asked", None)  # it was pressed while the work ended
    held = st.session_state.get("finished")
    if held is None or held[0] != lecture:
        held = (lecture, read(lecture))
        st.session_state["finished"] = held
    value: Lecture = held[1]
    return value


def playing() -> Play:
    value: Play = st.session_state.get("playing", Play())
    return value


def play(wanted: Play) -> NoReturn:
    """Draw the page anew, playing this."""
    st.session_state["playing"] = Play(wanted.start, wanted.end, playing().serial + 1)
    st.rerun()


@dataclass(frozen=True, slots=True)
class Studied:
    """Which card is being studied, whether its answer is shown, and which answer the student chose before that."""

    at: int = 0
    shown: bool = False
    chosen: str | None = None


def card(count: int) -> Studied:
    """What is being studied of `count` cards."""
    studied: Studied = st.session_state.get("card", Studied())
    return replace(studied, at=min(studied.at, count - 1))


def turn_card(at: int) -> None:
    st.session_state["card"] = Studied(at)


def show_answer(at: int, chosen: str | None = None) -> None:
    st.session_state["card"] = Studied(at, True, chosen)


def list_start(of: str, search: str = "") -> int:
    """Where the shown part of a course's list of lectures begins; another search begins anew."""
    held: tuple[str, int] = st.session_state.get("lists", {}).get(of, (search, 0))
    return held[1] if held[0] == search else 0


def list_from(of: str, start: int, search: str = "") -> None:
    st.session_state.setdefault("lists", {})[of] = (search, max(start, 0))
