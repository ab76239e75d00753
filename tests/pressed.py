"""The download button, pressed without a browser: AppTest draws it, and cannot fetch what it would give."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import streamlit as st


class Button:
    """The download button as it was last drawn."""

    label: str
    name: str
    mime: str
    _build: Callable[[], bytes]

    def draw(self, label: str, data: Callable[[], bytes], file_name: str, mime: str, **how: Any) -> None:
        self.label, self._build, self.name, self.mime = label, data, file_name, mime
        st.button(label, key="pressed")

    def pressed(self) -> bytes:
        return self._build()

    def unzipped(self) -> dict[str, bytes]:
        with zipfile.ZipFile(io.BytesIO(self.pressed())) as package:
            return {name: package.read(name) for name in package.namelist()}
