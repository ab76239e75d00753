"""What the limits of a server that many use say: one branch of the tree in errors.py.

LimitError      LibraryFull, TooManyNotebooks, TooManyPages, UploadsBusy, UploadsTogether,
                UploadStopped
"""

from __future__ import annotations

from lecture.errors import LectureError
from lecture.tongue import N_, NN_


class LimitError(LectureError):
    """A limit that an operator has set for all or for one network address, and that is reached."""


class LibraryFull(LimitError):
    """All notebooks together may hold so many `megabytes` of recordings."""

    sentence = N_(
        "There is no room for more recordings: all notebooks here may hold {megabytes} MB together. What you have is "
        "safe. Delete for good what you no longer need, or ask whoever runs this server for more room."
    )

    def __init__(self, megabytes: int) -> None:
        super().__init__(megabytes=megabytes)
        self.megabytes = megabytes


class TooManyNotebooks(LimitError):
    """From one address so many (`count`) have begun today."""

    sentence = NN_(
        "{n} new notebook has begun from your network address today, as many as may. Use one that you have, come back "
        "tomorrow, or ask whoever runs this server.",
        "{n} new notebooks have begun from your network address today, as many as may. Use one that you have, come "
        "back tomorrow, or ask whoever runs this server.",
    )

    def __init__(self, count: int) -> None:
        super().__init__(n=count)
        self.count = count


class TooManyPages(LimitError):
    """So many (`count`) are open at once, from one address or in all."""

    of_address = NN_(
        "{n} page of this app is open from your network address already, as many as may be. Close one that you do not "
        "need, and load this page again.",
        "{n} pages of this app are open from your network address already, as many as may be. Close those that you do "
        "not need, and load this page again.",
    )
    of_all = NN_(
        "{n} page is open on this server already, as many as it carries at once. What you have is safe. Load this page "
        "again in a few minutes.",
        "{n} pages are open on this server already, as many as it carries at once. What you have is safe. Load this "
        "page again in a few minutes.",
    )

    def __init__(self, count: int, *, address: bool) -> None:
        self.sentence = self.of_address if address else self.of_all
        super().__init__(n=count)
        self.count = count


class UploadsBusy(LimitError):
    """An upload has waited for its turn, and it did not come."""

    sentence = N_("Too much is being uploaded just now: a file could not be taken. Give it again in a few minutes.")


class UploadsTogether(LimitError):
    """An upload never fits beside what its own page has given before."""

    sentence = N_(
        "There is no room for so many files at once: some were not taken. Press “Make notes” of those that are here, "
        "then give the others."
    )


class UploadStopped(LimitError):
    """Nothing came of an upload for a while, or too little in all."""

    sentence = N_("An upload stood still and was ended. Give the file again where the connection is better.")
