"""The benches of the whole shop, as programs over a database: `chaos`."""

import argparse
from pathlib import Path
from typing import Any

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
    return [killed]


def _chaos(args: argparse.Namespace, settings: Settings) -> Result:
    from app.bench.chaos import run as chaos  # the crowd of it would make every command start later

    plan = Plan(args.orders, args.seed, args.engine, args.sabotage)
    result = chaos.measure(plan, args.log)
    return result, chaos.table(result)


BENCHES = {"chaos": _chaos}
