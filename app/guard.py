"""Where webhooks may go: public addresses by https, and networks that were set. Imports nothing of ours but errors.

A name is looked up once, all it leads to is checked, and the connection goes to an address that was checked: a name that
leads elsewhere a moment later gains nothing. No proxy or login of the environment is used.
"""

import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from pathlib import Path
from urllib.parse import urlsplit

import requests

from app.guarded_connections import adapter
from models.webhook_errors import WebhookUrlRefused

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
LONGEST = 500
"""Characters of a URL"""
_UNICAST = IPv6Network("2000::/3")
"""All that is public of IPv6"""
_TUNNELS = (IPv6Network("2002::/16"), IPv6Network("2001::/32"))
"""6to4 and Teredo: public addresses that have others within"""


class TargetRefused(Exception):
    """An address to which nothing is sent."""


def looked_up(host: str, port: int) -> list[str]:
    """Ask the system where a name leads; raises `socket.gaierror`."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def read_networks(text: str) -> tuple[Network, ...]:
    """Read networks with commas between; raises ValueError."""
    return tuple(ip_network(one.strip()) for one in text.split(",") if one.strip())


@dataclass(frozen=True)
class Guard:
    """What is allowed, and the way out that keeps to it."""

    networks: tuple[Network, ...] = ()
    """Private ones to which webhooks may go nevertheless, without https too"""
    authorities: Path | None = None
    """File of certificates to trust in the place of the public ones"""
    look_up: Callable[[str, int], Sequence[str]] = looked_up
    lasts_s: float = 15.0
    """How long a connection may last, seconds"""

    def check_url(self, url: str) -> None:
        """Refuse what could never be sent to; a name is looked up only when something is sent."""
        if len(url) > LONGEST or not url.isascii() or not url.isprintable() or " " in url:
            raise WebhookUrlRefused(
                url[:80], f"give at most {LONGEST} printable characters of ASCII"
            )
        try:
            parts = urlsplit(url)
            host, _ = parts.hostname, parts.port
        except ValueError:
            raise WebhookUrlRefused(url, "it is no URL") from None
        if parts.scheme != "https" and not (parts.scheme == "http" and self.networks):
            raise WebhookUrlRefused(url, "give https; http only with COUNTERTALK_WEBHOOK_NETWORKS")
        if not host or "@" in parts.netloc or "#" in url or "\\" in url:
            raise WebhookUrlRefused(url, "give a host, no user, no fragment")
        try:
            address = ip_address(host)
        except ValueError:
            return
        if not self.allows(address, plain=parts.scheme == "http"):
            raise WebhookUrlRefused(url, f"{address} is not public, or not by https")

    def allows(self, address: Address, *, plain: bool) -> bool:
        """Whether something may be sent there, `plain` without https."""
        inner = _inner(address)
        if any(inner in one for one in self.networks if one.version == inner.version):
            return True
        return not plain and is_public(inner)

    def addresses(self, host: str, port: int, *, plain: bool) -> list[str]:
        """Return where a name leads; raises `TargetRefused` if any of it is not allowed, or `socket.gaierror`."""
        found = list(self.look_up(host, port))
        for one in found:
            if not self.allows(ip_address(one), plain=plain):
                raise TargetRefused("it leads to an address that is not public, or not by https")
        return found

    def session(self) -> requests.Session:
        """Make a way out that connects to checked addresses only."""
        made = requests.Session()
        made.trust_env = False
        if self.authorities:
            made.verify = str(self.authorities)
        for scheme in ("http://", "https://"):
            made.mount(scheme, adapter(self.addresses, self.lasts_s))
        return made


def is_public(address: Address) -> bool:
    """Whether an address is of the public internet, and of one receiver."""
    if isinstance(address, IPv6Address):
        tunnel = any(address in one for one in _TUNNELS)
        return address in _UNICAST and address.is_global and not tunnel
    return address.is_global and not address.is_multicast and not address.is_reserved


def _inner(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 address only wraps."""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
