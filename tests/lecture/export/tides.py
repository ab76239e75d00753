"""A small lecture with everything in it, for the exports."""

from __future__ import annotations

from lecture.values import Card, Cards, Chapter, Lecture, Point, Provenance, Segment, Summary, Term, Transcript

TIDES = Lecture(
    title="How the tides work",
    file_name="tides.m4a",
    date="2026-11-24",
    transcript=Transcript(
        segments=(
            Segment(0.0, 2.5, "Good morning."),
            Segment(2.6, 9.0, "A tide is the slow rise and fall of the sea, caused by the Moon and the Sun."),
            Segment(12.0, 15.0, "The Moon pulls harder on the near side."),
            Segment(15.2, 18.0, "And then he said mumble.", doubt="it was hardly heard"),
            Segment(3600.0, 3604.0, "Isaac Newton explained the tides in 1687."),
        ),
        language="en",
        duration=3729.0,
        heard=3729.0,
        remark="The recording breaks off at 1:02:09; what was heard up to there is here.",
        made_by=Provenance(models=("Whisper base",)),
    ),
    chapters=(
        Chapter(0.0, 3600.0, "Moon and Sun", (Term("moon", (2.6, 12.0)), Term("near side", (12.0,)))),
        Chapter(3600.0, 3729.0, "Isaac Newton"),
    ),
    terms=(Term("tide", (2.6,)),),
    summary=Summary(
        overview=(
            "A tide is the slow rise and fall of the sea, caused by the pull of the Moon and the Sun on the water."
        ),
        points=(
            Point("The Moon pulls harder on the near side of the Earth than on the far side of it.", 12.0, 15.0),
            Point("Isaac Newton explained the tides in 1687.", 3600.0, 3604.0, "medium"),
        ),
        start=0.0,
        end=3729.0,
        made_by=Provenance(methods=("ranked_statements",)),
    ),
    cards=Cards(
        (
            Card(
                question="What is a tide?",
                answer="the slow rise and fall of the sea",
                evidence="A tide is the slow rise and fall of the sea, caused by the Moon and the Sun.",
                start=2.6,
                end=9.0,
                kind="definition",
                score=0.9,
                score_parts={"weight": 0.5},
            ),
            Card(
                question="_____ explained the tides in 1687.",
                answer="Isaac Newton",
                evidence="Isaac Newton explained the tides in 1687.",
                start=3600.0,
                end=3604.0,
                kind="cloze",
                score=0.7,
            ),
        ),
        Provenance(models=("t5-small-qg-hl",), methods=("ranked_questions",)),
        "2 of the 20 cards asked for: the lecture holds no more good ones.",
    ),
)
