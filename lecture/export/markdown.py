"""Texts as Markdown and as YAML, in which nothing means more than its letters; written for Obsidian."""

from __future__ import annotations

import re

from lecture.clock import clock
from lecture.export.address import address_of
from lecture.export.wording import one_line

# What means something wherever it stands: emphasis, code, links, HTML, tags, tables, formulas, footnotes; comments,
# highlights and entities where what is beside it makes it one.
_ANYWHERE = re.compile(r"[\\`*_\[\]<#|$~^]|%(?=%)|(?<=%)%|=(?==)|(?<==)=|&(?=[#A-Za-z])")
_AT_THE_START = re.compile(r"(?P<number>[0-9]{0,9})(?P<mark>(?<=[0-9])[.)](?= |$)|(?<![0-9])[-+=>:])")  # lists, rules


def escaped(text: str) -> str:
    """`text` as one line that any reader of Markdown shows as it is, at the start of a line and within."""
    line = _ANYWHERE.sub(r"\\\g<0>", one_line(text))
    begun = _AT_THE_START.match(line)
    return f"{begun['number']}\\{line[begun.start('mark') :]}" if begun else line


def quoted(text: str) -> str:
    """`text` as one line between double quotes, as YAML reads it back."""
    letters = (
        f"\\{letter}" if letter in '"\\' else letter if letter.isprintable() else f"\\U{ord(letter):08x}"
        for letter in one_line(text)
    )
    return f'"{"".join(letters)}"'


def link(file: str, start: float, shown: str = "") -> str:
    """A link to the second of the recording that lies beside; `shown` alone where there is no file."""
    shown, address = shown or clock(start), address_of(file)
    return f"[{shown}]({address}#t={int(max(start, 0.0))})" if address else shown


def in_quote(lines: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in lines.split("\n"))
