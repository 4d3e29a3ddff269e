"""From the shop's rows to the facts that phrases need. May import `models` (types) and `skills.answer`."""

from collections.abc import Iterable, Sequence

from models.cart_tables import CartLine
from models.catalog import Product, ProductOption, Shop
from models.choosing import Chosen
from models.order_tables import OrderLine
from skills.answer import Item, Money, Option


def line_item(line: CartLine | OrderLine) -> Item:
    """A cart or order line."""
    name = line.product.name if isinstance(line, CartLine) else line.product_name
    return _item(name, line.quantity, line.choices)


def lines_items(lines: Iterable[CartLine | OrderLine]) -> list[Item]:
    """All lines."""
    return [line_item(line) for line in lines]


def product_item(product: Product, chosen: Sequence[Chosen], quantity: int = 1) -> Item:
    """So many of a product, with choices."""
    return _item(product.name, quantity, chosen)


def money(shop: Shop, amount: int) -> Money:
    """An amount in the shop's currency."""
    return Money(amount, shop.currency)


def offer_names(option: ProductOption) -> list[str]:
    """The names of what can be chosen."""
    return [offer.name for offer in option.offers()]


def _item(name: str, quantity: int, chosen: Sequence[Chosen]) -> Item:
    def said(position: str) -> tuple[Option, ...]:
        return tuple(Option(c.name, c.amount) for c in chosen if c.position == position)

    return Item(name, quantity, said("before"), said("after"))
