"""Being addressed: is the wake phrase heard when it is said, and only then?

Voices of several makers say it, loud and softly, in a quiet room and in hiss; then people talk of other things, alone and
six at once, and there is noise. The baseline is PocketSphinx's own keyphrase search at the threshold it comes with. May
import `app.bench` and `audio`.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import product
from typing import Any

import numpy as np
from pocketsphinx import Decoder

from app.bench import stray
from app.bench.overheard import Listener, level, share, spoken
from app.bench.stray import Stray
from audio.barge_in import BargeIn
from audio.listen import BLOCK
from audio.pcm import RATE, Samples, clipped
from audio.spot import Spotter, keyphrase_search

LEVELS = (0.0, -6.0)
"""How loud it is said, in dB"""
HISSES = (5.0, 100.0)
"""Root mean square of the room, in 16 bit steps; a voice has 1,500"""
NOISES = 8
"""A stretch of each kind of noise for so many sounds of talk"""
QUIET_S = 1.0
"""Before and after everything"""
THRESHOLD = 1e-30
"""PocketSphinx's own `-kws_threshold`"""

Wakes = Callable[[Samples], int]
"""How often a sound wakes the counter"""


def run(
    spotter: Spotter, talk: Sequence[Stray], seed: int, progress: Callable[[str], None]
) -> dict[str, Any]:
    """Measure: the share of sayings heard, and wakes by other sound, of each kind and by hour."""
    random = np.random.default_rng(seed)
    phrase = spotter.wake
    said, missing = spoken((phrase,))
    calls = [
        (who, _room(level(sound, loud), hiss, random))
        for loud, hiss, (who, sound) in product(LEVELS, HISSES, said)
    ]
    others = [*talk, *stray.noises(list(talk), None, len(talk) // NOISES, random)]
    minutes = sum(len(one.samples) for one in others) / RATE / 60
    sounds = [(one.kind, _room(level(one.samples), HISSES[0], random)) for one in others]
    result = {"phrase": phrase, "sayings": len(calls), "minutes_of_other_sound": round(minutes, 1)}
    result["ours"] = _figures(lambda sound: _spotted(spotter, sound), calls, sounds, minutes)
    search = keyphrase_search({phrase: THRESHOLD})
    result["baseline"] = _figures(lambda sound: _found(search, sound), calls, sounds, minutes)
    progress(f"wake phrase: {result}")
    return result | {"missing_voices": missing}


def _room(sound: Samples, hiss: float, random: np.random.Generator) -> Samples:
    """The sound with quiet around it, in a room that hisses."""
    whole = np.pad(sound.astype(np.float64), round(QUIET_S * RATE))
    whole += random.normal(scale=hiss, size=len(whole))
    return clipped(whole)


def _spotted(spotter: Spotter, sound: Samples) -> int:
    """As the counter hears it while it waits."""
    found = Listener(BargeIn(spotter), deaf=True).hear(sound, sound)
    return [phrase for _, phrase in found].count(spotter.wake)


def _found(search: Decoder, sound: Samples) -> int:
    """By PocketSphinx's search alone, with nothing left of the sound before."""
    search.reinit_feat()
    search.start_utt()
    wakes = 0
    for start in range(0, len(sound) - BLOCK + 1, BLOCK):
        search.process_raw(sound[start : start + BLOCK].tobytes())
        if search.hyp() is not None:
            wakes += 1
            search.end_utt()
            search.start_utt()
    search.end_utt()
    return wakes


def _figures(
    wakes: Wakes,
    calls: Sequence[tuple[str, Samples]],
    others: Sequence[tuple[str, Samples]],
    minutes: float,
) -> dict[str, Any]:
    heard = [(who, wakes(sound) > 0) for who, sound in calls]
    wrong: Counter[str] = Counter()
    for kind, sound in others:
        wrong[kind] += wakes(sound)
    voices = dict.fromkeys(who for who, _ in heard)
    return {
        "heard": share([one for _, one in heard]),
        "by_voice": {who: share([one for name, one in heard if name == who]) for who in voices},
        "wakes": dict(wrong),
        "by_hour": round(60 * wrong.total() / minutes, 1) if minutes else None,
    }
