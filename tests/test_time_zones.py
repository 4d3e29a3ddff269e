"""The time zone of who agreed to be told something: learnt of Alexa beside the turns, and never waited for."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.errands import Errands
from models import quiet, time_zones
from models.quiet import Hours
from models.time_zones import TimeZone
from skills.lexicon import Lexicon
from tests.alexa import OWNER, Speaker
from tests.app.amazon import serving
from tests.app.telling import StandIn, stand_in
from tests.talk import START, Talk, talk

USUAL = Hours.checked("UTC", "22:00", "07:00")
Opened = tuple[Talk, Speaker, StandIn]


@pytest.fixture
def opened(
    demo_url: str, demo_lexicon: Lexicon, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Any]:
    """Opens a shop whose Alexa answers as told."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")

    @contextmanager
    def open_(*answers: str) -> Iterator[Opened]:
        with (
            stand_in(serving, tmp_path / "amazon.log", *answers) as amazon,
            talk(demo_url, demo_lexicon) as shop,
        ):
            here = replace(shop.alexa.shop, api_origins=frozenset({amazon.origin}))
            shop = replace(shop, alexa=replace(shop.alexa, shop=here))
            yield shop, Speaker(shop, endpoint=amazon.origin), amazon

    return open_


def agrees(alexa: Speaker) -> None:
    alexa.say("NewsIntent")
    alexa.say("AMAZON.YesIntent")


def settled(shop: Talk) -> str | None:
    """The zone, when all that the turns left behind is done."""
    shop.alexa.shop.errands.close()
    with shop.store.read() as session:
        return time_zones.find(session, OWNER)


def anew(shop: Talk, errands: Errands) -> Talk:
    """The shop with these errands."""
    here = replace(shop.alexa.shop, errands=errands)
    return replace(shop, alexa=replace(shop.alexa, shop=here))


def test_a_yes_to_being_told_has_the_zone_learnt_for_quiet_hours(
    opened: Callable[..., Any],
) -> None:
    with opened() as (shop, alexa, amazon):
        agrees(alexa)
        assert settled(shop) == "America/Denver"
        with shop.store.read() as session:
            hours = quiet.hours_of(session, OWNER, USUAL)
        assert hours == Hours("America/Denver", time(22), time(7))
        (note,) = amazon.notes()
        assert note["path"] == "/v2/devices/amzn1.ask.device.1/settings/System.timeZone"


def test_who_agreed_to_nothing_is_not_asked_about(opened: Callable[..., Any]) -> None:
    with opened() as (shop, alexa, amazon):
        alexa.launch()
        alexa.say("NewsIntent")
        alexa.say("AMAZON.NoIntent")
        alexa.launch()
        assert settled(shop) is None
        assert amazon.notes() == []


@pytest.mark.parametrize(
    "answer", ["204", "403", "drop", "hang", "zone=Mars/Olympus", "zone=../etc/passwd"]
)
def test_a_zone_that_cannot_be_had_is_asked_for_again_a_day_later_and_the_shops_is_used(
    opened: Callable[..., Any], answer: str, caplog: pytest.LogCaptureFixture
) -> None:
    with opened(answer) as (shop, alexa, amazon):
        agrees(alexa)
        alexa.launch()
        alexa.launch()
        assert settled(shop) is None
        assert len(amazon.notes()) == 1
        assert len(caplog.records) == 1
        said = caplog.text
        assert not [one for one in ("amzn1", "Olympus", "passwd", "token") if one in said]
        with shop.store.begin() as session:
            assert quiet.hours_of(session, OWNER, USUAL) == USUAL
            session.get_one(TimeZone, OWNER).asked_at = START - time_zones.UNKNOWN
        shop = alexa.shop = anew(shop, Errands())
        alexa.launch()
        assert settled(shop) == "America/Denver"


def test_no_turn_waits_for_what_is_asked(opened: Callable[..., Any]) -> None:
    read, write = os.pipe()
    busy = Errands(threads=1)
    busy.do(lambda: os.read(read, 1))
    with opened() as (shop, alexa, amazon):
        shop = alexa.shop = anew(shop, busy)
        agrees(alexa)
        alexa.launch()
        assert amazon.notes() == []
        os.write(write, b"a")
        assert settled(shop) == "America/Denver"


def test_the_answer_that_is_given_again_asks_for_nothing(opened: Callable[..., Any]) -> None:
    with opened() as (shop, alexa, amazon):
        agrees(alexa)
        alexa.send(alexa.sent)
        settled(shop)
        assert len(amazon.notes()) == 1


def test_a_zone_is_learnt_once_and_again_after_a_month(opened: Callable[..., Any]) -> None:
    with opened() as (shop, _alexa, _amazon), shop.store.begin() as session:
        assert time_zones.wanted(session, OWNER, START)
        assert time_zones.learn(session, OWNER, "Asia/Seoul")
        assert not time_zones.wanted(session, OWNER, START + timedelta(days=29))
        assert time_zones.wanted(session, OWNER, START + timedelta(days=30))
        assert time_zones.wanted(session, OWNER, START + timedelta(days=30), anew=True)


def test_an_owner_who_was_forgotten_meanwhile_stays_forgotten(opened: Callable[..., Any]) -> None:
    with opened() as (shop, _alexa, _amazon), shop.store.begin() as session:
        assert not time_zones.learn(session, OWNER, "Asia/Seoul")
        assert time_zones.find(session, OWNER) is None


def test_too_many_errands_are_left_out() -> None:
    read, write = os.pipe()
    errands = Errands(threads=1, waiting=1)
    done = [errands.do(lambda: os.read(read, 1)) for _ in range(3)]
    os.write(write, b"ab")
    errands.close()
    assert done == [True, True, False]


def test_an_errand_that_fails_is_told_by_its_kind_alone(caplog: pytest.LogCaptureFixture) -> None:
    errands = Errands()
    errands.do(lambda: datetime(1, 1, 99, tzinfo=UTC))
    errands.close()
    assert not errands.do(list), "nothing begins any more"
    assert caplog.messages == ["an errand failed: ValueError"]
