"""What a run of chaos is to be, by its seed: who comes, what they buy, how they may be told, and what is killed when.

Imports the shop's channels only. Nothing here happens; the same seed gives the same plan.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from random import Random

from models.channels import Channel

Basket = tuple[tuple[str, int], ...]
"""Products by id, and how many pieces"""
GOODS = {
    "croissant": ("a croissant", "two croissants", "three croissants"),
    "bagel": ("a bagel", "two bagels", "three bagels"),
    "cinnamon_roll": ("a cinnamon roll", "two cinnamon rolls", "three cinnamon rolls"),
    "still_water": ("a still water", "two still waters", "three still waters"),
}
"""What is bought, all of it counted on the shelf: how it is said, and read back, for one piece and more"""
COUNTERS = ("east", "west")
_AT_COUNTER = 0.15
_CONSENTS: tuple[tuple[Channel, ...], ...] = (
    (),
    (),
    (Channel.MAIL,),
    (Channel.ALEXA,),
    (Channel.MAIL, Channel.ALEXA),
)
_WITHDRAW = 0.25
"""So many of those who agreed take it back after one of their orders"""
_MOST_ORDERS = 4
SAFEGUARDS = ("dedupe", "outbox", "claim")
"""What can be switched off: answers kept by request id, news in the transaction that caused it, queues claimed by one"""
LEASE_S = 5
WAITS_S = (0.1, 0.2, 0.4, 0.8, 1.6)
RATE = "100/second"
"""How long a notifier's claim lasts, how long it waits after failures, and what a channel takes: else a run took hours"""
VICTIMS = {"worker": 10, "notifier": 5, "database": 3, "server": 2}
"""What is killed, and how often beside one another"""


@dataclass(frozen=True)
class Plan:
    """What was asked for."""

    orders: int = 5000
    seed: int = 0
    engine: str = "sqlite"
    sabotage: str = ""
    """The safeguard that is switched off"""

    @property
    def kills(self) -> int:
        """How often something is killed."""
        return max(5, self.orders // 50)


@dataclass(frozen=True)
class Person:
    """Somebody who comes to order, once or a few times."""

    name: str
    counter: str
    """Where they stand; empty for somebody at home with Alexa"""
    channels: tuple[Channel, ...]
    """Where they agreed to be told"""
    baskets: tuple[Basket, ...]
    withdraws_after: int | None
    """Of the orders, the one after which they say "stop telling me" """

    @property
    def owner(self) -> str:
        """Whom the shop takes them for; of those at a counter it knows the counter only."""
        return f"counter:{self.counter}" if self.counter else f"alexa:amzn1.ask.account.{self.name}"


def spoken(product: str, pieces: int) -> str:
    """Say so many of a product."""
    return GOODS[product][pieces - 1]


def people(plan: Plan) -> list[Person]:
    """Those who come; together they want just as many orders as the plan says."""
    found: list[Person] = []
    left = plan.orders
    for number in count():
        if not left:
            return found
        person = _person(f"P{number}", Random(f"{plan.seed} person {number}"), left)  # noqa: S311
        found.append(person)
        left -= len(person.baskets)
    return found


def _person(name: str, random: Random, left: int) -> Person:
    at_counter = random.random() < _AT_COUNTER
    orders = 1 if at_counter else min(left, random.randint(1, _MOST_ORDERS))
    baskets = tuple(_basket(random) for _ in range(orders))
    if at_counter:  # who orders there agrees to be called there
        return Person(name, random.choice(COUNTERS), (Channel.COUNTER,), baskets, None)
    channels = random.choice(_CONSENTS)
    withdraws = bool(channels) and random.random() < _WITHDRAW
    return Person(name, "", channels, baskets, random.randrange(orders) if withdraws else None)


def _basket(random: Random) -> Basket:
    products = random.sample(sorted(GOODS), random.choice((1, 1, 2)))
    return tuple((product, random.randint(1, 3)) for product in products)


def kills(plan: Plan) -> Iterator[tuple[float, str]]:
    """After how many orders what is killed; each kind at least once."""
    random = Random(f"{plan.seed} kills")  # noqa: S311
    victims = {name: n for name, n in VICTIMS.items() if name != "database" or _served(plan)}
    chosen = random.choices(list(victims), list(victims.values()), k=plan.kills - len(victims))
    chosen += victims
    random.shuffle(chosen)
    yield from zip(sorted(random.uniform(0, plan.orders) for _ in chosen), chosen, strict=True)


def disk_full_at(plan: Plan) -> float:
    """After how many orders the disk is full, once."""
    return Random(f"{plan.seed} disk").uniform(0.3, 0.6) * plan.orders  # noqa: S311


def _served(plan: Plan) -> bool:
    """Whether the database is a process of its own."""
    return plan.engine == "postgresql"
