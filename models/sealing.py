"""Secrets that must be used again, kept so that the store alone does not tell them. Imports nothing of ours but errors.

By Fernet of `cryptography` (AES-128-CBC with HMAC-SHA-256). The keys come from outside: the first seals, all of them open,
so that a key can be exchanged for the next.
"""

from dataclasses import dataclass, field
from typing import Self

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from models.webhook_errors import SecretUnreadable


@dataclass(frozen=True)
class Seal:
    """What seals and opens."""

    _keys: MultiFernet = field(repr=False)

    @classmethod
    def read(cls, text: str) -> Self:
        """Take keys with commas between; raises ValueError, which says nothing of them."""
        keys = [one.strip() for one in text.split(",") if one.strip()]
        try:
            return cls(MultiFernet([Fernet(one) for one in keys]))
        except ValueError:
            raise ValueError(
                "no keys of 32 bytes, in URL-safe base64, with commas between"
            ) from None

    @staticmethod
    def new_key() -> str:
        """Make a key."""
        return Fernet.generate_key().decode()

    def close(self, secret: str) -> str:
        """Return what may be kept."""
        return self._keys.encrypt(secret.encode()).decode()

    def open(self, sealed: str) -> str:
        """Return the secret; raises `SecretUnreadable` if it was sealed by none of the keys."""
        try:
            return self._keys.decrypt(sealed).decode()
        except InvalidToken:
            raise SecretUnreadable from None
