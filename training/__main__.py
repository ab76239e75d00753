"""Learn from judged lectures what good points, good cards and asides are, and print how well that carries over.

    python -m training LECTURES JUDGED [--write]

LECTURES holds `NAME.srt` or `NAME.txt`, what was said. JUDGED holds what readers said of it, by the rubric:

    NAME.sentences.tsv  sentence, kind (T teaches, C course or room, …), alone 0-2, worth 0-2
    NAME.points.tsv     statement, G, W or B, M where one small edit makes it good
    NAME.cards.tsv      question, answer, K keep, M mend, or the reason to throw it away

Neither is part of this project: only the numbers learned from them are, in lecture/notes/ranks.json (`--write`). Needs
scikit-learn, which the app does not.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score

import models
from benchmarks.lectures import transcript_of
from lecture.notes.clause import Asked
from lecture.notes.facts import English, Parsed, parsed, understood
from lecture.notes.features import Features, Vectors, Whole, of_question, of_statement
from lecture.notes.questions import asked
from lecture.notes.ranker import LEARNED, Forest, Linear, Logistic, Ranks, Tree
from lecture.notes.sentences import sentences
from lecture.notes.stated import Stated, stated

OWN_ASIDES = Path(__file__).with_name("asides.txt")
MENDED = 0.4  # what a card to mend counts beside one to keep
STRENGTH = {"vectors": 1.0, "point": 0.01}  # inverse of the regularization, as scikit-learn's C
TREES, DEPTH, LEAF = 60, 7, 5  # of a forest; judged examples in a leaf at least
AT = 20  # cards that a student asks for
OWN_COUNT = 5  # times that each of our own asides counts: lectures have few advertisements to learn from
UNSURE = Forest((Tree(("",), (0.0,), (0,), (0,), (0.5,)),))
NOTHING = Ranks(*3 * (Linear(np.zeros(384, np.float32), -9.0),), Logistic({}), UNSURE)  # takes all for teaching


@dataclass(frozen=True, slots=True)
class Judged:
    """A lecture with what readers said of it.

    kinds : of each sentence, empty where nobody judged it
    asked : every question, with the number of the statement that it was asked of
    points, cards : of statements, and of questions with their answers: 1 for good ones, 0 for poor ones
    """

    name: str
    lecture: Parsed
    kinds: Sequence[str]
    stated: Sequence[Stated]
    asked: Sequence[tuple[int, Asked]]
    points: Mapping[str, float]
    cards: Mapping[tuple[str, str], float]


def gathered(path: Path, judged: Path, english: English) -> Judged:
    said = sentences(transcript_of(path))
    lecture = parsed(said, english, NOTHING)
    kinds = {row[0]: row[1] for row in _rows(judged / f"{path.stem}.sentences.tsv")}
    points = {row[0]: _good(row[1:]) for row in _rows(judged / f"{path.stem}.points.tsv")}
    worth = {"K": 1.0, "M": MENDED}
    cards = {_as_read(row[0], row[1]): worth.get(row[2], 0.0) for row in _rows(judged / f"{path.stem}.cards.tsv")}
    stating = stated([lecture.sentences], lecture.docs, english.parser)
    questions = [(number, ask) for number, one in enumerate(stating) for ask in asked(one.doc)]
    return Judged(path.stem, lecture, [kinds.get(s.text, "") for s in said], stating, questions, points, cards)


def _as_read(question: str, answer: str) -> tuple[str, str]:
    """A card as a reader sees it: whether the answer has a capital and a stop makes no other card of it."""
    return question.lower(), answer.lower().rstrip(".")


def _good(said: Sequence[str]) -> float:
    """A point, 0 to 1."""
    return 1.0 if said[0] == "G" else MENDED * (said[0] == "W" and said[-1] == "M")


def _rows(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()] if path.is_file() else []


# What is learned


def learned_from(lectures: Sequence[Judged], own: Vectors) -> Ranks:
    """All rankers. What one of them is fed by another comes from the other lectures, as it will at work.

    own : the vectors of our own asides
    """
    pairs = [(one, [other for other in lectures if other is not one]) for one in lectures]
    known = [_known(one, *by_meaning(others, own)) for one, others in pairs]
    point = _point(known)
    worth = [_worth(one, _point([other for other in known if other is not one])) for one in known]
    return Ranks(*by_meaning(lectures, own), point, _card(known, worth))


def by_meaning(lectures: Sequence[Judged], own: Vectors) -> tuple[Linear, Linear, Linear]:
    """Which sentences teach, which are asides, and which state what one remembers, by their vectors alone."""
    vectors, kinds = [own] * OWN_COUNT, ["C"] * len(own) * OWN_COUNT
    for one in lectures:
        rows = [row for row, kind in enumerate(one.kinds) if kind]
        vectors.append(one.lecture.whole.vectors[rows])
        kinds += [one.kinds[row] for row in rows]
    stacked = np.concatenate(vectors)
    points = [
        (one.lecture.whole.vectors[stated.place], one.points[stated.text])
        for one in lectures
        for stated in one.stated
        if stated.text in one.points
    ]
    return (
        _linear(stacked, [float(kind in "TE") for kind in kinds]),
        _linear(stacked, [float(kind == "C") for kind in kinds]),
        _linear(np.array([vector for vector, _ in points]), [good for _, good in points]),
    )


def _linear(vectors: Vectors, wanted: Sequence[float]) -> Linear:
    model = LogisticRegression(C=STRENGTH["vectors"], max_iter=2000)
    _fit(model, vectors, wanted)
    return Linear(model.coef_[0].astype(np.float32), float(model.intercept_[0]))


@dataclass(frozen=True, slots=True)
class Known:
    """A judged lecture and the features of its statements."""

    one: Judged
    whole: Whole
    features: Sequence[Features]


def _known(one: Judged, teaches: Linear, aside: Linear, remember: Linear) -> Known:
    ranks = Ranks(teaches, aside, remember, NOTHING.point, NOTHING.card)
    whole = understood(one.lecture.sentences, one.lecture.docs, one.lecture.whole.vectors, ranks).whole
    return Known(one, whole, [of_statement(s, whole) for s in one.stated])


def _point(known: Sequence[Known]) -> Logistic:
    pairs = [
        (features, one.one.points[stated.text])
        for one in known
        for stated, features in zip(one.one.stated, one.features, strict=True)
        if stated.text in one.one.points
    ]
    return _logistic(pairs)


def _worth(known: Known, point: Logistic) -> list[float]:
    return [point(features) for features in known.features]


def _card(known: Sequence[Known], worth: Sequence[Sequence[float]]) -> Forest:
    pairs = [
        (features, one.one.cards[_as_read(ask.text, ask.answer)])
        for one, worths in zip(known, worth, strict=True)
        for ask, features in _asked(one, worths)
        if _as_read(ask.text, ask.answer) in one.one.cards
    ]
    return _forest(pairs)


def _asked(known: Known, worth: Sequence[float]) -> Iterator[tuple[Asked, Features]]:
    one = known.one
    for at, ask in one.asked:
        yield ask, of_question(ask, one.stated[at], known.features[at], worth[at], known.whole)


def _logistic(pairs: Sequence[tuple[Features, float]]) -> Logistic:
    """On scaled features: of what no lecture of ours says as plainly, it still knows which way is better."""
    if not pairs:
        return Logistic({})
    names, table = _table(pairs)
    mean, scale = table.mean(axis=0), table.std(axis=0).clip(min=1e-3)
    model = LogisticRegression(C=STRENGTH["point"], max_iter=2000)
    _fit(model, (table - mean) / scale, [wanted for _, wanted in pairs])
    weights = model.coef_[0] / scale
    found = {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True) if abs(weight) > 1e-4}
    return Logistic(found | {"bias": round(float(model.intercept_[0] - (weights * mean).sum()), 4)})


def _forest(pairs: Sequence[tuple[Features, float]]) -> Forest:
    """Which questions are good depends on several features together."""
    if not pairs:
        return UNSURE
    names, table = _table(pairs)
    model = RandomForestClassifier(
        TREES, max_depth=DEPTH, min_samples_leaf=2 * LEAF, max_features="sqrt", random_state=0
    )
    _fit(model, table, [wanted for _, wanted in pairs])
    return Forest(tuple(_tree(one.tree_, names) for one in model.estimators_))


def _table(pairs: Sequence[tuple[Features, float]]) -> tuple[list[str], NDArray[np.floating]]:
    """The names of the features, and a row of them for each example, (n, len(names))."""
    names = sorted({name for features, _ in pairs for name in features} - {"bias"})
    return names, np.array([[features.get(name, 0.0) for name in names] for features, _ in pairs])


def _tree(tree: Any, names: Sequence[str]) -> Tree:
    """As scikit-learn keeps it, in rows too."""
    ends = tree.children_left < 0
    return Tree(
        tuple("" if end else names[feature] for end, feature in zip(ends, tree.feature, strict=True)),
        tuple(0.0 if end else round(float(at), 4) for end, at in zip(ends, tree.threshold, strict=True)),
        tuple(int(node) for node in tree.children_left.clip(0)),
        tuple(int(node) for node in tree.children_right.clip(0)),
        tuple(round(float(good / (good + poor)), 3) for poor, good in tree.value[:, 0]),
    )


def _fit(model: Any, table: NDArray[np.floating], wanted: Sequence[float]) -> None:
    """A target between 0 and 1 counts as so much of each."""
    target = np.array(wanted)
    both = np.concatenate([target, 1 - target])
    model.fit(np.concatenate([table, table]), np.repeat([1, 0], len(target)), sample_weight=both + 1e-9)


# How well it carries over


def figures(left_out: Judged, ranks: Ranks) -> dict[str, float]:
    """How a lecture's notes are ranked by what was learned from the others."""
    known = _known(left_out, ranks.teaches, ranks.aside, ranks.remember)
    worth = _worth(known, ranks.point)
    point = [
        (w, left_out.points[s.text]) for s, w in zip(left_out.stated, worth, strict=True) if s.text in left_out.points
    ]
    card = [
        (ranks.card(features), left_out.cards[_as_read(ask.text, ask.answer)])
        for ask, features in _asked(known, worth)
        if _as_read(ask.text, ask.answer) in left_out.cards
    ]
    aside = [(float(p), float(kind == "C")) for p, kind in zip(known.whole.aside, left_out.kinds, strict=True) if kind]
    return {
        **_measured("asides", aside, 1.0),
        **_measured("points", point, 1.0),
        **_measured("cards", card, 1.0),
    }


def _measured(what: str, ranked: Sequence[tuple[float, float]], good: float) -> dict[str, float]:
    if not any(wanted >= good for _, wanted in ranked):
        return {}
    wanted = [value >= good for _, value in ranked]
    best = sorted(ranked, key=lambda pair: -pair[0])[:AT]
    return {
        f"{what} judged": len(ranked),
        f"{what} good, of all": float(np.mean(wanted)),
        f"{what} average precision": float(average_precision_score(wanted, [score for score, _ in ranked])),
        f"{what} precision at {AT}": float(np.mean([value >= good for _, value in best])),
        f"{what} or nearly at {AT}": float(np.mean([value > 0 for _, value in best])),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("lectures", type=Path)
    parser.add_argument("judged", type=Path)
    parser.add_argument("--write", action="store_true", help=f"write {LEARNED.name}")
    args = parser.parse_args()

    english = English(models.load_parser(), models.load_encoder())
    own = english.encoder.encode(_own_asides())
    names = sorted({path.name.split(".")[0] for path in args.judged.glob("*.tsv")})
    paths = {path.stem: path for path in args.lectures.iterdir()}
    lectures = [gathered(paths[name], args.judged, english) for name in names]
    table = {}
    for one in lectures:
        table[one.name] = figures(one, learned_from([other for other in lectures if other is not one], own))
        print(one.name, *(f"{name} {value:.2f}" for name, value in table[one.name].items()), sep="\n  ")
    columns = sorted({name for row in table.values() for name in row})
    print("mean", *(f"{c} {np.mean([r[c] for r in table.values() if c in r]):.3f}" for c in columns), sep="\n  ")
    if args.write:
        write(learned_from(lectures, own), table)


def _own_asides() -> list[str]:
    return [line for line in OWN_ASIDES.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]


def write(ranks: Ranks, table: Mapping[str, Mapping[str, float]]) -> None:
    def linear(one: Linear) -> dict[str, object]:
        return {"bias": round(one.bias, 4), "weights": [round(float(weight), 4) for weight in one.weights]}

    made = {
        "made": f"python -m training, {date.today()}, scikit-learn {version('scikit-learn')}",
        "left out": {name: {what: round(value, 3) for what, value in row.items()} for name, row in table.items()},
        "point": ranks.point.weights,
        "card": [astuple(tree) for tree in ranks.card.trees],
        "teaches": linear(ranks.teaches),
        "aside": linear(ranks.aside),
        "remember": linear(ranks.remember),
    }
    lines = (f"{json.dumps(name)}: {json.dumps(value, sort_keys=True)}" for name, value in made.items())
    LEARNED.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
