"""News by mail, text message and messenger, sent by `apprise`. May import `models` and `skills` (the wording).

Which service sends is configuration: for each channel one of apprise's URLs, with `{to}` where the customer's address
belongs. Only schemes on our list are taken: others can write files or call any host. An address was checked when it was put
on file, and is escaped where it becomes part of the URL.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import quote

import yaml
from apprise import Apprise, AppriseAsset, NotifyFormat

from app.errors import ArgumentsInvalid
from app.notifier.carrier import Refused, Unreachable
from models.channels import MESSAGES, Channel
from models.deliveries import Delivery
from models.proofs import CodeDelivery
from skills.answer import say
from skills.wording import Wording

SCHEMES: Mapping[Channel, tuple[str, ...]] = {
    Channel.MAIL: ("mailtos", "mailto", "mailgun", "sendgrid", "ses"),
    Channel.SMS: ("twilio", "vonage", "clicksend", "messagebird", "plivo", "sns"),
    Channel.WHATSAPP: ("whatsapp", "twilio"),
    Channel.TELEGRAM: ("tgram",),
}
PLACE = "{to}"


class GatewaysInvalid(ArgumentsInvalid):
    """The file of gateways cannot be used; its URLs hold secrets and are not said again."""


@dataclass(frozen=True)
class Messages:
    """One channel of messages."""

    channel: Channel
    template: str = field(repr=False)
    wordings: Mapping[str, Wording]
    """By locale; the first is for customers of any other"""

    @classmethod
    def checked(cls, channel: Channel, template: str, wordings: Mapping[str, Wording]) -> Self:
        """Take a template; raises `GatewaysInvalid`."""
        scheme, _, rest = template.partition("://")
        if scheme not in SCHEMES[channel]:
            wanted = ", ".join(SCHEMES[channel])
            raise GatewaysInvalid(f"gateways: {channel.value}: give a URL of one of {wanted}")
        if template.count(PLACE) != 1 or PLACE in re.split("[/?]", rest)[0]:
            wanted = f"the URL needs one {PLACE}, behind its host"
            raise GatewaysInvalid(f"gateways: {channel.value}: {wanted}")
        sample = "12345" if channel is Channel.TELEGRAM else "+12025550123"
        gateway = cls(channel, template, wordings)
        if not Apprise().add(gateway.url("a@example.com" if channel is Channel.MAIL else sample)):
            raise GatewaysInvalid(f"gateways: {channel.value}: apprise cannot use this URL")
        return gateway

    def url(self, address: str) -> str:
        """Return apprise's URL for one customer."""
        return self.template.replace(PLACE, quote(address, safe=""))

    def send(self, delivery: Delivery | CodeDelivery) -> None:
        """Send it; raises `NotCarried`. Apprise does not tell why it failed, or whether it did wholly."""
        outward = Apprise(asset=AppriseAsset(async_mode=False))
        if not outward.add(self.url(delivery.address)):
            raise Refused(f"apprise cannot write to this {self.channel.value} address")
        title, body = self.worded(delivery)
        if not outward.notify(body=body, title=title, body_format=NotifyFormat.TEXT):
            raise Unreachable(f"the gateway for {self.channel.value} failed", doubtful=True)

    def worded(self, delivery: Delivery | CodeDelivery) -> tuple[str, str]:
        """Return title and text."""
        wording = self.wordings.get(delivery.locale) or next(iter(self.wordings.values()))
        if isinstance(delivery, CodeDelivery):
            facts: dict[str, object] = {"code": delivery.code, "seller": delivery.seller}
            title, text = (
                wording.render(say(key, **facts), seed=0)
                for key in ("message.code_title", "message.code")
            )
            return title, text
        facts = {"number": delivery.number, "seller": delivery.seller, "names": delivery.names}
        title = f"title.{delivery.notice}" if delivery.notice else "title"
        told = delivery.status.value if delivery.status else delivery.notice
        title, text, footer = (
            wording.render(say(f"message.{key}", **facts), seed=0)
            for key in (title, told, "footer")
        )
        return title, f"{text}\n\n{footer}"


def read(path: Path, wordings: Mapping[str, Wording]) -> dict[Channel, Messages]:
    """Read a file of gateways, YAML with a URL for each channel; raises `GatewaysInvalid`."""
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise GatewaysInvalid(f"COUNTERTALK_GATEWAYS={str(path)!r}: {error.strerror}") from error
    except (yaml.YAMLError, UnicodeDecodeError):
        raise GatewaysInvalid(f"gateways: {path} is not YAML") from None
    names = [channel.value for channel in MESSAGES]
    if not isinstance(found, dict) or not all(isinstance(url, str) for url in found.values()):
        raise GatewaysInvalid(f"gateways: {path}: give a URL for each of {', '.join(names)}")
    if strange := [name for name in found if name not in names]:
        raise GatewaysInvalid(f"gateways: {strange[0]!r} is none of {', '.join(names)}")
    channels = {Channel(name): url for name, url in found.items()}
    return {one: Messages.checked(one, url, wordings) for one, url in channels.items()}
