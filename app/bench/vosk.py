"""What a compiled grammar is worth to Vosk: against its own phrase list, and against free decoding.

The same recordings go to the same model three times: with the shop's grammar in place of its
language, with the grammar's words as the phrase list, and as it comes. May import `app.bench`,
`skills` and `audio`.
"""

import json
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from app.bench.mix import mix
from app.bench.voices import Maker
from audio import pcm
from audio.acceptor import Acceptor
from audio.listen import trimmed
from audio.pcm import RATE, Samples
from audio.recognize_vosk import VoskEar

LONGEST = 9
"""Words of a sentence that is drawn"""
_TRIES = 100_000

Hear = Callable[[Samples], str]


def draw(att: str, count: int, unknown: Sequence[str], seed: int) -> list[str]:
    """Different sentences by walking the grammar at random, each of words the model knows."""
    grammar = Acceptor.parse(att).without(set(unknown)).optimised()
    leaving: dict[int, list[tuple[str, int]]] = {}
    for arc in grammar.arcs:
        leaving.setdefault(arc.source, []).append((arc.word, arc.target))
    drawn = random.Random(seed)  # noqa: S311  no secret
    found: dict[str, None] = {}
    for _ in range(_TRIES):
        if len(found) >= count:
            break
        state, words = grammar.start, list[str]()
        while len(words) <= LONGEST and state in leaving:
            if state in grammar.finals and words and drawn.random() < 1 / 2:
                break
            word, state = drawn.choice(leaving[state])
            words.append(word)
        if state in grammar.finals and len(words) <= LONGEST:
            found[" ".join(words)] = None
    return list(found)


def run(
    att: str,
    model: Path,
    maker: Maker,
    *,
    count: int,
    seed: int = 0,
    snr_db: float | None = None,
    progress: Callable[[str], None] = lambda line: None,
) -> dict[str, Any]:
    """Sentence accuracy and speed of the three. Raises EarUnavailable and VoiceMissing."""
    with VoskEar(att, model) as ear:
        sentences = draw(att, count, ear.unknown, seed)
        sounds = [trimmed(sound) for sound in _noisy(maker.speak(sentences), snr_db, seed)]
        progress(f"{len(sentences)} sentences spoken by {maker.name}")
        lines = [_measure("compiled grammar", _words(ear), sentences, sounds)]
    with VoskEar(att, model, phrase_list=True) as loose:
        lines.append(_measure("phrase list", _words(loose), sentences, sounds))
    lines.append(_measure("free decoding", _free(model), sentences, sounds))
    report = {"model": model.name, "voice": maker.name, "seed": seed, "snr_db": snr_db}
    return {**report, "sentences": len(sentences), "ways": lines}


def table(report: dict[str, Any]) -> str:
    """The report for people."""
    head = f"{report['sentences']} sentences, {report['voice']}, {report['model']}"
    lines = [f"{head}\n{'':16} sentences right  words right  decode/audio"]
    lines += [
        f"{way['way']:16} {way['sentences_right']:15.1%} {way['words_right']:12.1%}"
        f" {way['decode_per_audio']:13.3f}"
        for way in report["ways"]
    ]
    return "\n".join(lines)


def _measure(
    way: str, hear: Hear, sentences: Sequence[str], sounds: Sequence[Samples]
) -> dict[str, Any]:
    started = time.process_time()
    heard = [hear(sound) for sound in sounds]
    spent = time.process_time() - started
    count = max(1, len(sentences))
    words = [_shared(said, got) for said, got in zip(sentences, heard, strict=True)]
    return {
        "way": way,
        "sentences_right": sum(map(_alike, sentences, heard)) / count,
        "words_right": sum(words) / count,
        "decode_per_audio": spent / max(1e-9, sum(map(pcm.seconds, sounds))),
    }


def _alike(said: str, heard: str) -> bool:
    """Equal but for spaces, which Korean puts freely."""
    return said.replace(" ", "") == heard.replace(" ", "")


def _shared(said: str, heard: str) -> float:
    """Share of the words said that were heard, in any order."""
    words = said.split()
    return sum(word in heard.split() for word in words) / max(1, len(words))


def _words(ear: VoskEar) -> Hear:
    return lambda sound: ear.hear(sound).words


def _free(model: Path) -> Hear:
    """The model as it comes."""
    import vosk

    vosk.SetLogLevel(-1)
    loaded = vosk.Model(str(model))

    def hear(sound: Samples) -> str:
        recognizer = vosk.KaldiRecognizer(loaded, RATE)
        recognizer.AcceptWaveform(sound.tobytes())
        words: str = json.loads(recognizer.FinalResult())["text"]
        return words

    return hear


def _noisy(sounds: list[Samples], snr_db: float | None, seed: int) -> list[Samples]:
    """With hiss under them when a ratio is given."""
    if snr_db is None:
        return sounds
    chance = np.random.default_rng(seed)
    hiss = np.asarray(chance.normal(scale=2000, size=30 * RATE), dtype=np.int16)
    return [mix(sound, hiss, snr_db, chance) for sound in sounds]
