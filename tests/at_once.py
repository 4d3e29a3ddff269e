"""Several programs over one database, and what they are asked at the same moment."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from threading import Barrier
from typing import TypeVar

from app.bootstrap import World
from app.settings import Settings
from app.turn import Shop
from models.base import Store
from tests.talk import patient_shop

T = TypeVar("T")
WORKERS = 4


@contextmanager
def programs(url: str, settings: Settings, world: World) -> Iterator[list[Shop]]:
    """Open shops as programs of their own would; their turns have time."""
    with ExitStack() as stack:
        made = []
        for _program in range(WORKERS):
            store = stack.enter_context(Store.open(url, busy_ms=30_000))
            shop = patient_shop(store, settings, world)
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
