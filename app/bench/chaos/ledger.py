"""The ledger: what the shop has in its books, beside what people saw and heard. Imports `models`, evidence and plan.

* lost      an order that its customer was told is placed is not there, or has fewer pieces than were read back
* doubled   an order is there that nobody was told of or asked for, or has more pieces; or news was brought again although
            the notifier knew that it had arrived, and none had died since
* untold    a customer who agreed and never took it back did not hear of a step of an order
* told_without_consent  a customer who never agreed, or was told that it has ended, heard something
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.bench.chaos.evidence import Attempt, Evidence, News
from app.bench.chaos.plan import GOODS, LEASE_S, Person
from models import edition, outbox
from models.base import Store
from models.channels import Channel
from models.order_tables import Order
from models.stock_tables import BRANCH_STOCK

GRACE_S = 3.0
"""What was on its way when the customer was told that it ends may still arrive"""
Key = tuple[str, int]
"""Owner, or counter, and the order's number; a number comes again, to others"""
Json = dict[str, Any]


@dataclass(frozen=True)
class Books:
    """What the shop has."""

    orders: tuple[tuple[Key, Counter[str]], ...]
    left: dict[str, int]
    outcomes: dict[str, int]


def read(store: Store) -> Books:
    """Read them."""
    with store.read() as session:
        found = session.scalars(select(Order).options(selectinload(Order.lines)))
        orders = tuple(
            (
                (_customer(one.owner), one.number),
                _pieces((line.product_id, line.quantity) for line in one.lines),
            )
            for one in found
        )
        here = edition.branches(session)[0].id  # where those buy who chose no other
        lies = select(BRANCH_STOCK.c.product_id, BRANCH_STOCK.c.pieces).where(
            BRANCH_STOCK.c.branch_id == here, BRANCH_STOCK.c.product_id.in_(GOODS)
        )
        left = {id: int(pieces) for id, pieces in session.execute(lies)}
        return Books(orders, left, dict(outbox.counts(session)))


def judge(evidence: Evidence, people: Iterable[Person], books: Books, stocked: int) -> Json:
    """The verdict, and what it rests on."""
    orders, told = _orders(evidence, books), _told(evidence, {one.owner: one for one in people})
    sold = sum((pieces for _, pieces in books.orders), Counter[str]())
    stock_off = sum(abs(stocked - sold[id] - left) for id, left in books.left.items())
    return {
        "lost": orders["missing"] + orders["pieces_short"],
        "doubled": orders["unasked"] + orders["pieces_over"] + told["twice_without_cause"],
        "untold": told["untold"],
        "told_without_consent": told["without_consent"],
        "stock_off": stock_off,
        "duplicates": told["duplicates"],
        "ledger": {
            "accepted": len(evidence.bought),
            "in_the_books": len(books.orders),
            "doubtful": sum(evidence.doubtful.values()),
            **orders,
            "pieces_sold": sum(sold.values()),
            "pieces_left": sum(books.left.values()),
            "pieces_stocked": stocked * len(books.left),
            "news": told,
            "outbox": books.outcomes,
        },
    }


def _orders(evidence: Evidence, books: Books) -> dict[str, int]:
    accepted = _by_key(((one.owner, one.number), one.basket) for one in evidence.bought)
    kept = _by_key((key, pieces.items()) for key, pieces in books.orders)
    doubts = evidence.doubtful.copy()
    found = Counter(missing=0, unasked=0, pieces_over=0, pieces_short=0)
    for key in accepted.keys() | kept.keys():
        told, there = accepted[key] - kept[key], kept[key] - accepted[key]
        found["missing"] += max(0, told.total() - there.total())
        for _ in range(there.total() - told.total()):
            doubts[key[0]] -= 1
            found["unasked"] += doubts[key[0]] < 0
        for wanted, pieces in zip(told.elements(), there.elements(), strict=False):
            found["pieces_over"] += (_pieces(pieces) - _pieces(wanted)).total()
            found["pieces_short"] += (_pieces(wanted) - _pieces(pieces)).total()
    return dict(found)


def _by_key(
    orders: Iterable[tuple[Key, Iterable[tuple[str, int]]]],
) -> defaultdict[Key, Counter[frozenset[tuple[str, int]]]]:
    """Baskets by key: of two orders of a counter with one number nobody knows whose is which, so like goes with like."""
    found: defaultdict[Key, Counter[frozenset[tuple[str, int]]]] = defaultdict(Counter)
    for key, basket in orders:
        found[key][frozenset(basket)] += 1
    return found


def _told(evidence: Evidence, people: dict[str, Person]) -> dict[str, int]:
    by_news: defaultdict[News, list[Attempt]] = defaultdict(list)
    for one in evidence.attempts:
        by_news[one.news].append(one)
    kept = {news: [one for one in tries if one.kept] for news, tries in by_news.items()}
    wanted = {one for one in evidence.expected if one.owner not in evidence.withdrawn}
    return {
        "expected": len(wanted),
        "untold": sum(not kept.get(news) for news in wanted),
        "without_consent": sum(
            not _agreed(people.get(news.owner), news.channel)
            or one.at > evidence.withdrawn.get(news.owner, (0.0, one.at))[1] + GRACE_S
            for news, some in kept.items()
            for one in some
        ),
        "attempts": len(evidence.attempts),
        "failed": sum(not one.confirmed for one in evidence.attempts),
        "duplicates": sum(max(0, len(some) - 1) for some in kept.values()),
        "twice_without_cause": sum(_again(tries) for tries in by_news.values()),
    }


def _again(tries: list[Attempt]) -> int:
    """How often it came again too soon to be the repeat of a notifier whose claim had to end first."""
    known = [one.at for one in tries if one.confirmed]
    return sum(any(at < one.at < at + LEASE_S / 2 for at in known) for one in tries)


def _agreed(person: Person | None, channel: Channel) -> bool:
    return person is not None and channel in person.channels


def _customer(owner: str) -> str:
    """Nobody knows who stood at a counter, so those of one are counted together."""
    return ":".join(owner.split(":")[:2])


def _pieces(lines: Iterable[tuple[str, int]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for product, pieces in lines:
        found[product] += pieces
    return found
