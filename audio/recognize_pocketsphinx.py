"""The ear that needs no download: PocketSphinx with the US English model inside its wheel.

The grammar becomes PocketSphinx's own finite state form. Imports only from `audio`.
"""

import math
import os
import tempfile
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Self

import numpy as np
import pocketsphinx

from audio.acceptor import Acceptor
from audio.errors import GrammarRefused
from audio.listen import has_speech
from audio.pcm import Samples
from audio.recognize import NOTHING, Hearing

_PHONES = (
    "AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW "
    "V W Y Z ZH"
)
"""The phones of the English model (CMU's ARPABET without stress)."""
LANGUAGE_WEIGHT = 6.5
"""How much the grammar's weights count beside the sound; PocketSphinx's own `-lw`"""
FLOOR = 8.0
"""Root mean square of the hiss laid under all sound, in 16 bit steps"""
SETTINGS: dict[str, object] = {
    "loglevel": "FATAL",
    "logfn": os.devnull,
    "lm": None,
    "bestpath": False,
    "beam": 1e-80,
    "pbeam": 1e-80,
    "wbeam": 1e-60,
    "compallsen": True,
}
"""Paths wider than the defaults, which lose one command in ten; no lattice, which takes minutes;
all senones, since scores of different searches cannot be compared without"""
HALFWAY = -2.8
"""Log likelihood by frame, words less free phones, at which they are as likely as not. People's
orders lie above -2.1, in kitchen noise of 12 dB too; other sentences at -1 to -9."""
STEEPNESS = 3.0
REFUSED_BELOW = 0.1
"""Confidence under which nothing was heard"""
_SHIFT = 1024
"""PocketSphinx gives scores shifted right by ten bits"""
_GRAMMAR = "grammar"
_PHONES_FREE = "phones"


class PocketSphinxEar:
    """Listens for the sentences of one grammar."""

    name = "pocketsphinx"

    def __init__(self, att: str, pronunciations: Mapping[str, str] | None = None) -> None:
        grammar = Acceptor.parse(att)
        spoken = _spoken(grammar.words(), pronunciations or {})
        self.unknown = tuple(word for word in grammar.words() if word not in spoken)
        grammar = grammar.without(set(self.unknown)).optimised()
        self._decoder = _decoder(spoken)
        _listen_for(self._decoder, grammar)

    def hear(self, samples: Samples) -> Hearing:
        """The words of one utterance; "" also when the sound fits them far worse than any phones."""
        started = time.thread_time()
        if not has_speech(samples):
            return NOTHING
        sound = _with_floor(samples).tobytes()
        words, score = self._decode(_GRAMMAR, sound)
        confidence = self._confidence(sound, score) if words else 0.0
        spent = time.thread_time() - started
        if confidence < REFUSED_BELOW:
            return Hearing("", 0.0, (), spent)
        return Hearing(words, confidence, (), spent)

    def _confidence(self, sound: bytes, score: float) -> float:
        """How the words compare with the best row of phones whatever, by frame, as 0 to 1."""
        _, free = self._decode(_PHONES_FREE, sound)
        margin = max(-99.0, (score - free) / max(1, self._decoder.n_frames()))
        return 1 / (1 + math.exp(-STEEPNESS * (margin - HALFWAY)))

    def _decode(self, search: str, sound: bytes) -> tuple[str, float]:
        """The best path of a search and its log likelihood; the words are "" if there is none."""
        decoder = self._decoder
        decoder.activate_search(search)
        decoder.start_utt()
        decoder.process_raw(sound, full_utt=True)
        decoder.end_utt()
        best = decoder.hyp()
        return (best.hypstr, _SHIFT * math.log(best.score)) if best else ("", -math.inf)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        del self._decoder


def missing(words: Iterable[str], pronunciations: Mapping[str, str] | None = None) -> list[str]:
    """The words this ear has no pronunciation for, sorted."""
    wanted = set(words)
    return sorted(wanted - set(_spoken(wanted, pronunciations or {})))


def _with_floor(samples: Samples) -> Samples:
    """The sound over a faint hiss, always the same one.

    Digital silence, as synthesisers and noise gates make it, is far from any silence the model
    was trained on, and pulls the mean that is taken off all frames with it.
    """
    hiss = np.random.default_rng(0).normal(scale=FLOOR, size=len(samples))
    return np.clip(samples + hiss, -32768, 32767).astype(np.int16)


def _spoken(words: Iterable[str], pronunciations: Mapping[str, str]) -> dict[str, list[str]]:
    """Word -> its pronunciations: ours, or else those of the model's dictionary."""
    wanted = set(words)
    spoken = {word: _phones(word, pronunciations[word]) for word in wanted & set(pronunciations)}
    ours = set(spoken)
    with _model_file("cmudict-en-us.dict").open(encoding="utf-8") as lines:
        for line in lines:
            entry, _, phones = line.strip().partition(" ")
            word = entry.partition("(")[0]
            if word in wanted and word not in ours:
                spoken.setdefault(word, []).append(phones)
    return spoken


def _phones(word: str, text: str) -> list[str]:
    """The pronunciations in a text like "M AA CH AH, M AE CH AH"."""
    found = [one.strip() for one in text.split(",")]
    for phone in " ".join(found).split():
        if phone not in _PHONES.split():
            raise GrammarRefused(f"{word!r} is written with {phone!r}, which is no phone")
    return found


def _decoder(spoken: Mapping[str, list[str]]) -> pocketsphinx.Decoder:
    """A decoder that knows only the words it needs: it opens ten times faster."""
    with tempfile.TemporaryDirectory() as folder:
        dictionary = Path(folder, "words.dict")
        lines = [
            f"{word}({number}) {phones}" if number > 1 else f"{word} {phones}"
            for word, several in sorted(spoken.items())
            for number, phones in enumerate(several, start=1)
        ]
        dictionary.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return pocketsphinx.Decoder(hmm=str(_model_file("en-us")), dict=str(dictionary), **SETTINGS)


def _listen_for(decoder: pocketsphinx.Decoder, grammar: Acceptor) -> None:
    """Give the decoder the grammar; its final states lead to the one it allows."""
    last = 1 + max(max(arc.source, arc.target) for arc in grammar.arcs)
    arcs = [(arc.source, arc.target, _chance(arc.weight), arc.word) for arc in grammar.arcs]
    ends = [(state, last, _chance(weight)) for state, weight in grammar.finals.items()]
    fsg = decoder.create_fsg(_GRAMMAR, grammar.start, last, [*arcs, *ends])
    decoder.add_fsg(_GRAMMAR, fsg)
    decoder.add_allphone_file(_PHONES_FREE)


def _chance(weight: float) -> float:
    """The probability of an arc, with the language weight that `create_fsg` leaves out."""
    return math.exp(-LANGUAGE_WEIGHT * max(0.0, weight))


def _model_file(name: str) -> Path:
    return Path(pocketsphinx.get_model_path("en-us"), name)
