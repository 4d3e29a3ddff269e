"""The notifier's work on a queue it has claimed: what is to be sent next, and what became of it.

Imports nothing of ours but the tables of news, consent and contacts, deliveries and what notices tell. Every
verb is one short transaction of the caller, and none lasts while something is sent. An attempt is noted before it is made:
one that was noted and did not end, since the notifier died, is made again and counted as a repeat.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from models import consent, contacts, news_queue, notices, quiet
from models.channels import MESSAGES, NOTIFIED, Channel, Purpose
from models.deliveries import Delivery, delivery
from models.news import News
from models.news_errors import NewsTooOld, UnknownNews
from models.quiet import Hours


class Outcome(StrEnum):
    """How news ended."""

    DELIVERED = "delivered"
    EXPIRED = "expired"
    OVERTAKEN = "overtaken"
    """The order moved on meanwhile"""
    WITHDRAWN = "withdrawn"
    """The customer does not want to be told any more"""
    DEAD = "dead"
    """Given up; a person may look at it"""


def next_due(session: Session, owner: str, by: str, now: datetime, usual: Hours) -> Delivery | None:
    """Return what is to be sent next to a customer, and note that it is tried; None if there is nothing now.

    What is not worth sending any more is ended. On each channel news keep their order: what waits for its next attempt
    keeps back what is behind it.
    """
    if not news_queue.held(session, owner, by, now):
        return None
    if quiet.hours_of(session, owner, usual).until(now):
        return None
    kept_back: set[str] = set()
    for one in _waiting(session, owner):
        ended = _ended(session, owner, one, now)
        if ended:
            one.outcome = ended.value
        elif one.channel in kept_back:
            continue
        elif one.not_before and one.not_before > now:
            kept_back.add(one.channel)
        else:
            one.repeats += 1 if one.taken_by else 0
            one.taken_by = by
            return delivery(session, owner, one)
    return None


def delivered(session: Session, news_id: int, now: datetime) -> None:
    """Note that it arrived."""
    one = session.get_one(News, news_id)
    one.delivered_at, one.outcome, one.error = now, Outcome.DELIVERED.value, None


def failed(
    session: Session, news_id: int, error: str, again_at: datetime | None, *, doubtful: bool
) -> None:
    """Note that an attempt failed; without a time for the next it is a dead letter.

    `doubtful`: it may have arrived all the same, so that the next attempt is a repeat.
    """
    one = session.get_one(News, news_id)
    one.attempts, one.error, one.not_before = one.attempts + 1, error[:200], again_at
    one.taken_by = one.taken_by if doubtful else None
    if again_at is None:
        one.outcome = Outcome.DEAD.value


def put_off(session: Session, news_id: int, until: datetime) -> None:
    """Note that it was not sent, since the channel takes no more at the moment."""
    one = session.get_one(News, news_id)
    one.taken_by, one.not_before = None, until


def release(
    session: Session,
    owner: str,
    by: str,
    now: datetime,
    usual: Hours,
    also: datetime | None = None,
) -> None:
    """Give a queue back until its next news is due, or something else `also`, if it is claimed still."""
    if not news_queue.held(session, owner, by, now):
        return
    heads: dict[str, datetime] = {}
    for one in _waiting(session, owner):
        heads.setdefault(one.channel, one.not_before or now)
    soonest = min(heads.values(), default=None)
    quiet_until = quiet.hours_of(session, owner, usual).until(soonest or now)
    news_due = quiet_until if soonest and quiet_until else soonest
    news_queue.release(session, owner, min(filter(None, (news_due, also)), default=None))


def dead(session: Session, limit: int = 50) -> list[News]:
    """Return dead letters, newest first."""
    query = select(News).where(News.outcome == Outcome.DEAD.value).options(joinedload(News.order))
    return list(session.scalars(query.order_by(News.id.desc()).limit(limit)))


def retry(session: Session, news_id: int, now: datetime) -> News:
    """Let a dead letter be tried again; raises `UnknownNews`, or `NewsTooOld` if nobody wants it any more."""
    one = session.get(News, news_id)
    if one is None or one.outcome != Outcome.DEAD.value:
        raise UnknownNews(news_id)
    if one.expires_at <= now:
        raise NewsTooOld(news_id, f"{one.expires_at:%F %R} UTC")
    one.outcome, one.attempts, one.not_before, one.taken_by = None, 0, None, None
    session.flush()
    news_queue.wake(session, one.address, now)
    return one


def counts(session: Session) -> Mapping[str, int]:
    """Return how much news ended how, how much waits, and how often some was sent again in doubt."""
    ours = News.channel.in_([channel.value for channel in NOTIFIED])
    ended = select(News.outcome, func.count()).where(ours).group_by(News.outcome)
    found = {outcome: int(count) for outcome, count in session.execute(ended)}
    repeats = session.scalar(select(func.coalesce(func.sum(News.repeats), 0)).where(ours))
    named = {outcome.value: found.get(outcome.value, 0) for outcome in Outcome}
    return {"waiting": found.get(None, 0), **named, "repeated": int(repeats or 0)}


def _waiting(session: Session, owner: str) -> list[News]:
    channels = [channel.value for channel in NOTIFIED]
    ours = (News.address == owner, News.channel.in_(channels), News.outcome.is_(None))
    return list(session.scalars(select(News).where(*ours).order_by(News.id)))


def _ended(session: Session, owner: str, one: News, now: datetime) -> Outcome | None:
    """Tell why news is not to be sent any more."""
    channel = Channel(one.channel)
    if consent.find(session, owner, channel, Purpose(one.purpose)) is None:
        return Outcome.WITHDRAWN
    if channel in MESSAGES and contacts.proven(session, owner, channel) is None:
        return Outcome.WITHDRAWN
    if one.expires_at <= now:
        return Outcome.EXPIRED
    if one.order is None:
        return None if notices.is_current(session, one, now) else Outcome.OVERTAKEN
    return None if one.order.status.value == one.kind else Outcome.OVERTAKEN
