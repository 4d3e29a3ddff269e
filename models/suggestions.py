"""What the shop may offer unasked: chosen by the catalogue's rules, at most once after a no, and counted.

The rules are kept with the shop, so a cart that none fits costs no statement. Imports nothing of ours but the store, shelf,
catalogue and the orders' tables.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Index, String, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import shelf
from models.base import Base
from models.catalog import Product
from models.order_tables import Order

MOST_LOOKED_AT = 20
"""Products of a category of which one must be there for it to be offered"""


class SuggestionMade(Base):
    """One offer that was made, and what was said to it."""

    __tablename__ = "suggestion_made"
    __table_args__ = (Index(None, "owner", "rule"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str]
    rule: Mapped[str] = mapped_column(String(60))
    made_at: Mapped[datetime]
    accepted: Mapped[bool | None]
    """None if it was passed over"""


@dataclass(frozen=True)
class Suggestion:
    """One rule."""

    id: str
    question: str
    audience: str
    when: frozenset[str]
    """Products of which one must be in the cart"""
    offer: tuple[str, ...]
    """Products of which none may be in it"""
    category: str
    """What they are together; empty for one product"""


@dataclass(frozen=True)
class Counts:
    """How one rule fared."""

    rule: str
    made: int
    accepted: int
    declined: int


def find(
    session: Session, owner: str, in_cart: Collection[str], *, known: bool
) -> Suggestion | None:
    """Return what may be offered to an owner with these products in the cart; None mostly.

    `known`: the owner is an account, of which it is remembered what it did not want.
    """
    fitting = [one for one in _fitting(session, set(in_cart)) if known or one.audience == "all"]
    if not fitting:
        return None
    unwanted = _unwanted(session, owner) if known else set()
    wanted = (one for one in fitting if one.id not in unwanted)
    allowed = (one for one in wanted if one.audience != "returning" or _ordered(session, owner))
    return next((one for one in allowed if offered(session, one)), None)


def named(session: Session, rule: str) -> Suggestion | None:
    """Return a rule that there still is."""
    return next((one for one in _rules(session) if one.id == rule), None)


def offered(session: Session, rule: Suggestion) -> list[Product]:
    """Return some of what a rule offers that can be had now."""
    return shelf.there(session, rule.offer[:MOST_LOOKED_AT])


def note(session: Session, owner: str, rule: str, now: datetime) -> None:
    """Note that an offer was made."""
    session.add(SuggestionMade(owner=owner, rule=rule, made_at=now))


def answer(session: Session, owner: str, rule: str, *, accepted: bool) -> None:
    """Note a yes or no to the offer that was made last."""
    mine = (SuggestionMade.owner == owner, SuggestionMade.rule == rule)
    last = select(func.max(SuggestionMade.id)).where(*mine).scalar_subquery()
    session.execute(
        update(SuggestionMade).where(SuggestionMade.id == last).values(accepted=accepted)
    )


def counts(session: Session) -> list[Counts]:
    """Return how each rule fared that was ever used."""
    made = SuggestionMade
    yes, no = (func.count(made.id).filter(made.accepted.is_(value)) for value in (True, False))
    query = select(made.rule, func.count(made.id), yes, no).group_by(made.rule)
    found = session.execute(query.order_by(made.rule)).all()
    return [Counts(rule, count, wanted, not_wanted) for rule, count, wanted, not_wanted in found]


def _rules(session: Session) -> Iterator[Suggestion]:
    for one in shelf.shop(session).suggestions:
        yield Suggestion(**{**one, "when": frozenset(one["when"]), "offer": tuple(one["offer"])})


def _fitting(session: Session, in_cart: set[str]) -> Iterator[Suggestion]:
    for rule in _rules(session):
        if rule.when & in_cart and not in_cart & set(rule.offer):
            yield rule


def _unwanted(session: Session, owner: str) -> set[str]:
    mine = (SuggestionMade.owner == owner, SuggestionMade.accepted.is_(False))
    return set(session.scalars(select(SuggestionMade.rule).where(*mine)))


def _ordered(session: Session, owner: str) -> bool:
    return session.scalar(select(Order.id).where(Order.owner == owner).limit(1)) is not None
