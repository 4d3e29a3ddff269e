"""The Alexa door on each engine with one to many customers at a time, beside the bare skill in the same run.

May import the whole program. Conversations are mixed, signed and real; databases are on disk and wait for it as in real use.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psutil

from app.bench import loaded, postgresql
from app.bootstrap import scratch_url

GOALS = {"sqlite": 0.3, "postgresql": 0.2}
"""Throughput of the shop to the bare skill's on the same machine"""
CLIENTS = (1, 4, 16, 64)
COLUMNS = ("per_second", "p50_ms", "p99_ms", "errors", "server_ms_each", "client_cores")
Json = dict[str, Any]


def measure(
    seconds: float = 10.0,
    workers: int = 2,
    threads: int = 8,
    engines: Sequence[str] = tuple(GOALS),
    clients: Sequence[int] = CLIENTS,
) -> Json:
    """Figures of each engine and number of customers, for so many seconds of each server."""
    found = [_engine(engine, seconds, workers, threads, clients) for engine in engines]
    findings = [fault for one in found for fault in one.pop("findings")]
    machine = {"processors": psutil.cpu_count(), "workers": workers, "threads": threads}
    return {**machine, "engines": found, "findings": findings}


def _engine(
    engine: str, seconds: float, workers: int, threads: int, clients: Sequence[int]
) -> Json:
    with database(engine) as url, loaded.pair(url, workers, threads) as pair:
        rows = [{"clients": number, **pair.measure(number, seconds)} for number in clients]
        missing = pair.missing()
    found = [fault for row in rows for fault in loaded.faults(row, f"{engine}, {row['clients']}: ")]
    found += [f"{engine}: {missing} orders missing"] * bool(missing)
    ratio = min(row["ratio"] for row in rows)
    return {
        "engine": engine,
        "goal": GOALS[engine],
        "ratio": ratio,
        "rows": rows,
        "findings": found,
    }


@contextmanager
def database(engine: str) -> Iterator[str]:
    """An empty database on disk that is gone afterwards; raises `NoPostgresql`."""
    if engine == "sqlite":
        with scratch_url() as url:
            yield url
        return
    with postgresql.running() as server:
        yield server.url(server.make())


def table(result: Json) -> str:
    """The result for people."""
    lines = [", ".join(f"{result[name]} {name}" for name in ("processors", "workers", "threads"))]
    for one in result["engines"]:
        lines.append(f"{one['engine']}: ratio {one['ratio']}, goal {one['goal']}")
        lines.append(f"{'customers':>9} {'':5}" + "".join(f"{name:>15}" for name in COLUMNS))
        for row in one["rows"]:
            for name in ("shop", "bare"):
                cells = "".join(f"{row[name][column]:>15}" for column in COLUMNS)
                lines.append(f"{row['clients']:>9} {name:5}{cells}")
            lines.append(f"{'':9} {'':5}{row['ratio']:>15}")
    return "\n".join([*lines, *result["findings"]])
