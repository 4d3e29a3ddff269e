"""Opens an ear by its name, by one plain `if`. Imports only from `audio`.

An engine is imported when it is opened, so that neither is loaded without need.
"""

from collections.abc import Mapping
from pathlib import Path

from audio.errors import EarUnavailable
from audio.pronunciations import by_dictionary
from audio.recognize import Ear
from audio.vosk_models import find_model, how_to_install

KINDS = ("auto", "vosk", "pocketsphinx")


def vosk_model(kind: str, locale: str, named: Path | None = None) -> Path | None:
    """The model that an ear of that kind hears a locale with, of the `named` folder before others; None: it is PocketSphinx.

    `auto` takes Vosk where a model for the locale is installed. Raises EarUnavailable.
    """
    if kind not in KINDS:
        raise EarUnavailable(kind, f"choose one of {', '.join(KINDS)}")
    if kind == "pocketsphinx":
        return None
    found = find_model(locale, named)
    if kind == "vosk" and found is None:
        raise EarUnavailable("vosk", how_to_install(locale))
    return found


def open_ear(
    kind: str,
    att: str,
    *,
    locale: str = "en-US",
    pronunciations: Mapping[str, str] | None = None,
    model_dir: Path | None = None,
) -> Ear:
    """The ear of that kind listening for the grammar `att` (AT&T text, see `audio.acceptor`).

    Raises EarUnavailable and GrammarRefused.
    """
    if found := vosk_model(kind, locale, model_dir):
        from audio.recognize_vosk import VoskEar

        return VoskEar(att, found)
    if not by_dictionary(locale):
        raise EarUnavailable("pocketsphinx", f"it hears English only, not {locale}")
    from audio.recognize_pocketsphinx import PocketSphinxEar

    return PocketSphinxEar(att, pronunciations or {})
