"""Changing, removing and reading what is in the cart. May import `models` and `skills`."""

from dataclasses import replace

from models import browse, cart
from models.cart import CartLine
from models.catalog import NONE
from models.errors import QuantityDoubtful
from skills.answer import Answer, Focus, Say, ask, say
from skills.describe import line_item, lines_items, money
from skills.handlers.adding import KIND, chosen, texts
from skills.handlers.lines import ask_choice, line_answer, line_meant
from skills.handlers.products import not_clear
from skills.handlers.questions import PAGE, anything_else, confirm, go_on, what_now
from skills.handlers.shown import cart_screen
from skills.turn import Turn


def change_item(turn: Turn) -> Answer:
    """Change options or the quantity of the item named, or else of the one last spoken of."""
    line = not_clear(turn) or line_meant(turn)
    if isinstance(line, Answer):
        return line
    quantity, part = turn.slots.number("quantity"), turn.slots.number("part")
    options = turn.slots.options()
    if quantity is None and not options:
        return _ask_what(turn, line)
    if turn.focus.question == "choice" and quantity is None and part is None:
        return chosen(turn, line.id, options)
    wish = {"line": line.id, "quantity": quantity, "part": part, "options": texts(options)}
    many = replace(line_item(line), quantity=quantity or 0)
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
    except QuantityDoubtful:
        return confirm(turn, KIND, wish, say("ask_quantity", items=[many]))
    return line_answer(turn, changed, "changed")


def _ask_what(turn: Turn, line: CartLine) -> Answer:
    """ "Change the milk" without saying to what: ask, with what there is."""
    asked = turn.slots.one("group")
    found = [o for o in line.product.options if asked and o.group_id in asked.ids]
    if not found:
        return ask(say("ask_change"), focus=Focus(line=line.id))
    return ask_choice(line, found[0].group_id)


def remove_item(turn: Turn) -> Answer:
    """Take an item out, or some pieces of it; of an option alone, take that away."""
    options = turn.slots.options()
    line = not_clear(turn) or line_meant(turn, options)
    if isinstance(line, Answer):
        return line
    if options and not turn.slots.words("product"):
        return chosen(turn, line.id, [replace(option, amount=NONE) for option in options])
    return removed(turn, line, turn.slots.number("quantity"))


def removed(turn: Turn, line: CartLine, quantity: int | None = None) -> Answer:
    """Take out a line, or some pieces of it."""
    gone = replace(line_item(line), quantity=line.quantity if quantity is None else quantity)
    cart.remove(turn.session, turn.owner, line.id, quantity=quantity, now=turn.now)
    answer = anything_else(say("removed", item=gone))
    return replace(answer, screen=cart_screen(turn))


def undo(turn: Turn) -> Answer:
    """Take the last change back."""
    cart.undo(turn.session, turn.owner, turn.now)
    now = read(turn)
    return replace(now, says=(say("undone"), *now.says))


def read(turn: Turn) -> Answer:
    """Read the cart back, with the total; of a long one the first lines."""
    return _page(turn, 0)


def more(turn: Turn) -> Answer:
    """The next lines of the cart."""
    return _page(turn, turn.focus.offset)


def empty(turn: Turn) -> Answer:
    """Take everything out; undo brings it back."""
    cart.empty(turn.session, turn.owner, turn.now)
    return what_now(say("emptied"))


def _page(turn: Turn, offset: int) -> Answer:
    current = cart.current(turn.session, turn.owner)
    lines = current.lines[offset:] if current else []
    if current is None or not lines:
        return what_now(say("cart_empty"))
    total = money(browse.shop(turn.session), cart.totals(turn.session, current).total)
    key = "cart_more" if offset else "cart_first" if lines[PAGE:] else "cart"
    facts = {"count": len(current.lines), "items": lines_items(lines[:PAGE]), "total": total}
    said = Say(key, facts)
    answer = (
        go_on(said, reading="cart", offset=offset + PAGE) if lines[PAGE:] else anything_else(said)
    )
    return replace(answer, screen=cart_screen(turn))
