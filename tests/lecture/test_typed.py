"""Typed answers: what counts for nothing, what is a slip, and what is another answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lecture.typed import judged
from tests.lecture.values import ANY_TEXT

# answer | expected
RIGHT = """
    the slow rise of the sea | The slow rise of the sea
    slow rise of sea | The slow rise of the sea
    PHLOEM | Phloem
    phloem. | Phloem
    “phloem” | phloem
    zurich | Zürich
    Zuerich | Zürich
    groesse | Größe
    strasse | Straße
    cafe au lait | café au lait
    Øresund | oresund
    Œuvre | oeuvre
    l'eau | eau
    eau | L’eau
    un'ora | ora
    das Wasser | Wasser
    der Kanal | ein Kanal
    ein Wehr | das Wehr
    le pont | un pont
    les ponts | ponts
    lo specchio | specchio
    gli ponti | ponti
    una esclusa | la esclusa
    los puentes | puentes
    o rio | um rio
    as pontes | pontes
    het water | water
    een brug | de brug
    a lock | the lock
    in the lock | lock
    in 1687 | 1687
    1687 | In 1687
    by heating it | heating it
    im Wasser | Wasser
    3 | three
    three | 3
    three gates | 3 gates
    forty-one | 41
    forty one | 41
    one hundred and five | 105
    a hundred | 100
    two hundred | 200
    two thousand | 2000
    twelve thousand three hundred and four | 12304
    3 million | three million
    3,000,000 | 3 million
    1000 | 1,000
    1 000 | 1000
    12'500 | 12500
    1.234,5 | 1234.5
    3,14 | 3.14
    2.50 | 2.5
    .5 | 0.5
    007 | 7
    +5 | 5
    −5 | -5
    20th century | twentieth century
    the 21st century | twenty-first century
    the first | 1st
    50 % | 50 percent
    50 per cent | 50%
    5 dollars | $5
    20 degrees | 20°
    5kg | 5 kg
    H2O | H₂O
    10^3 | 10³
    1/2 | ½
    wave | waves
    volcano | volcanoes
    cities | city
    box | boxes
    process | processes
    key words | keyword
    lightyear | light year
    light-year | light year
    e-mail | email
    lead and zinc | zinc and lead
    blue, red and green | red, green and blue
    Zink und Blei | Blei und Zink
    hydrogen | Hydrogen (H2)
    H2 | Hydrogen (H2)
    its own weight | it's own weight
    Vitamin A | vitamin a
    C++ | c++
    вода | Вода
    中国 | 中国
    किताब | किताब
"""
NEARLY = """
    photosinthesis | photosynthesis
    mitochondira | mitochondria
    oxigen | oxygen
    seperate | separate
    color | colour
    hash fucntion | hash function
    the hash funtion | hash function
    a turbin | turbine
    Newtom | Newton
    Newton | Isaac Newton
    Kanalschleusse | Kanalschleuse
    écluze | écluse
    deoxyribonuclaic acid | deoxyribonucleic acid
    thermodinamics | thermodynamics
    экспиримент | эксперимент
    in the resevoir | reservoir
    40 meters | 40 metres
"""
WRONG = """
    | phloem
    . | phloem
    the | the lock
    xylem | phloem
    42 | 41
    forty-two | forty-one
    41 | forty-two
    1941 | 1914
    1686 | 1687
    1.5 | 15
    -5 | 5
    103 | 10³
    1 2 | 12
    1000 | 1.000
    100 | 1,000
    3.12 | 3.11
    3 | 3 million
    41 metres | 42 metres
    40 feet | 40 metres
    18th century | 19th century
    third | fourth
    World War I | World War II
    Louis XIV | Louis XVI
    Henry VIII | Henry VII
    H3O | H2O
    B6 | B12
    vitamin | vitamin A
    vitamin B | vitamin A
    blood type A | blood type B
    A+ | A-
    C | C++
    Na | Na+
    O(n) | O(n^2)
    x > y | x < y
    photon | proton
    neutron | neuron
    causal | casual
    latitude | altitude
    hypotension | hypertension
    exothermic | endothermic
    intracellular | intercellular
    macroeconomics | microeconomics
    absorption | adsorption
    minimization | maximization
    decrease | increase
    unstable | stable
    asymmetric | symmetric
    illegal | legal
    afferent | efferent
    nitrite | nitrate
    sulfide | sulfate
    ethene | ethane
    lactase | lactose
    employee | employer
    mitosis | meiosis
    Iraq | Iran
    Austria | Australia
    Slovakia | Slovenia
    Manet | Monet
    astrology | astronomy
    York | New York
    Korea | South Korea
    from Paris | to Paris
    cold font | cold front
    not soluble | soluble
    zinc or lead | zinc
    acid rain | acid
    the dog | the cat
    B causes A | A causes B
    gate | date
    中文 | 中国
    一二三四五七 | 一二三四五六
"""


def pairs(listed: str) -> list[tuple[str, str]]:
    lines = [line.partition("|") for line in listed.strip("\n").splitlines()]
    return [(answer.strip(), expected.strip()) for answer, _, expected in lines]


@pytest.mark.parametrize(("answer", "expected"), pairs(RIGHT))
def test_what_nobody_meant_to_ask_counts_for_nothing(answer: str, expected: str) -> None:
    assert judged(answer, expected) == "right"


@pytest.mark.parametrize(("answer", "expected"), pairs(NEARLY))
def test_a_slip_is_nearly_right(answer: str, expected: str) -> None:
    assert judged(answer, expected) == "nearly"


@pytest.mark.parametrize(("answer", "expected"), pairs(WRONG))
def test_another_answer_is_wrong(answer: str, expected: str) -> None:
    assert judged(answer, expected) == "wrong"


def test_a_slip_that_gives_a_known_other_answer_is_none() -> None:
    assert judged("carbonate", "carbonite") == "nearly"
    assert judged("The carbonate", "carbonite", ["a carbonate", "carbon"]) == "wrong"
    assert judged("carbonite", "carbonite", ["carbonite"]) == "right"


@given(ANY_TEXT.filter(lambda text: any(map(str.isalnum, text))).map(lambda text: text[:400]))
def test_every_answer_with_a_letter_is_right_as_it_stands(text: str) -> None:
    assert judged(text, text) == "right"
    assert judged(f"  {text}\n", text) == "right"


@given(st.integers(0, 10**7), st.integers(0, 10**7), st.sampled_from(["{}", "{:,}", "In {}", "about {} metres"]))
def test_a_number_is_no_other_number(one: int, other: int, form: str) -> None:
    assert judged(form.format(one), form.format(other)) == ("right" if one == other else "wrong")


@given(ANY_TEXT, ANY_TEXT)
def test_any_two_texts_are_judged(one: str, other: str) -> None:
    assert judged(one, other) in ("right", "nearly", "wrong")
