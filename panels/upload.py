"""The upload panel: give a recording, record one, or try the sample."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import streamlit as st

from lecture.languages import LANGUAGES
from lecture.types import CARDS, DEFAULT_CARDS, Options
from panels.wording import plain

SAMPLE = Path(__file__).resolve().parent.parent / "sample" / "lecture.mp3"
KINDS = ["wav", "mp3", "m4a", "aac", "webm", "ogg", "opus", "flac", "wma", "mp4", "mkv", "mov"]


@dataclass(frozen=True, slots=True)
class Given:
    """A recording that the student gave, and how they want it worked on."""

    name: str
    sound: BinaryIO
    options: Options


def draw(round_: int, models: str, place: str) -> Given | None:
    """Returns what the student gave, in the run in which they asked for notes. `round_` makes the widgets new.

    `models` names what the notes are made with, `place` where: "computer" or "server".
    """
    st.title("Turn a lecture into notes")
    st.markdown(
        "Give a recording and get its transcript with times, a summary and flashcards. "
        f"Everything is made on this {place}; the recording never leaves it."
    )
    sample, own, microphone = st.columns(3, border=True)
    with own:
        st.subheader("A recording", anchor=False)
        uploaded = st.file_uploader(
            "Sound or video file", type=KINDS, key=f"upload-{round_}", help="Of a video, only the sound is used."
        )
    with microphone:
        st.subheader("The microphone", anchor=False)
        recorded = st.audio_input("Record now", key=f"record-{round_}")
    with sample:
        st.subheader("No recording at hand?", anchor=False)
        st.markdown("A short lecture comes with the app. Its notes take less than a minute.")
        try_sample = st.button("Try the sample lecture", type="primary", icon=":material/play_circle:", key="sample")
    given = uploaded or recorded
    make = st.button(
        "Make notes",
        type="primary" if given else "secondary",
        icon=":material/edit_note:",
        disabled=given is None,
        help=None if given else "First give a recording above.",
        key="make",
    )
    options = _options(round_)
    st.caption(
        f"Made with {plain(models)}. Where a T5 model is not on this {place} yet, it is fetched from the model hub "
        "once (about 240 MB), and nothing is sent there. Without it there are notes all the same."
    )
    if try_sample:
        return Given(f"Sample lecture{SAMPLE.suffix}", BytesIO(SAMPLE.read_bytes()), options)
    if not make or given is None:
        return None
    name = given.name if given is uploaded else f"Recording {datetime.datetime.now():%Y-%m-%d %H.%M}.wav"
    return Given(name, given, options)


def _options(round_: int) -> Options:
    with st.expander("Options: language, course words, number of cards", icon=":material/tune:"):
        first, second = st.columns(2)
        codes = [None, *sorted(LANGUAGES, key=LANGUAGES.__getitem__)]
        language = first.selectbox(
            "Spoken language",
            codes,
            format_func=lambda code: LANGUAGES[code] if code else "Find out",
            key=f"language-{round_}",
        )
        translate = first.toggle(
            "Translate into English", help="The notes are in English, whatever is spoken.", key=f"translate-{round_}"
        )
        cards = second.slider(
            "Flashcards",
            CARDS[0],
            CARDS[-1],
            DEFAULT_CARDS,
            help="At most this many; only good ones.",
            key=f"n-{round_}",
        )
        prompt = second.text_input(
            "Course words",
            placeholder="Krebs cycle, mitochondrion, Prof. Okonkwo",
            help="Names and terms that are likely to be said. They help to hear them right.",
            key=f"prompt-{round_}",
        )
    return Options(language, "translate" if translate else "transcribe", prompt.strip(), cards)
