"""Writes the offers of a checked catalogue document as they are kept with the shop, and reads them.

Imports nothing of ours but the document and offers, the tree of categories, and words.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from models.category_tree import below
from models.pricing.document import OfferEntry
from models.pricing.offers import Offer
from models.words import normalise

if TYPE_CHECKING:
    from models.catalog_document import Document


def rows(document: "Document") -> list[dict[str, Any]]:
    """Return the offers as JSON, with what they are for written out: all categories below, and names."""
    names = {one.id: one.name for one in document.products}
    shelves = {one.id: one.name for one in document.categories}
    parents = {one.id: one.parent for one in document.categories}
    return [
        _row(entry)
        | {
            "categories": sorted(below(entry.categories, parents)),
            "of": [
                *(shelves[one] for one in entry.categories),
                *(names[one] for one in entry.products),
            ],
        }
        for entry in document.offers
    ]


def read(kept: Iterable[Mapping[str, Any]]) -> tuple[Offer, ...]:
    """Return the offers, in the catalogue's order."""
    return tuple(map(Offer.read, kept))


def _row(entry: OfferEntry) -> dict[str, Any]:
    stacks = entry.stacks_with
    numbers = {key: getattr(entry, key) or 0 for key in ("percent", "amount", "buy", "get")}
    kept = entry.model_dump(exclude={"codes", "stacks_with", *numbers})
    return (
        kept
        | numbers
        | {
            "said": _said(entry),
            "stacks_with": [] if stacks == "all" else stacks,
            "stacks_with_all": stacks == "all",
        }
    )


def _said(entry: OfferEntry) -> list[str]:
    """What a coupon is said by: its name if it is told to anybody, and its codes."""
    if entry.sale:
        return []
    codes = [said for one in entry.codes for said in (*one.spoken, one.code)]
    return list(dict.fromkeys(map(normalise, [entry.name] * entry.listed + codes)))
