"""A lecture is open that is not finished: how far it is."""

from __future__ import annotations

from functools import partial

import streamlit as st

from lecture.store.library import Library
from lecture.store.notebook import Entry, Notebook
from lecture.store.queue import Queue
from lecture.transcripts import is_transcript
from lecture.values import Cards, Lecture, Segment, Summary, Transcript
from panels import busy, player, progress
from server import sound
from server.routes import sound_of
from views.study import put_away


def draw(library: Library, mine: Notebook, queue: Queue, shown: str) -> None:
    sound.prepare(mine, shown)
    entry, look = mine.entry(shown), partial(queue.status, mine, shown)

    def play() -> None:
        if is_transcript(entry.file_name):
            return
        status = look()
        keys = player.READING + player.WRITING
        player.draw(shown, sound_alone(entry, status.done or status.total), sound_of(library, shown), without=keys)

    recording = progress.Recording(entry.file_name, lambda: mine.recording(shown).read_bytes(), play)
    match progress.draw(entry.title, look, recording):
        case "stop":
            with busy.doing():
                queue.cancel(mine, shown)
            st.rerun()
        case "go on":
            with busy.doing():
                queue.retry(mine, shown)
            st.rerun()
        case "delete":
            put_away(mine, shown)


def sound_alone(entry: Entry, seconds: float) -> Lecture:
    """A lecture of which there is nothing but its sound: no words, and no silence either that the player would skip."""
    heard = Transcript((Segment(0.0, seconds, ""),), "", seconds, seconds)
    return Lecture(entry.title, entry.file_name, entry.date, heard, (), (), Summary("", (), 0.0, seconds), Cards(()))
