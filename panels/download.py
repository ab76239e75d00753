"""The download panel: everything to take away, of this lecture or of several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal, get_args

import streamlit as st

from lecture.export import FORMATS, Format, bundle
from lecture.export.options import PARTS, Paper, Part
from lecture.export.wording import PART_NAMES, facts
from lecture.store.finished import Finished
from lecture.tongue import _, pgettext, spoken
from lecture.values import Lecture
from panels import state
from panels.wording import plain, short_day, small

EVERYTHING = "everything"  # in place of a format's name
Of = Literal["this", "course", "several"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the student takes away: these lectures in these formats."""

    lectures: tuple[str, ...]  # their ids
    formats: tuple[Format, ...]
    parts: frozenset[Part]
    paper: Paper


Build = Callable[[Wanted, str], bytes]  # is told which tongue to write it in


def draw(
    lecture: Lecture,
    shown: str,
    build: Build,
    others: Sequence[Finished] = (),
    *,
    usual: Paper,
    video: str = "",
    cards: bool = True,
) -> None:
    """Format, parts and lectures to choose, and the button; the file is built when it is pressed.

    others : the finished lectures of the notebook, the oldest first, the shown one among them; empty where only this
        one may be taken
    usual : the paper where the student lives
    video : the address of a copy of the video with subtitles; empty where there is no video
    cards : whether the cards may be taken
    """
    some = cards and (bool(lecture.cards.cards) or len(others) > 1)
    offered = {name: each for name, each in FORMATS.items() if some or not each.of_cards}
    formats = _formats(offered)
    choices = frozenset[str]().union(*(each.choices for each in formats))
    parts = _parts([part for part in PARTS if cards or part != "cards"]) if "parts" in choices else frozenset(PARTS)
    paper = _paper(usual) if "paper" in choices else usual
    lectures, together = _lectures(shown, others)
    if parts and lectures:
        _take(Wanted(lectures, formats, parts, paper), _titles(lecture, shown, others, lectures), together, build)
    else:
        st.markdown(small(_("Choose at least one.")))
    if video:
        label = _("The video with its subtitles")
        st.link_button(label, video, icon=":material/subtitles:", help=_("A copy that any player shows them in."))
    st.divider()
    st.markdown("\n".join(f"- :gray[{plain(what)}:] {plain(which)}" for what, which in facts(lecture)))


def _formats(offered: dict[str, Format]) -> tuple[Format, ...]:
    said = {name: _(each.label) for name, each in offered.items()} | {EVERYTHING: _("Everything, as one ZIP")}
    names = [*said]
    chosen: str = st.selectbox(
        _("Format"), names, format_func=said.__getitem__, **state.choice("download-format", names, names[0])
    )
    if chosen == EVERYTHING:
        return tuple(offered.values())
    st.markdown(small(_(offered[chosen].about)))
    return (offered[chosen],)


def _parts(offered: list[Part]) -> frozenset[Part]:
    said = {part: _(PART_NAMES[part]) for part in offered}
    wanted = st.pills(
        _("What to include"),
        offered,
        selection_mode="multi",
        format_func=said.__getitem__,
        **state.choices("download-parts", offered, offered),
    )
    return frozenset(wanted)


def _paper(usual: Paper) -> Paper:
    sizes: list[Paper] = list(get_args(Paper))
    wanted: Paper = st.radio(_("Paper"), sizes, horizontal=True, **state.choice("download-paper", sizes, usual))
    return wanted


def _lectures(shown: str, others: Sequence[Finished]) -> tuple[tuple[str, ...], str]:
    """The ids of those that are wanted, and what they are called together."""
    course = next((one.course for one in others if one.id == shown), "")
    together = tuple(one.id for one in others if course and one.course == course)
    offered: list[Of] = ["this"]
    offered += ["course"] if len(together) > 1 else []
    offered += ["several"] if len(others) > 1 else []
    match _of(shown, offered, course, len(together)):
        case "course":
            return together, course
        case "several":
            return _several(shown, others), pgettext("file", "Lectures")
    return (shown,), ""


def _of(shown: str, offered: list[Of], course: str, count: int) -> Of:
    if len(offered) == 1:
        return "this"
    whole = _("The course “{course}” ({count})", course=plain(course), count=count)
    said = {"this": _("This lecture"), "course": whole, "several": pgettext("lectures", "Several")}
    name = f"download-of-{shown}"
    wanted: Of = st.radio(
        _("Of"), offered, format_func=said.__getitem__, horizontal=True, **state.choice(name, offered, "this")
    )
    return wanted


def _several(shown: str, others: Sequence[Finished]) -> tuple[str, ...]:
    """In the order in which they were held; the newest is offered first."""
    called = _called(others)
    newest_first = [*called][::-1]
    choices = state.choices(f"download-several-{shown}", newest_first, [shown])
    wanted = st.multiselect(_("Lectures"), newest_first, format_func=called.__getitem__, **choices)
    return tuple(one for one in called if one in wanted)


def _called(others: Sequence[Finished]) -> dict[str, str]:
    """What each is called by its id, none twice: Streamlit knows an option by that. Of one title, the day tells."""
    titles = Counter(one.title for one in others)
    names = [f"{one.title} ({short_day(one.date)})" if titles[one.title] > 1 else one.title for one in others]
    seen: Counter[str] = Counter()
    called = {}
    for one, name in zip(others, names, strict=True):
        seen[name] += 1
        called[one.id] = name if seen[name] == 1 else f"{name} ({seen[name]})"
    return called


def _titles(lecture: Lecture, shown: str, others: Sequence[Finished], wanted: tuple[str, ...]) -> list[str]:
    known = {one.id: one.title for one in others} | {shown: lecture.title}
    return [known[one] for one in wanted]


def _take(wanted: Wanted, titles: list[str], together: str, build: Build) -> None:
    name = bundle.file_name(titles, together, wanted.formats)
    kind = bundle.kind(len(titles), wanted.formats)
    st.download_button(
        _("Download {file}", file=kind.file_name if kind else pgettext("file", "ZIP")),
        partial(build, wanted, spoken()),
        name,
        kind.mime if kind else bundle.ZIP,
        key="download",
        type="primary",
        icon=":material/download:",
        on_click="ignore",  # a download is no reason to draw the page again
    )
