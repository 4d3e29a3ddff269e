"""Keys by which machines prove who they are: made, read, and compared. Imports nothing of ours.

Of a key only a digest is kept: it has 256 random bits, so that nothing slower than SHA-256 is needed to keep it unguessed.
"""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self


@dataclass(frozen=True)
class Key:
    """A key: which one it is, and the secret that proves it."""

    id: str
    secret: str = field(repr=False)

    @classmethod
    def make(cls, random: Callable[[int], str]) -> Self:
        """Make one; `random` gives text of so many random bytes, such as `secrets.token_hex`."""
        return cls(random(6), random(32))

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Read what `text` gave; None if it is no key."""
        key_id, _, secret = text.partition(".")
        whole = key_id and secret and text.isascii() and text.isprintable() and len(text) <= 200
        return cls(key_id, secret) if whole else None

    @property
    def text(self) -> str:
        """The key as it is given to who shall use it."""
        return f"{self.id}.{self.secret}"

    @property
    def digest(self) -> str:
        """What is kept of it."""
        return hashlib.sha256(self.secret.encode()).hexdigest()


def proves(key: Key | None, kept: str | None) -> bool:
    """Whether a key is the one whose digest was kept; it takes as long where there is no such key."""
    same = hmac.compare_digest(kept or "", key.digest if key else "")
    return same and bool(kept)
