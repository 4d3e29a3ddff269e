"""Turns phrases into sentences of a locale, with variants chosen by a seed. May import `models` (translations) and `answer`.

The wording is data: `<locale>.wording.yaml` has for each key one or more variants with `{fact:form}` places, or says how
it differs from a base. Forms: money, amount (written), digits, number, item, items (many), and, or (lists of names),
also (of what something is), when, day, times.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from string import Formatter
from typing import Any

from models.translations import Translations
from skills.answer import Item, Money, Option, Say
from skills.language import DIRECTORY
from skills.language.forms import Forms, forms
from skills.language.merge import read
from skills.language.times import Day, Times, When

SUGGESTED = "`"
"""Stands around words that a customer is told to say; every one of them must work"""

TONES = ("plain", "formal", "informal")
"""How a brand speaks; a phrase that a tone has no words of its own for is said plainly"""

_ENDS = frozenset(".?!")
"""A phrase without one of these is part of others, or a word on a screen"""


class _Speaker(Formatter):
    """A formatter whose format names are the forms of a language."""

    def __init__(
        self, spoken: Forms, phrases: Mapping[str, Sequence[str]], names: Translations
    ) -> None:
        self._forms = spoken
        self._phrases = phrases
        self._names = names

    def format_field(self, value: Any, format_spec: str) -> str:
        """Render one fact; a form that does not exist is a fault of the wording file."""
        match format_spec, value:
            case "money", Money():
                return self._forms.money(value)
            case "amount", Money():
                return self._forms.amount(value)
            case "digits", int():
                return self._forms.digits(value)
            case "number", int():
                return self._forms.number(value)
            case "item", Item():
                return self._item(value)
            case "items", _:
                return self._forms.listing([self._item(i) for i in value], self._phrases["and"][0])
            case (("and" | "or" | "also"), _):
                listed = [self._listed(one) for one in value]
                return self._forms.listing(listed, self._phrases[format_spec][0])
            case _, When() | Day() | Times():
                return self._timed(value)
            case "", _:
                return self._names.text(str(value))
        raise ValueError(f"no form {format_spec!r} for {value!r}")

    def _listed(self, one: object) -> str:
        return self._timed(one) if isinstance(one, When) else self._names.text(str(one))

    def _timed(self, value: When | Day | Times) -> str:
        """Say what is about time; its kind says its form."""
        spoken = self._forms
        match value:
            case Day():
                return spoken.day(value.day, value.today)
            case Times():
                spans = [spoken.span(*map(spoken.clock, span)) for span in value.spans]
                return spoken.listing(spans, self._phrases["and"][0])
        at, today = value.at.date(), value.now.date()
        day = "" if at == today else spoken.day(at, today)
        return spoken.when(day, spoken.clock(value.at.time()))

    def _item(self, item: Item) -> str:
        before, after = ([self._option(o) for o in some] for some in (item.before, item.after))
        name, unit = self._names.text(item.name), self._names.unit(item.name)
        return self._forms.item(name, item.quantity, before, after, unit)

    def _option(self, option: Option) -> str:
        name = self._names.text(option.name)
        if option.amount is None:
            return name
        return self._phrases[f"amount.{option.amount}"][0].format(name=name)


@dataclass(frozen=True)
class Wording:
    """All phrases of a locale."""

    locale: str
    phrases: Mapping[str, Sequence[str]]
    forms: Forms
    names: Translations = field(default_factory=Translations)
    """What the catalogue's texts are called in this locale, where it is another language than the catalogue's"""

    @property
    def language(self) -> str:
        """The locale's language."""
        return self.locale.partition("-")[0]

    @classmethod
    def load(cls, locale: str, directory: Path = DIRECTORY, tone: str = "") -> "Wording":
        """Read a locale's wording in one of the `TONES`; `LanguageMissing` names the locales there are."""
        document = read(directory, locale, ".wording.yaml", tone=tone)
        phrases = {k: [v] if isinstance(v, str) else v for k, v in document.items()}
        return cls(locale, phrases, forms(locale.partition("-")[0]))

    @property
    def fixed(self) -> list[str]:
        """What is said in the same words each time, such as the questions: all phrases that have no facts."""
        said = [text.replace(SUGGESTED, "") for texts in self.phrases.values() for text in texts]
        return [text for text in said if "{" not in text and text[-1:] in _ENDS]

    def render(self, phrase: Say, seed: int) -> str:
        """Say a phrase; the same seed gives the same variant. KeyError names a phrase or fact that is missing."""
        variants = self.phrases[phrase.key]
        sentence = _Speaker(self.forms, self.phrases, self.names).vformat(
            variants[seed % len(variants)], (), phrase.facts
        )
        plain = self.forms.finished(sentence.replace(SUGGESTED, ""))
        return plain[:1].upper() + plain[1:]

    def at_alexa(self, speech: str) -> str:
        """What a counter said, as Alexa would: only a counter calls numbers."""
        return speech.replace(f"{self.phrases['calls'][0]} ", "")

    def at_counter(self, speech: str) -> str:
        """What Alexa said, as a counter would: only an account gets points."""
        before, after = self.phrases["earns"][0].split("{points:number}")
        return re.sub(f"{re.escape(before)}[^.]+{re.escape(after)}", "", speech)
