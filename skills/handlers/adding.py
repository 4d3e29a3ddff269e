"""Putting products into the cart, and the question whether so many were meant. May import `models` and `skills`."""

from dataclasses import replace
from typing import Any

from models import cart, pending
from models.catalog import ChoiceRef, Product
from models.errors import QuantityDoubtful
from skills.answer import Answer, Focus, Item, ask, say
from skills.describe import lines_items
from skills.handlers.lines import ask_next, focused, line_answer
from skills.handlers.products import product_of
from skills.turn import Turn

KIND = "quantity"


def add_item(turn: Turn) -> Answer:
    """Put a product into the cart with all the options that were said."""
    product = product_of(turn)
    if product is None:
        return ask(say("ask_product"), focus=replace(turn.focus, question="which"))
    if isinstance(product, Answer):
        return product
    if unclear := turn.slots.unresolved_options():
        return ask(say("unknown_option", words=unclear[0]), say("ask_again"), focus=turn.focus)
    quantity, options = _wanted(turn)
    if _answers_question(turn, product, quantity):
        return chosen(turn, turn.focus.line or 0, options)
    return _add(turn, product, 1 if quantity is None else quantity, options)


def _wanted(turn: Turn) -> tuple[int | None, tuple[ChoiceRef, ...]]:
    """Quantity and options of this sentence, and of the one before if only the product was open."""
    waiting = turn.focus.waiting
    quantity = turn.slots.number("quantity")
    quantity = waiting.get("quantity") if quantity is None else quantity
    said = turn.slots.options()
    earlier = (ChoiceRef(**o) for o in waiting.get("options", ()))
    kept = [o for o in earlier if o.group not in {s.group for s in said}]
    return quantity, (*kept, *said)


def _answers_question(turn: Turn, product: Product, quantity: int | None) -> bool:
    """Whether "a large latte" answers "what size?" rather than wishing for one more."""
    line = focused(turn) if turn.focus.question == "choice" and not quantity else None
    return line is not None and line.product_id == product.id and bool(turn.slots.options())


def _add(turn: Turn, product: Product, quantity: int, options: tuple[ChoiceRef, ...]) -> Answer:
    part = turn.slots.number("part")
    if part and part < quantity:
        return _add_in_parts(turn, product, (quantity - part, part), options)
    try:
        line = cart.add(turn.session, turn.owner, product.id, quantity, options, turn.now)
    except QuantityDoubtful as doubt:
        refs = [[option.group, option.text] for option in options]
        return doubtful(turn, doubt, product, {"product": product.id, "options": refs})
    return line_answer(turn, line, "added")


def _add_in_parts(
    turn: Turn, product: Product, parts: tuple[int, int], options: tuple[ChoiceRef, ...]
) -> Answer:
    """ "Two lattes, one with oat milk": what was said behind the product is for the second part."""
    behind = {o.group_id for o in product.options if o.group.position == "after"}
    plain = [o for o in options if o.group not in behind]
    session, owner, now = turn.session, turn.owner, turn.now
    first = cart.add(session, owner, product.id, parts[0], plain, now)
    second = cart.add(session, owner, product.id, parts[1], options, now, undoable=False)
    said = say("added_several", items=lines_items([first, second]))
    return ask_next(turn, second, said)


def doubtful(
    turn: Turn, doubt: QuantityDoubtful, product: Product, data: dict[str, object]
) -> Answer:
    """Ask whether so many were meant; the yes finds the wish in the store."""
    wish = {"quantity": doubt.quantity, **data}
    pending.ask(turn.session, turn.owner, KIND, wish, turn.now)
    asked = say("ask_quantity", item=Item(product.name, doubt.quantity))
    return ask(asked, focus=Focus("confirm"))


def many_confirmed(turn: Turn, data: dict[str, Any]) -> Answer:
    """So many were meant: of a line that is there, or of a new one."""
    session, owner, quantity, now = turn.session, turn.owner, int(data["quantity"]), turn.now
    if "line" in data:
        line = cart.change(session, owner, data["line"], quantity=quantity, now=now, confirmed=True)
        return line_answer(turn, line, "changed")
    refs = [ChoiceRef.parse(group, text) for group, text in data["options"]]
    line = cart.add(session, owner, data["product"], quantity, refs, now, confirmed=True)
    return line_answer(turn, line, "added")


def add_spoken_of(turn: Turn) -> Answer:
    """ "Would you like one?" was answered with yes."""
    line = cart.add(turn.session, turn.owner, turn.focus.product, 1, (), turn.now)
    return line_answer(turn, line, "added")


def add_items(turn: Turn) -> Answer:
    """Two products in one sentence: both or none."""
    first, second = product_of(turn), product_of(turn, "second_product")
    for found in (first, second):
        if isinstance(found, Answer):
            return found
    if not isinstance(first, Product) or not isinstance(second, Product):
        return ask(say("ask_product"), focus=replace(turn.focus, question="which"))
    lines = [
        cart.add(
            turn.session, turn.owner, product.id, count or 1, options, turn.now, undoable=undoable
        )
        for product, count, options, undoable in (
            (first, turn.slots.number("quantity"), turn.slots.options(), True),
            (second, turn.slots.number("second_quantity"), _second_options(turn), False),
        )
    ]
    open_line = next((line for line in lines if line.missing()), lines[-1])
    added = say("added_several", items=lines_items(lines))
    return ask_next(turn, open_line, added)


def _second_options(turn: Turn) -> tuple[ChoiceRef, ...]:
    size = turn.slots.one("second_size")
    return (ChoiceRef.parse("size", size.ids[0]),) if size and size.ids else ()


def chosen(turn: Turn, line_id: int, options: tuple[ChoiceRef, ...]) -> Answer:
    """A choice for a line was said."""
    line = cart.choose(turn.session, turn.owner, line_id, options, turn.now)
    return line_answer(turn, line, "changed")
