"""PortAudio, imported only when asked, and the shapes of sound a device takes. Imports only from `audio`.

sounddevice needs PortAudio when it is imported, so it is imported inside.
"""

from dataclasses import dataclass
from types import ModuleType
from typing import Any, Self

from audio.errors import DeviceMissing
from audio.pcm import RATE


@dataclass(frozen=True)
class Shape:
    """What a device's sound looks like."""

    rate: int
    """Hertz"""
    channels: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """From text like "48000x2"; ValueError otherwise."""
        rate, _, channels = text.partition("x")
        return cls(int(rate), int(channels))


SHAPES = tuple(Shape(rate, channels) for channels in (1, 2) for rate in (RATE, 48_000, 44_100))
"""In the order they are tried: the cheapest first"""


def portaudio(device: str) -> ModuleType:
    """The library; raises DeviceMissing with how to install it, naming the device it was wanted for."""
    try:
        import sounddevice
    except OSError as fault:
        remedy = "install PortAudio: apt install libportaudio2, or brew install portaudio"
        raise DeviceMissing(device, str(fault), remedy) from fault
    module: ModuleType = sounddevice
    return module


def shape_of(sound: Any, kind: str, device: str | int | None, wished: Shape | None) -> Shape:
    """The first shape that the device takes. Raises DeviceMissing, with the device's reason, if it takes none."""
    check = sound.check_input_settings if kind == "microphone" else sound.check_output_settings
    reason = ""
    for shape in (wished, *SHAPES) if wished else SHAPES:
        try:
            check(device, channels=shape.channels, dtype="int16", samplerate=shape.rate)
        except (sound.PortAudioError, ValueError) as fault:
            reason = reason or str(fault)
        else:
            return shape
    raise DeviceMissing.unplugged(kind, reason)


def listing() -> list[str]:
    """The devices PortAudio sees, one line each. Raises DeviceMissing without PortAudio."""
    return str(portaudio("sound device").query_devices()).splitlines()
