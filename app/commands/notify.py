"""The notifier: tells customers of their orders, by Alexa and by messages, and other systems by webhooks; beside `serve`.

Order news only to those who agreed (`consents`), at no quiet hour, and not when it is old. What cannot be delivered is a
dead letter: `news list`, `news retry`.
"""

import argparse
import logging
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Event

from app.bootstrap import open_store, world_for
from app.commands.addresses import check_address
from app.notifier.notifier import Notifier
from app.notifier.setup import make_notifier, make_webhook_notifier
from app.notifier.webhooks import WebhookNotifier
from app.settings import Settings
from app.web.beside import beside
from app.web.operations import Readiness, make_operations


def configure(parser: argparse.ArgumentParser) -> None:
    """Add arguments."""
    parser.add_argument("--store", help="database URL (DATABASE_URL)")
    parser.add_argument(
        "--operations", metavar="ADDRESS", help="address and port of its metrics and readiness"
    )
    parser.add_argument(
        "--once", action="store_true", help="deliver what is due now, then end; for cron and tests"
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Deliver until a signal ends it; what is being sent then is sent to its end."""
    logging.getLogger("countertalk.notifier").setLevel(logging.INFO)
    # Apprise's own log names addresses.
    logging.getLogger("apprise").setLevel(logging.CRITICAL)
    stopped, world = Event(), world_for(settings)
    if args.operations:
        check_address("--operations", args.operations)
    with ExitStack() as stack:
        store = stack.enter_context(open_store(args.store or settings.database_url, stock=False))
        notifier = make_notifier(store, settings, world)
        webhooks = make_webhook_notifier(store, settings, world, notifier.meter)
        store.on_error = notifier.meter.store_failed
        if args.operations:
            pages = make_operations(notifier.meter, Readiness(store, world.clock))
            print(f"operations on {stack.enter_context(beside(pages, args.operations))}")
        channels = ", ".join(sorted(notifier.carriers)) or "no channel is set up"
        print(f"notifier: {channels}", flush=True)  # whoever waits for it may read a pipe
        if args.once:
            while notifier.step():
                pass
            while webhooks.step():
                pass
            return 0
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())
        _run(notifier, webhooks, stopped)
    return 0


def _run(notifier: Notifier, webhooks: WebhookNotifier, stopped: Event) -> None:
    """Run both beside each other, so that no customer waits for a receiver that is slow; if one dies both end."""

    def beside() -> None:
        try:
            webhooks.run(stopped)
        finally:
            stopped.set()

    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(beside)
        try:
            notifier.run(stopped)
        finally:
            stopped.set()
        other.result()
