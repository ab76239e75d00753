"""Small words that a line of subtitles does not end with, and those that it had better begin with, in some languages.

In a language that is not here, subtitles are broken at punctuation, at pauses and by length alone.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LineWords:
    """Folded words of one language."""

    held: frozenset[str]  # articles and auxiliaries: what follows them stays on their line
    leading: frozenset[str]  # conjunctions and relative pronouns: a line may begin with them
    leaning: frozenset[str]  # prepositions, particles: they lean on what follows, less firmly

    def __or__(self, other: LineWords) -> LineWords:
        return LineWords(self.held | other.held, self.leading | other.leading, self.leaning | other.leaning)


def _words(held: str, leading: str, leaning: str) -> LineWords:
    return LineWords(*(frozenset(words.split()) for words in (held, leading, leaning)))


NONE = _words("", "", "")

LINE_WORDS = {
    "en": _words(
        "a an the am is are was were be been being have has had having do does did will would shall should can could "
        "may might must cannot i'm you're we're they're he's she's it's that's there's here's who's what's i've you've "
        "we've they've i'll you'll he'll she'll it'll we'll they'll i'd you'd he'd she'd we'd they'd isn't aren't "
        "wasn't weren't haven't hasn't hadn't don't doesn't didn't won't wouldn't shouldn't can't couldn't mustn't",
        "and but or nor so yet because although though while whereas if unless until since when whenever where "
        "whether that which who whom whose than as after before",
        "of in on at to for from by with about into onto over under between through during against without within "
        "upon towards toward across behind beyond per not my your his her its our their this these those every each "
        "some any no very",
    ),
    "de": _words(
        "der die das des dem den ein eine einer eines einem einen kein keine keiner keines keinem keinen bin bist ist "
        "sind seid war waren wäre wären habe hast hat haben hatte hatten hätte hätten werde wirst wird werden wurde "
        "wurden würde würden kann können konnte konnten muss müssen musste soll sollen sollte will wollen wollte darf "
        "dürfen mag",
        "und aber oder denn sondern weil obwohl während wenn falls bis seit ob dass sodass damit nachdem bevor wobei "
        "als wie wo",
        "in im an am auf aus bei beim mit nach von vom vor zu zum zur über unter zwischen durch für gegen ohne um "
        "nicht sehr dieser diese dieses diesem diesen mein dein sein ihr unser jede jeder jedes",
    ),
    "fr": _words(
        "le la les un une des du au aux l' suis es est sommes êtes sont étais était étaient ai as a avons avez ont "
        "avais avait avaient serai sera seront serait aura auront aurait peut peuvent doit doivent va vont",
        "et mais ou donc or ni car parce puisque lorsque quand comme si que qui dont où quoique tandis",
        "de d' à en dans sur sous par pour avec sans entre vers chez pendant ne pas très ce cet cette ces mon ma mes "
        "ton ta tes son sa ses notre nos votre vos leur leurs",
    ),
    "es": _words(
        "el la los las un una unos unas al del soy eres es somos son era eran fue fueron estoy está están estaba he "
        "has ha hemos han había habían será serán sería puede pueden debe deben va van",
        "y e pero o u ni sino porque aunque mientras si que quien cual cuando donde como pues",
        "de a en con por para sin sobre entre hasta desde hacia no muy este esta estos estas ese esa mi tu su nuestro "
        "nuestra sus se",
    ),
    "it": _words(
        "il lo la i gli le l' un uno una un' del dello della dei degli delle al allo alla ai agli alle sono sei è "
        "siamo siete era erano ho hai ha abbiamo avete hanno aveva avevano sarà saranno sarebbe può "
        "possono deve devono",
        "e ed ma o oppure né perché poiché mentre se che cui quando dove come quindi anche",
        "di a da in con su per tra fra senza non molto questo questa questi queste mio mia tuo suo sua nostro si",
    ),
    "pt": _words(
        "o a os as um uma uns umas do da dos das no na nos nas ao à sou és é somos são era eram foi foram estou está "
        "estão tenho tem temos têm tinha tinham será serão seria pode podem deve devem vai vão",
        "e mas ou nem porque embora enquanto se que quem qual quando onde como pois",
        "de em com por para sem sobre entre até desde não muito este esta estes estas esse essa meu minha seu sua "
        "nosso nossa",
    ),
    "nl": _words(
        "de het een 't ben bent is zijn was waren heb hebt heeft hebben had hadden word wordt worden werd werden zal "
        "zult zullen zou zouden kan kunt kunnen kon konden moet moeten moest mag mogen wil willen",
        "en maar of want omdat hoewel terwijl als indien tot sinds dat die wat wie waar wanneer toen zodat",
        "in op aan uit bij met naar van voor te tussen door over onder zonder om niet heel zeer deze dit mijn jouw "
        "hun ons onze",
    ),
}
