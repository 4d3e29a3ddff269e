"""The staff of a run: moves each order on over the API, and hands it over when its customer has heard of it.

Imports lines, evidence, plan and `models`. What is retried is known by its Idempotency-Key. News that a channel gave up on,
dead letters, are sent again, as a person would do it.
"""

import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from app.bench.chaos.evidence import Bought, Evidence, News
from app.bench.chaos.line import Line, NoAnswer, Refusal
from app.bench.chaos.plan import Person
from models import outbox
from models.base import Store
from models.channels import Channel
from models.errors import ShopError, StoreUnavailable

LOOK_S = 0.05
DEAD_S = 1.0
"""How often somebody looks for dead letters"""
STEPS = (
    ("preparing", (Channel.ALEXA,)),
    ("ready", (Channel.MAIL, Channel.COUNTER)),
    ("collected", ()),
)
"""Where an order for pickup goes, and on which channels its customer hears that it is there"""


@dataclass
class Ticket:
    """An order as the staff has it."""

    bought: Bought
    person: Person
    done: int = 0
    """Steps of it"""
    waits_for: tuple[News, ...] = ()


@dataclass
class Staff:
    """Everybody behind the bar."""

    evidence: Evidence
    people: dict[str, Person]
    key: str
    new_id: Callable[[], str]
    _tickets: deque[Ticket] = field(default_factory=deque)
    _taken: int = 0
    _open: int = 0
    _lock: Lock = field(default_factory=Lock)

    def work(self, line: Line) -> None:
        """One of the staff, until the run has ended."""
        while not self.evidence.ended.is_set():
            ticket = self._next()
            if ticket is None or self._waits(ticket):
                if ticket:
                    self._put_back(ticket)
                self.evidence.ended.wait(LOOK_S)
                continue
            try:
                self._move(line, ticket)
            except NoAnswer:
                return

    @property
    def open(self) -> int:
        """Orders that are not handed over yet, of those accepted."""
        with self._lock:
            return self._open + self.evidence.placed() - self._taken

    def retry_dead(self, store: Store, clock: Callable[[], Any]) -> None:
        """Send dead letters again, until the run has ended."""
        while not self.evidence.ended.wait(DEAD_S):
            try:
                with store.read() as session:
                    dead = [one.id for one in outbox.dead(session)]
                for one in dead:
                    with store.begin() as session:
                        outbox.retry(session, one, clock())
                    self.evidence.count("dead_letters_sent_again")
            except (StoreUnavailable, ShopError):
                self.evidence.count("dead_letters_later")

    def _next(self) -> Ticket | None:
        with self._lock:
            while self._taken < self.evidence.placed():
                bought = self.evidence.bought[self._taken]
                self._tickets.append(Ticket(bought, self.people[bought.person]))
                self._taken += 1
                self._open += 1
            return self._tickets.popleft() if self._tickets else None

    def _put_back(self, ticket: Ticket) -> None:
        with self._lock:
            self._tickets.append(ticket)

    def _waits(self, ticket: Ticket) -> bool:
        """Whether the customer has yet to hear of the step before, and still wants to."""
        wanted = ticket.bought.owner not in self.evidence.withdrawn
        return wanted and not all(self.evidence.heard(news) for news in ticket.waits_for)

    def _move(self, line: Line, ticket: Ticket) -> None:
        status, channels = STEPS[ticket.done]
        path = f"/api/v1/orders/{ticket.bought.number}/move"
        body = json.dumps({"status": status}).encode()
        headers = {
            "Authorization": f"Bearer {self.key}",
            "Idempotency-Key": self.new_id(),
            "Content-Type": "application/json",
        }
        try:
            order = json.loads(line.post(path, body, lambda: headers))
        except Refusal as refusal:
            self.evidence.count(f"staff_refused_{refusal.status}")
            order = {"id": -ticket.bought.number}
        owner, told = (
            ticket.bought.owner,
            [one for one in channels if one in ticket.person.channels],
        )
        self.evidence.identify(owner, ticket.bought.number, order["id"])
        ticket.waits_for = tuple(News(channel, owner, order["id"]) for channel in told)
        self._moved(ticket)

    def _moved(self, ticket: Ticket) -> None:
        for news in ticket.waits_for:
            self.evidence.expect(news)
        ticket.done += 1
        if ticket.done < len(STEPS):
            self._put_back(ticket)
        else:
            with self._lock:
                self._open -= 1
            self.evidence.count("handed_over")
