"""Sequences decoded side by side, a token a step; one that ends makes room for the next at once."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from lecture.speech.bias import BEHIND, LONGEST_WORD, Bias
from lecture.speech.cache import Int8KeyValueCache, KeyValueCache
from lecture.speech.engine import Engine

LONGEST_TEXT = 224  # tokens of one chunk, as in openai-whisper
MOST_SEQUENCES = 16  # of one batch on a CPU; more gain nothing
MOST_SEQUENCES_CUDA = 128
CACHE_BYTES = 512 * 2**20  # on a CPU, for the caches of all batches


@dataclass(slots=True)
class Decoded:
    """What was heard in one chunk."""

    tokens: list[int]
    log_probabilities: list[float]  # of each token, and of the end where it came
    attention: npt.NDArray[np.float32]  # shape = (n_heads, n_tokens + 1, n_positions): where each token was heard
    temperature: float

    @property
    def broken_off(self) -> bool:
        """Whether there was more to say than LONGEST_TEXT: the end is missing."""
        return len(self.log_probabilities) == len(self.tokens)

    @property
    def mean(self) -> float:
        """The mean log probability."""
        return sum(self.log_probabilities) / len(self.log_probabilities)


@dataclass(slots=True, eq=False)
class Sequence:
    """A chunk on its way through the decoder."""

    prompt: list[int]  # the tokens before its text
    temperature: float = 0.0
    seed: int = 0
    tokens: list[int] = field(default_factory=list)
    log_probabilities: list[float] = field(default_factory=list)
    done: bool = False
    bias: Bias | None = None  # None: no course words

    def take(self, token: int, log_probability: float, end: int) -> None:
        self.log_probabilities.append(log_probability)
        if token != end:
            self.tokens.append(token)
        self.done = token == end or len(self.tokens) == LONGEST_TEXT


class Batch:
    """At most `size` sequences, in the slots of two KV caches; those there fill the slots from 0.

    positions : of the longest audio; text : tokens of the longest sequence, its prompt among them
    """

    def __init__(self, engine: Engine, size: int, positions: int, text: int) -> None:
        self.engine, self.device = engine, engine.device
        dims, tokenizer = engine.dims, engine.tokenizer
        layers, heads, per_head = dims.n_text_layer, dims.n_text_head, dims.n_text_state // dims.n_text_head
        heard, said = (layers, size, heads, positions, per_head), (layers, size, heads, text, per_head)
        self.audio = Int8KeyValueCache(heard) if engine.int8 else KeyValueCache(heard, engine.dtype, engine.device)
        self.text = KeyValueCache(said, engine.dtype, engine.device, compiled=engine.int8)
        looked = (size, LONGEST_TEXT + 1, engine.decoder.n_alignment_heads, positions)
        self.attention = torch.zeros(looked, dtype=torch.float16, device=engine.device)
        self.sequences: list[Sequence] = []
        self.suppressed = torch.tensor([*tokenizer.non_speech_tokens], device=engine.device)
        self.blank = torch.tensor([*tokenizer.encode(" "), tokenizer.eot], device=engine.device)

    @torch.inference_mode()
    def prefill(self, encoded: Tensor) -> Tensor:
        """Lay out what the next sequence will be asked about; returns what Whisper says before a text.

        encoded : shape = (n_positions, width); returns probabilities, shape = (n_vocab,)
        """
        slot = len(self.sequences)
        self.audio.clear(slot)
        self.text.clear(slot)
        self.audio.look(range(slot, slot + 1), new=len(encoded))
        self.engine.decoder.listen(encoded, self.audio)
        logits, _ = self.forward([[self.engine.tokenizer.sot]], range(slot, slot + 1))
        self.text.clear(slot)
        return logits[0].float().softmax(-1)

    @torch.inference_mode()
    def start(self, sequence: Sequence) -> None:
        """Begin with the text of what was listened to last."""
        slot = len(self.sequences)
        self.sequences.append(sequence)
        self._decode([sequence.prompt], range(slot, slot + 1))

    @torch.inference_mode()
    def step(self) -> list[tuple[Sequence, Decoded]]:
        """One token for every sequence; those that ended with it leave."""
        if not any(sequence.done for sequence in self.sequences):
            self._decode([[sequence.tokens[-1]] for sequence in self.sequences], range(len(self.sequences)))
        for slot in range(len(self.sequences)):
            self._weigh(slot)
        finished = [slot for slot, sequence in enumerate(self.sequences) if sequence.done]
        return [self._leave(slot) for slot in reversed(finished)]

    def forward(self, tokens: list[list[int]], slots: range) -> tuple[Tensor, Tensor]:
        """tokens : the new ones of every slot, as many of each; returns as the decoder does."""
        self.text.look(slots, new=len(tokens[0]))
        self.audio.look(slots)
        return self.engine.decoder(torch.tensor(tokens, device=self.device), self.text, self.audio)

    def _decode(self, tokens: list[list[int]], slots: range) -> None:
        """The next token of the sequences in these slots, and where it is heard."""
        logits, attention = self.forward(tokens, slots)
        sequences = self.sequences[slots.start : slots.stop]
        written = [len(sequence.tokens) for sequence in sequences]
        self.attention[list(slots), written, :, : attention.shape[-1]] = attention.to(self.attention.dtype)
        self._choose(logits.float(), sequences)

    def _choose(self, logits: Tensor, sequences: list[Sequence]) -> None:
        """logits : shape = (n, n_vocab)"""
        end = self.engine.tokenizer.eot
        self.rule_out(logits, [not sequence.tokens for sequence in sequences])
        chosen = logits.max(-1).indices  # faster than argmax
        for i, sequence in enumerate(sequences):
            if sequence.temperature > 0:
                chosen[i] = self._drawn(logits[i], sequence)
        likely = logits.log_softmax(-1).gather(1, chosen[:, None])[:, 0].tolist()  # logsumexp's last bit varies with n
        for sequence, token, log_probability in zip(sequences, chosen.tolist(), likely, strict=True):
            sequence.take(token, log_probability, end)
        for i, sequence in enumerate(sequences):
            if sequence.bias:
                sequence.bias.note(len(sequence.log_probabilities) - 1, int(chosen[i]), logits[i])

    def _weigh(self, slot: int) -> None:
        """Let a course word come in where it is likelier than what was heard instead; the text goes on from there."""
        sequence, end = self.sequences[slot], self.engine.tokenizer.eot
        while sequence.bias and (rival := sequence.bias.due(len(sequence.tokens), sequence.done)):
            at, length = rival.at, self.text.lengths[slot]
            begin = len(sequence.prompt) + at
            if at + LONGEST_WORD + BEHIND > LONGEST_TEXT:
                continue
            kept = self.text.buffer[:, :, slot, :, begin:length].clone()
            self.text.lengths[slot] = begin
            looked: list[Tensor] = []  # where each token is heard

            def say(token: int, slot: int = slot, looked: list[Tensor] = looked) -> Tensor:
                logits, attention = self.forward([[token]], range(slot, slot + 1))
                looked.append(attention[0])
                logits = logits.float()
                self.rule_out(logits, [False])
                return logits[0].log_softmax(-1)

            said = sequence.bias.weigh(rival, sequence.tokens, sequence.log_probabilities, end, say)
            if said:
                sequence.tokens[at:] = [token for token, _ in said]
                sequence.log_probabilities[at:] = [log_probability for _, log_probability in said]
                for row, attention in enumerate(looked[: len(said) - 1], at + 1):
                    self.attention[slot, row, :, : attention.shape[-1]] = attention.to(self.attention.dtype)
                self.text.lengths[slot] = begin + len(said) - 1
                sequence.done = False
                sequence.bias.won()
            else:
                self.text.buffer[:, :, slot, :, begin:length] = kept
                self.text.lengths[slot] = length

    def rule_out(self, logits: Tensor, first: list[bool]) -> None:
        """What is never said, in place; nor nothing at all as the first token of a text.

        logits : shape = (n, n_vocab); first : of each of the n, whether its text begins with what comes now
        """
        logits[:, self.suppressed] = -torch.inf
        logits[:, self.engine.tokenizer.eot + 1 :] = -torch.inf
        for i, begins in enumerate(first):
            if begins:
                logits[i, self.blank] = -torch.inf

    def _drawn(self, logits: Tensor, sequence: Sequence) -> Tensor:
        generator = torch.Generator(self.device).manual_seed(sequence.seed + len(sequence.tokens))
        return torch.multinomial((logits / sequence.temperature).softmax(-1), 1, generator=generator)[0]

    def _leave(self, slot: int) -> tuple[Sequence, Decoded]:
        """Take a sequence out; the last one moves into its slot."""
        sequence, last = self.sequences[slot], len(self.sequences) - 1
        attention = self.attention[slot, : len(sequence.tokens) + 1, :, : self.audio.lengths[slot]]
        heard = attention.float().permute(1, 0, 2).cpu().numpy()
        if slot != last:
            self.text.move(last, slot)
            self.audio.move(last, slot)
            self.attention[slot] = self.attention[last]
            self.sequences[slot] = self.sequences[last]
        del self.sequences[last]
        return sequence, Decoded(sequence.tokens, sequence.log_probabilities, heard, sequence.temperature)


def batch_size(engine: Engine, positions: int, batches: int) -> int:
    """How many sequences fit each of so many batches: a CPU's memory comfortably, or half of a GPU's."""
    cuda, width = engine.device.type == "cuda", engine.dtype.itemsize
    audio, text = positions * (2 if cuda else 1), LONGEST_TEXT * width
    size = (audio + text) * 2 * engine.dims.n_text_state * engine.dims.n_text_layer
    room = torch.cuda.mem_get_info(engine.device)[0] // 2 if cuda else CACHE_BYTES // batches
    return int(min(MOST_SEQUENCES_CUDA if cuda else MOST_SEQUENCES, max(1, room // size)))
