"""The benches of the Alexa door and of a turn: `skill`, `verify`, `alexa` and `fuzz`."""

import argparse
from typing import Any

from app.bench import alexa, skill, verify
from app.commands.whole import whole
from app.errors import CommandFailed
from app.settings import Settings

Result = tuple[dict[str, Any], str]


def configure(names: Any) -> list[argparse.ArgumentParser]:
    """Add the benches and their arguments."""
    turn = names.add_parser("skill", help="a turn in shops of 60, 1,000 and 10,000 products")
    turn.add_argument("--rounds", type=whole(2, 1_000_000), default=300)
    checking = names.add_parser("verify", help="what verifying a request adds")
    checking.add_argument("--rounds", type=whole(2, 1_000_000), default=2000)
    loaded = names.add_parser("alexa", help="the Alexa door under load, beside a bare skill")
    loaded.add_argument(
        "--seconds", type=whole(1, 3600), default=20, help="how long for each of both"
    )
    loaded.add_argument("--workers", type=whole(1, 64), default=2, help="processes of each server")
    loaded.add_argument("--threads", type=whole(1, 256), default=8, help="threads of each process")
    loaded.add_argument("--clients", type=whole(1, 256), default=8, help="customers at a time")
    spoiled = names.add_parser("fuzz", help="thousands of odd requests to the Alexa door")
    spoiled.add_argument("--count", type=whole(1, 10_000_000), default=10_000)
    spoiled.add_argument("--seed", type=int, default=0, help="chooses the requests")
    return [turn, checking, loaded, spoiled]


def _skill(args: argparse.Namespace, settings: Settings) -> Result:
    result = skill.measure(args.rounds)
    return result, skill.table(result)


def _verify(args: argparse.Namespace, settings: Settings) -> Result:
    result = verify.measure(args.rounds)
    return result, "\n".join(f"{name}: {value}" for name, value in result.items())


def _alexa(args: argparse.Namespace, settings: Settings) -> Result:
    result = alexa.measure(args.seconds, args.workers, args.threads, args.clients)
    return result, alexa.table(result)


def _fuzz(args: argparse.Namespace, settings: Settings) -> Result:
    try:
        from app.bench import fuzz
    except ModuleNotFoundError as error:
        if error.name != "hypothesis":
            raise
        raise CommandFailed("bench fuzz needs hypothesis: make .venv/development") from error
    result = fuzz.measure(args.count, args.seed)
    return result, fuzz.table(result)


BENCHES = {"skill": _skill, "verify": _verify, "alexa": _alexa, "fuzz": _fuzz}
