"""How the sounds in this folder were made: `python -m tests.sounds.make [NAME …]`, with Debian's flite and espeak-ng.

Every sentence was written for these tests. The silence around each is taken off, so that a test that joins them with
pauses of its own knows when each begins and ends.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import av
import numpy as np

HERE = Path(__file__).parent
SPOKEN = {  # file: (program and voice, sentence)
    "heat": ("flite slt", "Heat always flows from the warm body to the cold one."),
    "copper": ("flite rms", "A copper wire carries the current to the lamp."),
    "river": ("flite awb", "The river carries sand and mud down to the sea."),
    "moon": ("flite slt", "The moon reflects the light of the sun."),
    "bread": ("flite rms", "Yeast turns sugar into gas, and the bread begins to rise."),
    "glass": ("flite slt", "Glass is made of sand that has been melted in a furnace."),
    "bridge": ("flite rms", "The bridge is longer in summer, because iron expands when it is warm."),
    "leaves": ("flite slt", "Green leaves take in carbon dioxide and give off oxygen."),
    "name": ("flite rms", "The experiment was first described by doctor Anneliese Kjeldahl."),
    "laplacian": ("flite slt", "If the Laplacian is zero, then the function is called harmonic."),
    "eigenvalues": ("flite rms", "Eigenvalues tell you how fast each part of the motion decays."),
    "dirichlet": ("flite slt", "With the Dirichlet problem we know the value on the edge."),
    "elation": ("flite slt", "She felt great elation when the exam was over at last."),
    "spanish": (
        "espeak-ng es",
        "Buenos días. El agua está muy fría. La profesora habla de la historia de España. El sol brilla.",
    ),
    "spanish_market": ("espeak-ng es", "Hoy hace mucho calor. El mercado está en la plaza."),
    "spanish_house": ("espeak-ng es", "La casa es grande. Los niños juegan en la calle."),
    "spanish_music": ("espeak-ng es", "Me gusta la música. Mi hermano toca la guitarra."),
    "spanish_milk": ("espeak-ng es", "La leche viene de la vaca. El queso se hace con leche."),
}
COURSE_WORDS = ("laplacian", "eigenvalues", "dirichlet", "elation")  # for course words: hard to hear without them


def main() -> None:
    for name in sys.argv[1:] or SPOKEN:
        voice, sentence = SPOKEN[name]
        program, which = voice.split()
        with tempfile.TemporaryDirectory() as folder:
            wav = Path(folder) / "spoken.wav"
            if program == "flite":
                subprocess.run(["flite", "-voice", which, "-t", sentence, "-o", wav], check=True)
            else:
                subprocess.run(["espeak-ng", "-v", which, "-s", "130", "-w", wav, sentence], check=True)
            write(HERE / f"{name}.opus", trimmed(read(wav)))


def read(path: Path) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
    resampler = av.AudioResampler(format="s16", layout="mono", rate=16_000)
    with av.open(str(path)) as container:
        blocks = [f.to_ndarray()[0] for frame in container.decode(audio=0) for f in resampler.resample(frame)]
    return np.concatenate([*blocks, *(f.to_ndarray()[0] for f in resampler.resample(None))])


def trimmed(sound: np.ndarray[tuple[int], np.dtype[np.int16]]) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
    heard = np.flatnonzero(np.abs(sound) > 300)
    return sound[heard[0] : heard[-1] + 1]


def write(path: Path, sound: np.ndarray[tuple[int], np.dtype[np.int16]]) -> None:
    with av.open(str(path), "w", format="ogg") as container:
        stream = container.add_stream("libopus", rate=16_000, layout="mono")
        stream.bit_rate = 24_000
        frame = av.AudioFrame.from_ndarray(sound[None], format="s16", layout="mono")
        frame.sample_rate = 16_000
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)


if __name__ == "__main__":
    main()
