"""Passages -> summary: by T5 where there is one, else the lecture's own central sentences."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lecture.errors import TooLittleText
from lecture.t5 import T5
from lecture.text import Sentence, by_chapter, passages, sentences
from lecture.types import Chapter, Detail, Point, Summary, Transcript

OnProgress = Callable[[int, int], None]


def summarize(
    transcript: Transcript, chapters: Sequence[Chapter], t5: T5 | None, *, on_progress: OnProgress | None = None
) -> Summary:
    """At least one point per chapter, at three levels of detail, under a short overview of the whole.

    Raises TooLittleText where nothing was said that can be summed up.
    """
    groups = [[s for s in group if not s.doubtful] for group in by_chapter(chapters, sentences(transcript))]
    if not any(groups):
        raise TooLittleText
    points: list[Point] = []
    for done, group in enumerate(groups):
        if on_progress is not None:
            on_progress(done, len(groups))
        if group and t5 is not None:
            made = passages(group, t5.count)
            texts = t5.write(["summarize: " + p.text for p in made], max_new_tokens=100, no_repeat_ngram=3)
            points += [
                Point(t, p.start, p.end, "short" if not i else "medium")
                for i, (t, p) in enumerate(zip(texts, made, strict=True))
            ]
        elif group:
            points += _central(group)
    overview = " ".join(point.text for point in points if point.detail == "short")
    return Summary(
        overview, tuple(points), points[0].start, points[-1].end, t5.name if t5 else "central sentences (LexRank)"
    )


def _central(group: Sequence[Sentence]) -> list[Point]:
    best = sorted(sorted(range(len(group)), key=lambda i: -len(group[i].text))[:4])
    levels: list[Detail] = ["short", "medium", "detailed", "detailed"]
    return [Point(group[i].text, group[i].start, group[i].end, level) for i, level in zip(best, levels, strict=False)]
