"""The Alexa door under load beside a bare ask-sdk skill in the same server, with the same verification, in one run.

May import the whole program. The smallest case of `bench load`: SQLite, and one number of customers.
"""

from typing import Any

import psutil

from app.bench import loaded
from app.bootstrap import scratch_url

Json = dict[str, Any]


def measure(seconds: float = 20.0, workers: int = 2, threads: int = 8, clients: int = 8) -> Json:
    """Both servers' figures, for so many seconds each, and the ratio of throughputs."""
    with scratch_url() as url, loaded.pair(url, workers, threads) as pair:
        figures = pair.measure(clients, seconds)
        missing = pair.missing()
    load = {"workers": workers, "threads": threads, "clients": clients, "rounds": loaded.ROUNDS}
    findings = loaded.faults(figures) + [f"shop: {missing} orders missing"] * bool(missing)
    return {**load, "processors": psutil.cpu_count(), **figures, "findings": findings}


def table(result: Json) -> str:
    """The result for people."""
    names = [name for name in result["bare"] if name != loaded.INSTEAD]
    rows = [f"{'':14} {'shop':>10} {'bare':>10}"]
    rows += [f"{name:14} {result['shop'][name]:>10} {result['bare'][name]:>10}" for name in names]
    where = ("processors", "workers", "threads", "clients")
    load = ", ".join(f"{result[name]} {name}" for name in where)
    end = f"throughput of the shop to the bare skill's: {result['ratio']}"
    return "\n".join([load, *rows, end, *result["findings"]])
