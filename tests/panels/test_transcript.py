"""The transcript as it is drawn: what may have been misheard, and what it may have been."""

from __future__ import annotations

import json
from base64 import b64decode
from zlib import decompress

from benchmarks.made_up import lecture_of
from lecture import codec
from lecture.values import Segment, Word
from panels.transcript import laid_out, packed, said


def test_a_course_word_is_offered_beside_what_was_heard_letter_for_letter() -> None:
    words = (Word(0, 1, "Professor"), Word(1, 2, "aconko", 0.3, "*O_konkwo*"), Word(2, 3, "spoke."))
    drawn = said([Segment(0, 3, "Professor aconko spoke.", words)])
    assert drawn == r"Professor :orange[aconko] :small[:gray[perhaps: \*O\_konkwo\*]] spoke\."


def test_an_unsure_word_without_an_offer_is_but_coloured() -> None:
    assert said([Segment(0, 1, "aconko", (Word(0, 1, "aconko", 0.3),))]) == ":orange[aconko]"


def test_three_hours_take_less_than_300_kb() -> None:
    lecture = lecture_of(180)
    (text,) = packed(lecture).values()
    assert json.loads(decompress(b64decode(text))) == json.loads(codec.dump(laid_out(lecture)))
    assert len(text) < 300_000
