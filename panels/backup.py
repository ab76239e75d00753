"""The backup panel: take a whole notebook along to another computer, and bring one in."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from lecture.errors import BACK_UP
from lecture.tongue import _
from panels import uploader
from panels.wording import size as said_size
from panels.wording import small

LARGEST = 2 * 2**30  # bytes, what an uploader takes unless the operator lets it take more


def draw(pack: Callable[[], bytes], size: int, version: int) -> UploadedFile | None:
    """`pack` makes the file when it is asked for, `size` is about how large it will be, in bytes.

    Returns a notebook's file that the student wants to bring in.
    """
    with st.expander(_(BACK_UP), icon=":material/luggage:"):
        said = _(
            "All lectures with their recordings ({size}), as one file that this app opens on another computer.",
            size=said_size(max(size, 2**20)),
        )
        st.markdown(small(said))
        if size > LARGEST:
            too_large = _(
                "A file of more than 2 GB cannot be brought in on the page: copy the app's data folder instead."
            )
            st.markdown(small(too_large))
        st.download_button(_("Download"), pack, "notebook.zip", "application/zip", key="pack", on_click="ignore")
        hint = _("A ZIP file of up to 2 GB.")
        brought: UploadedFile | None = uploader.draw(_("Bring one in"), hint, kinds=["zip"], key=f"backup-{version}")
        wanted = st.button(_("Add its lectures"), disabled=brought is None, key="unpack")
    return brought if wanted else None
