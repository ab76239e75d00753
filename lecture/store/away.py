"""The data folder is not there, as where a disk or a network drive was unplugged: said, and no fault of any lecture."""

from __future__ import annotations

from lecture.errors import StoreError
from lecture.tongue import N_


class FolderAway(StoreError):
    """It was there when the app started."""

    sentence = N_(
        "The data folder {folder} is not there just now. Connect the disk or the network drive that it is on, or put "
        "it back where it was: what was kept is in it, and work that was begun goes on by itself."
    )
