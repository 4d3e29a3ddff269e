"""Rules for intents, slots, samples and slot types of an interaction model, beside those of its builder.

Imports the package, and from `skills` its schema and rules. Amazon's "Interaction Model Schema".
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator

from app.certify.package import Json, Package, intents, slots, types
from skills import model_rules, schema

REQUIRED = ("Help", "Stop", "Cancel", "Fallback", "NavigateHome")
SHOP = (
    *("CartIntent", "CheckoutIntent", "CancelOrderIntent", "OrderStatusIntent"),
    "TalkToPersonIntent",
)
"""What Amazon asked of its own demo shop: summary, confirmation, cancelling, and how to reach a person about refunds"""
_NAME = re.compile(r"[A-Za-z][A-Za-z_]*")


def form(package: Package) -> Iterator[str]:
    """The models against Amazon's model of them."""
    for locale, model in package.models.items():
        yield from (f"{locale}: {fault}" for fault in schema.faults(model, "model"))


def required(package: Package) -> Iterator[str]:
    """The built-in intents that every skill must have."""
    wanted = [f"AMAZON.{name}Intent" for name in REQUIRED]
    yield from _missing(package, wanted)


def shop(package: Package) -> Iterator[str]:
    """The intents that a shop must have."""
    yield from _missing(package, SHOP)


def _missing(package: Package, wanted: list[str] | tuple[str, ...]) -> Iterator[str]:
    for locale, language in package.languages():
        known = intents(language)
        yield from (f"{locale}: no {name}" for name in wanted if name not in known)


def names(package: Package) -> Iterator[str]:
    """Intents, slots and types are named rightly and once; each type that is used is there."""
    for locale, language in package.languages():
        found = [*_twice(language), *_named(language), *_typed(language)]
        yield from (f"{locale}: {fault}" for fault in found)


def _twice(language: Json) -> Iterator[str]:
    for kind in ("intents", "types"):
        counted = Counter(one["name"].lower() for one in language.get(kind, ()))
        yield from (f"{kind} has {name} twice" for name, times in counted.items() if times > 1)


def _named(language: Json) -> Iterator[str]:
    for name, intent in intents(language).items():
        own = [] if name.startswith("AMAZON.") else [name]
        for word in (*own, *slots(intent)):
            if not _NAME.fullmatch(word):
                yield f"{word!r} is no name for an intent or a slot: letters and underscores only"


def _typed(language: Json) -> Iterator[str]:
    known = types(language)
    for name, intent in intents(language).items():
        for slot, found in slots(intent).items():
            kind = str(found.get("type"))
            if not kind.startswith("AMAZON.") and kind not in known:
                yield f"{name}: the slot {slot} has the type {kind}, which is not there"


def kept(*kinds: str) -> Callable[[Package], Iterator[str]]:
    """A check for the rules that the builder of the package has too, by the kind of finding."""

    def check(package: Package) -> Iterator[str]:
        for locale, model in package.models.items():
            found = (f for f in model_rules.faults(model, locale) if f.kind in kinds)
            yield from (f"{finding.where}: {finding.what}" for finding in found)

    return check


def values(package: Package) -> Iterator[str]:
    """Each value of a custom type has an id of its own and a name."""
    for locale, language in package.languages():
        for name, kind in types(language).items():
            for fault in _values(kind):
                yield f"{locale}: {name}: {fault}"


def _values(kind: Json) -> Iterator[str]:
    found = kind.get("values", ())
    if not found:
        yield "has no values"
    ids = Counter(value.get("id") for value in found)
    yield from (f"the id {identity!r} is there twice" for identity, n in ids.items() if n > 1)
    for value in found:
        if not value.get("id"):
            yield f"{value['name']['value']!r} has no id"
        said = (value["name"]["value"], *value["name"].get("synonyms", ()))
        if not all(word.strip() for word in said):
            yield f"{value.get('id')!r} has an empty name"
