"""Whisper's decoder: tokens and the KV caches of text and audio -> logits of what comes next, and where it is heard."""

from __future__ import annotations

import torch
from torch import Tensor
from whisper.model import ResidualAttentionBlock, TextDecoder

from lecture.speech.cache import KeyValueCache
from lecture.speech.layers import Packer


class DecoderBlock:
    """Self-attention, cross-attention and MLP, each behind a norm and added to what came in."""

    def __init__(self, block: ResidualAttentionBlock, pack: Packer) -> None:
        self.n_heads = block.attn.n_head
        self.self_norm = pack.norm(block.attn_ln)
        self.query_key_value = pack.query_key_value(block.attn)
        self.self_out = pack.out(block.attn)
        self.cross_norm = pack.norm(block.cross_attn_ln)
        self.cross_query = pack.query(block.cross_attn)
        self.cross_key_value = pack.key_value(block.cross_attn)
        self.cross_out = pack.out(block.cross_attn)
        self.mlp_norm = pack.norm(block.mlp_ln)
        self.mlp = pack.mlp(block)

    def __call__(self, x: Tensor, layer: int, text: KeyValueCache, audio: KeyValueCache) -> tuple[Tensor, Tensor]:
        """x : shape = (n, new, width), as is what comes out; the attention to the audio comes with it."""
        qkv = self.query_key_value(self.self_norm(x)).view(*x.shape[:2], 3, self.n_heads, -1)
        text.write(layer, qkv[:, :, 1:])
        _, y = text.attend(layer, qkv[:, :, 0])  # (n, new, n_heads, per_head)
        x = x + self.self_out(y.flatten(2))  # (n, new, width)

        q = self.cross_query(self.cross_norm(x)).view(*x.shape[:2], self.n_heads, -1)  # (n, new, n_heads, per_head)
        weights, y = audio.attend(layer, q)  # (n, n_heads, new, n_positions), (n, new, n_heads, per_head)
        x = x + self.cross_out(y.flatten(2))  # (n, new, width)

        return x + self.mlp(self.mlp_norm(x)), weights

    def listen(self, encoded: Tensor, layer: int, audio: KeyValueCache) -> None:
        """encoded : shape = (n_positions, width)"""
        both = self.cross_key_value(encoded)  # (n_positions, 2 * width)
        audio.write(layer, both.view(1, len(both), 2, self.n_heads, -1))


class Decoder:
    """Embedding, blocks, logits. What it keeps between two calls lies in the caches: threads share it."""

    def __init__(self, decoder: TextDecoder, alignment_heads: list[tuple[int, int]], pack: Packer) -> None:
        """alignment_heads : (layer, head) of those whose attention tells where in the audio a token is heard"""
        self.embedding = decoder.token_embedding.weight.detach().to(pack.dtype)
        self.positions = decoder.positional_embedding.detach().to(pack.dtype)
        self.blocks = [DecoderBlock(block, pack) for block in decoder.blocks]
        self.norm = pack.norm(decoder.ln)
        self.logits = pack.linear(self.embedding, None)
        self.n_alignment_heads = len(alignment_heads)
        self.alignment_heads = [[h for at, h in alignment_heads if at == layer] for layer in range(len(self.blocks))]

    def __call__(self, tokens: Tensor, text: KeyValueCache, audio: KeyValueCache) -> tuple[Tensor, Tensor]:
        """tokens : shape = (n, new), the sequences that the caches look at, each longer by as many.

        Returns the logits behind the last token, shape = (n, n_vocab), and where the alignment heads looked for it,
        shape = (n, n_alignment_heads, n_positions).
        """
        x = self.embedding[tokens] + self.positions[text.positions]  # (n, new, width)
        heard = []
        for layer, block in enumerate(self.blocks):
            x, weights = block(x, layer, text, audio)  # (n, new, width), (n, n_heads, new, n_positions)
            heard.append(weights[:, self.alignment_heads[layer], -1])  # (n, its alignment heads, n_positions)
        return self.logits(self.norm(x[:, -1])), torch.cat(heard, 1)

    def listen(self, encoded: Tensor, audio: KeyValueCache) -> None:
        """Write the keys and values of what the encoder made, shape = (n_positions, width), in every layer."""
        for layer, block in enumerate(self.blocks):
            block.listen(encoded, layer, audio)
