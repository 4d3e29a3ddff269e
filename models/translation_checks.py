"""Rules for the translations of a catalogue file: each is of a text that is there, and no two things are said alike.

Checked on raw JSON, as `catalog_checks` does. Imports nothing of ours but that and words.
"""

from collections.abc import Iterator

from models.catalog_checks import Flaw, Node
from models.words import normalise

_SHOP = ("name", "hours", "contact")
_PARTS = ("ingredients", "without")
_LISTS = ("branches", "categories", "products", "traits", "offers")


def flaws(document: object) -> Iterator[Flaw]:
    """Return what is wrong with the translations."""
    top = Node(document)
    written = set(_texts(top))
    languages = top.at("translations")
    for language in languages.value if isinstance(languages.value, dict) else ():
        entries = languages.at(language)
        for text in entries.value if isinstance(entries.value, dict) else ():
            if text not in written:
                yield entries.at(text).flaw(f"{text!r} is no name or text of this catalogue")
        for things in [*map(top.each, _LISTS), *(g.each("choices") for g in top.each("groups"))]:
            yield from _same_words(things, entries)


def _texts(top: Node) -> Iterator[str]:
    """Every text that can be translated."""
    shop = top.at("shop")
    things = [thing for kind in (*_LISTS, "groups") for thing in top.each(kind)]
    things += [choice for group in top.each("groups") for choice in group.each("choices")]
    nodes = [shop.at(key) for key in _SHOP]
    nodes += [thing.at(key) for thing in things for key in ("name", "description", "address")]
    nodes += [text for thing in things for key in _PARTS for text in thing.each(key)]
    nodes += [answer.at("text") for answer in top.each("answers")]
    nodes += [one.at("question") for one in top.each("suggestions")]
    codes = [code for offer in top.each("offers") for code in offer.each("codes")]
    nodes += [said for code in codes for said in code.each("spoken")]
    yield from (node.text for node in nodes if node.text)


def _same_words(things: list[Node], entries: Node) -> Iterator[Flaw]:
    """Check that no two of these are said alike in a language; one that has no translation keeps its name."""
    owners: dict[str, str] = {}
    for thing in things:
        name = thing.at("name").text or ""
        entry = entries.at(name)
        said = [entry.at("text"), *entry.each("synonyms")] if entry.value else [thing.at("name")]
        for node in said:
            words = normalise(node.text or "")
            if words and owners.setdefault(words, name) != name:
                yield node.flaw(f"{words!r} already names {owners[words]!r}")
