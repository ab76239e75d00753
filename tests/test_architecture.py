"""Who may know whom: the imports go one way, and drawing the first page waits for no heavy package."""

from __future__ import annotations

import ast
import inspect
import pickle
import re
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import pytest

from lecture import errors
from lecture.errors import LectureError
from tests.conftest import ROOT

HEAVY = {"torch", "whisper", "transformers", "spacy", "openvino", "ctranslate2"}
WINGS = {"speech", "notes", "store", "export", "intake"}
GROUND = {
    "clauses",
    "clock",
    "codec",
    "errors",
    "languages",
    "punctuation",
    "quiz",
    "settings",
    "typed",
    "values",
    "versions",
    "whispers",
}
GROUND |= {"local", "memory", "tongue", "transcripts"}
GROUND |= {"apart", "apart_errors", "apart_helper", "apart_processes", "travelling"}
GROUND |= {"by_time", "edits", "hunks", "mending", "misheard", "rewording", "scripts", "twins", "whole_words"}
LECTURE = sorted(path for path in (ROOT / "lecture").rglob("*.py"))
# What is not installed everywhere, or is a second of import that only some need.
LATE = {"lecture/notes/t5.py": {"ctranslate2"}}


def module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {module(path): path for path in LECTURE}


def imported(path: Path, *, only_late: bool = False) -> set[str]:
    """Every module that the file imports, wherever in it; with `only_late`, those within functions."""
    found: set[str] = set()
    tree = ast.parse(path.read_text())
    early = {id(node) for node in tree.body}
    for node in ast.walk(tree):
        if only_late and id(node) in early:
            continue
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            early |= {id(inner) for inner in node.body}
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in MODULES else node.module for name in inner}
    return found


def packages(names: set[str]) -> set[str]:
    return {name.split(".")[0] for name in names}


def rooms(path: Path) -> set[str]:
    """The wings, and the files they stand on, that the file imports."""
    return {name.split(".")[1] for name in imported(path) if name.startswith("lecture.")}


@pytest.mark.parametrize("path", LECTURE, ids=module)
def test_the_work_knows_no_page_and_loads_no_model(path: Path) -> None:
    assert not packages(imported(path)) & {"streamlit", "models", "pipeline", "panels", "app"}


@pytest.mark.parametrize(("name", "known"), [("values", set()), ("errors", {"tongue"})])
def test_values_import_nothing_of_ours_and_errors_only_what_they_speak_with(name: str, known: set[str]) -> None:
    assert rooms(ROOT / "lecture" / f"{name}.py") == known


@pytest.mark.parametrize("path", LECTURE, ids=module)
def test_no_wing_knows_another_and_what_they_stand_on_knows_none(path: Path) -> None:
    wing = path.relative_to(ROOT / "lecture").parts[0]
    own = {wing} if wing in WINGS else {"export", "intake"} if path.stem == "cli" else set()
    assert rooms(path) <= own | GROUND


def test_every_file_is_in_a_wing_or_what_they_stand_on() -> None:
    assert {path.relative_to(ROOT / "lecture").parts[0].removesuffix(".py") for path in LECTURE} == (
        WINGS | GROUND | {"__init__", "cli"}
    )


def test_the_imports_are_a_ladder_without_a_circle() -> None:
    known = {name: {other for other in imported(path) if other in MODULES} - {name} for name, path in MODULES.items()}
    order = list(TopologicalSorter(known).static_order())  # raises CycleError
    assert set(order) == set(MODULES)


@pytest.mark.parametrize("path", LECTURE, ids=module)
def test_heavy_packages_stand_at_the_top_of_the_files_that_live_by_them(path: Path) -> None:
    allowed = LATE.get(str(path.relative_to(ROOT)), set())
    assert packages(imported(path, only_late=True)) & HEAVY <= allowed


@pytest.mark.parametrize("name", ["models.py", "pipeline.py", "app.py"])
def test_what_the_first_page_needs_opens_speech_and_notes_only_within_functions(name: str) -> None:
    path = ROOT / name
    early = imported(path) - imported(path, only_late=True)
    assert not {found for found in early if found.startswith(("lecture.speech", "lecture.notes"))}


def test_importing_all_but_speech_and_notes_loads_neither_streamlit_nor_torch() -> None:
    light = [name for name in MODULES if not name.startswith(("lecture.speech.", "lecture.notes."))]
    assert len(light) > 20
    ask = (
        "import importlib, sys\n"
        f"for name in {light}: importlib.import_module(name)\n"
        f"print(sorted({HEAVY | {'streamlit'}} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", ask], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize("path", sorted((ROOT / "panels").glob("*.py")), ids=lambda path: path.name)
def test_no_panel_calls_a_model_and_one_file_holds_the_state(path: Path) -> None:
    assert not packages(imported(path)) & (HEAVY | {"models", "pipeline"})
    text = path.read_text()
    if path.name != "state.py":
        assert "session_state" not in text
        assert "query_params" not in text


def leaves(kind: type[LectureError]) -> list[type[LectureError]]:
    return [leaf for child in kind.__subclasses__() for leaf in (child, *leaves(child))]


NUMBERS: dict[str, Any] = {
    "count": 2,
    "lectures": 3,
    "level": -20.0,
    "limit": 3,
    "noise": -60.0,
    "seconds": 1.5,
    "size": 5,
    "waiting": 4,
}


def made(kind: type[LectureError]) -> LectureError:
    """One of this kind, with its parameters' names for texts."""
    parameters = list(inspect.signature(kind.__init__).parameters.values())[1:]
    wanted = [one.name for one in parameters if one.kind is not one.VAR_KEYWORD]
    return kind(**{name: NUMBERS.get(name, name) for name in wanted})


def test_every_error_survives_the_way_back_from_a_worker() -> None:
    kinds = leaves(LectureError)
    assert len(kinds) > 15
    for kind in kinds:
        error = made(kind)
        back = pickle.loads(pickle.dumps(error))
        assert (type(back), str(back), vars(back)) == (kind, str(error), vars(error))


def test_the_pins_are_exact_and_say_what_each_weighs() -> None:
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    pins = [line for line in lines if line.strip() and not line.startswith("#")]
    assert [pin for pin in pins if not re.fullmatch(r"[\w-]+==\S+ +# +\d+ MB, .+", pin)] == []
    assert any(pin.startswith("torch==2.13.0 ") for pin in pins)


def test_the_tree_at_the_head_of_the_errors_has_every_error() -> None:

    kinds: list[type[LectureError]] = [LectureError, *leaves(LectureError)]
    drawn = set(re.findall(r"\b[A-Z][A-Za-z]+\b", (errors.__doc__ or "").split("\n\n")[1]))
    assert drawn == {kind.__name__ for kind in kinds if kind.__module__ == "lecture.errors"}
