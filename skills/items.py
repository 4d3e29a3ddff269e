"""Rules for saying a product with its options, made from the catalogue. May import the vocabulary and `skills.any_order`.

Products with the same option groups share a profile, so that a recogniser hears sugar behind coffee and cheese behind a
sandwich. `<item>` and `<items>` are one and several of a product with what it offers, `<options>` its options alone,
`<behind>` those said behind it, `<products>` several of it alone, `<plain_item>` and `<second_item>` (and `_items`) a
product of a sentence that has two. `<option>` is one option of any product; `<any_item>` and `<any_options>` are any product
with any option on either side, so that what is impossible can be explained.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from models.vocabulary import Vocabulary
from skills.any_order import AnyOrder
from skills.language import Joiners
from skills.slot_types import popularity, profiles

FORMS = (("item", "product"), ("items", "products"))
"""How one and several of a product are called: in a rule, and as a list of names"""
PLACES = (("plain", ""), ("second", "second_"))
"""A product of a sentence that has two: in a rule, and before its slots"""
KINDS = (
    *(f"{p}{i}" for p in ("", "plain_", "second_") for i, _ in FORMS),
    "options",
    "behind",
    "products",
)
"""Rules that every profile has its own of"""


def item_rules(vocabulary: Vocabulary, joiners: Joiners) -> dict[str, str]:
    """The rules by name; one for which the catalogue has nothing is left out."""
    rules = dict(_any_item(vocabulary, joiners))
    names = [f"p{place}" for place in range(len(profiles(vocabulary)))]
    for name, groups in zip(names, profiles(vocabulary), strict=True):
        rules |= _profile(name, groups, vocabulary, joiners)
    for rule in KINDS:
        found = [f"<{rule}_{name}>" for name in names if f"{rule}_{name}" in rules]
        rules |= {rule: f"({'|'.join(found)})"} if found else {}
    return rules


def item_weights(vocabulary: Vocabulary) -> dict[str, float]:
    """How likely the rules of each profile are beside those of the others: as its products together."""
    likely = popularity(vocabulary)
    return {
        f"{rule}_p{place}": sum(likely[p.id] for p in vocabulary.products if p.groups == groups)
        for place, groups in enumerate(profiles(vocabulary))
        for rule in KINDS
    }


def _profile(
    name: str, groups: tuple[str, ...], vocabulary: Vocabulary, joiners: Joiners
) -> dict[str, str]:
    together = _together(vocabulary, [groups])
    behind = _placed(vocabulary, groups, "after")
    ahead = dict.fromkeys(behind, joiners.ahead) if joiners.ahead else {}
    before = AnyOrder(f"before_{name}", ("", ""), together, ahead)
    after = AnyOrder(f"after_{name}", (joiners.first, joiners.next), together)
    adjectives = (*_placed(vocabulary, groups, "before"), *ahead)
    rules = before.rules(adjectives) | after.rules(behind)
    for rule, products in FORMS:
        words = [f"{{{products}_{name}:product}}"]
        words = [f"<before_{name}>", *words] if adjectives else words
        rules[f"{rule}_{name}"] = " ".join([*words, f"<after_{name}>"] if behind else words)
    for (place, prefix), (rule, products) in product(PLACES, FORMS):
        said = f"{{{products}_{name}:{prefix}product}}"
        rules[f"{place}_{rule}_{name}"] = _plain(said, (adjectives, behind), prefix, joiners.first)
    ways = (
        [before.one_or_more(adjectives) + (f" <after_{name}>" if behind else "")]
        if adjectives
        else []
    )
    alone = replace(after, joiners=(_optional(joiners.first), joiners.next))
    ways += [alone.one_or_more(behind)] if behind else []
    rules |= {f"options_{name}": f"({'|'.join(ways)})"} if ways else {}
    rules |= {f"behind_{name}": after.one_or_more(behind)} if behind else {}
    return rules | {f"products_{name}": f"{{products_{name}:product}}"}


def _plain(
    said: str, groups: tuple[tuple[str, ...], tuple[str, ...]], prefix: str, joiner: str
) -> str:
    """A product with one option before and one behind it at most.

    The slots are those of the first or of the second product of a sentence.
    """
    adjectives, behind = groups
    first, _, last = joiner.partition("{}")
    before = f"[{_one_of(adjectives, prefix)}] " if adjectives else ""
    after = f" [{first} {_one_of(behind, prefix)}{last}]" if behind else ""
    return f"{before}{said}{after}"


def _one_of(groups: tuple[str, ...], prefix: str = "") -> str:
    """An option of any of the groups."""
    return "(" + "|".join(f"{{{group}:{prefix}{group}}}" for group in groups) + ")"


def _optional(joiner: str) -> str:
    """Make what stands before an option optional; what stands behind it stays."""
    before, place, behind = joiner.partition("{}")
    return f"[{before}]{place}{behind}" if before.strip() else joiner


def _any_item(vocabulary: Vocabulary, joiners: Joiners) -> Iterator[tuple[str, str]]:
    every = tuple(g.id for g in vocabulary.groups if any(g.id in p for p in profiles(vocabulary)))
    if not every:
        yield "any_item", "{product}"
        return
    together = _together(vocabulary, profiles(vocabulary))
    around = (joiners.loose, joiners.loose)
    before, after = AnyOrder("before", ("", ""), together), AnyOrder("after", around, together)
    yield from before.rules(every).items()
    yield from after.rules(every).items()
    yield "any_item", "<before> {product} <after>"
    yield "any_options", after.one_or_more(every)
    yield "option", _one_of(every)


def _placed(vocabulary: Vocabulary, groups: tuple[str, ...], position: str) -> tuple[str, ...]:
    return tuple(g.id for g in vocabulary.groups if g.id in groups and g.position == position)


def _together(vocabulary: Vocabulary, sets: list[tuple[str, ...]]) -> dict[str, frozenset[str]]:
    """For each group those that can follow it."""
    return {
        g.id: frozenset(other for groups in sets if g.id in groups for other in groups)
        - ({g.id} if g.kind == "one" else set())
        for g in vocabulary.groups
    }
