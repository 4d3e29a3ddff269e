"""Pages of orders: listed, shown with their history, moved on, cancelled, paid and refunded. May import `models`.

An order is known by its number, as to staff and customers: the open one of this number, or else the newest.
"""

from dataclasses import dataclass

from flask import Response, g
from flask_openapi3 import APIBlueprint, Tag
from pydantic import Field
from sqlalchemy.orm import Session

from app.web.api.branches import ID
from app.web.api.desk import Asked, Desk, Given, Once, Whole, Work
from app.web.api.order_documents import OrderDocument, OrderWithHistory, summary, with_history
from app.web.api.pages import NEXT, Listed, Part, add, part
from models import orders, payments
from models.api_keys import Scope
from models.errors import UnknownOrder
from models.fulfilment import OrderStatus
from models.order_tables import Order

HIGHEST = 2**31 - 1
"""Of a number in the database"""
TEXT = r"^[^\x00-\x1f\x7f]*$"
"""What a history can show"""


class Orders(Part):
    """Query of orders."""

    after: int | None = Field(default=None, ge=1, le=HIGHEST, description=NEXT)
    status: OrderStatus | None = None
    branch: str | None = Field(default=None, pattern=ID, description="only those of a branch")


class OneOrder(Asked):
    """Path of an order."""

    number: int = Field(ge=1, le=HIGHEST)


class Step(Given):
    """Body of what is done with an order."""

    by: str | None = Field(default=None, min_length=1, max_length=60, pattern=TEXT)


class Move(Step):
    """Body of a move."""

    status: OrderStatus = Field(strict=False)


class Refund(Step):
    """Body of a refund."""

    amount: Whole = Field(ge=1, le=HIGHEST, description="minor units")


class OrderList(Listed[OrderDocument]):
    """A part of the orders, newest first."""


@dataclass(frozen=True)
class OrderPages:
    """The pages, and where they get at the shop."""

    desk: Desk

    def blueprint(self) -> APIBlueprint:
        """The pages under `/orders`."""
        pages = APIBlueprint("orders", __name__, abp_tags=[Tag(name="orders")])
        shown, reads = OrderWithHistory, Scope.ORDERS_READ
        add(pages, "GET /orders", self.listing, reads, OrderList)
        add(pages, "GET /orders/<number>", self.show, reads, shown)
        add(pages, "POST /orders/<number>/move", self.move, Scope.ORDERS_WRITE, shown)
        add(pages, "POST /orders/<number>/cancel", self.cancel, Scope.ORDERS_WRITE, shown)
        add(pages, "POST /orders/<number>/pay", self.pay, Scope.PAYMENTS_WRITE, shown)
        add(pages, "POST /orders/<number>/refund", self.refund, Scope.PAYMENTS_WRITE, shown)
        return pages

    def listing(self, query: Orders) -> Response:
        """Orders, newest first, all or those of one status."""
        return self.desk.read(
            lambda session: part(
                query,
                orders.listing(
                    session, query.status, query.limit + 1, query.after, g.branch or query.branch
                ),
                lambda order: order.id,
                summary,
                OrderList,
            )
        )

    def show(self, path: OneOrder) -> Response:
        """An order with its history."""
        return self.desk.read(lambda session: with_history(_own(session, path.number)))

    def move(self, path: OneOrder, header: Once, body: Move) -> Response:
        """Move an order on; what may follow is in `may_become`."""

        def do(work: Work) -> OrderWithHistory:
            _own(work.session, path.number)
            who = work.who(body.by)
            return with_history(orders.move(work.session, path.number, body.status, work.now, who))

        return self.desk.write(header, do)

    def cancel(self, path: OneOrder, header: Once, body: Step) -> Response:
        """Cancel an order; what was paid is given back."""

        def do(work: Work) -> OrderWithHistory:
            _own(work.session, path.number)
            who, cancelled = work.who(body.by), OrderStatus.CANCELLED
            return with_history(orders.move(work.session, path.number, cancelled, work.now, who))

        return self.desk.write(header, do)

    def pay(self, path: OneOrder, header: Once) -> Response:
        """Note that an order is paid; one that is paid stays so."""

        def do(work: Work) -> OrderWithHistory:
            _own(work.session, path.number)
            return with_history(payments.pay(work.session, path.number, work.now))

        return self.desk.write(header, do)

    def refund(self, path: OneOrder, header: Once, body: Refund) -> Response:
        """Give a part of what was paid back."""

        def do(work: Work) -> OrderWithHistory:
            _own(work.session, path.number)
            who = work.who(body.by)
            return with_history(
                payments.refund(work.session, path.number, body.amount, work.now, who)
            )

        return self.desk.write(header, do)


def _own(session: Session, number: int) -> Order:
    """Return the order of a number; to a key of one branch those of others are not there."""
    order = orders.numbered(session, number)
    if g.branch and order.branch_id != g.branch:
        raise UnknownOrder(number)
    return order
