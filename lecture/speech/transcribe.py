"""A recording -> a growing Transcript: chunks of sound through batched Whisper decoding, with times and doubts."""

from __future__ import annotations

import time
import zlib
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from lecture.errors import LanguageUnknown, NoSpeech
from lecture.languages import language_name
from lecture.speech.audio import LONGEST_CHUNK, SAMPLE_RATE, Chunk, Recording, Samples, SpeechDetector, chunks
from lecture.speech.decoder import LONGEST_TEXT, POSITIONS_PER_SECOND, Batch, Decoded, Engine, Sequence
from lecture.values import Options, Segment, Transcript, Word

if TYPE_CHECKING:
    from torch import Tensor
    from whisper import Whisper
    from whisper.tokenizer import Tokenizer

SHORTEST_WINDOW = 12.0  # seconds that a short chunk is filled up to; in a tight window Whisper repeats itself
WINDOW = 30.0  # seconds that Whisper was trained on
TAIL = 1.5  # seconds of silence after a chunk; with less, Whisper may not find its end and repeats itself
TEMPERATURES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)  # as openai-whisper's, for chunks that decode badly
MOST_REPETITIVE = 2.4  # compression ratio above which a text is a loop
LEAST_LIKELY = -1.0  # mean log probability below which a text is a guess
RUSH = 0.25  # seconds in which nobody says five words: the decoder went on when the speaker did not
ASKING = 4  # tokens between the prompt and the text: start, language, task, no times
SHORTEST_HALF = 2.0  # seconds; nobody says in less what Whisper could not write at once
SILENT = 0.6  # no-speech probability above which an unlikely text was not said
FIRST_LOOK = 4  # chunks with speech that the recording's main language is found from
LOYALTY = 4  # how many times likelier than the main language another must be for a chunk to be heard in it
MOST_WORKERS = 4  # more share memory's bandwidth to no gain; cores beyond that are divided among them
FIRST_ROWS = 2  # chunks that a worker decodes at once until its first words are out
LONGEST_SEGMENT = 15.0  # seconds
BREAK = 2.0  # seconds of pause that end a segment even within a sentence
PATIENCE = 1.0  # seconds between yields
OPENING = "\"'“‘¿¡([{«「『-"
TITLES = frozenset({"Mr.", "Mrs.", "Ms.", "Dr.", "Prof.", "St.", "vs.", "No.", "Fig."})


class Recognizer:
    """openai-whisper's own loaded model, made ready for fast decoding. Built once per process.

    Not for two threads at once. `name` is what the reports say, such as "Whisper base".
    """

    def __init__(self, model: Whisper, name: str = "Whisper") -> None:
        self.model = model
        self.name = name
        self.device = model.device
        self.engine = Engine(model)


def transcribe(
    recognizer: Recognizer,
    recording: Path,
    options: Options,
    *,
    so_far: Transcript | None = None,
    name: str | None = None,
    words: bool = True,
) -> Iterator[Transcript]:
    """Hear a recording; yields the transcript as it grows, the last one heard to its end.

    so_far : any Transcript that this yielded before for the same recording and options; the work goes on from there.
    name : what the student calls the file, for errors; the path's own name if None.
    words : whether segments carry the times of their words.

    It yields every second or two of work, sometimes the same transcript again, so that a caller can stop.
    Raises EmptyRecording, NotARecording, NoSound, NoSpeech, LanguageUnknown.
    """
    known = recognizer.engine.languages
    if options.language and known and options.language not in known:
        raise LanguageUnknown(recognizer.name, language_name(options.language))
    source = Recording(recording, name)
    heard = so_far.heard if so_far else 0.0
    segments = list(so_far.segments) if so_far else []

    def transcript(duration: float, remark: str = "") -> Transcript:
        spoken = options.language or _spoken_most(segments)
        return Transcript(tuple(segments), spoken, duration, heard, options.task, remark)

    language = options.language or ""
    for guess in [] if language else _main_language(source, recognizer.engine):
        language = guess
        yield transcript(max(source.expected, heard + 1))
    yielded = time.monotonic()
    for done in _hear(chunks(iter(source), round(heard * SAMPLE_RATE)), recognizer.engine, options, language):
        if done:
            segments += _segments(done, recognizer.engine, options, words)
            heard = done.chunk.end / SAMPLE_RATE
        if done or time.monotonic() - yielded > PATIENCE:
            yield transcript(max(source.expected, heard + 1))
            yielded = time.monotonic()
    if not segments:
        raise NoSpeech(source.name, source.seconds)
    heard = source.seconds
    yield transcript(heard, source.remark)


def _spoken_most(segments: list[Segment]) -> str:
    seconds: Counter[str] = Counter()
    for segment in segments:
        seconds[segment.language] += max(1, round(100 * (segment.end - segment.start)))
    return seconds.most_common(1)[0][0] if seconds else ""


@dataclass(eq=False)
class _Item:
    """A chunk from the time it is cut until its words are known. `decoded` stays None where nobody speaks."""

    chunk: Chunk
    language: str = ""
    no_speech: float = 0.0
    decoded: Decoded | None = None
    words: list[_Timed] = field(default_factory=list)
    halves: tuple[_Item, ...] = ()  # heard instead of the whole where that has more words than Whisper writes at once
    done: bool = False


def _hear(found: Iterator[Chunk], engine: Engine, options: Options, language: str) -> Iterator[_Item | None]:
    """Every chunk, in order, once its words are known; None in between, at least every second.

    Each core has a worker with chunks of its own: no core ever waits for another within a product.
    """
    import torch

    cores = torch.get_num_threads()
    count = 1 if engine.device.type == "cuda" else min(cores, MOST_WORKERS)
    todo: Queue[_Item | None] = Queue(maxsize=count)
    finished: Queue[_Item | BaseException] = Queue()
    stop = Event()
    workers = [_Worker(engine, options, language, cores // count, count, todo, finished, stop) for _ in range(count)]
    detector = SpeechDetector()
    line: deque[_Item] = deque()
    try:
        for worker in workers:
            worker.start()
        for item in map(_Item, found):
            line.append(item)
            item.done = not detector.hears_speech(item.chunk.sound)
            while not item.done and not _put(todo, item):
                yield from _arrived(line, finished)
            yield from _arrived(line, finished)
        for _ in workers:
            while not _put(todo, None):
                yield from _arrived(line, finished)
        while line:
            yield from _arrived(line, finished, PATIENCE)
    finally:
        stop.set()
        for worker in workers:
            worker.join()
        torch.set_num_threads(cores)


def _put(todo: Queue[_Item | None], item: _Item | None) -> bool:
    try:
        todo.put(item, timeout=PATIENCE)
    except Full:
        return False
    return True


def _arrived(
    line: deque[_Item], finished: Queue[_Item | BaseException], patience: float = 0.0
) -> Iterator[_Item | None]:
    """What is done at the head of the line."""
    with suppress(Empty):
        while True:
            result = finished.get(timeout=patience) if patience else finished.get_nowait()
            if isinstance(result, BaseException):
                raise result
            result.done, patience = True, 0.0
    yield None
    while line and line[0].done:
        yield line.popleft()


class _Worker(Thread):
    """Takes chunks, gives them back heard. A row that finishes makes room for the next chunk at once."""

    def __init__(
        self,
        engine: Engine,
        options: Options,
        language: str,
        threads: int,
        workers: int,
        todo: Queue[_Item | None],
        finished: Queue[_Item | BaseException],
        stop: Event,
    ) -> None:
        super().__init__(name="whisper", daemon=True)
        self.engine, self.options, self.language, self.threads = engine, options, language, threads
        self.todo, self.finished, self.stop = todo, finished, stop
        prompt = engine.tokenizer.encode(" " + options.prompt.strip()) if options.prompt.strip() else []
        room = engine.dims.n_text_ctx - LONGEST_TEXT - ASKING - 1
        self.prompt = [engine.tokenizer.sot_prev, *prompt[-room:]] if prompt else []
        self.text = len(self.prompt) + ASKING + LONGEST_TEXT
        self.positions = round((LONGEST_CHUNK + TAIL) * POSITIONS_PER_SECOND)
        self.size = engine.rows(self.positions, workers)

    def run(self) -> None:
        import torch

        torch.set_num_threads(self.threads)
        try:
            self._work()
        except BaseException as error:  # noqa: BLE001  it is raised again where it can be seen, in the caller's thread
            self.finished.put(error)

    def _work(self) -> None:
        batch = Batch(self.engine, self.size, self.positions, self.text)
        decoding: dict[int, _Item] = {}
        rows, more = min(FIRST_ROWS, self.size), True
        while (more or batch.rows) and not self.stop.is_set():
            while more and len(batch.rows) < rows and not self.stop.is_set():
                try:
                    item = self.todo.get(timeout=0 if batch.rows else PATIENCE)
                except Empty:
                    break
                if item is None:
                    more = False
                    break
                decoding[id(self._start(batch, item))] = item
            for row, decoded in batch.step() if batch.rows else []:
                item, rows = decoding.pop(id(row)), self.size
                self._judge(item, decoded)
                self.finished.put(item)

    def _start(self, batch: Batch, item: _Item) -> Sequence:
        said = batch.prefill(encoded(self.engine, item.chunk.sound))
        item.no_speech = float(said[self.engine.tokenizer.no_speech])
        item.language = self.language
        if self.options.language is None and self.engine.languages:
            likely = _languages(self.engine, said)
            likely[list(self.engine.languages).index(self.language)] *= LOYALTY
            item.language = list(self.engine.languages)[int(likely.argmax())]
        row = Sequence([*self.prompt, *self.engine.before_text(item.language, self.options.task)])
        batch.start(row)
        return row

    def _judge(self, item: _Item, decoded: Decoded) -> None:
        """Take what was heard; hear it again in another way where it cannot be right."""
        self._take(item, decoded)
        more = decoded.broken_off and _repetition(decoded, self.engine.tokenizer) <= MOST_REPETITIVE
        if more and len(item.chunk.sound) > 2 * SHORTEST_HALF * SAMPLE_RATE:
            item.halves = tuple(map(_Item, item.chunk.halves()))
            for half in item.halves:
                self._hear_alone(half)
        elif self._failed(item):
            self._hear_again(item)

    def _hear_alone(self, item: _Item) -> None:
        batch = Batch(self.engine, 1, self.positions, self.text)
        self._start(batch, item)
        while batch.rows and not self.stop.is_set():
            for _, decoded in batch.step():
                self._judge(item, decoded)

    def _take(self, item: _Item, decoded: Decoded) -> None:
        language = item.language if self.options.task == "transcribe" else "en"
        item.decoded = decoded
        item.words = _timed_words(item, self.engine.tokenizer_for(language))

    def _failed(self, item: _Item) -> bool:
        return bool(_doubt(item, self.engine.tokenizer)) and not _unsaid(item)

    def _hear_again(self, item: _Item) -> None:
        """The full 30 s window, without the prompt, ever more freely; where all fail, the best is kept."""
        assert item.decoded is not None
        batch = Batch(self.engine, 1, round(WINDOW * POSITIONS_PER_SECOND), self.text)
        tries = [item.decoded]
        window = encoded(self.engine, item.chunk.sound, WINDOW)
        for attempt, temperature in enumerate(TEMPERATURES):
            batch.prefill(window)
            prompt = self.engine.before_text(item.language, self.options.task)
            batch.start(Sequence(prompt, temperature, seed=item.chunk.end + 1000 * attempt))
            while batch.rows and not self.stop.is_set():
                tries += [decoded for _, decoded in batch.step()]
            self._take(item, tries[-1])
            if self.stop.is_set() or not self._failed(item):
                return
        self._take(item, min(tries, key=lambda h: (_repetition(h, self.engine.tokenizer) > MOST_REPETITIVE, -h.mean)))


def encoded(engine: Engine, sound: Samples, seconds: float = 0) -> Tensor:
    """Through the encoder: with a short tail of silence, or filled up with it to so many seconds."""
    from whisper.audio import N_SAMPLES_PER_TOKEN, log_mel_spectrogram

    seconds = seconds or min(max(len(sound) / SAMPLE_RATE + TAIL, SHORTEST_WINDOW), WINDOW)
    length = int(seconds * SAMPLE_RATE)
    length -= length % N_SAMPLES_PER_TOKEN
    padded = np.pad(sound, (0, max(0, length - len(sound))))[:length]
    return engine.encode(log_mel_spectrogram(padded, engine.dims.n_mels))


def _languages(engine: Engine, said: Tensor) -> npt.NDArray[np.float64]:
    """How likely each language is, in the order of `engine.languages`."""
    probabilities = said[list(engine.languages.values())].double().cpu().numpy()
    return np.asarray(probabilities / probabilities.sum())


def _main_language(source: Recording, engine: Engine) -> Iterator[str]:
    """The language that the first chunks with speech agree on: the best guess after each, the last one counts."""
    if not engine.languages:  # a model that knows English alone
        yield "en"
        return
    detector, looked = SpeechDetector(), 0
    batch = Batch(engine, 1, round((LONGEST_CHUNK + TAIL) * POSITIONS_PER_SECOND), 4)
    total = np.zeros(len(engine.languages))
    for chunk in chunks(iter(source)):
        if detector.hears_speech(chunk.sound):
            total += np.log(_languages(engine, batch.prefill(encoded(engine, chunk.sound))) + 1e-6)
            looked += 1
        yield list(engine.languages)[int(total.argmax())]
        if looked == FIRST_LOOK:
            return


def _repetition(decoded: Decoded, tokenizer: Tokenizer) -> float:
    data = tokenizer.decode(decoded.tokens).strip().encode()
    return len(data) / len(zlib.compress(data)) if data else 1.0


def _doubt(item: _Item, tokenizer: Tokenizer) -> str:
    """Why a chunk's words may be wrong; empty where nothing speaks against them."""
    assert item.decoded is not None
    if _repetition(item.decoded, tokenizer) > MOST_REPETITIVE:
        return "the same words come over and over"
    if any(after.end - word.start < RUSH for word, after in zip(item.words, item.words[4:], strict=False)):
        return "more words than could have been said"
    if item.decoded.mean < LEAST_LIKELY:
        return "hard to understand"
    if item.decoded.broken_off:
        return "more was said than could be written"
    return ""


def _unsaid(item: _Item) -> bool:
    assert item.decoded is not None
    return item.no_speech > SILENT and item.decoded.mean < LEAST_LIKELY


@dataclass
class _Timed:
    """A word with its punctuation, still in tokens; times in seconds of the recording."""

    text: str
    tokens: list[int]
    log_probabilities: list[float]
    start: float
    end: float


def _segments(item: _Item, engine: Engine, options: Options, words: bool) -> list[Segment]:
    """Sentences, or clauses where a sentence is long, with their times."""
    if item.halves:
        return [segment for half in item.halves for segment in _segments(half, engine, options, words)]
    if item.decoded is None or not item.decoded.tokens or _unsaid(item):
        return []
    tokenizer = engine.tokenizer_for(item.language if options.task == "transcribe" else "en")
    doubt = _doubt(item, engine.tokenizer)
    repetition = _repetition(item.decoded, tokenizer)
    segments = []
    for group in _sentences(item.words):
        likely = [p for word in group for p in word.log_probabilities]
        mean = sum(likely) / len(likely)
        text = tokenizer.decode([token for word in group for token in word.tokens]).strip()
        segments.append(
            Segment(
                start=round(group[0].start, 2),
                end=round(group[-1].end, 2),
                text=text,
                words=tuple(Word(round(w.start, 2), round(w.end, 2), w.text.strip()) for w in group) if words else (),
                language=item.language,
                mean_log_probability=round(mean, 4),
                no_speech_probability=round(item.no_speech, 4),
                compression_ratio=round(repetition, 4),
                doubt=doubt or ("hard to understand" if mean < LEAST_LIKELY else ""),
            )
        )
    return segments


def _timed_words(item: _Item, tokenizer: Tokenizer) -> list[_Timed]:
    """Words with times: each token is heard where the cross attention moves on to it."""
    assert item.decoded is not None
    decoded, chunk = item.decoded, item.chunk
    positions = round(len(chunk.sound) / SAMPLE_RATE * POSITIONS_PER_SECOND)
    starts = _token_starts(decoded.attention[..., : max(1, positions)])
    timed: list[_Timed] = []
    first, opening = 0, False
    for text, tokens in zip(*tokenizer.split_to_word_tokens(decoded.tokens), strict=True):
        last = first + len(tokens)
        word = _Timed(
            text, tokens, decoded.log_probabilities[first:last], chunk.time(starts[first]), chunk.time(starts[last])
        )
        first = last
        bare = not any(map(str.isalnum, text))
        if timed and (opening or (bare and text.strip() not in OPENING)):  # punctuation belongs to the word it touches
            before = timed[-1]
            before.text += word.text
            before.tokens = before.tokens + word.tokens
            before.log_probabilities = before.log_probabilities + word.log_probabilities
            if opening:
                before.start, before.end = word.start, word.end
            opening = False
        else:
            timed.append(word)
            opening = bare and text.strip() in OPENING
    _into_speech(timed, [(start / SAMPLE_RATE, end / SAMPLE_RATE) for start, end in chunk.speech])
    return timed


def _token_starts(attention: npt.NDArray[np.float32]) -> list[float]:
    """Seconds in the chunk at which each token begins, and at which the last one ends.

    attention : shape = (n_heads, n_tokens + 1, n_positions)

    As openai-whisper's find_alignment: how much more each position is looked at than by the other tokens, averaged
    over the heads, smoothed, then the cheapest monotonic path through it (dynamic time warping), a row at a time.
    """
    mean, deviation = attention.mean(1, keepdims=True), attention.std(1, keepdims=True) + 1e-6
    cost = -_median_of_seven(((attention - mean) / deviation).mean(0)).astype(np.float64)
    n_rows, n_positions = cost.shape
    positions = np.arange(n_positions)
    entries = np.zeros((n_rows, n_positions), np.int64)  # where the path to here came into this row
    diagonal = np.zeros((n_rows, n_positions), bool)  # whether it moved on by a position in doing so
    total = np.full(n_positions, np.inf)
    for row in range(n_rows):
        before = np.concatenate([[0.0 if row == 0 else np.inf], total[:-1]])
        diagonal[row] = before <= total
        through = np.cumsum(cost[row])
        entering = np.minimum(before, total) - through + cost[row]
        cheapest = np.minimum.accumulate(entering)
        entries[row] = np.maximum.accumulate(np.where(entering <= cheapest, positions, 0))
        total = through + cheapest
    starts = []
    position = n_positions - 1
    for row in reversed(range(n_rows)):
        position = int(entries[row, position])
        starts.append(position / POSITIONS_PER_SECOND)
        position -= bool(diagonal[row, position]) and position > 0
    return starts[::-1]


def _median_of_seven(values: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Of each value and its neighbours along the last axis."""
    padded = np.pad(values, [(0, 0), (3, 3)], mode="edge")
    return np.asarray(np.partition(np.lib.stride_tricks.sliding_window_view(padded, 7, axis=-1), 3)[..., 3])


def _into_speech(timed: list[_Timed], speech: list[tuple[float, float]]) -> None:
    """Move times that fall into a pause to its nearer side in the text: words begin and end where somebody speaks."""
    pauses = [
        (end, start) for (_, end), (start, _) in zip([(0.0, 0.0), *speech], [*speech, (np.inf, np.inf)], strict=True)
    ]
    for index, word in enumerate(timed):
        for quiet, loud in pauses:
            if word.end <= quiet or word.start >= loud:
                continue
            before, after = quiet - word.start, word.end - loud
            if before > max(0.0, after) or (after <= 0 and before > 0):  # said before the pause
                word.end = quiet
            elif after > 0:  # said after it
                word.start = loud
        if index:
            word.start = max(word.start, timed[index - 1].end)
        word.end = max(word.end, word.start)


def _sentences(timed: list[_Timed]) -> Iterator[list[_Timed]]:
    """Words that belong together: to the end of a sentence, or to a pause that is longer than a breath."""
    group: list[_Timed] = []
    for index, word in enumerate(timed):
        group.append(word)
        following = timed[index + 1] if index + 1 < len(timed) else None
        ends = word.text.strip().rstrip("\"'”’»)]」』")[-1:] in ".?!…。！？" and not _abbreviated(word, following)
        if following is None or ends or following.start - word.end >= BREAK:
            yield from _clauses(group)
            group = []


def _abbreviated(word: _Timed, following: _Timed | None) -> bool:
    """Whether a full stop does not end a sentence: "Dr.", "e.g.", "J.", "3." of a number, or small letters behind."""
    text = word.text.strip()
    if following is None or not text.endswith("."):
        return False
    after = following.text.strip()
    return (
        after[:1].islower() or "." in text[:-1] or len(text) == 2 or text in TITLES or not following.text[:1].isspace()
    )


def _clauses(group: list[_Timed]) -> Iterator[list[_Timed]]:
    """A sentence as it is, or, if too long, in two at its best comma or pause, each again no longer than allowed."""
    if group[-1].end - group[0].start <= LONGEST_SEGMENT or len(group) == 1:
        yield group
        return
    middle = (group[0].start + group[-1].end) / 2
    length = group[-1].end - group[0].start

    def worth(at: int) -> float:
        before, after = group[at - 1], group[at]
        comma = before.text.strip()[-1:] in ",;:—、，；："
        return (0.5 if comma else 0.0) + min(1.0, after.start - before.end) - abs(after.start - middle) / length

    cut = max(range(1, len(group)), key=worth)
    yield from _clauses(group[:cut])
    yield from _clauses(group[cut:])
