"""How much there is in the outbox, for those who watch it: asked often, so that it must stay cheap with a million orders.

Imports nothing of ours but the tables of news and queues, and what the notifier makes of them.
"""

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from models.channels import NOTIFIED
from models.news import News
from models.news_queue import NewsQueue
from models.outbox import Outcome


def depth(session: Session) -> int:
    """Return how much news waits, of customers whose queue has something to do."""
    due = NewsQueue.due_at.is_not(None)
    channels = [channel.value for channel in NOTIFIED]
    ours = (News.channel.in_(channels), News.outcome.is_(None))
    query = select(func.count()).select_from(NewsQueue).where(due)
    return session.scalar(query.join(News, (News.address == NewsQueue.owner) & and_(*ours))) or 0


def dead_letters(session: Session) -> int:
    """Return how much news was given up."""
    return session.scalar(select(func.count()).where(News.outcome == Outcome.DEAD.value)) or 0
