"""What is spoken becomes what is stated."""

from __future__ import annotations

import pytest

from lecture.notes.statements import statements


@pytest.mark.parametrize(
    ("spoken", "stated"),
    [
        ("Now, you see, air is necessary for combustion.", ["Air is necessary for combustion."]),
        ("And you must know that gunpowder burns with a flame.", ["Gunpowder burns with a flame."]),
        (
            "All bright flames, as you know, contain these solid particles.",
            ["All bright flames, contain solid particles."],
        ),
        ("If I raise the tube, you will see that the light goes out.", ["If you raise the tube, the light goes out."]),
        ("Here is a piece of phosphorus, which burns with a bright flame.", ["Phosphorus burns with a bright flame."]),
        ("This is the lime light which rivals the sun.", ["The lime light rivals the sun."]),
        ("Iron rusts in water; copper does not.", ["Iron rusts in water.", "Copper does not."]),
        ("There is carbon in the gas, but because air gets to it.", ["There is carbon in the gas."]),
        (
            "I will clear away the soot, which comes from the wick of a candle.",
            [
                "I will clear away the soot, which comes from the wick of a candle.",
                "The soot comes from the wick of a candle.",
            ],
        ),
    ],
)
def test_what_is_spoken_becomes_what_is_stated(spoken: str, stated: list[str]) -> None:
    assert statements(spoken) == stated


def test_it_is_named_after_what_the_sentence_before_is_about() -> None:
    assert statements("It contains carbon.", before="Gunpowder burns with a flame.") == ["Gunpowder contains carbon."]
    assert statements("It is clear that carbon burns.", before="Gunpowder burns.") != [
        "Gunpowder is clear that carbon burns."
    ]
