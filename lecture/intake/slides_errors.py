"""What is wrong with a file of slides: one branch of the tree in errors.py, which each reads as those there do.

SlidesError      NotSlides, SlidesLocked, SlidesWithoutText, TooManySlides, SlidesTooLarge
"""

from __future__ import annotations

from lecture.errors import LectureError
from lecture.tongue import N_


class SlidesError(LectureError):
    """A file of slides that cannot be used. `name` is the file's name as the student knows it."""

    def __init__(self, name: str, **values: object) -> None:
        super().__init__(name=name, **values)
        self.name = name


class NotSlides(SlidesError):
    """`detail` is what the reader of the format said."""

    sentence = N_(
        "“{name}” is not slides that can be read: it is neither PDF nor PPTX, or it is damaged. "
        "Open it where it was made, export it as PDF or PPTX, and give that."
    )

    def __init__(self, name: str, detail: str = "") -> None:
        super().__init__(name)
        self.detail = detail


class SlidesLocked(SlidesError):
    sentence = N_(
        "“{name}” is locked with a password, or of the old kind PPT. "
        "Open it, save it as PDF or PPTX without a password, and give that."
    )


class SlidesWithoutText(SlidesError):
    sentence = N_(
        "No text was found in “{name}”: its pages are pictures. "
        "Give the slides as they were made, as PPTX or as a PDF whose text can be marked."
    )


class TooManySlides(SlidesError):
    """`count` pages or slides; `limit` is as many as are read."""

    sentence = N_("“{name}” has {count} pages, and no more than {limit} are read. Give those of this lecture alone.")

    def __init__(self, name: str, count: int, limit: int) -> None:
        super().__init__(name, count=count, limit=limit)
        self.count, self.limit = count, limit


class SlidesTooLarge(SlidesError):
    """It has more bytes than slides have, there is more packed in it, or it takes too long to read."""

    sentence = N_(
        "There is more in “{name}” than slides hold. "
        "Give the pages of this lecture alone, exported as a PDF without films."
    )
