"""The command line: arguments in, one lecture's notes out as files, progress as bars on stderr."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn, Protocol, get_args

from tqdm import tqdm

from lecture import apart, settings
from lecture.errors import LectureError, NoSuchFile, TooLarge
from lecture.export import FORMATS, Format
from lecture.export import options as export
from lecture.export.options import Cut, Paper
from lecture.intake import slides, whole
from lecture.intake.captions import text_of
from lecture.languages import LANGUAGES
from lecture.tongue import TONGUES, speaking
from lecture.values import CARDS, DEFAULT_CARDS, Lecture, Options, Progress, Slide, Stage

PROGRAM = "pipeline.py"


class Study(Protocol):
    """What makes a lecture from a recording: `pipeline.study`."""

    def __call__(self, recording: Path, options: Options, *, on_progress: Callable[[Progress], None]) -> Lecture: ...


@dataclass(frozen=True, slots=True)
class Sound:
    """What is done with the recording itself: `check_video`, `cutter` and `subtitled` of pipeline.py."""

    check_video: Callable[[Path], None]  # raises a LectureError where there is no picture
    cutter: Callable[[Path, Lecture], Cut]
    subtitled: Callable[[Path, Lecture, Path], None]  # video, lecture, folder; raises a LectureError


def main(study: Study, arguments: Sequence[str] | None = None, *, sound: Sound | None = None) -> int:
    """Returns the exit code: 0, or 2 with one line on stderr. Without `sound` no file has any of the recording's."""
    chosen = _arguments(arguments)
    with speaking(chosen.write_in):
        return _notes(study, sound, chosen)


def _notes(study: Study, sound: Sound | None, chosen: argparse.Namespace) -> int:
    try:
        shown = tuple(slide for file in chosen.slides for slide in _slides(file))
        how = (chosen.language, chosen.task, chosen.prompt, chosen.cards, chosen.track, chosen.model)
        options = Options(*how, slides=shown)
        recording = _usable(chosen.recording)
        if chosen.transcript:
            options = replace(options, captions=_captions(chosen.transcript))
        if sound and chosen.video:
            sound.check_video(recording)
        with OutputFolder(chosen.out) as output:
            lecture = _lecture(study, recording, options)
            cut = sound.cutter(recording, lecture) if sound else None
            taking = export.Options(paper=chosen.paper, origin=export.Origin(cut=cut))
            for format_ in chosen.formats:
                (output.made / format_.file_name).write_bytes(format_.write(lecture, taking))
            try:
                if sound and chosen.video:
                    sound.subtitled(recording, lecture, output.made)
            finally:
                output.put()  # also where there is no copy: the notes were work
    except LectureError as error:
        print(f"{PROGRAM}: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"{PROGRAM}: {error.strerror or error}: {error.filename or chosen.out}", file=sys.stderr)
        return 2
    if chosen.explain:
        for reason, count in sorted(lecture.cards.rejected.items(), key=lambda row: -row[1]):
            print(f"{count:5}  {reason}", file=sys.stderr)
    return 0


def _lecture(study: Study, recording: Path, options: Options) -> Lecture:
    """What is made of the recording; a lecture.json is the lecture itself, whose files are written anew."""
    if recording.suffix.lower() == f".{whole.ENDING}":
        with recording.open("rb") as file:
            return whole.read(recording.name, file).lecture
    with _Bars() as bars:
        return study(recording, options, on_progress=bars)


def _arguments(given: Sequence[str] | None) -> argparse.Namespace:
    ask = _Parser(prog=PROGRAM, description="Make notes from a lecture's recording.")
    ask.add_argument(
        "recording",
        type=Path,
        help="sound or video; or subtitles (SRT, VTT) or a text (TXT) in its place; or a lecture.json, of which the "
        "other files are written anew",
    )
    ask.add_argument(
        "--transcript", type=Path, metavar="FILE", help="what is said in it: SRT, VTT or TXT; its words are taken"
    )
    ask.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the notes and reports are written")
    ask.add_argument("--language", type=_code, help="what is spoken, such as en or English; found out if not given")
    ask.add_argument("--task", choices=["transcribe", "translate"], default="transcribe", help="translate: to English")
    ask.add_argument("--prompt", default="", help="course words and names that are likely to be said")
    ask.add_argument(
        "--slides",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="slides that were shown, PDF or PPTX, for their words and titles; may be given several times",
    )
    ask.add_argument("--cards", type=int, default=DEFAULT_CARDS, help=f"how many, {CARDS[0]} to {CARDS[-1]}")
    ask.add_argument(
        "--track", type=int, metavar="N", help="which sound track, from 1; the one that speaks if not given"
    )
    ask.add_argument("--model", default="", help="the Whisper to hear with, a name or a .pt file; else WHISPER_MODEL")
    ask.add_argument(
        "--write-in",
        choices=[*TONGUES],
        default="en",
        help="the language of messages and of the reports' own words",
    )
    ask.add_argument(
        "--formats",
        type=_formats,
        default=[*FORMATS.values()],
        metavar="LIST",
        help=f"all, or some with commas between: a name or an ending of {', '.join(FORMATS)}",
    )
    ask.add_argument(
        "--video",
        action="store_true",
        help="of a video, also a copy with the subtitles as a track",
    )
    ask.add_argument("--paper", choices=get_args(Paper), default="A4", help="what PDF and DOCX are laid out for")
    ask.add_argument("--explain", action="store_true", help="say which candidates for cards were turned down, and why")
    chosen = ask.parse_args(given)
    if chosen.cards not in CARDS:
        ask.error(f"--cards is {chosen.cards}; ask for {CARDS[0]} to {CARDS[-1]}")
    if chosen.track is not None and chosen.track < 1:
        ask.error(f"--track is {chosen.track}; the first is 1")
    if chosen.out.exists() and not chosen.out.is_dir():
        ask.error(f"--out {chosen.out} is a file; name a folder")
    return chosen


def _code(language: str) -> str:
    """Whisper's code of a language given by its code or its name."""
    for code, name in LANGUAGES.items():
        if language.casefold() in (code, name.casefold()):
            return code
    raise argparse.ArgumentTypeError(
        f"“{language}” is not a language that Whisper hears; give one such as en or English"
    )


def _captions(file: Path) -> str:
    """The text of the subtitles or transcript beside the recording. Raises NoSuchFile, or what reading them raises."""
    return apart.call(text_of, file.name, _usable(file).read_bytes(), name=file.name)


def _formats(wanted: str) -> list[Format]:
    """The formats that are named: "srt" is the first that ends so, "cornell" the one of that name."""
    found = [each for name in wanted.split(",") if name.strip() for each in _named(name.strip().casefold())]
    if not found:
        raise argparse.ArgumentTypeError("it names no format")
    return list(dict.fromkeys(found))


def _named(name: str) -> Iterable[Format]:
    if name == "all":
        return FORMATS.values()
    for key in (lambda file: file, lambda file: Path(file).suffix[1:], lambda file: Path(file).stem):
        for file_name, format_ in FORMATS.items():
            if key(file_name) == name:
                return (format_,)
    raise argparse.ArgumentTypeError(f"“{name}” is none of {', '.join(FORMATS)}, of their endings, or all")


def _slides(file: Path) -> tuple[Slide, ...]:
    return apart.call(slides.read, file.name, _usable(file), name=file.name)


def _usable(recording: Path) -> Path:
    if not recording.is_file():
        raise NoSuchFile(recording.name)
    limit = settings.current().limits.upload_bytes
    if recording.stat().st_size > limit:
        raise TooLarge(recording.name, limit)
    return recording


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}\n")


class OutputFolder:
    """Where the files are made, on the disk they go to: what cannot be written is said before the work.

    All are written to `made` before the first is put into `folder`, so that none is left half-written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        beside = folder if folder.is_dir() else folder.parent
        beside.mkdir(parents=True, exist_ok=True)
        self._making = tempfile.TemporaryDirectory(dir=beside, prefix=f".{folder.name}-")
        self.made = Path(self._making.name) / "made"
        self.made.mkdir()

    def __enter__(self) -> OutputFolder:
        return self

    def put(self) -> None:
        """What is in `made` goes into the folder."""
        if self.folder.is_dir():
            for file in self.made.iterdir():
                file.replace(self.folder / file.name)
        else:
            self.made.rename(self.folder)

    def __exit__(self, *_: object) -> None:
        self._making.cleanup()


class _Bars:
    """Progress on stderr, a bar a stage."""

    def __enter__(self) -> _Bars:
        self._bars: dict[Stage, tqdm[NoReturn]] = {}
        return self

    def __call__(self, progress: Progress) -> None:
        if progress.stage in ("start", "read") or (progress.transcript and not progress.transcript.segments):
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
