"""No file runs code, leads elsewhere, or is fetched from an address: not a model's, not a recording, not a name."""

from __future__ import annotations

import ast
import pickle
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

import models
from lecture.errors import NotAModel
from lecture.speech.opening import UNREADABLE, links, opened
from lecture.speech.playable import playable
from tests.conftest import ROOT

CODE = [path for room in ("lecture", "panels", "server", "views") for path in sorted((ROOT / room).rglob("*.py"))]
CODE += sorted(ROOT.glob("*.py"))
NEVER = {"eval", "exec", "compile", "pickle.load", "pickle.loads", "torch.load", "numpy.load", "np.load", "joblib.load"}
NEVER |= {"yaml.load", "yaml.unsafe_load", "os.system", "os.popen", "marshal.loads", "dill.loads"}
# What a process of ours says to another of ours, over a pipe that nobody else has. The child that reads a file of a
# student's may do whatever the server may (see SECURITY.md), so that it gains nothing by its answer.
BETWEEN_OURS = {
    f"lecture/{name}.py" for name in ("apart", "apart_helper", "apart_processes", "travelling", "store/worker")
}


class Hostile:
    """A pickle that makes a file when it is loaded."""

    def __init__(self, made: Path) -> None:
        self.made = made

    def __reduce__(self) -> tuple[object, tuple[Path]]:
        return Path.touch, (self.made,)


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_code_of_ours_runs_what_a_file_says(path: Path) -> None:
    calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    never = NEVER - {"pickle.loads"} if str(path.relative_to(ROOT)) in BETWEEN_OURS else NEVER
    assert {ast.unparse(call.func) for call in calls} & never == set()
    given = {(one.arg, ast.unparse(one.value)) for call in calls for one in call.keywords}
    assert given & {("shell", "True"), ("trust_remote_code", "True"), ("allow_pickle", "True")} == set()


def test_a_checkpoint_that_is_a_program_is_refused_and_does_not_run(tmp_path: Path) -> None:
    made, file = tmp_path / "made", tmp_path / "base.pt"
    file.write_bytes(pickle.dumps({"dims": {}, "model_state_dict": Hostile(made)}, protocol=2))
    with pytest.raises(NotAModel):
        models._whisper(str(file))
    assert not made.exists()
    pickle.loads(file.read_bytes())  # whoever trusted it would have run it
    assert made.exists()


@pytest.fixture
def listening() -> Iterator[tuple[str, socket.socket]]:
    """An address that a file names, and whoever waits there to be asked."""
    with socket.socket() as waiting:
        waiting.bind(("127.0.0.1", 0))
        waiting.listen()
        waiting.settimeout(0.05)  # whatever opens a file has asked by then
        yield f"127.0.0.1:{waiting.getsockname()[1]}", waiting


@pytest.mark.parametrize(
    "content",
    [
        "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nhttp://{at}/a.ts\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile http://{at}/a.mp3\n",
        "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=a\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 9 RTP/AVP 0\na=control:rtsp://{at}/\n",
        '<?xml version="1.0"?><MPD type="static"><BaseURL>http://{at}/</BaseURL></MPD>',
        '<!DOCTYPE a [<!ENTITY b SYSTEM "http://{at}/">]><a>&b;</a>',
        "[playlist]\nFile1=http://{at}/a.mp3\nNumberOfEntries=1\n",
        "http://{at}/a.mp3\n",
        "RIFF\0\0\0\0WAVEhttp://{at}/",
    ],
    ids=["HLS", "concat", "SDP", "DASH", "an entity", "PLS", "an address", "an address in a WAV"],
)
@pytest.mark.parametrize("name", ["a.mp3", "a.m3u8", "a.sdp", "a.mpd"])
def test_a_recording_that_names_an_address_fetches_nothing(
    content: str, name: str, listening: tuple[str, socket.socket], tmp_path: Path
) -> None:
    at, waiting = listening
    path = tmp_path / name
    path.write_text(content.format(at=at) * 20)
    for link in links(path, name):
        with pytest.raises(UNREADABLE), opened(path, link):
            pass
    assert playable(path, name) == ""
    with pytest.raises(TimeoutError):
        waiting.accept()


def test_a_file_called_as_an_address_is_a_file(
    listening: tuple[str, socket.socket], sample: Path, tmp_path: Path
) -> None:
    at, waiting = listening
    path = tmp_path / f"http:{at.replace(':', '_')}.mp3"
    path.write_bytes(sample.read_bytes())
    with opened(path, links(path, f"http://{at}/a.mp3")[0]) as container:
        assert container.format.name == "mp3"
    with pytest.raises(TimeoutError):
        waiting.accept()
