"""What is kept of certificates, for how long, and how often the host is asked."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Event

import pytest
from cryptography.x509.verification import Store

from app.web.certificates import Certificates, Limits
from app.web.chain import verify_chain
from app.web.errors import ChainInvalid, ChainUnavailable, Refused
from tests.web.forging import DAY, LEAF, NOW, URL, chain, issue, key, pem, root, roots

SECOND = timedelta(seconds=1)


class Shelf:
    """A certificate host that is a dictionary and counts."""

    def __init__(self, **hosted: bytes) -> None:
        self.hosted = hosted
        self.asked: list[str] = []

    def __call__(self, url: str) -> bytes:
        name = url.rpartition("/")[2]
        self.asked.append(name)
        if name not in self.hosted:
            raise ChainUnavailable("certificate host answered 404")
        return self.hosted[name]


def url(name: str) -> str:
    return f"https://s3.amazonaws.com/echo.api/{name}"


def test_a_verified_chain_is_kept_under_every_form_of_its_url() -> None:
    shelf = Shelf(a=chain())
    certificates = Certificates(roots(), shelf)
    assert certificates.key(url("a"), NOW) == key("leaf").public_key()
    assert certificates.key(url("../echo.api/%61"), NOW) == key("leaf").public_key()
    assert shelf.asked == ["a"]


def test_a_chain_is_fetched_again_after_a_day() -> None:
    shelf = Shelf(a=chain())
    certificates = Certificates(roots(), shelf)
    for at in (NOW, NOW + DAY - SECOND, NOW + DAY):
        certificates.key(url("a"), at)
    assert shelf.asked == ["a", "a"]


def test_a_chain_is_not_kept_beyond_its_end() -> None:
    shelf = Shelf(a=chain(replace(LEAF, ends=NOW + timedelta(hours=1))))
    certificates = Certificates(roots(), shelf)
    certificates.key(url("a"), NOW)
    with pytest.raises(ChainInvalid):
        certificates.key(url("a"), NOW + timedelta(hours=1, seconds=1))


def test_a_bad_chain_is_not_kept_and_failure_is_forgotten_soon() -> None:
    shelf = Shelf(a=pem(issue("leaf", "leaf")))
    certificates = Certificates(roots(), shelf)
    with pytest.raises(ChainInvalid):
        certificates.key(url("a"), NOW)
    shelf.hosted["a"] = chain()
    with pytest.raises(ChainUnavailable):
        certificates.key(url("a"), NOW + 9 * SECOND)
    assert certificates.key(url("a"), NOW + 10 * SECOND) == key("leaf").public_key()
    assert shelf.asked == ["a", "a"]


def test_a_good_chain_survives_any_number_of_bad_ones() -> None:
    shelf = Shelf(a=chain())
    certificates = Certificates(roots(), shelf, limits=Limits(kept=2, failures=3))
    certificates.key(url("a"), NOW)
    for number in range(50):
        with pytest.raises(ChainUnavailable):
            certificates.key(url(f"junk{number}"), NOW + number * DAY / 100)
    shelf.asked.clear()
    assert certificates.key(url("a"), NOW + DAY / 2) == key("leaf").public_key()
    assert shelf.asked == []


def test_the_chain_unused_for_longest_goes_first() -> None:
    shelf = Shelf(a=chain(), b=chain(), c=chain())
    certificates = Certificates(roots(), shelf, limits=Limits(kept=2))
    for name in ("a", "b", "a", "c", "a", "b"):
        certificates.key(url(name), NOW)
    assert shelf.asked == ["a", "b", "c", "b"]


def test_unknown_urls_are_fetched_so_often_a_minute_and_no_more() -> None:
    shelf = Shelf(a=chain())
    certificates = Certificates(roots(), shelf, limits=Limits(per_minute=5))
    certificates.key(url("a"), NOW - DAY)
    for number in range(50):
        with pytest.raises(ChainUnavailable):
            certificates.key(url(f"junk{number}"), NOW + SECOND * number)
    assert len(shelf.asked) == 6
    # The URL that was good before is fetched again even now.
    assert certificates.key(url("a"), NOW + 50 * SECOND)
    with pytest.raises(ChainUnavailable, match="404"):
        certificates.key(url("more"), NOW + 60 * SECOND)


def test_sixteen_threads_make_one_fetch() -> None:
    started, go_on = Barrier(17), Event()

    def fetch(asked: str) -> bytes:
        fetched.append(asked)
        assert go_on.wait(10)
        return chain()

    def one() -> bool:
        started.wait(10)
        return certificates.key(URL, NOW) == key("leaf").public_key()

    fetched: list[str] = []
    certificates = Certificates(roots(), fetch)
    with ThreadPoolExecutor(16) as pool:
        results = [pool.submit(one) for _ in range(16)]
        started.wait(10)
        go_on.set()
        assert all(result.result() for result in results)
    assert fetched == [URL]


@pytest.mark.parametrize("failing", [lambda: b"no PEM", lambda: 1 / 0], ids=["refused", "broken"])
def test_sixteen_threads_make_one_fetch_that_fails(failing: Callable[[], bytes]) -> None:
    started, fetched = Barrier(16), list[str]()

    def fetch(asked: str) -> bytes:
        fetched.append(asked)
        return failing()

    def one() -> None:
        started.wait(10)
        certificates.key(URL, NOW)

    certificates = Certificates(roots(), fetch)
    with ThreadPoolExecutor(16) as pool:
        errors = [result.exception() for result in [pool.submit(one) for _ in range(16)]]
    assert fetched == [URL]
    assert sum(isinstance(error, ChainUnavailable) for error in errors) == 15
    assert sum(isinstance(error, ChainInvalid | ZeroDivisionError) for error in errors) == 1


def test_a_pinned_chain_is_never_fetched_and_trusted_for_its_url_only() -> None:
    foreign = pem(issue("leaf", "other"))
    pinned = verify_chain(foreign, Store([root("other")]), NOW)
    shelf = Shelf(a=chain(), b=foreign)
    certificates = Certificates(roots(), shelf, {url("a"): pinned})
    assert certificates.key(url("a"), NOW) is pinned.key
    assert shelf.asked == []
    with pytest.raises(ChainInvalid):
        certificates.key(url("b"), NOW)
    with pytest.raises(ChainInvalid, match="expired"):
        certificates.key(url("a"), pinned.expires)
    assert shelf.asked == ["b"]


def test_a_url_of_another_host_is_refused_unfetched() -> None:
    shelf = Shelf()
    with pytest.raises(Refused):
        Certificates(roots(), shelf).key("https://evil.example/echo.api/a", NOW)
    assert shelf.asked == []
