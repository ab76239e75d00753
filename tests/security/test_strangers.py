"""What is a student's is theirs: nobody gets at it by guessing, by a key to something else, or by one of before."""

from __future__ import annotations

import secrets
from io import BytesIO
from statistics import median
from time import perf_counter
from urllib.parse import quote

import pytest

from lecture.errors import UnknownLecture
from lecture.store import archive
from lecture.store.keys import hashed
from lecture.store.library import GIVEN_BY, Right
from tests.browser.served import Server
from tests.security.conftest import Student
from tests.security.wire import Answer, Visit, ask, visit

WAYS: dict[str, Right] = {"sound": "hear", "captions": "hear", "video": "hear", "cards": "write", "text": "write"}
NO_SUCH = "no-such-lecture-", "no-such-notebook"
UNKNOWN = b"There is no such lecture"
CHAPTER = b"Moon and Sun"  # of the lecture that everybody has here


def knock(server: Server, lecture: str, way: str, key: str) -> Answer:
    method = "POST" if WAYS[way] == "write" else "GET"
    body = b'{"do": "hits", "heard": "tide", "utc_offset": 0}' if method == "POST" else None
    return ask(server, f"/lecture/{quote(lecture, safe='')}/{way}?key={quote(key, safe='')}", method, body)


def keys_of(student: Student) -> dict[str, str]:
    """Every key and name that a student may come to know of what is theirs."""
    rights: tuple[Right, ...] = ("hear", "read", "write")
    of_lecture = {right: student.library.lecture_key(student.lecture, right) for right in rights}
    return of_lecture | {
        "notebook": student.key,
        "name": student.mine.name,
        "record": student.library.recorder_key(student.mine),
        "nothing": "",
        "guess": secrets.token_urlsafe(24),
    }


@pytest.mark.parametrize("way", WAYS)
def test_a_key_gives_its_own_right_to_its_own_lecture_and_no_other(campus: Server, amara: Student, way: str) -> None:
    opening = {which for which, key in keys_of(amara).items() if knock(campus, amara.lecture, way, key).status != 404}
    assert opening == set(GIVEN_BY[WAYS[way]])


@pytest.mark.parametrize("way", WAYS)
def test_nothing_that_one_student_knows_opens_what_is_anothers(
    campus: Server, amara: Student, bela: Student, way: str
) -> None:
    none = knock(campus, NO_SUCH[0], way, secrets.token_urlsafe(24)).said
    assert none[0] == 404
    assert UNKNOWN in none[1]
    for key in keys_of(bela).values():
        assert knock(campus, amara.lecture, way, key).said == none


def test_there_is_no_such_lecture_takes_as_long_as_it_is_not_yours(campus: Server, amara: Student) -> None:
    def asked(lecture: str) -> float:
        start = perf_counter()
        with pytest.raises(UnknownLecture):
            amara.library.opened(lecture, "a key that somebody guessed", "hear")
        return perf_counter() - start

    pairs = [(asked(amara.lecture), asked(NO_SUCH[0])) for _ in range(300)]
    assert 0.6 < median(there / not_there for there, not_there in pairs) < 1.7


@pytest.mark.parametrize("way", ["sound", "captions"])
def test_a_link_that_was_shared_ends_with_the_sharing(campus: Server, amara: Student, way: str) -> None:
    shared = amara.library.lecture_key(amara.lecture, "read")
    assert knock(campus, amara.lecture, way, shared).status == 200
    amara.library.stop_sharing(amara.mine, amara.lecture)
    assert knock(campus, amara.lecture, way, shared).status == 404
    assert CHAPTER not in read_alone(campus, amara.lecture, shared).bytes
    again = amara.library.lecture_key(amara.lecture, "read")
    assert again != shared
    assert CHAPTER in read_alone(campus, amara.lecture, again).bytes


@pytest.mark.parametrize("gone", ["put away", "deleted"])
@pytest.mark.parametrize("way", WAYS)
def test_no_link_of_before_opens_what_was_deleted(campus: Server, amara: Student, way: str, gone: str) -> None:
    before = keys_of(amara)
    (amara.mine.put_away if gone == "put away" else amara.mine.delete)(amara.lecture)
    for key in before.values():
        assert knock(campus, amara.lecture, way, key).status == 404
    if WAYS[way] == "hear" and gone == "put away":
        amara.mine.bring_back(amara.lecture)
        assert knock(campus, amara.lecture, "captions", before["hear"]).status == 200


def test_a_lecture_that_was_brought_to_another_notebook_has_keys_of_its_own(
    campus: Server, amara: Student, bela: Student
) -> None:
    bela.mine.delete(bela.lecture)
    archive.take_in(bela.mine, "notebook.zip", BytesIO(archive.packed(amara.mine)))
    (theirs,) = bela.mine.page(count=9).entries
    assert theirs.id != amara.lecture
    assert {knock(campus, theirs.id, "sound", key).status for key in keys_of(amara).values()} == {404}


def test_the_page_of_one_notebook_shows_no_lecture_of_another(campus: Server, amara: Student, bela: Student) -> None:
    amara.mine.edit(amara.lecture, title="What only Amara calls it")
    bela.mine.delete(bela.lecture)
    own = opened(campus, f"notebook={amara.key}&lecture={amara.lecture}").bytes
    assert (b"What only Amara calls it" in own, CHAPTER in own) == (True, True)
    for address in (
        f"notebook={bela.key}&lecture={amara.lecture}",
        f"notebook={bela.key}&lecture={amara.lecture}&tab=Download",
        f"lecture={amara.lecture}",
        f"notebook={amara.mine.name}&lecture={amara.lecture}",
        f"notebook={secrets.token_urlsafe(24)}&lecture={amara.lecture}",
        f"read={amara.lecture}",
        *(f"read={amara.lecture}&key={key}" for which, key in keys_of(amara).items() if which in ("hear", "notebook")),
        *(f"read={amara.lecture}&key={key}" for key in keys_of(bela).values()),
    ):
        shown = opened(campus, address).bytes
        assert b"What only Amara calls it" not in shown
        assert CHAPTER not in shown


def test_search_and_questions_find_nothing_in_another_notebook(campus: Server, amara: Student, bela: Student) -> None:
    amara.mine.edit(amara.lecture, title="Quagga", notes="zorilla", course="Okapi")
    found = [bela.mine.page(word).entries for word in ("Quagga", "zorilla", "Okapi", "harder")]
    assert [len(entries) for entries in found] == [0, 0, 0, 1]
    assert [course.name for course in bela.mine.courses() if course.name] == []


# The microphone


def record(server: Server, where: str, key: str, recording: str = "", body: bytes = b"sound") -> Answer:
    told = "at=0&kind=audio/webm&begun=2026-11-26T10:15:00&seconds=1"
    return ask(server, f"{where}/{recording or secrets.token_hex(16)}?key={key}&{told}", "POST", body)


def test_a_key_to_record_records_into_its_own_notebook_only(campus: Server, amara: Student, bela: Student) -> None:
    assert record(campus, amara.recorder, keys_of(amara)["record"]).status == 200
    none = record(campus, f"/notebook/{hashed(NO_SUCH[1])}/recordings", secrets.token_urlsafe(24)).said
    assert none[0] == 404
    for which, key in [*keys_of(bela).items(), *keys_of(amara).items()]:
        if (which, key) != ("record", keys_of(amara)["record"]):
            assert record(campus, amara.recorder, key).said == none
    assert len(amara.library.recorder(amara.mine.name, keys_of(amara)["record"]).waiting()) == 1


def test_nobody_ends_or_overwrites_anothers_recording(campus: Server, amara: Student, bela: Student) -> None:
    name = secrets.token_hex(16)
    key = keys_of(amara)["record"]
    record(campus, amara.recorder, key, name, b"what Amara says")
    theirs = keys_of(bela)["record"]
    assert record(campus, amara.recorder, theirs, name, b"what Bela says here").status == 404
    assert ask(campus, f"{amara.recorder}/{name}/end?key={theirs}", "POST", b"").status == 404
    assert record(campus, bela.recorder, theirs, name, b"Bela").status == 200  # the same name, in their own
    (kept,) = amara.library.recorder(amara.mine.name, key).waiting()
    assert (kept.size, kept.ended) == (len(b"what Amara says"), False)


# Streamlit's own routes


def test_an_upload_or_a_file_of_another_session_cannot_be_had_or_put(campus: Server, amara: Student) -> None:
    mine = opened(campus, f"notebook={amara.key}")
    given_back = ask(campus, f"/_stcore/upload_file/{mine.session}/a")
    assert given_back.body == ask(campus, "/").body  # what Streamlit answers wherever there is nothing
    for method in ("PUT", "DELETE"):
        assert ask(campus, f"/_stcore/upload_file/{mine.session}/a", method, b"x").status == 403  # no XSRF token
    guessed = [secrets.token_hex(28) + ending for ending in (".zip", ".html", ".pdf", "")]
    assert {ask(campus, f"/media/{file}").status for file in guessed} == {404}


def test_nobody_sees_or_stops_work_by_its_number(campus: Server, amara: Student, bela: Student) -> None:
    """A job has no address: its lecture has one, in the notebook in which it is worked on."""
    with amara.library.database.reading() as rows:
        number = amara.mine.number(rows, amara.lecture)
    for name in (amara.lecture, str(number)):
        for act in (bela.mine.entry, bela.mine.lecture, bela.mine.recording, bela.mine.put_away, bela.mine.delete):
            with pytest.raises(UnknownLecture):
                act(name)
    assert amara.mine.entry(amara.lecture).state == "done"
    for key in keys_of(amara).values():
        assert knock(campus, str(number), "sound", key).status == 404


def opened(server: Server, address: str) -> Visit:
    got = visit(server, address, Origin=server.url)
    assert isinstance(got, Visit)
    return got


def read_alone(server: Server, lecture: str, key: str) -> Visit:
    return opened(server, f"read={lecture}&key={key}&tab=Transcript")
