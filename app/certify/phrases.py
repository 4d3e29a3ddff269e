"""Which sample utterance a phrase is, word for word but for articles, and with which slot values. Imports the package.

Stricter than Alexa, who also understands what is only like a sample: a phrase that customers are told to say must be one.
"""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple

from app.certify import package

BUILT_IN: Mapping[str, tuple[str, ...]] = {
    "AMAZON.CancelIntent": ("cancel", "never mind", "forget it"),
    "AMAZON.FallbackIntent": (),
    "AMAZON.HelpIntent": ("help", "help me", "what can i say", "what can you do"),
    "AMAZON.NavigateHomeIntent": ("home", "go home"),
    "AMAZON.NoIntent": ("no", "no thanks", "no thank you"),
    "AMAZON.RepeatIntent": ("repeat", "repeat that", "say that again"),
    "AMAZON.StopIntent": ("stop", "off", "shut up", "quit", "exit", "goodbye"),
    "AMAZON.YesIntent": ("yes", "yes please", "sure"),
}
"""Some of what Alexa herself knows for her intents"""
ARTICLES = ("a", "an", "the")
_SLOT = re.compile(r"\{(\w+)\}")
_FREE = r"[\w'. ]+?"
Json = dict[str, Any]


class Said(NamedTuple):
    """What a phrase means: an intent, and the words in its slots."""

    intent: str
    slots: Mapping[str, str]


class _Sample(NamedTuple):
    """A sample of an intent, and its words that are not slots."""

    intent: str
    text: str
    own: frozenset[str]


class Phrases:
    """All that can be said to one language model."""

    def __init__(self, language: Json) -> None:
        self._intents = package.intents(language)
        self._types = package.types(language)

    def find(self, phrase: str) -> Said | None:
        """Return the first sample that the phrase is."""
        words = _heard(phrase)
        for name, said in BUILT_IN.items():
            if words in said and name in self._intents:
                return Said(name, {})
        spoken = set(words.split())
        for sample in self._samples:
            if sample.own <= spoken and (match := self._pattern(sample).fullmatch(words)):
                return Said(sample.intent, match.groupdict())
        return None

    @cached_property
    def _samples(self) -> list[_Sample]:
        """Those whose words are all their own come first."""
        found = (
            _Sample(name, text, frozenset(_SLOT.sub(" ", text).split()))
            for name, intent in self._intents.items()
            for text in map(_heard, intent.get("samples", ()))
        )
        return sorted(found, key=lambda sample: sample.text.count("{"))

    def _pattern(self, sample: _Sample) -> re.Pattern[str]:
        """Made for those few only that a phrase may be: values are many."""
        slots = package.slots(self._intents[sample.intent])
        kinds = {name.lower(): slot["type"] for name, slot in slots.items()}
        parts = _SLOT.split(sample.text)
        pattern = "".join(
            f"(?P<{part}>{self._values.get(kinds.get(part, ''), _FREE)})"
            if place % 2
            else re.escape(part)
            for place, part in enumerate(parts)
        )
        return re.compile(pattern)

    @cached_property
    def _values(self) -> Mapping[str, str]:
        """A pattern for the values of each custom type; of Alexa's own types anything is one."""
        return {name: _any_of(kind) for name, kind in self._types.items()}


def _any_of(kind: Json) -> str:
    names = [value["name"] for value in kind.get("values", ())]
    said = {_heard(word) for one in names for word in (one["value"], *one.get("synonyms", ()))}
    several = "|".join(map(re.escape, sorted(said, key=len, reverse=True)))
    return f"(?:{several})" if several else _FREE


def _heard(phrase: str) -> str:
    """Alexa takes one article for another, or none."""
    return " ".join(word for word in plain(phrase).split() if word not in ARTICLES)


def plain(phrase: str) -> str:
    """Bring a phrase to the words of a sample."""
    words = re.sub(r"[^\w'. {}]", " ", phrase.lower().replace("\u2019", "'"))
    return " ".join(words.strip(" .").split())
