"""The voice's own process: `python -m audio.speak_worker`.

A sentence comes in as one line of JSON (the fields of `Wanted`); out goes one line with the number
of samples or the reason of failure, then the samples. pyttsx3 can hang and can take its process
with it, so it never lives in ours. Imports only from `audio`.
"""

import contextlib
import ctypes
import json
import os
import re
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

from audio import pcm
from audio.child import own_output
from audio.errors import RecordingError


@dataclass(frozen=True)
class Wanted:
    """One sentence to render."""

    text: str
    voice: str
    """A language such as en-US, or the name of a voice as the system's engine knows it"""
    rate: int
    """Words a minute"""
    volume: float = 1.0
    """0 to 1"""


LIST = "list"
"""An argument: say which voices there are, and end"""
_TRIES = 4
"""espeak-ng's thread now and then ends a sentence before its first sample (1 in 200)"""


class NoVoice(Exception):
    """No voice of that name or language is installed."""


def main() -> None:
    """Answer sentences until the input ends."""
    answers = own_output()
    engine = _engine()
    if sys.argv[1:] == [LIST]:
        _answer(answers, spoken(engine))
        return
    for line in sys.stdin.buffer:
        wanted = Wanted(**json.loads(line))
        try:
            samples = render(engine, wanted)
        except Exception as fault:
            _answer(answers, {"failed": f"{type(fault).__name__}: {fault}"})
        else:
            _answer(answers, {"samples": len(samples)}, samples.tobytes())


def render(engine: Any, wanted: Wanted) -> pcm.Samples:
    """One sentence as samples."""
    voice = _voice_id(engine, wanted.voice)
    if voice is None:
        raise NoVoice(wanted.voice)
    engine.setProperty("voice", voice)
    engine.setProperty("rate", wanted.rate)
    engine.setProperty("volume", wanted.volume)
    for _ in range(_TRIES - 1):
        with contextlib.suppress(RecordingError):
            return _rendered(engine, wanted.text)
    return _rendered(engine, wanted.text)


def _rendered(engine: Any, text: str) -> pcm.Samples:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "speech.wav")
        engine.save_to_file(text, str(file))
        engine.runAndWait()
        return pcm.read(file, limit_s=600.0)


def _engine() -> Any:
    """pyttsx3's engine; on Linux with the espeak-ng that `espeakng-loader` carries."""
    with contextlib.suppress(ImportError, OSError, RuntimeError):
        import espeakng_loader

        os.environ.setdefault("ESPEAK_DATA_PATH", espeakng_loader.get_data_path())
        ctypes.CDLL(espeakng_loader.get_library_path())
    import pyttsx3

    return pyttsx3.init()


def spoken(engine: Any) -> dict[str, list[str]]:
    """The languages of each voice, by its name."""
    voices = engine.getProperty("voices")
    return {voice.id: [_tag(tag) for tag in voice.languages or ()] for voice in voices}


@cache  # the engine lists a hundred voices each time: 4 ms
def _voice_id(engine: Any, wanted: str) -> str | None:
    return best_voice(spoken(engine), wanted)


def best_voice(voices: Mapping[str, Sequence[str]], wanted: str) -> str | None:
    """The name of a voice: that one itself, or the best for a language such as en-US; None if there is none.

    Where that country has none, another country's comes before a dialect's or a region's, such as en-029.
    """
    language = wanted.lower().replace("_", "-")
    country = re.compile(f"{language[:2]}-[a-z]{{2}}")
    for names in (
        [voice for voice in voices if voice.lower() == language],
        [voice for voice, tags in voices.items() if language in tags],
        [voice for voice, tags in voices.items() if language.split("-")[0] in tags],
        [voice for voice, tags in voices.items() if any(map(country.fullmatch, tags))],
        [v for v, tags in voices.items() if any(t.startswith(language[:2] + "-") for t in tags)],
    ):
        if names:
            return names[0]
    return None


def _tag(language: str | bytes) -> str:
    """A language tag; older drivers give bytes with a priority in front."""
    text = language.decode("utf-8", "ignore") if isinstance(language, bytes) else language
    return text.strip("\x00\x05").lower().replace("_", "-")


def _answer(answers: BinaryIO, head: dict[str, Any], body: bytes = b"") -> None:
    answers.write(json.dumps(head).encode() + b"\n" + body)
    answers.flush()


if __name__ == "__main__":
    main()
