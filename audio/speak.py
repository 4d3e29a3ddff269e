"""The mouth: what the shop says, as sound, sentence by sentence. Imports only from `audio`.

While one sentence is heard the next is made, so that sound begins as soon as the first is there. What was said once is kept.
"""

from collections.abc import Generator, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Event, Lock
from typing import Self

import numpy as np
from cachetools import LRUCache

from audio.errors import SpeechFailed
from audio.pcm import RATE, Samples
from audio.speak_process import WORKER, Synthesiser
from audio.speak_worker import Wanted
from audio.ssml import Piece, pieces

DEADLINE_S = 10.0
"""For a sentence; the first one also waits for the process, a third of a second"""
LONGEST_TEXT = 8000
"""Characters, markup included; what Alexa allows for speech"""
KEPT_BYTES = 32 << 20
"""Sound that is kept: a quarter of an hour"""
_QUIET = 32
"""Of 32,767: fainter is a synthesiser's silence before and after a sentence"""


class Voice:
    """Says things in one voice; a context manager, since it owns a process, which starts on entering."""

    def __init__(
        self,
        voice: str = "en-US",
        rate: int = 165,
        volume: float = 1.0,
        *,
        deadline_s: float = DEADLINE_S,
        worker: Sequence[str] = WORKER,
        kept_bytes: int = KEPT_BYTES,
    ) -> None:
        self.voice = voice
        """A language such as en-US, or a voice's name"""
        self.rate = rate
        """Words a minute"""
        self.volume = volume
        """0 to 1"""
        self._synthesiser = Synthesiser(deadline_s, worker)
        self._ahead = ThreadPoolExecutor(1, "prepare")
        self._unhurried = Event()
        """Nobody waits for a sentence: what may be said later can be made"""
        self._unhurried.set()
        self._kept: LRUCache[Wanted, Samples] = LRUCache(kept_bytes, getsizeof=_bytes)
        self._keeping = Lock()

    def say(self, speech: str) -> Samples:
        """The whole sound of a text or of SSML. Raises SpeechFailed."""
        sounds = list(self.sentences(speech))
        return np.concatenate(sounds) if len(sounds) > 1 else sounds[0]

    def sentences(self, speech: str) -> Generator[Samples, None, None]:
        """The sound of a text or of SSML, a sentence at a time, pauses included; may be left at any time.

        Raises SpeechFailed: before the first sentence for a speech that cannot be said, else where a sentence fails.
        """
        said = self._pieces(speech)
        ahead = ThreadPoolExecutor(1, "speak")
        self._unhurried.clear()
        try:
            for coming in [ahead.submit(self._sound, piece) for piece in said]:
                yield coming.result()
        finally:
            self._unhurried.set()
            ahead.shutdown(wait=False, cancel_futures=True)

    def prepare(self, speeches: Iterable[str]) -> None:
        """Make sentences that are likely to be said, in the background, so that saying them costs nothing."""
        for speech in speeches:
            self._ahead.submit(self._prepare, speech)

    def close(self) -> None:
        """End the process, whatever it does."""
        self._unhurried.set()
        self._ahead.shutdown(wait=False, cancel_futures=True)
        self._synthesiser.close()
        self._ahead = ThreadPoolExecutor(1, "prepare")

    def __enter__(self) -> Self:
        self._synthesiser.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def _pieces(self, speech: str) -> tuple[Piece, ...]:
        if len(speech) > LONGEST_TEXT:
            raise SpeechFailed(f"{len(speech)} characters; {LONGEST_TEXT} at most", speech)
        said = pieces(speech, self.voice)
        if not said:
            raise SpeechFailed("there is nothing to say", speech)
        return said

    def _prepare(self, speech: str) -> None:
        with suppress(SpeechFailed):  # it will be said aloud where it is really asked for
            for piece in self._pieces(speech):
                self._unhurried.wait()
                self._sentence(piece)

    def _sound(self, piece: Piece) -> Samples:
        pause = np.zeros(RATE * piece.pause_ms // 1000, dtype=np.int16)
        said = self._sentence(piece) if piece.text else pause[:0]
        return np.concatenate((said, pause)) if len(pause) else said

    def _sentence(self, piece: Piece) -> Samples:
        rate = round(self.rate * piece.rate)
        wanted = Wanted(piece.text, self.voice, rate, self.volume)
        with self._keeping:
            if (kept := self._kept.get(wanted)) is not None:
                return kept
        made = _cut(self._synthesiser.render(wanted))
        with self._keeping, suppress(ValueError):  # larger than all that may be kept
            self._kept[wanted] = made
        return made


def _bytes(samples: Samples) -> int:
    return samples.nbytes


def _cut(samples: Samples) -> Samples:
    """A sentence without the silence around it, which is a third of a second behind espeak-ng's."""
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > _QUIET)
    return samples[loud[0] : loud[-1] + 1] if len(loud) else samples[:0]
