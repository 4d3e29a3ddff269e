"""Serve the Alexa door over HTTP: POST /alexa and GET /health, /live, /ready.

TLS is the business of a reverse proxy. Requests are verified as Amazon asks; ALEXA_DEV_CERT adds a development
certificate, on a loopback bind only.
"""

import argparse
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta

from app.bootstrap import open_store, world_for
from app.commands.addresses import check_address
from app.commands.whole import whole
from app.meter import shared
from app.settings import Settings
from app.web.factory import check, make_doors
from app.web.server import run as serve
from models import events


def configure(parser: argparse.ArgumentParser) -> None:
    """Add arguments."""
    parser.add_argument("--bind", help="address and port (COUNTERTALK_BIND)")
    parser.add_argument(
        "--operations", help="address and port of metrics and readiness (COUNTERTALK_OPERATIONS)"
    )
    parser.add_argument("--workers", type=whole(1, 64), help="processes (COUNTERTALK_WORKERS)")
    parser.add_argument(
        "--threads", type=whole(1, 256), help="threads of each (COUNTERTALK_THREADS)"
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Serve until a signal ends it."""
    bind = args.bind or settings.bind
    workers, threads = args.workers or settings.workers, args.threads or settings.threads
    settings = replace(settings, threads=threads)
    check_address("COUNTERTALK_BIND", bind)
    operations = args.operations or settings.operations
    if operations:
        check_address("COUNTERTALK_OPERATIONS", operations)
    check(settings, bind, world_for(settings))
    # Migrated and stocked once, before the workers ask for it; and where nobody reads what happened, old events go here.
    with open_store(settings.database_url) as store, store.begin() as session:
        events.place(session, world_for(settings).clock(), timedelta(days=settings.event_days))
    with shared() if operations else nullcontext():
        serve(
            lambda: make_doors(settings, bind, world_for(settings)),
            bind, workers, threads, operations,
        )  # fmt: skip
    return 0
