""" "No, I meant a mocha": another thing in the place of what was done or asked last; nothing is ever added by it.

May import `models` and `skills`.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from models import corrections
from models.cart import CartLine
from models.catalog import Product
from models.errors import QuantityDoubtful
from skills.answer import NOTHING, Answer, ask, say
from skills.describe import lines_items, product_item
from skills.handlers import adding, browse, cart, dialogue, stock
from skills.handlers.lines import counted, focused, line_answer, lines_of
from skills.handlers.products import not_clear, product_of
from skills.handlers.questions import PAGE, anything_else, confirm, confirming, waiting, what_now
from skills.turn import Turn

ANSWERED: Mapping[str, Callable[[Turn], Answer]] = {
    "PriceIntent": browse.price,
    "StockIntent": stock.stock,
    "DetailsIntent": browse.details,
}
"""Questions that are asked anew of another product"""


def correct(turn: Turn) -> Answer:
    """Put what is said now in the place of what was understood before."""
    if turn.slots.words("first_name"):
        return dialogue.name(turn)
    if question := not_clear(turn):
        return question
    product = product_of(turn)
    if isinstance(product, Answer):
        return product
    if waiting(turn, adding.KIND):
        return _wish(turn, product)
    if turn.focus.question == "want" and product:
        asked = turn.focus.then if turn.focus.then in ANSWERED else "PriceIntent"
        return ANSWERED[asked](replace(turn, intent=asked))
    line = _wrong(turn)
    said = product or turn.slots.options() or turn.slots.number("quantity") is not None
    return _replaced(turn, line, product or line.product) if line and said else _ask_what(turn)


def _wrong(turn: Turn) -> CartLine | None:
    """The line that was named as wrong, else the one last spoken of, else the only one; none if that was in no cart."""
    found = list(lines_of(turn))
    if named := turn.slots.one("wrong_product"):
        found = [line for line in found if line.product_id in named.ids]
    elif turn.focus.line == NOTHING:
        return None
    elif last := focused(turn):
        return last
    return found[0] if len(found) == 1 else None


def _replaced(turn: Turn, line: CartLine, product: Product) -> Answer:
    """Change the line; of one that was there before, only what the last answer put into it."""
    quantity, options = turn.slots.number("quantity"), turn.slots.options()
    before = line.quantity
    added = turn.focus.added if turn.focus.line == line.id else 0
    part = added if 0 < added < before else None
    meant = quantity or part or before
    if part and quantity is not None and product.id == line.product_id:
        quantity, part = before - part + quantity, None  # "no, two": of what was just added
    try:
        changed = corrections.replace(
            turn.session,
            turn.owner,
            line.id,
            product.id,
            options,
            turn.now,
            quantity=quantity,
            count=part,
        )
    except QuantityDoubtful:
        wish = {"line": line.id, "product": product.id, "options": adding.texts(options)}
        item = product_item(product, (), meant)
        asked = say("ask_quantity", items=[item])
        return confirm(turn, adding.KIND, {**wish, "quantity": quantity, "part": part}, asked)
    return counted(line_answer(turn, changed, "changed"), changed, meant)


def _wish(turn: Turn, product: Product | None) -> Answer:
    """What is asked about, in the cart or not yet, was to be another quantity or product."""
    if set(turn.slots.values) == {"quantity"}:
        return cart.change_item(turn)
    asked = confirming(turn, adding.KIND)
    if asked is None or "line" in asked.data:
        return _ask_what(turn)
    return adding.corrected(turn, asked.data, turn.slots.number("quantity"), product)


def _ask_what(turn: Turn) -> Answer:
    lines = lines_of(turn)
    if not lines:
        return what_now(say("nothing_to_correct"))
    return ask(say("ask_correct", items=lines_items(lines[:PAGE])), focus=anything_else().focus)
