"""Words that carry grammar rather than matter, by language: the stop words of spaCy."""

from __future__ import annotations

import runpy
from functools import cache
from pathlib import Path

import spacy.lang

_AS = {"bs": "hr", "nn": "nb", "no": "nb", "yue": "zh"}  # whose words are nearly theirs
_MORE = {  # what spaCy's lists lack, and lectures are full of
    "fr": "ainsi alors appelle avons beaucoup bien ceci cela d'accord donc est-ce faut fois ici là ne non oui où pas"
    " peut-être très va veulent veut vont ça",
    "it": "allora ecco invece qua quindi però ovvero ossia cioè viene vengono oppure mentre",
    "es": "así entonces pues aquí ahí allí o sea pueden puede",
    "de": "also eben halt mal nun ja nein doch dabei etwa",
}


@cache
def function_words(language: str) -> frozenset[str]:
    """Empty where they are not known. spacy.lang.fr, imported whole, would take four seconds."""
    code = _AS.get(language, language)
    path = Path(spacy.lang.__path__[0]) / code / "stop_words.py"
    known = runpy.run_path(str(path))["STOP_WORDS"] if path.is_file() else ()
    more = _MORE.get(language, "").split()
    return frozenset(word.lower().replace("’", "'").replace("_", " ") for word in (*known, *more))
