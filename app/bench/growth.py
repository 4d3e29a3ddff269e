"""What a turn at the Alexa door takes in shops that grow: in orders of the past, and in products; on both engines.

May import the whole program. The shops of all sizes are there at once and are asked turn about, so that a machine that
grows slower does so for all. Counter understanding, which grows with the products, has its curve beside.
"""

import statistics
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from time import perf_counter
from typing import Any

from app.bench.crowded import database
from app.bench.growth_shop import Grown, stocked, with_orders, with_products
from app.bootstrap import make_lexicon, open_store, scratch_url
from models.base import Store
from skills.understand import Understanding

ORDERS = (1_000, 10_000, 100_000, 1_000_000)
PRODUCTS = (100, 1_000, 10_000, 100_000)
UNDERSTOOD = 10_000
"""Products of the largest catalogue that a counter is to understand"""
WARM_UP = 5
GOAL = 1.5
"""The largest shop's median to the smallest's"""
Json = dict[str, Any]
Progress = Callable[[str], None]


def measure(
    rounds: int,
    engines: Sequence[str],
    orders: Sequence[int] = ORDERS,
    products: Sequence[int] = PRODUCTS,
    progress: Progress = print,
) -> Json:
    """Medians in ms of each kind of turn at each size, and the largest shop's to the smallest's."""
    found = [
        {"engine": engine, "of": what, **_grown(engine, what, sizes, rounds, progress)}
        for engine in engines
        for what, sizes in (("orders", orders), ("products", products))
    ]
    understood = _understood([size for size in products if size <= UNDERSTOOD], rounds)
    return {"rounds": rounds, "goal": GOAL, "growth": found, "understanding": understood}


def _grown(engine: str, what: str, sizes: Sequence[int], rounds: int, progress: Progress) -> Json:
    make: Callable[[Store, int], Grown] = with_orders if what == "orders" else with_products
    with ExitStack() as stack:
        shops = []
        for size in sizes:
            url = stack.enter_context(database(engine))
            store = stack.enter_context(open_store(url, stock=what == "orders"))
            shops.append(make(store, size))
            progress(f"{engine}: a shop of {size:,} {what}")
        return _compared(shops, rounds)


def _compared(shops: Sequence[Grown], rounds: int) -> Json:
    for number in range(-WARM_UP, rounds):
        for shop in shops:
            shop.talk(kept=number >= 0)
    rows = [
        {"size": shop.size}
        | {name: round(statistics.median(t), 3) for name, t in shop.took_ms.items()}
        for shop in shops
    ]
    ratios = {name: round(rows[-1][name] / rows[0][name], 2) for name in shops[0].took_ms}
    return {"p50_ms": rows, "ratio": ratios, "over": [n for n, r in ratios.items() if r > GOAL]}


def _understood(sizes: Sequence[int], rounds: int) -> list[Json]:
    """What understanding a sentence takes at a counter, by the number of products."""
    return [{"products": size, **_understanding(size, rounds)} for size in sizes]


def _understanding(size: int, rounds: int) -> Json:
    with scratch_url() as url, open_store(url, stock=False) as store:
        stocked(store, size)
        lexicon = make_lexicon(store, "en-US")
    understanding = Understanding(lexicon)
    names = [one.name for one in lexicon.vocabulary.products]
    step = max(1, len(names) // rounds)
    sentences = [f"a large {name} with oat milk" for name in names[::step]][:rounds]
    understanding.understand(sentences[0], "")
    times = sorted(_took(understanding, sentences))
    return {"p50_ms": round(statistics.median(times), 3), "most_ms": round(times[-1], 3)}


def _took(understanding: Understanding, sentences: Sequence[str]) -> Iterator[float]:
    for words in sentences:
        begun = perf_counter()
        understanding.understand(words, "")
        yield (perf_counter() - begun) * 1000


def table(result: Json) -> str:
    """The result for people."""
    lines = []
    for one in result["growth"]:
        names = list(one["ratio"])
        lines.append(f"{one['engine']}, {one['of']}: p50 in ms; goal {result['goal']} times")
        lines.append(f"{'':>10}" + "".join(f"{name:>11}" for name in names))
        for row in one["p50_ms"]:
            lines.append(f"{row['size']:>10}" + "".join(f"{row[name]:>11}" for name in names))
        lines.append(f"{'times':>10}" + "".join(f"{one['ratio'][name]:>11}" for name in names))
    lines.append("understanding a sentence at a counter:")
    lines += [
        f"{row['products']:>10} products p50 {row['p50_ms']} ms, most {row['most_ms']} ms"
        for row in result["understanding"]
    ]
    return "\n".join(lines)
