"""Pages of customers: who was here, carts, points, all that is kept of one, forgetting them. May import `models`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response
from flask_openapi3 import APIBlueprint, Tag
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from app.web.api.desk import Asked, Desk, Once
from app.web.api.order_documents import ChoiceDocument, DiscountDocument, LineDocument, Shown
from app.web.api.pages import NEXT, Listed, Part, add, part
from models import cart, customers, privacy
from models.api_keys import Scope
from models.pricing import points, till
from models.pricing.points import Kind
from models.pricing.till import Totals

OWNER = r"^[A-Za-z0-9:._=+@-]{1,400}$"


class Customers(Part):
    """Query of customers."""

    after: str | None = Field(default=None, pattern=OWNER, description=NEXT)


class OneCustomer(Asked):
    """Path of a customer."""

    owner: str = Field(
        pattern=OWNER,
        description="a door and its name of somebody, as `alexa:amzn1.ask.account.A`",
    )


class CustomerDocument(Shown):
    """A customer."""

    owner: str
    first_name: str | None
    first_seen: datetime
    last_seen: datetime


class CustomerList(Listed[CustomerDocument]):
    """A part of the customers, by their owner keys."""


class Everything(BaseModel):
    """All that is kept of a customer."""

    owner: str
    tables: dict[str, list[dict[str, Any]]]


class CartDocument(BaseModel):
    """What a customer is about to buy; money is minor units. Without a cart it is empty, at version 0."""

    owner: str
    version: int
    lines: list[LineDocument]
    subtotal: int
    discounts: list[DiscountDocument]
    points: int = Field(description="points that pay a part")
    points_worth: int = Field(description="what they pay")
    tax: int
    total: int


class Entries(Part):
    """Query of points."""

    after: int | None = Field(default=None, ge=1, le=2**31 - 1, description=NEXT)


class EntryDocument(Shown):
    """Points that came or went."""

    id: int
    order_id: int
    kind: Kind
    points: int = Field(description="negative where they went")
    at: datetime
    expires_at: datetime | None = Field(description="counts no more from then on")


class Points(Listed[EntryDocument]):
    """A part of a customer's points, newest first."""

    balance: int = Field(description="what has not ended, added up; negative if points are owed")


@dataclass(frozen=True)
class CustomerPages:
    """The pages, and where they get at the shop."""

    desk: Desk

    def blueprint(self) -> APIBlueprint:
        """The pages under `/customers` and `/carts`."""
        pages = APIBlueprint("customers", __name__, abp_tags=[Tag(name="customers")])
        reads = Scope.CUSTOMERS_READ
        add(pages, "GET /customers", self.listing, reads, CustomerList)
        add(pages, "GET /customers/<owner>", self.export, reads, Everything)
        add(pages, "GET /customers/<owner>/points", self.points, reads, Points)
        add(pages, "DELETE /customers/<owner>", self.erase, Scope.CUSTOMERS_ERASE, None)
        add(pages, "GET /carts/<owner>", self.cart, Scope.CARTS_READ, CartDocument)
        return pages

    def listing(self, query: Customers) -> Response:
        """Who was here, by their owner keys."""
        return self.desk.read(
            lambda session: part(
                query,
                customers.listing(session, query.after or "", query.limit + 1),
                lambda customer: customer.owner,
                CustomerDocument.model_validate,
                CustomerList,
            )
        )

    def export(self, path: OneCustomer) -> Response:
        """All that is kept of a customer, by table."""
        return self.desk.read(
            lambda session: Everything(
                owner=path.owner, tables=privacy.everything(session, path.owner)
            )
        )

    def points(self, path: OneCustomer, query: Entries) -> Response:
        """A customer's points: the balance, and how it came about, newest first; nothing of one who has none."""
        now = self.desk.clock()
        return self.desk.read(lambda session: _points(session, path.owner, query, now))

    def erase(self, path: OneCustomer, header: Once) -> Response:
        """Forget a customer; orders that are closed stay in the books, by nobody."""
        return self.desk.write(
            header, lambda work: privacy.erase(work.session, path.owner, work.now), alone=path.owner
        )

    def cart(self, path: OneCustomer) -> Response:
        """What is in a customer's cart."""
        return self.desk.read(lambda session: _cart(session, path.owner, self.desk.clock()))


def _cart(session: Session, owner: str, now: datetime) -> CartDocument:
    held = cart.current(session, owner)
    if held is None:
        return CartDocument(owner=owner, version=0, lines=[], **_costs(Totals()))
    cost = till.priced(session, held, now)
    lines = [
        LineDocument(
            product_id=line.product_id,
            product_name=line.product.name,
            quantity=line.quantity,
            unit_price=line.unit_price,
            discount=off,
            choices=[ChoiceDocument.model_validate(one) for one in line.choices],
        )
        for line, off in zip(held.lines, cost.off, strict=True)
    ]
    return CartDocument(owner=owner, version=held.version, lines=lines, **_costs(Totals.of(cost)))


def _points(session: Session, owner: str, query: Entries, now: datetime) -> Points:
    rows = points.entries(session, owner, query.after, query.limit + 1)
    shown = part(
        query, rows, lambda row: row.id, EntryDocument.model_validate, Listed[EntryDocument]
    )
    have = points.balance(session, owner, now)
    return Points(items=shown.items, next=shown.next, balance=have)


def _costs(totals: Totals) -> dict[str, Any]:
    return {**vars(totals), "discounts": [vars(one) for one in totals.discounts]}
