"""A Korean voice of diphones, to speak what a bench listens to: mbrola and its database hn1.

May import `app.bench` and `audio`. espeak-ng's Korean is so far from people's that a recogniser made for people hears other
words. mbrola's voices are not for sale (Debian's non-free), so it is a program to be installed, and only benches use it.
"""

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from app.bench.hangul import phones
from app.bench.voices import VoiceMissing
from audio import pcm
from audio.pcm import Samples

INSTALL = "apt install mbrola mbrola-hn1 (Debian's contrib and non-free)"
DATABASE = Path("/usr/share/mbrola/hn1/hn1")
TIME_LIMIT_S = 30.0
VOWEL_MS, CONSONANT_MS, LAST_MS = 95, 62, 150
"""How long phones last, and the last vowel; about seven syllables a second"""
HIGH_HZ, LOW_HZ = 135, 95
"""The melody falls from one to the other, and rises a little with each word"""


@dataclass(frozen=True)
class Mbrola:
    """The man's voice of hn1."""

    program: str = "mbrola"
    database: Path = DATABASE
    pace: float = 1.0
    """Times the usual length of a phone"""
    name: str = "mbrola"

    def speak(self, sentences: Sequence[str]) -> list[Samples]:
        """The sound of each sentence; raises VoiceMissing."""
        program = shutil.which(self.program)
        if program is None or not self.database.is_file():
            raise VoiceMissing(self.name, INSTALL)
        return [self._speak(program, sentence) for sentence in sentences]

    def _speak(self, program: str, sentence: str) -> Samples:
        with TemporaryDirectory(prefix="mbrola-") as folder:
            script, sound = Path(folder, "said.pho"), Path(folder, "said.wav")
            script.write_text("\n".join(lines(sentence, self.pace)) + "\n", encoding="ascii")
            command = [program, "-e", str(self.database), str(script), str(sound)]
            done = subprocess.run(command, capture_output=True, timeout=TIME_LIMIT_S, check=False)  # noqa: S603
            if done.returncode or not sound.is_file():
                raise VoiceMissing(self.name, INSTALL)
            return pcm.read(sound)


def lines(sentence: str, pace: float) -> Iterator[str]:
    """A sentence as mbrola reads it: a phone, its milliseconds, and the pitch half-way through."""
    words = phones(sentence)
    count = sum(map(len, words))
    place = 0
    yield "_ 120"
    for word in words:
        for inside, phone in enumerate(word):
            vowel = phone[0] in "aEeoViu2MwWj" and not phone.endswith("}")
            last = vowel and place >= count - 2
            ms = (LAST_MS if last else VOWEL_MS if vowel else CONSONANT_MS) * pace
            hertz = HIGH_HZ - (HIGH_HZ - LOW_HZ) * place / max(1, count) + (8 if inside < 3 else 0)
            yield f"{phone} {ms:.0f} 50 {hertz:.0f}"
            place += 1
    yield "_ 150"
