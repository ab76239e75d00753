"""The upload panel: give recordings or a folder of them, record one, or try the sample."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import BinaryIO

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from lecture.intake import whole
from lecture.intake.together import SLIDES, Group, Sorted, together
from lecture.local import language_name
from lecture.speech.kinds import ENDINGS
from lecture.tongue import _, ngettext
from lecture.transcripts import ENDINGS as TRANSCRIPTS
from lecture.transcripts import is_transcript
from lecture.values import CARDS, DEFAULT_CARDS, Options
from panels import recorder, state, uploader
from panels.wording import here, plain, size, small

SAMPLE = Path(__file__).resolve().parent.parent / "sample" / "lecture.mp3"


@dataclass(frozen=True, slots=True)
class File:
    """A recording that the student gave, or a transcript in its place, and what of the other files is of it."""

    name: str
    sound: BinaryIO
    captions: File | None = None
    slides: tuple[File, ...] = ()

    def every(self) -> Iterator[BinaryIO]:
        """What the browser holds of it, to be let go once it is kept."""
        for file in (self, self.captions, *self.slides):
            if file:
                yield file.sound


@dataclass(frozen=True, slots=True)
class Given:
    """Recordings that the student gave, how they want them worked on, and the course that all of them are of."""

    files: tuple[File, ...]
    options: Options
    course: str = ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A recording of the microphone's that the student wants notes of, and how they want it worked on."""

    id: str
    options: Options


def draw(
    version: int,
    models: str,
    languages: dict[str, str],
    place: str,
    courses: tuple[str, ...],
    heard: recorder.Microphone,
    largest: int,
) -> Given | Recorded | recorder.Discard | None:
    """Returns what the student gave, in the run in which they asked for notes. `version` makes the widgets new.

    `models` names what the notes are made with, `languages` are those that can be heard, by code, `place` is where the
    work is done, such as "computer"; `courses` are those that there are, `heard` is where the microphone's recordings
    go; `largest` is how large a file may be, in bytes.
    """
    st.title(_("Turn a lecture into notes"), anchor=False)
    what = _(
        "Give a recording and get its transcript, a summary and flashcards, all made on this {place}.",
        place=here(place),
    )
    st.markdown(what)
    waiting = st.container()
    own = st.container(border=True)
    microphone, sample = st.columns(2, border=True)
    with own:
        st.header(_("Recordings"), anchor=False)
        uploaded = _uploaded(version, largest)
        given = together(uploaded)
        _say(given)
        course = _course(uploaded, courses, version) if given.groups else ""
        make_uploaded = _make("make", len(given.groups)) if given.groups else False
    with microphone:
        st.header(_("The microphone"), anchor=False)
        recorded = recorder.draw(heard, place, version)
        wanted = recorder.draw_kept(recorded.id) if recorded and recorded.kept else None
    with waiting:
        wanted = recorder.draw_waiting(heard.waiting, recorded) or wanted
    with sample:
        st.header(_("No recording at hand?"), anchor=False)
        st.markdown(_("A short lecture comes with the app. Its notes take less than a minute."))
        try_sample = st.button(
            _("Try the sample lecture"),
            type="secondary" if uploaded or recorded or heard.waiting else "primary",
            icon=":material/play_circle:",
            key="sample",
        )
    options = _options(version, languages, models, place)
    if uploaded and make_uploaded:
        return Given(tuple(sorted(map(_file, given.groups), key=in_order)), options, course)
    if wanted:
        return Recorded(wanted.id, options) if isinstance(wanted, recorder.Make) else wanted
    if try_sample:
        name = _("Sample lecture") + SAMPLE.suffix
        return Given((File(name, BytesIO(SAMPLE.read_bytes())),), options)
    return None


def _uploaded(version: int, largest: int) -> list[UploadedFile]:
    place = st.container()
    folder = st.toggle(_("A whole folder, such as a term's"), key=f"folder-{version}")
    with place:
        files: list[UploadedFile] = uploader.draw(
            _("A folder of recordings") if folder else _("Sound or video files, one or several"),
            _(
                "MP3, M4A, WAV, MP4 and nearly all other kinds of sound and video, up to {size} each. "
                "Subtitles (SRT, VTT, TXT) and slides (PDF, PPTX) can come along.",
                size=size(largest),
            ),
            kinds=(*ENDINGS, *TRANSCRIPTS, *SLIDES, whole.ENDING),
            several="directory" if folder else True,
            key=f"{'directory' if folder else 'upload'}-{version}",
            more=" ".join(
                [
                    _("Each recording becomes a lecture with its own title. Of a video, only the sound is used."),
                    _(
                        "Subtitles and slides belong to the recording of the same name; a transcript by itself becomes "
                        "a lecture too."
                    ),
                    _("A lecture that was taken away as “{file}” comes back as it was.", file=_(whole.EVERYTHING)),
                ]
            ),
        )
    return [file for file in files if state.is_held(file)]


def _file(group: Group[UploadedFile]) -> File:
    beside = File(group.captions.name, group.captions) if group.captions else None
    slides = tuple(File(one.name, one) for one in group.slides)
    return File(group.recording.name, group.recording, beside, slides)


def _say(given: Sorted[UploadedFile]) -> None:
    """What goes with each recording, and what is left out, before the student asks for notes."""
    st.markdown(small(*(plain(_goes_with(group)) for group in given.groups)))
    left = [
        *(_("“{file}” is left out: its recording has a transcript already.", file=_own(one)) for one in given.spare),
        *(_lonely(_own(one), given) for one in given.lonely),
    ]
    if left:
        st.warning("  \n".join(map(plain, left)))


def _lonely(file: str, given: Sorted[UploadedFile]) -> str:
    """Why slides or a text are left out: they lack a recording, or one whose name is theirs."""
    if all(group.recording.name.lower().endswith(f".{whole.ENDING}") for group in given.groups):
        return _("“{file}” is left out: give slides together with the recording that they are of.", file=file)
    return _(
        "“{file}” is left out: its name does not say which recording it is of. Name it as the recording.", file=file
    )


def _goes_with(group: Group[UploadedFile]) -> str:
    """A line on what makes a lecture; empty for a recording alone."""
    recording = _own(group.recording)
    captions = _own(group.captions) if group.captions else ""
    slides = ", ".join(map(_own, group.slides))
    if captions and slides:
        return _(
            "{recording} with subtitles {captions} and slides {slides}",
            recording=recording,
            captions=captions,
            slides=slides,
        )
    if captions:
        return _("{recording} with subtitles {captions}", recording=recording, captions=captions)
    if slides:
        return _("{recording} with slides {slides}", recording=recording, slides=slides)
    return _("{file} without a recording", file=recording) if is_transcript(recording) else ""


def _own(file: UploadedFile) -> str:
    """A file's name without its folder."""
    return PurePosixPath(file.name).name


def _course(uploaded: list[UploadedFile], courses: tuple[str, ...], version: int) -> str:
    """What course they are of. A folder's name is offered first."""
    folder = folder_of(uploaded[0].name)
    known = list(dict.fromkeys(name for name in (folder, *courses) if name))
    course = st.selectbox(
        _("Course"),
        known,
        index=0 if folder else None,
        placeholder=_("None; choose one or write a new one"),
        accept_new_options=True,
        key=f"course-{version}-{folder}",
    )
    return course or ""


def folder_of(name: str) -> str:
    """The folder that was given, by the name of a file in it; empty for a file that was given by itself."""
    parts = PurePosixPath(name).parts
    return parts[0] if len(parts) > 1 else ""


def in_order(file: File) -> list[tuple[int, int, str]]:
    """As a person would order them: "Lecture 2" before "Lecture 10"."""
    pieces = re.findall(r"\d+|\D+", file.name.casefold().replace("_", " "))
    return [(0, int(piece), "") if piece.isdecimal() else (1, 0, piece) for piece in pieces]


def _make(key: str, count: int = 1) -> bool:
    label = (
        _("Make notes")
        if count == 1
        else ngettext("Make notes of {n} recording", "Make notes of {n} recordings", count)
    )
    return st.button(label, type="primary", icon=":material/edit_note:", key=key, width="stretch")


def _options(version: int, languages: dict[str, str], models: str, place: str) -> Options:
    with st.expander(_("Options: language, course words, number of cards"), icon=":material/tune:"):
        first, second = st.columns(2)
        names = {code: language_name(code) for code in languages}
        codes = [None, *sorted(names, key=names.__getitem__)]
        language = first.selectbox(
            _("Spoken language"),
            codes,
            format_func=lambda code: names[code] if code else _("Find out"),
            key=f"language-{version}",
        )
        translate = first.toggle(
            _("Translate into English"),
            help=_("The notes are in English, whatever is spoken."),
            key=f"translate-{version}",
        )
        cards = second.slider(
            _("Flashcards"),
            CARDS[0],
            CARDS[-1],
            DEFAULT_CARDS,
            help=_("At most this many; only good ones."),
            key=f"n-{version}",
        )
        prompt = second.text_input(
            _("Course words"),
            placeholder=_("Krebs cycle, mitochondrion, Prof. Okonkwo"),
            help=_("Names and terms that are likely to be said, with commas between. They help to hear them right."),
            key=f"prompt-{version}",
        )
        made_with = _(
            "Made with {models}. Where a T5 model is not on this {place} yet, it is fetched from the model hub once "
            "(about 240 MB), and nothing is sent there. Without it there are notes all the same.",
            models=plain(models),
            place=here(place),
        )
        st.markdown(small(made_with))
    return Options(language, "translate" if translate else "transcribe", prompt.strip(), cards)
