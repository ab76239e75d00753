"""Writes the catalogues in `lecture/catalogues/`: every sentence that the code says, with the translation it has.

    .venv/bin/python .ci/catalogue.py

A sentence that is new stands there with nothing beside it until somebody translates it, and is counted; one that nobody
says any more goes. Where two branches have added sentences and git finds a conflict, take both sides and run this.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = ROOT / "lecture" / "catalogues"
CODE = ("app.py", "models.py", "pipeline.py", "lecture", "panels", "server", "views")
HEAD = """# Written by .ci/catalogue.py; translate the empty ones.
msgid ""
msgstr ""
"Language: {tongue}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"

"""
MARKS = {"_": 1, "N_": 1, "NN_": 2, "ngettext": 2, "pgettext": 2}  # and how many texts each is given


def files() -> Iterator[Path]:
    for name in CODE:
        path = ROOT / name
        yield from [path] if path.is_file() else sorted(path.rglob("*.py"))


def said() -> Catalog:
    """Every sentence that the code says, and the files that say it."""
    found = Catalog()
    for path in files():
        for mark, texts in marked(path):
            context = texts[0] if mark == "pgettext" else None
            message = texts if len(texts) == 2 and not context else texts[-1]
            found.add(message, locations=[(path.relative_to(ROOT).as_posix(), 0)], context=context)
    return found


def marked(path: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each mark in a file with its texts, in their order. Babel's own extractor passes over a mark within a mark."""
    calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        given = call.args[: MARKS.get(name, 0)]
        texts = tuple(one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str))
        if texts and len(texts) == MARKS[name]:
            yield name, texts


def written(tongue: str) -> Catalog:
    """The catalogue as it stands, conflicts of git's taken both sides of."""
    lines = (CATALOGUES / f"{tongue}.po").read_text().splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(("<<<<<<<", "=======", ">>>>>>>", "|||||||"))]
    return read_po([line.encode() for line in kept], locale=tongue)


def renewed(tongue: str) -> Catalog:
    """Every sentence that the code says, with the translation that it has."""
    before, after = written(tongue), Catalog(locale=tongue)
    for message in filter(lambda one: one.id, said()):
        first = message.id if isinstance(message.id, str) else message.id[0]
        known = before.get(first, message.context)
        string = known.string if known else None
        after.add(message.id, string, sorted(set(message.locations)), context=message.context)
    return after


def write(tongue: str) -> list[str]:
    """Writes it anew, without what would differ from day to day. Returns what waits for its translation."""
    new = renewed(tongue)
    with (CATALOGUES / f"{tongue}.po").open("wb") as file:
        file.write(HEAD.format(tongue=tongue, plurals=new.plural_forms).encode())
        write_po(file, new, width=120, omit_header=True, include_lineno=False, sort_by_file=True)
    return untranslated(new)


def untranslated(catalogue: Catalog) -> list[str]:
    """Sentences without a translation, or with one that lacks a form."""
    return [str(message.id) for message in catalogue if message.id and not _whole(message.string)]


def _whole(string: str | tuple[str, ...] | None) -> bool:
    return bool(string) and (isinstance(string, str) or all(string))


if __name__ == "__main__":
    for po in sorted(CATALOGUES.glob("*.po")):
        waiting = write(po.stem)
        print(f"{po.stem}: {len(waiting)} to translate", *waiting, sep="\n    ")
