"""The signers' keys by certificate URL: fetched once, verified, kept a while.

Imports this room only.

Only verified chains are kept, so that nobody can plant one; and anybody may name a URL, so that
how often an unknown one is fetched has a limit. A URL that was good before is never held back.
"""

from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Lock
from types import MappingProxyType

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509.verification import Store

from app.web.chain import Leaf, verify_chain
from app.web.chain_url import normalise
from app.web.errors import ChainInvalid, ChainUnavailable

_NONE: Mapping[str, Leaf] = MappingProxyType({})
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Limits:
    """How much is kept and how often Amazon's host is asked."""

    kept: int = 32
    """Verified chains; the one not used for longest goes first."""
    age: timedelta = timedelta(days=1)
    """After this a chain is fetched again, though it be valid for longer."""
    failures: int = 128
    failure_age: timedelta = timedelta(seconds=10)
    """For so long a URL that failed is not asked again."""
    per_minute: int = 20
    """Fetches of URLs that were never good."""


@dataclass
class _Book:
    """What is known at the moment. Read and written under the lock only."""

    verified: OrderedDict[str, Leaf] = field(default_factory=OrderedDict)
    failed: OrderedDict[str, datetime] = field(default_factory=OrderedDict)
    fetched: deque[datetime] = field(default_factory=deque)
    under_way: dict[str, Future[Leaf | None]] = field(default_factory=dict)


class Certificates:
    """Finds the public key for a certificate URL. May be used from many threads.

    `pinned` chains are known from the start: never fetched, never dropped, and trusted for
    their own URL only, whatever the roots say.
    """

    def __init__(
        self,
        roots: Store,
        fetch: Callable[[str], bytes],
        pinned: Mapping[str, Leaf] = _NONE,
        limits: Limits | None = None,
    ) -> None:
        self._roots = roots
        self._fetch = fetch
        self._pinned = pinned
        self._limits = limits or Limits()
        self._book = _Book()
        self._lock = Lock()

    def key(self, url: str, now: datetime) -> RSAPublicKey:
        """Return the key that signs for this URL at this time (aware), or raise Refused."""
        url = normalise(url)
        leaf = self._pinned.get(url)
        if leaf is None:
            leaf = self._kept_or_fetched(url, now)
        elif now >= leaf.expires:
            raise ChainInvalid(f"the pinned certificate expired on {leaf.expires:%F}")
        return leaf.key

    def _kept_or_fetched(self, url: str, now: datetime) -> Leaf:
        with self._lock:
            leaf = self._book.verified.get(url)
            if leaf is not None and now < leaf.expires:
                self._book.verified.move_to_end(url)
                return leaf
            other = self._book.under_way.get(url)
            if other is None:
                self._check_may_fetch(url, now)
                mine = self._book.under_way[url] = Future()
        leaf = self._learn(url, now, mine) if other is None else other.result()
        if leaf is None:
            raise ChainUnavailable("the same certificate has just failed")
        return leaf

    def _check_may_fetch(self, url: str, now: datetime) -> None:
        """Count a fetch, or refuse it."""
        book = self._book
        if now < book.failed.get(url, now):
            raise ChainUnavailable("the same certificate failed a moment ago")
        if url in book.verified:
            return
        while book.fetched and now - book.fetched[0] >= _MINUTE:
            book.fetched.popleft()
        if len(book.fetched) >= self._limits.per_minute:
            raise ChainUnavailable("too many unknown certificates in a minute")
        book.fetched.append(now)

    def _learn(self, url: str, now: datetime, promise: Future[Leaf | None]) -> Leaf:
        """Fetch and verify; tell those who wait, whatever happens."""
        leaf: Leaf | None = None
        try:
            found = verify_chain(self._fetch(url), self._roots, now)
            leaf = replace(found, expires=min(found.expires, now + self._limits.age))
        finally:
            with self._lock:
                del self._book.under_way[url]
                self._remember(url, leaf, now)
            promise.set_result(leaf)
        return leaf

    def _remember(self, url: str, leaf: Leaf | None, now: datetime) -> None:
        book, limits = self._book, self._limits
        if leaf is None:
            book.failed[url] = now + limits.failure_age
            book.failed.move_to_end(url)
        else:
            book.verified[url] = leaf
            book.verified.move_to_end(url)
            book.failed.pop(url, None)
        while len(book.verified) > limits.kept:
            book.verified.popitem(last=False)
        while len(book.failed) > limits.failures:
            book.failed.popitem(last=False)
