"""Where the shop server is, and this counter's key. Imports nothing of ours but the program's errors."""

import ipaddress
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlsplit

from app.errors import ArgumentsInvalid


@dataclass(frozen=True)
class Address:
    """A server that may be sent a key."""

    url: str
    """Without a slash at its end"""
    key: str = field(repr=False)

    @classmethod
    def checked(cls, url: str, key: str, *, plain: bool = False) -> Self:
        """Check what was given; `plain` allows HTTP without TLS to other machines. Raises `ArgumentsInvalid`."""
        try:
            parts = urlsplit(url)
            host, _ = parts.hostname, parts.port
        except ValueError:
            host = None
        if not host or parts.scheme not in ("http", "https") or parts.username or parts.query:
            raise ArgumentsInvalid(
                f"--server {url!r}: give an address such as https://shop.example"
            )
        if parts.scheme == "http" and not plain and not _is_loopback(host):
            raise ArgumentsInvalid(
                f"--server {url!r}: anybody on the way could read the key; use https, or say --plain-http"
            )
        if not key:
            raise ArgumentsInvalid(
                "--server needs this counter's key in COUNTERTALK_KEY; make one at the shop:"
                " python -m app devices add NAME"
            )
        if not key.isascii() or not key.isprintable() or " " in key:
            raise ArgumentsInvalid("COUNTERTALK_KEY is no key: copy it as it was shown")
        return cls(url.rstrip("/"), key)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
