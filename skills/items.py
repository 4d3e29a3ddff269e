"""Rules for saying a product with its options, made from the catalogue. May import the vocabulary and `skills.any_order`.

Products with the same option groups share a profile, so that a recogniser hears sugar behind coffee and cheese behind a
sandwich. `<item>` and `<items>` are one and several of a product with what it offers, `<options>` its options alone,
`<behind>` those said behind it, `<products>` several of it alone. `<plain_item>` and `<plain_items>` have one option on
either side at most, `<second_item>` and `<second_items>` the slots of the second product of a sentence. `<option>` is one
option of any product; `<any_item>` and `<any_options>` are any product with any option on either side, so that what is
impossible can be explained.
"""

from dataclasses import replace

from models.vocabulary import Vocabulary
from skills.any_order import AnyOrder
from skills.language import Joiners
from skills.slot_types import popularity, profiles

FORMS = (("item", "product"), ("items", "products"))
"""How one and several of a product are called: in a rule, and as a list of names"""
SECOND = "second_"
"""Begins the rules and the slots of the second product of a sentence"""
KINDS = (
    *("item", "items", "plain_item", "plain_items", f"{SECOND}item", f"{SECOND}items"),
    *("products", "options", "behind"),
)
"""Rules that every profile has its own of"""


def item_rules(vocabulary: Vocabulary, joiners: Joiners) -> dict[str, str]:
    """The rules by name; one for which the catalogue has nothing is left out."""
    rules = _any_item(vocabulary, joiners)
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
    adjectives = (*_placed(vocabulary, groups, "before"), *ahead)

    def around(prefix: str) -> tuple[AnyOrder, AnyOrder]:
        joined = (joiners.first, joiners.next)
        before = AnyOrder(f"{prefix}before_{name}", adjectives, ("", ""), together, ahead, prefix)
        after = AnyOrder(f"{prefix}after_{name}", behind, joined, together, prefix=prefix)
        return before, after

    rules: dict[str, str] = {}
    sides = {prefix: around(prefix) for prefix in ("", SECOND)}
    for prefix, (before, after) in sides.items():
        rules |= before.rules() | after.rules()
        for form, products in FORMS:
            said = f"{{{products}_{name}:{prefix}product}}"
            rules[f"{prefix}{form}_{name}"] = f"{before.some} {said} {after.some}".strip()
    for form, products in FORMS:
        said = f"{{{products}_{name}:product}}"
        rules[f"plain_{form}_{name}"] = _plain(said, adjectives, behind, joiners.first)
    rules[f"products_{name}"] = f"{{products_{name}:product}}"
    return rules | _alone(name, *sides[""])


def _alone(name: str, before: AnyOrder, after: AnyOrder) -> dict[str, str]:
    """Options without their product."""
    first, following = after.joiners
    bare = replace(after, joiners=(_optional(first), following))
    ways = [f"{before.one_or_more} {after.some}"] if before.groups else []
    ways += [bare.one_or_more] if after.groups else []
    rules = {f"options_{name}": f"({'|'.join(ways)})"} if ways else {}
    return rules | ({f"behind_{name}": after.one_or_more} if after.groups else {})


def _plain(said: str, adjectives: tuple[str, ...], behind: tuple[str, ...], joiner: str) -> str:
    """A product with one option before and one behind it at most."""
    first, _, last = joiner.partition("{}")
    before = f"[{_one_of(adjectives)}] " if adjectives else ""
    after = f" [{first} {_one_of(behind)}{last}]" if behind else ""
    return f"{before}{said}{after}"


def _one_of(groups: tuple[str, ...]) -> str:
    """An option of any of the groups."""
    return "(" + "|".join(f"{{{group}}}" for group in groups) + ")"


def _optional(joiner: str) -> str:
    """Make what stands before an option optional; what stands behind it stays."""
    before, place, behind = joiner.partition("{}")
    return f"[{before}]{place}{behind}" if before.strip() else joiner


def _any_item(vocabulary: Vocabulary, joiners: Joiners) -> dict[str, str]:
    every = tuple(g.id for g in vocabulary.groups if any(g.id in p for p in profiles(vocabulary)))
    if not every:
        return {"any_item": "{product}"}
    together = _together(vocabulary, profiles(vocabulary))
    before = AnyOrder("before", every, ("", ""), together)
    after = AnyOrder("after", every, (joiners.loose, joiners.loose), together)
    named = {"any_item": f"{before.some} {{product}} {after.some}"}
    named |= {"any_options": after.one_or_more, "option": _one_of(every)}
    return before.rules() | after.rules() | named


def _placed(vocabulary: Vocabulary, groups: tuple[str, ...], position: str) -> tuple[str, ...]:
    return tuple(g.id for g in vocabulary.groups if g.id in groups and g.position == position)


def _together(vocabulary: Vocabulary, sets: list[tuple[str, ...]]) -> dict[str, frozenset[str]]:
    """For each group those that can follow it."""
    return {
        g.id: frozenset(other for groups in sets if g.id in groups for other in groups)
        - ({g.id} if g.kind == "one" else set())
        for g in vocabulary.groups
    }
