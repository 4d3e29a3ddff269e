"""A shop to talk to in tests: the demo menu, a clock that steps, ids that count, wording without variants."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from app.bootstrap import (
    World,
    alexa_door,
    constant_seed,
    make_shop,
    make_visits,
    open_store,
)
from app.counter.conversation import Conversation
from app.counter.snapshot import snapshot
from app.counter.speaking import Speaking
from app.counter.visits import Near
from app.settings import Settings
from app.turn import Door, Shop
from models import shelf
from models.base import Store
from skills.lexicon import Lexicon
from skills.understand import Understanding

START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def stepping_world() -> World:
    """A second passes at each look at the clock."""
    seconds, ids = count(), count(1)
    return World(
        clock=lambda: START + timedelta(seconds=next(seconds)),
        new_id=lambda: f"id-{next(ids)}",
        seed=constant_seed,
    )


@dataclass(frozen=True)
class Talk:
    """Both doors of one shop."""

    store: Store
    counter: Conversation
    alexa: Door

    def cart(self, owner: str) -> list[list[Any]]:
        """What is in a customer's cart: quantity, product, options."""
        found = snapshot(self.store, owner)["cart"]
        lines = found["lines"] if found else []
        return [[line["quantity"], line["product"], line["options"]] for line in lines]


def patient_shop(store: Store, settings: Settings, world: World) -> Shop:
    """A shop that gives no turn up since the machine is busy, where that is not the question."""
    return replace(make_shop(store, settings, world), progress_s=30, deadline_s=30)


def at_counter(
    shop: Shop, settings: Settings, world: World, lexicon: Lexicon | None = None
) -> Conversation:
    """Somebody at the counter; a lexicon that is there already need not be made again."""
    visits = make_visits(shop, settings)
    if lexicon:
        with shop.store.read() as session:
            edition = shelf.shop(session).edition
        visits.speakings.made = Speaking(edition, lexicon, Understanding(lexicon))
    return Conversation(Near(visits, settings.device_id), world.clock, world.new_id)


@contextmanager
def talk(url: str, lexicon: Lexicon | None = None, world: World | None = None) -> Iterator[Talk]:
    """Open a shop."""
    settings, world = Settings(), world or stepping_world()
    if lexicon:
        settings = replace(settings, locale=lexicon.language.locale)
    with open_store(url) as store:
        shop = patient_shop(store, settings, world)
        counter = at_counter(shop, settings, world, lexicon)
        yield Talk(store, counter, alexa_door(shop))
