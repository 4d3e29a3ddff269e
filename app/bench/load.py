"""The load of the server benches, as a process of its own: signs requests, then sends them all and measures.

Run as `python -m app.bench.load`; stdin and stdout are lines of JSON, see `main`. May import `app.web`, `app.errors` and the
conversations' form. Requests are signed before the clock starts, so that the load takes little from the servers.
"""

import http.client
import json
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count, cycle, islice
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any
from urllib.parse import urlsplit

from app.bench.rehearse import NOW, heard
from app.errors import CommandFailed
from app.web import devcert
from app.web.devcert import Signer

TIMEOUT_S = 20
Json = dict[str, Any]
Load = Callable[[int, int], Json]
"""Sends so many conversations, so many at a time, and tells what was seen"""


@dataclass(frozen=True)
class Ready:
    """A request that only has to be sent."""

    body: bytes
    headers: dict[str, str]
    hears: str
    """The answer it has to get; nothing where any will do"""


@dataclass
class Seen:
    """What one client saw."""

    times_ms: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    answers: list[tuple[Ready, bytes]] = field(default_factory=list)


def prepare(scripts: list[Json], signer: Signer, conversations: int) -> list[list[Ready]]:
    """Write and sign so many conversations, each of a customer who never came before."""
    return [_signed(script, signer) for script in islice(cycle(scripts), conversations)]


def _signed(script: Json, signer: Signer) -> list[Ready]:
    """Give a script new ids and the time, and sign it."""
    fresh = dict(zip(script["ids"], (f"bench-{uuid.uuid4()}" for _ in count()), strict=False))
    fresh[NOW] = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    ready = []
    for turn in script["turns"]:
        text = str(turn["body"])
        for old, new in fresh.items():
            text = text.replace(old, new)
        body = text.encode()
        headers = signer.sign(body) | {"Content-Type": "application/json"}
        ready.append(Ready(body, headers, str(turn["hears"])))
    return ready


def send(url: str, clients: int, conversations: list[list[Ready]]) -> Json:
    """Send all conversations, so many at a time, each over a connection of its own."""
    waiting: SimpleQueue[list[Ready]] = SimpleQueue()
    for one in conversations:
        waiting.put(one)
    begun, used = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(clients) as pool:
        seen = list(pool.map(lambda _: _client(url, waiting), range(clients)))
    seconds, used = time.perf_counter() - begun, time.process_time() - used
    errors = sum((one.errors for one in seen), Counter[str]())
    told = (wrong(*pair) for one in seen for pair in one.answers)
    return {
        "requests": sum(len(one.times_ms) for one in seen),
        "seconds": seconds,
        "cpu_s": used,
        "errors": dict(errors),
        "wrong": dict(Counter(text for text in told if text)),
        "times_ms": [took for one in seen for took in one.times_ms],
    }


def _client(url: str, waiting: "SimpleQueue[list[Ready]]") -> Seen:
    parts, seen = urlsplit(url), Seen()
    while True:
        try:
            conversation = waiting.get_nowait()
        except Empty:
            return seen
        connection = http.client.HTTPConnection(parts.netloc, timeout=TIMEOUT_S)
        try:
            for ready in conversation:
                _exchange(connection, parts.path, ready, seen)
        except (OSError, http.client.HTTPException) as error:
            seen.errors[type(error).__name__] += 1
        finally:
            connection.close()


def _exchange(connection: http.client.HTTPConnection, path: str, ready: Ready, seen: Seen) -> None:
    begun = time.perf_counter()
    connection.request("POST", path, ready.body, ready.headers)
    response = connection.getresponse()
    body = response.read()
    seen.times_ms.append(round((time.perf_counter() - begun) * 1000, 3))
    if response.status != http.client.OK:
        seen.errors[f"HTTP {response.status}"] += 1
    elif ready.hears:
        seen.answers.append((ready, body))


def wrong(ready: Ready, body: bytes) -> str:
    """What was said in place of the answer that was rehearsed; looked at after the clock was stopped."""
    said = heard(json.loads(body))
    return "" if said == ready.hears else said or "nothing"


@contextmanager
def loading(url: str, scripts: list[Json], cert: Path) -> Iterator[Load]:
    """Run this module as a process, which loads a server whenever it is told to."""
    with subprocess.Popen(
        [sys.executable, "-m", "app.bench.load"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        _tell(process, {"cert": str(cert), "scripts": scripts, "url": url})

        def load(conversations: int, clients: int) -> Json:
            _tell(process, {"conversations": conversations, "clients": clients})
            seen = process.stdout.readline() if process.stdout else ""
            if not seen:
                raise CommandFailed(f"the load ended with code {process.wait()}")
            return dict(json.loads(seen))

        yield load


def _tell(process: "subprocess.Popen[str]", what: Json) -> None:
    if process.stdin:
        process.stdin.write(json.dumps(what) + "\n")
        process.stdin.flush()


def main() -> None:
    """Do what stdin asks for: first the job, then a line for each time that it is to be loaded."""
    job = json.loads(sys.stdin.readline())
    signer = devcert.load(Path(job["cert"]), datetime.now(UTC)).signer
    for line in sys.stdin:
        asked = json.loads(line)
        begun = time.perf_counter()
        ready = prepare(job["scripts"], signer, asked["conversations"])
        signing = time.perf_counter() - begun
        seen = send(job["url"], asked["clients"], ready) | {"signing_s": signing}
        print(json.dumps(seen), flush=True)


if __name__ == "__main__":
    main()
