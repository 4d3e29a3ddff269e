"""How many pieces can be had. Imports nothing of ours but browsing, the cart's tables and errors."""

from sqlalchemy.orm import Session

from models.browse import shop
from models.cart_tables import CartLine
from models.catalog import Product
from models.errors import OutOfStock, QuantityDoubtful, QuantityInvalid


def check(session: Session, product: Product, quantity: int, others: int, confirmed: bool) -> None:
    """Refuse what cannot be had beside `others` in the cart; ask about what was hardly meant."""
    limits = shop(session)
    wanted = quantity + others
    highest = product.max_quantity or limits.max_quantity
    if quantity < 1 or wanted > highest:
        raise QuantityInvalid(quantity if quantity < 1 else wanted, 1, highest)
    left = product.stock if product.sold else 0
    if left is not None and wanted > left:
        raise OutOfStock(product.named, wanted, left)
    if quantity > limits.ask_quantity and not confirmed:
        raise QuantityDoubtful(quantity, limits.ask_quantity)


def part_of(line: CartLine, count: int | None) -> int:
    """Return how many pieces of a line are meant; refuse more than there are."""
    if count is None:
        return line.quantity
    if not 1 <= count <= line.quantity:
        raise QuantityInvalid(count, 1, line.quantity)
    return count
