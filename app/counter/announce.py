"""News as counters speak it: what is to be told, in words, and who takes it to tell it. May import `models` and `skills`.

The shop's side; a counter of the same program uses it as it is, one from afar through `app.web.counter`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from threading import Event
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from models import news
from models.base import Store
from models.news import News
from models.news_watch import NewsWatch
from skills.answer import say
from skills.wording import Wording

LOOK_S = 0.5
"""How often the store is looked into though nothing told of news"""


class Announcement(BaseModel):
    """One thing to say aloud at a counter."""

    model_config = ConfigDict(frozen=True)

    id: int
    speech: str
    expires_at: datetime
    """Not to be said after"""


class Telling(Protocol):
    """Where a counter gets its news, near or far."""

    def arrivals(self, ended: Event) -> Iterator[Announcement]:
        """News as it comes, until `ended`; the same may come again."""

    def take(self, news_id: int, by: str) -> bool:
        """Whether this attempt may say it: one attempt in all may."""


@dataclass(frozen=True)
class NewsDesk:
    """Has the news of all counters."""

    store: Store
    wording: Wording
    clock: Callable[[], datetime]
    watch: NewsWatch

    def due(self, counter: str, after: int = 0) -> list[Announcement]:
        """What is to be said at a counter now, of ids above `after`."""
        with self.store.read() as session:
            found = news.due(session, counter, self.clock(), after)
            return [self._worded(one) for one in found]

    def take(self, counter: str, news_id: int, by: str) -> bool:
        """Whether the attempt `by` may say it; on disk before it is said, so that it is said at most once."""
        with self.store.begin() as session:
            return news.take(session, news_id, counter, by, self.clock())

    def _worded(self, one: News) -> Announcement:
        phrase = say(f"announce.{one.kind}", number=one.order.number if one.order else None)
        return Announcement(
            id=one.id, speech=self.wording.render(phrase, seed=0), expires_at=one.expires_at
        )


@dataclass(frozen=True)
class NearNews:
    """The news of one counter of the same program."""

    desk: NewsDesk
    counter: str

    def arrivals(self, ended: Event) -> Iterator[Announcement]:
        """News as it comes."""
        watch = self.desk.watch
        while not (ended.is_set() or watch.closed):
            mark = watch.mark(self.counter)
            yield from self.desk.due(self.counter)
            watch.wait(self.counter, mark, LOOK_S)

    def take(self, news_id: int, by: str) -> bool:
        """Whether this attempt may say it."""
        return self.desk.take(self.counter, news_id, by)
