"""What one download holds: a file, one file of several lectures, or a ZIP."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, count

from lecture.export import Format, Given, as_file_name
from lecture.export.wording import title
from lecture.export.zipped import zipped

ZIP = "application/zip"


def kind(lectures: int, formats: Sequence[Format]) -> Format | None:
    """What the file is that so many lectures in these formats give; None where it is a ZIP of several."""
    (first, *others) = formats
    return first if not others and (lectures == 1 or first.write_all) else None


def file_name(titles: Sequence[str], together: str, formats: Sequence[Format]) -> str:
    """What to save it under. `titles` are those of the lectures, `together` is what several of them are called."""
    name = titles[0] if len(titles) == 1 else together
    one = kind(len(titles), formats)
    return one.name_for(name) if one else f"{as_file_name(name)}.zip"


def write(lectures: Given, formats: Sequence[Format]) -> bytes:
    """These lectures in these formats; there is at least one of each."""
    one = kind(len(lectures), formats)
    if not one:
        return zipped(dict(_files(lectures, formats)))
    return one.write_all(lectures) if one.write_all and len(lectures) > 1 else one.write(*lectures[0])


def _files(lectures: Given, formats: Sequence[Format]) -> Iterator[tuple[str, bytes]]:
    """A folder a lecture where there are several files of each; what several lectures share lies beside them."""
    whole = [each for each in formats if each.write_all and len(lectures) > 1]
    for format_ in whole:
        if format_.write_all:
            yield format_.file_name, format_.write_all(lectures)
    single = [each for each in formats if each not in whole]
    for (lecture, options), name in zip(lectures, _names(lectures), strict=True):
        for format_ in single:
            path = f"{name}/{format_.file_name}" if len(single) > 1 else f"{name} - {format_.file_name}"
            yield path if len(lectures) > 1 else format_.file_name, format_.write(lecture, options)


def _names(lectures: Given) -> Iterator[str]:
    """The lectures' titles as names of files, none twice, however a system takes capitals."""
    taken: set[str] = set()
    for lecture, _ in lectures:
        name = as_file_name(title(lecture))
        numbered = chain([name], (f"{name} ({number})" for number in count(2)))
        free = next(one for one in numbered if one.casefold() not in taken)
        taken.add(free.casefold())
        yield free
