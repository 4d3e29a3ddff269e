# ruff: noqa: RUF001  letters of the International Phonetic Alphabet
"""Guesses how a written English word is spoken, for a dictionary that lacks it: espeak-ng's rules, through `phonemizer`.

espeak-ng comes with `espeakng-loader` and writes the International Phonetic Alphabet; a table brings that to the phones of
PocketSphinx's model (ARPAbet without stress). A guess is better than deafness, and worse than a person's entry.
Imports nothing of ours.
"""

import logging
import re
from collections.abc import Iterable
from functools import cache
from typing import Any

_LOGGER = logging.getLogger(__name__)
_VOWELS = (
    "æ AE, a AE, aː AA, ɑː AA, ɑ AA, ɒ AA, ʌ AH, ɐ AH, ə AH, ɔː AO, ɔ AO, oː AO, aʊ AW, aɪ AY, ɛ EH, e EH, ɛː EH, "
    "ɜː ER, ɜ ER, ɚ ER, ɝ ER, eɪ EY, eː EY, ɪ IH, ᵻ IH, iː IY, i IY, oʊ OW, əʊ OW, o OW, ɔɪ OY, ʊ UH, uː UW, u UW, "
    "y UW, ø ER, œ ER, ɑ̃ AA N, ɔ̃ AO N, ɛ̃ AE N"
)
_CONSONANTS = (
    "b B, tʃ CH, d D, ð DH, f F, ɡ G, g G, h HH, dʒ JH, k K, x K, l L, ɬ L, əl AH L, l̩ AH L, m M, m̩ AH M, n N, "
    "ɲ N Y, n̩ AH N, ŋ NG, p P, r R, ɹ R, ɚɹ ER, ɜːɹ ER, s S, ʃ SH, ç HH, t T, ɾ T, ʔ T, θ TH, v V, w W, ʍ W, j Y, z Z, ʒ ZH"
)
PHONES = {
    ipa: phones
    for ipa, _, phones in (pair.partition(" ") for pair in f"{_VOWELS}, {_CONSONANTS}".split(", "))
}
"""IPA, as espeak-ng writes American English, and the phones of the model"""
_SOUND = re.compile("|".join(sorted(map(re.escape, PHONES), key=len, reverse=True)) + "|(.)")
_SILENT = set("ˈˌː-_ ")


def pronounce(words: Iterable[str]) -> dict[str, str]:
    """A guess for each word, as "K EH M EH K S".

    Words without one, as those of another script, are left out; all are where espeak-ng cannot be loaded.
    """
    wanted = sorted({word for word in words if re.fullmatch(r"[a-z']+", word)})
    if not wanted:
        return {}
    try:
        spoken = _backend().phonemize(wanted, strip=True)
    except (ImportError, OSError, RuntimeError) as fault:
        _LOGGER.warning("no pronunciation can be guessed: %s", fault)
        return {}
    guesses = zip(wanted, map(phones, spoken), strict=True)
    return {word: guess for word, guess in guesses if guess}


def phones(ipa: str) -> str:
    """The phones of a word written in IPA; "" if there is a sound in it that the model has not."""
    found = []
    for sound in _SOUND.finditer(ipa):
        if sound[1] is None:
            found.append(PHONES[sound[0]])
        elif sound[1] not in _SILENT:
            return ""
    return " ".join(found)


@cache
def _backend() -> Any:
    """Loaded when first needed: most catalogues need it not."""
    import espeakng_loader
    from phonemizer.backend import EspeakBackend
    from phonemizer.backend.espeak.wrapper import EspeakWrapper

    EspeakWrapper.set_library(espeakng_loader.get_library_path())
    EspeakWrapper.set_data_path(espeakng_loader.get_data_path())
    return EspeakBackend("en-us", words_mismatch="ignore")
