"""What the head of a finished lecture asks before it is heard again: by which Whisper, and in which language."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from lecture.languages import called
from lecture.local import number
from lecture.store.notebook import Entry
from lecture.tongue import _, spoken
from lecture.values import Options, Transcript
from lecture.whispers import Choice
from panels.wording import here, plain


@dataclass(frozen=True, slots=True)
class HearAgain:
    """The student wants a second version of the lecture, heard with these options."""

    options: Options


def draw(entry: Entry, transcript: Transcript, whispers: tuple[Choice, ...], place: str, key: str) -> HearAgain | None:
    """Returns what the student wants, in the run in which they asked for it. It begins at how the lecture was heard.

    `entry` is the whole one, with the text of the subtitles, which may be the wrong ones and can be done without.

    `whispers` are those to choose from, the one of the settings first; `place` is where it is done, such as "computer".
    `key` is this lecture's own.
    """
    before = entry.options
    said = {choice.model: _label(choice, place) for choice in whispers}
    known = list(said)
    chosen = st.selectbox(
        _("Model"),
        whispers,
        index=known.index(before.model) if before.model in known else 0,
        format_func=lambda choice: said[choice.model],
        help=_("A larger one hears better and takes longer."),
        key=f"whisper-{key}",
    )
    languages = {code: called(language, spoken()) for code, language in chosen.languages.items()}
    codes = sorted(languages, key=languages.__getitem__)
    names: dict[str | None, str] = {None: _("Find out"), **{code: languages[code] for code in codes}}
    language = st.selectbox(
        _("Spoken language"),
        list(names),
        index=list(names).index(before.language) if before.language in names else 0,
        format_func=names.__getitem__,
        key=f"spoken-{key}",
    )
    prompt = st.text_input(
        _("Course words"),
        before.prompt,
        placeholder=_("Krebs cycle, mitochondrion, Prof. Okonkwo"),
        help=_("Names and terms that are likely to be said, with commas between. They help to hear them right."),
        key=f"words-{key}",
    )
    track = _track(before.track, transcript, key) if transcript.tracks else before.track
    captions = before.captions
    if captions and not st.checkbox(_("Use the words of the subtitles"), value=True, key=f"captions-{key}"):
        captions = ""
    st.markdown(_("A second version is made beside this one; this one stays until you delete it."))
    if chosen.megabytes:
        st.markdown(_download(chosen, place))
    if not st.button(_("Make a second version"), type="primary", key=f"hear-again-{key}"):
        return None
    wanted = replace(
        before, model=chosen.model, language=language, prompt=prompt.strip(), track=track, captions=captions
    )
    return HearAgain(replace(wanted, task="transcribe") if codes == ["en"] else wanted)


def _track(before: int | None, transcript: Transcript, key: str) -> int | None:
    names: dict[int | None, str] = {None: _("Find out")}
    for track in transcript.tracks:
        names[track.number] = f"{track.number}: {track.name}" if track.name else str(track.number)
    chosen: int | None = st.selectbox(
        _("Sound track"),
        list(names),
        index=list(names).index(before) if before in names else 0,
        format_func=names.__getitem__,
        key=f"track-{key}",
    )
    return chosen


def _label(choice: Choice, place: str) -> str:
    if choice.megabytes:
        return _("{name} (download of {size})", name=choice.name, size=_size(choice.megabytes))
    return choice.name if place == "cluster" else _("{name} (on this {place})", name=choice.name, place=here(place))


def _download(choice: Choice, place: str) -> str:
    name, size = plain(choice.name), _size(choice.megabytes)
    if place == "cluster":  # what its workers have cannot be seen from here
        return _("Where Whisper {name} is not on the cluster yet, {size} are downloaded first.", name=name, size=size)
    return _(
        "Whisper {name} is not on this {place} yet: {size} are downloaded first, once. Nothing is sent there.",
        name=name,
        size=size,
        place=here(place),
    )


def _size(megabytes: int) -> str:
    return f"{number(megabytes)}\N{NO-BREAK SPACE}MB"
