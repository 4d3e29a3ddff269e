"""The shop and a bare ask-sdk skill, served alike and loaded turn about: what `bench alexa` and `bench load` share.

May import the whole program. Both have the same gunicorn and verification; the shop holds conversations on a store on disk,
up to placed orders. Turn about, so that a machine that grows slower does so for both.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil
from sqlalchemy import func, select, update

from app.bench.load import Load, loading
from app.bench.quantiles import quantiles
from app.bench.rehearse import TALKS, rehearse
from app.bootstrap import World, constant_seed, open_store, scratch_url
from app.errors import CommandFailed
from app.settings import Settings
from app.web import devcert
from app.web.process import Running, running
from models.base import Base, Store
from models.fulfilment import OrderStatus
from models.order_tables import IS_OPEN, Order

ROUNDS = 4
WARM_UP = 16
"""Conversations before the clock starts; they also tell how many fill a round. More where more come at a time"""
INSTEAD = "instead"
"""What came most in place of right answers"""
Json = dict[str, Any]


@dataclass
class Measured:
    """One server, and what was seen of it in all its rounds."""

    server: Running
    load: Load
    clients: int
    rounds: list[Json] = field(default_factory=list)
    cpu_s: float = 0.0

    def round(self, conversations: int, *, kept: bool = True) -> float:
        """Load it once; gives conversations a second."""
        before = _cpu_s(self.server.pid)
        seen = self.load(conversations, self.clients)
        if kept:
            self.rounds.append(seen)
            self.cpu_s += _cpu_s(self.server.pid) - before
        return float(conversations / seen["seconds"])

    def figures(self) -> Json:
        """All rounds together."""
        requests = sum(seen["requests"] for seen in self.rounds)
        seconds = sum(seen["seconds"] for seen in self.rounds)
        times = [taken for seen in self.rounds for taken in seen["times_ms"]]
        return {
            "requests": requests,
            "seconds": round(seconds, 2),
            "per_second": round(requests / seconds, 1),
            **quantiles(times, 50, 99, digits=2, unit="_ms", method="exclusive"),
            "errors": sum(self._seen("errors").values()),
            "wrong_answers": sum(self._seen("wrong").values()),
            INSTEAD: dict((self._seen("errors") + self._seen("wrong")).most_common(3)),
            "server_cores": round(self.cpu_s / seconds, 2),
            "server_ms_each": round(self.cpu_s / requests * 1000, 2),
            "client_cores": round(sum(seen["cpu_s"] for seen in self.rounds) / seconds, 2),
        }

    def _seen(self, what: str) -> Counter[str]:
        return sum((Counter(seen[what]) for seen in self.rounds), Counter[str]())


@dataclass
class Pair:
    """Both servers, over one store."""

    shop: tuple[Running, Load]
    bare: tuple[Running, Load]
    store: Store
    asked: int = 0
    """Orders that the shop was asked for"""

    def measure(self, clients: int, seconds: float) -> Json:
        """Both servers' figures with so many customers at a time, for so many seconds each, and the ratio of throughputs."""
        shop, bare = (Measured(*one, clients) for one in (self.shop, self.bare))
        warm_up = max(WARM_UP, clients)
        rates = [server.round(warm_up, kept=False) for server in (shop, bare)]
        sizes = [max(1, round(rate * seconds / ROUNDS)) for rate in rates]
        for number in range(ROUNDS):
            pairs = list(zip((shop, bare), sizes, strict=True))
            for server, size in pairs if number % 2 else reversed(pairs):
                server.round(size)
            self._hand_over()
        self.asked += warm_up + ROUNDS * sizes[0]
        figures = {"shop": shop.figures(), "bare": bare.figures()}
        ratio = figures["shop"]["per_second"] / figures["bare"]["per_second"]
        return {**figures, "ratio": round(ratio, 3)}

    def missing(self) -> int:
        """How many orders that were asked for are not in the store."""
        return self.asked - _orders(self.store)

    def _hand_over(self) -> None:
        """Let all orders be collected: a shop has nine hundred numbers for those that are open."""
        orders = Base.metadata.tables[Order.__tablename__]
        with self.store.begin() as session:
            session.execute(update(orders).where(IS_OPEN).values(status=OrderStatus.COLLECTED))


@contextmanager
def pair(url: str, workers: int, threads: int) -> Iterator[Pair]:
    """Run both, the shop over a store that `url` names."""
    settings, world = Settings(variants="first"), World(seed=constant_seed)
    with ExitStack() as stack:
        cert = Path(stack.enter_context(TemporaryDirectory(prefix="countertalk-"))) / "cert"
        devcert.create(cert, world.clock())
        environ = _environ(settings, url, cert, workers, threads)
        ours = stack.enter_context(running(["app", "serve"], environ))
        bare = stack.enter_context(running(["app.bench.hello"], environ))
        scripts = _scripts(settings, world)
        loads = [
            stack.enter_context(loading(server.url, said, cert))
            for server, said in ((ours, scripts), (bare, _deaf(scripts)))
        ]
        yield Pair((ours, loads[0]), (bare, loads[1]), stack.enter_context(open_store(url)))


def faults(figures: Json, where: str = "") -> list[str]:
    """What was wrong, in words."""
    return [
        f"{where}{name}: {figures[name][what]} {what}, {figures[name][INSTEAD]}"
        for name in ("shop", "bare")
        for what in ("errors", "wrong_answers")
        if figures[name][what]
    ]


def _environ(
    settings: Settings, url: str, cert: Path, workers: int, threads: int
) -> dict[str, str]:
    return {
        "DATABASE_URL": url,
        "ALEXA_DEV_CERT": str(cert),
        "ALEXA_SKILL_ID": settings.skill_id,
        "COUNTERTALK_BIND": "127.0.0.1:0",
        "COUNTERTALK_VARIANTS": settings.variants,
        "COUNTERTALK_WORKERS": str(workers),
        "COUNTERTALK_THREADS": str(threads),
    }


def _scripts(settings: Settings, world: World) -> list[Json]:
    """Hold each talk in a shop that is thrown away."""
    with scratch_url() as url, open_store(url) as store:
        talks = rehearse(store, settings, world, TALKS)
        if _orders(store) != len(TALKS):
            raise CommandFailed("not every conversation of the bench ended in an order")
    return [talk.script() for talk in talks]


def _deaf(scripts: Sequence[Json]) -> list[Json]:
    """The same requests; the bare skill answers none of them as the shop does."""
    return [s | {"turns": [turn | {"hears": ""} for turn in s["turns"]]} for s in scripts]


def _cpu_s(pid: int) -> float:
    """Processor time of a server with its workers."""
    main = psutil.Process(pid)
    times = (process.cpu_times() for process in (main, *main.children(recursive=True)))
    return sum(float(spent.user + spent.system) for spent in times)


def _orders(store: Store) -> int:
    with store.read() as session:
        return int(session.scalar(select(func.count()).select_from(Order)) or 0)
