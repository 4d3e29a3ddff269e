"""A room of sound without sound cards: a PulseAudio of our own, with a person on the left and our loudspeaker on the right.

One recording of the room has both, sample by sample. It needs pulseaudio, pulseaudio-utils and libasound2-plugins, as
Debian calls them. May import `audio` and `app.errors`.
"""

import ctypes.util
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import numpy.typing as npt

from app.errors import CommandFailed
from audio.pcm import RATE, Samples

BEGINS_S = 20.0
AUDIBLE = 50
"""In 16 bit steps"""
ALSA = """</usr/share/alsa/alsa.conf>
pcm.!default { type pulse }
ctl.!default { type pulse }
pcm.till_microphone { type pulse device microphone }
pcm.till_speaker { type pulse device speaker }
"""
HALF = (
    "module-remap-sink master=room channels=1 channel_map=mono remix=no master_channel_map=front-"
)
MODULES = f"""
load-module module-native-protocol-unix
load-module module-null-sink sink_name=room rate=48000 channels=2
load-module {HALF}left sink_name=person
load-module {HALF}right sink_name=speaker
set-default-sink speaker
"""
DEAF = "master_channel_map=front-left remix=no"
"""A microphone that does not hear our loudspeaker"""
RAW = ("--raw", "--format=s16le", f"--rate={RATE}", "--latency-msec=20")


def missing() -> list[str]:
    """The packages that the room lacks on this machine."""
    plugins = any(Path("/usr/lib").glob("*/alsa-lib/libasound_module_pcm_pulse.so"))
    there = {
        "pulseaudio": shutil.which("pulseaudio"),
        "pulseaudio-utils": shutil.which("pacat") and shutil.which("pactl"),
        "libasound2-plugins": plugins,
        "libportaudio2": ctypes.util.find_library("portaudio"),
    }
    return [package for package, found in there.items() if not found]


@dataclass
class Room:
    """The room, open."""

    folder: Path
    environment: dict[str, str]
    """For every process that is to be in it"""
    echo: bool
    """Whether the microphone hears the loudspeaker too, as loud as the person"""
    _server: "subprocess.Popen[bytes] | None" = field(default=None, init=False)

    def start(self) -> None:
        """All devices are there. Raises CommandFailed."""
        command = ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no"]
        with self._log.open("wb") as log:
            self._server = subprocess.Popen(  # noqa: S603  no shell, our words
                [*command, "-F", str(self.folder / "room.pa")], env=self.environment, stderr=log
            )
        self._await(self._server)
        source = ["source_name=microphone", "master=room.monitor", "channels=1", "channel_map=mono"]
        deaf = [] if self.echo else DEAF.split()
        self._pactl("load-module", "module-remap-source", *source, *deaf)
        self._pactl("set-default-source", "microphone")

    def stop(self) -> None:
        """All devices vanish."""
        if self._server:
            self._server.kill()
            self._server.wait()

    def volume(self, sink: str, decibels: float) -> None:
        """How loud the `person` or the `speaker` is."""
        self._pactl("set-sink-volume", sink, f"{decibels:g}dB")

    def begin(self, samples: Samples) -> "subprocess.Popen[bytes]":
        """Begin to say something; the process ends with the sound."""
        file = self.folder / f"{time.monotonic_ns()}.raw"
        file.write_bytes(samples.astype("<i2").tobytes())
        return self._start("pacat", "--device=person", "--channels=1", *RAW, str(file))

    def say(self, samples: Samples) -> None:
        """Say something to its end."""
        with self.begin(samples) as playing:
            playing.wait()

    @contextmanager
    def recording(self) -> "Iterator[Recording]":
        """Record the room."""
        file = self.folder / f"{time.monotonic_ns()}.raw"
        with self._start("parec", "--device=room.monitor", "--channels=2", *RAW, str(file)) as tape:
            try:
                while not (file.exists() and file.stat().st_size):
                    time.sleep(0.01)
                yield Recording(file)
            finally:
                tape.terminate()

    @property
    def _log(self) -> Path:
        return self.folder / "log"

    def _await(self, server: "subprocess.Popen[bytes]") -> None:
        """Until the server answers."""
        ends = time.monotonic() + BEGINS_S
        while time.monotonic() < ends and server.poll() is None:
            with suppress(subprocess.CalledProcessError):
                if self._pactl("get-default-sink") == "speaker":
                    return
            time.sleep(0.05)
        raise CommandFailed(f"no sound server: {self._log.read_text()[-300:]}")

    def _start(self, *command: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(command, env=self.environment)  # noqa: S603  no shell, our words

    def _pactl(self, *words: str) -> str:
        done = subprocess.run(  # noqa: S603  no shell, our words
            ["pactl", *words],  # noqa: S607
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout.strip()


@dataclass(frozen=True)
class Recording:
    """What was recorded of the room."""

    file: Path

    def samples(self) -> int:
        """How many there are so far, of each."""
        return self.file.stat().st_size // 4

    def apart(self) -> float:
        """Seconds of the tape less the clock; the tape comes in pieces, so the most is nearest."""
        found = []
        for _ in range(10):
            found.append(self.samples() / RATE - time.monotonic())
            time.sleep(0.01)
        return max(found)

    def both(self, start: int = 0) -> npt.NDArray[np.int16]:
        """The person and the loudspeaker from a sample on, of shape (samples, 2)."""
        count = 2 * (self.samples() - start)
        return np.fromfile(self.file, "<i2", count, offset=4 * start).reshape(-1, 2)

    def speaker(self, start: int = 0) -> Samples:
        """The loudspeaker from a sample on."""
        return self.both(start)[:, 1]

    def sounded(self, moment: float, apart: float) -> float:
        """When the loudspeaker was first audible from a moment on, both in seconds of the clock; `apart` was measured."""
        start = max(0, round((moment + apart) * RATE))
        audible = np.flatnonzero(np.abs(self.speaker(start).astype(int)) > AUDIBLE)
        return float(start + audible[0]) / RATE - apart


@contextmanager
def room(*, echo: bool = False) -> Iterator[Room]:
    """A sound server with a directory of its own, and a microphone plugged in. Raises CommandFailed."""
    if lacks := missing():
        raise CommandFailed(f"a virtual room of sound needs: apt install {' '.join(lacks)}")
    with TemporaryDirectory(prefix="countertalk-room-") as name:
        folder = Path(name)
        (folder / "asoundrc").write_text(ALSA)
        (folder / "room.pa").write_text(MODULES)
        here = {"HOME": name, "XDG_RUNTIME_DIR": name, "ALSA_CONFIG_PATH": f"{name}/asoundrc"}
        opened = Room(folder, {**os.environ, **here, "PULSE_RUNTIME_PATH": f"{name}/pulse"}, echo)
        try:
            opened.start()
            yield opened
        finally:
            opened.stop()
