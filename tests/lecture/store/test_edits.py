"""The student's edits in the store: they outlive the page, a new hearing, new notes and a move to another machine."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lecture.edits import LONGEST, confirmed, edited, written
from lecture.errors import EditTooLong, NotFinished, UnknownLecture
from lecture.export import FORMATS
from lecture.misheard import Replacement, replace_everywhere
from lecture.store import cards, replacements
from lecture.store.library import Library
from lecture.store.notebook import Notebook
from lecture.store.putting_right import do_again, history, keep, redo, take_back, undo, without_place
from lecture.store.restored import restorations
from lecture.store.rows import finish
from lecture.values import Card, Cards, Lecture, Options, Summary
from tests.lecture.export.said import text_of
from tests.lecture.store.conftest import Start
from tests.lecture.store.hands import MOMENT, ByHand, Standing, work_off
from tests.lecture.store.script import Script, add, alone, hear, worked_on

HEARD = alone(Script(1)).segments


def write(notebook: Notebook, lecture: str, text: str, at: int = 0, id: str = "") -> str:
    return keep(notebook, lecture, written(notebook.lecture(lecture).transcript.segments[at], text, id))


def first(notebook: Notebook, lecture: str) -> str:
    return notebook.lecture(lecture).transcript.segments[0].text


def test_an_edit_is_what_everybody_reads_and_what_was_heard_stays(mine: Notebook) -> None:
    lecture = worked_on(mine, Script(1))
    before = mine.lecture(lecture)
    edit = written(HEARD[-1], "Photons are said at second 9.")
    keep(mine, lecture, edit)
    found = mine.lecture(lecture)
    assert found == edited(before, [edit])
    assert found.cards.cards[0].answer == before.cards.cards[0].answer  # it was said at another time
    assert (mine.heard(lecture), history(mine, lecture).revision) == (before, 1)


def test_the_search_finds_what_stands_and_not_what_was_misheard(mine: Notebook) -> None:
    lecture = worked_on(mine, Script(1))
    misheard = HEARD[0].text.split()[0]
    write(mine, lecture, "Photons are waves.")
    assert [entry.found for entry in mine.page("photons").entries] == ["Photons are waves. " + excerpt()]
    assert mine.page(misheard).total == 0
    undo(mine, lecture)
    assert (mine.page("photons").total, mine.page(misheard).total) == (0, 1)


def excerpt() -> str:
    """What a search shows behind the first sentence."""
    text = " ".join(segment.text for segment in HEARD[1:])
    return text[: 60 - len(" are waves. ")].rpartition(" ")[0] + "…"


def test_edits_are_undone_from_the_last_on_and_redone_in_their_order(mine: Notebook) -> None:
    lecture = worked_on(mine, Script(1))
    for text in ("One.", "Two.", "Three."):
        write(mine, lecture, text)
    assert [undo(mine, lecture) is not None for _ in range(4)] == [True, True, True, False]
    assert mine.lecture(lecture) == mine.heard(lecture)
    assert [(redo(mine, lecture), first(mine, lecture))[1] for _ in range(2)] == ["One.", "Two."]
    assert history(mine, lecture).redo == history(mine, lecture).records[2].edit


def test_after_a_new_edit_nothing_is_redone_but_what_was_taken_back_stays_in_the_list(mine: Notebook) -> None:
    lecture = worked_on(mine, Script(1))
    kept = [write(mine, lecture, text) for text in ("One.", "Two.")]
    undo(mine, lecture)
    kept.append(write(mine, lecture, "Three."))
    assert redo(mine, lecture) is None
    found = history(mine, lecture)
    assert [(record.edit.id, record.taken_back, record.at) for record in found.records] == [
        (kept[0], 0, MOMENT),
        (kept[1], 1, MOMENT),
        (kept[2], 0, MOMENT),
    ]
    assert (found.undo, found.redo) == (found.records[2].edit, None)
    take_back(mine, lecture, kept[0])  # any, not only the last
    take_back(mine, lecture, kept[0])
    take_back(mine, lecture, "none")
    assert [record.taken_back for record in history(mine, lecture).records] == [2, 1, 0]
    do_again(mine, lecture, kept[0])
    do_again(mine, lecture, kept[0])
    assert [record.taken_back for record in history(mine, lecture).records] == [0, 1, 0]
    assert history(mine, lecture).revision == 6  # what did nothing is no change


def test_a_sentence_that_is_saved_while_it_is_written_is_one_edit(mine: Notebook) -> None:
    lecture = worked_on(mine, Script(1))
    id = write(mine, lecture, "Li")
    assert {write(mine, lecture, text, id=id) for text in ("Light", "Light is", "Light is.")} == {id}
    assert (first(mine, lecture), len(history(mine, lecture).records)) == ("Light is.", 1)
    other = write(mine, lecture, "Other.", at=1, id=id)  # of another sentence
    assert write(mine, lecture, "Light was.", id=id) not in (id, other)  # no longer the last
    undo(mine, lecture)
    undo(mine, lecture)
    assert write(mine, lecture, HEARD[0].text, id=id) == ""  # as it was: no edit at all
    assert [record.edit.changes[0].new for record in history(mine, lecture).records] == ["Other.", "Light was."]
    assert write(mine, lecture, HEARD[0].text) == ""


def test_an_edit_of_another_notebook_or_of_an_unfinished_lecture_or_too_long_is_refused(
    mine: Notebook, theirs: Notebook
) -> None:
    lecture, unfinished = worked_on(mine, Script(1)), add(mine, Script(2))
    edit = written(HEARD[0], "Mine.")
    with pytest.raises(UnknownLecture):
        keep(theirs, lecture, edit)
    with pytest.raises(NotFinished):
        keep(mine, unfinished, edit)
    with pytest.raises(EditTooLong, match="more than 5000 letters"):
        keep(mine, lecture, written(HEARD[0], "a" * (LONGEST + 1)))
    with pytest.raises(EditTooLong):
        keep(mine, lecture, confirmed(float("nan"), 1.0, "a"))
    id = keep(mine, lecture, edit)
    other = worked_on(theirs, Script(1))
    take_back(theirs, other, id)
    assert first(mine, lecture) == "Mine."


def test_an_edit_that_cannot_be_read_keeps_no_lecture_from_being_read(mine: Notebook) -> None:
    lecture = worked_on(mine, Script(1))
    write(mine, lecture, "One.")
    with mine.storage.database.writing() as rows:
        rows.execute("UPDATE edits SET body = '{'")
    assert mine.lecture(lecture) == mine.heard(lecture)


def test_edits_outlive_a_damaged_library(tmp_path: Path) -> None:
    library = Library(tmp_path)
    mine = library.notebook(library.first_notebook())
    lecture = worked_on(mine, Script(1))
    write(mine, lecture, "Photons.")
    write(mine, lecture, "Light.")
    undo(mine, lecture)
    before = history(mine, lecture).records
    with library.database.reading() as rows:
        (page,) = rows.execute("SELECT rootpage FROM sqlite_master WHERE name = 'words_content'").fetchone()
    library.close()
    file = tmp_path / "library.db"
    whole = file.read_bytes()
    file.write_bytes(whole[: 4096 * (page - 1)] + b"\xff" * 4096 + whole[4096 * page :])
    library = Library(tmp_path)
    mine = library.notebook(library.first_notebook())
    assert restorations(mine)
    assert [record.edit.changes[0].new for record in before] == ["Photons.", "Light."]
    assert history(mine, lecture).records == before
    library.close()


def test_a_lecture_deleted_takes_its_edits_with_it(mine: Notebook) -> None:
    lecture = worked_on(mine, Script(1))
    write(mine, lecture, "Photons.")
    mine.delete(lecture)
    with mine.storage.database.reading() as rows:
        assert rows.execute("SELECT count(*) FROM edits").fetchone()[0] == 0


# Heard again, made anew


def test_hearing_again_loses_no_edit_and_taking_back_is_each_versions_own(
    mine: Notebook, start: Start, hand: ByHand
) -> None:
    def otherwise(recording: Path, options: Options, **how: Any) -> Lecture:
        made = hear(recording, options, **how)
        segments = made.transcript.segments
        longer = replace(segments[0], end=2.0, text=f"{segments[0].text} {segments[1].text}")
        return replace(made, transcript=replace(made.transcript, segments=(longer, *segments[2:])))

    old = worked_on(mine, Script(1))
    write(mine, old, HEARD[0].text.replace("is said", "was spoken"))
    write(mine, old, "Nothing of that is said there.", at=9)
    write(mine, old, "Taken back.")
    undo(mine, old)
    new = mine.hear_again(old, Options(language="en"), models="other")
    work_off(start(otherwise), hand)
    both = f"{HEARD[0].text} {HEARD[1].text}"
    assert first(mine, new) == both.replace("is said", "was spoken", 1)
    assert [record.taken_back for record in history(mine, new).records] == [0, 0, 1]
    assert without_place(mine, new) == ()
    undo(mine, new)
    undo(mine, new)
    assert mine.lecture(new) == mine.heard(new)
    assert first(mine, old) == HEARD[0].text.replace("is said", "was spoken")


def test_notes_made_anew_are_made_of_the_edited_text_and_what_was_heard_stays(
    mine: Notebook, theirs: Notebook, start: Start, hand: ByHand
) -> None:
    def work(recording: Path, options: Options, **how: Any) -> Lecture:
        made = hear(recording, options, **how)
        text = made.transcript.segments[0].text
        return replace(
            made,
            summary=Summary(text, (), 0.0, 10.0),
            cards=Cards((Card("What?", text, text, 0.0, 1.0, "question", 1.0),)),
        )

    lecture = add(mine, Script(1))
    queue = start(work)
    work_off(queue, hand)
    write(mine, lecture, "Max Planck " + HEARD[0].text)
    queue.remake(mine, lecture)
    work_off(queue, hand)
    found = mine.lecture(lecture)
    assert found.transcript.segments[0].text == "Max Planck " + HEARD[0].text
    assert found.summary.overview == found.cards.cards[0].answer == "Max Planck " + HEARD[0].text  # and not twice
    assert mine.heard(lecture).transcript == alone(Script(1))
    undo(mine, lecture)
    assert mine.lecture(lecture).transcript == alone(Script(1))
    other = add(theirs, Script(1))  # nobody else is given notes that were made of them
    work_off(queue, hand)
    assert theirs.lecture(other).summary.overview == HEARD[0].text


# Replacements


def test_what_was_replaced_is_remembered_for_the_course_and_offered_in_its_next_lecture(
    mine: Notebook, theirs: Notebook, clock: Standing
) -> None:
    lecture = worked_on(mine, Script(1))
    mine.edit(lecture, course="Physics")
    misheard = HEARD[3].text.split()[0]
    replacements.remember(mine, "Physics", "boar", "Boar")
    clock.move(1)
    replacements.remember(mine, "Physics", f" {misheard}\n", "Max  Planck")
    replacements.remember(mine, "Physics", "boar", "Bohr")
    replacements.remember(mine, "Physics", "...", "nothing")
    assert replacements.known(mine, "Physics") == (
        Replacement("boar", "Bohr"),
        Replacement(misheard, "Max Planck"),
    )
    assert replacements.known(theirs, "Physics") == replacements.known(mine, "") == ()
    ((offer, found),) = replacements.offers(mine, lecture)
    assert (offer, [hit.start for hit in found]) == (Replacement(misheard, "Max Planck"), [3])
    keep(mine, lecture, replace_everywhere(mine.lecture(lecture).transcript, offer.heard, offer.meant))
    assert mine.lecture(lecture).transcript.segments[3].text.startswith("Max Planck is said")
    assert replacements.offers(mine, lecture) == ()
    replacements.forget(mine, "Physics", misheard)
    assert replacements.known(mine, "Physics") == (Replacement("boar", "Bohr"),)
    with pytest.raises(EditTooLong):
        replacements.remember(mine, "Physics", "a" * 101, "b")


def test_a_lecture_of_the_course_is_heard_with_what_was_meant_and_stays_the_same_lecture(
    mine: Notebook, theirs: Notebook, start: Start, hand: ByHand
) -> None:
    prompts = []

    def work(recording: Path, options: Options, **how: Any) -> Lecture:
        prompts.append(options.prompt)
        return hear(recording, options, **how)

    queue = start(work)
    worked_on(theirs, Script(1))
    given = Options(prompt="Bohr, orbit.")
    replacements.remember(mine, "", "plank", "Planck")
    replacements.remember(mine, "", "boar", "bohr")
    lecture = add(mine, Script(1))  # theirs was heard without
    work_off(queue, hand)
    prompted = mine.add("b.mp3", [Script(2).recording()], given)
    work_off(queue, hand)
    assert prompts == ["bohr, Planck", "Bohr, orbit, Planck"]
    assert mine.entry(prompted).options == given
    assert mine.add("b.mp3", [Script(2).recording()], given) == prompted
    theirs.add("b.mp3", [Script(2).recording()], given)  # and is not given what mine was heard with
    work_off(queue, hand)
    assert prompts[2:] == ["Bohr, orbit."]
    assert mine.entry(lecture).state == "done"


# What is taken away


def test_an_edit_is_in_the_report_and_in_the_card(mine: Notebook) -> None:
    lecture = worked_on(mine, Script(1))
    with mine.storage.database.writing() as rows:
        made = mine.heard(lecture)
        card = replace(made.cards.cards[0], start=9.0, end=10.0)
        finish(rows, mine.number(rows, lecture), replace(made, cards=replace(made.cards, cards=(card,))))
    misheard = HEARD[9].text.split()[0]
    keep(mine, lecture, replace_everywhere(mine.lecture(lecture).transcript, misheard, "Planck"))
    write(mine, lecture, "")  # a sentence that nobody said
    found = mine.lecture(lecture)
    assert found.cards.cards[0].answer == "Planck is said at second 9."
    for format_ in FORMATS.values():
        text = text_of(format_.file_name, format_.write(found))
        assert misheard not in text
        assert "Planck is said" in text or format_.file_name in ("summary.txt", "chapters.vtt", "cornell.pdf")
        assert HEARD[0].text not in text.replace(found.summary.overview, "")


def test_an_edit_mends_the_cards_asked_for_and_what_own_cards_rest_on_and_goes_with_its_undo(mine: Notebook) -> None:
    lecture = worked_on(mine, Script(1))
    misheard = HEARD[3].text.split()[0]
    said = HEARD[3].text
    more = Card(
        f"What about {misheard}?", said, said, 3.0, 4.0, "question", 1.0, wrong=(f"{misheard} is mute.",), id="more"
    )
    elsewhere = replace(more, start=5.0, end=6.0, answer="another", id="elsewhere")
    cards.want(mine, lecture, [more, elsewhere])
    own = cards.add(mine, lecture, f"{misheard}?", "I wrote that.", evidence=said, start=3, end=4)
    before = deck_of(mine, lecture)
    write(mine, lecture, said.replace(misheard, "Planck"), at=3)
    mended = said.replace(misheard, "Planck")
    assert deck_of(mine, lecture) == before | {
        "more": replace(
            more, question="What about Planck?", answer=mended, evidence=mended, wrong=("Planck is mute.",)
        ),
        own: replace(before[own], evidence=mended),
    }
    undo(mine, lecture)
    assert deck_of(mine, lecture) == before
    id = write(mine, lecture, "", at=3)  # saved while it is written, from nothing on
    write(mine, lecture, "Plan", at=3, id=id)
    write(mine, lecture, mended, at=3, id=id)
    assert deck_of(mine, lecture)["more"].question == "What about Planck?"
    undo(mine, lecture)
    keep(mine, lecture, replace_everywhere(mine.lecture(lecture).transcript, misheard, "nod"))
    found = deck_of(mine, lecture)
    assert (found["more"].question, found[own].question) == ("What about nod?", f"{misheard}?")
    keep(mine, lecture, replace_everywhere(mine.lecture(lecture).transcript, "nod", "node"))  # no telling word
    assert deck_of(mine, lecture)["more"].question == "What about node?"
    undo(mine, lecture)
    undo(mine, lecture)
    assert deck_of(mine, lecture) == before


def test_a_decision_that_is_taken_back_leaves_what_was_mended_since(mine: Notebook) -> None:
    lecture = worked_on(mine, Script(1))
    own = cards.add(mine, lecture, "What?", "That.", evidence=HEARD[3].text, start=3, end=4)
    cards.thumb(mine, lecture, own, 1)
    write(mine, lecture, "Photons are waves.", at=3)
    cards.undo(mine, lecture)
    assert deck_of(mine, lecture)[own].evidence == "Photons are waves."
    undo(mine, lecture)
    assert deck_of(mine, lecture)[own].evidence == HEARD[3].text


def deck_of(notebook: Notebook, lecture: str) -> dict[str, Card]:
    return {one.card.id: one.card for one in cards.deck(notebook, lecture)}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_kept_undone_and_redone_is_what_a_plain_list_would_hold(
    data: st.DataObject, library: Library
) -> None:
    mine = library.notebook(library.new_notebook())
    lecture = worked_on(mine, Script(1))
    before, done, undone = mine.heard(lecture), [], []  # type: ignore[var-annotated]
    for _ in range(data.draw(st.integers(1, 8))):
        match data.draw(st.sampled_from(["keep", "keep", "undo", "redo"])):
            case "keep":
                segment = data.draw(st.sampled_from(mine.lecture(lecture).transcript.segments))
                edit = written(segment, data.draw(st.text("ab .", max_size=8)))
                if keep(mine, lecture, edit):
                    done, undone = [*done, edit], []
            case "undo":
                assert (undo(mine, lecture) is None) == (not done)
                undone += [done.pop()] if done else []
            case "redo":
                assert (redo(mine, lecture) is None) == (not undone)
                done += [undone.pop()] if undone else []
        assert mine.lecture(lecture) == edited(before, done)
    assert mine.heard(lecture) == before
