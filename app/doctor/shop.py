"""Examines the shop: the store or the server, and the ear for its words. May import everything below the commands."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError

from app.bootstrap import make_lexicon, open_store, scratch_url
from app.counter.ears import Ears
from app.counter.far import FarShop
from app.counter.far_address import Address
from app.doctor.finding import Finding, fault, ok, warning
from app.errors import ArgumentsInvalid, CommandFailed
from app.settings import Settings
from app.tone import make_wording
from audio.ears import vosk_model
from audio.errors import EarError, EarUnavailable
from audio.vosk_models import how_to_install
from models import browse
from models.base import Store
from models.catalog import Product, Shop
from models.errors import StoreUnavailable
from models.revisions import Tables

MIGRATING = "run python -m app migrate"
STARTING = "start any command of the shop once: it brings the tables up to date and stocks the shop"
SHOWN = 12
"""Words that are listed"""


class _TakenBack(Exception):
    """Ends a transaction without a trace."""


def store(url: str) -> Iterator[Finding]:
    """Whether the store can be reached, is up to date, can be written and has products."""
    part = "store"
    try:
        database = make_url(url)
        file = database.database if database.get_backend_name() == "sqlite" else None
        if file and file != ":memory:" and not Path(file).exists():
            yield warning(part, f"there is no {file} yet", STARTING)
            return
        with Store.open(url) as opened:
            yield from _examined(opened, part)
    except (ArgumentError, ModuleNotFoundError) as error:
        yield fault(part, f"the database URL cannot be used: {error}", "set DATABASE_URL")
    except (DatabaseError, StoreUnavailable) as error:
        reason = getattr(error, "orig", None) or error
        remedy = "is it running, is the disk full, and may this user read and write there?"
        yield fault(part, f"the database cannot be used: {reason}", remedy)


def _examined(opened: Store, part: str) -> Iterator[Finding]:
    if (found := opened.tables()) is not Tables.CURRENT:
        remedy = STARTING if opened.embedded or found is Tables.MISSING else MIGRATING
        yield warning(part, f"its tables are {found}", remedy)
        return
    with opened.read() as session:
        if not browse.is_stocked(session):
            yield warning(part, "the shop sells nothing", "python -m app catalog import FILE")
            return
        name, products = browse.shop(session).name, len(session.scalars(select(Product.id)).all())
    try:
        with opened.begin() as session:
            session.execute(update(Shop).values(edition=Shop.edition))
            raise _TakenBack
    except _TakenBack:
        yield ok(part, f"{name}, {products} products; it can be written")


def ear(settings: Settings, kind: str, model: Path | None, url: str) -> Iterator[Finding]:
    """Which ear hears here, with which weights, and which words of the shop (the demo's, if there is none) it cannot."""
    model = model or settings.vosk_model
    try:
        found = vosk_model(kind, settings.locale, model)
    except EarUnavailable as error:
        yield fault("weights", error.reason, "set VOSK_MODEL_PATH, --model or another --ear")
        return
    own = f"PocketSphinx's own; {how_to_install(settings.locale)}"
    yield ok("weights", f"Vosk model {found}" if found else own)
    try:
        yield from _heard(settings.locale, kind, model, url)
    except EarError as error:
        yield fault("ear", str(error), "choose another with --ear, or install what it lacks")


def _heard(locale: str, kind: str, model: Path | None, url: str) -> Iterator[Finding]:
    with scratch_url() as scratch, open_store(_stocked(url) or scratch) as shop:
        lexicon = make_lexicon(shop, locale)
    with Ears(lexicon, kind, model) as ears:
        opened = ears.ear()
        unknown = opened.unknown
        if unknown:
            more = f" and {len(unknown) - SHOWN} more" if len(unknown) > SHOWN else ""
            says = f"{opened.name} cannot hear: {', '.join(unknown[:SHOWN])}{more}"
            remedy = "give them pronunciations or synonyms in the catalogue: skill lint"
            yield warning("ear", says, remedy)
        else:
            yield ok("ear", f"{opened.name} can hear every word of the shop")


def _stocked(url: str) -> str | None:
    """The store, if its words can be read; looking must not make one."""
    return url if url and all(finding.level == "ok" for finding in store(url)) else None


def server(settings: Settings, url: str, plain: bool) -> Iterator[Finding]:
    """Whether the shop's server answers and takes this counter's key."""
    part = "server"
    try:
        address = Address.checked(url, settings.key, plain=plain)
        with FarShop(address, make_wording(settings)) as shop:
            shop.knock()
    except ArgumentsInvalid as error:
        yield fault(part, str(error), "set COUNTERTALK_SERVER and COUNTERTALK_KEY")
    except CommandFailed as error:
        remedy = "is it running? make a key there: python -m app devices add NAME"
        yield fault(part, str(error), remedy)
    else:
        yield ok(part, f"{url} knows this counter")
