"""What the shop may refuse about webhooks.

* ShopError
  + WebhookError
    - WebhookUrlRefused
    - WebhooksTooMany
    - UnknownWebhook
    - WebhookSecretInvalid
    - SecretUnreadable
    - SealMissing
    - SourceNameInvalid
    - SourceExists
    - UnknownSource
    - MessageReused

Only the staff and its systems meet these. Imports nothing of ours but the base of all refusals.
"""

from dataclasses import dataclass

from models.product_errors import ShopError


class WebhookError(ShopError):
    """A webhook cannot be made, changed, sent or taken."""


@dataclass(eq=False)
class WebhookUrlRefused(WebhookError):
    """Nothing is sent to such an address."""

    says = "no webhooks go to {url!r}: {why}"
    url: str
    why: str


@dataclass(eq=False)
class WebhooksTooMany(WebhookError):
    """There are as many endpoints as may be."""

    says = "there are {most} webhooks, which is the most; remove one first"
    most: int


@dataclass(eq=False)
class UnknownWebhook(WebhookError):
    """There is no such endpoint."""

    says = "there is no webhook {id!r}"
    id: str


class WebhookSecretInvalid(WebhookError):
    """This is no secret of a webhook, which is not said again."""

    def __str__(self) -> str:
        return "no secret of a webhook: give whsec_ and 24 to 64 bytes in base64"


class SecretUnreadable(WebhookError):
    """The secret was sealed by a key that is not there."""

    def __str__(self) -> str:
        return "a webhook's secret was sealed by a key that COUNTERTALK_WEBHOOK_KEY does not have"


class SealMissing(WebhookError):
    """There is no key to seal secrets with."""

    def __str__(self) -> str:
        return "webhooks need a key in COUNTERTALK_WEBHOOK_KEY, to keep secrets by; `webhooks key` makes one"


@dataclass(eq=False)
class SourceNameInvalid(WebhookError):
    """A source cannot be named so."""

    says = "no source can be named {name!r}: give 1 to 32 of a-z, 0-9, hyphen and underscore"
    name: str


@dataclass(eq=False)
class SourceExists(WebhookError):
    """There is a source of this name."""

    says = "there is a source {name}; rotate its secret or remove it, or choose another name"
    name: str


@dataclass(eq=False)
class UnknownSource(WebhookError):
    """There is no such source."""

    says = "there is no source {name!r}; there are: {known}"
    name: str
    known: str


@dataclass(eq=False)
class MessageReused(WebhookError):
    """A message's id came before with another body."""

    says = "message {id} came before with another body; each needs an id of its own"
    id: str
