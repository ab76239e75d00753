"""What does not stand alone is told why: an example for every row of the rules."""

from __future__ import annotations

import pytest

from lecture.notes import troubles as module
from lecture.notes.troubles import TROUBLES, troubles

# In the order of the rows: what each catches, and no other row of the same reason does.
CAUGHT = [
    ("Wax melts.", "too short"),
    ("The wax of the candle melts near the flame and " + "it flows down and " * 10 + "cools.", "too long"),
    ("The wax in the candle is made of what?", "a question"),
    ("What is the wax in the candle made of.", "a question"),
    ("Take a strip of paper and put it in the flame.", "an order to the listener"),
    ("The flame of the candle goes out, see the smoke that rises.", "an order to the listener"),
    ("I take a candle and hold it in the air.", "speaks of the speaker"),
    ("You can do the same at home with a candle.", "speaks to the listener"),
    ("If you look at a candle carefully, we will examine the dark part.", "speaks to the listener"),
    ("The flame of a candle is a beautiful thing.", "a remark"),
    ("Here is the flame of a candle in the air.", "points at the room"),
    ("The second answer is the price of wages.", "points at the room"),
    ("The wax of these candles is made of fat.", "points at something"),
    ("The flame of the candle burns for another hour.", "points at something"),
    ("The difference is due to the solid particles.", "points at something"),
    ("It burns with a very bright flame.", "begins with a pronoun"),
    ("This difference stretches the ocean into two hills.", "begins with a pronoun"),
    ("Some of the wax melts in the flame.", "begins with a pronoun"),
    ("When you put a light to it, the vapor burns.", "a pronoun before its noun"),
    ("The invention made him a very rich man.", "a pronoun before its noun"),
    ("Near the flame of the candle, it melts the wax.", "a pronoun before its noun"),
    ("Whether the wax is hot or the air is cold.", "begins in the middle"),
    ("A few years later, the engine was sold in France.", "begins in the middle"),
    ("As a result of the heat the wax melts.", "begins in the middle"),
    ("Sets free the particles of the carbon.", "begins in the middle"),
    ("The balloon was held over the chimney to fill it.", "tells of one moment"),
    ("When the wax of the candle is hot.", "half a condition"),
    ("The wax of the candle melts and the.", "ends in the middle"),
    ("The wax of the candle melts when the flame.", "ends in the middle"),
    ("In place of having the white vapor that you had before.", "has no verb"),
    ("A real vapor out of the middle of the flame.", "has no verb"),
]


@pytest.mark.parametrize(("row", "example"), list(enumerate(CAUGHT)))
def test_every_row_catches_what_no_other_does(
    row: int, example: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    statement, reason = example
    assert TROUBLES[row][0] == reason
    assert reason in troubles(statement)
    monkeypatch.setattr(module, "TROUBLES", (*TROUBLES[:row], *TROUBLES[row + 1 :]))
    assert reason not in troubles(statement)


def test_every_row_has_its_example() -> None:
    assert [reason for _, reason in CAUGHT] == [reason for reason, _ in TROUBLES]


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("The jar on the next slide is full of air.", "points at the room"),
        ("Nobody really knows what the letter stands for.", "begins with a pronoun"),
    ],
)
def test_what_does_not_stand_alone_is_told_why(statement: str, reason: str) -> None:
    assert reason in troubles(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "Air is absolutely necessary for combustion.",
        "If you blow out a candle, you perceive a nasty smell.",
        "As the Earth turns, every coast passes through both hills.",
        "When the particles are not separated you get no brightness.",
        "The Moon pulls harder on the near side of the Earth.",
        "The time from one high tide to the next is about twelve hours.",
        "By 1700 Britain produced most of the coal in Europe.",
        "Thomas Newcomen built an engine to pump water out of a coal mine.",
        "In the factory system a merchant hired workers for wages.",
        "James Watt used his patent to block competitors.",
    ],
)
def test_what_stands_alone_has_no_troubles(statement: str) -> None:
    assert troubles(statement) == []
