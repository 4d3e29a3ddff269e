"""Makes a notifier of the settings. May import everything of ours.

Secrets come from the environment or a file of their own; without them a channel is not there, and its news become dead
letters that say so.
"""

import re
from random import SystemRandom
from threading import BoundedSemaphore

from app.bootstrap import World
from app.hooks import make_hooks
from app.meter import Meter
from app.notifier import alexa_events, messages
from app.notifier.alexa_events import AlexaEvents
from app.notifier.carrier import Carrier
from app.notifier.login import Login
from app.notifier.notifier import Notifier
from app.notifier.pace import Pace
from app.notifier.webhooks import Poster, WebhookNotifier, make_outward
from app.outward import Outward
from app.rates import Rates
from app.settings import SettingInvalid, Settings
from app.tone import make_wordings
from models.base import Store
from models.channels import Channel
from models.news_errors import QuietHoursInvalid
from models.quiet import Hours

_LOOPBACK = re.compile(r"http://(127\.0\.0\.1|localhost|\[::1\]):[0-9]{1,5}")
_STAGE = "-development"


def make_notifier(store: Store, settings: Settings, world: World) -> Notifier:
    """Join channels, limits and quiet hours; raises `SettingInvalid`."""
    pace = Pace(Rates(store, world.clock, "channel"))
    return Notifier(
        store, carriers(settings, world), world.clock, SystemRandom().random, world.new_id(),
        quiet_hours(settings), pace,
    )  # fmt: skip


def make_webhook_notifier(
    store: Store, settings: Settings, world: World, meter: Meter | None = None
) -> WebhookNotifier:
    """Make what tells the staff's systems; raises `SettingInvalid`."""
    hooks = make_hooks(settings)
    poster = Poster(hooks, world.clock, make_outward(hooks))
    return WebhookNotifier(
        store, poster, world.clock, SystemRandom().random, world.new_id(), meter or Meter()
    )


def carriers(settings: Settings, world: World) -> dict[Channel, Carrier]:
    """The channels that are set up."""
    found: dict[Channel, Carrier] = {}
    if settings.gateways:
        found |= messages.read(settings.gateways, make_wordings(settings))
    if settings.client_id and settings.client_secret:
        found[Channel.ALEXA] = _alexa(settings, world)
    return found


def quiet_hours(settings: Settings) -> Hours:
    """The shop's usual ones."""
    begins, _, ends = settings.quiet.partition("-")
    try:
        return Hours.checked(settings.time_zone, begins, ends)
    except QuietHoursInvalid as error:
        wanted = "give hours such as 22:00-07:00"  # the zone was looked at when it was read
        raise SettingInvalid("COUNTERTALK_QUIET", settings.quiet, wanted) from error


def _alexa(settings: Settings, world: World) -> AlexaEvents:
    region = settings.events.removesuffix(_STAGE)
    host, login = alexa_events.HOSTS.get(region, ""), alexa_events.LOGIN
    if _LOOPBACK.fullmatch(region):
        host, login = region, f"{region}/auth/o2/token"
    if not host:
        wanted = (
            f"give na, eu or fe, perhaps with {_STAGE}; a stand-in only as http://127.0.0.1:PORT"
        )
        raise SettingInvalid("ALEXA_EVENTS", settings.events, wanted)
    stage = alexa_events.DEVELOPMENT if settings.events.endswith(_STAGE) else ""
    outward = Outward(3.0, 5.0, 10.0, 64 * 1024, BoundedSemaphore(4))
    known = Login(login, settings.client_id, settings.client_secret, world.clock, outward)
    return AlexaEvents(f"{host}{alexa_events.PATH}{stage}", known, outward)
