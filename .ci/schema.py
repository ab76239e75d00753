"""Writes the JSON Schema of a whole lecture, `docs/schema/lecture-<version>.schema.json`, from the code.

    PYTHONPATH=. .venv/bin/python .ci/schema.py

The shape is that of the dataclasses in `lecture/values.py`; what it means is said by their docstrings and by the
comments behind their fields. A test holds that the file is what the code says.
"""

from __future__ import annotations

import ast
import json
import tokenize
from dataclasses import fields
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from lecture import values
from lecture.export.lecture_json import SCHEMA
from lecture.values import KEPT_APART, Lecture

ROOT = Path(__file__).resolve().parent.parent
WRITTEN = ROOT / "docs" / "schema" / f"lecture-{Lecture.VERSION}.schema.json"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
ABOUT = (
    "Everything that Lecture Voice-to-Notes made from one recording: the file lecture.json. Every time is in seconds "
    "from the start of the recording. What is not named here may be there and means nothing to the app. A lone "
    "surrogate, as the name of a file may have, is written as its escape."
)
TIME = {"minimum": 0}
MORE: dict[str, dict[str, Any]] = {  # what Python's types do not say of a field of this name
    **dict.fromkeys(("start", "end", "duration", "heard", "track"), TIME),
    "times": {"items": {"type": "number"} | TIME},
    "number": {"minimum": 1},
    "probability": {"minimum": 0, "maximum": 1},
    "date": {"format": "date"},
}
Schema = dict[str, Any]


def schema() -> Schema:
    """The whole schema: a Lecture, and in `$defs` what it is made of."""
    found = TypeAdapter(Lecture).json_schema()
    comments = _comments()
    parts = {name: _told(name, part, comments) for name, part in sorted(found.pop("$defs").items())}
    lecture = _told("Lecture", found, comments)
    named = {"$schema": {"description": "the name of this schema", "const": SCHEMA}}
    lecture |= {"description": ABOUT, "properties": named | lecture["properties"]}
    text = json.dumps([lecture, parts])
    used = {name: part for name, part in parts.items() if f'"#/$defs/{name}"' in text}
    return {"$schema": DIALECT, "$id": SCHEMA, "title": "Lecture"} | lecture | {"$defs": used}


def _told(name: str, shape: Schema, comments: dict[tuple[str, str], str]) -> Schema:
    """The schema of one dataclass as codec writes it, with what its fields mean."""
    kind = getattr(values, name)
    written = [field.name for field in fields(kind) if field.metadata != KEPT_APART]
    properties = {one: _field(shape["properties"][one], comments.get((name, one), ""), one) for one in written}
    required = shape.get("required", [])
    if hasattr(kind, "VERSION"):
        properties = {"version": {"description": "of this shape", "const": kind.VERSION}} | properties
        required = ["version", *required]
    described = {"description": " ".join((kind.__doc__ or "").split()), "type": "object", "properties": properties}
    return described | ({"required": required} if required else {})


def _field(shape: Schema, comment: str, name: str) -> Schema:
    told = {"description": comment} if comment else {}
    return told | {key: value for key, value in shape.items() if key != "title"} | MORE.get(name, {})


def _comments() -> dict[tuple[str, str], str]:
    """The comment behind each field, by the names of its dataclass and its own."""
    path = Path(values.__file__)
    with path.open("rb") as file:
        tokens = [one for one in tokenize.tokenize(file.readline) if one.type == tokenize.COMMENT]
    behind = {one.start[0]: one.string.removeprefix("#").strip() for one in tokens}
    return {
        (kind.name, ast.unparse(field.target)): behind.get(field.end_lineno or 0, "")
        for kind in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(kind, ast.ClassDef)
        for field in kind.body
        if isinstance(field, ast.AnnAssign)
    }


def text() -> str:
    """The file as it lies in the repository."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    WRITTEN.parent.mkdir(exist_ok=True)
    WRITTEN.write_text(text(), encoding="utf-8")
