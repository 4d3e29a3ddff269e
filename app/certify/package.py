"""The skill package as it lies on disk: manifest and interaction models, by locale. Imports the program's errors."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from app.errors import CommandFailed

Json = dict[str, Any]


@dataclass(frozen=True)
class Package:
    """What is deployed with the ASK CLI."""

    document: Json
    """`skill.json`"""
    models: Mapping[str, Json]
    """By locale"""

    @classmethod
    def read(cls, directory: Path) -> Self:
        """Read all files; CommandFailed names the one that cannot be read."""
        models = sorted((directory / "interactionModels" / "custom").glob("*.json"))
        if not models:
            raise CommandFailed(f"{directory}: no interaction model in interactionModels/custom")
        return cls(_read(directory / "skill.json"), {path.stem: _read(path) for path in models})

    @property
    def manifest(self) -> Json:
        """The manifest itself."""
        return dict(self.document.get("manifest") or {})

    @property
    def listings(self) -> Mapping[str, Json]:
        """What the store shows of the skill, by locale."""
        return dict(at(self.manifest, "publishingInformation", "locales"))

    @property
    def locale(self) -> str:
        """The first locale of the manifest that has a model: the one that most is checked in."""
        return next((name for name in self.listings if name in self.models), min(self.models))

    def languages(self) -> Iterator[tuple[str, Json]]:
        """Each locale with its language model."""
        for locale in self.models:
            yield locale, self.language(locale)

    def language(self, locale: str) -> Json:
        """The language model of a locale."""
        return at(self.models[locale], "interactionModel", "languageModel")


def at(document: Json, *path: str) -> Json:
    """Return the object at a path of keys, an empty one where it breaks off."""
    found: Any = document
    for key in path:
        found = found.get(key) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}


def intents(language: Json) -> dict[str, Json]:
    """The intents of a language model by name."""
    return {intent["name"]: intent for intent in language.get("intents", ())}


def slots(intent: Json) -> dict[str, Json]:
    """The slots of an intent by name."""
    return {slot["name"]: slot for slot in intent.get("slots", ())}


def types(language: Json) -> dict[str, Json]:
    """The custom slot types of a language model by name."""
    return {kind["name"]: kind for kind in language.get("types", ())}


def _read(path: Path) -> Json:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CommandFailed(f"{path}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise CommandFailed(f"{path}: not JSON: {error}") from error
    if not isinstance(document, dict):
        raise CommandFailed(f"{path}: not a JSON object")
    return document
