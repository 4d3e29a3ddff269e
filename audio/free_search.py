"""What a sound would be as any English at all: the language model and dictionary inside PocketSphinx's wheel.

It is asked only where the grammar's words fit a sound doubtfully, and its paths are narrow: 0.1 of the sound's length.
Imports only from `audio`.
"""

import os
from functools import lru_cache
from threading import Lock

import numpy as np
import pocketsphinx

from audio.pcm import RATE, Samples
from audio.pocketsphinx_search import SEARCH, SETTINGS, Found, Search
from audio.pronunciations import model_file

_NARROW: dict[str, object] = {
    "beam": 1e-40,
    "pbeam": 1e-40,
    "wbeam": 1e-20,
    "maxhmmpf": 2000,
    "compallsen": False,
    "fwdflat": False,
    "logfn": os.devnull,
}
"""The defaults take five times as long and tell orders from other talk no better"""


class FreeHearing:
    """Hears any English; one for all ears, which come one after the other."""

    def __init__(self, search: Search) -> None:
        self._search = search
        self._one_at_a_time = Lock()

    def of(self, sound: Samples, mean: str) -> Found:
        """The best words of a whole utterance whose cepstral mean is known."""
        with self._one_at_a_time:
            self._search.start()
            self._search.feed(sound, mean)
            self._search.end()
            return self._search.found()


@lru_cache(maxsize=1)
def free_hearing() -> FreeHearing:
    """The one of this process; it takes most of a second to open.

    What a decoder hears first it scores a little otherwise: that is silence here.
    """
    settings = {name: value for name, value in SETTINGS.items() if name != "lm"} | _NARROW
    dictionary = str(model_file("cmudict-en-us.dict"))
    decoder = pocketsphinx.Decoder(hmm=str(model_file("en-us")), dict=dictionary, **settings)
    decoder.add_lm_file(SEARCH, str(model_file("en-us.lm.bin")))
    hearing = FreeHearing(Search(decoder))
    hearing.of(np.zeros(RATE, dtype=np.int16), decoder.get_cmn(update=False))
    return hearing
