"""The name in what was said: the words around it cut off, and what is no name told apart. May import `skills.language`.

Words are normalised (`skills.slot_types`). What stands around a name is data of the locale, and so is what is none: a name
itself can be any words, so that none is looked up and none is put right.
"""

import re
from functools import lru_cache

from skills.language import Language, Naming, locales

FIRST_NAME = "first_name"
"""The slot of a name, and the list of first names: a list has not all of them"""
_CAPITAL = re.compile(r"(?<![\w'])[^\W\d_]|(?<=\b\w')\w(?=\w)")
"""A letter that a word of a name begins with, or its second part: O'Brien, and not Name'S"""


def called(words: str, language: Language) -> str:
    """The name in an answer to the question for it; "" if there is none."""
    naming = language.naming
    name = _named(words, language, (*naming.telling, *naming.ahead))
    return "" if set(name.split()) <= _idle(naming) or is_refused(words, language) else name


def is_refused(words: str, language: Language) -> bool:
    """Whether a name is not given, in so many words."""
    naming = language.naming
    return bool({words, _named(words, language, naming.ahead)} & set(naming.refused))


def told(words: str, language: Language, *, corrects: bool) -> str:
    """The name in "my name is jill", whatever was asked; where it `corrects` one, in "it's jill not bill" too; else ""."""
    naming = language.naming
    name, wrong = _parted(_named(words, language, naming.correcting, naming.telling), naming)
    if corrects and not name:
        name, wrong = _parted(_named(words, language, naming.correcting, naming.being), naming)
        name = name if wrong else ""
    return "" if set(name.split()[:1]) & _idle(naming) else name


def titled(name: str) -> str:
    """A name as it is written."""
    return _CAPITAL.sub(lambda found: found[0].upper(), name)


@lru_cache(maxsize=8)
def language_of(locale: str) -> Language | None:
    """A locale's language; None where there is none."""
    return Language.load(locale) if locale in locales() else None


def _idle(naming: Naming) -> set[str]:
    return set(naming.idle.split())


def _named(
    words: str, language: Language, ahead: tuple[str, ...], next_to: tuple[str, ...] | None = None
) -> str:
    """What is left as a name, one of `next_to` ahead of it if there are any; "" if they are missing."""
    if next_to == ():
        return ""
    joined = language.words == "joined"
    found = _pattern(ahead, next_to or (), language.naming.behind, joined).fullmatch(words)
    return found["name"] if found else ""


@lru_cache(maxsize=64)
def _pattern(
    ahead: tuple[str, ...], next_to: tuple[str, ...], behind: tuple[str, ...], joined: bool
) -> re.Pattern[str]:
    """A name and the words around it; of these only so many that something is left for the name."""
    space = r"\s*" if joined else " "
    first = f"(?:{_any(ahead, joined)}{space})*"
    then = f"(?:{_any(next_to, joined)}{space})+" if next_to else ""
    return re.compile(rf"{first}{then}(?P<name>\S.*?)(?:{space}{_any(behind, joined)})*")


def _parted(name: str, naming: Naming) -> tuple[str, str]:
    """A name, and the wrong one that it is set against."""
    found = re.search(f"(?:^| ){_any(naming.instead)} ", name)
    return (name[: found.start()], name[found.end() :]) if found else (name, "")


def _any(phrases: tuple[str, ...], joined: bool = False) -> str:
    """A pattern of any of some phrases, the longer ones first; of none if there are none."""
    longest = sorted(phrases, key=len, reverse=True)
    spaced = (re.escape(one) for one in longest)
    letters = (r"\s*".join(map(re.escape, one.replace(" ", ""))) for one in longest)
    return f"(?:{'|'.join(letters if joined else spaced) or '(?!)'})"
