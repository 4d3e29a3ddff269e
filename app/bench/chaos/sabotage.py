"""The programs of a run: `python -m app.bench.chaos.sabotage [SAFEGUARD] COMMAND ...` is `python -m app COMMAND ...`.

Time runs faster for the notifier, so that a run need not take hours: what it waits after failures, how long a claim lasts,
and how much a channel takes. Named first, one safeguard is switched off, to show that a run without it is found out.
May import everything; nothing of the program imports this, and no setting leads here.
"""

import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Timer
from typing import Any

from limits import parse
from sqlalchemy import delete, event, select
from sqlalchemy.orm import Session

from app.__main__ import main
from app.bench.chaos.plan import LEASE_S, RATE, WAITS_S
from app.notifier import pace
from models import engine, news, news_queue, turns
from models.news_queue import NewsQueue
from models.order_tables import Order

LATE_S = 1.5
"""How long after its order has moved news is written, without the outbox"""


def hurry() -> None:
    """Let time run faster for the notifier."""
    vars(news_queue)["LEASE"] = timedelta(seconds=LEASE_S)
    vars(pace)["WAITS_S"] = WAITS_S
    vars(pace)["RATES"] = dict.fromkeys(pace.RATES, parse(RATE))


def no_dedupe() -> None:
    """Let a request that comes again run again."""
    keep = turns.keep

    def kept_anew(session: Session, request_id: str, *rest: Any) -> None:
        session.execute(delete(turns.Turn).where(turns.Turn.request_id == request_id))
        keep(session, request_id, *rest)

    vars(turns)["answered"] = lambda *_: None
    vars(turns)["keep"] = kept_anew


def no_outbox() -> None:
    """Let news be written after the transaction that caused it, in one of its own."""
    publish = news.publish

    def later(bind: Any, order_id: int, now: datetime) -> None:
        with bind.begin() as connection:
            engine.start(connection)
            with Session(connection) as session:
                publish(session, session.get_one(Order, order_id), now)
                session.commit()

    def publish_later(session: Session, order: Order, now: datetime) -> None:
        session.flush()
        timer = Timer(LATE_S, later, (session.get_bind(), order.id, now))
        timer.daemon = True
        event.listen(session, "after_commit", lambda _: timer.start(), once=True)

    vars(news)["publish"] = publish_later


def no_claim() -> None:
    """Let every notifier work on every queue."""

    def anybodys(session: Session, _by: str, now: datetime) -> str | None:
        due = select(NewsQueue.owner).where(NewsQueue.due_at <= now)
        return session.scalar(due.order_by(NewsQueue.due_at).limit(1))

    vars(news_queue)["claim"] = anybodys
    vars(news_queue)["held"] = lambda *_: True


SABOTAGES: dict[str, Callable[[], None]] = {
    "dedupe": no_dedupe,
    "outbox": no_outbox,
    "claim": no_claim,
}


if __name__ == "__main__":
    arguments = sys.argv[1:]
    hurry()
    if arguments[:1] and arguments[0] in SABOTAGES:
        SABOTAGES[arguments.pop(0)]()
    sys.exit(main(arguments))
