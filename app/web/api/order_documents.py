"""Orders as the API shows them. May import `models`. Money is minor units, times are UTC."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from models.fulfilment import Actor, Fulfilment, OrderStatus
from models.orders import Order


class Shown(BaseModel):
    """Parent of what is shown: read off what the shop has."""

    model_config = ConfigDict(from_attributes=True)


class ChoiceDocument(Shown):
    """A choice of a line."""

    group: str
    choice: str
    amount: str | None
    name: str


class DiscountDocument(Shown):
    """What an offer took off; minor units."""

    offer: str
    name: str
    amount: int


class LineDocument(Shown):
    """A line of an order or a cart."""

    product_id: str
    product_name: str
    quantity: int
    unit_price: int
    discount: int = Field(description="what offers and points took off the line")
    choices: list[ChoiceDocument]


class OrderDocument(Shown):
    """An order."""

    id: int
    number: int = Field(description="comes again once the order is closed; the id does not")
    status: OrderStatus
    fulfilment: Fulfilment
    first_name: str | None
    address: str | None
    branch_id: str | None = Field(description="where it is made; null: the shop was one place")
    pickup_at: datetime | None = Field(description="the time agreed; null: as soon as possible")
    placed_at: datetime
    promised_at: datetime | None
    paid_at: datetime | None
    currency: str
    subtotal: int = Field(description="all lines at full price")
    discount: int = Field(description="what offers and points took off")
    discounts: list[DiscountDocument]
    points: int = Field(description="points spent")
    points_worth: int = Field(description="what they took off")
    earns: int = Field(description="points that it earns when it is handed over")
    tax: int
    total: int
    lines: list[LineDocument]


class StepDocument(Shown):
    """When and how an order came to a status, or money was given back."""

    status: OrderStatus
    at: datetime
    actor: Actor
    who: str | None
    refund: int | None


class OrderWithHistory(OrderDocument):
    """An order with how it came there, and where it may go."""

    refunded: int
    steps: list[StepDocument]
    may_become: list[OrderStatus]


def summary(order: Order) -> OrderDocument:
    """Show an order."""
    return OrderDocument.model_validate(order)


def with_history(order: Order) -> OrderWithHistory:
    """Show an order with its steps."""
    shown = dict(summary(order))
    steps = [StepDocument.model_validate(step) for step in order.steps]
    following = list(order.following(Actor.STAFF))
    return OrderWithHistory(**shown, refunded=order.refunded, steps=steps, may_become=following)
