"""Finding by category, by what something is or is without, and by price. May import `models` and `skills`."""

from collections.abc import Sequence
from dataclasses import replace

from models import browse, finding
from models.catalog import Product
from models.finding import Wish
from models.shelf import traits
from skills.answer import Answer, Say, say
from skills.describe import money
from skills.handlers.offering import instead, offer, offer_page
from skills.handlers.questions import PAGE, again, what_now
from skills.slots import Slots
from skills.turn import Turn

AMOUNT = ("price", "cents")
TRAITS = ("trait", "without")


def find(turn: Turn) -> Answer:
    """What is as wished: in stock first, or which of the conditions leaves nothing."""
    return unclear(turn) or _page(turn, turn.slots, 0)


def more(turn: Turn) -> Answer:
    """The next of what was found."""
    return _page(turn, Slots.kept(turn.focus.waiting.get("slots")), turn.focus.offset)


def unclear(turn: Turn) -> Answer | None:
    """Refuse a condition that was not understood: without it other things would be found."""
    if turn.slots.unclear(AMOUNT):
        return again(turn, say("unclear_number"))
    said = (value for name in TRAITS for value in turn.slots.values.get(name, ()))
    unknown = next((value.words for value in said if not value.ids), None)
    return None if unknown is None else again(turn, say("unknown_trait", words=unknown))


def category(turn: Turn, slots: Slots) -> str | Answer:
    """The id of the category said, empty if none was."""
    value = slots.one("category")
    if value is None or value.ids:
        return value.ids[0] if value else ""
    named = browse.category_named(turn.session, value.words)
    return named.id if named else what_now(say("nothing_found", words=value.words))


def trait_names(turn: Turn, ids: tuple[str, ...]) -> list[str]:
    """What traits are called, in the order given."""
    names = {one.id: one.name for one in traits(turn.session)}
    return [names[id] for id in ids if id in names]


def _page(turn: Turn, slots: Slots, offset: int) -> Answer:
    kind = category(turn, slots)
    if isinstance(kind, Answer):
        return kind
    wish = _wish(turn, slots, kind)
    page = finding.find(turn.session, wish, offset, PAGE)
    if not page.products:
        return _nothing(turn, wish, slots)
    if wish.cheapest:
        return _cheapest(turn, page.products)
    found = say("found", names=page.names)
    if page.more:
        after = offset + PAGE
        answer = offer_page(
            turn, page.products, found, reading="found", offset=after, category=kind
        )
        return replace(answer, focus=replace(answer.focus, waiting={"slots": slots.keep()}))
    gone = finding.find(turn.session, wish, had=False).names
    says = (found, say("found_sold_out", names=gone)) if gone else (found,)
    return offer(turn, page.products, *says)


def _wish(turn: Turn, slots: Slots, kind: str) -> Wish:
    ids = tuple(v.ids[0] for name in TRAITS for v in slots.values.get(name, ()) if v.ids)
    units, cents = (slots.number(name) for name in AMOUNT)
    below = None if units is None else finding.amount(turn.session, units, cents or 0)
    return Wish(kind, tuple(dict.fromkeys(ids)), (), below, slots.one("sorting") is not None)


def _cheapest(turn: Turn, products: Sequence[Product]) -> Answer:
    """The first, and what costs no more than that."""
    least = products[0].price
    alike = [product for product in products if product.price == least]
    price = money(browse.shop(turn.session), least)
    said = say("cheapest", names=[product.name for product in alike], price=price)
    return offer(turn, alike, said)


def _nothing(turn: Turn, wish: Wish, slots: Slots) -> Answer:
    """Say which condition leaves nothing, and what there is without it."""
    gone = finding.find(turn.session, wish, had=False)
    if gone.products:
        said = say("all_sold_out", names=gone.names)
        return instead(turn, gone.products[0].id, said) or what_now(said)
    for looser in wish.looser():
        found = finding.find(turn.session, looser, limit=1 if looser.cheapest else PAGE)
        if found.products:
            return offer(turn, found.products, _without(turn, wish, looser, found, slots))
    return what_now(say("nothing_like_it"))


def _without(turn: Turn, wish: Wish, looser: Wish, found: browse.Page, slots: Slots) -> Say:
    """What is found without one condition."""
    if looser.below != wish.below:
        shop, first = browse.shop(turn.session), found.products[0]
        prices = {"below": money(shop, wish.below or 0), "price": money(shop, first.price)}
        return say("none_below", name=first.name, **prices)
    if looser.category != wish.category:
        return say("none_there", category=slots.words("category"), names=found.names)
    missing = tuple(id for id in wish.traits if id not in looser.traits)
    return say("none_such", traits=trait_names(turn, missing), names=found.names)
