"""From a full cart to an order: name, read-back, a clear yes. May import `models` and `skills`."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from models import browse, checkout, customers, orders, pending, stock, turns
from models.channels import Channel, Purpose
from models.checkout import Quote
from models.errors import CartChanged, LineIncomplete, PickupTaken
from models.order_tables import Order
from models.place import at as go_to
from models.place import here, is_several
from models.promises import Promise
from skills.answer import Answer, Focus, Say, ask, say, tell
from skills.describe import lines_items, money
from skills.handlers import memory
from skills.handlers.consenting import keep_consent
from skills.handlers.lines import ask_missing, lines_of
from skills.handlers.places import promised, when
from skills.handlers.prices import discounts
from skills.handlers.questions import anything_else, confirm, waiting
from skills.handlers.shown import cart_screen, order_screen
from skills.turn import Turn

KIND = "checkout"
HELD = "held"
"""Whether anything is kept until the yes"""
MOST_READ = 7_000
"""Characters: nothing is ordered that was not read out, and one answer holds no more"""


def begin(turn: Turn) -> Answer:
    """Ask for a name where none is known, else read the order back."""
    try:
        quote = checkout.quote(turn.session, turn.owner, turn.now)
    except LineIncomplete as open_line:
        return ask_missing(turn, open_line.line, open_line.group.id)
    name = customers.meet(turn.session, turn.owner, turn.now).first_name
    if name is None:
        return ask(say("ask_name"), focus=Focus("name", then="CheckoutIntent"))
    return read_back(turn, name, quote)


def read_back(
    turn: Turn, name: str | None, quote: Quote | None = None, *, changed: bool = False
) -> Answer:
    """Say seller, items, pickup and total with tax, and ask for the yes that orders.

    `changed`: a time that was promised could not be kept, so that there is another one to tell.
    """
    quote = quote or checkout.quote(turn.session, turn.owner, turn.now)
    shop = browse.shop(turn.session)
    branch = here(turn.session) if is_several(turn.session) else None
    facts = {
        "branch": branch.name if branch else "",
        "seller": quote.seller,
        "items": lines_items(quote.lines),
        "total": money(shop, quote.totals.total),
        "tax": money(shop, quote.totals.tax),
        "name": name or "",
    }
    keys = ("read_back", "read_back_for", "read_back.branch", "read_back_for.branch")
    read = Say(keys[bool(name) + 2 * bool(branch)], facts)
    if len(turn.worded(read)) > MOST_READ:
        return anything_else(say("too_much", count=len(quote.lines)))
    promise = checkout.to_tell(turn.session, turn.owner, turn.now, always=changed)
    timed = _timed(turn, promise)
    calls = (say("calls"),) if turn.counter else ()
    asked = (read, *discounts(turn, quote.cost), *timed, *calls, say("ask_place"))
    held = checkout.hold(turn.session, turn.owner, quote.lines, turn.now)
    data: dict[str, Any] = {"version": quote.cart_version, "name": name, HELD: held}
    data["total"] = quote.cost.total
    data |= {"branch": branch.id} if branch else {}
    data |= {"agreed": promise.agreed.isoformat()} if promise and promise.agreed else {}
    if turn.counter:
        data["words"] = " ".join(map(turn.worded, (*calls, asked[-1])))
    answer = confirm(turn, KIND, data, *asked)
    return replace(answer, screen=cart_screen(turn))


def read_anew(turn: Turn) -> Answer | None:
    """Read the order back again whose yes is waited for, as it is now; None if none is."""
    asked = waiting(turn, KIND)
    return read_back(turn, asked.data["name"]) if asked else None


def repriced(turn: Turn, answer: Answer) -> Answer:
    """An answer after which the cart costs another sum: an order whose yes is waited for is read back in its place."""
    return read_anew(turn) or replace(answer, screen=cart_screen(turn))


def place(turn: Turn, data: dict[str, Any]) -> Answer:
    """The yes was said: order what was read back, and nothing else."""
    name = data["name"]
    if "branch" in data:
        go_to(turn.session, data["branch"])
    agreed = datetime.fromisoformat(data["agreed"]) if "agreed" in data else None
    told = Promise(agreed or turn.now, agreed)
    try:
        order = checkout.place(
            turn.session,
            turn.owner,
            data["version"],
            name,
            turn.now,
            promised=told,
            told=data.get("total"),
            counter=turn.counter if turn.known else None,
        )
    except (CartChanged, PickupTaken) as error:
        again = read_back(turn, name, changed=isinstance(error, PickupTaken))
        return replace(again, says=(say("cart_changed"), *again.says))
    if turn.counter:  # who orders at a counter waits there, and said yes to being called
        keep_consent(turn, Purpose.ORDERS, [Channel.COUNTER], data["words"])
    return memory.after_order(turn, _placed(turn, order))


def placed_lately(turn: Turn) -> Answer | None:
    """What was said to a yes that is said again, as the answer may never have come; None if nothing was ordered since then.

    A crash of the database can take the question with it, which is talk: an order from before it is no answer.
    """
    asked = turns.newest(turn.session, [turn.focus.asked_by])
    newest = next(iter(orders.open_orders(turn.session, turn.owner)), None)
    if asked is None or newest is None:
        return None
    if newest.placed_at < max(asked.at, turn.now - pending.ANSWER_WITHIN):
        return None
    return memory.parting(_placed(turn, newest))


def _placed(turn: Turn, order: Order) -> Answer:
    """Say the order's number, who sells and what it costs; a card has it too."""
    shop = browse.shop(turn.session)
    facts = {
        "number": order.number,
        "name": order.first_name or "",
        "total": money(shop, order.total),
        "seller": shop.name,
        "items": lines_items(order.lines),
        "names": [one["name"] for one in order.discounts],
        "amount": money(shop, order.discount - order.points_worth),
        "earns": turn.worded(say("earns", points=order.earns)) if order.earns else "",
    }
    text = "card_text.discount" if order.discounts else "card_text"
    return tell(
        say("placed_for" if order.first_name else "placed", **facts),
        card=(say("card_title", **facts), Say(text, facts)),
        screen=order_screen(turn, order),
    )


def _timed(turn: Turn, promise: Promise | None) -> tuple[Say, ...]:
    """What there is to tell of the time: an agreed one, and why if the customer did not ask for it."""
    if promise is None:
        return ()
    branch = here(turn.session)
    if promise.agreed and promise.closed and branch:
        at = when(turn, branch, promise.agreed)
        return (say("pickup_closed", branch=branch.name, when=at),)
    return (promised(turn, promise),)


def let_go(turn: Turn, data: Mapping[str, Any]) -> None:
    """The order that was read back is not wanted: others may have what was kept for it."""
    if data.get(HELD):
        stock.release(turn.session, turn.owner)


def has_cart(turn: Turn) -> bool:
    """Whether there is anything that could be ordered."""
    return bool(lines_of(turn))
