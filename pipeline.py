"""The work on one lecture: recording -> Transcript -> Reading -> Summary and Cards -> Lecture; and questions to many.

    python pipeline.py RECORDING --out DIR

Gets the models from the loaders and calls the steps of `lecture/`, whose wings are imported where they are called:
they bring torch, and drawing the page waits for none of it. Knows no page.
"""

from __future__ import annotations

import datetime
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import models
from lecture import apart
from lecture.apart_errors import ReadingInterrupted
from lecture.errors import (
    DiskFull,
    ModelOutOfReach,
    NewerData,
    NotFinished,
    RecordingError,
    TooLittleText,
    UnknownLecture,
)
from lecture.export.options import Cut
from lecture.store import shelf
from lecture.store.notebook import Notebook
from lecture.store.shelf import Within
from lecture.tongue import N_, _, speaking
from lecture.transcripts import is_transcript
from lecture.values import (
    DEFAULT_CARDS,
    Answer,
    Card,
    Cards,
    Chapter,
    Lecture,
    Options,
    Place,
    Progress,
    Provenance,
    Reading,
    Said,
    Slide,
    Stage,
    Summary,
    Transcript,
    title_of,
)

if TYPE_CHECKING:
    from lecture.notes.facts import English
    from lecture.notes.t5 import T5
    from lecture.speech.transcribe import Recognizer

OnProgress = Callable[[Progress], None]
Made = TypeVar("Made", Summary, Cards)

KEY_TERMS = 12  # that a lecture is shown with
SUBTITLED = "video"  # the copy with subtitles, before its ending
LOOK = 1.0  # seconds between two looks at how much of a model has arrived
OF_ANOTHER = N_("The subtitles do not say what is said in this recording, so the transcript is what was heard.")
NOT_ENGLISH = N_(
    "Where a translation is asked for, only subtitles in English are used, so the transcript is what was heard, "
    "translated."
)

# Two threads in one Whisper or one fast tokenizer give wrong words in silence: one inference at a time, whoever asks.
_one_at_a_time = threading.RLock()
# The parser has a lock of its own: who asks a question may have to wait until a lecture is read, which takes seconds,
# never until one is heard. The encoder may be called by any thread.
_one_reads = threading.RLock()


def ignore(*progress: object) -> None:
    """What is done with progress that nobody asked for."""


@speaking("en")  # what it says is kept with what it makes
def study(
    recording: Path,
    options: Options | None = None,
    *,
    name: str | None = None,
    on_progress: OnProgress = ignore,
    so_far: Transcript | None = None,
) -> Lecture:
    """Everything that is made from one recording. Goes on from `so_far`, a transcript that on_progress was given.

    `name` is the file's name as the student knows it. Raises a LectureError, or whatever on_progress raises.
    """
    options, name = options or Options(), name or recording.name
    models.check()
    transcript = transcribe(recording, options, name=name, on_progress=on_progress, so_far=so_far)
    on_progress(Progress("read", 0, 0))
    reading = read(transcript)
    try:
        summary = summarize(transcript, reading, on_progress=on_progress)
    except TooLittleText as error:  # a few words are still a transcript
        summary = Summary("", (), 0.0, transcript.duration, remark=str(error))
    return Lecture(
        title=title_of(name),
        file_name=name,
        date=datetime.date.today().isoformat(),
        transcript=transcript,
        chapters=_with_offers(reading, options.slides),
        terms=reading.terms[:KEY_TERMS],
        summary=summary,
        cards=make_flashcards(transcript, reading, count=options.cards, on_progress=on_progress),
        asides=reading.asides,
        said=_said(reading),
    )


def transcribe(
    recording: Path,
    options: Options | None = None,
    *,
    name: str | None = None,
    on_progress: OnProgress = ignore,
    so_far: Transcript | None = None,
) -> Transcript:
    """What is said in the recording, and when: as it is heard, in the words of the captions where there are some.
    Progress is in seconds of audio.

    A recording that is a transcript itself, by its name, is taken as it is written.
    """
    options, name = options or Options(), name or recording.name
    if is_transcript(name):
        return so_far or _taken(recording, options, name, on_progress)
    transcript = so_far if so_far and so_far.finished else _heard(recording, options, name, on_progress, so_far)
    return _in_their_words(transcript, options.captions)


def _heard(
    recording: Path, options: Options, name: str, on_progress: OnProgress, so_far: Transcript | None
) -> Transcript:
    from lecture.speech import transcribe as speech

    transcript = so_far
    with _one_at_a_time:
        recognizer = _loaded(options.model, on_progress)
        made_by = Provenance(models=(recognizer.name,))
        for heard in speech.transcribe(recognizer, recording, options, name=name, so_far=so_far):
            transcript = replace(heard, made_by=made_by)
            on_progress(Progress("speech", transcript.heard, transcript.duration, transcript))
    assert transcript is not None  # speech.transcribe yields at least once, or raises
    return transcript


def _taken(recording: Path, options: Options, name: str, on_progress: OnProgress) -> Transcript:
    """A transcript that was given in place of a recording, in the language that was chosen or is found in it."""
    from lecture.intake.captions import LARGEST, captions_of
    from lecture.intake.taken import taken
    from lecture.notes.written_in import written_in

    with recording.open("rb") as file:
        found = apart.call(captions_of, name, file.read(LARGEST + 1), name=name)
    language = options.language or written_in(found.text)
    transcript = taken(found, language, translate=options.task == "translate" and language != "en")
    on_progress(Progress("speech", transcript.heard, transcript.duration, transcript))
    return transcript


def _in_their_words(transcript: Transcript, given: str) -> Transcript:
    """What was heard, in the words of the captions that were given with it, if any were and they are of this lecture.

    What is made anew, of an edited transcript, has them already, or was found to be of another lecture or language.
    """
    told = "captions" in transcript.made_by.methods or any(
        one in transcript.remark for one in (OF_ANOTHER, NOT_ENGLISH)
    )
    if not given or told:
        return transcript
    from lecture.intake.aligned import aligned
    from lecture.intake.captions import captions
    from lecture.notes.written_in import written_in

    found = captions(given)
    if transcript.task == "translate" and written_in(found.text) != "en":
        return _remarked(transcript, _(NOT_ENGLISH))
    laid = aligned(transcript, found)
    if laid is None:
        return _remarked(transcript, _(OF_ANOTHER))
    return replace(laid, made_by=replace(transcript.made_by, methods=("captions",)))


def _remarked(transcript: Transcript, remark: str) -> Transcript:
    return replace(transcript, remark="\n".join(filter(None, (transcript.remark, remark))))


def _loaded(whisper: str, on_progress: OnProgress) -> Recognizer:
    """The Whisper of this name; says that it is being loaded and, while it is fetched, how much of it has arrived."""
    megabytes = models.megabytes_to_fetch(whisper)
    on_progress(Progress("start", 0, megabytes))
    if not megabytes:
        return models.load_whisper(whisper)
    with ThreadPoolExecutor(1) as loader:
        loading = loader.submit(models.load_whisper, whisper)
        while not wait([loading], LOOK).done:
            on_progress(Progress("start", models.megabytes_fetched(whisper), megabytes))
        return loading.result()


def read(transcript: Transcript) -> Reading:
    """The sentences, terms, chapters and facts of a transcript: what summary and cards are made from."""
    from lecture.notes import reading

    with _one_reads:
        return reading.read(transcript, _english(transcript))


def _english(transcript: Transcript) -> English | None:
    """What an English text is read with: parser and encoder know no other language."""
    from lecture.notes.facts import English

    return English(models.load_parser(), models.load_encoder()) if transcript.written_in == "en" else None


def _said(reading: Reading) -> Said:
    from lecture.notes import said

    return said.said(reading)


def _with_offers(reading: Reading, slides: Sequence[Slide]) -> tuple[Chapter, ...]:
    """The chapters, with titles of slides offered for them."""
    if not slides:
        return reading.chapters
    from lecture.notes import slide_titles

    encoder = models.load_encoder() if reading.vectors is not None else None
    return slide_titles.offered(reading, slides, encoder)


def summarize(transcript: Transcript, reading: Reading | None = None, *, on_progress: OnProgress = ignore) -> Summary:
    """An overview and timed points over the whole lecture: by T5, or the best statements where T5 cannot be had.

    Raises TooLittleText.
    """
    from lecture.notes import summary

    reading = reading or read(transcript)
    report = _report(on_progress, "summary")
    with _one_at_a_time:
        report(0, 1)  # T5 is loaded first
        loaded = models.load_summarizer()
        writer = models.or_none(loaded)
        encoder = models.load_encoder() if writer and reading.vectors is not None else None
        made = summary.summarize(reading, writer, encoder, on_progress=report)
    return _without(made, loaded, reading)


def make_flashcards(
    transcript: Transcript,
    reading: Reading | None = None,
    *,
    count: int = DEFAULT_CARDS,
    on_progress: OnProgress = ignore,
) -> Cards:
    """Cards from the whole lecture: by T5, or by rules where T5 cannot be had."""
    from lecture.notes import cards

    reading = reading or read(transcript)
    report = _report(on_progress, "cards")
    with _one_at_a_time:
        report(0, 1)  # T5 is loaded first
        loaded = models.load_question_generator()
        writer = models.or_none(loaded)
        encoder = models.load_encoder() if writer and reading.vectors is not None else None
        made = cards.make_cards(reading, writer, encoder, count=count, on_progress=report)
    return _without(made, loaded, reading)


def more_cards(transcript: Transcript, deck: Sequence[Card], chapter: Chapter) -> Cards:
    """A few more cards of one chapter, none near to one of the deck: by T5 where it is here and idle, else by rules.

    A student waits for them on the page, so T5 is not waited for while it, or Whisper, works on a lecture.
    """
    from lecture.notes import cards

    reading = read(transcript)
    if not _one_at_a_time.acquire(blocking=False):
        return cards.more_cards(reading, deck, chapter)
    try:
        writer = models.or_none(models.load_question_generator())
        encoder = models.load_encoder() if writer and reading.vectors is not None else None
        return cards.more_cards(reading, deck, chapter, writer, encoder)
    finally:
        _one_at_a_time.release()


def ask(mine: Notebook, question: str, within: Within, *, on_progress: Callable[[int, int], None] = ignore) -> Answer:
    """The places in these lectures where what was said comes nearest to the question; none where nothing is near.

    Lectures that have not been asked before, or not since the student changed something, are gone through first:
    on_progress is told how many of how many are. Raises a LectureError.
    """
    from lecture.notes.ask import nearest

    _go_through(mine, shelf.stale(mine, within), on_progress)
    asked = shelf.shelved(mine, within)
    spoken = [lecture.said for lecture in asked]
    meaning = models.load_encoder().encode([question])[0] if any(said.vectors for said in spoken) else None
    places = (
        Place(
            lecture=asked[found.lecture].lecture,
            title=asked[found.lecture].title,
            start=spoken[found.lecture].starts[found.first],
            end=spoken[found.lecture].ends[found.last],
            text=" ".join(spoken[found.lecture].texts[found.first : found.last + 1]),
        )
        for found in nearest(question, meaning, spoken)
    )
    return Answer(tuple(places), len(asked))


def _go_through(mine: Notebook, lectures: list[str], on_progress: Callable[[int, int], None]) -> None:
    """Find the sentences of these lectures, each as it stands now."""
    from lecture.notes.said import said_now

    for done, lecture in enumerate(lectures):
        on_progress(done, len(lectures))
        with suppress(UnknownLecture, NotFinished, NewerData, DiskFull):  # then it is not asked, or as it stood before
            before, revision = shelf.before(mine, lecture)
            transcript = mine.lecture(lecture).transcript
            with _one_reads:
                shelf.put(mine, lecture, said_now(transcript, _english(transcript), before), revision)


def cutter(recording: Path, lecture: Lecture) -> Cut:
    """What cuts a lecture's sentences out of its recording, as MP3; empty where it cannot be read."""
    from lecture.speech.clip import Cutter

    name = lecture.file_name
    cut = apart.Kept(Cutter, recording, name, lecture.transcript.track or None, name=name)

    def heard(start: float, end: float) -> bytes:
        try:
            return cut(start, end)
        except (RecordingError, ReadingInterrupted):
            return b""

    return heard


def check_video(recording: Path) -> None:
    """Raises NotAVideo where there can be no copy of it with subtitles."""
    from lecture.speech import subtitled as speech

    if not apart.call(speech.has_picture, recording, name=recording.name):
        raise speech.NotAVideo(recording.name)


def subtitled(video: Path, lecture: Lecture, folder: Path) -> None:
    """A copy of the video in the folder, with the lecture's subtitles as a track of it. Raises leaves of
    RecordingError."""
    from lecture.export.cues import cues
    from lecture.speech import subtitled as speech
    from lecture.speech.making import made_apart

    made = folder / SUBTITLED
    track = speech.Track(cues(lecture.transcript), _("Subtitles"), lecture.transcript.written_in)
    name = lecture.file_name
    ending = made_apart(speech.subtitled, video, made, track, name, name=name)
    made.rename(made.with_suffix(ending))


def _report(on_progress: OnProgress, stage: Stage) -> Callable[[int, int], None]:
    return lambda done, total: on_progress(Progress(stage, done, total))


def _without(made: Made, loaded: T5 | ModelOutOfReach, reading: Reading) -> Made:
    """What was made, noting the T5 that would have made it better; both T5 know English only."""
    if not isinstance(loaded, ModelOutOfReach) or reading.language != "en":
        return made
    return replace(made, made_by=replace(made.made_by, without=(models.called(loaded.model),)))


if __name__ == "__main__":
    from lecture import cli

    sys.exit(cli.main(study, sound=cli.Sound(check_video, cutter, subtitled)))
