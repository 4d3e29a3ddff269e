"""What is left on the shelf: checked, counted, taken and put back.

Imports nothing of ours but the transaction, browsing, carts' and orders' tables, shelf and errors.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from hashlib import sha256

from sqlalchemy import update
from sqlalchemy.orm import Session

from models import shelf
from models.browse import get_product
from models.cart_tables import CartLine
from models.catalog import Product, Shop
from models.errors import OutOfStock
from models.order_tables import OrderLine
from models.transaction import forget


def check(lines: Sequence[CartLine]) -> None:
    """Refuse lines with more in them than is left."""
    for product, wanted in _pieces(lines).items():
        left = product.stock if product.sold else 0
        if left is not None and wanted > left:
            raise OutOfStock(product.named, wanted, left)


def take(session: Session, lines: Iterable[CartLine]) -> None:
    """Take what is counted from the shelf, in one order for all so that none waits for another."""
    wanted = sorted(_pieces(lines).items(), key=lambda item: item[0].id)
    counted = [(product, pieces) for product, pieces in wanted if product.stock is not None]
    with session.begin_nested() if counted else nullcontext():
        for product, pieces in counted:
            _take(session, product, pieces)


def put_back(session: Session, lines: Iterable[OrderLine]) -> None:
    """Put what is counted back on the shelf, in the same order."""
    pieces: Counter[str] = Counter()
    for line in lines:
        pieces[line.product_id] += line.quantity
    for product_id, quantity in sorted(pieces.items()):
        counted = update(Product).where(Product.id == product_id, Product.stock.is_not(None))
        session.execute(counted.values(stock=Product.stock + quantity))
    session.flush()
    forget(session)


def count(session: Session, product_id: str, pieces: int | None) -> Product:
    """Set how many pieces of a product there are, None if they are not counted; raises `UnknownProduct`."""
    before = get_product(session, product_id)
    product = update(Product).where(Product.id == product_id)
    session.execute(product.values(stock=pieces))
    if (before.stock is None) != (pieces is None):  # shelves know what is counted by the edition
        told = f"{shelf.edition(session)} {product_id} {pieces is not None}"
        session.execute(update(Shop).values(edition=sha256(told.encode()).hexdigest()))
    session.flush()
    forget(session)
    return get_product(session, product_id)


def _take(session: Session, product: Product, wanted: int) -> None:
    left = update(Product).where(Product.id == product.id, Product.stock >= wanted)
    taken = session.execute(left.values(stock=Product.stock - wanted).returning(Product.stock))
    if taken.first() is None:
        forget(session)
        now = shelf.product(session, product.id)
        raise OutOfStock(product.named, wanted, (now and now.stock) or 0)


def _pieces(lines: Iterable[CartLine]) -> Counter[Product]:
    """Return how many pieces of each product the lines have."""
    pieces: Counter[Product] = Counter()
    for line in lines:
        pieces[line.product] += line.quantity
    return pieces
