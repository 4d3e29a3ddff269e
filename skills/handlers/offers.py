"""Coupons and sales: use one, take it off, find the best, hear what there is. May import `models` and `skills`.

What changes an order whose yes is waited for reads it back anew.
"""

from collections.abc import Iterable

from models.browse import shop
from models.pricing import coupons
from models.pricing.offers import Kind, Offer
from models.pricing.price import Priced
from skills.answer import Answer, Say, say
from skills.describe import money
from skills.handlers.checkout import repriced
from skills.handlers.prices import discounts
from skills.handlers.questions import PAGE, anything_else, go_on
from skills.turn import Turn

KEYS = {
    Kind.PERCENT: ("offer_percent", "offer_percent_all"),
    Kind.AMOUNT: ("offer_amount", "offer_amount_all"),
    Kind.BUY_X_GET_Y: ("offer_pieces", "offer_pieces_all"),
}
"""By kind: for some things, and for everything"""


def use(turn: Turn) -> Answer:
    """Use the coupon that was named; why it does not apply is said."""
    value = turn.slots.one("coupon")
    if value is None:
        return told(turn)
    coupon, cost = coupons.use(turn.session, turn.owner, value.words, value.ids, turn.now)
    return _costing(turn, cost, "coupon_used", [coupon])


def best(turn: Turn) -> Answer:
    """Use the coupon that takes most off, if there is a better one than what is used."""
    found, cost = coupons.best(turn.session, turn.owner, turn.now)
    if not found:
        return anything_else(say("coupon_no_better"), *discounts(turn, cost))
    return _costing(turn, cost, "coupon_best", found)


def take_off(turn: Turn) -> Answer:
    """Use no coupon any more."""
    gone = coupons.take_off(turn.session, turn.owner, turn.now)
    answer = anything_else(say("coupon_off", names=[one.name for one in gone]))
    return repriced(turn, answer)


def told(turn: Turn) -> Answer:
    """What coupons and sales there are."""
    return _page(turn, 0)


def more(turn: Turn) -> Answer:
    """The next ones of the list that is being read."""
    return _page(turn, turn.focus.offset)


def _costing(turn: Turn, cost: Priced, key: str, used: Iterable[Offer]) -> Answer:
    offers, the_shop = list(used), shop(turn.session)
    off = sum(one.amount for one in cost.applied if one.offer in offers)
    facts = {
        "names": [one.name for one in offers],
        "amount": money(the_shop, off),
        "total": money(the_shop, cost.total),
    }
    answer = anything_else(Say(key, facts), line=turn.focus.line)
    return repriced(turn, answer)


def _page(turn: Turn, offset: int) -> Answer:
    found = coupons.told(turn.session, turn.now)[offset:]
    if not found:
        return anything_else(say("no_offers"))
    said = [phrase for offer in found[:PAGE] for phrase in _described(turn, offer)]
    if found[PAGE:]:
        return go_on(*said, reading="offers", offset=offset + PAGE)
    return anything_else(*said)


def _described(turn: Turn, offer: Offer) -> list[Say]:
    the_shop = shop(turn.session)
    facts = {
        "offer": offer.name,
        "percent": offer.percent,
        "amount": money(the_shop, offer.amount),
        "pieces": offer.buy + offer.get,
        "free": offer.get,
        "of": list(offer.of),
    }
    said = [Say(KEYS[offer.kind][not offer.of], facts)]
    if offer.minimum:
        said.append(say("offer_minimum", minimum=money(the_shop, offer.minimum)))
    return said
