"""What the page lets go of."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from streamlit.proto.Common_pb2 import FileURLs
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFile, UploadedFileRec

from panels import state


def test_an_upload_that_is_on_disk_leaves_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    manager = MemoryUploadedFileManager("/upload")
    kept, done = (UploadedFileRec(name, f"{name}.mp3", "audio/mpeg", b"sound") for name in ("kept", "done"))
    for record in (kept, done):
        manager.add_file("session", record)
    context = SimpleNamespace(session_id="session", uploaded_file_mgr=manager)
    monkeypatch.setattr(state, "get_script_run_ctx", lambda: context)
    state.let_go(UploadedFile(done, FileURLs()))
    assert manager.get_files("session", ["kept", "done"]) == [kept]
