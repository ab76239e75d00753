"""What the head of a finished lecture asks before it is heard again: by which Whisper, and in which language."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from lecture.store.notebook import Entry
from lecture.values import Options, Transcript
from lecture.whispers import Choice
from panels.wording import plain


@dataclass(frozen=True, slots=True)
class HearAgain:
    """The student wants a second version of the lecture, heard with these options."""

    options: Options


def draw(entry: Entry, transcript: Transcript, whispers: tuple[Choice, ...], place: str, key: str) -> HearAgain | None:
    """Returns what the student wants, in the run in which they asked for it. It begins at how the lecture was heard.

    `whispers` are those to choose from, the one of the settings first; `place` is where it is done, such as "computer".
    `key` is this lecture's own.
    """
    before = entry.options
    known = [choice.model for choice in whispers]
    chosen = st.selectbox(
        "Model",
        whispers,
        index=known.index(before.model) if before.model in known else 0,
        format_func=lambda choice: _label(choice, place),
        help="A larger one hears better and takes longer.",
        key=f"whisper-{key}",
    )
    codes = sorted(chosen.languages, key=chosen.languages.__getitem__)
    spoken: list[str | None] = [None, *codes]
    language = st.selectbox(
        "Spoken language",
        spoken,
        index=spoken.index(before.language) if before.language in spoken else 0,
        format_func=lambda code: chosen.languages[code] if code else "Find out",
        key=f"spoken-{key}",
    )
    prompt = st.text_input(
        "Course words",
        before.prompt,
        placeholder="Krebs cycle, mitochondrion, Prof. Okonkwo",
        help="Names and terms that are likely to be said, with commas between. They help to hear them right.",
        key=f"words-{key}",
    )
    track = _track(before.track, transcript, key) if transcript.tracks else before.track
    st.markdown("A second version is made beside this one; this one stays until you delete it.")
    if chosen.megabytes:
        st.markdown(_download(chosen, place))
    if not st.button("Make a second version", type="primary", key=f"hear-again-{key}"):
        return None
    wanted = replace(before, model=chosen.model, language=language, prompt=prompt.strip(), track=track)
    return HearAgain(replace(wanted, task="transcribe") if codes == ["en"] else wanted)


def _track(before: int | None, transcript: Transcript, key: str) -> int | None:
    names = {
        track.number: f"{track.number}: {track.name}" if track.name else str(track.number)
        for track in transcript.tracks
    }
    numbers: list[int | None] = [None, *names]
    track: int | None = st.selectbox(
        "Sound track",
        numbers,
        index=numbers.index(before) if before in numbers else 0,
        format_func=lambda number: names[number] if number else "Find out",
        key=f"track-{key}",
    )
    return track


def _label(choice: Choice, place: str) -> str:
    if not choice.megabytes:
        return choice.name if place == "cluster" else f"{choice.name} (on this {place})"
    return f"{choice.name} (download of {_size(choice.megabytes)})"


def _download(choice: Choice, place: str) -> str:
    name, size = plain(choice.name), _size(choice.megabytes)
    if place == "cluster":  # what its workers have cannot be seen from here
        return f"Where Whisper {name} is not on the cluster yet, {size} are downloaded first."
    return f"Whisper {name} is not on this {place} yet: {size} are downloaded first, once. Nothing is sent there."


def _size(megabytes: int) -> str:
    return f"{megabytes:,}\N{NO-BREAK SPACE}MB"
