"""Rules for the traits of a catalogue file: each asks one thing of an attribute.

Checked on raw JSON, as `catalog_checks` does. Imports nothing of ours but that and words.
"""

from collections.abc import Iterator

from models.catalog_checks import Flaw, Node, same_ids, same_words
from models.words import normalise


def flaws(document: object) -> Iterator[Flaw]:
    """Return what is wrong with the traits."""
    top = Node(document)
    traits = top.each("traits")
    yield from same_ids(traits)
    yield from same_words(traits)
    yield from _same_without(traits)
    for trait in traits:
        yield from _asks(trait)


def _asks(trait: Node) -> Iterator[Flaw]:
    """Check that it asks one thing; an attribute that no product has now may be one of the next season's."""
    wanted, unwanted = map(trait.at, ("any_of", "none_of"))
    if (wanted.value is None) == (unwanted.value is None):
        yield trait.flaw("needs either any_of or none_of")
    if wanted.value is not None and trait.each("without"):
        yield trait.at("without").flaw("goes with none_of only")


def _same_without(traits: list[Node]) -> Iterator[Flaw]:
    """Check that what is said behind "without" means one trait."""
    owners: dict[str, Node] = {}
    for trait in traits:
        for name in trait.each("without"):
            words = normalise(name.text or "")
            if words and owners.setdefault(words, trait) is not trait:
                yield name.flaw(f"{words!r} already means {owners[words].at('id').value!r}")
