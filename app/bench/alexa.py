"""The Alexa door under load beside a bare ask-sdk skill in the same server, with the same verification, in one run.

May import the whole program. Both are gunicorn with the same workers and threads; ours holds real conversations on SQLite
on disk, up to placed orders. They are loaded turn about, so that a machine that grows slower does so for both.
"""

import json
import statistics
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil
from sqlalchemy import func, select

from app.bench.rehearse import rehearse
from app.bootstrap import World, constant_seed, open_store, scratch_url
from app.errors import CommandFailed
from app.settings import Settings
from app.web import devcert
from app.web.process import Running, running
from models.base import Store
from models.order_tables import Order

TALKS = tuple(
    tuple(talk.split(", "))
    for talk in (
        "what tea do you have, can i have a large latte with oat milk, and a small mocha, make it two, "
        "what's in my cart, check out, sophia, yes, where is my order",
        "how much is a mocha, a small mocha, and a large cappuccino with brown sugar, make it three, "
        "take out the mocha, what's in my cart, check out, james, yes",
        "two large lattes with oat milk, and a small americano, make it three, how much is a latte, "
        "what's in my cart, check out, maria, yes, where is my order",
        "what juice do you have, how much is a green tea, a large cappuccino, and a small latte, "
        "make it large, what's in my cart, check out, peter, yes",
    )
)
"""Each ends in an order; nothing in them can run out of stock"""
ROUNDS = 4
WARM_UP = 16
"""Conversations before the clock starts; they also tell how many fill a round"""
Json = dict[str, Any]
Load = Callable[[int], Json]


@dataclass
class Measured:
    """One server, and what was seen of it in all its rounds."""

    server: Running
    load: Load
    rounds: list[Json] = field(default_factory=list)
    cpu_s: float = 0.0

    def round(self, conversations: int, *, kept: bool = True) -> float:
        """Load it once; gives conversations a second."""
        before = _cpu_s(self.server.pid)
        seen = self.load(conversations)
        if kept:
            self.rounds.append(seen)
            self.cpu_s += _cpu_s(self.server.pid) - before
        return float(conversations / seen["seconds"])

    def figures(self) -> Json:
        """All rounds together."""
        requests = sum(seen["requests"] for seen in self.rounds)
        seconds = sum(seen["seconds"] for seen in self.rounds)
        cuts = statistics.quantiles((t for seen in self.rounds for t in seen["times_ms"]), n=100)
        return {
            "requests": requests,
            "seconds": round(seconds, 2),
            "per_second": round(requests / seconds, 1),
            "p50_ms": round(cuts[49], 2),
            "p99_ms": round(cuts[98], 2),
            "errors": sum(sum(seen["errors"].values()) for seen in self.rounds),
            "wrong_answers": sum(seen["wrong"] for seen in self.rounds),
            "server_cores": round(self.cpu_s / seconds, 2),
            "server_ms_each": round(self.cpu_s / requests * 1000, 2),
            "client_cores": round(sum(seen["cpu_s"] for seen in self.rounds) / seconds, 2),
        }


def measure(seconds: float = 20.0, workers: int = 2, threads: int = 8, clients: int = 8) -> Json:
    """Both servers' figures, for so many seconds each, and the ratio of throughputs."""
    settings, world = Settings(variants="first"), World(seed=constant_seed)
    with ExitStack() as stack:
        place = Path(stack.enter_context(TemporaryDirectory(prefix="countertalk-")))
        devcert.create(place / "cert", world.clock())
        url = stack.enter_context(scratch_url())
        environ = _environ(settings, url, place / "cert", workers, threads)
        ours = stack.enter_context(running(["app", "serve"], environ))
        bare = stack.enter_context(running(["app.bench.hello"], environ))
        scripts = _scripts(settings, world)
        job = {"cert": str(place / "cert"), "clients": clients}
        shop = Measured(ours, partial(_load, job | {"scripts": scripts, "url": ours.url}))
        hello = Measured(bare, partial(_load, job | {"scripts": _deaf(scripts), "url": bare.url}))
        placed = _alternate((shop, hello), seconds / ROUNDS)
        with open_store(url) as store:
            missing = placed - _orders(store)
    figures = {"shop": shop.figures(), "bare": hello.figures()}
    ratio = round(figures["shop"]["per_second"] / figures["bare"]["per_second"], 3)
    load = {"workers": workers, "threads": threads, "clients": clients, "rounds": ROUNDS}
    findings = [
        f"{name}: {figures[name][what]} {what}"
        for name in figures
        for what in ("errors", "wrong_answers")
        if figures[name][what]
    ] + [f"shop: {missing} orders missing"] * bool(missing)
    machine = {"processors": psutil.cpu_count()}
    return {**load, **machine, **figures, "ratio": ratio, "findings": findings}


def _alternate(servers: tuple[Measured, Measured], seconds: float) -> int:
    """Load both turn about, each first every other time; gives the number of orders that the shop was asked for."""
    rates = [server.round(WARM_UP, kept=False) for server in servers]
    sizes = [max(1, round(rate * seconds)) for rate in rates]
    for number in range(ROUNDS):
        pairs = list(zip(servers, sizes, strict=True))
        for server, size in pairs if number % 2 else reversed(pairs):
            server.round(size)
    return WARM_UP + ROUNDS * sizes[0]


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


def _load(job: Json, conversations: int) -> Json:
    """Run the load in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "app.bench.load"],
        input=json.dumps(job | {"conversations": conversations}),
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CommandFailed(f"the load ended with code {done.returncode}")
    return dict(json.loads(done.stdout))


def _cpu_s(pid: int) -> float:
    """Processor time of a server with its workers."""
    main = psutil.Process(pid)
    times = (process.cpu_times() for process in (main, *main.children(recursive=True)))
    return sum(float(spent.user + spent.system) for spent in times)


def _orders(store: Store) -> int:
    with store.read() as session:
        return int(session.scalar(select(func.count()).select_from(Order)) or 0)


def table(result: Json) -> str:
    """The result for people."""
    names = list(result["bare"])
    rows = [f"{'':14} {'shop':>10} {'bare':>10}"]
    rows += [f"{name:14} {result['shop'][name]:>10} {result['bare'][name]:>10}" for name in names]
    where = ("processors", "workers", "threads", "clients")
    load = ", ".join(f"{result[name]} {name}" for name in where)
    end = f"throughput of the shop to the bare skill's: {result['ratio']}"
    return "\n".join([load, *rows, end, *result["findings"]])
