"""Sounds that are no order: people who talk of other things, noise, and something like music.

Human speech comes from two Debian packages, fetched once into a cache; the rest is generated. May
import `audio`, `app.bench.mix`, `app.settings` and `app.errors`.
"""

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from app.bench.mix import pink
from app.errors import CommandFailed
from app.settings import Settings
from audio import pcm
from audio.errors import RecordingError
from audio.pcm import RATE, Samples, clipped

PACKAGES = {
    "announcements": ("asterisk-core-sounds-en-wav", Path("usr/share/asterisk/sounds")),
    "reading": ("pocketsphinx-testdata", Path("usr/share/pocketsphinx/test/data/librivox")),
}
"""Kind of speech -> the Debian package that has it, and where in it"""
PARTS = frozenset({"digits", "letters", "phonetic", "silence", "dictate"})
"""Folders of single words and sounds, which other sentences are put together of"""
SHORTEST_S, STRETCH_S = 1.0, 4.0
FETCH_LIMIT_S = 300.0
_VOICES = 6
_LOUD = 3000.0

Wave = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Stray:
    """One sound that is no order."""

    kind: str
    name: str
    samples: Samples


def cache_folder(settings: Settings) -> Path:
    """Where fetched packages are kept; raises CommandFailed where the settings have no cache."""
    if settings.cache is None:
        raise CommandFailed("there is no folder for recordings that are fetched: COUNTERTALK_CACHE")
    return settings.cache / "bench"


def speech(cache: Path, count: int, say: Callable[[str], None]) -> list[Stray]:
    """At most `count` sounds of each package, evenly picked; what is missing is said aloud."""
    found: list[Stray] = []
    for kind, (package, place) in PACKAGES.items():
        folder = cache / package / place
        if not folder.is_dir() and not _fetch(package, cache):
            say(f"no {kind}: {package} could not be fetched with apt-get and dpkg into {cache}")
            continue
        files = sorted(f for f in folder.rglob("*.wav") if f.parent.name not in PARTS)
        sounds = [stray for file in files if (stray := _read(kind, file)) is not None]
        found += sounds[:: max(1, len(sounds) // count)][:count]
    return found


def _fetch(package: str, cache: Path) -> bool:
    """Unpack a Debian package below the cache, without installing it."""
    if not (shutil.which("apt-get") and shutil.which("dpkg")):
        return False
    cache.mkdir(parents=True, exist_ok=True)
    try:
        _run(["apt-get", "download", "--quiet", package], cache)
        (archive,) = cache.glob(f"{package}_*.deb")
        _run(["dpkg", "-x", archive.name, package], cache)
        archive.unlink()
    except (OSError, ValueError, subprocess.SubprocessError):
        return False
    return True


def _run(command: list[str], folder: Path) -> None:
    subprocess.run(  # noqa: S603  two programs of Debian, no shell
        command, cwd=folder, check=True, capture_output=True, timeout=FETCH_LIMIT_S
    )


def _read(kind: str, file: Path) -> Stray | None:
    """A file long enough to be an utterance."""
    try:
        samples = pcm.read(file)
    except RecordingError:
        return None
    return Stray(kind, file.stem, samples) if pcm.seconds(samples) >= SHORTEST_S else None


def noises(
    talk: list[Stray], noise: Samples | None, count: int, random: np.random.Generator
) -> list[Stray]:
    """Noise of each kind, `count` stretches of four seconds: hiss, babble of `talk`, a recording."""
    makers: dict[str, Callable[[], Wave]] = {
        "white": lambda: random.normal(size=_length()),
        "pink": lambda: pink(_length(), random),
        "music": lambda: _music(random),
    }
    if talk:
        makers["babble"] = lambda: _babble(talk, random)
    if noise is not None:
        makers["recorded noise"] = lambda: _stretch(noise, random)
    return [
        Stray(kind, str(number), _scaled(make()))
        for kind, make in makers.items()
        for number in range(count)
    ]


def _length() -> int:
    return round(STRETCH_S * RATE)


def _babble(talk: list[Stray], random: np.random.Generator) -> Wave:
    """Six people who talk at once."""
    chosen = random.integers(0, len(talk), size=_VOICES)
    return np.asarray(np.sum([_stretch(talk[one].samples, random) for one in chosen], axis=0))


def _stretch(sound: Samples, random: np.random.Generator) -> Wave:
    long = np.tile(sound, -(-_length() // len(sound)) + 1)
    start = int(random.integers(0, len(long) - _length()))
    return long[start : start + _length()].astype(np.float64)


def _music(random: np.random.Generator) -> Wave:
    """Chords that are struck twice a second, each of three tones with overtones that die away."""
    beat = round(0.5 * RATE)
    time = np.arange(beat) / RATE
    bars = []
    for root in 110.0 * 2 ** (random.integers(0, 24, size=round(STRETCH_S / 0.5)) / 12):
        tones = [root * 2 ** (step / 12) for step in (0, int(random.integers(3, 5)), 7)]
        struck = [
            np.sin(2 * np.pi * tone * over * time) / over for tone in tones for over in range(1, 7)
        ]
        bars.append(np.sum(struck, axis=0) * np.exp(-4 * time))
    return np.concatenate(bars)


def _scaled(wave: Wave) -> Samples:
    loud = wave * (_LOUD / max(1e-9, float(np.sqrt((wave**2).mean()))))
    return clipped(loud)
