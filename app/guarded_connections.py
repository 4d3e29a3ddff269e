"""Connections of `requests` that go to addresses somebody checked, and to no others. Imports nothing of ours.

urllib3 looks a name up where it connects; here it is given the addresses instead. What TLS and HTTP know as the host stays
the name, so that certificates are checked as ever. A connection is cut after its time: no timeout of a socket ends an answer
that comes a byte at a time.
"""

import socket
from collections.abc import Sequence
from contextlib import suppress
from threading import Timer
from typing import Any, Protocol

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NameResolutionError, NewConnectionError


class Addresses(Protocol):
    """Gives the addresses of a name, or raises an error of its own."""

    def __call__(self, host: str, port: int, *, plain: bool) -> list[str]:
        """Look up and check; `plain` is without TLS."""


class _Checked(HTTPConnection):
    """Connects to checked addresses, one after the other."""

    addresses: Addresses
    lasts_s: float
    _end: Timer | None = None

    def connect(self) -> None:
        """Connect, for a while."""
        self._end = Timer(self.lasts_s, self._cut)
        self._end.daemon = True
        self._end.start()
        super().connect()

    def close(self) -> None:
        """Close, if it was not cut before."""
        if self._end:
            self._end.cancel()
        super().close()

    def _cut(self) -> None:
        if self.sock:
            with suppress(OSError):  # it may be closed at this moment
                self.sock.shutdown(socket.SHUT_RDWR)

    def _new_conn(self) -> socket.socket:
        host, plain = self._dns_host, not isinstance(self, HTTPSConnection)
        try:
            found = self.addresses(host, self.port or 0, plain=plain)
        except socket.gaierror as error:
            raise NameResolutionError(host, self, error) from error
        return self._first(host, found)

    def _first(self, host: str, found: Sequence[str]) -> socket.socket:
        last: Exception = NewConnectionError(self, "it leads nowhere")
        for address in found:
            self._dns_host = address
            try:
                return super()._new_conn()
            except (NewConnectionError, OSError) as error:
                last = error
            finally:
                self._dns_host = host
        raise last


class _CheckedTls(_Checked, HTTPSConnection):
    """The same with TLS."""


def adapter(addresses: Addresses, lasts_s: float) -> HTTPAdapter:
    """Make what `requests` sends by, once and without another try."""
    own: dict[str, Any] = {"addresses": staticmethod(addresses), "lasts_s": lasts_s}
    plain = type("Plain", (HTTPConnectionPool,), {"ConnectionCls": type("P", (_Checked,), own)})
    tls = type("Tls", (HTTPSConnectionPool,), {"ConnectionCls": type("T", (_CheckedTls,), own)})
    made = HTTPAdapter(max_retries=0)
    manager: Any = made.poolmanager
    manager.pool_classes_by_scheme = {"http": plain, "https": tls}
    return made
