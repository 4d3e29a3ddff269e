"""Fetching from a host that misbehaves: it costs little and ends in a refusal."""

from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore

import pytest

from app.outward import Outward
from app.web.chain_fetch import Fetcher
from app.web.errors import ChainUnavailable
from tests.web.host import GOOD, Host


@pytest.mark.parametrize("name", ["good", "chunked"])
def test_a_plain_answer_is_returned(host: Host, name: str) -> None:
    assert Fetcher(host.origin)(host.url(name)) == GOOD


@pytest.mark.parametrize(
    "name",
    [
        "404",
        "403",
        "500",
        "503",
        "204",
        "206",
        "redirect",
        "large",
        "endless",
        "garbage",
        "nothing",
    ],
)
def test_anything_else_is_refused(host: Host, name: str) -> None:
    with pytest.raises(ChainUnavailable):
        Fetcher(host.origin)(host.url(name))


@pytest.mark.parametrize("name", ["silent", "slow_headers", "slow_body"])
def test_a_slow_answer_is_given_up(host: Host, name: str) -> None:
    with pytest.raises(ChainUnavailable):
        Fetcher(host.origin, Outward(whole_s=0.2))(host.url(name))


def test_a_silence_is_given_up(host: Host) -> None:
    with pytest.raises(ChainUnavailable, match="ReadTimeout"):
        Fetcher(host.origin, Outward(read_s=0.1))(host.url("silent"))


def test_a_redirect_is_not_followed(host: Host) -> None:
    with pytest.raises(ChainUnavailable, match="302"):
        Fetcher(host.origin)(host.url("redirect"))
    assert host.asked == ["/echo.api/redirect"]


def test_a_broken_off_answer_is_refused(host: Host) -> None:
    with pytest.raises(ChainUnavailable):
        Fetcher(host.origin)(host.url("short"))


def test_nobody_listening_is_refused() -> None:
    with Host() as gone:
        origin = gone.origin
    with pytest.raises(ChainUnavailable):
        Fetcher(origin)(Host.url("good"))


def test_only_so_many_fetches_are_under_way(host: Host) -> None:
    fetch = Fetcher(host.origin, Outward(slots=BoundedSemaphore(1)))
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(fetch, host.url("silent"))
        assert host.asked_for_silence.wait(10)
        with pytest.raises(ChainUnavailable, match="already"):
            fetch(host.url("good"))
        host.done.set()
        assert isinstance(first.exception(), ChainUnavailable)
    assert "/echo.api/good" not in host.asked


def test_a_slot_is_given_back(host: Host) -> None:
    fetch = Fetcher(host.origin, Outward(slots=BoundedSemaphore(1)))
    with pytest.raises(ChainUnavailable):
        fetch(host.url("404"))
    assert fetch.outward.slots.acquire(timeout=10)
    fetch.outward.slots.release()
    assert fetch(host.url("good")) == GOOD
