"""Opens an ear by its name, by one plain `if`. Imports only from `audio`.

An engine is imported when it is opened, so that neither is loaded without need.
"""

from collections.abc import Mapping
from pathlib import Path

from audio.errors import EarUnavailable
from audio.recognize import Ear
from audio.vosk_models import find_model, how_to_install

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
    from audio.recognize_pocketsphinx import PocketSphinxEar
    from audio.recognize_vosk import VoskEar

    if kind in ("auto", "vosk"):
        found = model_dir or find_model(locale)
        if found:
            return VoskEar(att, found)
        if kind == "vosk":
            raise EarUnavailable("vosk", how_to_install(locale))
    if kind in ("auto", "pocketsphinx"):
        if not locale.lower().startswith("en"):
            raise EarUnavailable("pocketsphinx", f"it hears English only, not {locale}")
        return PocketSphinxEar(att, pronunciations or {})
    raise EarUnavailable(kind, f"choose one of {', '.join(KINDS)}")
