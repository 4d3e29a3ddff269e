"""What a notice tells: whether it is still so, and what it is about.

Imports nothing of ours but news, the catalogue, who waits for what is back, and carts that were left.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from models import back_in_stock, cart_reminders, shelf
from models.news import News

Names = tuple[str, ...]


def is_current(session: Session, one: News, now: datetime) -> bool:
    """Whether a notice is still so."""
    return _CURRENT[one.kind](session, one.owner or "", one.subject or "", now)


def names(session: Session, one: News) -> Names:
    """Return the names of the goods that a notice is about, as the catalogue writes them."""
    return _NAMES[one.kind](session, one.subject or "")


def _product(session: Session, product_id: str) -> Names:
    product = shelf.product(session, product_id)
    return (product.name,) if product else ()


_CURRENT: Mapping[str, Callable[[Session, str, str, datetime], bool]] = {
    back_in_stock.BACK: back_in_stock.is_there,
    cart_reminders.LEFT: cart_reminders.is_left,
}
_NAMES: Mapping[str, Callable[[Session, str], Names]] = {
    back_in_stock.BACK: _product,
    cart_reminders.LEFT: cart_reminders.names,
}
