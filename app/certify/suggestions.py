"""Phrases that the skill tells customers to say, as they stand in the wording. Imports the package and the offline Alexa.

Alexa also understands what is only near a sample; so does the offline one, by the package alone.
"""

from collections.abc import Iterator

from app.certify.package import Package
from app.emulator.heard import FALLBACK
from app.emulator.model import Model, Speech
from app.emulator.resolve import Resolver
from skills.language import locales
from skills.suggestions import suggested
from skills.wording import Wording


def suggestions(package: Package) -> Iterator[str]:
    """Each is understood in its locale."""
    speech = Speech.load()
    for locale, model in package.models.items():
        if locale not in locales():
            yield f"{locale}: the skill has no words"
            continue
        resolver = Resolver(Model.of(model, locale), speech)
        for said in dict.fromkeys(said for _, said in suggested(Wording.load(locale))):
            if resolver.resolve(said).intent == FALLBACK:
                yield f"{locale}: {said!r} is like no sample utterance"
