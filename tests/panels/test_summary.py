"""The summary's levels of detail, and how the notices of the study page name models."""

from __future__ import annotations

import pytest

from lecture.tongue import speaking
from lecture.values import Detail, Point, Provenance, Summary
from panels.header import hearer
from panels.model_notice import made_with
from panels.summary import levels


def of(*details: Detail) -> Summary:
    points = tuple(Point(f"point {number}", number, number + 1, detail) for number, detail in enumerate(details))
    return Summary("An overview.", points, 0, 60)


@pytest.mark.parametrize(
    ("summary", "offered"),
    [
        (of("short", "medium", "detailed"), ("short", "medium", "detailed")),
        (of("short", "medium"), ("short", "detailed")),
        (of("short", "detailed"), ("short", "detailed")),
        (of("medium", "detailed"), ("medium", "detailed")),
        (of("short", "short"), ("short",)),
        (of("detailed"), ("detailed",)),
        (of(), ("detailed",)),
    ],
)
def test_levels_are_offered_that_differ_from_one_another(summary: Summary, offered: tuple[Detail, ...]) -> None:
    assert levels(summary) == offered
    assert summary.at(offered[-1]) == summary.points


@pytest.mark.parametrize(
    ("made_by", "english", "german"),
    [
        (Provenance(models=("/srv/models/t5-de",)), "Made with T5.", "Gemacht mit T5."),
        (
            Provenance(methods=("ranked_statements",)),
            "Made with the app's own rules.",
            "Gemacht nach den Regeln der App.",
        ),
        (
            Provenance(models=("t5-small-qg-hl",), methods=("rules",)),
            "Made with T5 and the app's own rules.",
            "Gemacht mit T5 und den Regeln der App.",
        ),
    ],
)
def test_what_made_the_notes_is_said_in_words(made_by: Provenance, english: str, german: str) -> None:
    assert made_with(made_by) == english
    with speaking("de"):
        assert made_with(made_by) == german


@pytest.mark.parametrize(
    ("model", "shown"),
    [
        ("Whisper base", "Whisper base"),
        ("Whisper large-v3-turbo", "Whisper large-v3-turbo"),
        ("Whisper /home/ann/models/tuned.pt", "Whisper tuned"),
        ("Whisper C:\\models\\tuned.pt", "Whisper tuned"),
        ("/home/ann/models/tuned/", "Whisper tuned"),
    ],
)
def test_of_a_model_in_a_folder_no_path_is_shown(model: str, shown: str) -> None:
    assert hearer(model) == shown
