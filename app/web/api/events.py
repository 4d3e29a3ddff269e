"""The page of what happened in the shop, read on from where one was. May import `models`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Response
from flask_openapi3 import APIBlueprint, Tag
from pydantic import BaseModel, Field

from app.web.api.desk import Desk
from app.web.api.pages import Part, add
from models import events
from models.api_keys import Scope
from models.base import Store
from models.events import Event, Kind

HIGHEST = 2**31 - 1
"""Of a place in the feed"""


class Events(Part):
    """Query of events."""

    after: int | None = Field(
        default=None,
        ge=0,
        le=HIGHEST,
        description="`next` of the part before; else from the oldest",
    )
    type: Kind | None = None


class EventDocument(BaseModel):
    """Something that happened, as webhooks tell it too."""

    id: str = Field(description="its name; as `webhook-id` the same")
    type: Kind
    timestamp: datetime
    data: dict[str, Any] = Field(description="ids, amounts in minor units, and nothing of a person")


class EventList(BaseModel):
    """A part of the events, oldest first."""

    items: list[EventDocument]
    next: str = Field(description="`after` of the next part, now or later; there always is one")
    more: bool = Field(description="whether there is more now")


@dataclass(frozen=True)
class EventPages:
    """The page, and where it gets at the shop."""

    desk: Desk
    keep: timedelta
    """How long events are kept"""

    def blueprint(self) -> APIBlueprint:
        """The pages under `/events`."""
        pages = APIBlueprint("events", __name__, abp_tags=[Tag(name="events")])
        gone = {409: "not all that is behind this place is kept, or there is no such place"}
        add(pages, "GET /events", self.listing, Scope.EVENTS_READ, EventList, gone)
        return pages

    def listing(self, query: Events) -> Response:
        """What happened, in order; whoever goes on from `next` misses nothing and gets nothing twice."""
        place_new(self.desk.store, self.desk.clock, self.keep)
        kinds = [query.type] if query.type else []

        def look(session: Any) -> EventList:
            found = events.page(session, query.after, query.limit, kinds)
            items = [document(one) for one in found.events]
            return EventList(items=items, next=str(found.after), more=found.more)

        return self.desk.read(look)


def place_new(store: Store, clock: Callable[[], datetime], keep: timedelta) -> None:
    """Give what is new a place in the feed, if anything is; lasting, as its reader is told of it."""
    with store.read() as session:
        new = events.is_new(session)
    if new:
        with store.begin() as session:
            events.place(session, clock(), keep)


def document(event: Event) -> EventDocument:
    """Show an event."""
    return EventDocument(
        id=event.event_id, type=Kind(event.kind), timestamp=event.at, data=event.data
    )
