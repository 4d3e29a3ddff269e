"""Opens an ear by its name, by one plain `if`. Imports only from `audio`.

An engine is imported when it is opened, so that neither is loaded without need.
"""

from collections.abc import Mapping
from pathlib import Path

from audio.errors import EarUnavailable
from audio.recognize import Ear

KINDS = ("auto", "vosk", "pocketsphinx")


def open_ear(
    kind: str,
    att: str,
    *,
    locale: str = "en-US",
    pronunciations: Mapping[str, str] | None = None,
    model_dir: Path | None = None,
) -> Ear:
    """The ear of that kind listening for the grammar `att` (AT&T text, see `audio.acceptor`).

    `auto` takes Vosk where a model for the locale is installed, else PocketSphinx.
    Raises EarUnavailable and GrammarRefused.
    """
    from audio import recognize_vosk
    from audio.recognize_pocketsphinx import PocketSphinxEar

    if kind in ("auto", "vosk"):
        found = model_dir or recognize_vosk.find_model(locale)
        if found:
            return recognize_vosk.VoskEar(att, found)
        if kind == "vosk":
            raise EarUnavailable("vosk", recognize_vosk.how_to_install(locale))
    if kind in ("auto", "pocketsphinx"):
        if not locale.lower().startswith("en"):
            raise EarUnavailable("pocketsphinx", f"it hears English only, not {locale}")
        return PocketSphinxEar(att, pronunciations or {})
    raise EarUnavailable(kind, f"choose one of {', '.join(KINDS)}")
