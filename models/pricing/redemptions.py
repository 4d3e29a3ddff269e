"""How often limited offers were used, of each customer and of all: counted with the order, given back when it is cancelled.

Imports nothing of ours but the store, upsert and this room. A use is counted in one statement that also looks at the
limit, so that of two orders at the same moment only one gets the last. What is not limited is not counted.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Integer, String, Table, bindparam, func, select, update
from sqlalchemy.orm import Session

from models.base import Base
from models.pricing.eligible import Uses
from models.pricing.errors import OfferUsed, OfferUsedUp
from models.pricing.offers import Offer
from models.upsert import insert

EVERYBODY = ""
"""In the place of an owner: all together"""
OFFER_USE = Table(
    "offer_use",
    Base.metadata,
    Column("offer_id", String, primary_key=True),
    Column("owner", String, primary_key=True),
    Column("uses", Integer, nullable=False),
)
_USE = OFFER_USE.c
_FOUND = select(OFFER_USE).where(
    _USE.offer_id.in_(bindparam("offers", expanding=True)),
    _USE.owner.in_([bindparam("who"), EVERYBODY]),
)
_USED = select(_USE.offer_id, func.sum(_USE.uses)).group_by(_USE.offer_id, _USE.owner == EVERYBODY)
_GIVEN_BACK = (
    update(OFFER_USE)
    .where(_USE.offer_id == bindparam("offer"), _USE.owner == bindparam("who"), _USE.uses > 0)
    .values(uses=_USE.uses - 1)
)


def uses(session: Session, owner: str, offers: Sequence[Offer]) -> Mapping[str, Uses]:
    """Return how often offers were used; one statement, and none if none of them is limited."""
    limited = [offer.id for offer in offers if offer.limited]
    if not limited:
        return {}
    found = session.connection().execute(_FOUND, {"offers": limited, "who": owner}).all()
    own = {row.offer_id: row.uses for row in found if row.owner != EVERYBODY}
    every = {row.offer_id: row.uses for row in found if row.owner == EVERYBODY}
    return {one: Uses(own.get(one, 0), every.get(one, 0)) for one in limited}


def count(session: Session, owner: str, offers: Iterable[Offer]) -> None:
    """Count that offers are used for an order; raises `OfferUsed` or `OfferUsedUp` if another order was faster.

    In the order of their ids, so that no two orders wait for each other.
    """
    for offer in sorted(offers, key=lambda one: one.id):
        own, every = offer.limit_per_customer, offer.limit
        if own is not None and not _counted(session, offer.id, owner, own):
            raise OfferUsed(offer.named, own)
        if every is not None and not _counted(session, offer.id, EVERYBODY, every):
            raise OfferUsedUp(offer.named)


def counted(offer: Offer) -> list[str]:
    """Return whose uses of an offer are counted, as an order keeps it: `own` and `all`."""
    limits = {"own": offer.limit_per_customer, "all": offer.limit}
    return [key for key, limit in limits.items() if limit is not None]


def give_back(session: Session, owner: str, discounts: Iterable[Mapping[str, Any]]) -> None:
    """Count uses for an order no more that is cancelled."""
    rows = [
        {"offer": one["offer"], "who": owner if whose == "own" else EVERYBODY}
        for one in sorted(discounts, key=lambda one: str(one["offer"]))
        for whose in one["counted"]
    ]
    if rows:
        session.connection().execute(_GIVEN_BACK, rows)


def _counted(session: Session, offer_id: str, owner: str, limit: int) -> bool:
    """Count one use if there may be one more."""
    new = insert(session, OFFER_USE).values(offer_id=offer_id, owner=owner, uses=1)
    more = new.on_conflict_do_update(
        index_elements=["offer_id", "owner"],
        set_={"uses": _USE.uses + 1},
        where=_USE.uses < limit,
    )
    return session.connection().execute(more.returning(_USE.uses)).first() is not None


def used(session: Session) -> Mapping[str, int]:
    """Return by offer how many orders it was used for; of those that are not limited nothing."""
    found: dict[str, int] = {}
    for offer_id, uses in session.connection().execute(_USED):
        # Counted for all together and for each customer, it is counted twice; for one of both once.
        found[offer_id] = max(found.get(offer_id, 0), int(uses))
    return found
