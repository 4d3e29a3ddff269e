"""A sound device's own process: `python -m audio.device_worker microphone|speaker NAME`.

PortAudio sees devices that were plugged in later only after a new start, and a vanished one can take its process with it,
so each device has a process that may be ended and started again. Out goes one line of JSON: `{"rate": ..., "channels":
...}` of the device, or `{"failed": reason, "remedy": ...}`. Then the microphone gives samples of 16 bit at 16 kHz without
end; the speaker takes messages and gives lines, as `audio.device_player` says.
Imports only from `audio`.
"""

import argparse
import json
import os
import queue
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, BinaryIO

import numpy as np
import soxr

from audio.child import own_output
from audio.device_player import Player, read_messages
from audio.errors import DeviceMissing
from audio.listen import BLOCK
from audio.pcm import RATE, Samples
from audio.portaudio import Shape, portaudio, shape_of

MICROPHONE = "microphone"
SPEAKER = "speaker"
STALLED_S = 2.0
"""A device that asks for nothing and gives nothing for so long is gone"""
AHEAD_S = 0.03
"""Sound that a device is given ahead, or keeps: a customer waits for it. Less had no gaps either, on virtual devices"""
NICENESS = -11
BACKLOG = 256
"""Blocks kept for a parent that does not read (8 s); then the newest are lost"""


def main() -> None:
    """Serve one device until it vanishes or nobody listens any more."""
    parser = argparse.ArgumentParser()
    parser.add_argument("kind", choices=(MICROPHONE, SPEAKER))
    parser.add_argument("device", help="name or number; empty: the system's")
    parser.add_argument("--shape", type=Shape.parse, help="RATExCHANNELS tried first")
    args = parser.parse_args()
    _go_first()
    out = own_output()
    device = int(args.device) if args.device.isdigit() else args.device or None
    serve = capture if args.kind == MICROPHONE else play
    try:
        serve(device, args.shape, out)
    except DeviceMissing as fault:
        _tell(out, {"failed": fault.reason, "remedy": fault.remedy})
        sys.exit(1)
    except (BrokenPipeError, KeyboardInterrupt):
        os._exit(0)


def capture(device: str | int | None, wished: Shape | None, out: BinaryIO) -> None:
    """Record until the device stops giving sound. Raises DeviceMissing when it does not begin."""
    blocks: queue.Queue[Samples] = queue.Queue(BACKLOG)

    def take(data: Samples, *_: object) -> None:
        with suppress(queue.Full):
            blocks.put_nowait(data.copy())

    sound = portaudio(MICROPHONE)
    shape = shape_of(sound, MICROPHONE, device, wished)
    with _opened(sound, sound.InputStream, MICROPHONE, device, shape, take, AHEAD_S):
        _tell(out, {"rate": shape.rate, "channels": shape.channels})
        convert = Converter(shape)
        with suppress(queue.Empty):
            while True:
                out.write(convert(blocks.get(timeout=STALLED_S)).tobytes())
                out.flush()


def play(device: str | int | None, wished: Shape | None, out: BinaryIO) -> None:
    """Play until the input ends or the device stops asking. Raises DeviceMissing when it does not begin."""
    sound = portaudio(SPEAKER)
    shape = shape_of(sound, SPEAKER, device, wished)
    player = Player(shape)
    with _opened(sound, sound.OutputStream, SPEAKER, device, shape, player.fill, AHEAD_S):
        _tell(out, {"rate": shape.rate, "channels": shape.channels})
        read_messages(sys.stdin.buffer, player)
        for line in player.events(STALLED_S):
            out.write(f"{line}\n".encode())
            out.flush()
    os._exit(0)  # its reader may still wait for input


class Converter:
    """Sound of a device as the project's own format; kept between blocks."""

    def __init__(self, shape: Shape) -> None:
        self._resample: Callable[[Samples], Samples] | None = None
        if shape.rate != RATE:
            self._resample = soxr.ResampleStream(shape.rate, RATE, 1, "int16").resample_chunk

    def __call__(self, data: Samples) -> Samples:
        """Samples from a block of shape (frames, channels)."""
        mono = data[:, 0] if data.shape[1] == 1 else data.mean(axis=1).astype(np.int16)
        return self._resample(mono) if self._resample else mono


@contextmanager
def _opened(
    sound: Any,
    stream: Callable[..., Any],
    kind: str,
    device: str | int | None,
    shape: Shape,
    callback: Callable[..., None],
    latency: float,
) -> Iterator[None]:
    """A stream that runs; PortAudio's faults (and ValueError for unknown names) as DeviceMissing."""
    try:
        opened = stream(
            shape.rate,
            BLOCK * shape.rate // RATE if kind == MICROPHONE else 0,
            device,
            channels=shape.channels,
            dtype="int16",
            callback=callback,
            latency=latency,
        )
        opened.start()
    except (sound.PortAudioError, ValueError) as fault:
        raise DeviceMissing.unplugged(kind, str(fault)) from fault
    try:
        yield
    finally:
        opened.close()


def _go_first() -> None:
    """Before other programs, where that is allowed: sound that comes late is lost. As PulseAudio does."""
    with suppress(AttributeError, OSError):
        os.nice(NICENESS)


def _tell(out: BinaryIO, head: dict[str, Any]) -> None:
    out.write(json.dumps(head).encode() + b"\n")
    out.flush()


if __name__ == "__main__":
    main()
