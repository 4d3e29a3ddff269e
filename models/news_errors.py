"""What the shop may refuse about news: whom it tells, where, and what was not delivered.

* ShopError
  + NewsError
    - ContactInvalid
    - QuietHoursInvalid
    - UnknownNews
    - NewsTooOld

Only the staff meets these. Imports nothing of ours but the base of all refusals.
"""

from dataclasses import dataclass

from models.product_errors import ShopError


class NewsError(ShopError):
    """News, or what they need, is not as it should be."""


@dataclass(eq=False)
class ContactInvalid(NewsError):
    """This is no address of the channel."""

    says = "{address!r} is no address for {channel}: {wanted}"
    channel: str
    address: str
    wanted: str


@dataclass(eq=False)
class QuietHoursInvalid(NewsError):
    """No quiet hours can be read from this."""

    says = "no quiet hours: {zone!r}, {begins!r} to {ends!r}; give a zone as Europe/Berlin, and times as 22:00"
    zone: str
    begins: str
    ends: str


@dataclass(eq=False)
class UnknownNews(NewsError):
    """There is no dead letter of this id."""

    says = "no dead letter has the id {id}"
    id: int


@dataclass(eq=False)
class NewsTooOld(NewsError):
    """The news is not worth telling any more."""

    says = "news {id} was worth telling until {until}; nobody wants it any more"
    id: int
    until: str
