"""Who may know whom: the imports of the house go one way, and the first page waits for no heavy package."""

from __future__ import annotations

import ast
import inspect
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from lecture.errors import LectureError
from tests.conftest import ROOT

HEAVY = {"torch", "whisper", "transformers", "openvino", "ctranslate2"}
LECTURE = sorted(path for path in (ROOT / "lecture").rglob("*.py"))


def imported(path: Path) -> set[str]:
    """Top-level names of every package that the file imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("path", LECTURE, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_work_knows_no_page_and_loads_no_model(path: Path) -> None:
    assert not imported(path) & {"streamlit", "models", "pipeline", "panels", "app"}


@pytest.mark.parametrize("name", ["values", "errors"])
def test_values_and_errors_import_nothing_of_ours(name: str) -> None:
    assert "lecture" not in imported(ROOT / "lecture" / f"{name}.py")


def test_importing_the_whole_lecture_package_loads_neither_streamlit_nor_torch() -> None:
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in LECTURE]
    ask = (
        "import importlib, sys\n"
        f"for name in {names}: importlib.import_module(name)\n"
        f"print(sorted({HEAVY | {'streamlit'}} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", ask], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize("path", sorted((ROOT / "panels").glob("*.py")), ids=lambda path: path.name)
def test_no_panel_calls_a_model_and_one_file_holds_the_state(path: Path) -> None:
    assert not imported(path) & (HEAVY | {"models", "pipeline"})
    text = path.read_text()
    if path.name != "state.py":
        assert "session_state" not in text
        assert "query_params" not in text


def leaves(kind: type[LectureError]) -> list[type[LectureError]]:
    return [leaf for child in kind.__subclasses__() for leaf in (child, *leaves(child))]


def test_every_error_survives_the_way_back_from_a_worker() -> None:
    kinds = leaves(LectureError)
    assert len(kinds) > 15
    for kind in kinds:
        wanted = inspect.signature(kind.__init__).parameters
        values: dict[str, object] = {"size": 5, "limit": 3, "seconds": 1.5, "waiting": 4}
        error = kind(*(values.get(name, name) for name in list(wanted)[1:]))
        back = pickle.loads(pickle.dumps(error))
        assert (type(back), str(back), vars(back)) == (kind, str(error), vars(error))


def test_the_pins_are_exact() -> None:
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    pins = [line for line in lines if line.strip() and not line.startswith("#")]
    assert all("==" in pin and "  # " in pin for pin in pins)
    assert any(pin.startswith("torch==2.13.0 ") for pin in pins)
