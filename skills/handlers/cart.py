"""Changing, removing and reading what is in the cart. May import `models` and `skills`."""

from dataclasses import replace

from models import browse, cart
from models.cart import CartLine
from models.errors import QuantityDoubtful
from skills.answer import Answer, Focus, ask, say
from skills.describe import line_item, lines_items, money
from skills.handlers.adding import chosen, doubtful
from skills.handlers.lines import ask_choice, line_answer, line_meant
from skills.turn import Turn


def change_item(turn: Turn) -> Answer:
    """Change options or the quantity of the item named, or else of the one last spoken of."""
    if unclear := turn.slots.unresolved_options():
        return ask(say("unknown_option", words=unclear[0]), say("ask_again"), focus=turn.focus)
    line = line_meant(turn)
    if isinstance(line, Answer):
        return line
    quantity, part, options = (
        turn.slots.number("quantity"),
        turn.slots.number("part"),
        turn.slots.options(),
    )
    if not quantity and not options:
        return _ask_what(turn, line)
    if turn.focus.question == "choice" and not quantity and not part:
        return chosen(turn, line.id, options)
    try:
        changed = cart.change(
            turn.session,
            turn.owner,
            line.id,
            quantity=quantity,
            choices=options,
            count=part,
            now=turn.now,
        )
    except QuantityDoubtful as doubt:
        return doubtful(turn, doubt, line.product, {"line": line.id})
    return line_answer(turn, changed, "changed")


def _ask_what(turn: Turn, line: CartLine) -> Answer:
    """ "Change the milk" without saying to what: ask, with what there is."""
    asked = turn.slots.one("group")
    found = [o for o in line.product.options if asked and o.group_id in asked.ids]
    if not found:
        return ask(say("ask_change"), focus=Focus("else", line=line.id))
    return ask_choice(line, found[0].group_id)


def remove_item(turn: Turn) -> Answer:
    """Take an item out, or some pieces of it."""
    line = line_meant(turn)
    if isinstance(line, Answer):
        return line
    quantity = turn.slots.number("quantity")
    gone = replace(line_item(line), quantity=quantity or line.quantity)
    cart.remove(turn.session, turn.owner, line.id, quantity=quantity, now=turn.now)
    return ask(say("removed", item=gone), say("ask_else"), focus=Focus("else"))


def undo(turn: Turn) -> Answer:
    """Take the last change back."""
    cart.undo(turn.session, turn.owner, turn.now)
    return _read(turn, "undone")


def read(turn: Turn) -> Answer:
    """Read the cart back, with the total."""
    return _read(turn, "cart")


def empty(turn: Turn) -> Answer:
    """Take everything out; undo brings it back."""
    cart.empty(turn.session, turn.owner, turn.now)
    return ask(say("emptied"), say("ask_something"), focus=Focus("else"))


def _read(turn: Turn, key: str) -> Answer:
    current = cart.current(turn.session, turn.owner)
    if current is None or not current.lines:
        return ask(say("cart_empty"), say("ask_something"), focus=Focus("else"))
    totals = cart.totals(turn.session, current)
    shop = browse.shop(turn.session)
    items = lines_items(current.lines)
    total = money(shop, totals.total)
    return ask(say(key, items=items, total=total), say("ask_else"), focus=Focus("else"))
