"""The arguments that all counters share: which shop, in this program or on a server. May import everything of ours."""

import argparse
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.bootstrap import (
    World,
    make_ears,
    make_near,
    make_news,
    make_shop,
    open_store,
)
from app.counter.announce import NearNews, Telling
from app.counter.conversation import Conversation
from app.counter.exchange import Shop
from app.counter.far import FarShop
from app.counter.far_address import Address
from app.counter.far_ears import FarEars
from app.counter.outage import Outage
from app.counter.recorded import Hearer
from app.errors import ArgumentsInvalid
from app.settings import Settings
from app.tone import make_wording
from models.base import Store


@dataclass(frozen=True)
class Reached:
    """A shop within reach of a counter."""

    conversation: Conversation
    telling: Telling
    shop: Store | FarShop
    settings: Settings

    @property
    def store(self) -> Store | None:
        """Where carts can be looked at; None if that is the server's."""
        return self.shop if isinstance(self.shop, Store) else None

    def ears(self, kind: str, model: Path | None) -> Hearer:
        """Ears for what the shop wants to hear; the caller opens and closes them."""
        model = model or self.settings.vosk_model
        if isinstance(self.shop, FarShop):
            return FarEars(self.shop, self.settings.locale, kind, model)
        return make_ears(self.shop, self.settings, kind, model)


def add_shop(parser: argparse.ArgumentParser, store: str = "database URL (DATABASE_URL)") -> None:
    """Add `--store`, `--server` and `--plain-http`."""
    parser.add_argument("--store", help=store)
    parser.add_argument(
        "--server", metavar="URL", help="shop server, with the key in COUNTERTALK_KEY"
    )
    parser.add_argument(
        "--plain-http", action="store_true", help="allow a server without TLS on another machine"
    )


def is_far(args: argparse.Namespace, settings: Settings) -> bool:
    """Whether the shop is on a server. `ArgumentsInvalid` if both are named."""
    if args.server and args.store:
        raise ArgumentsInvalid("--server and --store are two shops; give one of them")
    return bool(args.server or (settings.server and not args.store))


@contextmanager
def reached(
    args: argparse.Namespace, settings: Settings, world: World, store_url: str
) -> Iterator[Reached]:
    """Reach the server that was named, or else open a store; raises `ShopRefused`, or `SettingInvalid` for its branch."""

    def talk(shop: Shop) -> Conversation:
        return Conversation(shop, world.clock, world.new_id, settings.silence)

    with ExitStack() as stack:
        if is_far(args, settings):
            url = args.server or settings.server
            address = Address.checked(url, settings.key, plain=args.plain_http)
            wording, outage = make_wording(settings), Outage()
            far, news = (
                stack.enter_context(FarShop(address, wording, outage=outage)) for _ in range(2)
            )
            far.knock()
            yield Reached(talk(far), news, far, settings)
            return
        store = stack.enter_context(open_store(store_url))
        shop = make_shop(store, settings, world)
        near = make_near(shop, settings)
        desk = make_news(shop, settings)
        stack.callback(desk.watch.close)
        yield Reached(talk(near), NearNews(desk, near.counter), store, settings)
