"""The upload panel: give a recording, record one, or try the sample."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import streamlit as st

from lecture.speech.kinds import ENDINGS
from lecture.values import CARDS, DEFAULT_CARDS, Options
from panels import recorder
from panels.wording import plain

SAMPLE = Path(__file__).resolve().parent.parent / "sample" / "lecture.mp3"


@dataclass(frozen=True, slots=True)
class Given:
    """A recording that the student gave, and how they want it worked on."""

    name: str
    sound: BinaryIO
    options: Options


@dataclass(frozen=True, slots=True)
class Recorded:
    """A recording of the microphone's that the student wants notes of, and how they want it worked on."""

    id: str
    options: Options


def draw(
    version: int, models: str, languages: dict[str, str], place: str, heard: recorder.Microphone
) -> Given | Recorded | recorder.Discard | None:
    """Returns what the student gave, in the run in which they asked for notes. `version` makes the widgets new.

    `models` names what the notes are made with, `languages` are those that can be heard, by code, `place` is where the
    work is done, such as "computer"; `heard` is where the microphone's recordings go.
    """
    st.title("Turn a lecture into notes")
    st.markdown(
        "Give a recording and get its transcript with times, a summary and flashcards. "
        f"Everything is made on this {place}; the recording never leaves it."
    )
    waiting = st.container()
    own, microphone, sample = st.columns(3, border=True)
    with own:
        st.subheader("A recording", anchor=False)
        uploaded = st.file_uploader(
            "Sound or video file",
            type=list(ENDINGS),
            key=f"upload-{version}",
            help="Of a video, only the sound is used.",
        )
        make_uploaded = _make("make") if uploaded else False
    with microphone:
        st.subheader("The microphone", anchor=False)
        recorded = recorder.draw(heard, place, version)
        wanted = recorder.draw_kept(recorded.id) if recorded and recorded.kept else None
    with waiting:
        wanted = recorder.draw_waiting(heard.waiting, recorded) or wanted
    with sample:
        st.subheader("No recording at hand?", anchor=False)
        st.markdown("A short lecture comes with the app. Its notes take less than a minute.")
        try_sample = st.button(
            "Try the sample lecture",
            type="secondary" if uploaded or recorded or heard.waiting else "primary",
            icon=":material/play_circle:",
            key="sample",
        )
    options = _options(version, languages)
    st.caption(
        f"Made with {plain(models)}. Where a T5 model is not on this {place} yet, it is fetched from the model hub "
        "once (about 240 MB), and nothing is sent there. Without it there are notes all the same."
    )
    if uploaded and make_uploaded:
        return Given(uploaded.name, uploaded, options)
    if wanted:
        return Recorded(wanted.id, options) if isinstance(wanted, recorder.Make) else wanted
    if try_sample:
        return Given(f"Sample lecture{SAMPLE.suffix}", BytesIO(SAMPLE.read_bytes()), options)
    return None


def _make(key: str) -> bool:
    return st.button("Make notes", type="primary", icon=":material/edit_note:", key=key, width="stretch")


def _options(version: int, languages: dict[str, str]) -> Options:
    with st.expander("Options: language, course words, number of cards", icon=":material/tune:"):
        first, second = st.columns(2)
        codes = [None, *sorted(languages, key=languages.__getitem__)]
        language = first.selectbox(
            "Spoken language",
            codes,
            format_func=lambda code: languages[code] if code else "Find out",
            key=f"language-{version}",
        )
        translate = first.toggle(
            "Translate into English", help="The notes are in English, whatever is spoken.", key=f"translate-{version}"
        )
        cards = second.slider(
            "Flashcards",
            CARDS[0],
            CARDS[-1],
            DEFAULT_CARDS,
            help="At most this many; only good ones.",
            key=f"n-{version}",
        )
        prompt = second.text_input(
            "Course words",
            placeholder="Krebs cycle, mitochondrion, Prof. Okonkwo",
            help="Names and terms that are likely to be said, with commas between. They help to hear them right.",
            key=f"prompt-{version}",
        )
    return Options(language, "translate" if translate else "transcribe", prompt.strip(), cards)
