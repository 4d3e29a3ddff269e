"""The one sound format of the project, and the only place where others become it.

Samples are mono, 16,000 a second, signed 16 bit, in a numpy array. Imports only `audio.errors`.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile
import soxr

from audio.errors import AudioEmpty, AudioTooLong, NotAudio

Samples = npt.NDArray[np.int16]
"""Mono sound at `RATE`."""
Floats = npt.NDArray[np.float32]

RATE = 16_000
"""Hertz"""
RECORDING_LIMIT_S = 60.0
"""Seconds of a recording; one command takes two to eight."""
_FULL = 32_767
_CHANNEL_LIMIT = 8
_RATE_LIMITS = (4_000, 192_000)
_BLOCK = 65_536


def read(path: Path | str, limit_s: float = RECORDING_LIMIT_S) -> Samples:
    """Sound of a WAV or FLAC file of any rate and up to 8 channels, mixed down to mono.

    A WAV cut off in the middle gives the sound that is there; a FLAC does not, its decoder loses
    its place. Raises NotAudio, AudioEmpty or AudioTooLong, the last from the header alone.
    """
    path = Path(path)
    if not path.is_file():
        raise NotAudio(path, "there is no such file")
    try:
        with soundfile.SoundFile(path) as sound:
            _check_shape(path, sound, limit_s)
            rate = int(sound.samplerate)
            blocks = list(_mono_blocks(sound))
    except soundfile.LibsndfileError as fault:
        raise NotAudio(path, str(fault.error_string)) from fault
    except UnicodeEncodeError as fault:
        raise NotAudio(path, "its name is not text") from fault
    if not blocks:
        raise AudioEmpty(path)
    return from_floats(np.concatenate(blocks), rate)


def write(path: Path | str, samples: Samples) -> None:
    """Write samples as a 16 bit mono WAV (or FLAC, by the file's suffix)."""
    soundfile.write(path, samples, RATE, subtype="PCM_16")


def from_floats(sound: Floats, rate: int) -> Samples:
    """Samples from mono floats in -1..1 at `rate` Hz; louder is clipped, NaN is silence."""
    sound = np.nan_to_num(sound, nan=0.0, posinf=1.0, neginf=-1.0)
    if rate != RATE:
        sound = soxr.resample(sound, rate, RATE)
    scaled = np.rint(np.clip(sound, -1.0, 1.0) * _FULL)
    return np.asarray(scaled, dtype=np.int16)


def clipped(sound: npt.NDArray[np.floating]) -> Samples:
    """Samples of sound that is at their scale already, as a sum of sounds is; louder is clipped."""
    return np.asarray(np.clip(np.rint(sound), -_FULL - 1, _FULL), dtype=np.int16)


def to_floats(samples: Samples) -> Floats:
    """The samples as floats in -1..1."""
    return samples.astype(np.float32) / np.float32(_FULL)


def seconds(samples: Samples) -> float:
    """How long the samples last."""
    return len(samples) / RATE


def _check_shape(path: Path, sound: soundfile.SoundFile, limit_s: float) -> None:
    lowest, highest = _RATE_LIMITS
    if not lowest <= sound.samplerate <= highest:
        raise NotAudio(path, f"{sound.samplerate} Hz is not within {lowest} to {highest} Hz")
    if sound.channels > _CHANNEL_LIMIT:
        raise NotAudio(path, f"{sound.channels} channels, more than {_CHANNEL_LIMIT}")
    length = sound.frames / sound.samplerate
    if length > limit_s:
        raise AudioTooLong(length, limit_s, path)


def _mono_blocks(sound: soundfile.SoundFile) -> Iterator[Floats]:
    """Blocks of the file, channels averaged."""
    while len(block := sound.read(_BLOCK, dtype="float32", always_2d=True)):
        yield block.mean(axis=1, dtype=np.float32)
