"""The work on one lecture: recording -> transcript -> chapters, summary and flashcards. And the command line.

    python pipeline.py RECORDING --out DIR

Gets the models from the loaders and calls the steps of lecture/. Knows no page.
"""

from __future__ import annotations

import argparse
import datetime
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

from tqdm import tqdm

import models
from lecture.errors import LectureError, NoSuchFile, TooLarge, TooLittleText
from lecture.export import FORMATS
from lecture.languages import LANGUAGES
from lecture.notes import cards, summary, text
from lecture.speech import transcribe as speech
from lecture.store.library import Limits, title_of
from lecture.values import (
    CARDS,
    DEFAULT_CARDS,
    Cards,
    Chapter,
    Lecture,
    MadeWith,
    Options,
    Progress,
    Stage,
    Summary,
    Transcript,
)

OnProgress = Callable[[Progress], None]  # may raise to stop the work

# Two threads on one Whisper or one fast tokenizer give wrong words in silence: one inference at a time, whoever asks.
_one_at_a_time = threading.RLock()


def ignore(progress: Progress) -> None:
    """What is done with progress that nobody asked for."""


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
    chapters = text.chapters(transcript)
    try:
        notes = summarize(transcript, chapters, on_progress=on_progress)
    except TooLittleText as error:  # a few words are still a transcript
        notes = Summary("", (), 0.0, transcript.duration, "", remark=str(error))
    deck = make_flashcards(transcript, chapters, count=options.cards, on_progress=on_progress)
    lecture = Lecture(
        title=title_of(name),
        file_name=name,
        date=datetime.date.today().isoformat(),
        transcript=transcript,
        chapters=tuple(chapters),
        terms=text.key_terms(text.sentences(transcript), text.written_in(transcript)),
        summary=notes,
        cards=deck.cards,
        cards_remark=deck.remark,
        cards_rejected=deck.rejected,
        made_with=MadeWith(transcript.made_with, notes.made_with, deck.made_with),
    )
    without = tuple(model for model in models.missing(lecture) if model)
    return replace(lecture, made_with=replace(lecture.made_with, without=without))


def transcribe(
    recording: Path,
    options: Options | None = None,
    *,
    name: str | None = None,
    on_progress: OnProgress = ignore,
    so_far: Transcript | None = None,
) -> Transcript:
    """What is said in the recording, and when. Progress is in seconds of audio."""
    with _one_at_a_time:
        transcript = so_far
        if transcript is None or not transcript.finished:
            recognizer = models.load_whisper()
            for heard in speech.transcribe(recognizer, recording, options or Options(), name=name, so_far=so_far):
                transcript = replace(heard, made_with=recognizer.name)
                on_progress(Progress("speech", transcript.heard, transcript.duration, transcript))
    assert transcript is not None  # speech.transcribe yields at least once, or raises
    return transcript


def summarize(
    transcript: Transcript, chapters: Sequence[Chapter] | None = None, *, on_progress: OnProgress = ignore
) -> Summary:
    """An overview and timed points over the whole lecture: by T5, or central sentences where T5 cannot be had."""
    if chapters is None:
        chapters = text.chapters(transcript)
    with _one_at_a_time:
        t5 = models.or_none(models.load_summarizer())
        return summary.summarize(transcript, chapters, t5, on_progress=_report(on_progress, "summary"))


def make_flashcards(
    transcript: Transcript,
    chapters: Sequence[Chapter] | None = None,
    *,
    count: int = DEFAULT_CARDS,
    on_progress: OnProgress = ignore,
) -> Cards:
    """Cards from the whole lecture: questions by T5, or cloze and definitions where T5 cannot be had."""
    if chapters is None:
        chapters = text.chapters(transcript)
    with _one_at_a_time:
        t5 = models.or_none(models.load_question_generator())
        return cards.make_cards(transcript, chapters, t5, count=count, on_progress=_report(on_progress, "cards"))


def _report(on_progress: OnProgress, stage: Stage) -> Callable[[int, int], None]:
    return lambda done, total: on_progress(Progress(stage, done, total))


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line. Returns the exit code: 0, or 2 with one line on stderr."""
    ask = _Parser(prog="pipeline.py", description="Make notes from a lecture's recording.")
    ask.add_argument("recording", type=Path)
    ask.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the notes and reports are written")
    ask.add_argument("--language", type=_code, help="what is spoken, such as en or English; found out if not given")
    ask.add_argument("--task", choices=["transcribe", "translate"], default="transcribe", help="translate: to English")
    ask.add_argument("--prompt", default="", help="course words and names that are likely to be said")
    ask.add_argument("--cards", type=int, default=DEFAULT_CARDS, help=f"how many, {CARDS[0]} to {CARDS[-1]}")
    ask.add_argument("--explain", action="store_true", help="say which candidates for cards were turned down, and why")
    chosen = ask.parse_args(arguments)
    if chosen.cards not in CARDS:
        ask.error(f"--cards is {chosen.cards}; ask for {CARDS[0]} to {CARDS[-1]}")
    if chosen.out.exists() and not chosen.out.is_dir():
        ask.error(f"--out {chosen.out} is a file; name a folder")
    try:
        options = Options(chosen.language, chosen.task, chosen.prompt, chosen.cards)
        recording = _usable(chosen.recording)
        with OutputFolder(chosen.out) as output:
            with _Bar() as bar:
                lecture = study(recording, options, on_progress=bar)
            output.put(lecture)
    except LectureError as error:
        print(f"pipeline.py: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"pipeline.py: {error.strerror or error}: {error.filename or chosen.out}", file=sys.stderr)
        return 2
    if chosen.explain:
        for reason, count in sorted(lecture.cards_rejected.items(), key=lambda row: -row[1]):
            print(f"{count:5}  {reason}", file=sys.stderr)
    return 0


def _code(language: str) -> str:
    """Whisper's code of a language given by its code or its name."""
    for code, name in LANGUAGES.items():
        if language.casefold() in (code, name.casefold()):
            return code
    raise argparse.ArgumentTypeError(
        f"“{language}” is not a language that Whisper hears; give one such as en or English"
    )


def _usable(recording: Path) -> Path:
    if not recording.is_file():
        raise NoSuchFile(recording.name)
    limit = Limits.from_environment().upload_bytes
    if recording.stat().st_size > limit:
        raise TooLarge(recording.name, limit)
    return recording


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}\n")


class OutputFolder:
    """Where the files are made, on the disk they go to: what cannot be written is said before the work.

    All are made before the first is put into `folder`, so that none is left half-written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        beside = folder if folder.is_dir() else folder.parent
        beside.mkdir(parents=True, exist_ok=True)
        self._making = tempfile.TemporaryDirectory(dir=beside, prefix=f".{folder.name}-")

    def __enter__(self) -> OutputFolder:
        return self

    def put(self, lecture: Lecture) -> None:
        """Every format into the folder."""
        made = Path(self._making.name) / "made"
        made.mkdir()
        for format_ in FORMATS.values():
            (made / format_.file_name).write_bytes(format_.write(lecture))
        if self.folder.is_dir():
            for file in made.iterdir():
                file.replace(self.folder / file.name)
        else:
            made.rename(self.folder)

    def __exit__(self, *_: object) -> None:
        self._making.cleanup()


class _Bar:
    """Progress on stderr, a bar a stage."""

    def __enter__(self) -> _Bar:
        self._bars: dict[Stage, tqdm[NoReturn]] = {}
        return self

    def __call__(self, progress: Progress) -> None:
        if progress.transcript and not progress.transcript.segments:
            return  # nothing heard yet: a recording without speech ends in one line, not in a bar and a line
        if progress.stage not in self._bars:
            unit = " s" if progress.stage == "speech" else " pieces"
            self._bars[progress.stage] = tqdm(desc=progress.stage, unit=unit, file=sys.stderr, leave=True)
        bar = self._bars[progress.stage]
        bar.total = round(progress.total)
        bar.n = round(progress.done)
        bar.refresh()

    def __exit__(self, *_: object) -> None:
        for bar in self._bars.values():
            bar.close()


if __name__ == "__main__":
    sys.exit(main())
