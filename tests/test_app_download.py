"""What a student takes away from the page: formats, parts, paper, and more lectures than one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lecture.export import FORMATS
from lecture.store import cards, review
from lecture.store.library import Library
from lecture.store.rows import finish
from lecture.values import Cards, Lecture
from tests.page import keep, opened, shown, turn_to
from tests.pressed import Button


@pytest.fixture
def three(data: Path, studied: Lecture) -> tuple[str, list[str]]:
    """A notebook's key and its lectures: two of a course, held in another order than they were given, and one more."""
    key, first = keep(data, studied)
    library = Library(data)
    mine = library.notebook(key)
    made = [first]
    for title, day in (("Waves", "2026-01-01"), ("Dunes", "2026-03-03")):
        lecture = mine.add(f"{title}.mp3", [title.encode()])
        with library.database.writing() as rows:
            finish(rows, mine.number(rows, lecture), replace(studied, title=title))
        mine.edit(lecture, title=title, date=day)
        made.append(lecture)
    mine.edit(first, date="2026-02-02", course="Oceans")
    mine.edit(made[1], course="Oceans")
    library.close()
    return key, made


def downloads(key: str, lecture: str) -> AppTest:
    return turn_to(opened(notebook=key, lecture=lecture), "Download")


def choose(app: AppTest, name: str) -> AppTest:
    app.selectbox(key="download-format-en").set_value(name).run()
    assert not app.exception
    return app


def test_the_button_names_the_file_that_it_gives(data: Path, studied: Lecture, button: Button) -> None:
    key, lecture = keep(data, studied)
    app = downloads(key, lecture)
    assert (button.label, button.name, button.mime) == (
        "Download report.pdf",
        "Tides - report.pdf",
        "application/pdf",
    )
    assert button.pressed().startswith(b"%PDF")
    assert "To print, or to hand in." in shown(app)
    choose(app, "subtitles.srt")
    assert (button.label, button.name) == ("Download subtitles.srt", "Tides - subtitles.srt")
    assert button.pressed() == FORMATS["subtitles.srt"].write(studied)
    assert not app.radio  # no paper, no other lectures


def test_everything_is_one_zip_with_every_format(data: Path, studied: Lecture, button: Button) -> None:
    key, lecture = keep(data, studied)
    choose(downloads(key, lecture), "everything")
    assert (button.label, button.name, button.mime) == ("Download ZIP", "Tides.zip", "application/zip")
    assert list(button.unzipped()) == list(FORMATS)


def test_a_report_has_the_parts_that_are_wanted(data: Path, studied: Lecture, button: Button) -> None:
    key, lecture = keep(data, studied)
    app = choose(downloads(key, lecture), "report.txt")
    whole = button.pressed().decode()
    assert "Flashcards\n---" in whole
    assert "Transcript\n---" in whole
    app.pills(key="download-parts-en").set_value(["summary", "transcript"]).run()
    part = button.pressed().decode()
    assert "Flashcards\n---" not in part
    assert "Transcript\n---" in part
    app.pills(key="download-parts-en").set_value([]).run()
    assert "Choose at least one." in shown(app)


def test_what_was_chosen_stays_over_tabs_and_lectures(three: tuple[str, list[str]], button: Button) -> None:
    key, (first, second, _) = three
    app = choose(downloads(key, first), "cornell.pdf")
    app.radio(key="download-paper-en").set_value("Letter").run()
    turn_to(turn_to(app, "Summary"), "Download")
    assert app.selectbox(key="download-format-en").value == "cornell.pdf"
    assert app.radio(key="download-paper-en").value == "Letter"
    app.button(key=f"open-{second}").click().run()
    turn_to(app, "Download")
    assert (app.selectbox(key="download-format-en").value, app.radio(key="download-paper-en").value) == (
        "cornell.pdf",
        "Letter",
    )


def test_a_course_is_one_deck_and_one_booklet(three: tuple[str, list[str]], button: Button) -> None:
    key, (first, _, _) = three
    app = downloads(key, first)
    app.radio(key=f"download-of-{first}-en").set_value("course").run()
    assert (button.label, button.name) == ("Download report.pdf", "Oceans - report.pdf")
    assert button.pressed().startswith(b"%PDF")
    choose(app, "flashcards.apkg")
    assert (button.label, button.name) == ("Download flashcards.apkg", "Oceans - flashcards.apkg")
    assert button.pressed().startswith(b"PK")
    choose(app, "subtitles.srt")
    assert (button.label, button.name) == ("Download ZIP", "Oceans.zip")
    assert list(button.unzipped()) == ["Waves - subtitles.srt", "Tides - subtitles.srt"]  # as they were held
    choose(app, "everything")
    files = list(button.unzipped())
    assert files[:2] == ["report.pdf", "flashcards.apkg"]
    assert files[2:] == [
        f"{title}/{name}" for title in ("Waves", "Tides") for name, each in FORMATS.items() if not each.write_all
    ]


def test_any_lectures_can_be_taken_together(three: tuple[str, list[str]], button: Button) -> None:
    key, (first, _, third) = three
    app = choose(downloads(key, first), "summary.txt")
    app.radio(key=f"download-of-{first}-en").set_value("several").run()
    several = app.multiselect(key=f"download-several-{first}-en")
    assert (several.options, several.value) == (["Dunes", "Tides", "Waves"], [first])
    several.set_value([third, first]).run()
    assert button.name == "Lectures.zip"
    assert list(button.unzipped()) == ["Tides - summary.txt", "Dunes - summary.txt"]
    app.multiselect(key=f"download-several-{first}-en").set_value([]).run()
    assert "Choose at least one." in shown(app)


def test_lectures_of_one_title_are_told_apart(three: tuple[str, list[str]], button: Button, data: Path) -> None:
    key, made = three
    library = Library(data)
    for lecture in made:
        library.notebook(key).edit(lecture, title="Tides")
    library.notebook(key).edit(made[1], date="2026-03-03")
    library.close()
    app = choose(downloads(key, made[0]), "summary.txt")
    app.radio(key=f"download-of-{made[0]}-en").set_value("several").run()
    several = app.multiselect(key=f"download-several-{made[0]}-en")
    assert sorted(several.options) == ["Tides (2 Feb)", "Tides (3 Mar)", "Tides (3 Mar) (2)"]
    several.set_value([made[0], made[2]]).run()
    assert len(button.unzipped()) == 2
    assert app.multiselect(key=f"download-several-{made[0]}-en").value == [made[2], made[0]]


def test_a_lecture_without_cards_offers_no_files_of_them(data: Path, studied: Lecture) -> None:
    key, lecture = keep(data, replace(studied, cards=Cards(())))
    offered = downloads(key, lecture).selectbox(key="download-format-en").options
    assert [each.label for each in FORMATS.values() if each.of_cards and each.label in offered] == []


def test_an_edit_made_since_the_page_was_drawn_is_in_the_file(data: Path, studied: Lecture, button: Button) -> None:
    key, lecture = keep(data, studied)
    choose(downloads(key, lecture), "flashcards.txt")
    library = Library(data)
    mine = library.notebook(key)
    first, second, *_ = cards.deck(mine, lecture)
    cards.edit(mine, lecture, first.card.id, question="What only I ask?")
    cards.drop(mine, lecture, second.card.id)
    library.close()
    written = button.pressed().decode()
    assert "What only I ask?" in written
    assert second.card.question not in written


def test_the_package_for_anki_is_told_of_reviews_and_changes(data: Path, studied: Lecture) -> None:
    from views.taking import as_it_stands

    key, lecture = keep(data, studied)
    library = Library(data)
    mine = library.notebook(key)
    mine.edit(lecture, course="Oceans")
    first, second, *_ = (one.card.id for one in cards.deck(mine, lecture))
    review.grade(mine, lecture, first, 3, 1_700_000_000.0)
    before = mine.storage.clock.now()
    cards.edit(mine, lecture, second, question="What only I ask?")
    _, origin = as_it_stands(mine, lecture)
    mine.edit(lecture, notes="for myself", course="Oceans")
    same = as_it_stands(mine, lecture)[1].changed
    mine.edit(lecture, title="Tides and waves")
    renamed = as_it_stands(mine, lecture)[1].changed
    library.close()
    assert (origin.id, origin.course) == (lecture, "Oceans")
    assert list(origin.memories) == [first]
    (told,) = origin.memories[first].reviews
    assert (told.at, told.rating, told.interval) == (1_700_000_000.0, 3, 0)
    assert origin.memories[first].stability == pytest.approx(2.3065)
    assert origin.changed[second] >= before
    assert same == origin.changed
    assert min(renamed.values()) >= origin.changed[second]


@pytest.mark.parametrize(("locale", "paper"), [("en-US", "Letter"), ("de-DE", "A4"), ("en", "A4"), (None, "A4")])
def test_the_paper_is_at_first_the_one_of_where_the_browser_comes_from(locale: str | None, paper: str) -> None:
    from lecture.local import paper as usual

    assert usual(locale) == paper
