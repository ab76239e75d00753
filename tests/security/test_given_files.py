"""What students give is served as what it is, never as a page, under a name that says no more than its letters."""

from __future__ import annotations

import re
import subprocess
from io import BytesIO
from urllib.parse import unquote

import pytest

from lecture.store.rows import finish
from lecture.values import Options
from tests.browser.served import Server
from tests.lecture.export.tides import TIDES
from tests.security.conftest import Student
from tests.security.wire import Answer, ask

PAGE = b"<!DOCTYPE html><script>parent.hacked = 1</script><p>" * 200
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>parent.hacked = 1</script></svg>' * 50
MP3 = bytes.fromhex("fffb9064") + bytes(413)  # a frame of silence
ROOMS = ("/", "/static/", "/app/static/", "/media/", "/component/", "/_stcore/bidi-components/", "/lecture/")
ODD_NAMES = [
    'a"; filename="evil.html',
    "a\r\nSet-Cookie: hacked=1\r\n\r\n<script>.mp3",
    "a\nX-Hacked: 1.mp3",
    "../../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "\u202egpj.exe\u202c.mp3",
    "a%0d%0aSet-Cookie: hacked=1.mp3",
    "<script>alert(1)</script>.mp3",
    "file\0.html",
    "a" * 300,
    "\udcff\udcfe.mp3",
    "http://127.0.0.1:9/hostile.mp3",
    "😀; filename*=utf-8''evil.html",
]


def give(student: Student, name: str, content: bytes, title: str = "") -> str:
    """A finished lecture with this file as its recording."""
    lecture = student.mine.add(name, BytesIO(content), Options())
    with student.library.database.writing() as rows:
        finish(rows, student.mine.number(rows, lecture), TIDES)
    if title:
        student.mine.edit(lecture, title=title)
    return lecture


def heard(server: Server, student: Student, lecture: str, way: str = "sound", wanted: str = "bytes=0-") -> Answer:
    key = student.library.lecture_key(lecture, "hear")
    return ask(server, f"/lecture/{lecture}/{way}?key={key}", Range=wanted)


@pytest.mark.parametrize(
    "content",
    [PAGE, SVG, b"ID3\x04\0\0\0\0\0\0" + PAGE, MP3 * 40 + PAGE, b"RIFF\0\0\0\0WAVE" + PAGE, b"%PDF-1.7" + PAGE],
    ids=["a page", "a drawing", "a page behind a tag", "a page behind sound", "a page as a WAV", "a PDF"],
)
@pytest.mark.parametrize("name", ["Tides.mp3", "Tides.html", "Tides.svg"])
def test_a_page_that_is_given_as_a_recording_is_never_served_as_one(
    campus: Server, amara: Student, content: bytes, name: str
) -> None:
    lecture = give(amara, name, content)
    for way in ("sound", "video"):
        answer = heard(campus, amara, lecture, way)
        assert re.match(r"(audio|video)/|application/json$", answer.headers["content-type"])
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"].startswith("sandbox;")


def test_the_type_of_a_part_of_a_microphones_recording_is_not_taken_from_who_sends_it(
    campus: Server, amara: Student
) -> None:
    key = amara.library.recorder_key(amara.mine)
    told = "at=0&kind=text/html&begun=2026-11-26T10:15:00&seconds=1"
    answer = ask(campus, f"{amara.recorder}/{'a' * 32}?key={key}&{told}", "POST", PAGE)
    assert (answer.status, answer.headers["content-type"]) == (409, "application/json")


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    picture, sound = ["-f", "lavfi", "-i", "color=s=32x32:r=5:d=2"], ["-f", "lavfi", "-i", "sine=d=2"]
    subprocess.run(["ffmpeg", "-v", "error", *picture, *sound, "-shortest", path], check=True)
    return path.read_bytes()


@pytest.mark.parametrize("name", ODD_NAMES)
def test_no_name_puts_a_header_into_an_answer_or_names_a_file_elsewhere(
    campus: Server, amara: Student, film: bytes, name: str
) -> None:
    lecture = give(amara, name, film, name)
    answer = heard(campus, amara, lecture, "video")
    assert answer.status == 206
    expected = set(heard(campus, amara, give(amara, "Tides.mp4", film, "Tides"), "video").headers)
    assert set(answer.headers) == expected
    said = answer.headers["content-disposition"]
    found = re.fullmatch(r"""attachment; (?:filename="([^"\\]+)"|filename\*=utf-8''([-.%\w]+))""", said)
    assert found, said
    called = found[1] or unquote(found[2])
    assert called.endswith(" - video.mp4")
    assert not re.search(r"[/\\\0\r\n\u202a-\u202e\u2066-\u2069]|^\.", called)
    entry = amara.mine.entry(lecture)
    assert not re.search(r"[/\\\0\r\n]", entry.file_name)
    assert amara.mine.recording(lecture).parent == amara.library.folder / "recordings"


@pytest.mark.parametrize(
    ("wanted", "status"),
    [
        ("bytes=0-0", 206),
        ("bytes=" + ",".join(f"{i}-{i}" for i in range(0, 4000, 2)), 200),
        ("bytes=" + ",".join(["0-"] * 5000), 200),
        ("bytes=" + ",".join(["0-"] * 100), 206),
        ("bytes=0-99999999999999999999999999", 206),
        ("bytes=99999999999999999999999999-", 416),
        ("bytes=-0", 416),
        ("bytes=5-1", 400),
        ("bytes=--1", 416),
        ("bytes=a-b", 400),
        ("lines=0-1", 400),
        ("bytes=", 400),
        ("bytes=" + "9" * 5000 + "-", 400),
    ],
    ids=[
        "one byte",
        "2000 single bytes",
        "5000 times all",
        "100 times all",
        "far",
        "behind",
        "none",
        *("odd " + c for c in "12345"),
        "long",
    ],
)
def test_ranges_cost_no_more_than_the_file(campus: Server, amara: Student, wanted: str, status: int) -> None:
    whole = heard(campus, amara, amara.lecture)
    answer = heard(campus, amara, amara.lecture, wanted=wanted)
    assert answer.status == status
    assert len(answer.body) < 2 * len(whole.body)


@pytest.mark.parametrize(
    "path",
    [
        f"{room}{step}{file}"
        for room in (
            "/",
            "/static/",
            "/app/static/",
            "/media/",
            "/component/",
            "/_stcore/bidi-components/",
            "/lecture/",
        )
        for step in ("../../../../../..", "..%2f..%2f..%2f..%2f..", "%2e%2e/%2e%2e/%2e%2e/%2e%2e", "..%5c..%5c..", "//")
        for file in ("/etc/passwd", "%2fetc%2fpasswd", "/.streamlit/secrets.toml", "/app.py", "/etc/passwd%00.png")
    ],
)
def test_no_path_leads_out_of_what_is_served(laptop: Server, path: str) -> None:
    answer = ask(laptop, path)
    assert answer.status in (200, 400, 404), answer.status
    if answer.status == 200:  # Streamlit answers with the page wherever there is nothing
        assert answer.body == ask(laptop, "/").body


@pytest.mark.parametrize("folder", ["secret", "library.db", "recordings", "lectures", "growing"])
def test_nothing_of_the_data_folder_has_an_address(campus: Server, amara: Student, folder: str) -> None:
    inside = [folder, f"data/{folder}", f"app/static/{folder}", f"static/{folder}", f"media/{folder}"]
    page = ask(campus, "/").body
    assert {ask(campus, f"/{path}").body == page or ask(campus, f"/{path}").status == 404 for path in inside} == {True}


@pytest.mark.parametrize(
    "recording", ["..%2f..%2fsecret", "../../secret/aaaaaaaaaaaa", "a" * 65, "short", "%00" * 20, "aaaaaaaaaaaaaaaa.."]
)
def test_the_name_of_a_recording_that_grows_is_no_path(campus: Server, amara: Student, recording: str) -> None:
    before = sorted(amara.library.folder.rglob("*"))
    key = amara.library.recorder_key(amara.mine)
    told = "at=0&kind=audio/webm&begun=2026-11-26T10:15:00&seconds=1"
    assert ask(campus, f"{amara.recorder}/{recording}?key={key}&{told}", "POST", b"x").status in (404, 405, 400)
    made = {path for path in set(amara.library.folder.rglob("*")) - set(before) if path.name != "lock"}
    assert {path for path in made if path.parent.name != "growing"} == set()
