"""Nobody gets what they did not order: adversaries at both doors, scripted and at random (`tests/data/adversaries.yaml`)."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from sqlalchemy import select

from models import catalog_import, stock_count
from models.base import Store
from models.order_tables import Order
from skills.answer import Money, say
from skills.describe import lines_items
from skills.lexicon import Lexicon
from skills.wording import Wording
from tests.people import Heard, people

DATA = yaml.safe_load(
    Path(__file__).with_name("data").joinpath("adversaries.yaml").read_text(encoding="utf-8")
)
TALKS: list[dict[str, Any]] = DATA["talks"]
PLACE = "Shall I place the order?"
YES = "AMAZON.YesIntent"
WALKS = range(6)
STEPS = 60
HONEST = ("stop", "empty my cart", "two croissants", "check out", "anna", "yes")
"""Whoever comes after them is served"""
MENU = Path(catalog_import.__file__).with_name("menu.json")


@dataclass
class Ledger:
    """What was ordered, and whether each order was wanted."""

    store: Store
    wording: Wording
    known: set[int] = field(default_factory=set)

    def check(self, before: Heard, now: Heard) -> None:
        """Every new order follows a clear yes to its own read-back, and there is one at most; nothing breaks."""
        assert now.speech != self.wording.phrases["error.unexpected"][0]
        with self.store.read() as session:
            orders = [o for o in session.scalars(select(Order)) if o.id not in self.known]
            assert len(orders) <= 1, now
            for order in orders:
                self.known.add(order.id)
                assert now.intent == YES, f"ordered by {now}"
                assert before.speech.endswith(PLACE), f"ordered after {before}"
                assert self._items(order) in before.speech
                assert self._total(order) in before.speech

    def orders(self) -> list[list[list[Any]]]:
        """What was ordered, oldest first."""
        with self.store.read() as session:
            found = session.scalars(select(Order).order_by(Order.id))
            return [[_line(line) for line in order.lines] for order in found]

    def _items(self, order: Order) -> str:
        said = self.wording.render(say("cart_more", items=lines_items(order.lines)), 0)
        return said.removeprefix("Then ").removesuffix(".")

    def _total(self, order: Order) -> str:
        return self.wording.forms.money(Money(order.total, order.currency))


def _line(line: Any) -> list[Any]:
    return [line.quantity, line.product_id, {c.group: c.text for c in line.choices}]


def dearer(store: Store) -> None:
    """Another catalogue is loaded, in which a bagel costs more."""
    menu = json.loads(MENU.read_text(encoding="utf-8"))
    for product in menu["products"]:
        product["price"] += 25 if product["id"] == "bagel" else 0
    with store.begin() as session:
        catalog_import.load(session, catalog_import.parse(json.dumps(menu)))


def counted(pieces: int) -> Callable[[Store], None]:
    """So many bagels are left, everywhere."""

    def count(store: Store) -> None:
        with store.begin() as session:
            for branch in [b["id"] for b in json.loads(MENU.read_text())["branches"]]:
                stock_count.count(session, "bagel", pieces, branch)

    return count


EVENTS: dict[str, Callable[[Store], None]] = {
    "price": dearer,
    "one left": counted(1),
    "sold out": counted(0),
}


@pytest.mark.parametrize("door", ["counter", "alexa"])
@pytest.mark.parametrize("script", TALKS, ids=lambda script: str(script["name"]))
def test_nothing_wrong_is_ordered(
    door: str, script: dict[str, Any], demo_url: str, demo_lexicon: Lexicon
) -> None:
    with people(door, demo_url, demo_lexicon) as (shop, who):
        ledger, before = Ledger(shop.store, Wording.load("en-US")), dict.fromkeys(who, Heard())
        for turn in script["turns"]:
            name = turn.get("who", "")
            if "shop" in turn:
                EVENTS[turn["shop"]](shop.store)
            now = who[name].say(turn["say"])
            ledger.check(before[name], now)
            before[name] = now
        assert ledger.orders() == script.get(f"orders at {door}", script.get("orders")), before


@pytest.mark.parametrize("door", ["counter", "alexa"])
@pytest.mark.parametrize("seed", WALKS)
def test_whatever_is_said_nothing_is_ordered_without_a_clear_yes(
    door: str, seed: int, demo_url: str, demo_lexicon: Lexicon
) -> None:
    chance = Random(seed)
    with people(door, demo_url, demo_lexicon) as (shop, who):
        ledger, before = Ledger(shop.store, Wording.load("en-US")), dict.fromkeys(who, Heard())
        for _ in range(STEPS):
            name = "other" if chance.random() < 0.2 else ""
            now = who[name].say(chance.choice(DATA["walk"]))
            ledger.check(before[name], now)
            before[name] = now
        for words in HONEST:
            now = who[""].say(words)
            ledger.check(before[""], now)
            before[""] = now
        assert ledger.orders()[-1] == [[2, "croissant", {}]]
