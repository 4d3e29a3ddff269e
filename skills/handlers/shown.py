"""What a screen shows with an answer: the cart, products, an order. May import `models` and `skills`.

Each gives nothing where there is no screen, so that nobody pays for what is not seen.
"""

from collections.abc import Sequence

from models import browse, cart
from models.cart_tables import CartLine
from models.catalog import Product
from models.orders import Order, OrderLine
from skills.answer import Say, Screen, say
from skills.describe import line_item, money
from skills.turn import Turn


def cart_screen(turn: Turn) -> Screen | None:
    """The open cart, each line with its price, and the total with tax."""
    if not turn.shows:
        return None
    current = cart.current(turn.session, turn.owner)
    if current is None or not current.lines:
        return Screen("cart", say("screen_cart"), (), say("screen_empty"))
    shop, costs = browse.shop(turn.session), cart.totals(turn.session, current, turn.now)
    total = money(shop, costs.total)
    rows = _lines(turn, current.lines) + tuple(
        (say("screen_name", name=one.name), say("screen_price", price=money(shop, -one.amount)))
        for one in costs.discounts
    )
    if costs.points:
        paid = say("screen_price", price=money(shop, -costs.points_worth))
        rows += ((say("screen_points", points=costs.points), paid),)
    return Screen("cart", say("screen_cart"), rows, say("screen_total", total=total))


def products_screen(turn: Turn, products: Sequence[Product]) -> Screen | None:
    """Products, each with its price."""
    if not turn.shows or not products:
        return None
    shop = browse.shop(turn.session)
    rows = [
        (say("screen_name", name=p.name), say("screen_price", price=money(shop, p.price)))
        for p in products
    ]
    return Screen("products", say("screen_products", seller=shop.name), tuple(rows))


def order_screen(turn: Turn, order: Order) -> Screen | None:
    """An order's number, status and lines."""
    if not turn.shows:
        return None
    status = Say(f"screen_{order.status.value}", {})
    title = say("screen_order", number=order.number)
    return Screen("order", title, _lines(turn, order.lines), status)


def _lines(
    turn: Turn, lines: Sequence[CartLine] | Sequence[OrderLine]
) -> tuple[tuple[Say, Say | None], ...]:
    shop = browse.shop(turn.session)
    return tuple(
        (
            say("screen_item", item=line_item(line)),
            say("screen_price", price=money(shop, line.total)),
        )
        for line in lines
    )
