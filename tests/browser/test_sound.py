"""The sound in a real Chromium: at any place that is sought sounds what sounds there in the recording."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import uvicorn
from playwright.sync_api import Page
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route

import pipeline
from lecture.speech.audio import Samples
from lecture.speech.reader import Reader
from server.routes import routes
from server.services import services
from tests.browser.conftest import Opener
from tests.lecture.speech.bursts import IN_PIECES, RATE, VARIABLE, bursts, found, write
from tests.lecture.store.script import until
from tests.server.test_sound import nothing

LENGTH = 40  # seconds
SECONDS = (6, 32, 1, 21)  # those whose bursts are looked for
BEFORE = 0.2  # seconds: so long before a burst is the place that is sought; an MP3 is silent for half of it
EXACT = 0.04  # seconds; an MP3 is found to 0.022, everything else to 0.002 where the machine is not busy

# Files that are sent as they are, and files that need a copy: what makes each, and how.
KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "plain.wav": ("pcm_s16le", {}),
    "phone.m4a": ("aac", {}),
    "one bit rate.mp3": ("libmp3lame", {}),
    "indexed.webm": ("libopus", {}),
    "variable bit rate.mp3": ("libmp3lame", {"codec_options": VARIABLE}),
    "microphone.webm": ("libopus", {"options": {"live": "1"}}),
    "microphone.mp4": ("aac", {"options": IN_PIECES}),
    "gap.webm": ("libopus", {"when": lambda time: time if time < 10.5 else time + 7}),
    "old.wma": ("wmav2", {"container": "asf"}),
}

# What sounds at each place, and the player's time at which that begins. Its clock and the one of the sound that comes
# out are compared again and again, and the middle of what is found is taken: each goes on in steps of its own.
HEAR = """async ([address, places]) => {
    for (;;) {
        const answer = await fetch(address, {method: 'HEAD'});
        if (answer.status === 200) break;
        if (answer.status !== 503) throw new Error(answer.status);
    }
    const text = samples => {
        const bytes = new Uint8Array(samples.buffer);
        let letters = '';
        for (let at = 0; at < bytes.length; at += 8192)
            letters += String.fromCharCode(...bytes.subarray(at, at + 8192));
        return btoa(letters);
    };
    const audio = new Audio(address), context = new AudioContext({sampleRate: 48000});
    await new Promise((ready, failed) => {
        audio.onloadedmetadata = ready;
        audio.onerror = () => failed(audio.error);
    });
    const listening = `registerProcessor('ear', class extends AudioWorkletProcessor {
        process([[samples]]) {
            if (samples) this.port.postMessage([currentTime, samples.slice()]);
            return true;
        }
    })`;
    await context.audioWorklet.addModule(URL.createObjectURL(new Blob([listening], {type: 'text/javascript'})));
    const ear = new AudioWorkletNode(context, 'ear', {channelCount: 1, channelCountMode: 'explicit'});
    context.createMediaElementSource(audio).connect(ear);
    ear.connect(context.destination);
    const heard = [];
    for (const place of places) {
        const sought = new Promise(ready => audio.onseeked = ready);
        audio.currentTime = place;
        await sought;
        const at = audio.currentTime, apart = [], samples = new Float32Array(48000);
        let count = 0, begins = 0;
        const full = new Promise(ready => ear.port.onmessage = ({data: [time, some]}) => {
            if (!count) begins = time;
            if (count + some.length > samples.length) return ready();
            samples.set(some, count);
            count += some.length;
            apart.push(audio.currentTime - context.currentTime);
        });
        await audio.play();
        await full;
        ear.port.onmessage = null;
        audio.pause();
        heard.push([at, begins + apart.sort((one, other) => one - other)[apart.length >> 1], text(samples)]);
    }
    await context.close();
    return [audio.duration, audio.seekable.end(0), heard];
}"""


def samples(text: str) -> Samples:
    return np.frombuffer(base64.b64decode(text), np.float32)


@pytest.fixture
def address(data: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Where the routes are served, beside an empty page."""
    monkeypatch.setattr(pipeline, "study", nothing)
    served = [*routes(""), Route("/", lambda request: HTMLResponse("<title>An empty page</title>"))]
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=served), port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    until(lambda: server.started)
    yield f"http://localhost:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def page(opener: Opener, address: str) -> Page:
    """The empty page, touched once: else the browser lets nothing sound."""
    opened = opener().new_page()
    opened.goto(address)
    opened.mouse.click(5, 5)
    return opened


@pytest.mark.parametrize("name", KINDS)
def test_any_place_is_found_in_what_the_browser_is_given(name: str, page: Page, tmp_path: Path) -> None:
    codec, more = KINDS[name]
    recording = write(tmp_path / name, codec, [bursts(LENGTH, hiss=0.005)], **more)
    spoken = np.concatenate(list(Reader(recording, name, None, RATE).blocks()))
    begins = [time for _, time in found(spoken)]  # as the transcript has it
    library, _ = services()
    mine = library.notebook(library.new_notebook())
    with recording.open("rb") as file:
        lecture = mine.add(name, file)
    key = library.lecture_key(lecture, "read")
    places = [begins[second] - BEFORE for second in SECONDS]
    duration, seekable, heard = page.evaluate(HEAR, [f"/lecture/{lecture}/sound?key={key}", [0.0, *places]])
    assert (duration, seekable) == pytest.approx((len(spoken) / RATE,) * 2, abs=0.1)
    assert [at for at, _, _ in heard[1:]] == pytest.approx(
        places, abs=1e-3
    )  # at the first the sound was still being set up
    sounding = [(found(samples(text))[0], at) for _, at, text in heard[1:]]
    assert [second for (second, _), _ in sounding] == list(SECONDS)
    assert [at + time for (_, time), at in sounding] == pytest.approx([begins[n] for n in SECONDS], abs=EXACT)
