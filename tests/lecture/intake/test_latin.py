"""Subtitles from before Unicode, in each language in the code page that its students' programs wrote."""

from __future__ import annotations

import pytest

from lecture.intake.decoded import decoded

WRITTEN = [
    (
        "cp1252",
        "Où est la mer ? Elle va jusqu'à la plage, et ça dépend de la lune.",
        "Le théorème est très simple : on part de là où l'on était.",
    ),
    (
        "cp1252",
        "Questo non si può dire, perché la città è lontana.",
        "Così abbiamo più di una soluzione, e la virtù è la stessa.",
    ),
    (
        "cp1252",
        "Não é fácil, mas a função tem uma solução.",
        "As marés são o movimento das águas, e vocês já o viram.",
    ),
    (
        "cp1252",
        "¿Qué es la marea? Mañana lo veremos con más atención.",
        "El océano sube y baja dos veces al día, según la luna.",
    ),
    (
        "cp1252",
        "Vi ska tala om vad man ser på en strand.",
        "Det är månen som gör att vattnet går upp, och så här är det.",
    ),
    ("cp1252", "Vi går på stranden, og det er månen.", "Det er ikke så lett å forstå, men vi prøver nå."),
    ("cp1252", "På dansk taler vi om vejret på øen.", "Det er en ærlig sag, og månen gør at vandet går op."),
    (
        "cp1252",
        "Dat is een naïve gedachte, en niet van België.",
        "We hebben het geïnterpreteerd als één reünie van ideeën.",
    ),
    ("cp1252", "This is a naïve view of the tides.", "The rôle of the Moon in it, as Galileo's résumé says, is none."),
    ("cp1252", "Die Größe der Flut hängt von dem Mond ab.", "Das können wir später hören, und es ist schön."),
    ("cp1252", "Tämä on tärkeä asia, ja se on helppo.", "Vesi nousee ja laskee, kun kuu vetää sitä."),
    ("cp1252", "Við tölum um sjávarföll í dag og það er gott.", "Tunglið togar í hafið, en þetta er ekki erfitt."),
    (
        "cp1250",
        "Az őrült ember azt mondta, hogy a hűség fontos.",
        "Ez egy nő, és ez a víz mozgása, amit a hold idéz elő.",
    ),
    ("cp1254", "Bugün gelgit hakkında konuşacağız, çünkü bu önemli.", "Ay suyu çeker ve ışık gibi değil, daha yavaş."),
    (
        "cp1250",
        "Astăzi vorbim despre maree şi despre forţa lunii.",
        "Apa creşte pentru că luna o atrage, şi nu în altă parte.",
    ),
    (
        "cp1250",
        "Danas ćemo govoriti o plimi i oseci.",
        "To je što čini Mjesec na Zemlji, ali ne samo noću; još je žešće.",
    ),
    (
        "cp1250",
        "Danes bomo govorili o plimi in oseki.",
        "To je, kar počne luna na Zemlji, še posebej če je žive vode več.",
    ),
    ("cp1250", "Dnes budeme mluvit o přílivu a odlivu.", "To je to, co způsobuje Měsíc, a není to tak těžké."),
    ("cp1250", "Dnes budeme hovoriť o prílive a odlive.", "To je to, čo spôsobuje Mesiac, ale nie je to ťažké; vĺčik."),
    ("cp1250", "Dzisiaj będziemy mówić o pływach.", "To jest coś, co powoduje Księżyc, i nie jest to łatwe."),
    ("iso8859_2", "Dzisiaj będziemy mówić o pływach, to ważne.", "To jest coś, co powoduje Księżyc, i nie są łatwe."),
    (
        "cp1257",
        "Šiandien kalbėsime apie potvynius ir atoslūgius.",
        "Tai yra tas, ką sukelia Mėnulis, ir tai nėra sunku.",
    ),
    ("cp1257", "Šodien mēs runāsim par paisumu un bēgumu.", "Tas ir tas, ko rada Mēness, un tas nav grūti."),
    ("cp1257", "Täna räägime tõusust ja mõõnast.", "See on see, mida põhjustab Kuu, ja see ei ole raske; šokk."),
    (
        "mac_roman",
        "Où est la mer ? Elle va jusqu'à la plage.",
        "Le théorème est très simple : on part de là où l'on était.",
    ),
    (
        "cp850",
        "Où est la mer ? Elle va jusqu'à la plage.",
        "Le théorème est très simple : on part de là où l'on était.",
    ),
    ("cp852", "Dnes budeme mluvit o přílivu a odlivu.", "To je to, co způsobuje Měsíc, a není to tak těžké."),
]


def subtitles(*lines: str) -> str:
    return "".join(f"{at}\n00:0{at % 10}:01,000 --> 00:0{at % 10}:03,000\n{one}\n\n" for at, one in enumerate(lines))


@pytest.mark.parametrize(("page", "one", "other"), WRITTEN)
@pytest.mark.parametrize("times", [1, 200])
def test_each_language_is_read_in_the_code_page_it_was_written_in(page: str, one: str, other: str, times: int) -> None:
    text = subtitles(*[one, other] * times)
    assert decoded(text.encode(page)) == text
    marked = text.replace("\n00", "\r\n00")
    assert decoded(marked.encode(page)) == text


@pytest.mark.parametrize(("page", "one", "other"), [one for one in WRITTEN if one[0].startswith("cp12")])
def test_a_single_cue_is_enough_where_its_words_are_its_languages(page: str, one: str, other: str) -> None:
    for line in (one, other):
        assert decoded(subtitles(line).encode(page)) == subtitles(line)


@pytest.mark.parametrize(
    ("page", "line"),
    [
        ("cp1251", "Сегодня мы поговорим о приливах и отливах, и об API в Python."),
        ("cp1253", "Σήμερα θα μιλήσουμε για την παλίρροια και τη Σελήνη, που είναι πολύ σημαντική για όλους εμάς."),
        ("cp1251", "The theorem of Колмогоров says that the complexity of a string is the length of the program."),
        ("shift_jis", "The word コンピュータ means computer, and it is in the book."),
        ("gbk", "今天我们讲潮汐，潮汐是由月球的引力引起的。"),
        ("shift_jis", "今日は潮の満ち引きについて話します。コンピュータもデータも使います。"),
    ],
)
def test_another_script_is_not_taken_for_latin_letters(page: str, line: str) -> None:
    assert decoded(subtitles(line).encode(page)) == subtitles(line)


@pytest.mark.parametrize("line", ["It’s “simple” – or so they say…", "L’acqua è più alta, e l’onda non c’è."])
def test_marks_stay_marks(line: str) -> None:
    assert decoded(subtitles(line).encode("cp1252")) == subtitles(line)


def test_names_in_letters_of_another_language_do_not_turn_it() -> None:
    text = subtitles(
        "Vi taler om Müller og Nuñez på øen, og om månen.", "Det er ikke så svært, men det er længe siden."
    )
    assert decoded(text.encode("cp1252")) == text
