"""Small lectures as they are read, and a T5 that was trained on exactly what may be asked of it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from spacy.language import Language
from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

import models
from lecture.notes.facts import English
from lecture.notes.reading import read
from lecture.notes.t5 import T5
from lecture.values import Chapter, Fact, Reading, Segment, Transcript
from tests.tiny_t5 import train_tiny_t5

SAID = (
    "The wax of a candle melts near the flame.",
    "In 1848 Michael Faraday spoke of the flame.",
    "The lungs take oxygen from the air.",
    "Blood carries the oxygen to the heart.",
)
ONE, TWO, THREE, FOUR = SAID
SUMMARIES = {  # with a half sentence at the end, as T5 leaves it when its tokens run out
    f"summarize: {ONE} {TWO}": "the flame melts wax . Faraday spoke . and",
    f"summarize: {THREE} {FOUR}": "blood takes oxygen from the lungs .",
    "summarize: The flame melts wax. Blood takes oxygen from the lungs.": "wax and oxygen",
}
QUESTIONS = {
    f"generate question: {ONE} In <hl> 1848 <hl> Michael Faraday spoke of the flame.": "When did Faraday speak?",
    f"generate question: {ONE} In 1848 <hl> Michael Faraday <hl> spoke of the flame.": "Who spoke of the flame?",
    f"generate question: {ONE} In 1848 Michael Faraday spoke of the <hl> flame <hl> .": "It is?",
    f"generate question: The wax of a candle melts near the <hl> flame <hl> . {TWO}": "Where does the wax melt?",
    f"generate question: The lungs take <hl> oxygen <hl> from the air. {FOUR}": "What do the lungs take?",
    f"generate question: {THREE} Blood carries the <hl> oxygen <hl> to the heart.": "What does blood carry?",
}
HIGHLIGHTED = {ONE: ("flame",), TWO: ("Michael Faraday", "1848", "flame"), THREE: ("oxygen",), FOUR: ("oxygen",)}
WORTHS = {ONE: 0.9, TWO: 0.9, THREE: 0.5, FOUR: 0.95}

REEFS = (  # with two stretches in it that are beside the matter
    "Good morning everyone, please sit down and put your phones away.",
    "The exam will be on Tuesday in room twelve, and you may bring a calculator.",
    "A coral reef is a ridge of limestone that is built by small animals.",
    "Each animal is called a polyp, and a polyp is a soft tube with a ring of tentacles.",
    "The polyp takes calcium from the sea water and builds a cup of limestone around its body.",
    "When a polyp dies, its limestone cup remains, and a new polyp grows on top of the old cup.",
    "A reef grows by about one centimetre a year.",
    "Most corals need warm and clear water, because algae live inside their tissue.",
    "The algae use sunlight to make sugar, and they share the sugar with the polyp.",
    "In return, the polyp gives the algae shelter and carbon dioxide.",
    "Such a partnership is called symbiosis.",
    "Corals grow only in shallow water, since sunlight does not reach the deep sea.",
    "Charles Darwin described three kinds of reefs in 1842.",
    "A fringing reef grows directly along the shore of an island.",
    "A barrier reef is separated from the land by a lagoon.",
    "An atoll is a ring of coral around a lagoon without any island.",
    "Darwin explained that an atoll forms when a volcanic island slowly sinks into the sea.",
    "This video is sponsored by a company that sells mattresses, and you get ten percent off with our code.",
    "Go to their website now and order your free sample, the shipping is free too.",
    "Coral bleaching happens when the water becomes too warm.",
    "Warm water causes the coral to expel its algae, and the tissue turns white.",
    "A bleached coral can starve within a few weeks, because the algae made most of its food.",
    "Reefs protect the coast, because they break the force of the waves.",
    "About a quarter of all fish in the ocean depend on coral reefs.",
    "Carbon dioxide makes the sea water more acidic, and acid dissolves limestone.",
    "Parrotfish eat algae from the coral and turn limestone into sand.",
)
ASIDES = {REEFS[at] for at in (0, 1, 17, 18)}


def transcript_of(*said: str, language: str = "en", doubt: str = "") -> Transcript:
    """One segment of 8 s for each, every 10 s."""
    segments = tuple(
        Segment(10.0 * i, 10.0 * i + 8, text, language=language, doubt=doubt) for i, text in enumerate(said)
    )
    return Transcript(segments, language, 10.0 * len(said), 10.0 * len(said))


TOPICS = {
    "candle": "The wax of the candle melts under the flame. The wick of the candle lifts the wax to the flame.",
    "heart": "The heart pumps the blood into the lungs. The blood takes oxygen from the lungs to the heart.",
    "planets": "The planets turn around the sun on an orbit. The orbit of a planet is an ellipse around the sun.",
}


def three_topics() -> Transcript:
    return transcript_of(*[TOPICS[topic] for topic in TOPICS for _ in range(14)])


@cache
def english() -> English:
    """The parser and the encoder, loaded once."""
    return English(models.load_parser(), models.load_encoder())


def reading(transcript: Transcript) -> Reading:
    """As the pipeline reads it: English with its models, any other language by its words."""
    return read(transcript, english() if transcript.written_in == "en" else None)


def reading_of(*said: str, language: str = "en", doubt: str = "") -> Reading:
    return reading(transcript_of(*said, language=language, doubt=doubt))


@pytest.fixture(scope="session")
def parser() -> Language:
    return english().parser


@pytest.fixture(scope="session")
def reefs() -> Reading:
    return reading_of(*REEFS)


@pytest.fixture
def small() -> Reading:
    """In two chapters, though it is short, and with answers to ask for that no ranker chose."""
    found = reading_of(*SAID)
    chapters = (Chapter(0.0, 20.0, "Flame"), Chapter(20.0, 40.0, "Oxygen"))
    facts = tuple(
        Fact(sentence.text, sentence, WORTHS[sentence.text], answers=HIGHLIGHTED[sentence.text])
        for sentence in found.sentences
    )
    return replace(found, chapters=chapters, facts=facts)


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tiny-t5")
    train_tiny_t5(folder, SUMMARIES | QUESTIONS)
    return folder


@pytest.fixture(scope="session")
def tiny(tiny_folder: Path) -> T5:
    """Through transformers."""
    return _load(tiny_folder, None)


@pytest.fixture(scope="session")
def tiny_fast(tiny_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> T5:
    """Through CTranslate2."""
    return _load(tiny_folder, tmp_path_factory.mktemp("converted"))


def _load(folder: Path, cache: Path | None) -> T5:
    model = AutoModelForSeq2SeqLM.from_pretrained(folder, local_files_only=True).eval()
    return T5(model, AutoTokenizer.from_pretrained(folder, local_files_only=True), "tiny-t5", cache)
