"""Microphone and loudspeaker through PortAudio, opened only here and only when asked.

sounddevice needs PortAudio when it is imported, so it is imported inside. PortAudio sees devices
that were plugged in later only after a new start of its process. Imports only from `audio`.
"""

import contextlib
import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from types import ModuleType
from typing import Any

import soxr

from audio.errors import DeviceMissing
from audio.listen import BLOCK
from audio.pcm import RATE, Samples

MICROPHONE = "microphone"
LOUDSPEAKER = "loudspeaker"
STALLED_S = 5.0
"""A microphone that gives nothing for so long is gone"""
BACKLOG = 2000
"""Blocks kept while nobody reads (a minute); then the oldest are lost"""
_CHUNK = 1600
"""Samples written at once, so that speech can be stopped"""


class Microphone:
    """Blocks of sound as they are recorded at `rate` Hz."""

    def __init__(self, rate: int) -> None:
        self._blocks: queue.Queue[Samples] = queue.Queue(BACKLOG)
        self._resample = None if rate == RATE else soxr.ResampleStream(rate, RATE, 1, "int16")
        self.lost = 0
        """Blocks lost because nobody read them in time"""

    def blocks(self) -> Iterator[Samples]:
        """Sound without end, about 32 ms at a time. Raises DeviceMissing when it stops."""
        while True:
            try:
                block = self._blocks.get(timeout=STALLED_S)
            except queue.Empty:
                raise _gone(MICROPHONE, f"no sound for {STALLED_S:g} s") from None
            yield self._resample.resample_chunk(block) if self._resample else block

    def skip(self) -> None:
        """Forget what was recorded until now, such as our own voice."""
        with contextlib.suppress(queue.Empty):
            while True:
                self._blocks.get_nowait()

    def take(self, data: Samples, *_: object) -> None:
        """PortAudio's callback, in its own thread: keep a block of shape (frames, 1)."""
        if self._blocks.full():
            self.lost += 1
            with contextlib.suppress(queue.Empty):
                self._blocks.get_nowait()
        self._blocks.put_nowait(data[:, 0].copy())


class Speaker:
    """Plays samples to their end, or until it is stopped."""

    def __init__(
        self,
        write: Callable[[Samples], None],
        rate: int,
        playing: Callable[[], AbstractContextManager[object]] = nullcontext,
    ) -> None:
        self._write = write
        """Takes sound of shape (frames, 1) at `rate` Hz; returns when there is room for more"""
        self._rate = rate
        self._playing = playing
        """Held while a sound is written: a stream that runs without sound underruns"""
        self._stopped = threading.Event()

    def play(self, samples: Samples) -> bool:
        """Play all of it; False when it was stopped midway. Raises DeviceMissing."""
        self._stopped.clear()
        if self._rate != RATE:
            samples = soxr.resample(samples, RATE, self._rate)
        with self._playing():
            for start in range(0, len(samples), _CHUNK):
                if self._stopped.is_set():
                    return False
                self._write(samples[start : start + _CHUNK].reshape(-1, 1))
        return True

    def stop(self) -> None:
        """Fall silent at the next chunk; any thread may ask."""
        self._stopped.set()


@contextmanager
def microphone(device: str | int | None = None) -> Iterator[Microphone]:
    """The microphone, recording. Raises DeviceMissing."""
    sounddevice = _portaudio(MICROPHONE)
    with _device(MICROPHONE):
        rate = _rate(sounddevice.check_input_settings, sounddevice, device, "input")
        heard = Microphone(rate)
        block = BLOCK * rate // RATE
        stream = sounddevice.InputStream(
            rate, block, device, channels=1, dtype="int16", callback=heard.take
        )
    with stream:
        yield heard


@contextmanager
def speaker(device: str | int | None = None) -> Iterator[Speaker]:
    """The loudspeaker. Raises DeviceMissing."""
    sounddevice = _portaudio(LOUDSPEAKER)
    with _device(LOUDSPEAKER):
        rate = _rate(sounddevice.check_output_settings, sounddevice, device, "output")
        stream = sounddevice.OutputStream(rate, device=device, channels=1, dtype="int16")

    def write(sound: Samples) -> None:
        with _device(LOUDSPEAKER):
            stream.write(sound)

    @contextmanager
    def playing() -> Iterator[None]:
        stream.start()
        yield
        stream.stop()  # after what was written has been heard

    with closing(stream):
        yield Speaker(write, rate, playing)


def listing() -> list[str]:
    """The devices PortAudio sees, one line each. Raises DeviceMissing without PortAudio."""
    return str(_portaudio("sound device").query_devices()).splitlines()


def _portaudio(device: str) -> ModuleType:
    try:
        import sounddevice
    except OSError as fault:
        remedy = "install PortAudio: apt install libportaudio2, or brew install portaudio"
        raise DeviceMissing(device, str(fault), remedy) from fault
    module: ModuleType = sounddevice
    return module


def _rate(check: Callable[..., None], sounddevice: Any, device: str | int | None, kind: str) -> int:
    """Our rate where the device takes it, else its own."""
    try:
        check(device, channels=1, dtype="int16", samplerate=RATE)
    except sounddevice.PortAudioError:
        return int(sounddevice.query_devices(device, kind)["default_samplerate"])
    return RATE


@contextmanager
def _device(device: str) -> Iterator[None]:
    """PortAudio's faults (and sounddevice's ValueError for unknown names) as DeviceMissing."""
    import sounddevice

    try:
        yield
    except (sounddevice.PortAudioError, ValueError) as fault:
        raise _gone(device, str(fault)) from fault


def _gone(device: str, reason: str) -> DeviceMissing:
    return DeviceMissing(device, reason, "plug one in and choose it in the system's sound settings")
