"""All settings, read once from the environment at the entry and passed down. Imports nothing of ours."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

DEVELOPMENT_SKILL_ID = "amzn1.ask.skill.dev-countertalk"


_TEXTS = {
    "database_url": "DATABASE_URL",
    "skill_id": "ALEXA_SKILL_ID",
    "locale": "COUNTERTALK_LOCALE",
    "bind": "COUNTERTALK_BIND",
    "operations": "COUNTERTALK_OPERATIONS",
    "device_id": "COUNTERTALK_DEVICE",
    "branch": "COUNTERTALK_BRANCH",
    "server": "COUNTERTALK_SERVER",
    "events": "ALEXA_EVENTS",
    "quiet": "COUNTERTALK_QUIET",
    "webhook_networks": "COUNTERTALK_WEBHOOK_NETWORKS",
}
"""Settings that are taken as they are, by field"""
_SECRETS = {
    "key": "COUNTERTALK_KEY",
    "client_id": "ALEXA_CLIENT_ID",
    "client_secret": "ALEXA_CLIENT_SECRET",
    "webhook_key": "COUNTERTALK_WEBHOOK_KEY",
}
"""The same without what an editor may leave around them"""


class SettingInvalid(Exception):
    """An environment variable has a value that cannot be used."""

    def __init__(self, name: str, value: str, wanted: str) -> None:
        super().__init__(f"{name}={value!r}: {wanted}")


@dataclass(frozen=True)
class Settings:
    """What can be set from outside; the README has the table."""

    database_url: str = "sqlite:///countertalk.db"
    """DATABASE_URL"""
    skill_id: str = DEVELOPMENT_SKILL_ID
    """ALEXA_SKILL_ID"""
    dev_cert: Path | None = None
    """ALEXA_DEV_CERT: directory of the development certificate"""
    locale: str = "en-US"
    """COUNTERTALK_LOCALE"""
    bind: str = "127.0.0.1:5000"
    """COUNTERTALK_BIND"""
    operations: str = ""
    """COUNTERTALK_OPERATIONS: address and port of metrics, readiness and liveness, of `serve`; none if empty"""
    workers: int = 2
    """COUNTERTALK_WORKERS"""
    threads: int = 8
    """COUNTERTALK_THREADS, of each worker"""
    visit_seconds: int = 60
    """COUNTERTALK_VISIT_SECONDS: silence after which the next person at the counter starts clean"""
    api_per_minute: int = 600
    """COUNTERTALK_API_PER_MINUTE: requests that one program may make, to all workers together"""
    event_days: int = 30
    """COUNTERTALK_EVENT_DAYS: how long what happened is kept for the staff's systems"""
    webhook_key: str = field(default="", repr=False)
    """COUNTERTALK_WEBHOOK_KEY: what webhooks' secrets are sealed by in the store; several with commas, the first seals"""
    webhook_networks: str = ""
    """COUNTERTALK_WEBHOOK_NETWORKS: private networks that webhooks may go to, without https too"""
    webhook_authorities: Path | None = None
    """COUNTERTALK_WEBHOOK_CA: file of certificates that receivers' are trusted by, in the place of the public ones"""
    device_id: str = "counter-1"
    """COUNTERTALK_DEVICE: which counter this is"""
    branch: str = ""
    """COUNTERTALK_BRANCH: id of the branch where it stands; empty: as was said before, or the first"""
    tone: str = "plain"
    """COUNTERTALK_TONE: plain, formal or informal: how the brand speaks"""
    variants: str = "varied"
    """COUNTERTALK_VARIANTS: varied, or first for answers that are always worded alike"""
    log: str = "text"
    """COUNTERTALK_LOG: text, or json for a line of JSON each"""
    vosk_model: Path | None = None
    """VOSK_MODEL_PATH"""
    server: str = ""
    """COUNTERTALK_SERVER: the shop that this counter belongs to, if it is not in this program"""
    key: str = field(default="", repr=False)
    """COUNTERTALK_KEY: this counter's key at the server"""
    client_id: str = ""
    """ALEXA_CLIENT_ID: of the skill, for Alexa's notifications"""
    client_secret: str = field(default="", repr=False)
    """ALEXA_CLIENT_SECRET"""
    events: str = "na"
    """ALEXA_EVENTS: Alexa's region na, eu or fe; with -development the stage for testing; or a stand-in on this machine"""
    gateways: Path | None = None
    """COUNTERTALK_GATEWAYS: file that says by what messages are sent"""
    time_zone: str = "UTC"
    """COUNTERTALK_TIME_ZONE: of customers of whom no other is known"""
    quiet: str = "22:00-07:00"
    """COUNTERTALK_QUIET: hours in which nobody is told anything"""
    cache: Path | None = None
    """COUNTERTALK_CACHE: directory for grammars and fetched recordings; in the user's cache unless said otherwise"""

    @property
    def silence(self) -> timedelta:
        """What `visit_seconds` are."""
        return timedelta(seconds=self.visit_seconds)

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> "Settings":
        """Read the environment; SettingInvalid names what is wrong."""

        def number(name: str, default: int, highest: int) -> int:
            text = environ.get(name, str(default))
            if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= highest:
                raise SettingInvalid(name, text, f"give a whole number from 1 to {highest}")
            return int(text)

        def path(name: str) -> Path | None:
            return Path(environ[name]) if environ.get(name) else None

        def one_of(name: str, values: tuple[str, ...]) -> str:
            text = environ.get(name, values[0])
            if text not in values:
                raise SettingInvalid(name, text, f"give one of {', '.join(values)}")
            return text

        texts = {name: environ[key] for name, key in _TEXTS.items() if key in environ}
        secrets = {name: environ.get(key, "").strip() for name, key in _SECRETS.items()}
        return cls(
            **texts,
            **secrets,
            dev_cert=path("ALEXA_DEV_CERT"),
            workers=number("COUNTERTALK_WORKERS", cls.workers, 64),
            threads=number("COUNTERTALK_THREADS", cls.threads, 256),
            api_per_minute=number("COUNTERTALK_API_PER_MINUTE", cls.api_per_minute, 1_000_000),
            event_days=number("COUNTERTALK_EVENT_DAYS", cls.event_days, 3650),
            visit_seconds=number("COUNTERTALK_VISIT_SECONDS", cls.visit_seconds, 3600),
            tone=one_of("COUNTERTALK_TONE", ("plain", "formal", "informal")),
            variants=one_of("COUNTERTALK_VARIANTS", ("varied", "first")),
            log=one_of("COUNTERTALK_LOG", ("text", "json")),
            time_zone=_zone("COUNTERTALK_TIME_ZONE", environ, cls.time_zone),
            vosk_model=path("VOSK_MODEL_PATH"),
            gateways=path("COUNTERTALK_GATEWAYS"),
            webhook_authorities=path("COUNTERTALK_WEBHOOK_CA"),
            cache=path("COUNTERTALK_CACHE")
            or (path("XDG_CACHE_HOME") or _home(environ)) / "countertalk",
        )


def _home(environ: Mapping[str, str]) -> Path:
    return Path(environ.get("HOME") or Path.home()) / ".cache"


def _zone(name: str, environ: Mapping[str, str], default: str) -> str:
    """Read the name of a zone that this machine knows."""
    if name not in environ:
        return default
    from zoneinfo import ZoneInfo  # only where one is set: every command reads the settings

    try:
        return ZoneInfo(environ[name]).key
    except (LookupError, ValueError, OSError) as error:
        raise SettingInvalid(
            name, environ[name], "give a time zone such as Europe/Berlin"
        ) from error
