"""PocketSphinx fed with sound as it comes: a decoder for the words, one for phones, one that measures.

PocketSphinx takes the cepstral mean of all frames off each, and in a stream does not know it: its own running mean needs
seconds to settle, more than a command lasts. Here it is measured over what was heard so far, piece by piece, and given
again and again. Imports only from `audio`.
"""

import math
import os
import tempfile
from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pocketsphinx

from audio.acceptor import EPSILON, Acceptor
from audio.pcm import Samples
from audio.pronunciations import model_file

LANGUAGE_WEIGHT = 6.5
"""How much the grammar's weights count beside the sound; PocketSphinx's own `-lw`"""
SETTINGS: dict[str, object] = {
    "loglevel": "FATAL",
    "logfn": os.devnull,
    "lm": None,
    "bestpath": False,
    "beam": 1e-80,
    "pbeam": 1e-80,
    "wbeam": 1e-60,
    "compallsen": True,
    "cmn": "live",
}
"""Wider than the defaults, which lose one command in ten; no lattice; all senones, or searches could not be compared"""
_SHIFT = 1024
"""PocketSphinx gives scores shifted right by ten bits"""
SEARCH = "search"
"""What a decoder's search is called"""
_SILENT = ("<", "[", "+", "SIL")
"""How silence and noise begin, among words and among phones"""
_NOTHING, _CEPSTRA = "(NULL)", 13


@dataclass(frozen=True)
class Found:
    """The best path through an utterance."""

    words: str
    """"" if there is none"""
    score: float
    """Its log likelihood, without what the way to each silence costs: words pay for that, phones do not"""
    parts: tuple[str, ...]
    """Words, with the number of the pronunciation behind all but the first ("a(2)"), or phones"""
    frames: int
    start: int
    """How many frames of 10 ms the parts take, silence not counted, and in which the first begins"""


class Search:
    """One decoder with one search; utterance after utterance."""

    def __init__(self, decoder: pocketsphinx.Decoder) -> None:
        self._decoder = decoder
        decoder.activate_search(SEARCH)

    def start(self) -> None:
        """Begin an utterance; one not ended is given up."""
        with suppress(RuntimeError):
            self._decoder.end_utt()
        _begin(self._decoder)

    def feed(self, sound: Samples, mean: str) -> None:
        """Decode sound whose cepstral mean is known."""
        if len(sound):
            self._decoder.set_cmn(mean)
            self._decoder.process_raw(sound.tobytes())

    def end(self) -> None:
        """The utterance is over: from now on `best` is a path to the end."""
        self._decoder.end_utt()

    def best(self) -> tuple[str, float]:
        """The best path and its log likelihood; the words are "" if there is none."""
        found = self._decoder.hyp()
        if not found:
            return "", -math.inf
        return found.hypstr, _SHIFT * math.log(found.score)

    def found(self) -> Found:
        """The best path with its parts; only after the end."""
        words, score = self.best()
        path = [part for part in self._decoder.seg() or () if part.word != _NOTHING]
        parts = [part for part in path if not part.word.startswith(_SILENT)]
        silent = [part for part in path if part.word.startswith(_SILENT)]
        paid = _SHIFT * sum(math.log(part.lscore) for part in silent)
        frames = sum(part.end_frame - part.start_frame + 1 for part in parts)
        start = parts[0].start_frame if parts else 0
        return Found(words, score - paid, tuple(part.word for part in parts), frames, start)


class Mean:
    """Measures the cepstral mean of an utterance as it grows."""

    def __init__(self, decoder: pocketsphinx.Decoder) -> None:
        self._decoder = decoder
        decoder.activate_search(SEARCH)
        self.start()

    def start(self) -> None:
        """Begin an utterance."""
        self._sum, self._samples = np.zeros(_CEPSTRA), 0

    def grown(self, sound: Samples) -> str:
        """The mean with more sound of the utterance, half a second at least, in the form `set_cmn` takes."""
        _begin(self._decoder)
        self._decoder.process_raw(sound.tobytes(), no_search=True, full_utt=True)
        mean = np.array(self._decoder.get_cmn(update=False).split(","), dtype=float)
        self._decoder.end_utt()
        self._sum += mean * len(sound)
        self._samples += len(sound)
        return ",".join(f"{part:.3f}" for part in self._sum / self._samples)


def _begin(decoder: pocketsphinx.Decoder) -> None:
    """Start an utterance with nothing left of the last: its estimate of the noise would stay."""
    decoder.reinit_feat()
    decoder.start_utt()


def words_search(grammar: Acceptor, spoken: Mapping[str, list[str]]) -> Search:
    """A search for the sentences of a grammar."""
    decoder = _decoder(spoken)
    last = 1 + max(max(arc.source, arc.target) for arc in grammar.arcs)
    said = [arc for arc in grammar.arcs if arc.word != EPSILON]
    arcs = [(arc.source, arc.target, _chance(arc.weight), arc.word) for arc in said]
    silent = closed(
        [(arc.source, arc.target, arc.weight) for arc in grammar.arcs if arc.word == EPSILON]
        + [(state, last, weight) for state, weight in grammar.finals.items()]
    )
    nulls = [(start, end, _chance(weight)) for (start, end), weight in silent.items()]
    fsg = decoder.create_fsg(SEARCH, grammar.start, last, [*arcs, *nulls])
    decoder.add_fsg(SEARCH, fsg)
    return Search(decoder)


def phones_search() -> Search:
    """A search for any row of phones: what a sound would score if it need not be a sentence."""
    decoder = _decoder({})
    decoder.add_allphone_file(SEARCH)
    return Search(decoder)


def mean() -> Mean:
    """What measures the mean: a decoder with one short word to look for, which costs nothing."""
    decoder = _decoder({"oh": ["OW"]}, cmn="batch", compallsen=False, beam=1e-5, pbeam=1e-5)
    decoder.add_fsg(SEARCH, decoder.create_fsg(SEARCH, 0, 1, [(0, 1, 1.0, "oh")]))
    return Mean(decoder)


def _decoder(spoken: Mapping[str, list[str]], **settings: object) -> pocketsphinx.Decoder:
    """A decoder that knows only the words it needs: it opens ten times faster."""
    with tempfile.TemporaryDirectory() as folder:
        dictionary = Path(folder, "words.dict")
        lines = [
            f"{word}({number}) {phones}" if number > 1 else f"{word} {phones}"
            for word, several in sorted(spoken.items())
            for number, phones in enumerate(several, start=1)
        ]
        dictionary.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return pocketsphinx.Decoder(
            hmm=str(model_file("en-us")), dict=str(dictionary), **(SETTINGS | settings)
        )


def closed(arcs: list[tuple[int, int, float]]) -> dict[tuple[int, int], float]:
    """Arcs without a word, and one for each chain of them: PocketSphinx takes one between two words."""
    found: dict[tuple[int, int], float] = {}
    leaving = defaultdict(list)
    for start, end, weight in arcs:
        leaving[start].append((end, weight))
    todo = arcs
    while todo:
        better = [a for a in todo if a[2] < found.get(a[:2], math.inf)]
        found |= {(start, end): weight for start, end, weight in reversed(better)}
        todo = [
            (start, after, weight + more)
            for start, end, weight in better
            for after, more in leaving[end]
        ]
    return found


def _chance(weight: float) -> float:
    """The probability of an arc, with the language weight that `create_fsg` leaves out."""
    return math.exp(-LANGUAGE_WEIGHT * max(0.0, weight))
