"""Sound is cut in its pauses, the same wherever one begins."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lecture.speech.audio import SAMPLE_RATE, Samples
from lecture.speech.chunks import KEPT_PAUSE, LONGEST_CHUNK, LOOK_AHEAD, Chunk, chunks
from tests.lecture.speech import sounds


def test_no_more_is_read_than_a_chunk_needs() -> None:
    read = 0

    def stream() -> Any:
        nonlocal read
        while True:
            read += 1
            yield np.random.default_rng(read).normal(0, 0.1, SAMPLE_RATE).astype(np.float32)

    next(chunks(stream()))
    assert read <= LOOK_AHEAD + 1


def test_three_hours_are_cut_in_no_more_memory_than_minutes() -> None:
    def hours(length: float) -> Iterator[Samples]:
        block = np.random.default_rng(0).normal(0, 0.1, 5 * SAMPLE_RATE).astype(np.float32)
        block[:8000] = 0
        yield from (block.copy() for _ in range(round(length * 720)))

    def peak(length: float) -> int:
        tracemalloc.start()
        assert sum(len(chunk.sound) for chunk in chunks(hours(length))) > 0.8 * length * 3600 * SAMPLE_RATE
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(3.0) < 1.1 * peak(0.1) < 60e6


@st.composite
def recordings(draw: st.DrawFn) -> tuple[Samples, list[tuple[int, int]]]:
    """Noise in bursts with pauses between them, and the bursts."""
    lengths = st.tuples(st.integers(2, 300), st.integers(3, 200))  # of burst and pause, in tenths of a second
    generator = np.random.default_rng(draw(st.integers(0, 99)))
    parts, bursts, at = [np.zeros(1600, np.float32)], [], 1600
    for burst, pause in draw(st.lists(lengths, min_size=1, max_size=12)):
        bursts.append((at, at + burst * 1600))
        parts.append(generator.normal(0, 0.1, burst * 1600).astype(np.float32))
        parts.append(generator.normal(0, 1e-5, pause * 1600).astype(np.float32))
        at += (burst + pause) * 1600
    return np.concatenate(parts), bursts


def cut(sound: Samples, begin: int = 0) -> list[Chunk]:
    return list(chunks(iter(np.array_split(sound, 1 + len(sound) // 70_000)), begin))


@settings(max_examples=40, deadline=None)
@given(recordings())
def test_chunks_tile_the_sound_exactly(recording: tuple[Samples, list[tuple[int, int]]]) -> None:
    sound, bursts = recording
    found = cut(sound)
    pieces = [piece for chunk in found for piece in chunk.pieces]
    taken = np.zeros(len(sound), np.int8)
    for start, end in pieces:
        taken[start:end] += 1
    assert all((taken[start:end] == 1).all() for start, end in bursts)  # nothing lost, nothing twice
    assert taken.max() == 1
    assert found[-1].end == len(sound)
    assert all(one.end <= (other.pieces[0][0] if other.pieces else other.end) for one, other in pairwise(found))
    for chunk in found:
        assert len(chunk.sound) == sum(end - start for start, end in chunk.pieces) <= LONGEST_CHUNK * SAMPLE_RATE
        taken_from = np.concatenate([sound[a:b] for a, b in chunk.pieces] or [sound[:0]])
        assert (np.abs(chunk.sound) >= np.minimum(np.abs(taken_from), 1)).all()  # raised, or as it is
        assert (chunk.sound * taken_from >= 0).all()


@settings(max_examples=25, deadline=None)
@given(recordings())
def test_from_any_cut_on_the_same_chunks_follow(recording: tuple[Samples, list[tuple[int, int]]]) -> None:
    sound, _ = recording
    found = cut(sound)
    for index, chunk in enumerate(found):
        rest = cut(sound, chunk.end)
        assert [(c.pieces, c.speech, c.end) for c in rest] == [(c.pieces, c.speech, c.end) for c in found[index + 1 :]]


@settings(max_examples=25, deadline=None)
@given(recordings())
def test_cuts_fall_into_pauses_where_there_are_any(recording: tuple[Samples, list[tuple[int, int]]]) -> None:
    sound, bursts = recording
    for chunk in cut(sound)[:-1]:
        for start, end in bursts:
            if start < chunk.end < end:  # then no pause was to be had since well before
                heard_before = len(chunk.sound) - (chunk.end - start)
                assert heard_before <= (0.6 * LONGEST_CHUNK + 0.2) * SAMPLE_RATE


def test_long_pauses_are_not_listened_to_and_times_know_of_it() -> None:
    sound, truth = sounds.joined(["moon", "heat"], [100.0, 9.0])
    chunk = next(c for c in cut(sound) if c.pieces)
    assert len(chunk.sound) / SAMPLE_RATE < sum(t.end - t.start for t in truth) + 3 * KEPT_PAUSE
    begin = chunk.time(0.0)
    assert begin == pytest.approx(truth[0].start, abs=0.3)
    assert chunk.time(len(chunk.sound) / SAMPLE_RATE) == pytest.approx(truth[1].end, abs=0.3)
    assert [round(a / SAMPLE_RATE) for a, _ in chunk.pieces] == [round(t.start - 0.2) for t in truth]


@given(st.lists(st.tuples(st.integers(1, 40), st.booleans()), min_size=2, max_size=12))
def test_the_halves_of_a_chunk_are_the_chunk(stretches: list[tuple[int, bool]]) -> None:
    """Stretches of tenths of a second, listened to or not."""
    pieces: list[tuple[int, int]] = []
    at = 0
    for tenths, listened in stretches:
        if listened:
            pieces.append((at, at + tenths * 1600))
        at += tenths * 1600
    sound = np.random.default_rng(0).normal(0, 0.1, sum(b - a for a, b in pieces)).astype(np.float32)
    assume(len(sound) >= 2 * SAMPLE_RATE)
    chunk = Chunk(tuple(pieces), tuple(pieces), at, sound)
    left, right = chunk.halves()
    assert np.array_equal(np.concatenate([left.sound, right.sound]), sound)
    assert [*samples(left), *samples(right)] == samples(chunk)
    assert len(samples(left)) == len(left.sound)
    assert left.speech + right.speech == left.pieces + right.pieces
    assert min(len(left.sound), len(right.sound)) > len(sound) // 3 - SAMPLE_RATE // 100


def samples(chunk: Chunk) -> list[int]:
    return [sample for start, end in chunk.pieces for sample in range(start, end)]
