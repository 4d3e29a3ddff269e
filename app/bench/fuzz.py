"""Bad input: thousands of odd requests, rightly signed and not, to a real server; each must be answered well or refused.

May import the whole program. A bare ask-sdk skill behind the same verification gets the same requests beside it.
"""

import http.client
import json
import re
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from hypothesis import HealthCheck, Phase, given, seed, settings

from app.bench.fuzz_mutate import FORGERIES
from app.bench.fuzz_requests import ID, Case, Material, cases
from app.bench.fuzz_rules import Answered, faults
from app.bench.rehearse import NOW, rehearse
from app.bootstrap import World, constant_seed, open_store
from app.settings import Settings
from app.web import devcert
from app.web.devcert import Signer
from app.web.process import running
from models.base import Store
from skills.handlers import HANDLERS

TALKS = tuple(
    tuple(talk.split(", "))
    for talk in (
        "what tea do you have, yes, how much is a mocha, what sizes do you have, a latte, large, check out",
        "a large latte with oat milk and a small mocha, make it two, take out the mocha, undo that, help",
        "two small lattes, what's in my cart, check out, sophia, yes, where is my order, cancel my order",
        "a muffin, when do you open, empty my cart, yes, the same as last time, repeat that, stop",
    )
)
"""Real talks to start from; not all of them end well, nor do those of real customers"""
SHOWN = 50
"""Findings that are reported with their request"""
TIMEOUT_S = 20
Json = dict[str, Any]
Post = Callable[[bytes, list[tuple[str, str]]], tuple[int, bytes]]


@dataclass
class Fuzz:
    """Sends cases to a door, and keeps what it finds."""

    post: Post
    signer: Signer
    watch: sqlite3.Connection
    """Another connection to the shop's database"""
    logged: Callable[[], str]
    """What was logged since it was asked last"""
    clock: Callable[[], datetime]
    _numbers: "count[int]" = field(default_factory=count)

    def send(self, case: Case) -> tuple[Answered, bytes, list[str]]:
        """Send one case; what came, what was sent, and what is wrong with it."""
        body, headers = self.made(case)
        self.logged()
        before = self._version()
        status, answer = self.post(body, headers)
        got = Answered(status, answer, self._version() != before, self.logged())
        return got, body, list(faults(case, body, got))

    def made(self, case: Case) -> tuple[bytes, list[tuple[str, str]]]:
        """The body with an id and the time put in, and its headers."""
        stamp = self.clock().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        request_id = f"fuzz-{next(self._numbers)}"
        body = case.body.replace(ID.encode(), request_id.encode()).replace(
            NOW.encode(), stamp.encode()
        )
        headers = self.signer.sign(body) | {"Content-Type": "application/json"}
        return body, FORGERIES[case.forgery](headers) if case.forgery else list(headers.items())

    def _version(self) -> int:
        """Another one after each commit of anybody else."""
        return int(self.watch.execute("PRAGMA data_version").fetchone()[0])


def real_requests(store: Store, chosen: Settings, world: World) -> list[Json]:
    """The requests of all talks."""
    return [turn.request for talk in rehearse(store, chosen, world, TALKS) for turn in talk.turns]


def over_http(url: str) -> Post:
    """A door that is reached over HTTP."""
    parts = urlsplit(url)

    def post(body: bytes, headers: list[tuple[str, str]]) -> tuple[int, bytes]:
        with closing(http.client.HTTPConnection(parts.netloc, timeout=TIMEOUT_S)) as connection:
            connection.putrequest("POST", parts.path)
            for name, value in [*headers, ("Content-Length", str(len(body)))]:
                connection.putheader(name, value)
            connection.endheaders(body)
            response = connection.getresponse()
            return response.status, response.read()

    return post


def measure(number: int = 10_000, start: int = 0) -> Json:
    """Send so many cases; counts by outcome, what was found, and how the bare skill did."""
    chosen, world = Settings(variants="first"), World(seed=constant_seed)
    with ExitStack() as stack:
        place = Path(stack.enter_context(TemporaryDirectory(prefix="countertalk-")))
        signer = devcert.create(place / "cert", world.clock()).signer
        with open_store(f"sqlite:///{place / 'shop.db'}") as store:
            real = real_requests(store, chosen, world)
        environ = _environ(chosen, place)
        log = stack.enter_context((place / "log").open("w+b"))
        shop = stack.enter_context(running(["app", "serve"], environ, log))
        silent = stack.enter_context((place / "bare.log").open("wb"))
        bare = stack.enter_context(running(["app.bench.hello"], environ, silent))
        watch = stack.enter_context(closing(sqlite3.connect(place / "shop.db")))
        read = stack.enter_context((place / "log").open(encoding="utf-8", errors="replace"))
        fuzz = Fuzz(over_http(shop.url), signer, watch, read.read, world.clock)
        seen = _run(fuzz, over_http(bare.url), real, number, start)
    return {"count": number, "seed": start, **seen}


def _environ(chosen: Settings, place: Path) -> dict[str, str]:
    return {
        "DATABASE_URL": f"sqlite:///{place / 'shop.db'}",
        "ALEXA_DEV_CERT": str(place / "cert"),
        "ALEXA_SKILL_ID": chosen.skill_id,
        "COUNTERTALK_BIND": "127.0.0.1:0",
        "COUNTERTALK_WORKERS": "1",
    }


def _run(fuzz: Fuzz, bare: Post, real: Sequence[Json], number: int, start: int) -> Json:
    outcomes, found, bodies = Counter[str](), dict[str, Json](), set[bytes]()
    bare_outcomes, spent = Counter[str](), 0.0

    @seed(start)
    @settings(
        max_examples=number,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(cases(Material(real, list(HANDLERS))))
    def each(case: Case) -> None:
        nonlocal spent
        bodies.add(case.body)
        begun = time.perf_counter()
        got, sent, wrong = fuzz.send(case)
        spent += time.perf_counter() - begun
        outcomes[f"{case.kind} {got.status}"] += 1
        bare_outcomes[str(bare(*fuzz.made(case))[0])] += 1
        for fault in wrong:
            kind = re.sub(r"\d+", "0", fault)
            one = found.setdefault(kind, {"fault": fault, "times": 0, **_shown(case, sent, got)})
            one["times"] += 1

    each()
    tried = sum(outcomes.values())
    return {
        "tried": tried,
        "distinct": len(bodies),
        "per_second": round(tried / spent, 1),
        "outcomes": dict(sorted(outcomes.items())),
        "findings": list(found.values())[:SHOWN],
        "bare": {"outcomes": dict(bare_outcomes), "server_errors": bare_outcomes["500"] / tried},
    }


def _shown(case: Case, sent: bytes, got: Answered) -> Json:
    return {
        "kind": case.kind,
        "forgery": case.forgery,
        "status": got.status,
        "request": ascii(sent.decode("utf-8", "replace")),
        "answer": got.body.decode("utf-8", "replace")[:2000],
        "log": got.log[-4000:],
    }


def table(result: Json) -> str:
    """The result for people."""
    lines = [f"{result['tried']} requests ({result['distinct']} distinct), seed {result['seed']}"]
    lines += [f"{name:14} {times:>7}" for name, times in result["outcomes"].items()]
    share = result["bare"]["server_errors"]
    lines.append(f"a bare skill answers {share:.1%} of the same requests with 500")
    for one in result["findings"]:
        lines.append(f"FOUND {one['times']} times: {one['fault']}\n  {json.dumps(one['request'])}")
    return "\n".join([*lines, f"{len(result['findings'])} kinds of findings"])
