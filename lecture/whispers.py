"""The Whispers that openai-whisper knows by name: what each weighs, and what it hears. No torch."""

from __future__ import annotations

from dataclasses import dataclass

from lecture.languages import LANGUAGES

# MB (1,000,000 bytes) of each file that openai-whisper downloads; English alone is what those called `.en` hear.
MEGABYTES = {
    "tiny": 76, "base": 145, "small": 484, "medium": 1528, "large-v3-turbo": 1618, "large-v3": 3087, "large-v2": 3087,
    "large-v1": 3087, "tiny.en": 76, "base.en": 145, "small.en": 484, "medium.en": 1528,
}  # fmt: skip
ALSO_CALLED = {"large": "large-v3", "turbo": "large-v3-turbo"}
HEAR_CANTONESE = ("large-v3", "large-v3-turbo")


@dataclass(frozen=True, slots=True)
class Choice:
    """A Whisper that a student may choose. `model` is what Options.model then is: empty for the one of the settings."""

    model: str
    name: str  # for the student, such as "small"
    languages: dict[str, str]  # what it hears, by code
    megabytes: int = 0  # that are downloaded before it hears; 0 where it is here, or where nobody knows


def full_name(model: str) -> str:
    """The name that its file has."""
    return ALSO_CALLED.get(model, model)


def languages_of(model: str) -> dict[str, str]:
    """What a Whisper hears, by code. One that is no name of openai-whisper's may hear all that any of them hears."""
    name = full_name(model)
    if name.endswith(".en") and name in MEGABYTES:
        return {"en": LANGUAGES["en"]}
    newest = name in HEAR_CANTONESE or name not in MEGABYTES
    return {code: language for code, language in LANGUAGES.items() if newest or code != "yue"}
