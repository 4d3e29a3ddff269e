"""Dynamic entities: product names of this customer, which Alexa then hears better than the rest of the catalogue.

May import `models`. Amazon's "Use Dynamic Entities for Customized Interactions": at most 100 names and synonyms in all,
kept for 30 minutes, beside the values of the interaction model. They are sent with the greeting.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from models import favourites

MOST = 100
PRODUCTS = 25
SYNONYMS = 3  # with its name four of each


def entities(session: Session, owner: str) -> Iterator[dict[str, Any]]:
    """The directive with the customer's usual products, what is in the cart, and what is popular."""
    products = favourites.products_for(session, owner, PRODUCTS)
    names = favourites.names(session, products)
    values = [_value(product.id, names[product.id]) for product in products]
    if values:
        types = [{"name": "product", "values": values}]
        yield {"type": "Dialog.UpdateDynamicEntities", "updateBehavior": "REPLACE", "types": types}


def _value(product_id: str, names: tuple[str, ...]) -> dict[str, Any]:
    name, *synonyms = names
    return {"id": product_id, "name": {"value": name, "synonyms": synonyms[:SYNONYMS]}}
