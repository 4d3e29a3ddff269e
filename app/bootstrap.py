"""The only place where the rooms are joined: store, catalogue, language, skill, doors. May import everything.

Nothing is opened at import; what is opened belongs to the caller, who closes it.
"""

import hashlib
import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.exc import ArgumentError, DatabaseError

from app.counter.announce import NewsDesk
from app.counter.conversation import Conversation
from app.counter.ears import Catalogue, Ears
from app.counter.speaking import Speakings
from app.counter.visits import Near, Visits
from app.errors import CommandFailed, UrlInvalid
from app.settings import SettingInvalid, Settings
from app.tone import make_wordings
from app.turn import Door, Shop
from audio.kept import Kept
from audio.speak import Voice
from models import browse, counters, shelf, visits
from models.base import EVERYTHING, Store
from models.branch_errors import UnknownBranch
from models.catalog_import import load, parse
from models.news_watch import NewsWatch
from models.revisions import USABLE, Tables
from models.translations import translated
from skills import directives
from skills.directives import deployed
from skills.language import Language, locales
from skills.lexicon import Lexicon
from skills.skill import build

MENU = Path(browse.__file__).with_name("menu.json")
PACKAGE = Path(directives.__file__).with_name("package")


@dataclass(frozen=True)
class World:
    """What the program takes from outside; tests pass their own."""

    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    new_id: Callable[[], str] = lambda: str(uuid.uuid4())
    seed: Callable[[str], int] = lambda request_id: hashlib.sha256(request_id.encode()).digest()[0]


def constant_seed(_request_id: str) -> int:
    """Always the first variant of a phrase: for demonstrations and comparisons."""
    return 0


def world_for(settings: Settings) -> World:
    """The real clock and ids; wording varied or not, as set."""
    return World(seed=constant_seed) if settings.variants == "first" else World()


@contextmanager
def open_store(url: str, *, stock: bool = True) -> Iterator[Store]:
    """Open a store whose tables are up to date, and `stock` an empty shop with the demo menu.

    An embedded store is brought up to date, and an empty one anywhere; what others use is not, which is `migrate`'s work.
    """
    with connected(url) as store:
        migrated(store)
        with store.begin(alone=EVERYTHING) as session:  # so that of two programs one stocks it
            if stock and not browse.is_stocked(session):
                load(session, parse(MENU.read_text(encoding="utf-8")))
        yield store


@contextmanager
def connected(url: str) -> Iterator[Store]:
    """Open a store as it is; the URL itself is not said again, it may hold a password. Raises `UrlInvalid`."""
    try:
        store = Store.open(url)
    except (ArgumentError, ModuleNotFoundError) as error:
        raise UrlInvalid(error) from error
    with store:
        yield store


def migrated(store: Store, *, by_command: bool = False) -> Tables:
    """Bring the tables up to date where that may be done, and tell how they were; `CommandFailed` if they cannot be used."""
    try:
        found = store.tables()
        if found is Tables.OLD and not (store.embedded or by_command):
            raise CommandFailed(f"the tables are {found}: run python -m app migrate")
        if found not in USABLE:
            store.migrate()
    except DatabaseError as error:
        raise CommandFailed(f"the database cannot be used: {error.orig}") from error
    return found


@contextmanager
def scratch_url() -> Iterator[str]:
    """A database that is gone afterwards."""
    with TemporaryDirectory(prefix="countertalk-") as directory:
        yield f"sqlite:///{directory}/shop.db"


def make_shop(store: Store, settings: Settings, world: World) -> Shop:
    """Join skill, wordings and store; the shop's own locale comes first, and is for requests of any other."""
    skill = build(settings.skill_id, deployed(PACKAGE))
    return Shop(store, skill, make_wordings(settings), world.clock, world.seed)


def alexa_door(shop: Shop) -> Door:
    """Alexa's customers: a user id is one account."""
    return Door(shop, "alexa")


def counter_door(shop: Shop) -> Door:
    """People at the counter: a visit is anybody, until a code says whose account it is."""
    return Door(shop, visits.DOOR)


def make_news(shop: Shop, settings: Settings) -> NewsDesk:
    """What is to be announced at the counters; the caller closes its watch."""
    watch = NewsWatch(shop.store)
    return NewsDesk(shop.store, shop.wordings[settings.locale], shop.clock, watch)


def make_lexicon(store: Store, locale: str) -> Lexicon:
    """The language over the catalogue as it stands now."""
    with store.read() as session:
        language = Language.load(locale)
        return Lexicon(language, translated(session, language.language))


def make_voice(language: Language) -> Voice:
    """Who speaks a language, as its file says; the caller enters it, which starts its process."""
    own = language.voice
    return Voice(own.name or language.locale, own.rate, own.volume)


def make_lexicons(store: Store) -> list[Lexicon]:
    """Every language over the catalogue as it stands now."""
    return [make_lexicon(store, locale) for locale in locales()]


def make_conversation(store: Store, settings: Settings, world: World) -> Conversation:
    """Somebody at the counter of this program; raises `SettingInvalid`."""
    shop = make_shop(store, settings, world)
    return Conversation(make_near(shop, settings), world.clock, world.new_id, settings.silence)


def make_near(shop: Shop, settings: Settings) -> Near:
    """The shop for the counter of this program, which is put where the settings say; raises `SettingInvalid`."""
    if settings.branch:
        try:
            with shop.store.begin() as session:
                counters.put(session, settings.device_id, settings.branch)
        except UnknownBranch as error:
            raise SettingInvalid("COUNTERTALK_BRANCH", settings.branch, str(error)) from error
    return Near(make_visits(shop, settings), settings.device_id)


def make_visits(shop: Shop, settings: Settings) -> Visits:
    """What answers at the counters."""
    speakings = Speakings(settings.locale)
    return Visits(counter_door(shop), speakings, settings.skill_id, settings.silence)


def make_ears(store: Store, settings: Settings, kind: str, model: Path | None) -> Ears:
    """What hears for the shop, and follows its catalogue; what is understood follows by itself."""

    def edition() -> str:
        with store.read() as session:
            return shelf.edition(session)

    lexicon = partial(make_lexicon, store, settings.locale)
    followed = Catalogue(edition, lexicon)
    return Ears(lexicon(), kind, model or settings.vosk_model, kept(settings), followed)


def kept(settings: Settings) -> Kept | None:
    """Where compiled grammars are kept."""
    return Kept(settings.cache / "grammars") if settings.cache else None


def health(store: Store) -> dict[str, object]:
    """What `GET /health` says."""
    with store.read() as session:
        shop = browse.shop(session)
        return {"status": "ok", "shop": shop.name}


def dump(document: object) -> str:
    """JSON as the program prints it."""
    return json.dumps(document, ensure_ascii=False, indent=2)
