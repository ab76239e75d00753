"""Bytes from before Unicode in Latin letters -> their text: the code page by which they are words of some language.

The pages differ in a few letters each, so that a text in one reads smoothly in the others too: only its language
tells whether a byte is the “à” of French or the “ŕ” of Slovak.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

PAGES = (  # the commonest first: it is taken where several fit as well
    "cp1252",
    "cp1250",
    "cp1254",
    "cp1257",
    "iso8859_15",
    "iso8859_2",
    "mac_roman",
    "cp850",
    "cp852",
)
TOGETHER = 0.5  # of the letters beyond ASCII may stand in rows of three or more; of another script nearly all do
STRANGE = 0.2  # of the letters beyond ASCII may be none of the language's, as in names and terms
COST = 2  # words of a language that a letter outweighs which it does not have
MARKS = frozenset("‘’‚“”„«»‹›–—…•·¿¡°§€£¥©®™´×÷±²³¹¼½¾ªº\xa0\xad")
_TOGETHER = re.compile(rb"[\x80-\x9f\xa1-\xaa\xac-\xba\xbc-\xff]{3,}")  # no-break spaces and «» apart
_WORD = re.compile(rb"[A-Za-z\x80-\xff]+")


@dataclass(frozen=True, slots=True)
class _Language:
    """Its letters beyond ASCII, those of words it has borrowed among them, and words in ASCII that it is full of."""

    letters: frozenset[str]
    words: frozenset[bytes]


def _language(letters: str, words: str) -> _Language:
    return _Language(frozenset(letters + letters.upper()), frozenset(word.encode("ascii") for word in words.split()))


_LANGUAGES = {  # by their codes; Danish and Norwegian, Croatian, Bosnian and Serbian are one here
    "en": _language("àáâäçèéêëíïñóôöü", "the of and to a in is that it you this for we are on with be as not so"),
    "fr": _language(
        "àâæçèéêëîïñôöœùûüÿ", "de la le les et est un une que des en il je on ce pas pour dans qui du vous nous sur"
    ),
    "it": _language(
        "àèéìíîòóùú", "di che e la il un a in per non una sono si del le con i questo della da come ma ci se"
    ),
    "pt": _language(
        "àáâãçéêíñóôõúü", "de que e o a um uma os as do da em no na se para com por mais como isso eu mas ele"
    ),
    "es": _language(
        "áéíñóúüçª", "de que la el en y a los se un no las una del es por con lo para su esto como pero muy"
    ),
    "ca": _language("àçèéíïòóúü·", "de la que i el en a les un una els per amb no es del al com ha si hi aquest"),
    "de": _language(
        "äßàâçèéêñôöü", "der die und das ist in ich nicht ein zu es sie wir den von mit auf auch so eine dass wie"
    ),
    "nl": _language(
        "àáâäçèéêëíîïñóôöúûü", "de het een en van is dat in ik je op te niet die we zijn voor met er maar ook"
    ),
    "sv": _language("äåéöüàè", "och att det i som en av den till jag med har inte vi ett om man kan men de vad nu"),
    "da": _language(
        "åæéøäöüàèêòóô", "og i det at er en til av som ikke jeg med den for vi har de kan men et om var hva hvad af"
    ),
    "fi": _language("äåöéšžü", "ja on ei se ett mutta niin kun mit sen ole joka kuin nyt voi ovat tai jos mukaan"),
    "is": _language("áæéíðóöúýþ", "og er sem til um en vi hann ekki eru hefur var af fyrir ef eftir hafa"),
    "hu": _language(
        "áéíóöőúüű", "a az hogy nem is egy ez van meg de azt csak ha volt akkor ezt mert el fel lehet vagy ami"
    ),
    "tr": _language(
        "âçğıîöşûüİ", "bir ve bu da de ne var o mi ama daha gibi kadar ile olarak olan sonra ben biz hem her"
    ),
    "ro": _language("âăîșşțţé", "de nu a la o un este ce pe cu din mai am se pentru care sunt ca sau dar al ale"),
    "hr": _language("čćđšž", "je i u na se da to za su od ne koji kako ali bi sam smo nije po iz ili ima kao s"),
    "sl": _language("čšžćđé", "je in na se da to za so v ki ne pa tudi z bi kot ali smo po ni od pri lahko"),
    "cs": _language(
        "áčďéěíňóřšťúůýž", "a je se na to v z s o i do ale jsem jak co tak ne by pro po jsou jako bude nebo"
    ),
    "sk": _language(
        "áäčďéíĺľňóôŕšťúýž", "a je sa na to v z s o i do ale som ako tak nie by pre po ktor len alebo bude"
    ),
    "pl": _language(
        "ąćęłńóśźżé", "w i na z nie to jest do o co jak ale po od za tak dla ich czy tym przez tego bardzo"
    ),
    "lt": _language("ąčęėįšųūž", "ir yra kad tai su o kaip bet jis nuo iki po apie mes tik jau ar dar"),
    "lv": _language("āčēģīķļņšūž", "un ir no ka ar par tas uz to kas vai bet tika pie nav"),
    "et": _language("äõöüšž", "ja on ei see et ta oma mis kui ka aga siis ma nii kes selle seda me"),
    "sq": _language("ëçâ", "dhe e i se me nga ka si do nuk kjo por duke te ky kam"),
}


def latin(data: bytes) -> str | None:
    """The text; None where the letters are of another script, or of no language that is known here."""
    beyond = Counter(byte for byte in data if byte > 0x7F)
    if sum(map(len, _TOGETHER.findall(data))) > TOGETHER * beyond.total():
        return None
    words = Counter(_WORD.findall(data.lower()))
    known = {code: sum(words[word] for word in language.words) for code, language in _LANGUAGES.items()}
    pages = [page for page in PAGES if _in(page, beyond)]
    odd = {(page, code): _odd(_in(page, beyond), one) for page in pages for code, one in _LANGUAGES.items()}
    best = max(odd, key=lambda one: known[one[1]] - COST * odd[one], default=None)
    return None if best is None or odd[best] > STRANGE * beyond.total() else data.decode(best[0])


def _in(page: str, beyond: Mapping[int, int]) -> dict[str, int]:
    """How often each letter is there, if the bytes are of this page; empty where a byte is none of it."""
    try:
        return {bytes([byte]).decode(page): count for byte, count in beyond.items()}
    except UnicodeDecodeError:
        return {}


def _odd(letters: Mapping[str, int], language: _Language) -> int:
    """How many of them are neither the language's nor marks."""
    return sum(count for letter, count in letters.items() if letter not in language.letters | MARKS)
