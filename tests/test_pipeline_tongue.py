"""What the work keeps is English, whoever does it; what it hands out is in the language that is asked for."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

import pipeline
from lecture import cli
from lecture.errors import TooLittleText
from lecture.export import FORMATS
from lecture.notes import cards, summary
from lecture.notes.cards import make_cards
from lecture.tongue import again, speaking, spoken
from lecture.values import Cards, Lecture, Reading, Summary


def test_what_is_kept_of_a_lecture_is_kept_in_english_whoever_works_on_it(
    sample: Path, calls: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_little(*_: object, **__: object) -> Summary:
        raise TooLittleText

    def of_nothing(reading: Reading, *_: object, **__: object) -> Cards:
        return make_cards(replace(reading, sentences=(), facts=()), None)

    monkeypatch.setattr(summary, "summarize", too_little)
    monkeypatch.setattr(cards, "make_cards", of_nothing)
    with speaking("de"):
        made = pipeline.study(sample)
        assert again(made.summary.remark) == str(TooLittleText())
        assert again(made.cards.remark).startswith("Es wurde zu wenig deutlich genug gesagt")
    assert made.summary.remark == str(TooLittleText())
    assert made.cards.remark.startswith("Too little was said clearly enough")
    assert calls["speech"] == 1


def test_reports_and_messages_are_written_in_the_language_that_is_asked_for(
    sample: Path, studied: Lecture, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for tongue, given in {"en": [], "de": ["--write-in", "de"]}.items():
        assert cli.main(lambda *_, **__: studied, [str(sample), "--out", str(tmp_path / tongue), *given]) == 0
        made = (tmp_path / tongue / "report.txt").read_text()
        with speaking(tongue):
            assert made == FORMATS["report.txt"].write(studied).decode()
    assert "\nZusammenfassung\n---------------\n" in made
    for name in ("lecture.json", "flashcards.json"):
        assert (tmp_path / "de" / name).read_bytes() == (tmp_path / "en" / name).read_bytes()
    capsys.readouterr()
    assert cli.main(pipeline.study, ["nowhere.mp3", "--out", str(tmp_path / "no"), "--write-in", "de"]) == 2
    assert capsys.readouterr().err == (
        "pipeline.py: Es gibt keine Datei „nowhere.mp3“. Prüfe ihren Namen und ihren Ordner.\n"
    )
    assert spoken() == "en"
