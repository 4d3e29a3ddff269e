"""What a turn costs beside a bare ask-sdk skill, with shops of 60, 1,000 and 10,000 products on SQLite on disk.

May import the whole program. A turn is everything from the request's JSON to the response's: idempotency, the handler, the
shop, wording and the commit to disk. The bare skill says hello: reading the envelope, one handler, writing the response.
"""

import json
from collections.abc import Callable
from functools import partial
from time import perf_counter
from typing import Any

from app.bench.catalogue import catalogue
from app.bench.hello import bare as bare_skill
from app.bench.quantiles import quantiles
from app.bootstrap import World, alexa_door, make_lexicon, make_shop, open_store, scratch_url
from app.settings import Settings
from app.turn import Door
from models.catalog_import import load, parse
from skills.envelope import Caller, Envelopes, Session
from skills.lexicon import Lexicon
from skills.meaning import Meaning, Said

SIZES = (60, 1_000, 10_000)
Json = dict[str, Any]


def measure(rounds: int = 300, sizes: tuple[int, ...] = SIZES) -> Json:
    """p50 and p99 in ms of a turn that adds and one that searches, at each size, and ratios to the bare skill."""
    shops = [_shop(size, rounds) for size in sizes]
    bare = shops[0].pop("bare_ms")
    for shop in shops:
        shop.pop("bare_ms", None)
        for turn in ("add_ms", "search_ms"):
            shop[turn.replace("_ms", "_to_bare")] = round(shop[turn]["p50"] / bare["p50"], 2)
    growth = {
        turn: round(shops[-1][turn]["p50"] / shops[0][turn]["p50"], 2)
        for turn in ("add_ms", "search_ms")
    }
    return {"rounds": rounds, "bare_ms": bare, "shops": shops, "growth": growth}


def _shop(size: int, rounds: int) -> Json:
    """Measure one size; the bare skill is measured turn about with it."""
    settings, world = Settings(), World()
    with scratch_url() as url, open_store(url) as store:
        with store.begin() as session:
            load(session, parse(json.dumps(catalogue(size))))
        door = alexa_door(make_shop(store, settings, world))
        lexicon = make_lexicon(store, settings.locale)
        requests = _Requests(lexicon, settings, world)
        bare = bare_skill(settings.skill_id)
        taken: dict[str, list[float]] = {"add_ms": [], "search_ms": [], "bare_ms": []}
        for count in range(-10, rounds):
            for name, body in (("add_ms", requests.add(count)), ("search_ms", requests.search())):
                raw = json.dumps(body).encode()
                turn = _ms(partial(_answer, door, raw))
                plain = _ms(partial(bare, raw))
                if count >= 0:  # the first ones warm up
                    taken[name].append(turn)
                    taken["bare_ms"].append(plain)
    return {"products": size} | {name: _figures(times) for name, times in taken.items()}


class _Requests:
    """Requests of a customer who never comes twice."""

    def __init__(self, lexicon: Lexicon, settings: Settings, world: World) -> None:
        self._lexicon, self._settings, self._world = lexicon, settings, world

    def add(self, count: int) -> Json:
        """A configured item, another product each time."""
        product = self._lexicon.types["product"].values
        said: dict[str, tuple[Said, ...]] = {
            "product": (Said("it", (product[count % len(product)].id,)),),
            "size": (Said("large", ("large",)),),
            "milk": (Said("oat milk", ("oat_milk",)),),
        }
        return self._request(Meaning("AddItemIntent", said))

    def search(self) -> Json:
        """A category."""
        category = self._lexicon.types["category"].values[0]
        return self._request(Meaning("SearchIntent", {"category": (Said("it", (category.id,)),)}))

    def _request(self, meaning: Meaning) -> Json:
        new_id = self._world.new_id
        caller = Caller(self._settings.skill_id, new_id(), "bench", self._settings.locale)
        envelopes = Envelopes(self._lexicon, caller)
        return envelopes.intent(meaning, Session(new_id()), new_id(), self._world.clock())


def _answer(door: Door, raw: bytes) -> str:
    return json.dumps(door.answer(json.loads(raw), raw))


def _ms(run: Callable[[], object]) -> float:
    begun = perf_counter()
    run()
    return (perf_counter() - begun) * 1000


def _figures(times: list[float]) -> dict[str, float]:
    return quantiles(times, 50, 99, digits=3, method="exclusive")


def table(result: Json) -> str:
    """The result for people."""
    bare = result["bare_ms"]
    lines = [f"bare skill: p50 {bare['p50']} ms, p99 {bare['p99']} ms"]
    for shop in result["shops"]:
        for turn in ("add", "search"):
            times, ratio = shop[f"{turn}_ms"], shop[f"{turn}_to_bare"]
            lines.append(
                f"{shop['products']:>6} products  {turn:<6} p50 {times['p50']:>7} ms  "
                f"p99 {times['p99']:>7} ms  {ratio} times bare"
            )
    growth = ", ".join(f"{k.removesuffix('_ms')} {v}" for k, v in result["growth"].items())
    return "\n".join([*lines, f"largest to smallest shop: {growth} times"])
