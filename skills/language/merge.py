"""Joins a locale's file with the one it is based on, so that a locale's file holds its differences alone.

Imports nothing of ours. A file with `base: en-US` changes what is there: a mapping changes its members, anything else takes
the place of the base's; `<base>` stands for what the base says. `words` replaces whole words in all of the base's text.
A tone, such as `en-US.formal`, is a file of differences too, and is put on its locale before others differ from that.
"""

import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

BASE = "<base>"
OPEN = frozenset({"pronunciations"})
"""Mappings that may get members which the base has not"""
PLACES = re.compile(r"(\{[^}]*\}|<[^>]*>)")
"""What stands for other words in a text, and is left as it is"""


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The one in C takes a tenth of the time; not every build of PyYAML has it"""


class LanguageFault(Exception):
    """A language file cannot be used; says which, where in it, and what would be right."""


class LanguageMissing(LanguageFault):
    """There is no language file for this locale."""

    def __init__(self, locale: str, known: Collection[str]) -> None:
        super().__init__(f"no language {locale!r}; there are: {', '.join(known)}")
        self.locale = locale


def known(directory: Path, suffix: str) -> tuple[str, ...]:
    """Name the locales that have a file of this kind."""
    return tuple(sorted(p.name.removesuffix(suffix) for p in directory.glob(f"??-??{suffix}")))


def read(
    directory: Path, locale: str, suffix: str, above: tuple[str, ...] = (), tone: str = ""
) -> dict[str, Any]:
    """Read `<locale><suffix>` on top of its bases, in a tone that it may have; `above` are those based on it."""
    document = _read(directory, locale, suffix, above, tone)
    toned = directory / f"{locale}.{tone}{suffix}"
    if not tone or not toned.is_file():
        return document
    changed: dict[str, Any] = _changed(document, _loaded(toned), toned.name)
    return changed


def _read(
    directory: Path, locale: str, suffix: str, above: tuple[str, ...], tone: str
) -> dict[str, Any]:
    """Read a locale's own file on top of its bases."""
    path = directory / f"{locale}{suffix}"
    if locale in above:
        raise LanguageFault(f"{path.name}: bases in a circle: {' -> '.join((*above, locale))}")
    if not path.is_file():
        missing = LanguageMissing(locale, known(directory, suffix))
        raise LanguageFault(f"{above[-1]}{suffix}: base: {missing}") if above else missing
    own = _loaded(path)
    if "base" not in own:
        return own
    base: Any = read(directory, str(own.pop("base")), suffix, (*above, locale), tone)
    words = {str(old): str(new) for old, new in own.pop("words", {}).items()}
    base = _reworded(base, words) if words else base
    changed: dict[str, Any] = _changed(base, own, path.name)
    return changed


def _loaded(path: Path) -> dict[str, Any]:
    return dict(_parsed(path.read_text(encoding="utf-8")))


@lru_cache(maxsize=32)
def _parsed(text: str) -> dict[str, Any]:
    """A file's document, not to be changed: each base is read once, not once for each that is based on it."""
    return dict(yaml.load(text, Loader=_LOADER))  # noqa: S506 (both are safe loaders)


def _changed(base: Any, own: Any, where: str) -> Any:
    """What `own` makes of `base`; the types must fit."""
    if isinstance(base, Mapping) and isinstance(own, Mapping):
        unknown = [] if where.rpartition(": ")[2] in OPEN else [n for n in own if n not in base]
        if unknown:
            raise LanguageFault(f"{where}: {unknown[0]!r} is not in the base, so cannot differ")
        changes = {n: _changed(base.get(n), value, f"{where}: {n}") for n, value in own.items()}
        return {**base, **changes}
    if isinstance(own, list) and isinstance(base, list | str):
        every = base if isinstance(base, list) else [base]
        return [new for entry in own for new in (every if entry == BASE else [entry])]
    if isinstance(own, str) and isinstance(base, str):
        return own.replace(BASE, base)
    if base is not None and not isinstance(own, type(base)) and not isinstance(own, str):
        raise LanguageFault(f"{where}: a {type(own).__name__} cannot stand for {base!r}")
    return own


def _reworded(text: Any, words: Mapping[str, str]) -> Any:
    """Replace whole words in every text of a document; a word that begins with a capital keeps it."""
    if isinstance(text, Mapping):
        return {name: _reworded(value, words) for name, value in text.items()}
    if isinstance(text, list):
        return [_reworded(value, words) for value in text]
    if not isinstance(text, str):
        return text
    every = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    pattern = re.compile(rf"\b({every})\b", re.IGNORECASE)
    parts = PLACES.split(text)
    return "".join(p if PLACES.fullmatch(p) else pattern.sub(_in_place(words), p) for p in parts)


def _in_place(words: Mapping[str, str]) -> Any:
    def replace(found: re.Match[str]) -> str:
        new = words[found[0].lower()]
        return new[:1].upper() + new[1:] if found[0][:1].isupper() else new

    return replace
