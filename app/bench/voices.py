"""Synthetic voices of three makers, to speak what a bench listens to. May import `audio`.

espeak-ng comes with the project; flite and festival are Debian packages, and a bench without them says so.
"""

import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from audio import pcm
from audio.pcm import Samples
from audio.speak import Voice

TIME_LIMIT_S = 900.0
"""For all sentences of one voice"""


class VoiceMissing(Exception):
    """A voice is not installed; says how to get it."""

    def __init__(self, maker: str, install: str) -> None:
        super().__init__(f"the voice of {maker} is missing: {install}")
        self.maker = maker
        self.install = install


class Maker(Protocol):
    """Speaks sentences in one voice."""

    @property
    def name(self) -> str:
        """Who made it."""

    def speak(self, sentences: Sequence[str]) -> list[Samples]:
        """The sound of each sentence; raises VoiceMissing."""


@dataclass(frozen=True)
class Espeak:
    """espeak-ng, from the wheel `espeakng-loader`: formant synthesis."""

    voice: str = "en-US"
    name: str = "espeak-ng"

    def speak(self, sentences: Sequence[str]) -> list[Samples]:
        """The sound of each sentence."""
        with Voice(self.voice) as mouth:
            return [mouth.say(sentence) for sentence in sentences]


@dataclass(frozen=True)
class Flite:
    """CMU Flite: diphones (kal16, awb_time) and clusters (slt, rms, awb)."""

    voice: str = "rms"
    name: str = "flite"

    def speak(self, sentences: Sequence[str]) -> list[Samples]:
        """The sound of each sentence."""
        program = _program(self.name, "flite", "apt install flite")
        return [_flite(program, self.voice, sentence) for sentence in sentences]


@dataclass(frozen=True)
class Festival:
    """Festival with an HTS voice: hidden Markov models."""

    voice: str = "cmu_us_slt_arctic_hts"
    name: str = "festival"

    def speak(self, sentences: Sequence[str]) -> list[Samples]:
        """The sound of each sentence, all from one run."""
        install = "apt install festival festvox-us-slt-hts"
        program = _program(self.name, "festival", install)
        with TemporaryDirectory(prefix="festival-") as folder:
            files = [Path(folder, f"{n}.wav") for n in range(len(sentences))]
            script = [f"(voice_{self.voice})"]
            for sentence, file in zip(sentences, files, strict=True):
                quoted = sentence.replace("\\", " ").replace('"', " ")
                said = f'(utt.synth (Utterance Text "{quoted}"))'
                script.append(f'(utt.save.wave {said} "{file}" \'riff)')
            done = _run([program, "--pipe"], "\n".join(script))
            if done.returncode or not files[-1].is_file():
                raise VoiceMissing(self.name, install)
            return [pcm.read(file) for file in files]


MAKERS: tuple[Maker, ...] = (Espeak(), Flite(), Festival())


def spoken(
    makers: Iterable[Maker], sentences: Sequence[str], lacks: Callable[[str], None]
) -> Iterator[tuple[str, list[Samples]]]:
    """Each maker's name and the sound of each sentence; of one that is not installed, `lacks` is told how to get it."""
    for maker in makers:
        try:
            sounds = maker.speak(sentences)
        except VoiceMissing as missing:
            lacks(str(missing))
        else:
            yield maker.name, sounds


def _flite(program: str, voice: str, sentence: str) -> Samples:
    with TemporaryDirectory(prefix="flite-") as folder:
        file = Path(folder, "said.wav")
        _run([program, "-voice", voice, "-t", sentence, "-o", str(file)])
        return pcm.read(file)


def _program(maker: str, name: str, install: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise VoiceMissing(maker, install)
    return found


def _run(command: list[str], text: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  a program of the system, no shell
        command,
        input=text,
        capture_output=True,
        encoding="utf-8",
        timeout=TIME_LIMIT_S,
        check=False,
    )
