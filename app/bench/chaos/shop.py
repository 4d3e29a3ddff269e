"""Opens the shop of a run: stocked, with keys for counters and staff, and consents on file. May import everything."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random
from secrets import token_hex
from typing import IO

from sqlalchemy.orm import Session

from app.bench.chaos import database, disk
from app.bench.chaos import world as worlds
from app.bench.chaos.channels import MAIL_HOST, Ends
from app.bench.chaos.plan import COUNTERS, GOODS, Person, Plan
from app.bench.chaos.world import NOTIFIERS, Program, World
from app.bootstrap import World as Outside
from app.bootstrap import open_store
from app.settings import DEVELOPMENT_SKILL_ID
from app.web import devcert
from app.web.devcert import Signer
from models import accounts, api_keys, consent, contacts, devices, edition, stock_count
from models.api_keys import Scope
from models.base import Store
from models.channels import Channel, Purpose
from models.keys import Key

DISK_MIB = 1024
ASKED = "Shall I tell you how your orders get on?"


@dataclass(frozen=True)
class Opened:
    """The shop before anybody comes."""

    world: World
    store: Store
    signer: Signer
    stocked: int
    """Pieces of each of the goods"""
    staff_key: str = field(repr=False)
    counter_keys: dict[str, str] = field(repr=False)


@contextmanager
def opened(plan: Plan, people: Iterable[Person], ends: Ends, folder: Path) -> Iterator[Opened]:
    """Open it; the programs run until the end."""
    outside, stocked = Outside(), plan.orders * 6 + 100
    with ExitStack() as stack:
        small = stack.enter_context(disk.small(DISK_MIB))
        url, server = stack.enter_context(database.databases(plan, small.path))
        store = stack.enter_context(open_store(url))
        staff_key, counter_keys = _filled(store, people, stocked, outside.clock())
        signer = devcert.create(folder / "cert", outside.clock()).signer
        environ = _environ(url, ends, folder)
        log = stack.enter_context((folder / "log").open("ab"))
        world = _world(plan, environ, small, log)
        world.postgresql = server
        stack.enter_context(worlds.programs(world))
        yield Opened(world, store, signer, stocked, staff_key, counter_keys)
        log.flush()


def _world(plan: Plan, environ: dict[str, str], small: disk.Disk, log: IO[bytes]) -> World:
    sabotage = (plan.sabotage,) if plan.sabotage else ()
    server = Program((*sabotage, "serve"), environ, log)
    notifiers = [Program((*sabotage, "notify"), environ, log) for _ in range(NOTIFIERS)]
    random = Random(f"{plan.seed} world")  # noqa: S311
    url = f"http://{environ['COUNTERTALK_BIND']}"
    return World(url, server, notifiers, small, None, random)


def _environ(url: str, ends: Ends, folder: Path) -> dict[str, str]:
    gateways = folder / "gateways.yaml"
    gateways.write_text(
        f"mail: 'mailto://127.0.0.1:{ends.mail_port}?from=shop@{MAIL_HOST}&to={{to}}'\n"
    )
    return {
        "DATABASE_URL": url,
        "ALEXA_DEV_CERT": str(folder / "cert"),
        "ALEXA_SKILL_ID": DEVELOPMENT_SKILL_ID,
        "ALEXA_CLIENT_ID": "chaos",
        "ALEXA_CLIENT_SECRET": "chaos",
        "ALEXA_EVENTS": ends.amazon,
        "COUNTERTALK_BIND": f"127.0.0.1:{worlds.free_port()}",
        "COUNTERTALK_WORKERS": str(worlds.WORKERS),
        "COUNTERTALK_THREADS": str(worlds.THREADS),
        "COUNTERTALK_API_PER_MINUTE": "1000000",
        "COUNTERTALK_VARIANTS": "first",
        "COUNTERTALK_LOCALE": "en-US",
        "COUNTERTALK_GATEWAYS": str(gateways),
        "COUNTERTALK_QUIET": "00:00-00:00",
        "NO_PROXY": "127.0.0.1",
    }


def _filled(
    store: Store, people: Iterable[Person], stocked: int, now: datetime
) -> tuple[str, dict[str, str]]:
    """Put goods on the shelf, let programs in, and note what people agreed to at the desk; the keys."""
    keys = {name: Key.make(token_hex) for name in ("staff", *COUNTERS)}
    with store.begin() as session:
        here = edition.branches(session)[0].id
        for product in GOODS:
            stock_count.count(session, product, stocked, here)
        api_keys.add(session, "staff", [Scope.ORDERS_WRITE], keys["staff"], now)
        for name in COUNTERS:
            devices.add(session, name, keys[name], now)
        for person in people:
            if not person.counter:
                _agreed(session, person, now)
    return keys["staff"].text, {name: keys[name].text for name in COUNTERS}


def _agreed(session: Session, person: Person, now: datetime) -> None:
    # Everybody has an address and gets notifications, so that only the consent is between them and news.
    accounts.subscribed(session, person.owner, [accounts.ORDER_NEWS], now)
    contacts.note(
        session, person.owner, Channel.MAIL, f"{person.name.lower()}@{MAIL_HOST}", now, proven=True
    )
    for channel in person.channels:
        consent.give(session, person.owner, channel, Purpose.ORDERS, ASKED, "en-US", now)
