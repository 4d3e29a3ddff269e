"""What the shop may refuse about news and codes: whom it tells, where, what was not delivered, who somebody says to be.

* ShopError
  + NewsError
    - ContactInvalid
    - QuietHoursInvalid
    - CodeWrong
    - CodeTooOld
    - NoCodeAwaited
    - TooManyCodes
    - PassWrong
    - TooManyPasses
    - UnknownNews
    - NewsTooOld

Customers meet those of codes alone. Imports nothing of ours but the base of all refusals.
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
class CodeWrong(NewsError):
    """This is not the code that was sent."""

    says = "this is not the code that was sent; tries left: {left}"
    left: int

    @property
    def guess(self) -> str:
        """Who does not get the messages may be guessing."""
        return "code"


@dataclass(eq=False)
class CodeTooOld(NewsError):
    """The code was sent too long ago."""

    says = "the code was good for {minutes} minutes; `consents contact` sends another"
    minutes: int


@dataclass(eq=False)
class NoCodeAwaited(NewsError):
    """No code was sent that could be said back."""

    says = "no code was sent that is waited for; `consents contact` sends one"


@dataclass(eq=False)
class TooManyCodes(NewsError):
    """Codes were asked for too often."""

    says = "{owner} was sent {most} codes in {minutes} minutes; wait, or see to the proof yourself"
    owner: str
    most: int
    minutes: int


@dataclass(eq=False)
class PassWrong(NewsError):
    """No account's code is this one, now. Whether it was one before is not told."""

    says = "no such code is good now; tries left: {left}"
    left: int

    @property
    def guess(self) -> str:
        """Whoever says a code may be guessing."""
        return "who"


@dataclass(eq=False)
class TooManyPasses(NewsError):
    """Codes for a counter were asked for too often."""

    says = "{most} codes for a counter were given within {minutes} minutes; wait"
    most: int
    minutes: int


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
