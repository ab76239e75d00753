"""The app's sentences in the tongue that is spoken, those that were kept in English too."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Thread

import pytest
from babel.messages.catalog import Catalog

from lecture import tongue
from lecture.tongue import _, again, ngettext, pgettext, speaking, spoken, understood


@pytest.fixture(autouse=True)
def _catalogue(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A catalogue of a few sentences, in a made-up German."""
    made = Catalog(locale="de")
    kept, page = [("lecture/errors.py", 0)], [("panels/report.py", 0)]
    made.add("“{name}” is empty.", "„{name}“ ist leer.", kept)
    made.add(("{n} lecture waits.", "{n} lectures wait."), ("{n} Vorlesung wartet.", "{n} Vorlesungen warten."), kept)
    made.add(("One part of {of}.", "{n} parts of {of}."), ("Ein Teil von {of}.", "{n} Teile von {of}."), kept)
    made.add("{what}: {why}.", "{why} macht {what}.", kept)
    made.add("Stopped.", "Angehalten.", kept)
    made.add("Summary", "Zusammenfassung", page)
    made.add("May", "Mai", page, context="month")
    made.add("May", "darf", page, context="permission")
    monkeypatch.setattr(tongue, "catalogue", lambda _: made)
    for cached in (tongue._translations, tongue._kept):
        cached.cache_clear()
    yield
    for cached in (tongue._translations, tongue._kept):
        cached.cache_clear()


def test_sentences_are_said_in_the_tongue_that_is_spoken() -> None:
    def said() -> list[str]:
        return [
            _("“{name}” is empty.", name="{x}"),
            *(ngettext("{n} lecture waits.", "{n} lectures wait.", n) for n in (1, 2)),
        ]

    assert said() == ["“{x}” is empty.", "1 lecture waits.", "2 lectures wait."]
    with speaking("de"):
        assert said() == ["„{x}“ ist leer.", "1 Vorlesung wartet.", "2 Vorlesungen warten."]
        assert (pgettext("month", "May"), pgettext("permission", "May")) == ("Mai", "darf")
        assert _("Not translated.") == "Not translated."
    assert spoken() == "en"


@pytest.mark.parametrize(
    ("kept", "read"),
    [
        ("Stopped.", "Angehalten."),
        ("“a “b”.mp3” is empty.", "„a “b”.mp3“ ist leer."),
        ("1 lecture waits.", "1 Vorlesung wartet."),
        ("12 lectures wait.", "12 Vorlesungen warten."),
        ("One part of 3.", "Ein Teil von 3."),
        ("2 parts of 3.", "2 Teile von 3."),
        ("Disk: full.", "full macht Disk."),
        ("Summary", "Summary"),  # the page's own words are nothing that is kept
        ("Nobody's sentence", "Nobody's sentence"),
        ("", ""),
    ],
)
def test_a_sentence_kept_in_english_is_said_again(kept: str, read: str) -> None:
    assert again(kept) == kept
    with speaking("de"):
        assert again(kept) == read


def test_each_thread_speaks_for_itself() -> None:
    heard: list[str] = []
    with speaking("de"):
        thread = Thread(target=lambda: heard.append(spoken()))
        thread.start()
        thread.join()
        heard.append(spoken())
    assert heard == ["en", "de"]


@pytest.mark.parametrize(
    ("browser", "tongue"),
    [("de", "de"), ("de-AT", "de"), ("DE_ch", "de"), ("en-US", "en"), ("fr", "en"), ("", "en"), (None, "en")],
)
def test_the_browsers_language_is_understood(browser: str | None, tongue: str) -> None:
    assert understood(browser) == tongue
