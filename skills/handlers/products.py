"""Which product a slot means, and what was not clear. May import `models` and `skills`."""

from dataclasses import replace

from models import browse, cart
from models.catalog import Product
from skills.answer import Answer, Focus, ask, say
from skills.handlers.questions import again, what_now
from skills.references import listed
from skills.turn import Turn

NUMBERS = ("quantity", "second_quantity", "part")


def product_of(
    turn: Turn, slot: str = "product", *, focused: bool = False, product_id: str = ""
) -> Product | Answer | None:
    """The product meant; None if none was named; a question if several are possible, a no if none is.

    With `focused` the one last spoken of counts if none was named.
    """
    value = turn.slots.one(slot)
    if product_id or (value is None and focused and turn.focus.product):
        return browse.get_product(turn.session, product_id or turn.focus.product)
    if value is None:
        return None
    if len(value.ids) == 1:
        return browse.get_product(turn.session, value.ids[0])
    found = [browse.get_product(turn.session, i) for i in value.ids[:5]]
    found = found or browse.products_named(turn.session, value.words)
    if len(found) == 1:
        return found[0]
    return (
        _which(turn, slot, found) if found else what_now(say("unknown_product", words=value.words))
    )


def product_or_focus(turn: Turn) -> Product | Answer:
    """The product named, or else the one last spoken of, if only as a line of the cart, or else a question."""
    return product_of(turn, focused=True) or _of_line(turn) or asked_which(turn)


def _of_line(turn: Turn) -> Product | None:
    """What the line last spoken of is, if it is still there."""
    current = cart.current(turn.session, turn.owner) if turn.focus.line else None
    lines = current.lines if current else ()
    return next((line.product for line in lines if line.id == turn.focus.line), None)


def asked_which(turn: Turn, slot: str = "product") -> Answer:
    """No product was named; what else was said waits for it."""
    waiting = {"slots": turn.slots.keep()}
    focus = Focus("which", then=turn.intent, group=slot, line=turn.focus.line, waiting=waiting)
    return ask(say("ask_product"), focus=focus)


def not_clear(turn: Turn) -> Answer | None:
    """Refuse a sentence of which a number or an option was not understood: a guess would be a wrong order."""
    if turn.slots.unclear(NUMBERS):
        return again(turn, say("unclear_number"))
    if unknown := turn.slots.unresolved_options():
        return again(turn, say("unknown_option", words=unknown[0]))
    return None


def _which(turn: Turn, slot: str, found: list[Product]) -> Answer:
    waiting = {"slots": turn.slots.keep(), "offered": [product.id for product in found]}
    focus = Focus("which", then=turn.intent, group=slot, line=turn.focus.line, waiting=waiting)
    named = say("ask_which", names=[p.name for p in found])
    return ask(named, focus=replace(focus, added=turn.focus.added, listed=listed(found)))
