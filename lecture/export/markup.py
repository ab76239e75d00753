"""HTML made of its elements, so that nothing of a text is ever taken for HTML."""

from __future__ import annotations

from html import escape

from lecture.export.wording import one_line

EMPTY = ("input", "meta")  # elements that have no end
# Code points that are no letters and never will be: the last two of each plane, and a row of Arabic ones.
NO_LETTERS = dict.fromkeys(
    [
        *range(0xFDD0, 0xFDF0),
        *(code for plane in range(17) for code in (0x10000 * plane + 0xFFFE, 0x10000 * plane + 0xFFFF)),
    ],
    "\N{REPLACEMENT CHARACTER}",
)


class Html(str):
    """HTML as it stands. Any other str is a text."""

    __slots__ = ()


def text(said: str) -> Html:
    """A text as one line."""
    return said if isinstance(said, Html) else letters(one_line(said))


def letters(line: str) -> Html:
    """A line with the spaces around it. What HTML must not have is shown as lost."""
    return Html(escape(line.translate(NO_LETTERS), quote=False))


def element(name: str, /, *children: str, **attributes: str | bool | None) -> Html:
    """An element: children that are no HTML are texts, attributes that are None or False are left out.

    `class_` is `class`, and `data_said` is `data-said`.
    """
    begin = f"<{name}{''.join(_attribute(which, value) for which, value in attributes.items())}>"
    return Html(begin) if name in EMPTY else Html(f"{begin}{''.join(map(text, children))}</{name}>")


def block(name: str, /, *children: str, **attributes: str | bool | None) -> Html:
    """The same, each child on a line of its own; empty children are left out."""
    return element(name, Html("\n"), lines(*children), Html("\n"), **attributes)


def lines(*children: str) -> Html:
    return Html("\n".join(text(child) for child in children if child))


def _attribute(name: str, value: str | bool | None) -> str:
    if value is None or value is False:
        return ""
    called = name.rstrip("_").replace("_", "-")
    return f" {called}" if value is True else f' {called}="{_within_quotes(value)}"'


def _within_quotes(value: str) -> str:
    return letters(one_line(value)).replace('"', "&quot;")
