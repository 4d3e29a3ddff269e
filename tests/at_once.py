"""Several programs over one database, and what they are asked at the same moment."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from threading import Barrier
from typing import TypeVar

from app.bootstrap import World, make_shop
from app.settings import Settings
from app.turn import Shop
from models.base import Store

T = TypeVar("T")
WORKERS = 4


@contextmanager
def programs(url: str, settings: Settings, world: World) -> Iterator[list[Shop]]:
    """Open shops as programs of their own would; their turns have time."""
    with ExitStack() as stack:
        made = []
        for _program in range(WORKERS):
            store = stack.enter_context(Store.open(url, busy_ms=30_000))
            shop = replace(make_shop(store, settings, world), progress_s=30, deadline_s=30)
            stack.enter_context(closing(shop.runs))
            made.append(shop)
        yield made


def at_once(asked: Sequence[Callable[[], T]]) -> list[T]:
    """Call all at the same moment, each in a thread of its own; what each returns, in their order."""
    start = Barrier(len(asked))

    def call(one: Callable[[], T]) -> T:
        start.wait()
        return one()

    with ThreadPoolExecutor(len(asked)) as pool:
        return list(pool.map(call, asked))
