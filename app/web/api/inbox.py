"""The page for messages of a till or a kitchen: a step of an order, a count of stock. May import `models`.

A message is known by its source and its id: the same again gets the answer it got and does nothing, for two weeks; another
body under the same id is refused. What was refused changed nothing, and may be sent again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from flask import Response, g
from flask_openapi3 import APIBlueprint, Tag
from pydantic import AwareDatetime, BaseModel, BeforeValidator, Field, RootModel
from sqlalchemy.orm import Session

from app.web.api.branches import ID
from app.web.api.catalogue import counted
from app.web.api.desk import Asked, Given, Whole, Work, answer, whole
from app.web.api.orders import HIGHEST, Step
from app.web.api.pages import add
from app.web.api.problems import Refused
from app.web.api.signed import SCHEME, Signed
from models import orders, transaction, webhook_sources
from models.api_keys import Scope
from models.base import Store
from models.errors import IllegalMove, UnknownOrder
from models.fulfilment import OrderStatus
from models.order_tables import Order
from models.stock_count import MOST_PIECES

PATH = "/webhooks/in/<source>"
Moment = Annotated[AwareDatetime, Field(strict=False)]


class OneSource(Asked):
    """Path of a source."""

    source: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,31}$")


class Marked(BaseModel):
    """Headers of a message, as Standard Webhooks has them."""

    id: str = Field(alias="webhook-id", description="the same when it is sent again")
    timestamp: str = Field(alias="webhook-timestamp", description="seconds since 1970, now")


class StepData(Step):
    """Which order went a step."""

    order: Whole = Field(ge=1, le=HIGHEST, description="its id; numbers come again")


class StepMessage(Given):
    """An order went a step."""

    type: Literal[
        "order.preparing", "order.ready", "order.on_the_way", "order.collected", "order.delivered"
    ]
    timestamp: Moment
    data: StepData


class CountData(Given):
    """How much there is of a product."""

    product: str = Field(pattern=ID)
    stock: Annotated[int, Field(ge=0, le=MOST_PIECES), BeforeValidator(whole)] | None
    branch: str | None = Field(default=None, pattern=ID, description="where, of several")


class CountMessage(Given):
    """Stock was counted."""

    type: Literal["stock.counted"]
    timestamp: Moment
    data: CountData


class Message(RootModel[Annotated[StepMessage | CountMessage, Field(discriminator="type")]]):
    """What happened at a till or in a kitchen."""


class Taken(BaseModel):
    """What was taken."""

    id: str
    type: str


@dataclass(frozen=True)
class Inbox:
    """The page, and where it gets at the shop."""

    store: Store
    clock: Callable[[], datetime]

    def blueprint(self) -> APIBlueprint:
        """The page under `/webhooks/in`."""
        pages = APIBlueprint("inbox", __name__, abp_tags=[Tag(name="webhooks")])
        add(pages, f"POST {PATH}", self.take, {SCHEME: []}, Taken)
        return pages

    def take(self, path: OneSource, header: Marked, body: Message) -> Response:
        """Take a signed message; the same again changes nothing and gets the same answer."""
        signed: Signed = g.signed
        return answer(transaction.run(lambda: self._once(signed, body.root)))

    def _once(self, signed: Signed, message: StepMessage | CountMessage) -> str:
        now = self.clock()
        with self.store.begin(alone=f"in:{signed.source}:{signed.id}") as session:
            kept = webhook_sources.answered(session, signed.source, signed.id, signed.digest)
            if kept is None:
                _do(Work(session, now, signed.source), signed, message)
                kept = Taken(id=signed.id, type=message.type).model_dump_json()
                one = (signed.source, signed.id, signed.digest, kept)
                webhook_sources.keep(session, *one, now)
        return kept


def _do(work: Work, signed: Signed, message: StepMessage | CountMessage) -> None:
    match message:
        case StepMessage():
            _check_scope(signed, Scope.ORDERS_WRITE)
            status = OrderStatus(message.type.removeprefix("order."))
            number = _number(work.session, message.data.order, status)
            orders.move(work.session, number, status, work.now, work.who(message.data.by))
        case CountMessage():
            _check_scope(signed, Scope.STOCK_WRITE)
            data = message.data
            counted(work, data.product, data.stock, data.branch)


def _check_scope(signed: Signed, scope: Scope) -> None:
    if scope not in signed.scopes:
        raise Refused(403, "scope-missing", f"{signed.source} lacks {scope.value}")


def _number(session: Session, order_id: int, status: OrderStatus) -> int:
    """Return the number by which an order is moved; one whose number is another's now is closed."""
    order = session.get(Order, order_id)
    if order is None:
        raise UnknownOrder(order_id)
    if orders.numbered(session, order.number).id != order_id:
        raise IllegalMove(order.number, order.status.value, status.value, ())
    return order.number
