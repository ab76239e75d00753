"""What is known of the grammar of some languages, read from a file for each."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest

from lecture.languages import LANGUAGES
from lecture.notes.grammars import FOLDER, Grammar, grammar

KNOWN = sorted(path.stem for path in FOLDER.glob("*.toml"))


def test_each_file_is_named_after_a_language_that_whisper_hears() -> None:
    assert set(KNOWN) <= set(LANGUAGES)
    assert {"de", "es", "fr", "it", "nl", "pl", "pt"} <= set(KNOWN)


def test_nothing_is_known_of_the_others() -> None:
    assert grammar("sw") == Grammar()
    assert grammar("yue") == grammar("zh") != Grammar()


@pytest.mark.parametrize("language", KNOWN)
def test_every_pattern_compiles_and_every_question_can_be_asked(language: str) -> None:
    known = grammar(language)
    for field in fields(Grammar):
        if isinstance(value := getattr(known, field.name), str):
            assert "\n" not in value
            re.compile(value)
    for verb, follows, asks in known.asked:
        re.compile(f"{verb}{follows}")
        assert asks.format(s="X", v="is").rstrip().endswith(("?", "？", ";", "か？"))
    for source, asks in known.called:
        groups = re.compile(source).groupindex
        assert {"s", "a"} <= set(groups)
        assert "X" in asks.format(**dict.fromkeys(groups, "X") | {"v": "is"})
