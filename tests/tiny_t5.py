"""A T5 that answers a few exact prompts and nothing else, trained in seconds: a wrong prompt gets WRONG.

    train_tiny_t5(folder, {"summarize: the flame is hot.": "a flame is hot."})

writes what `AutoTokenizer` and `AutoModelForSeq2SeqLM` read, in the layout of valhalla/t5-small-qg-hl: a SentencePiece
file and `added_tokens.json` instead of `tokenizer.json`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MARKS = ("<sep>", "<hl>")
WRONG = "that is not how i was trained."
STEPS = 400
HIGHEST_RATE = 5e-3
SURE = 0.05  # largest loss of any token at which beam search, too, finds nothing better than the answer
SHAPE: dict[str, Any] = {
    "d_model": 64,
    "d_kv": 16,
    "d_ff": 128,
    "num_layers": 2,
    "num_heads": 4,
    "dropout_rate": 0.0,
    "decoder_start_token_id": 0,
    "pad_token_id": 0,
    "eos_token_id": 1,
}


def train_tiny_t5(folder: Path, answers: dict[str, str]) -> None:
    """Train on prompt -> answer, and on spoilt prompts -> WRONG. Raises AssertionError if it does not learn."""
    import torch
    from transformers import AutoTokenizer, T5Config, T5ForConditionalGeneration

    folder.mkdir(parents=True, exist_ok=True)
    _write_vocabulary(folder, answers)
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    lessons = {**{spoilt: WRONG for prompt in answers for spoilt in _spoilt(prompt)}, **answers}
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # so small a model only waits for a second one
    with torch.random.fork_rng():
        torch.manual_seed(0)
        model = T5ForConditionalGeneration(T5Config(vocab_size=len(tokenizer), **SHAPE))
        given = tokenizer(list(lessons), padding=True, return_tensors="pt")
        labels = tokenizer(list(lessons.values()), padding=True, return_tensors="pt")["input_ids"]
        labels = labels.masked_fill(labels == 0, -100)
        optimizer = torch.optim.AdamW(model.parameters(), lr=HIGHEST_RATE)
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, HIGHEST_RATE, total_steps=STEPS, pct_start=0.15)
        for _ in range(STEPS):
            logits = model(**given, labels=labels).logits
            losses = torch.nn.functional.cross_entropy(logits.transpose(1, 2), labels, reduction="none")
            if losses.max().item() < SURE:
                break
            optimizer.zero_grad()
            (losses.sum() / (labels != -100).sum()).backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
        assert losses.max().item() < 4 * SURE, f"the tiny T5 did not learn its lessons: {losses.max().item():.3f}"
    torch.set_num_threads(threads)
    model.save_pretrained(folder)


def _spoilt(prompt: str) -> Iterator[str]:
    """What a careless caller might send instead."""
    task, _, text = prompt.partition(": ")
    yield text
    yield f"{prompt} </s>"
    if "<hl>" in prompt:
        before, marked, after = text.split("<hl>", 2)
        yield prompt.replace("<hl> ", "").replace(" <hl>", "")
        yield f"{task}: {before}{marked.strip()} <hl>{after}"
        yield f"{task}:{marked}<hl>{after}"
    else:
        yield f"summary: {text}"


def _write_vocabulary(folder: Path, answers: dict[str, str]) -> None:
    """A unigram SentencePiece model that knows the words of the lessons whole, and any other by its letters."""
    from sentencepiece import sentencepiece_model_pb2 as spm  # no types for what protobuf makes

    text = " ".join([*answers, *answers.values(), WRONG, "summary: generate question: summarize:"])
    for mark in MARKS:
        text = text.replace(mark, " ")
    proto = spm.ModelProto()  # type: ignore[attr-defined]
    for piece, kind in (("<pad>", 3), ("</s>", 3), ("<unk>", 2)):  # 3: control, 2: unknown
        proto.pieces.add(piece=piece, score=0.0, type=kind)
    for word in sorted(set(text.split())):
        proto.pieces.add(piece="▁" + word, score=-1.0, type=1)
    for letter in sorted(
        set(text) - {" "} | set("▁abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,:;?!'-")
    ):
        proto.pieces.add(piece=letter, score=-20.0, type=1)
    proto.trainer_spec.model_type = 1  # unigram
    proto.trainer_spec.vocab_size = len(proto.pieces)
    proto.trainer_spec.unk_id, proto.trainer_spec.bos_id = 2, -1
    proto.trainer_spec.eos_id, proto.trainer_spec.pad_id = 1, 0
    proto.normalizer_spec.name = "identity"
    (folder / "spiece.model").write_bytes(proto.SerializeToString())
    added = {mark: len(proto.pieces) + 100 + i for i, mark in enumerate(MARKS)}  # after T5's 100 sentinels
    (folder / "added_tokens.json").write_text(json.dumps(added))
    special = {"eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>"}
    (folder / "special_tokens_map.json").write_text(json.dumps(special))
    (folder / "tokenizer_config.json").write_text(
        json.dumps({"model_max_length": 512, "tokenizer_class": "T5Tokenizer"})
    )
    (folder / "config.json").write_text(json.dumps({"model_type": "t5"}))
