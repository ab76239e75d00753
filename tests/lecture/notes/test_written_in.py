"""Which language a text is written in."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest
import spacy.lang

from lecture.languages import LANGUAGES
from lecture.notes.written_in import written_in
from tests.conftest import SAMPLE

CALLED = {"nb": "no", "nn": "no"}  # two ways of writing Norwegian, whose small words are known of one
# Indonesian and Malay have the same list; the Turkish examples are headlines without small words.
NOT_TOLD = {"ms", "tr"}
EXAMPLES = {
    path.parent.name: path
    for path in sorted(Path(spacy.lang.__path__[0]).glob("*/examples.py"))
    if CALLED.get(path.parent.name, path.parent.name) in LANGUAGES
}


@pytest.mark.parametrize("code", sorted(EXAMPLES.keys() - NOT_TOLD))
def test_a_few_sentences_tell_their_language(code: str) -> None:
    text = " ".join(runpy.run_path(str(EXAMPLES[code]))["sentences"])
    assert written_in(text) == CALLED.get(code, code)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (SAMPLE.with_suffix(".txt").read_text(), "en"),
        ("so today we are gonna be talking about recurrent neural networks one type of architecture", "en"),
        ("Bugün gelgitlerden söz edeceğiz. Bu olaya Ay'ın ve Güneş'in çekim kuvveti neden olur.", "tr"),
        ("今日は潮の満ち引きについて話します。", "ja"),
        ("今天我们讲潮汐。", "zh"),
        ("오늘은 조석에 대해 이야기하겠습니다.", "ko"),
        ("เราจะพูดถึงน้ำขึ้นน้ำลง", "th"),
        ("Die API von OpenStreetMap ist ein Service, der mit Requests und JSON arbeitet.", "de"),
        ("今天 we 讲潮汐 and 月球", "zh"),
        ("", ""),
        ("12 34 56", ""),
        ("qwxz zzkq vrrt", ""),
    ],
)
def test_a_text_tells_its_language_or_nothing_does(text: str, expected: str) -> None:
    assert written_in(text) == expected


def test_names_and_credits_at_its_ends_do_not_tell_it() -> None:
    credits = "Mit freundlicher Unterstützung der Stiftung, die das hier möglich gemacht hat. "
    assert written_in(credits * 20 + SAMPLE.with_suffix(".txt").read_text() * 40 + credits * 20) == "en"


def test_real_lectures_tell_their_language(shared: Path) -> None:
    files = [path for path in sorted((shared / "lectures").iterdir()) if path.suffix in (".srt", ".txt")]
    assert [written_in(path.read_text("utf-8")) for path in files] == [path.name[:2] for path in files]
