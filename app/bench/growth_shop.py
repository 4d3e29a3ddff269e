"""A shop of some size whose turns are timed: with a past of so many orders, or with so many products.

May import the whole program.
"""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from app.bench.catalogue import catalogue
from app.bench.growth_fill import NAME, PRODUCT, fill
from app.bootstrap import (
    World,
    alexa_door,
    constant_seed,
    make_lexicon,
    make_shop,
    open_store,
    scratch_url,
)
from app.customer import Answering, Customer
from app.errors import CommandFailed
from app.settings import Settings
from models import orders
from models.base import Store
from models.catalog_document import Document
from models.catalog_import import load
from models.fulfilment import OrderStatus
from skills.envelope import Caller
from skills.lexicon import Lexicon
from skills.wording import Wording

TALKED_OF = 100
"""Products that the sentences are of; every shop has them"""
ORDERED = ("check out", "sophia", "yes")
Json = dict[str, Any]


class Timed:
    """A door that notes how long it took to answer."""

    def __init__(self, door: Answering) -> None:
        self._door = door
        self.took_ms = 0.0

    def answer(self, body: Json, raw: bytes) -> Json:
        """Answer one request, up to the bytes that go back."""
        begun = perf_counter()
        response = self._door.answer(body, raw)
        json.dumps(response)
        self.took_ms = (perf_counter() - begun) * 1000
        return response


@dataclass
class Grown:
    """A shop of one size, and what its turns took."""

    size: int
    store: Store
    lexicon: Lexicon
    sentences: dict[str, str]
    """By what they do; each customer says them all"""
    settings: Settings = field(default_factory=lambda: Settings(variants="first"))
    world: World = field(default_factory=lambda: World(seed=constant_seed))
    took_ms: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        self._door = Timed(alexa_door(make_shop(self.store, self.settings, self.world)))

    def talk(self, *, kept: bool) -> None:
        """Serve one customer; what is ordered is handed over, so that as many orders stay open."""
        caller = Caller(self.settings.skill_id, self.world.new_id(), "bench", self.settings.locale)
        customer = Customer(self._door, self.lexicon, caller, self.world.clock, self.world.new_id)
        for name, words in self.sentences.items():
            said = customer.say(words)
            if name == "order" and "order number" not in said.speech:
                raise CommandFailed(f"no order was placed: {said.speech}")
            if kept:
                self.took_ms[name].append(self._door.took_ms)
        begun = perf_counter()
        self._hand_over(f"alexa:{caller.user_id}")
        if kept:
            self.took_ms["staff"].append((perf_counter() - begun) * 1000 / 3)

    def _hand_over(self, owner: str) -> None:
        with self.store.read() as session:
            number = orders.open_orders(session, owner)[0].number
        for status in (OrderStatus.PREPARING, OrderStatus.READY, OrderStatus.COLLECTED):
            with self.store.begin() as session:
                orders.move(session, number, status, self.world.clock())


def with_orders(store: Store, size: int) -> Grown:
    """The demo shop, with a past."""
    number = fill(store, size, PRODUCT, World().clock())
    said = Wording.load("en-US").forms.digits(number)
    talk = {
        "add": "a large latte with oat milk",
        "search": "what tea do you have",
        "cart": "what's in my cart",
        **dict(zip(("check_out", "name", "order"), ORDERED, strict=True)),
        "status": "where is my order",
        "by_number": f"where is order number {said}",
        "by_name": NAME,
    }
    return Grown(size, store, make_lexicon(store, "en-US"), talk)


def with_products(store: Store, size: int) -> Grown:
    """A shop with many products, and talk of the first of them."""
    stocked(store, size)
    talk = {
        "add": "a large amber anchor amber anchor brew with oat milk",
        "search": "what shelf amber anchor amber anchor do you have",
        "price": "how much is a amber anchor amber harbor brew",
        "cart": "what's in my cart",
        **dict(zip(("check_out", "name", "order"), ORDERED, strict=True)),
        "status": "where is my order",
    }
    with scratch_url() as url, open_store(url, stock=False) as small:
        stocked(small, TALKED_OF)
        return Grown(size, store, make_lexicon(small, "en-US"), talk)


def stocked(store: Store, size: int) -> None:
    """Load a catalogue of so many products; not from text, which the shop takes up to 20 MB of."""
    with store.begin() as session:
        load(session, Document.model_validate(catalogue(size)))
