"""lecture.json has a schema in the repository: it says what the code does, and what is written holds to it."""

from __future__ import annotations

import json
import runpy
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from lecture import codec
from lecture.export import lecture_json
from lecture.values import Lecture
from tests.conftest import ROOT
from tests.lecture.export.tides import TIDES
from tests.lecture.values import LECTURES

SCRIPT: dict[str, Any] = runpy.run_path(str(ROOT / ".ci" / "schema.py"))
SCHEMA: dict[str, Any] = json.loads(SCRIPT["WRITTEN"].read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
Found = dict[str, Any]


def exported(lecture: Lecture) -> Found:
    found: Found = json.loads(lecture_json.write(lecture))
    return found


def test_the_schema_in_the_repository_is_what_the_code_says() -> None:
    written = SCRIPT["WRITTEN"]
    assert written.name == f"lecture-{Lecture.VERSION}.schema.json"
    assert written.read_text(encoding="utf-8") == SCRIPT["text"](), "run .ci/schema.py"
    Draft202012Validator.check_schema(SCHEMA)


def test_it_names_what_is_written_and_says_what_it_means() -> None:
    assert SCHEMA["$id"] == lecture_json.SCHEMA == "urn:lecture-voice-to-notes:lecture:4"
    found = exported(TIDES)
    assert list(found) == list(SCHEMA["properties"])
    assert list(found["transcript"]["segments"][0]) == list(SCHEMA["$defs"]["Segment"]["properties"])
    assert SCHEMA["$defs"]["Word"]["properties"]["probability"] == {
        "description": "that this is what was said, as calibrated on lectures",
        "default": 1.0,
        "type": "number",
        "minimum": 0,
        "maximum": 1,
    }
    assert "said" not in SCHEMA["properties"]
    assert "Said" not in SCHEMA["$defs"]


def test_lecture_json_names_its_schema_first_and_is_else_as_the_store_keeps_it() -> None:
    text = lecture_json.write(TIDES).decode()
    assert text.startswith('{\n  "$schema": "urn:lecture-voice-to-notes:lecture:4",\n  "version": 4,\n')
    assert text.endswith("\n}\n")
    assert json.loads(text) == {"$schema": lecture_json.SCHEMA} | json.loads(codec.dump(TIDES))


@settings(deadline=None)
@given(LECTURES)
def test_every_lecture_that_is_written_holds_to_the_schema(lecture: Lecture) -> None:
    assert list(VALIDATOR.iter_errors(exported(lecture))) == []


def _without(name: str) -> Callable[[Found], object]:
    return lambda found: found.pop(name)


WRONG: dict[str, Callable[[Found], object]] = {
    "another schema": lambda found: found.update({"$schema": "https://json-schema.org/draft/2020-12/schema"}),
    "another version": lambda found: found.update(version=3),
    "another version of the transcript": lambda found: found["transcript"].update(version=3),
    "no version": _without("version"),
    "no title": _without("title"),
    "no transcript": _without("transcript"),
    "a title that is none": lambda found: found.update(title=None),
    "a time that is a word": lambda found: found["chapters"][0].update(start="soon"),
    "a time before the beginning": lambda found: found["chapters"][0].update(start=-1),
    "a time of a term before the beginning": lambda found: found["terms"][0].update(times=[-1]),
    "a kind of card that there is not": lambda found: found["cards"]["cards"][0].update(kind="riddle"),
    "a probability above one": lambda found: found["transcript"]["segments"][0].update(
        words=[{"start": 0, "end": 1, "text": "a", "probability": 1.1}]
    ),
    "cards without a deck": lambda found: found.update(cards=found["cards"]["cards"]),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_lecture_does_not(name: str) -> None:
    found = exported(TIDES)
    assert VALIDATOR.is_valid(found)
    WRONG[name](found)
    assert not VALIDATOR.is_valid(found)


def test_one_that_somebody_wrote_with_no_more_than_is_required_is_read() -> None:
    bare = {name: exported(TIDES)[name] for name in SCHEMA["required"]}
    bare["cards"] = {"cards": [], "of somebody's own": 7}
    assert VALIDATOR.is_valid(bare)
    assert codec.load(Lecture, json.dumps(bare)).title == TIDES.title
