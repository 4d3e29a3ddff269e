"""Fetching a certificate chain from Amazon, within limits. Imports this room, and the way out of the program."""

from dataclasses import dataclass, field

from app.outward import Outward, OutwardFailed
from app.web.chain_url import ORIGIN
from app.web.errors import ChainUnavailable


@dataclass(frozen=True)
class Fetcher:
    """Fetches the bytes behind a normalised certificate URL."""

    origin: str = ORIGIN
    """Scheme and host to ask instead of Amazon's; the path stays."""
    outward: Outward = field(default_factory=Outward)
    """Its 64 KB are enough: Amazon's chain of four certificates has about 7 KB."""

    def __call__(self, url: str) -> bytes:
        """Return the body of a plain 200 answer, or raise ChainUnavailable."""
        try:
            reply = self.outward.ask("GET", self.origin + url.removeprefix(ORIGIN))
        except OutwardFailed as failed:
            raise ChainUnavailable(f"fetching the certificate failed: {failed}") from None
        if reply.status != 200:
            raise ChainUnavailable(f"certificate host answered {reply.status}")
        return reply.body
