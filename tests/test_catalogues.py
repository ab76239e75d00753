"""The catalogues hold what the code says, all of it, in every tongue."""

from __future__ import annotations

import runpy
from typing import Any

import pytest
from babel.messages.catalog import Catalog

from lecture.tongue import PLACE, TONGUES, catalogue
from tests.conftest import ROOT

SCRIPT: dict[str, Any] = runpy.run_path(str(ROOT / ".ci" / "catalogue.py"))
OTHERS = [tongue for tongue in TONGUES if tongue != "en"]


def ids(catalogue: Catalog) -> set[object]:
    return {(message.context, message.id) for message in catalogue if message.id}


@pytest.mark.parametrize("tongue", OTHERS)
def test_every_sentence_of_the_code_is_translated_and_none_that_nobody_says(tongue: str) -> None:
    assert ids(catalogue(tongue)) == ids(SCRIPT["said"]()), "run .ci/catalogue.py"
    assert SCRIPT["untranslated"](catalogue(tongue)) == []
    assert [message.id for message in catalogue(tongue) if message.fuzzy and message.id] == []


@pytest.mark.parametrize("tongue", OTHERS)
def test_every_translation_has_the_places_of_its_sentence(tongue: str) -> None:
    wrong = []
    for message in catalogue(tongue):
        said = [message.id] if isinstance(message.id, str) else list(message.id)
        translated = [message.string] if isinstance(message.string, str) else list(message.string or ())
        wanted = set(PLACE.findall(said[-1])) - {"n"}
        wrong += [(message.id, form) for form in translated if set(PLACE.findall(form)) - {"n"} != wanted]
    assert wrong == []
