"""Where Vosk's models are: named, unpacked or installed. Imports only `audio.errors`."""

import importlib.util
from collections.abc import Iterable
from pathlib import Path

from audio.errors import ModelInvalid

GRAMMAR = Path("graph", "Gr.fst")
"""The language of a small model; a large one has none"""
ACOUSTIC = Path("am", "final.mdl")


def find_model(
    locale: str, named: Path | None = None, folders: Iterable[Path] | None = None
) -> Path | None:
    """The folder of a model for a locale such as en-US: of the `named` one, else of those installed; None if there is none.

    A folder may be a model or hold models under the names Vosk gives them. Models that can take a compiled grammar come
    before those that cannot. Raises ModelInvalid if the named folder is no model, nor holds one of any language.
    """
    if named and not _models(named):
        raise ModelInvalid("vosk", f"{named} is no directory of a Vosk model")
    searched = [named] if named else []
    searched += search_folders(locale) if folders is None else folders
    found = [
        model for folder in searched for model in _models(folder) if _speaks(model.name, locale)
    ]
    exact = [model for model in found if (model / GRAMMAR).exists()]
    return next(iter(exact + found), None)


def search_folders(locale: str) -> list[Path]:
    """Where models are looked for that nobody named, in this order."""
    package = importlib.util.find_spec(f"vosk_model_{locale[:2].lower()}")
    places = (package.submodule_search_locations or []) if package else []
    return [
        Path(__file__).resolve().parents[1] / "models" / "speech",
        Path.home() / ".cache" / "vosk",
        *(Path(place, "model") for place in places),
    ]


def how_to_install(locale: str) -> str:
    """What to do where no model was found."""
    return (
        f"no model for {locale} in VOSK_MODEL_PATH, models/speech or ~/.cache/vosk; bring one "
        f"with `python -m app voices fetch {locale}`, or `pip install vosk-model-{locale[:2]}` where there is one"
    )


def _models(folder: Path) -> list[Path]:
    """The folder itself or those in it, if they are models."""
    places = [folder, *sorted(folder.glob("vosk-model*"))]
    return [place for place in places if (place / ACOUSTIC).exists()]


def _speaks(name: str, locale: str) -> bool:
    """Whether a folder's name fits the locale; a folder of another kind of name always does."""
    if not name.startswith("vosk-model-"):
        return True
    tags = name.removeprefix("vosk-model-").removeprefix("small-").lower()
    return tags.split("-")[0] == locale.lower().split("-")[0]
