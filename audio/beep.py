"""The sound that says: speak now. Imports only `audio.pcm`."""

import numpy as np

from audio.pcm import RATE, Samples

PITCH = 880.0
"""Hertz"""
LASTS_S = 0.08
LOUDNESS = 4000
"""Peak, in 16 bit steps"""


def beep() -> Samples:
    """A short tone that swells and fades, so that it does not click."""
    count = round(LASTS_S * RATE)
    tone = np.sin(2 * np.pi * PITCH / RATE * np.arange(count)) * np.hanning(count)
    return np.asarray(np.rint(LOUDNESS * tone), dtype=np.int16)
