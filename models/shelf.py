"""The catalogue as turns read it: kept in the program, but for the stock, which is of the transaction that reads it.

Imports nothing of ours but the catalogue, what is kept of its edition, and what is left.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from models.catalog import Product
from models.edition import Here, branch_of_id, branches, edition, here, offers, read, shop, traits
from models.left import left

__all__ = (
    "branch_of_id",
    "branches",
    "edition",
    "fetch",
    "offers",
    "product",
    "shop",
    "there",
    "traits",
)

_COLUMNS = {c.name for c in Product.__table__.columns} - {"stock"}


def product(session: Session, product_id: str) -> Product | None:
    """Return a product, sold or not, with its options and its stock; None if there never was one."""
    seen = here(session)
    if product_id not in seen.counted and not _uncounted(seen, product_id):
        fetch(session, (product_id,))
    return seen.counted.get(product_id) or seen.edition.products.get(product_id)


def fetch(session: Session, product_ids: Iterable[str]) -> None:
    """Read what is not known yet of some products, all at once."""
    seen = here(session)
    products, wanted = seen.edition.products, set(product_ids)
    if unknown := wanted - products.keys():
        read(session, seen, unknown)
        products = seen.edition.products
    found = {id: products[id] for id in wanted & products.keys() - seen.counted.keys()}
    counted = {id: one for id, one in found.items() if one.stock is not None}
    if counted:
        stock = left(session, counted)
        seen.counted.update((id, _with_stock(one, stock[id])) for id, one in counted.items())


def there(session: Session, product_ids: Sequence[str]) -> list[Product]:
    """Return those products, in their order, that can be had now."""
    fetch(session, product_ids)
    found = (product(session, id) for id in product_ids)
    return [one for one in found if one and one.sold and one.stock != 0]


def _uncounted(seen: Here, product_id: str) -> bool:
    known = seen.edition.products.get(product_id)
    return known is not None and known.stock is None


def _with_stock(product: Product, stock: int) -> Product:
    """Return a product of this transaction's own."""
    own = Product(**{name: getattr(product, name) for name in _COLUMNS}, stock=stock)
    set_committed_value(own, "options", product.options)
    return own
