"""Verbs on offers: use a coupon for the cart, take it off, find the best, tell what there is.

Imports nothing of ours but the cart, its rows, guesses, the shelf and this room. A coupon that does not apply is refused,
with the reason; one that did and does no more, since the cart or the time is another, stays and is told by the quote.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from models import cart_rows, edition, guesses
from models.cart import current, filled
from models.cart_tables import Cart
from models.pricing import till
from models.pricing.errors import NoCoupon, OfferOutdone, UnknownCoupon
from models.pricing.offers import Offer
from models.pricing.price import Priced
from models.words import normalise


def use(
    session: Session, owner: str, words: str, ids: Collection[str], now: datetime
) -> tuple[Offer, Priced]:
    """Use the coupon of one of these ids, or of a name or code in words, and return it with what the cart costs then.

    Coupons that it takes more off than, and does not go with, are used no more. Raises `TooManyGuesses`,
    `UnknownCoupon`, `EmptyCart`, and the reason if it does not apply.
    """
    guesses.check(session, guesses.COUPON, owner, now)
    coupon = _named(session, words, ids)
    cart = filled(session, owner)
    said = [*cart.coupons, coupon.id] if coupon.id not in cart.coupons else cart.coupons
    cost = till.priced(session, cart, now, said)
    for error in cost.refused:
        if getattr(error, "offer", None) == coupon.named:
            raise error
    outdone = {error.offer.id for error in cost.refused if isinstance(error, OfferOutdone)}
    _note(session, cart, [one for one in said if one not in outdone], now)
    return coupon, cost


def take_off(session: Session, owner: str, now: datetime) -> tuple[Offer, ...]:
    """Use no coupon any more, and return those that were used; raises `NoCoupon`."""
    cart = current(session, owner)
    if cart is None or not cart.coupons:
        raise NoCoupon
    found = [till.offer_of_id(session, one) for one in cart.coupons]
    _note(session, cart, [], now)
    return tuple(one for one in found if one)


def best(session: Session, owner: str, now: datetime) -> tuple[tuple[Offer, ...], Priced]:
    """Use the coupons that take most off, of all that are told and those that were said, and return them.

    What is used already stays if nothing takes off more. Raises `EmptyCart`.
    """
    cart = filled(session, owner)
    before = till.priced(session, cart, now)
    offered = {one.id for one in edition.offers(session) if one.listed and not one.sale}
    cost = till.priced(session, cart, now, offered.union(cart.coupons))
    if cost.by_offers <= before.by_offers:
        return (), before
    _note(session, cart, [one.id for one in _coupons(cost)], now)
    return _coupons(cost), cost


def told(session: Session, now: datetime) -> tuple[Offer, ...]:
    """Return what whoever asks is told of: sales and listed coupons that are in force, in the catalogue's order."""
    return tuple(one for one in edition.offers(session) if one.listed and one.in_force(now))


def _named(session: Session, words: str, ids: Collection[str]) -> Offer:
    said = normalise(words)
    for offer in edition.offers(session):
        if not offer.sale and (offer.id in ids or said in offer.said):
            return offer
    raise UnknownCoupon(words)


def _note(session: Session, cart: Cart, coupons: list[str], now: datetime) -> None:
    """Keep which coupons are used; a read-back before it counts no more."""
    if coupons != cart.coupons:
        cart.coupons = coupons
        cart_rows.wish(session, cart, now)


def _coupons(cost: Priced) -> tuple[Offer, ...]:
    return tuple(one.offer for one in cost.applied if not one.offer.sale)
