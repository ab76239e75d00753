"""What the page remembers between reruns. The only file that reads and writes st.session_state and the address."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, NoReturn, ParamSpec, TypeVar, cast

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from lecture import tongue
from lecture.quiz import Given, Item
from lecture.store.shelf import Within
from lecture.values import Answer, Lecture, Place
from panels import held

Asked = TypeVar("Asked", bound=str)
Made = TypeVar("Made")
Chosen = TypeVar("Chosen")
Told = ParamSpec("Told")


def address_key() -> str | None:
    """The notebook's key in the page's address, if there is one."""
    return st.query_params.get("notebook")


def keep_address_key(key: str) -> None:
    st.query_params["notebook"] = key


def forget_address() -> None:
    """Open the page as if it had no address."""
    st.query_params.clear()
    st.session_state.pop("shown", None)


def let_go(upload: object) -> None:
    """Free the memory that Streamlit keeps an upload in for as long as its session lives: it is on disk by now."""
    context = get_script_run_ctx()
    if context and isinstance(upload, UploadedFile):
        manager = cast("MemoryUploadedFileManager", context.uploaded_file_mgr)
        manager.remove_file(context.session_id, upload.file_id)


def is_held(upload: UploadedFile) -> bool:
    """Whether it was not let go: in the run after that, the uploader still gives it."""
    context = get_script_run_ctx()
    return not context or bool(context.uploaded_file_mgr.get_files(context.session_id, [upload.file_id]))


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows: a lecture, or the review of all, or with neither what it begins with."""

    lecture: str = ""
    review: bool = False


def open_lecture() -> str | None:
    """The id of the lecture that the page shows, if it shows one."""
    return _shown().lecture or None


def at_review() -> bool:
    """Whether the page shows the review of all lectures."""
    return _shown().review


def _shown() -> Shown:
    """The address says it where the page is loaded, and where the student went back or forward in their browser.

    Between these the page knows it by itself: a press that leaves the browser before it has the new address still comes
    with the one before. Where a press overtakes a Back that waits, Streamlit tells only of the press, and it wins.
    """
    context = get_script_run_ctx()
    if "shown" not in st.session_state or (context and context.is_history_navigation):
        _turn_to(Shown(st.query_params.get("lecture", ""), "review" in st.query_params))
        st.session_state["tabs"] = st.query_params.get("tab", "")
    value: Shown = st.session_state["shown"]
    _keep_address()
    return value


def show(lecture: str | None, *, at: tuple[float, float] | None = None, find: str = "") -> NoReturn:
    """Draw the page anew with this lecture as it is now; with none, empty. What was made stays in the notebook.

    at : the stretch of it to be played, in seconds
    find : words that the student had searched for; the transcript opens where they were said
    """
    _turn_to(Shown(lecture or ""))
    st.session_state["find"] = find
    if find:
        st.session_state["tabs"] = "Transcript"
    if at:
        st.session_state["at"] = (*at, form_version() + 1)
    _draw_anew()


def show_review() -> NoReturn:
    """Draw the page anew with the review of all lectures."""
    _turn_to(Shown(review=True))
    _draw_anew()


def show_again() -> NoReturn:
    """Draw the page anew with what it shows, as that is now."""
    _draw_anew()


def _draw_anew() -> NoReturn:
    st.session_state["form_version"] = form_version() + 1
    _keep_address()
    st.rerun()


def _turn_to(shown: Shown) -> None:
    """From here on the page shows this; what was asked and made of the lecture before is forgotten."""
    if shown == st.session_state.get("shown"):
        return
    st.session_state["shown"] = shown
    for name in ("asked", "at", "find", *(() if shown.lecture else ("tabs",))):
        st.session_state.pop(name, None)


def _keep_address() -> None:
    """A refresh leads to what is shown, and Back to what was. Written at once: each change is a step of Back."""
    shown: Shown = st.session_state.get("shown", Shown())
    ours = {"lecture": shown.lecture, "review": "all" if shown.review else "", "tab": st.session_state.get("tabs", "")}
    others = {name: value for name, value in st.query_params.items() if name not in ours}
    address = others | {name: value for name, value in ours.items() if value}
    if address != dict(st.query_params.items()):
        st.query_params.from_dict(address)


def stand_at(key: str, value: str) -> None:
    """The widget of this key, which is about to be drawn, stands at this value, whatever it stood at before."""
    st.session_state[key] = value


def open_tab(names: tuple[str, ...]) -> str:
    """The tab that is open, one of these; a page that is loaded anew opens the one that its address names."""
    _shown()
    opened = st.session_state.get("tabs")
    return opened if opened in names else names[0]


def turn_tab(key: str, names: dict[str, str]) -> None:
    """The student has turned to another tab. `names` are the tabs' by what the widget of this key calls them."""
    st.session_state["tabs"] = names[st.session_state[key]]


def keep_tab(opened: str, first: str) -> None:
    """The open tab stands in the address, but for the first."""
    st.session_state["tabs"] = "" if opened == first else opened
    _keep_address()


def choice(name: str, offered: Sequence[Chosen], usual: Chosen) -> dict[str, Any]:
    """What a widget of this name is drawn with to stand at what the student chose in it last, of what is offered."""
    last = st.session_state.get("choices", {}).get(name, usual)
    return _standing(name, last if last in offered else usual)


def choices(name: str, offered: Sequence[Chosen], usual: Sequence[Chosen]) -> dict[str, Any]:
    """As `choice`, for a widget in which several are chosen."""
    last = st.session_state.get("choices", {}).get(name, usual)
    return _standing(name, [one for one in offered if one in last])


def _standing(name: str, value: object) -> dict[str, Any]:
    key = f"{name}-{tongue.spoken()}"  # Streamlit knows an option by what the page calls it, so by its tongue
    st.session_state[key] = value
    return {"key": key, "on_change": _choose, "args": (name, key)}


def _choose(name: str, key: str) -> None:
    st.session_state.setdefault("choices", {})[name] = st.session_state[key]


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


@dataclass(frozen=True, slots=True)
class Answered:
    """The last question, which lectures it was asked of, and what was said on it."""

    question: str = ""
    within: Within = Within()  # noqa: RUF009  (frozen)
    answer: Answer | None = None


def answered() -> Answered:
    value: Answered = st.session_state.get("answered", Answered())
    return value


def keep_answer(question: str, within: Within, answer: Answer) -> None:
    """It stands there when the student comes back to it, also from another lecture."""
    st.session_state["answered"] = Answered(question, within, answer)


def want_place(place: Place) -> NoReturn:
    """Draw the page anew, to open a lecture at this place."""
    st.session_state["wanted_place"] = place
    st.rerun()


def wanted_place() -> Place | None:
    """The place that was pressed, once."""
    value: Place | None = st.session_state.pop("wanted_place", None)
    return value


def finished(edition: Hashable, read: Callable[[], Lecture]) -> Lecture:
    """The finished lecture of this edition, read from the store once for all pages that show it."""
    st.session_state.pop("asked", None)  # it was pressed while the work ended
    return held.lecture(edition, read)


def speak(kept: str = "") -> None:
    """The page speaks what was chosen on it, else what the student's notebook has kept, else what the browser does."""
    if kept:
        st.session_state.setdefault("tongue", kept)
    tongue.speak(st.session_state.get("tongue") or tongue.understood(st.context.locale))


def choose_tongue(chosen: str) -> NoReturn:
    """From here on the page speaks this tongue."""
    st.session_state["tongue"] = chosen
    st.rerun()


def fragment(draw: Callable[Told, None], *, every: float | None = None) -> Callable[Told, None]:
    """`draw` as a part of the page that runs without the rest: by what is pressed in it, and after `every` seconds."""
    spoken = tongue.spoken()

    @wraps(draw)
    def live(*given: Told.args, **named: Told.kwargs) -> None:
        tongue.speak(spoken)  # such a run is in a thread of its own
        draw(*given, **named)

    return cast("Callable[Told, None]", st.fragment(live, run_every=every))


def utc_offset() -> int:
    """By how many minutes the student's clock is ahead of UTC."""
    return -int(st.context.timezone_offset or 0)


def to_be_played() -> tuple[float, float, int] | None:
    """The stretch at which the lecture was opened, and which opening that was."""
    value: tuple[float, float, int] | None = st.session_state.get("at")
    return value


def made_of(lecture: Lecture, make: Callable[[Lecture], Made]) -> Made:
    """What `make` makes of a lecture in the tongue that is spoken: made once, not at every run of every page."""
    return held.made_of(lecture, (make, tongue.spoken()), make)


@dataclass(frozen=True, slots=True)
class Sitting:
    """A quiz that is being answered: of what, what was given so far, and whether the last of that is judged now."""

    of: str
    items: tuple[Item, ...]
    given: tuple[Given, ...] = ()
    judged: bool = False


def sitting(of: str) -> Sitting | None:
    """The quiz of these cards, if one was begun since another was."""
    held: Sitting | None = st.session_state.get("quiz")
    return held if held and held.of == of else None


def sit(sitting: Sitting) -> None:
    st.session_state["quiz"] = sitting


def told(key: str) -> dict[str, Any]:
    """What the component of this key, one with JavaScript of its own, has told the page."""
    return dict(st.session_state.get(key) or {})


def keep_tried(lecture: str) -> None:
    """The student tries once more to have this lecture's notes written by T5."""
    st.session_state["tried"] = lecture


def tried(lecture: str) -> bool:
    """Whether they did, on this page."""
    return st.session_state.get("tried") == lecture


def list_start(of: str, search: str = "") -> int:
    """Where the shown part of a course's list of lectures begins; another search begins anew."""
    held: tuple[str, int] = st.session_state.get("lists", {}).get(of, (search, 0))
    return held[1] if held[0] == search else 0


def list_from(of: str, start: int, search: str = "") -> None:
    st.session_state.setdefault("lists", {})[of] = (search, max(start, 0))


def enters(place: str) -> bool:
    """Whether the page comes to this lecture now, from another or none; empty where it shows none."""
    before = st.session_state.get("entered")
    st.session_state["entered"] = place
    return bool(place) and place != before


def unfold(key: str, *, begins: bool, now: bool) -> None:
    """Before the expander of this key is drawn: it is open or not as the student left it, also where it was not drawn
    for a while. `begins`: whether it is open at first, `now`: whether it has to be."""
    folds: dict[str, bool] = st.session_state.setdefault("folds", {})
    folds[key] = now or bool(st.session_state.get(key, folds.get(key, begins)))
    st.session_state[key] = folds[key]


def seen(lectures: tuple[str, ...]) -> tuple[str, ...]:
    """These lectures, and those that were given here before since the page was last drawn by `show`, in their order."""
    version, before = st.session_state.get("seen", (form_version(), ()))
    kept: tuple[str, ...] = before if version == form_version() else ()
    now = (*kept, *(one for one in lectures if one not in kept))
    st.session_state["seen"] = (form_version(), now)
    return now
