"""The values that slots can take, and all the ways to say each: from the catalogue and the language's lists.

May import `models` (the vocabulary) and the language.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from unicode_rbnf import FormatResult, RbnfEngine

from models.spoken import GroupWords, TraitWords
from models.vocabulary import Vocabulary
from skills.language import Language, ListSource
from skills.language.forms import forms

SMOOTHING = 20.0
"""Sales that every product is given beside its own: one order in a new shop says little"""


@dataclass(frozen=True)
class Value:
    """One value of a slot: its id, and how it is said; the first way is its name."""

    id: str
    spoken: tuple[str, ...]
    weight: float = 1.0
    """How likely it is beside the others, for the recogniser"""


@dataclass(frozen=True)
class SlotType:
    """The values a slot can take."""

    name: str
    values: tuple[Value, ...]
    builtin: str = ""
    """Alexa's own type, where it has one ("AMAZON.NUMBER")."""
    digits: tuple[int, int] | None = None
    """Fewest and most digits, where the value is said digit by digit."""
    many: bool = False
    """Several values may be said in one sentence."""
    part_of: str = ""
    """The type whose values these are some of."""


def normalise(text: str) -> str:
    """Bring a name or a typed sentence to the words a recogniser would write: lower case, no marks but apostrophes."""
    plain = text.casefold().replace("&", " and ").replace("\u2019", "'")
    return " ".join(re.sub(r"[^\w' ]|_", " ", plain).split())


def slot_types(language: Language, vocabulary: Vocabulary) -> dict[str, SlotType]:
    """All slot types by name; `product_p0` and `products_p0` hold one and several of the first profile's products."""
    listed = (t for n, s in language.lists.items() for t in _listed(n, s, language.language))
    groups = (_options(g, language.amounts) for g in vocabulary.groups)
    named = _named(vocabulary, forms(language.language).plural)
    return {t.name: t for t in (*named, *listed, *groups)}


def spoken_words(types: Iterable[SlotType]) -> frozenset[str]:
    """Every word that values of these types are said with."""
    return frozenset(w for t in types for v in t.values for said in v.spoken for w in said.split())


def profiles(vocabulary: Vocabulary) -> list[tuple[str, ...]]:
    """The different sets of option groups that products have, in the catalogue's order."""
    return list(dict.fromkeys(p.groups for p in vocabulary.products))


def popularity(vocabulary: Vocabulary) -> dict[str, float]:
    """How likely each product is to be named, beside 1 for the average: by what was sold, smoothed (Lidstone)."""
    sold = sum(p.sold for p in vocabulary.products) + SMOOTHING * len(vocabulary.products)
    average = sold / max(1, len(vocabulary.products))
    return {p.id: (p.sold + SMOOTHING) / average for p in vocabulary.products}


def _named(vocabulary: Vocabulary, plural: Callable[[str], str]) -> Iterator[SlotType]:
    products = {p.id: _one_and_many((p.name, *p.synonyms), plural) for p in vocabulary.products}
    likely = popularity(vocabulary)
    every = (_both(i, *forms, likely[i]) for i, forms in products.items())
    yield SlotType("product", tuple(every))
    for place, groups in enumerate(profiles(vocabulary)):
        ids = [p.id for p in vocabulary.products if p.groups == groups]
        for name, form in (("product", 0), ("products", 1)):
            values = tuple(Value(i, products[i][form], likely[i]) for i in ids)
            yield SlotType(f"{name}_p{place}", values, part_of="product")
    categories = ((c.id, (c.name, *c.synonyms)) for c in vocabulary.categories)
    groups_named = ((g.id, (g.name,)) for g in vocabulary.groups)
    branches = ((b.id, (b.name, *b.synonyms)) for b in vocabulary.branches)
    asked = ((q.id, q.synonyms) for q in vocabulary.questions)
    for kind, listed in (("branch", branches), ("question", asked)):
        said = (Value(i, tuple(dict.fromkeys(map(normalise, names)))) for i, names in listed)
        yield SlotType(kind, tuple(said))
    yield from _traits(vocabulary.traits)
    coupons = ((c.id, (c.name, *c.synonyms)) for c in vocabulary.coupons)
    yield SlotType("coupon", tuple(Value(i, _different(names)) for i, names in coupons))
    for name, entries in (("category", categories), ("group", groups_named)):
        yield SlotType(name, tuple(_both(i, *_one_and_many(n, plural)) for i, n in entries))


def _traits(traits: Iterable[TraitWords]) -> Iterator[SlotType]:
    """What products can be asked to be, and what is said behind "without"; several may be said at once."""
    named = [(t.id, (t.name, *t.synonyms), t.without) for t in traits]
    said = (Value(id, tuple(map(normalise, names))) for id, names, _ in named)
    lacking = (Value(id, tuple(map(normalise, parts))) for id, _, parts in named if parts)
    yield SlotType("trait", tuple(said), many=True)
    yield SlotType("without", tuple(lacking), many=True)


def _different(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(normalise, names)))


def _one_and_many(
    names: Iterable[str], plural: Callable[[str], str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    said = tuple(normalise(n) for n in names)
    return said, tuple(dict.fromkeys(plural(n) for n in said))


def _both(entry_id: str, one: tuple[str, ...], many: tuple[str, ...], weight: float = 1.0) -> Value:
    return Value(entry_id, tuple(dict.fromkeys((*one, *many))), weight)


def _options(group: GroupWords, amounts: Mapping[str, tuple[str, ...]]) -> SlotType:
    values: list[Value] = []
    for choice in group.choices:
        names = tuple(normalise(w) for w in (choice.name, *choice.synonyms))
        values.append(Value(choice.id, names))
        for amount in group.amounts:
            ways = (w if "{}" in w else f"{w} {{}}" for w in amounts[amount])
            said = tuple(way.format(name) for way in ways for name in names)
            values.append(Value(f"{choice.id}.{amount}", said))
    return SlotType(group.id, tuple(values), many=group.kind == "some")


def _words(spelled: FormatResult, rulesets: tuple[str, ...]) -> tuple[str, ...]:
    """A number's words by some rule sets; those that say it alike count once."""
    found = [spelled.text_by_ruleset[r] for r in rulesets if r in spelled.text_by_ruleset]
    return tuple(dict.fromkeys(normalise(words) for words in found or [spelled.text]))


def _listed(name: str, source: ListSource, language: str) -> Iterator[SlotType]:
    spell = RbnfEngine.for_language(language).format_number
    if source.digits:
        digits = (
            Value(str(d), (normalise(spell(d).text), *source.also.get(d, ()), str(d)))
            for d in range(10)
        )
        yield SlotType("digit", tuple(digits))
        yield SlotType(name, (), source.alexa, source.digits)
    elif source.range:
        low, high = source.range
        numbers = (  # pieces of a thing: two are common, eleven are rare; a power law gives the shape
            Value(
                str(n),
                (*_words(spell(n), source.spelled), *source.also.get(n, ()), str(n)),
                weight=1 / max(1, n) ** 2,
            )
            for n in range(low, high + 1)
        )
        yield SlotType(name, tuple(numbers), source.alexa)
    else:
        said = source.ways or {word: (word,) for word in source.values.split()}
        yield SlotType(name, tuple(Value(v, ways) for v, ways in said.items()), source.alexa)
