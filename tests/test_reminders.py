"""Being reminded of an order on Alexa: asked in speech each time, allowed by a card, set at a stand-in of Alexa's own."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from models import orders, reminders
from models.fulfilment import OrderStatus
from skills.lexicon import Lexicon
from tests.alexa import OWNER, Speaker, words
from tests.talk import START, Talk, talk
from tests.web.host import Host

ORDER: tuple[tuple[str, dict[str, str]], ...] = (
    ("AddItemIntent", {"product": "bagel=bagel"}),
    ("NameIntent", {"first_name": "anna"}),
    ("CheckoutIntent", {}),
    ("AMAZON.YesIntent", {}),
)


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with Host() as started:
        started.says = "reminder"
        yield started


@pytest.fixture
def shop(demo_url: str, demo_lexicon: Lexicon, host: Host) -> Iterator[Talk]:
    with talk(demo_url, demo_lexicon) as opened:
        here = replace(opened.alexa.shop, api_origins=frozenset({host.origin}))
        yield replace(opened, alexa=replace(opened.alexa, shop=here))


@pytest.fixture
def alexa(shop: Talk, host: Host) -> Speaker:
    speaker = Speaker(shop, endpoint=host.origin)
    for intent, slots in ORDER:
        speaker.say(intent, **slots)
    return speaker


def kept(shop: Talk) -> reminders.Reminder | None:
    with shop.store.read() as session:
        order = orders.last(session, OWNER)
        return reminders.find(session, order) if order else None


def test_a_reminder_is_asked_for_with_its_time_and_set_after_a_yes(
    alexa: Speaker, shop: Talk, host: Host
) -> None:
    asked = words(alexa.say("RemindIntent"))
    assert asked.startswith(
        "Shall I remind you once, in about ten minutes, that order one zero zero"
    )
    assert not host.posted
    assert words(alexa.say("AMAZON.YesIntent")).startswith("I will remind you once, in about ten")
    assert [post.path for post in host.posted] == ["/v1/alerts/reminders"]
    said = host.posted[0].body["alertInfo"]["spokenInfo"]["content"][0]
    assert said == {"locale": "en-US", "text": "Order one zero zero should be ready to pick up."}
    reminder = kept(shop)
    assert reminder and (reminder.words, reminder.token) == (asked, "alert-1")
    assert START + timedelta(minutes=9) < reminder.due_at < START + timedelta(minutes=11)


def test_without_a_yes_nothing_is_set(alexa: Speaker, shop: Talk, host: Host) -> None:
    alexa.say("RemindIntent")
    alexa.say("AMAZON.NoIntent")
    assert (host.posted, kept(shop)) == ([], None)


def test_each_reminder_is_asked_for_once(alexa: Speaker, host: Host) -> None:
    alexa.say("RemindIntent")
    alexa.say("AMAZON.YesIntent")
    assert words(alexa.say("RemindIntent")).startswith("A reminder for order one zero zero is set")
    assert len(host.posted) == 1


@pytest.mark.parametrize("status", ["401", "403"])
def test_a_missing_permission_is_asked_for_by_a_card(
    alexa: Speaker, shop: Talk, host: Host, status: str
) -> None:
    host.says = status
    alexa.say("RemindIntent")
    response = alexa.say("AMAZON.YesIntent")
    assert response["card"] == {
        "type": "AskForPermissionsConsent",
        "permissions": ["alexa::alerts:reminders:skill:readwrite"],
    }
    assert kept(shop) is None


def test_a_reminder_that_cannot_be_set_is_not_promised(
    alexa: Speaker, shop: Talk, host: Host
) -> None:
    host.says = "500"
    alexa.say("RemindIntent")
    assert "do not count on one" in words(alexa.say("AMAZON.YesIntent"))
    assert kept(shop) is None


def test_what_is_ready_needs_no_reminder(alexa: Speaker, shop: Talk, host: Host) -> None:
    with shop.store.begin() as session:
        orders.move(session, 100, OrderStatus.PREPARING, START)
        orders.move(session, 100, OrderStatus.READY, START)
    assert "is ready to pick up" in words(alexa.say("RemindIntent"))


def test_the_counter_says_what_it_cannot_do(shop: Talk) -> None:
    assert shop.counter.say("remind me").speech.startswith("I cannot remind you here")
