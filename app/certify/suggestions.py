"""Phrases that the skill tells customers to say, as they stand in the wording. Imports the package and the offline Alexa.

Alexa also understands what is only near a sample; so does the offline one, by the package alone.
"""

import re
from collections.abc import Iterator

from app.certify.package import Package
from app.emulator.heard import FALLBACK
from app.emulator.model import Model, Speech
from app.emulator.resolve import Resolver
from skills.language import locales
from skills.wording import SUGGESTED, Wording

_MARKED = re.compile(f"{SUGGESTED}([^{SUGGESTED}]+){SUGGESTED}")


def suggestions(package: Package) -> Iterator[str]:
    """Each is understood in its locale."""
    speech = Speech.load()
    for locale, model in package.models.items():
        if locale not in locales():
            yield f"{locale}: the skill has no words"
            continue
        resolver = Resolver(Model.of(model, locale), speech)
        for said in _suggested(locale):
            if resolver.resolve(said).intent == FALLBACK:
                yield f"{locale}: {said!r} is like no sample utterance"


def _suggested(locale: str) -> list[str]:
    wording = Wording.load(locale).phrases.values()
    found = (said for variants in wording for text in variants for said in _MARKED.findall(text))
    return list(dict.fromkeys(found))
