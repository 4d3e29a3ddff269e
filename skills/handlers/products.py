"""Which product a slot means, shared by all that speak of products. May import `models` and `skills`."""

from dataclasses import asdict, replace

from models import browse
from models.catalog import Product
from skills.answer import Answer, Focus, ask, say
from skills.turn import Turn


def product_of(turn: Turn, slot: str = "product") -> Product | Answer | None:
    """The product meant; None if none was named; a question if several are possible, or a no if none is."""
    value = turn.slots.one(slot)
    if value is None:
        return None
    if len(value.ids) == 1:
        return browse.get_product(turn.session, value.ids[0])
    found = [browse.get_product(turn.session, i) for i in value.ids[:5]]
    found = found or browse.products_named(turn.session, value.words)
    if len(found) == 1:
        return found[0]
    return _which(turn, found) if found else unknown(turn, value.words)


def unknown(turn: Turn, words: str) -> Answer:
    """The shop has nothing of this name."""
    return ask(say("unknown_product", words=words), say("ask_something"), focus=Focus("else"))


def product_or_focus(turn: Turn) -> Product | Answer:
    """The product named, or else the one last spoken of, or else a question."""
    found = product_of(turn)
    if found is None and turn.focus.product:
        return browse.get_product(turn.session, turn.focus.product)
    return found or ask(say("ask_product"), focus=replace(turn.focus, question="which"))


def _which(turn: Turn, found: list[Product]) -> Answer:
    waiting = {
        "quantity": turn.slots.number("quantity"),
        "options": [asdict(option) for option in turn.slots.options()],
    }
    return ask(
        say("ask_which", names=[p.name for p in found]),
        focus=Focus("which", waiting=waiting if turn.intent == "AddItemIntent" else {}),
    )
