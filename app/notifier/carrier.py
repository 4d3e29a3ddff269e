"""What brings news over one channel, and how it may fail. May import `models`.

* NotCarried    the news did not arrive, as far as is known
  + Refused     and never will: it is a dead letter
  + Unreachable and may arrive later
  + Busy        since the channel takes no more at the moment, whatever it is
"""

from typing import Protocol

from models.deliveries import Delivery
from models.proofs import CodeDelivery


class Carrier(Protocol):
    """One channel."""

    def send(self, delivery: Delivery | CodeDelivery) -> None:
        """Bring the news, or where addresses are a code, or raise `NotCarried`; what arrived before counts as brought."""


class NotCarried(Exception):
    """The news did not arrive; the text says why, and holds nothing personal or secret."""


class Refused(NotCarried):
    """To send it again would not help."""


class Unreachable(NotCarried):
    """It may be sent again later."""

    def __init__(self, why: str, *, doubtful: bool, least_s: float = 0) -> None:
        super().__init__(why)
        self.doubtful = doubtful
        """Whether it may have arrived all the same"""
        self.least_s = least_s
        """How long to wait at least, seconds"""


class Busy(NotCarried):
    """Nothing at all is to be sent there for so many seconds."""

    def __init__(self, why: str, seconds: float) -> None:
        super().__init__(why)
        self.seconds = seconds
