"""A page that needs no other file: its style and its script are in it, and it may run nothing else."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TypeAlias

from lecture.export.markup import Html, block, element
from lecture.export.wording import from_the_right
from lecture.languages import CLDR, LANGUAGES
from lecture.tongue import spoken

Attribute: TypeAlias = str | bool | None

# Nothing is fetched but a recording: from beside the page, or from where its reader chose it.
POLICY = (
    "default-src 'none'; style-src '{style}'; script-src '{script}'; media-src 'self' file: blob:; "
    "base-uri 'none'; form-action 'none'"
)


@dataclass(frozen=True, slots=True)
class Page:
    """A page in the language of a lecture, on which what is ours is in the tongue that is spoken."""

    lang: str  # by BCP 47

    @classmethod
    def written_in(cls, code: str) -> Page:
        """In the language that has this code of Whisper's; in our tongue where it is none."""
        return cls(CLDR.get(code, code) if code in LANGUAGES else spoken())

    @property
    def way(self) -> str:
        return _way(self.lang)

    def ours(self, name: str, /, *children: str, **attributes: Attribute) -> Html:
        """An element that says something in our tongue."""
        lang = spoken() if spoken() != self.lang else None
        way = _way(spoken()) if _way(spoken()) != self.way else None
        return element(name, *children, **{"lang": lang, "dir": way, **attributes})

    def document(self, title: str, *body: str) -> bytes:
        head = block(
            "head",
            element("meta", charset="utf-8"),
            element("meta", http_equiv="Content-Security-Policy", content=_policy()),
            element("meta", name="viewport", content="width=device-width, initial-scale=1"),
            element("title", title),
            element("style", _beside("page.css")),
        )
        full = block("body", *body, element("script", _beside("page.js")))
        return f"<!doctype html>\n{block('html', head, full, lang=self.lang, dir=self.way)}\n".encode()


def _way(language: str) -> str:
    """In which it is written, as HTML says it."""
    return "rtl" if from_the_right(language) else "ltr"


@cache
def _beside(name: str) -> Html:
    return Html("\n" + (Path(__file__).parent / name).read_text(encoding="utf-8"))


@cache
def _policy() -> str:
    return POLICY.format(style=_hash("page.css"), script=_hash("page.js"))


def _hash(name: str) -> str:
    return f"sha256-{b64encode(sha256(_beside(name).encode()).digest()).decode()}"
