"""Odd recordings: real ones with something done to them, and ones made by hand to be as odd as their format lets them.

All of them are drawn by lot from a seed; the same seed and the same formats give the same files.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence

from benchmarks.odd_made import MADE

Dice = random.Random
Base = tuple[str, bytes]  # a name and what the file holds

LIES = (0, 1, 2, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 2**40, 2**63 - 1, 2**64 - 1)
BY_HAND, HURT = 0.3, 0.2  # of the files are made by hand, and of those are hurt as well
HEAD = 600  # bytes in which a header mostly lies


def odd_sound(dice: Dice, bases: Sequence[Base]) -> tuple[str, str, bytes]:
    """What was done, a name, and what the file holds."""
    if dice.random() < BY_HAND:
        what = dice.choice(list(MADE))
        name, data = MADE[what](dice)
        if data and dice.random() < HURT:
            how = dice.choice(list(CHANGES))
            return f"{what}, {how}", name, CHANGES[how](dice, data, data)
        return what, name, data
    (name, data), (_, other) = dice.choice(bases), dice.choice(bases)
    how = dice.choice(list(CHANGES))
    return how, odd_name(dice, name), CHANGES[how](dice, data, other)


def flipped(dice: Dice, data: bytes, other: bytes) -> bytes:
    """Bits here and there."""
    found = bytearray(data)
    for _ in range(dice.choice((1, 4, 30, 300))):
        found[dice.randrange(len(found))] ^= 1 << dice.randrange(8)
    return bytes(found)


def head_flipped(dice: Dice, data: bytes, other: bytes) -> bytes:
    return flipped(dice, data[:HEAD], other) + data[HEAD:]


def cut(dice: Dice, data: bytes, other: bytes) -> bytes:
    return data[: dice.randrange(len(data))]


def beheaded(dice: Dice, data: bytes, other: bytes) -> bytes:
    return data[dice.choice((1, 4, 44, dice.randrange(len(data)))) :]


def joined(dice: Dice, data: bytes, other: bytes) -> bytes:
    return data + dice.choice((data, other, other[::-1])) * dice.choice((1, 2))


def another_head(dice: Dice, data: bytes, other: bytes) -> bytes:
    where = dice.choice((12, 44, 200, HEAD))
    return other[:where] + data[where:]


def lying(dice: Dice, data: bytes, other: bytes) -> bytes:
    """Numbers overwritten, most of them in the header: lengths, sizes, counts and rates among them."""
    found = bytearray(data)
    for _ in range(dice.choice((1, 1, 2, 5, 20))):
        size = dice.choice((2, 4, 4, 4, 8))
        at = dice.randrange(min(len(found), dice.choice((HEAD, HEAD, len(found)))))
        lie = dice.choice(LIES) % 256**size
        found[at : at + size] = lie.to_bytes(size, "little" if dice.random() < 0.5 else "big")
    return bytes(found)


def blank(dice: Dice, data: bytes, other: bytes) -> bytes:
    at = dice.randrange(len(data))
    length = dice.choice((1, 16, 512, len(data) // 3))
    return data[:at] + dice.choice((b"\0", b"\xff", b"A")) * length + data[at + length :]


def noise(dice: Dice, data: bytes, other: bytes) -> bytes:
    at, length = dice.randrange(len(data)), dice.choice((16, 512, 8192))
    return data[:at] + dice.randbytes(length) + data[at + length :]


def without(dice: Dice, data: bytes, other: bytes) -> bytes:
    at = dice.randrange(len(data))
    return data[:at] + data[at + dice.choice((1, 7, 512, len(data) // 4)) :]


def repeated(dice: Dice, data: bytes, other: bytes) -> bytes:
    at, length = dice.randrange(len(data)), dice.choice((16, 512, 4096))
    return data[: at + length] + data[at : at + length] * dice.choice((1, 50, 500)) + data[at + length :]


def shuffled(dice: Dice, data: bytes, other: bytes) -> bytes:
    size = max(16, len(data) // dice.choice((3, 20, 100)))
    pieces = [data[at : at + size] for at in range(0, len(data), size)]
    first, rest = pieces[:1], pieces[1:]
    dice.shuffle(rest)
    return b"".join([*first, *rest])


def untouched(dice: Dice, data: bytes, other: bytes) -> bytes:
    return data


Change = Callable[[Dice, bytes, bytes], bytes]
CHANGES: Mapping[str, Change] = {
    "as it was written": untouched,
    "bits flipped": flipped,
    "bits of the header flipped": head_flipped,
    "cut": cut,
    "beheaded": beheaded,
    "joined": joined,
    "header of another": another_head,
    "numbers that lie": lying,
    "a stretch blank": blank,
    "a stretch of noise": noise,
    "a stretch missing": without,
    "a stretch repeated": repeated,
    "blocks shuffled": shuffled,
}


NAMES = (
    "../../etc/passwd.mp3",
    "nul\0byte.mp3",
    "a" * 300 + ".mp3",
    "😀🎓👩‍🏫.mp3",
    "<img src=x onerror=alert(1)>.mp3",
    "=cmd|'/c calc'!A1.mp3",
    "\u202egpm.exe.mp3",
    "torn \udce9\ud800.mp3",
    "[a](javascript:alert(1)) **b** $x^2$ :red[c].mp3",
    "CON.mp3",
    " .mp3",
    ".mp3",
    "",
    "line\nbreak\r\tand tab.mp3",
    "C:\\Temp\\..\\lecture.mp3",
    "http://127.0.0.1:9/a.mp3",
    "concat:a.mp3|b.mp3",
    "file:%00%2e%2e.mp3",
    "{name} {n} %s %(a)s.mp3",
)


def odd_name(dice: Dice, usual: str) -> str:
    return dice.choice(NAMES) if dice.random() < 0.3 else usual
