"""How well words fit a sound, beside the best row of phones whatever; and from where on they are believed.

Imports only from `audio`. `docs/hearing.md` has the figures; `bench refuse` and `bench bargein` measure the curves.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from audio.pocketsphinx_search import Found
from audio.recognize import sureness

Spoken = Mapping[str, Sequence[str]]
"""Word -> its pronunciations"""
OTHER = 0.75
"""How much phones that are other ones count beside the loss of likelihood"""
FEW = 1.5
"""What is forgiven, divided by the number of phones: in "check out" one that is heard otherwise is a seventh of all"""
FREE = 0.5
"""How much it counts that any English fits better, as a share of the phones' log likelihood"""


@dataclass(frozen=True)
class Judge:
    """Makes a confidence of how well words fit."""

    fit: Callable[[Found, Found, Spoken], float]
    """Of words and phones; the higher the better"""
    halfway: float
    """How well words fit at which they are as likely as not"""
    steepness: float
    speech: float
    """Frames of 10 ms that must be speech; less is nothing"""
    speech_of_phone: float = 0.0
    """More of them for each phone of the words"""
    stretched: float = math.inf
    """Frames that words which begin with the first frame may take: more, and the path was stretched over what was before"""
    doubtful: tuple[float, float] | None = None
    """Between these it is also asked how any English would fit; None: never"""

    def confidence(
        self,
        words: Found,
        phones: Found,
        spoken: Spoken,
        speech: int,
        free: Callable[[], Found] | None = None,
    ) -> float:
        """How sure it is that these words were said, 0 to 1.

        `speech` is how many frames of 10 ms are speech; `free` hears the sound as any English.
        """
        if speech < self.speech + self.speech_of_phone * len(_phones(words.parts, spoken)):
            return 0.0
        if words.start == 0 and words.frames > self.stretched:
            return 0.0
        fits = self.fit(words, phones, spoken)
        if free and self.doubtful and self.doubtful[0] < fits < self.doubtful[1]:
            fits += FREE * (words.score - free().score) / max(1.0, abs(phones.score))
        return sureness(fits, self.halfway, self.steepness)


def whole(words: Found, phones: Found, spoken: Spoken) -> float:
    """How a whole sentence fits, about 0 when no phones fit better or are other ones.

    Two losses are added: of log likelihood, as a share of what the phones have, since a voice that is
    unlike the model's fits both worse; and of phones, as a share of the longer row, since a good
    score of wrong phones is no word.
    """
    loss = (words.score - phones.score) / max(1.0, abs(phones.score))
    wanted = _phones(words.parts, spoken)
    other = Levenshtein.normalized_distance(wanted, phones.parts)
    return loss - OTHER * other + FEW / max(1, len(wanted))


def by_frame(words: Found, phones: Found, spoken: Spoken) -> float:
    """How a phrase in a stretch of other sound fits: the loss of log likelihood by frame of the phrase."""
    return (words.score - phones.score) / max(1, words.frames)


def _phones(parts: Sequence[str], spoken: Spoken) -> list[str]:
    """The phones of words, each by the pronunciation that was heard."""
    found = []
    for part in parts:
        word, _, number = part.partition("(")
        found += spoken[word][int(number[:-1]) - 1 if number else 0].split()
    return found


OF_SENTENCES = Judge(whole, halfway=-1.14, steepness=15.0, speech=15, doubtful=(-1.19, -0.9))
"""Orders of people lie above, in kitchen noise of 6 dB too, other talk below; the shortest words have 20 frames of speech"""
OF_PHRASES = Judge(
    by_frame, halfway=-3.4, steepness=5.0, speech=0, speech_of_phone=1.75, stretched=60
)
"""Nine of ten "stop"s over our voice lie above, with seven frames of speech, and four of five wake phrases; nothing of the
100 answers of `bench bargein` does"""
