"""One utterance, decoded while it is spoken, and the decision that it is over.

Voice activity says since when nobody speaks; the grammar says whether what was said is a whole sentence. A whole
sentence needs less silence to be the end than half of one. Imports only from `audio`.
"""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from audio.listen import BLOCK_S, LONGEST_S, Detector, Listening
from audio.pcm import Samples
from audio.recognize import Decoding, Ear, Hearing, Partial


@dataclass(frozen=True)
class Patience:
    """How long is waited, in seconds. The counter and its benches use the same."""

    complete_s: float = 0.28
    """Silence that ends a whole sentence"""
    incomplete_s: float = 1.0
    """Silence that ends anything else"""
    steady_s: float = 2.5
    """A whole sentence without a new word for so long is over, whatever noise goes on"""
    nothing_s: float = 8.0
    """Silence after which nothing more is expected, as with Alexa"""
    longest_s: float = LONGEST_S
    """An utterance is cut here"""


@dataclass(frozen=True)
class Heard:
    """One utterance and what the ear made of it."""

    samples: Samples
    hearing: Hearing
    cut: bool = False
    """True when the hard limit ended it"""


class Utterance:
    """One stretch of speech: waits for it with a pre-roll, then decodes it block by block."""

    def __init__(self, ear: Ear, patience: Patience) -> None:
        self._ear = ear
        self._patience = patience
        self._set = Listening()
        self._detector = Detector()
        before = max(1, round(self._set.pre_roll_s / BLOCK_S))
        self._before: deque[Samples] = deque(maxlen=before)
        self._decoding: Decoding | None = None
        self._waited_s = 0.0
        self._begin()

    def _begin(self) -> None:
        """Nobody has spoken yet."""
        self._heard: list[Samples] = []
        self._voiced_s = self._silent_s = self._steady_s = 0.0
        self.partial = Partial("", False)

    @property
    def begun(self) -> bool:
        """Whether somebody has begun to speak."""
        return self._decoding is not None

    @property
    def over(self) -> bool:
        """Whether it is over, or nothing came."""
        if self._decoding is None:
            return self._waited_s >= self._patience.nothing_s
        complete = self.partial.complete
        enough = self._patience.complete_s if complete else self._patience.incomplete_s
        steady = complete and self._steady_s >= self._patience.steady_s
        return self._silent_s >= enough or steady or self._too_long

    @property
    def _too_long(self) -> bool:
        return len(self._heard) * BLOCK_S >= self._patience.longest_s

    def feed(self, block: Samples) -> None:
        """Take a block of `audio.listen.BLOCK` samples."""
        chance = self._detector.chance(block)
        if self._decoding is None:
            self._wait(block, chance)
        else:
            self._follow(block, chance)

    def end(self) -> Heard | None:
        """What was heard; None when nobody spoke."""
        if self._decoding is None:
            return None
        hearing, self._decoding = self._decoding.end(), None
        return Heard(np.concatenate(self._heard), hearing, self._too_long)

    def _wait(self, block: Samples, chance: float) -> None:
        self._waited_s += BLOCK_S
        self._before.append(block)
        if chance >= self._set.start:
            self._heard = list(self._before)
            self._before.clear()
            self._voiced_s = BLOCK_S
            self._decoding = self._ear.listen()
            self._decode(np.concatenate(self._heard), self._decoding)

    def _follow(self, block: Samples, chance: float) -> None:
        self._heard.append(block)
        self._voiced_s += BLOCK_S * (chance >= self._set.start)
        self._silent_s = self._silent_s + BLOCK_S if chance < self._set.stop else 0.0
        if self._decoding is not None:
            self._decode(block, self._decoding)
            if self._silent_s >= self._set.post_roll_s and self._voiced_s < self._set.shortest_s:
                self._forget(self._decoding)

    def _decode(self, sound: Samples, decoding: Decoding) -> None:
        partial = decoding.feed(sound)
        self._steady_s = self._steady_s + BLOCK_S if partial.words == self.partial.words else 0.0
        self.partial = partial

    def _forget(self, decoding: Decoding) -> None:
        """It was a click: go on waiting."""
        decoding.end()
        self._decoding = None
        self._before.extend(self._heard)
        self._waited_s += len(self._heard) * BLOCK_S
        self._begin()


def utterance(
    blocks: Iterable[Samples],
    ear: Ear,
    patience: Patience,
    partial: Callable[[str], None],
    ended: Callable[[], None],
) -> Heard | None:
    """Hear one utterance of a stream of blocks; None when nobody spoke.

    `partial` gets the words so far whenever they change, `ended` is called when
    somebody has spoken and it is over.
    """
    following, shown = Utterance(ear, patience), ""
    for block in blocks:
        following.feed(block)
        if following.partial.words != shown:
            shown = following.partial.words
            partial(shown)
        if following.over:
            break
    if following.begun:
        ended()
    return following.end()
