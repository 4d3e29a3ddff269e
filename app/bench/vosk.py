"""The compiled grammar against Vosk's own ways, in Korean, on the same recordings.

May import `app.bench`, `skills` and `audio`. A sentence is right when what was heard means what was said. The sentences
(`korean.txt`) are spoken by mbrola's diphones and by espeak-ng; `free` is the model's own language, `phrases` its bigram
over the grammar's words.
"""

import json
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np

from app.bench.mbrola import Mbrola
from app.bench.voices import Espeak, Maker, spoken
from audio.errors import EarUnavailable
from audio.pcm import RATE, Samples, seconds
from audio.recognize_vosk import VoskEar
from audio.vosk_models import find_model, how_to_install
from skills import grammar
from skills.lexicon import Lexicon
from skills.meaning import Meaning
from skills.understand import Understanding

SENTENCES = Path(__file__).with_name("korean.txt")
MAKERS: tuple[Maker, ...] = (Mbrola(pace=1.2), Espeak("ko"))
WAYS = ("compiled", "phrases", "free")
_SILENCE = np.zeros(RATE // 4, dtype=np.int16)
"""Before and after each sentence, as a microphone has it"""
Hear = Callable[[Samples], str]


def measure(lexicon: Lexicon, every: int, model: Path | None = None) -> dict[str, Any]:
    """Hear every so many sentences in all three ways; a voice that is not installed is said. Raises EarUnavailable."""
    folder = find_model(lexicon.language.locale, model)
    if folder is None:
        raise EarUnavailable("vosk", how_to_install(lexicon.language.locale))
    said = SENTENCES.read_text(encoding="utf-8").splitlines()[::every]
    understanding = Understanding(lexicon)
    result: dict[str, Any] = {"model": str(folder), "sentences": len(said), "voices": {}}
    recordings, result["missing"] = _recorded(said)
    with ExitStack() as stack:
        ways = _ways(stack, grammar.build(lexicon), folder)
        for name, sounds in recordings.items():
            result["voices"][name] = {
                way: _heard(hear, said, sounds, understanding) for way, hear in ways.items()
            }
    return result


def table(result: dict[str, Any]) -> str:
    """For people."""
    lines = [f"{result['sentences']} sentences, {result['model']}"]
    for voice, ways in result["voices"].items():
        lines += [
            f"{voice:10} {way:9} {100 * one['right']:5.1f} % right, {one['real_time']:.2f} of real time"
            for way, one in ways.items()
        ]
    return "\n".join([*lines, *result["missing"]])


def _recorded(said: Sequence[str]) -> tuple[dict[str, list[Samples]], list[str]]:
    missing: list[str] = []
    found = {
        name: [np.concatenate((_SILENCE, s, _SILENCE)) for s in sounds]
        for name, sounds in spoken(MAKERS, said, missing.append)
    }
    return found, missing


def _ways(stack: ExitStack, att: str, folder: Path) -> dict[str, Hear]:
    """The compiled grammar, the same as a phrase list, and the model alone."""
    import vosk

    compiled = stack.enter_context(VoskEar(att, folder))
    phrases = stack.enter_context(VoskEar(att, folder, phrase_list=True))
    model = vosk.Model(str(folder))

    def free(samples: Samples) -> str:
        recognizer = vosk.KaldiRecognizer(model, RATE)
        recognizer.AcceptWaveform(samples.tobytes())
        return str(json.loads(recognizer.FinalResult())["text"])

    ways: tuple[Hear, ...] = (
        lambda samples: compiled.hear(samples).words,
        lambda samples: phrases.hear(samples).words,
        free,
    )
    return dict(zip(WAYS, ways, strict=True))


def _heard(
    hear: Hear, said: Sequence[str], sounds: Sequence[Samples], understanding: Understanding
) -> dict[str, Any]:
    begun = time.thread_time()
    heard = [hear(sound) for sound in sounds]
    spent = time.thread_time() - begun
    right = sum(
        _key(understanding.understand(words)) == _key(understanding.understand(sentence))
        for words, sentence in zip(heard, said, strict=True)
    )
    wrong = [f"{s}: {h}" for s, h in zip(said, heard, strict=True) if s.split() != h.split()]
    return {
        "right": round(right / len(said), 4),
        "real_time": round(spent / sum(map(seconds, sounds)), 4),
        "otherwise": wrong,
    }


def _key(meaning: Meaning | None) -> tuple[str, dict[str, tuple[str, ...]]] | None:
    """What a sentence asks for, however it says it."""
    return (meaning.intent, {s: meaning.ids(s) for s in meaning.slots}) if meaning else None
