"""How the skill takes what Alexa makes of words: each sample; slots resolved, unresolved, several, empty.

Imports the customer. A sample comes as its intent and slots; samples with the same slots are the same request, sent once.
"""

import re
from collections.abc import Iterator
from itertools import count

from app.certify.customer import ADD, PRODUCT, Customer, words
from app.certify.filling import Fill, Said
from app.certify.limits import OPEN
from app.certify.listing import utterances
from app.certify.package import Json, intents, slots, types
from app.certify.phrases import Phrases
from app.certify.service import Heard, Service

_SLOT = re.compile(r"\{(\w+)\}")
OTHER = "something else"
_CASES: Said = {
    "unknown words": Fill(words=OTHER),
    "odd words": Fill(words="?"),
    "no resolution": Fill(words=OTHER, bare=True),
}


def samples(service: Service) -> Iterator[str]:
    """Each sample utterance is answered, with values from all over the types."""
    places = count()
    for name, used in _kinds(service):
        said: Said = {slot: Fill(place=next(places)) for slot in used}
        heard = Customer(service).say(name, said)
        yield from _wrong(heard, f"{name} with {', '.join(used) or 'no slots'}")


def _kinds(service: Service) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each intent with each set of slots that a sample has."""
    for name, intent in intents(service.package.language(service.package.locale)).items():
        given = (tuple(sorted(set(_SLOT.findall(s)))) for s in intent.get("samples", ()))
        yield from ((name, used) for used in dict.fromkeys(given))


def slot_values(service: Service) -> Iterator[str]:
    """Each slot may be empty, unresolved, or of several values."""
    language = service.package.language(service.package.locale)
    for name, intent in intents(language).items():
        for slot, found in slots(intent).items():
            cases = dict(_CASES)
            if found.get("multipleValues", {}).get("enabled"):
                cases["two values"] = [Fill(place=0), Fill(place=1)]
            for case, given in cases.items():
                heard = Customer(service).say(name, {slot: given})
                yield from _wrong(heard, f"{name} with {case} in {slot}")
        heard = Customer(service).say(name)
        yield from _wrong(heard, f"{name} with empty slots")


def ambiguous(service: Service) -> Iterator[str]:
    """Where the words may mean several products, the skill asks which."""
    values = _products(service)
    several = [value["id"] for value in values[:2]]
    customer = Customer(service)
    heard = customer.say(ADD, {PRODUCT: Fill(tuple(several))})
    names = [value["name"]["value"] for value in values[:2]]
    if not all(name in words(heard).lower() for name in names):
        yield f"{' or '.join(names)}: it is not asked which, but said {words(heard)!r}"


def resolved(service: Service) -> Iterator[str]:
    """What counts is the id that was resolved, not the words; without any resolution the words count."""
    value = _products(service)[0]
    name, identity = value["name"]["value"], value["id"]
    by_id = Customer(service).say("PriceIntent", {PRODUCT: Fill((identity,), words=OTHER)})
    if name not in words(by_id).lower():
        yield f"the id {identity} said in other words is not understood: {words(by_id)!r}"
    by_words = Customer(service).say("PriceIntent", {PRODUCT: Fill(words=name, bare=True)})
    yield from _wrong(by_words, f"{name!r} without a resolution")


def _products(service: Service) -> list[Json]:
    language = service.package.language(service.package.locale)
    return list(types(language)[PRODUCT]["values"])


def examples(service: Service) -> Iterator[str]:
    """The example phrases of the store work."""
    for locale in service.package.listings:
        phrases = Phrases(service.package.language(locale))
        for example, rest in utterances(service.package, locale):
            said = phrases.find(rest)
            customer = Customer(service, locale)
            if said is None:
                heard = customer.launch()
            else:
                heard = customer.say(
                    said.intent, {slot: Fill(words=text) for slot, text in said.slots.items()}
                )
            yield from _wrong(heard, f"{locale}: {example!r}")


def _wrong(heard: Heard, what: str) -> Iterator[str]:
    yield from (f"{what}: {b.fault}" for b in heard.broken if b.item == OPEN)
    if not words(heard):
        yield f"{what} is answered without a word"
