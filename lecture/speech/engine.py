"""One Whisper model made ready: encoder, decoder and tokenizer, and a sound on its way into them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from whisper import Whisper
from whisper.audio import N_SAMPLES_PER_TOKEN, log_mel_spectrogram
from whisper.tokenizer import Tokenizer, get_tokenizer

from lecture.speech.audio import SAMPLE_RATE, Samples
from lecture.speech.chunks import LONGEST_CHUNK
from lecture.speech.decoder import Decoder
from lecture.speech.encoder import POSITIONS_PER_SECOND, Encoder, multiplies_bfloat16
from lecture.speech.layers import Packer
from lecture.values import Task

WINDOW = 30.0  # seconds that Whisper was trained on
TAIL = 1.5  # seconds of silence after a chunk; with less, Whisper may not find its end and repeats itself
SHORTEST_WINDOW = 12.0  # seconds that a short chunk is filled up to; in a tight window Whisper repeats itself
CHUNK_POSITIONS = round((LONGEST_CHUNK + TAIL) * POSITIONS_PER_SECOND)  # of the longest chunk's window


class Engine:
    """The two halves of one model, with its weights packed. Threads share it.

    int8 : whether it works in int8 on a CPU; what runs on a GPU is float16
    """

    def __init__(self, model: Whisper, *, int8: bool = True) -> None:
        self.model, self.dims, self.device = model, model.dims, model.device
        self.dtype = torch.float16 if self.device.type == "cuda" else torch.float32
        self.int8 = int8 and self.device.type == "cpu"
        heads = [(int(layer), int(head)) for layer, head in model.alignment_heads.indices().T]
        with torch.no_grad():
            pack = Packer(self.dtype, self.int8)
            self.encoder = Encoder(model.encoder, pack, bfloat16=self.int8 and multiplies_bfloat16())
            self.decoder = Decoder(model.decoder, heads, pack)
        self.tokenizer = self.tokenizer_for("en")
        codes, tokens = self.tokenizer.all_language_codes, self.tokenizer.all_language_tokens
        self.languages: dict[str, int] = dict(zip(codes, tokens, strict=True)) if model.is_multilingual else {}

    def tokenizer_for(self, language: str, task: Task = "transcribe") -> Tokenizer:
        known = self.model.num_languages
        return get_tokenizer(self.model.is_multilingual, num_languages=known, language=language, task=task)

    def before_text(self, language: str, task: Task) -> list[int]:
        """The tokens that ask for text in this language, without times."""
        return list(self.tokenizer_for(language, task).sot_sequence_including_notimestamps)

    def encode(self, mel: Tensor) -> Tensor:
        """mel : shape = (n_mels, n_frames), n_frames even and up to 30 s; returns shape = (n_frames / 2, width)"""
        with torch.inference_mode():
            return self.encoder(mel)

    def likely_languages(self, probabilities: Tensor) -> npt.NDArray[np.float64]:
        """How likely each language is, in the order of `languages`, by the probabilities of tokens before a text."""
        likely = probabilities[list(self.languages.values())].double().cpu().numpy()
        return np.asarray(likely / likely.sum())


def encoded(engine: Engine, sound: Samples, seconds: float = 0) -> Tensor:
    """Sound through the encoder, shape = (n_positions, width).

    seconds : how long a window it is filled up to with silence; with a short tail of it if 0
    """
    seconds = seconds or min(max(len(sound) / SAMPLE_RATE + TAIL, SHORTEST_WINDOW), WINDOW)
    length = int(seconds * SAMPLE_RATE)
    length -= length % N_SAMPLES_PER_TOKEN
    padded = np.pad(sound, (0, max(0, length - len(sound))))[:length]
    return engine.encode(log_mel_spectrogram(padded, engine.dims.n_mels))
