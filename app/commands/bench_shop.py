"""The benches of the whole shop, as programs over a database: `chaos`, `load`, `growth` and `news`."""

import argparse
import signal
import sys
from pathlib import Path
from typing import Any

from app.bench import announced, crowded, growth
from app.bench.chaos.plan import SAFEGUARDS, Plan
from app.commands.whole import whole
from app.settings import Settings

Result = tuple[dict[str, Any], str]
ENGINES = ("sqlite", "postgresql")


def configure(names: Any) -> list[argparse.ArgumentParser]:
    """Add the benches and their arguments."""
    killed = names.add_parser(
        "chaos", help="orders while programs are killed, channels fail and the disk is full"
    )
    killed.add_argument("--orders", type=whole(20, 1_000_000), default=5000)
    killed.add_argument("--seed", type=int, default=0, help="chooses people, failures and kills")
    killed.add_argument("--engine", choices=ENGINES, default="sqlite")
    killed.add_argument(
        "--sabotage",
        choices=SAFEGUARDS,
        default="",
        help="switch a safeguard off, to see it missed",
    )
    killed.add_argument("--log", type=Path, help="keep what the programs said in this file")
    loaded = names.add_parser(
        "load", help="the Alexa door on each engine, one to many customers, beside a bare skill"
    )
    loaded.add_argument("--seconds", type=whole(1, 3600), default=10, help="of each server and row")
    loaded.add_argument("--workers", type=whole(1, 64), default=2, help="processes of each server")
    loaded.add_argument("--threads", type=whole(1, 256), default=8, help="threads of each process")
    loaded.add_argument("--engine", choices=ENGINES, help="one of them only")
    loaded.add_argument(
        "--clients", type=_numbers, default=crowded.CLIENTS, help="customers at a time, as 1,8,64"
    )
    grown = names.add_parser("growth", help="a turn beside up to 10^6 orders and 10^5 products")
    grown.add_argument(
        "--rounds", type=whole(5, 100_000), default=60, help="customers of each shop"
    )
    grown.add_argument("--engine", choices=ENGINES, help="one of them only")
    grown.add_argument("--orders", type=_sizes, default=growth.ORDERS, help="as 1000,1000000")
    grown.add_argument("--products", type=_sizes, default=growth.PRODUCTS, help="as 100,100000")
    told = names.add_parser("news", help="from an order that is moved to the counter's voice")
    told.add_argument("--count", type=whole(1, 10_000), default=40, help="announcements")
    told.add_argument("--engine", choices=ENGINES, default="sqlite")
    return [killed, loaded, grown, told]


def _sizes(text: str) -> tuple[int, ...]:
    return tuple(whole(100, 100_000_000)(one) for one in text.split(","))


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(whole(1, 256)(one) for one in text.split(","))


def _chaos(args: argparse.Namespace, settings: Settings) -> Result:
    from app.bench.chaos import run as chaos  # the crowd of it would make every command start later

    # Told to end, it takes its programs and its disk along.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    plan = Plan(args.orders, args.seed, args.engine, args.sabotage)
    result = chaos.measure(plan, args.log)
    return result, chaos.table(result)


def _load(args: argparse.Namespace, settings: Settings) -> Result:
    size = (args.workers, args.threads, _engines(args), args.clients)
    result = crowded.measure(args.seconds, *size)
    return result, crowded.table(result)


def _growth(args: argparse.Namespace, settings: Settings) -> Result:
    sizes = (args.orders, args.products)
    result = growth.measure(args.rounds, _engines(args), *sizes, _progress)
    return result, growth.table(result)


def _news(args: argparse.Namespace, settings: Settings) -> Result:
    with crowded.database(args.engine) as url:
        result = announced.run(args.count, url, _progress)
    return {"engine": args.engine} | result, announced.table(result)


def _engines(args: argparse.Namespace) -> tuple[str, ...]:
    return (args.engine,) if args.engine else ENGINES


def _progress(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


BENCHES = {"chaos": _chaos, "load": _load, "growth": _growth, "news": _news}
