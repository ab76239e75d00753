"""Pages of slides, as a file has them -> Slides: a title for each, and none of what stands on most of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from lecture.rewording import one_line
from lecture.values import Slide

LONGEST_TITLE, LONGEST_TEXT = 120, 4000  # letters of a slide that are kept; what is longer is no title
MOST_LINES = 3  # of a title
NEAR_THE_TOP = 0.5  # of a page's height, within which its title stands
FEW = 2  # pages that a line may stand on, however few there are
MOST = (0.5, 0.9)  # of the pages: what stands on more is on most of them; a line that stands out may be a long topic's
SAME = 0.5  # points that two sizes of letters may differ by and be the same

_HYPHEN = re.compile(r"(?<=[^\W\d_])-\n([^\W\d_])")  # a word over two lines

Form = tuple[str, bool]  # of a line; and whether it stands out


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page, how large its letters are, 0 where that is not known, and whether it stands near the top."""

    text: str
    size: float = 0.0
    high: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on one slide. `title` is what the file itself calls its title; empty where it does not say."""

    lines: tuple[Line, ...]
    title: str = ""


def slides(pages: Sequence[Page]) -> tuple[Slide, ...]:
    """The pages as slides, without those on which nothing stands. Of one that is shown step by step, the last step."""
    usual = _on_most(pages)
    told = [slide for slide in (_slide(page, usual) for page in pages) if slide.title or slide.text]
    return tuple(_without_steps(told))


def _slide(page: Page, usual: frozenset[Form]) -> Slide:
    forms = _forms(page.lines)
    lines = [line for line, form in zip(page.lines, forms, strict=True) if form not in usual and _says_something(line)]
    heading = [Line(page.title)] if page.title.strip() else _heading(lines)
    title = one_line(" ".join(line.text for line in heading))
    if len(title) > LONGEST_TITLE:
        lines, title = [*(heading if page.title else ()), *lines], ""
    else:
        lines = [line for line in lines if not any(line is part for part in heading)]
    text = "\n".join(one_line(line.text) for line in lines)
    return Slide(title, _HYPHEN.sub(_unbroken, text)[:LONGEST_TEXT].strip())


def _says_something(line: Line) -> bool:
    """A number of a page and a bullet say nothing."""
    return any(map(str.isalpha, line.text))


def _unbroken(found: re.Match[str]) -> str:
    return found[1] if found[1].islower() else found[0]


def _heading(lines: Sequence[Line]) -> Sequence[Line]:
    """The first lines of the largest letters near the top, where these are few; else the first line."""
    largest = max((line.size for line in lines if line.high), default=0.0)
    runs = (list(run) for large, run in groupby(lines, lambda line: line.high and line.size > largest - SAME) if large)
    first = next(runs, []) if largest else []
    return first if 0 < len(first) <= MOST_LINES else (first or lines)[:1]


def _on_most(pages: Sequence[Page]) -> frozenset[Form]:
    """The forms of the lines that stand on most pages: headers, footers, a course's name."""
    found = Counter(form for page in pages for form in set(_forms(page.lines)))
    return frozenset(form for form, count in found.items() if count > max(FEW, MOST[form[1]] * len(pages)))


def _forms(lines: Sequence[Line]) -> list[Form]:
    """By which lines of several pages are known to be the same: without figures, as in “Tides 3 / 40”, but for those
    that stand out as titles do."""
    largest, smallest = max((line.size for line in lines), default=0.0), min((line.size for line in lines), default=0.0)
    stands_out = [line.high and line.size > max(largest - SAME, smallest + SAME) for line in lines]
    texts = [one_line(line.text).casefold() for line in lines]
    return [(text if out else re.sub(r"\d+", "#", text), out) for text, out in zip(texts, stands_out, strict=True)]


def _without_steps(slides: Sequence[Slide]) -> Iterator[Slide]:
    """Without those that the next one shows again with more beside it."""
    for at, slide in enumerate(slides):
        following = slides[at + 1] if at + 1 < len(slides) else None
        if not (following and following.title == slide.title and following.text.startswith(slide.text)):
            yield slide
