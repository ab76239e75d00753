"""What an older app stored opens; what a newer one stored is named."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lecture import codec
from lecture.errors import DamagedData, NewerData
from lecture.store.archive import Packed
from lecture.store.progress_log import Report
from lecture.values import Lecture, Provenance, Transcript, card_ids, identified
from tests.lecture.export.tides import TIDES

BEFORE = Path(__file__).parent / "before"
RULES, LEXRANK = "definitions and hidden words (rules)", "central sentences (LexRank)"


def stored(made_with: dict[str, Any]) -> str:
    """TIDES as version 1 would have stored it."""
    found = json.loads(codec.dump(TIDES))
    deck = found.pop("cards")
    for part in (found["summary"], found["transcript"]):
        del part["made_by"]
    for part in (found, found["transcript"]):
        del part["version"]
    found["transcript"]["made_with"] = made_with["speech"]
    found["summary"]["made_with"] = made_with["summary"]
    found |= {"cards": deck["cards"], "cards_remark": deck["remark"], "cards_rejected": {"the score is low": 3}}
    return json.dumps(found | {"made_with": made_with})


def ids(cards: list[dict[str, Any]]) -> list[str]:
    return list(card_ids((card["kind"], card["question"], card["answer"], card["start"]) for card in cards))


def test_everything_that_was_exported_before_is_there_after() -> None:
    text = (BEFORE / "lecture.json").read_text()
    old, new = json.loads(text), json.loads(codec.dump(codec.load(Lecture, text)))
    same = ("title", "file_name", "date", "terms")
    assert {name: new[name] for name in same} == {name: old[name] for name in same}
    assert new["chapters"] == [chapter | {"aside": False, "offered": ""} for chapter in old["chapters"]]
    assert new["asides"] == []
    assert new["cards"] == {
        "cards": [card | {"wrong": [], "id": id} for card, id in zip(old["cards"], ids(old["cards"]), strict=True)],
        "made_by": {"models": [], "methods": ["rules"], "without": ["nobody/has-t5-qg"]},
        "remark": old["cards_remark"],
        "rejected": old["cards_rejected"],
    }
    by_lexrank = {"models": [], "methods": ["lexrank"], "without": ["nobody/has-t5-small"]}
    del old["summary"]["made_with"], old["transcript"]["made_with"]
    assert new["summary"] == old["summary"] | {"made_by": by_lexrank}
    by_whisper = {"models": ["Whisper base"], "methods": [], "without": []}
    for segment in old["transcript"]["segments"]:
        segment["words"] = [word | {"probability": 1.0, "perhaps": ""} for word in segment["words"]]
    one_track = {"tracks": [], "track": 0, "unheard": [], "marks": []}
    assert new["transcript"] == old["transcript"] | one_track | {"made_by": by_whisper, "version": Transcript.VERSION}


@pytest.mark.parametrize(
    ("summary", "cards", "without", "summary_by", "cards_by"),
    [
        ("t5-small", "t5-qg", [], Provenance(("t5-small",)), Provenance(("t5-qg",))),
        ("t5-small", f"t5-qg, and {RULES}", [], Provenance(("t5-small",)), Provenance(("t5-qg",), ("rules",))),
        ("t5-small", RULES, ["t5-qg"], Provenance(("t5-small",)), Provenance((), ("rules",), ("t5-qg",))),
        (LEXRANK, "t5-qg", ["t5-small"], Provenance((), ("lexrank",), ("t5-small",)), Provenance(("t5-qg",))),
        (LEXRANK, RULES, ["a", "b"], Provenance((), ("lexrank",), ("a",)), Provenance((), ("rules",), ("b",))),
        (LEXRANK, RULES, [], Provenance((), ("lexrank",)), Provenance((), ("rules",))),
        ("", RULES, ["t5-qg"], Provenance(), Provenance((), ("rules",), ("t5-qg",))),
    ],
)
def test_who_made_it_is_read_from_the_words_of_before(
    summary: str, cards: str, without: list[str], summary_by: Provenance, cards_by: Provenance
) -> None:
    text = stored({"speech": "Whisper base", "summary": summary, "cards": cards, "without": without})
    found = codec.load(Lecture, text)
    assert found.transcript == TIDES.transcript
    assert (found.summary.made_by, found.cards.made_by) == (summary_by, cards_by)
    assert (found.cards.cards, found.cards.remark) == (identified(TIDES.cards.cards), TIDES.cards.remark)
    assert found.cards.rejected == {"the score is low": 3}


def test_a_lecture_of_version_2_has_no_asides_and_nothing_to_choose_from() -> None:
    found = json.loads(codec.dump(TIDES))
    del found["asides"]
    for chapter in found["chapters"]:
        del chapter["aside"]
    for card in found["cards"]["cards"]:
        del card["wrong"], card["id"]
    assert codec.load(Lecture, json.dumps(found | {"version": 2})) == with_ids(TIDES)


def with_ids(lecture: Lecture) -> Lecture:
    return replace(lecture, cards=replace(lecture.cards, cards=identified(lecture.cards.cards)))


def test_a_lecture_of_version_3_has_all_it_had_and_each_card_an_id() -> None:
    text = (BEFORE / "lecture-3.json").read_text()
    old, opened = json.loads(text), codec.load(Lecture, text)
    assert (old["version"], len(old["cards"]["cards"])) == (3, 7)
    assert opened == with_ids(opened)
    new = json.loads(codec.dump(opened))
    for card in new["cards"]["cards"]:
        del card["id"]
    for chapter in new["chapters"]:
        del chapter["offered"]
    transcript = old["transcript"] | {"version": Transcript.VERSION, "marks": []}
    assert new == old | {"version": Lecture.VERSION, "transcript": transcript}
    assert codec.load(Lecture, codec.dump(opened)) == opened


def test_cards_that_say_the_same_have_ids_of_their_own_and_a_later_one_changes_none() -> None:
    tide, other = TIDES.cards.cards
    three = [card.id for card in identified([tide, tide, other])]
    assert len(set(three)) == 3
    assert [card.id for card in identified([tide, other])] == [three[0], three[2]]
    almost = replace(tide, start=tide.start + 0.001)
    assert len({card.id for card in identified([tide, almost])}) == 2


@pytest.mark.parametrize("start", ["1e999", "9" * 400, '"soon"', "null", "[]"])
def test_a_card_whose_time_is_none_is_left_to_the_codec(start: str) -> None:
    found = json.loads(codec.dump(TIDES)) | {"version": 3}
    found["cards"]["cards"][0]["start"] = json.loads(start)
    with suppress(DamagedData):
        assert codec.load(Lecture, json.dumps(found)).cards.cards[0].id == ""


def test_notes_that_were_not_ranked_yet_still_say_what_they_were_made_by() -> None:
    found = json.loads(codec.dump(TIDES))
    found["summary"]["made_by"]["methods"], found["cards"]["made_by"]["methods"] = ["lexrank"], ["rules"]
    opened = codec.load(Lecture, json.dumps(found | {"version": 2}))
    assert opened.summary == replace(TIDES.summary, made_by=Provenance(methods=("lexrank",)))
    assert opened.cards == replace(with_ids(TIDES).cards, made_by=Provenance(("t5-small-qg-hl",), ("rules",)))


def test_older_lectures_and_transcripts_open_within_what_the_store_keeps_them_in() -> None:
    lecture = json.loads((BEFORE / "lecture.json").read_text())
    about = {
        **dict.fromkeys(("id", "notebook", "recording", "models", "file_name", "title", "date"), "x"),
        "size": 0,
        "added": 0.0,
        "options": {},
    }
    packed = codec.load(
        Packed, json.dumps({"about": about, "course": "", "notes": "", "lecture": lecture, "reviews": []})
    )
    assert packed.lecture == codec.load(Lecture, json.dumps(lecture))
    report = {"stage": "speech", "done": 1.0, "total": 2.0, "fraction": 0.5, "new": lecture["transcript"]}
    assert codec.load(Report, json.dumps(report)).new == codec.load(Transcript, json.dumps(lecture["transcript"]))


@pytest.mark.parametrize("kind", [Lecture, Transcript])
def test_what_a_newer_app_stored_is_named_and_not_guessed_at(kind: type[Lecture | Transcript]) -> None:
    found = json.loads(codec.dump(TIDES if kind is Lecture else TIDES.transcript))
    with pytest.raises(NewerData, match="Update the app"):
        codec.load(kind, json.dumps(found | {"version": kind.VERSION + 1}))


@pytest.mark.parametrize(
    "text", ["{}", "[]", "7", '{"version": "two"}', '{"made_with": 5}', '{"summary": [], "cards": 1}']
)
def test_what_is_no_lecture_is_damaged_data(text: str) -> None:
    with pytest.raises(DamagedData):
        codec.load(Lecture, text)
