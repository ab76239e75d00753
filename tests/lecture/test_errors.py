"""What the student is told when something cannot be done, in both tongues, also where it was kept in English."""

from __future__ import annotations

import inspect
import pickle
from typing import Any

import pytest
from babel.messages.catalog import Message

from lecture.errors import (
    BACK_UP,
    Cancelled,
    LectureError,
    NoSpeech,
    NoSuchTrack,
    NotANotebook,
    NotebookFull,
    NotFinished,
    QueueFull,
)
from lecture.speech.checkpoint import WeightsDamaged
from lecture.tongue import KEPT_BY, PLACE, Sentence, _, again, catalogue, say, speaking
from tests.test_architecture import leaves

ODD = (
    "Monday.mp3",
    "a “b”.mp3",
    "{name} {0} {n} {{}} %s %(name)s",
    "two\nlines\r\n\tand tabs",
    "",
    " ",
    r"\1 \g<name> .* (?P<n>)",
    "C:\\lectures (new): a “b” – „c“",
    "Stopped. What was already heard is kept.",
    "“a.mp3” has a picture but no sound. Give the version that has the lecture's sound.",
    "3 lectures are waiting already, as many as this machine takes. Try again later.",
)
# What stands in a place that no student fills.
OURS: dict[str, tuple[Any, ...]] = {
    "count": (1, 2),
    "kind": ("Lecture", "Transcript", "Report"),
    "language": ("Welsh", "Javanese"),
    "lectures": (1, 1000),
    "level": (-120.0, -60.0, -20.0),
    "limit": (2**31,),
    "megabytes": (50,),
    "noise": (-62.0,),
    "seconds": (0.4, 1.2, 8.0, 5400.0),
    "setting": ("WHISPER_MODEL",),
    "size": (5,),
    "track": (3,),
    "version": (9,),
    "waiting": (1, 20),
    "wanted": ("a whole number", "the address of a Dask scheduler that runs"),
}


def told(kind: type[LectureError]) -> list[LectureError]:
    """Errors of this kind, each with another odd text where a student's may stand."""
    parameters = list(inspect.signature(kind.__init__).parameters.values())[1:]
    wanted = [one.name for one in parameters if one.kind is not one.VAR_KEYWORD]
    return [
        kind(**{name: OURS.get(name, ODD)[turn % len(OURS.get(name, ODD))] for name in wanted})
        for turn in range(len(ODD) * 2)
    ]


def in_both(said: LectureError) -> tuple[str, str]:
    with speaking("de"):
        return str(said), again(_in_english(said))


def _in_english(said: LectureError) -> str:
    with speaking("en"):
        return str(said)


OF_THE_APP = [kind for kind in leaves(LectureError) if not kind.__module__.startswith("tests.")]
SPEAKING = [kind for kind in OF_THE_APP if kind.sentence or kind in (NoSpeech, NotebookFull)]


def test_all_but_the_branches_of_the_tree_say_a_sentence() -> None:
    ours = [kind for kind in leaves(LectureError) if kind.__module__ == "lecture.errors"]
    assert [kind.__name__ for kind in ours if kind not in SPEAKING] == ["RecordingError", "ModelError"]
    assert WeightsDamaged in SPEAKING


@pytest.mark.parametrize("kind", SPEAKING, ids=lambda kind: kind.__name__)
def test_an_error_that_was_kept_in_english_reads_as_it_would_have_been_said(kind: type[LectureError]) -> None:
    for error in told(kind):
        german, read = in_both(error)
        assert read == german
        assert german != str(error)


def kept_sentences() -> list[Message]:
    """All that may be kept: errors, remarks, and what they are put together of."""
    found = [m for m in catalogue("de") if m.id and any(file.startswith(KEPT_BY) for file, _line in m.locations)]
    assert len(found) > 70
    return found


@pytest.mark.parametrize("message", kept_sentences(), ids=lambda message: str(message.id)[:40])
def test_every_sentence_that_may_be_kept_is_said_again_whatever_stands_in_it(message: Message) -> None:
    sentence: Sentence = message.id if isinstance(message.id, str) else (message.id[0], message.id[1])
    places = set(PLACE.findall(" ".join([sentence] if isinstance(sentence, str) else sentence)))
    for odd in ODD:
        for n in (1, 2, 12):
            values = dict.fromkeys(places, odd) | {"n": n}
            kept = say(sentence, **values)
            with speaking("de"):
                assert again(kept) == say(sentence, **values)


@pytest.mark.parametrize(
    "old",
    [
        "No speech was found in the 8 seconds of “a.mp3”: it holds a steady sound, at -31 dB, and no voice that stands "
        "out from it. Record nearer to the speaker, and give another recording.",
        "2 of the 20 cards asked for: the lecture holds no more good ones.",
    ],
)
def test_a_sentence_of_an_older_app_stays_as_it_was_kept(old: str) -> None:
    with speaking("de"):
        assert again(old) == old


def test_an_error_from_a_worker_is_said_in_the_tongue_of_who_reads_it() -> None:
    sent = pickle.dumps(NoSuchTrack("film.mkv", 4, 2))
    assert str(pickle.loads(sent)) == (
        "“film.mkv” has only 2 sound tracks, and no track 4. Choose another, or let the app find the one that speaks."
    )
    with speaking("de"):
        assert str(pickle.loads(sent)) == (
            "„film.mkv“ hat nur 2 Tonspuren und keine Spur 4. "
            "Wähle eine andere oder lass die App die Spur finden, auf der gesprochen wird."
        )


def test_a_button_is_called_in_a_sentence_as_on_the_page() -> None:
    error = NotANotebook("a.zip", "it is of another kind or version")
    assert f"give the file that “{BACK_UP}” made." in str(error)
    with speaking("de"):
        assert str(error) == (
            "„a.zip“ ist kein Notizbuch dieser App: es ist von anderer Art oder Version. "
            f"Daraus wurde nichts übernommen; nimm die Datei, die du mit „{_(BACK_UP)}“ gemacht hast."
        )


@pytest.mark.parametrize(
    ("error", "english", "german"),
    [
        (
            NoSpeech("a.mp3", 8),
            "No speech was found in the 8 seconds of “a.mp3”: there is not a sound in it. "
            "Check that the right microphone was recorded, and give another recording.",
            "In den 8 Sekunden von „a.mp3“ wurde keine Sprache gefunden: Es ist kein Ton darin. "
            "Prüfe, ob das richtige Mikrofon aufgenommen wurde, und nimm eine andere Aufnahme.",
        ),
        (
            NoSpeech("a.mp3", 1, -31, -35),
            "No speech was found in the 1 second of “a.mp3”: there is only a steady sound in it, a hum or a hiss. "
            "Record nearer to the speaker, and give another recording.",
            "In der einen Sekunde von „a.mp3“ wurde keine Sprache gefunden: Es ist nur ein gleichmäßiges Brummen oder "
            "Rauschen darin. Nimm näher am Sprecher auf und versuche es mit der neuen Aufnahme.",
        ),
        (
            NoSpeech("a.mp3", 5400, -20, -60),
            "No speech was found in the 90 minutes of “a.mp3”: there are sounds in it, but no voice. "
            "Check in a player that somebody can be heard in it, and give another recording.",
            "In den 90 Minuten von „a.mp3“ wurde keine Sprache gefunden: Es sind Geräusche darin, aber keine Stimme. "
            "Prüfe in einem Player, ob darin jemand zu hören ist, und nimm eine andere Aufnahme.",
        ),
        (
            QueueFull(1),
            "1 lecture is waiting already, as many as this machine takes. Try again later.",
            "1 Vorlesung wartet schon, mehr nimmt dieser Rechner nicht an. Versuche es später noch einmal.",
        ),
    ],
)
def test_a_recording_without_speech_and_a_full_queue_are_told_in_plain_words(
    error: LectureError, english: str, german: str
) -> None:
    assert str(error) == english
    with speaking("de"):
        assert str(error) == german


def test_sentences_that_were_kept_a_line_each_are_said_again_a_line_each() -> None:
    kept = f"{Cancelled()}\n{NotFinished()}\nno sentence of ours"
    with speaking("de"):
        assert again(kept) == f"{Cancelled()}\n{NotFinished()}\nno sentence of ours" != kept
