"""From an order that another process moves to ready, to the first sample of the counter's announcement, in real time.

The counter is silent, in a room of sound that is recorded; the order is moved by `python -m app orders move`. What counts
begins when that looked at its clock, which is before it commits. May import the whole program.
"""

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.bench.quantiles import quantiles
from app.bench.room import Recording, room
from app.bench.till import ROOT, Till, till
from app.bootstrap import World, open_store
from app.errors import CommandFailed
from app.settings import Settings
from models import cart, checkout, consent, edition, orders, stock_count
from models.base import Store
from models.channels import Channel, Purpose
from models.fulfilment import OrderStatus
from models.visits import DOOR, visit

GOAL_MS = {"p50_ms": 300, "p99_ms": 800}
PRODUCT = "cinnamon_roll"
STOCKED = 100_000
Json = dict[str, Any]


def run(count: int, url: str, progress: Callable[[str], None]) -> Json:
    """Announce so many orders over the store of `url`; raises CommandFailed where there is no room of sound."""
    times: list[float] = []
    with (
        room() as here,
        here.recording() as tape,
        open_store(url) as store,
        till(here, "--store", url) as counter,
    ):
        with store.begin() as session:
            branch = edition.branches(session)[0].id
            stock_count.count(session, PRODUCT, STOCKED, branch)
        counter.until("idle")
        trial = Trial(url, store, tape, counter, World())
        for number in range(1, count + 1):
            times.append(trial.announce())
            progress(f"{number}/{count}: {1000 * times[-1]:.0f} ms")
    return summary(times)


@dataclass(frozen=True)
class Trial:
    """One announcement after the other."""

    url: str
    store: Store
    tape: Recording
    counter: Till
    world: World

    def announce(self) -> float:
        """Seconds from the order's step to the loudspeaker."""
        number = self._ordered()
        apart = self.tape.apart()
        self._move(number)
        self.counter.until("speaking")
        self.counter.until("idle")
        ready = self._ready_at(number)
        return self.tape.sounded(ready, apart) - ready

    def _ordered(self) -> int:
        """Let somebody order at this counter who agrees to be called; the order's number, in the making."""
        owner, now = (
            f"{DOOR}:{visit(Settings().device_id, self.world.new_id())}",
            self.world.clock(),
        )
        with self.store.begin() as session:
            consent.give(session, owner, Channel.COUNTER, Purpose.ORDERS, "bench", "en-US", now)
            cart.add(session, owner, PRODUCT, 1, [], now)
            version = checkout.quote(session, owner, now).cart_version
            number = checkout.place(session, owner, version, None, now).number
            orders.move(session, number, OrderStatus.PREPARING, now)
        return number

    def _move(self, number: int) -> None:
        command = ["orders", "move", str(number), OrderStatus.READY.value, "--store", self.url]
        done = subprocess.run(  # noqa: S603 (our own program)
            [sys.executable, "-m", "app", *command],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise CommandFailed(f"the order was not moved: {done.stderr.strip()}")

    def _ready_at(self, number: int) -> float:
        """When it was moved, on the system's monotonic clock."""
        with self.store.read() as session:
            at = orders.numbered(session, number).steps[-1].at
        return at.timestamp() - (time.time() - time.monotonic())


def summary(times: Sequence[float]) -> Json:
    """The figures."""
    figures = quantiles([1000 * taken for taken in times], 50, 99, unit="_ms")
    return {"announcements": len(times), **figures, "goal_ms": GOAL_MS}


def table(result: Json) -> str:
    """For people."""
    told = (f"{name} {result[name]} ms (goal {goal})" for name, goal in GOAL_MS.items())
    return f"{result['announcements']} announcements, {', '.join(told)}"
