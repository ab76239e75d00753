"""The page on a disk that is full to the last byte: lectures open and are taken along, and what is deleted is gone."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit as st

from tests.disks import mounted
from tests.lecture.export.tides import TIDES
from tests.lecture.store.test_full_disk import fill
from tests.page import component, field, keep, opened, shown, spoken, turn_to


def test_on_a_full_disk_lectures_open_are_taken_along_and_deleted(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: dict[str, Callable[[], bytes]] = {}
    monkeypatch.setattr(st, "download_button", lambda label, build, *_, **__: drawn.update({label: build}))
    with mounted(data, "-t", "tmpfs", "-o", "size=24m", "none"):
        key, made = keep(data, TIDES)
        fill(data)
        app = opened(notebook=key)  # the server starts on it
        assert not app.error, shown(app)
        app.button(key=f"open-{made}").click().run()
        assert component(app, "player")["lecture"] == made
        assert spoken(turn_to(app, "Transcript")) == TIDES.transcript.text
        turn_to(app, "Download")
        assert all(build() for build in drawn.values())
        with zipfile.ZipFile(io.BytesIO(drawn["Download"]())) as packed:
            assert packed.testzip() is None
        assert len(drawn) == 2
        fill(data)
        field(app.main.button, "Delete").click().run()
        assert "It can be brought back" in shown(app)
        fill(data)
        field(app.sidebar.button, "Delete it now").click().run()
        assert [one.value for one in app.success] == ["It is deleted for good\\."]
        assert not list((data / "recordings").iterdir())
        assert not app.exception
        st.cache_resource.clear()  # the server stops while the disk is there
