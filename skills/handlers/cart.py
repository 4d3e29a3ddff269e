"""Changing, removing and reading what is in the cart. May import `models` and `skills`."""

from collections.abc import Sequence
from dataclasses import replace

from models import browse, cart
from models.cart import CartLine
from models.catalog import NONE, ChoiceRef
from models.errors import QuantityDoubtful
from models.pricing import till
from skills.answer import Answer, Focus, Say, ask, say
from skills.describe import line_item, lines_items, money
from skills.handlers.adding import KIND, chosen, corrected, refs, texts
from skills.handlers.lines import ask_choice, counted, line_answer, line_meant, lines_of
from skills.handlers.prices import discounts
from skills.handlers.products import not_clear
from skills.handlers.questions import PAGE, anything_else, confirm, confirming, go_on, what_now
from skills.handlers.shown import cart_screen
from skills.turn import Turn


def change_item(turn: Turn) -> Answer:
    """Change options or the quantity of the item named, or else of the one last spoken of."""
    quantity, options = turn.slots.number("quantity"), turn.slots.options()
    if correction := _corrected(turn, quantity):
        return correction
    line = line_meant(turn)
    if isinstance(line, Answer):
        return line
    if question := not_clear(turn):
        return replace(question, focus=replace(question.focus, line=line.id))
    if quantity is None and not options:
        return _ask_what(turn, line)
    part = turn.slots.number("part")
    if turn.focus.question == "choice" and quantity is None and part is None:
        return chosen(turn, line.id, options)
    return _changed(turn, line, quantity, part, options)


def _corrected(turn: Turn, quantity: int | None) -> Answer | None:
    """ "No, make it five" after "you said fifteen": it is about what was asked, in the cart or not yet."""
    if quantity is None or set(turn.slots.values) != {"quantity"}:
        return None
    asked = confirming(turn, KIND)
    if asked is None:
        return None
    if "line" not in asked.data:
        return corrected(turn, asked.data, quantity)
    line = next((one for one in lines_of(turn) if one.id == asked.data["line"]), None)
    options, part = refs(asked.data["options"]), asked.data["part"]
    return _changed(turn, line, quantity, part, options) if line else what_now(say("not_done"))


def _changed(
    turn: Turn,
    line: CartLine,
    quantity: int | None,
    part: int | None,
    options: Sequence[ChoiceRef],
) -> Answer:
    before = line.quantity
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
        wish = {"line": line.id, "quantity": quantity, "part": part, "options": texts(options)}
        many = replace(line_item(line), quantity=quantity or 0)
        return confirm(turn, KIND, wish, say("ask_quantity", items=[many]))
    return counted(line_answer(turn, changed, "changed"), changed, quantity or part or before)


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
    return replace(what_now(say("emptied")), screen=cart_screen(turn))


def _page(turn: Turn, offset: int) -> Answer:
    current = cart.current(turn.session, turn.owner)
    lines = (current.lines[offset:] or current.lines) if current else []
    if current is None or not lines:
        return what_now(say("cart_empty"))
    cost = till.priced(turn.session, current, turn.now)
    total = money(browse.shop(turn.session), cost.total)
    offset = 0 if lines == current.lines else offset  # what was to be read on may be gone
    key = "cart_more" if offset else "cart_first" if lines[PAGE:] else "cart"
    facts = {"count": len(current.lines), "items": lines_items(lines[:PAGE]), "total": total}
    said = Say(key, facts)
    answer = (
        go_on(said, reading="cart", offset=offset + PAGE)
        if lines[PAGE:]
        else anything_else(said, *discounts(turn, cost))
    )
    return replace(answer, screen=cart_screen(turn))
