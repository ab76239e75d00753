"""The likeliest text of one chunk, by beam search: for what is hard to hear.

As openai-whisper's with `beam_size`, after Graves, "Sequence Transduction with Recurrent Neural Networks" (2012); the
course's words count for more, as in shallow fusion (bias.py).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import torch
from torch import Tensor

from lecture.speech.batch import LONGEST_TEXT, Batch, Decoded
from lecture.speech.bias import NEAR, CourseWords, Progress

WIDTH = 5  # texts that are followed side by side


@dataclass(slots=True)
class _Text:
    """One of the texts that are followed. `slots` are where it was in the batch at each of its tokens."""

    tokens: list[int] = field(default_factory=list)
    log_probabilities: list[float] = field(default_factory=list)
    slots: list[int] = field(default_factory=list)
    progress: Progress = field(default_factory=Progress)

    @property
    def ended(self) -> bool:
        return len(self.tokens) < len(self.log_probabilities)

    @property
    def worth(self) -> float:
        """Its log probability, and what speaks for its course words."""
        return sum(self.log_probabilities) + self.progress.bonus(self.ended)

    @property
    def mean(self) -> float:
        return self.worth / len(self.log_probabilities)


@torch.inference_mode()
def likeliest(batch: Batch, encoded: Tensor, prompt: list[int], words: CourseWords) -> Decoded:
    """The text whose tokens are likeliest on average, of those that ended before any that goes on could be likelier.

    batch : of WIDTH sequences, none of them in use
    encoded : of the chunk, shape = (n_positions, width); prompt : the tokens before its text
    """
    batch.prefill(encoded)
    logits, attention = batch.forward([prompt], range(1))
    for slot in range(1, WIDTH):
        batch.audio.move(0, slot)
        batch.text.move(0, slot)
    heard = []  # where each step looked, shape = (n, n_heads, n_positions) each
    going: list[_Text] = [_Text()]
    ended: list[_Text] = []
    while True:
        heard.append(attention)
        following: list[_Text] = []
        for text in _candidates(batch, logits, going, words):
            (ended if text.ended else following).append(text)
            if len(following) == WIDTH:
                break
        going = following
        ahead = ended and not words.terms and max(text.worth for text in ended) >= going[0].worth  # and stays so
        if ahead or len(ended) >= WIDTH or len(going[0].tokens) == LONGEST_TEXT:
            break
        batch.text.reorder([text.slots[-1] for text in going])
        logits, attention = batch.forward([[text.tokens[-1]] for text in going], range(WIDTH))
    best = max(ended or going, key=lambda text: text.mean)
    rows = [heard[step][slot] for step, slot in enumerate(best.slots)]
    rows += [heard[-1][0]] * (len(best.tokens) + 1 - len(rows))  # of an end that never came
    looked = torch.stack(rows, 1)[..., : len(encoded)].float().cpu().numpy()
    return Decoded(best.tokens, best.log_probabilities, looked, 0.0)


def _candidates(batch: Batch, logits: Tensor, going: list[_Text], words: CourseWords) -> list[_Text]:
    """Each text longer by a token, the best first; of each as many as could be needed, and what course words allow."""
    end = batch.engine.tokenizer.eot
    logits = logits.float()
    batch.rule_out(logits, [not text.tokens for text in going])
    likely = logits.log_softmax(-1)  # shape = (n, n_vocab)
    best, tokens = likely.topk(WIDTH + 1)  # shape = (n, WIDTH + 1) each
    longer = []
    for slot, text in enumerate(going):
        found = dict(zip(tokens[slot].tolist(), best[slot].tolist(), strict=True))
        if words.terms:
            offered = list(text.progress.following(words.root) - found.keys())
            least = max(found.values()) - NEAR
            found |= {t: p for t, p in zip(offered, likely[slot, offered].tolist(), strict=True) if p >= least}
        for token, log_probability in found.items():
            last = token == end
            longer.append(
                _Text(
                    text.tokens if last else [*text.tokens, token],
                    [*text.log_probabilities, log_probability],
                    [*text.slots, slot],
                    text.progress if last else text.progress.after(token, words.root),
                )
            )
    return sorted(longer, key=lambda text: -text.worth)
