"""What tests of the page do on it: open it, wait, turn to a tab, put a finished lecture into its notebook."""

from __future__ import annotations

import json
import time
from base64 import b64decode
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from zlib import decompress

from streamlit.testing.v1 import AppTest

from lecture.store.library import Library
from lecture.store.rows import finish
from lecture.tongue import PLACE, catalogue
from lecture.values import Lecture, Options
from tests.conftest import ROOT

Calls = Counter[str]  # what asked a model, and how often


def opened(**address: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for name, value in address.items():
        app.query_params[name] = value
    return app.run()


def until_done(app: AppTest, patience: float = 120) -> AppTest:
    """Run the page until the notes are there; AppTest does not tick the page's own timer."""
    end = time.monotonic() + patience
    while not app.tabs:
        assert time.monotonic() < end, [element.value for element in (*app.error, *app.info)]
        time.sleep(0.1)
        app.run()
    return app


def address(app: AppTest) -> dict[str, str]:
    return {name: value if isinstance(value, str) else value[0] for name, value in app.query_params.items()}


def shown(app: AppTest) -> str:
    """All the words on the page."""
    parts = [*app.title, *app.header, *app.subheader, *app.markdown, *app.caption, *app.info, *app.warning, *app.error]
    return "\n".join(str(part.value) for part in parts).replace("\\", "")


def english_left(app: AppTest, *more: str) -> list[str]:
    """Sentences of the app's that a page of another tongue still says in English; `more` is looked at too."""
    words = "\n".join([shown(app), *more])
    ids = [message.id if isinstance(message.id, str) else message.id[0] for message in catalogue("de")]
    return [one for one in ids if len(one) > 12 and not PLACE.search(one) and one in words]


def field(elements: Iterable[Any], label: str) -> Any:
    """The element whose label begins so."""
    return next(element for element in elements if element.label.startswith(label))


def turn_to(app: AppTest, tab: str) -> AppTest:
    app.session_state["tabs"] = tab
    return app.run()


def component(app: AppTest, name: str) -> dict[str, Any]:
    """What the page hands to the component of this name."""
    drawn = next(element.proto for element in app.get("bidi_component") if element.proto.component_name == name)
    data: dict[str, Any] = json.loads(drawn.json)
    return {**data, **json.loads(decompress(b64decode(data["packed"])))} if "packed" in data else data


def spoken(app: AppTest) -> str:
    """The text of the open transcript."""
    return " ".join(segment[2] for segment in component(app, "transcript")["segments"])


def keep(data: Path, lecture: Lecture) -> tuple[str, str]:
    """A finished lecture in the laptop's notebook: the notebook's key and the lecture's id."""
    library = Library(data)
    key = library.first_notebook()
    mine = library.notebook(key)
    with (ROOT / "sample" / "lecture.mp3").open("rb") as sound:
        made = mine.add(lecture.file_name, sound, Options())
    with library.database.writing() as rows:
        finish(rows, mine.number(rows, made), lecture)
    library.close()
    return key, made
