"""The language that the app speaks to the student: its sentences, from gettext's catalogues.

Each sentence stands in the code in English, marked by `_`, `ngettext` or `pgettext` for `.ci/catalogue.py` to find; the
others are in `catalogues/`. What is kept (why a job failed, what a lecture lacks) is kept in English and said `again`
where it is shown: who reads it need not speak as who was there when it happened. `N_` and `NN_` mark what is said
later, by `_` or `say`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from lecture.languages import called

Sentence = str | tuple[str, str]  # as it was marked; of two, the second is for any number but one

TONGUES = {"en": "English", "de": "Deutsch"}  # as one calls it who speaks it
CATALOGUES = Path(__file__).parent / "catalogues"
# Files whose sentences may be kept, and places in these where what stands may be a sentence, or words, of theirs too.
KEPT_BY = (
    *(
        f"lecture/{name}"
        for name in ("errors.py", "apart_errors.py", "settings.py", "intake/", "notes/", "speech/", "store/")
    ),
    "models.py",
    "pipeline.py",
    "server/copies.py",
)
OURS = ("button", "detail", "kind", "wanted")
PLACE = re.compile(r"\{(\w+)\}")

_spoken: ContextVar[str] = ContextVar("tongue", default="en")


def spoken() -> str:
    """The tongue that this thread speaks, a key of TONGUES."""
    return _spoken.get()


def speak(tongue: str) -> None:
    """From here on this thread speaks it; English where it is none of TONGUES."""
    _spoken.set(tongue if tongue in TONGUES else "en")


@contextmanager
def speaking(tongue: str) -> Iterator[None]:
    before = _spoken.set(tongue if tongue in TONGUES else "en")
    try:
        yield
    finally:
        _spoken.reset(before)


def understood(wanted: str | None) -> str:
    """The tongue for a browser's language, as "de-AT"; English where it is none of TONGUES, or not known."""
    language = (wanted or "").replace("_", "-").split("-")[0].lower()
    return language if language in TONGUES else "en"


def _(sentence: str, /, **values: object) -> str:
    """The sentence in the tongue that is spoken, with these values in its {places}."""
    return _translations(spoken()).gettext(sentence).format(**values)


def ngettext(one: str, many: str, n: int, /, **values: object) -> str:
    """The same where it depends on a number, which stands at {n}."""
    return _translations(spoken()).ngettext(one, many, n).format(n=n, **values)


def pgettext(context: str, sentence: str, /, **values: object) -> str:
    """The same for a word that means several things: `context`, never shown, says which."""
    return _translations(spoken()).pgettext(context, sentence).format(**values)


def N_(sentence: str) -> str:  # noqa: N802  (gettext's own name for it)
    """Marks a sentence that is said later."""
    return sentence


def NN_(one: str, many: str) -> tuple[str, str]:  # noqa: N802
    """The same where it depends on a number."""
    return one, many


def say(sentence: Sentence, /, **values: object) -> str:
    """A sentence that was marked, in the tongue that is spoken; what is ours of the values is said in it too."""
    said = {place: _put(place, value) for place, value in values.items()}
    if isinstance(sentence, str):
        return _(sentence, **said)
    return ngettext(*sentence, int(str(said.pop("n"))), **said)


def _put(place: str, value: object) -> object:
    if place in OURS:
        return again(str(value))
    return called(str(value), spoken()) if place == "language" else value


def again(kept: str) -> str:
    """A sentence that was kept in English, or a line each, in the tongue that is spoken; what is no sentence of ours
    stays as it is."""
    if spoken() == "en" or not kept:
        return kept
    for pattern, one, many in _kept(spoken()):
        if found := pattern.fullmatch(kept):
            return say((one, many) if many else one, **{"n": "1", **found.groupdict()})
    first, _line, others = kept.partition("\n")
    return f"{again(first)}\n{again(others)}" if others else kept


@cache
def _translations(tongue: str) -> NullTranslations:
    if tongue == "en":
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, catalogue(tongue))
    compiled.seek(0)
    return GNUTranslations(compiled)


@cache
def catalogue(tongue: str) -> Catalog:
    with (CATALOGUES / f"{tongue}.po").open("rb") as file:
        return read_po(file, locale=tongue)


@cache
def _kept(tongue: str) -> list[tuple[re.Pattern[str], str, str]]:
    """How each sentence that may be kept reads, with what it is; those that say most by themselves first."""
    found = [
        (re.compile(_pattern(form), re.DOTALL), *_forms(message))
        for message in catalogue(tongue)
        if message.id and any(file.startswith(KEPT_BY) for file, _line in message.locations)
        for form in _forms(message)
        if form
    ]
    return sorted(found, key=lambda one: (one[0].groups, -len(one[0].pattern)))


def _forms(message: Message) -> tuple[str, str]:
    return (message.id, "") if isinstance(message.id, str) else (message.id[0], message.id[1])


def _pattern(sentence: str) -> str:
    pieces = PLACE.split(sentence)  # what is said, and every second one a place's name
    seen: set[str] = set()
    pattern = ""
    for at, piece in enumerate(pieces):
        if at % 2 == 0:
            pattern += re.escape(piece)
        elif piece in seen:
            pattern += f"(?P={piece})"
        else:
            pattern += rf"(?P<{piece}>{r'[0-9]+' if piece == 'n' else '.*?'})"
            seen.add(piece)
    return pattern
