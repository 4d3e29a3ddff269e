"""Write what a catalogue may suggest so that a turn need look nothing up: categories become their products.

Imports nothing of ours but the document and the tree of categories.
"""

from typing import Any

from models.catalog_dialogue import GoodsEntry
from models.catalog_document import Document
from models.category_tree import below


def rows(document: Document) -> list[dict[str, Any]]:
    """Return the suggestions as the shop keeps them: `when` and `offer` as products, and the category offered."""
    return [
        {
            "id": one.id,
            "question": one.question,
            "audience": one.audience,
            "when": _products(document, one.when),
            "offer": _products(document, one.offer),
            "category": one.offer.category or "",
        }
        for one in document.suggestions
    ]


def _products(document: Document, goods: GoodsEntry) -> list[str]:
    if goods.product:
        return [goods.product]
    parents = {one.id: one.parent for one in document.categories}
    inside = below([goods.category] if goods.category else [], parents)
    return [product.id for product in document.products if product.category in inside]
