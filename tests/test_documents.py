"""What the documents say is so, and every file opens with a sentence on what is in it."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

from lecture.settings import SETTINGS
from tests.conftest import ROOT

FOLDERS = (".ci", "benchmarks", "docs", "lecture", "panels", "sample", "tests")
OURS = sorted([*ROOT.glob("*.*"), *(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.*"))])
PYTHON = [path for path in OURS if path.suffix == ".py" and path.read_text().strip()]
DOCUMENTS = [path for path in OURS if path.suffix == ".md" and path.parent.name != "golden"]
README = (ROOT / "README.md").read_text()


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_every_file_opens_with_one_sentence_on_what_is_in_it(path: Path) -> None:
    first = (ast.get_docstring(ast.parse(path.read_text())) or "").split("\n\n")[0].strip()
    assert re.fullmatch(r".{10,}[.:?]", first, re.S)
    assert "\n" not in first


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_no_file_is_longer_than_one_can_hold_in_mind(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 400


def test_the_readmes_table_of_settings_is_what_the_app_reads() -> None:
    rows = re.findall(r"^\| `([A-Z_]+)` \| (.+) \| (.+) \|$", README, re.M)
    assert rows == [
        (setting.name, setting.meaning, setting.default if setting.otherwise else f"`{setting.default}`")
        for setting in SETTINGS
    ]


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_every_link_leads_to_a_file(path: Path) -> None:
    links = [link.partition("#")[0] for link in re.findall(r"\]\((?!http)([^)]+)\)", path.read_text())]
    assert [link for link in links if link and not (path.parent / link).exists()] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_no_document_names_what_a_clone_lacks(path: Path) -> None:
    assert "../shared" not in path.read_text()


def test_the_architectures_map_has_every_file_of_the_wings() -> None:
    drawn = re.findall(r"^        (\w+\.py)", (ROOT / "docs" / "architecture.md").read_text(), re.M)
    wings = [ROOT / "lecture" / wing for wing in ("speech", "notes", "store")]
    assert drawn == [path.name for wing in wings for path in sorted(wing.glob("*.py")) if path.name != "__init__.py"]


@pytest.mark.parametrize("folder", ["", "tests"])
def test_the_lock_holds_what_was_chosen_and_a_hash_of_everything(folder: str) -> None:
    chosen = dict(re.findall(r"^([\w-]+)==(\S+)", (ROOT / folder / "requirements.txt").read_text(), re.M))
    lock = (ROOT / folder / "requirements.lock").read_text()
    locked = re.findall(r"^([\w-]+)==([^ ;]+)[^\n]*((?:\n +--hash=sha256:[0-9a-f]{64}(?: \\)?)*)", lock, re.M)
    assert {package: version for package, version in chosen.items() if package != "torch"}.items() <= {
        (package, version) for package, version, _ in locked
    }
    assert [package for package, _, hashes in locked if not hashes] == []
    left_out = {"torch", "triton", "sentence-transformers", "scikit-learn", "scipy"}
    assert not left_out & {package for package, *_ in locked}
    assert "://" not in lock  # each machine asks the registry that it is set up for


def test_torch_which_the_lock_leaves_out_is_installed_as_it_is_pinned() -> None:
    (pin,) = re.findall(r"^torch==\S+", (ROOT / "requirements.txt").read_text(), re.M)
    assert README.count(f"pip install {pin} &&") == 2


def test_the_licence_is_named_where_tools_look_for_it() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert (project["license"], project["license-files"]) == ("MIT", ["LICENSE"])
    assert (ROOT / "LICENSE").read_text().startswith("MIT License\n")
