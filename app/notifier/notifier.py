"""The notifier of customers: delivers news and codes in one customer's queue after another. May import `models`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.meter import Meter
from app.notifier.carrier import Carrier, NotCarried, Refused, Unreachable
from app.notifier.deliverer import Deliverer
from app.notifier.pace import Pace
from models import cart_reminders, news_queue, outbox, proof_outbox
from models.base import Store
from models.channels import Channel
from models.deliveries import Delivery
from models.proofs import Code, CodeDelivery
from models.quiet import Hours

ROUND = timedelta(minutes=1)
"""How often carts are looked through"""


@dataclass
class Rounds:
    """When carts were looked through last, by this notifier; that others do so too does no harm."""

    last: datetime | None = None

    def is_due(self, now: datetime) -> bool:
        """Whether it is time; then it counts as done."""
        if self.last is not None and now - self.last < ROUND:
            return False
        self.last = now
        return True


@dataclass(frozen=True)
class Notifier(Deliverer[Delivery | CodeDelivery]):
    """One of those that tell customers."""

    store: Store
    carriers: Mapping[Channel, Carrier]
    clock: Callable[[], datetime]
    random: Callable[[], float]
    name: str
    usual: Hours
    """Quiet hours of customers who have none of their own"""
    pace: Pace
    meter: Meter = field(default_factory=Meter, repr=False)
    rounds: Rounds = field(default_factory=Rounds, repr=False)
    draw: Callable[[], Code] = field(default=Code.draw, repr=False)
    """Draws the codes that prove addresses"""

    def claim(self, session: Session, now: datetime) -> str | None:
        """Claim a customer's queue; now and then see first whose carts were left."""
        if self.rounds.is_due(now):
            cart_reminders.remind(session, now)
        return news_queue.claim(session, self.name, now)

    def next_due(
        self, session: Session, owner: str, now: datetime
    ) -> Delivery | CodeDelivery | None:
        """Return the code that is due, or the news."""
        code = proof_outbox.next_due(session, owner, self.name, now, self.draw)
        return code or outbox.next_due(session, owner, self.name, now, self.usual)

    def release(self, session: Session, owner: str, now: datetime) -> None:
        """Give the queue back."""
        code_due = proof_outbox.due_at(session, owner, now)
        outbox.release(session, owner, self.name, now, self.usual, code_due)

    def send(self, one: Delivery | CodeDelivery) -> None:
        """Send it by its channel."""
        carrier = self.carriers.get(one.channel)
        if carrier is None:
            raise Refused(f"nothing is set up that brings news by {one.channel.value}")
        carrier.send(one)

    def delivered(self, session: Session, one: Delivery | CodeDelivery, now: datetime) -> None:
        """Note that it arrived."""
        if isinstance(one, CodeDelivery):
            proof_outbox.delivered(session, one.id)
        else:
            outbox.delivered(session, one.id, now)

    def failed(
        self,
        session: Session,
        one: Delivery | CodeDelivery,
        error: NotCarried,
        again_at: datetime | None,
    ) -> None:
        """Note that it failed."""
        if isinstance(one, CodeDelivery):
            proof_outbox.failed(session, one.id, again_at)
            return
        doubtful = isinstance(error, Unreachable) and error.doubtful
        outbox.failed(session, one.id, str(error), again_at, doubtful=doubtful)

    def put_off(self, session: Session, one: Delivery | CodeDelivery, until: datetime) -> None:
        """Note that it was not sent."""
        if isinstance(one, CodeDelivery):
            proof_outbox.put_off(session, one.id, until)
        else:
            outbox.put_off(session, one.id, until)

    def way(self, one: Delivery | CodeDelivery) -> str:
        """Its channel."""
        return one.channel.value

    def said(self, one: Delivery | CodeDelivery) -> str:
        """Name it and its channel."""
        what = "code" if isinstance(one, CodeDelivery) else "news"
        return f"{what} {one.id}, {one.channel.value}"

    def open_at(self, one: Delivery | CodeDelivery, now: datetime) -> datetime:
        """Keep to the channel's limits."""
        return self.pace.open_at(one.channel, now)

    def pause(self, one: Delivery | CodeDelivery, until: datetime) -> None:
        """Leave the channel in peace."""
        self.pace.pause(one.channel, until)
