"""Being told unasked: agreed to in speech, kept in the ledger, stopped at once at both doors."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models import consent, contacts, news, news_queue, orders, outbox
from models.channels import Channel, Purpose
from models.fulfilment import OrderStatus
from models.quiet import Hours
from tests.alexa import OWNER, Speaker, words
from tests.talk import START, Talk
from tests.test_reminders import ORDER

NEVER = Hours.checked("UTC", "00:00", "00:00")
ADDRESS = "anna@example.com"


@pytest.fixture
def alexa(shop: Talk) -> Speaker:
    """Somebody whose order waits, and who can be reached by mail."""
    with shop.store.begin() as session:
        contacts.note(session, OWNER, Channel.MAIL, ADDRESS, START, proven=True)
    speaker = Speaker(shop)
    for intent, slots in ORDER:
        speaker.say(intent, **slots)
    return speaker


def agreed(shop: Talk, owner: str = OWNER) -> dict[str, str]:
    """Channels with a consent that stands, and the words it rests on."""
    with shop.store.read() as session:
        return {one.channel: one.words for one in consent.standing(session, owner, Purpose.ORDERS)}


def ready(shop: Talk, number: int = 100) -> None:
    for status in (OrderStatus.PREPARING, OrderStatus.READY):
        with shop.store.begin() as session:
            orders.move(session, number, status, START)


def published(shop: Talk) -> set[tuple[str, str]]:
    with shop.store.read() as session:
        return {(one.channel, one.kind) for one in session.scalars(select(news.News))}


def switched(alexa: Speaker, subscriptions: list[str], minute: int) -> None:
    """Alexa tells what the customer switched on in the app, at a minute after nine."""
    event = alexa.plain("AlexaSkillEvent.ProactiveSubscriptionChanged")
    event["request"]["body"] = {"subscriptions": [{"eventName": one} for one in subscriptions]}
    event["request"]["timestamp"] = f"2026-11-22T09:{minute:02}:00Z"
    del event["session"]
    alexa.send(event)


ORDER_NEWS = ["AMAZON.OrderStatus.Updated"]


def test_a_yes_is_kept_for_each_channel_with_the_words_it_was_given_to(
    alexa: Speaker, shop: Talk
) -> None:
    asked = words(alexa.say("NewsIntent"))
    assert asked.endswith("when you open me next. Also by mail. Shall I do that?")
    assert agreed(shop) == {}
    alexa.say("AMAZON.YesIntent")
    assert agreed(shop) == {"alexa": asked, "mail": asked}


def test_a_no_keeps_nothing_and_nothing_is_told(alexa: Speaker, shop: Talk) -> None:
    alexa.say("NewsIntent")
    alexa.say("AMAZON.NoIntent")
    ready(shop)
    assert agreed(shop) == {}
    assert published(shop) == set()


def test_a_yes_to_news_of_orders_is_none_to_offers(alexa: Speaker, shop: Talk) -> None:
    alexa.say("NewsIntent")
    alexa.say("AMAZON.YesIntent")
    with shop.store.read() as session:
        assert consent.standing(session, OWNER, Purpose.OFFERS) == []


def test_what_is_ready_is_a_message_and_told_at_the_next_launch_but_no_event_of_alexa(
    alexa: Speaker, shop: Talk
) -> None:
    switched(alexa, ORDER_NEWS, 1)
    alexa.say("NewsIntent")
    alexa.say("AMAZON.YesIntent")
    ready(shop)
    told = {("alexa", "preparing"), ("launch", "ready"), ("mail", "ready")}
    assert published(shop) == told
    assert "Order one zero zero, a bagel, is ready to pick up" in words(alexa.launch())
    assert "is ready" not in words(alexa.launch())


def test_stop_telling_me_ends_all_channels_at_once(alexa: Speaker, shop: Talk) -> None:
    switched(alexa, ORDER_NEWS, 1)
    alexa.say("NewsIntent")
    alexa.say("AMAZON.YesIntent")
    ready(shop)
    assert words(alexa.say("NoNewsIntent")).startswith("All right, I tell you nothing unasked")
    assert agreed(shop) == {}
    assert "is ready" not in words(alexa.launch())
    with shop.store.begin() as session:
        assert news_queue.claim(session, "notifier", START + timedelta(minutes=2)) == OWNER
        later = START + timedelta(minutes=3)
        assert outbox.next_due(session, OWNER, "notifier", later, NEVER) is None
    with shop.store.read() as session:
        assert outbox.counts(session)["withdrawn"] == 2
        ledger = consent.ledger(session, OWNER)
        assert {(one.channel, one.withdrawn_by) for one in ledger} == {
            ("alexa", "NoNewsIntent said"),
            ("mail", "NoNewsIntent said"),
        }


def test_news_switched_on_in_the_app_are_a_yes_unless_a_later_no_was_said(
    alexa: Speaker, shop: Talk
) -> None:
    switched(alexa, ORDER_NEWS, 0)
    assert agreed(shop) == {"alexa": "switched on in the Alexa app"}
    alexa.say("NoNewsIntent")
    switched(alexa, [*ORDER_NEWS, "AMAZON.MessageAlert.Activated"], 0)
    assert agreed(shop) == {}, "told late, but switched on before the no"
    switched(alexa, ORDER_NEWS, 30)
    assert agreed(shop) == {"alexa": "switched on in the Alexa app"}


def test_news_switched_off_in_the_app_are_a_no_for_alexa_alone(alexa: Speaker, shop: Talk) -> None:
    switched(alexa, ORDER_NEWS, 0)
    alexa.say("NewsIntent")
    alexa.say("AMAZON.YesIntent")
    switched(alexa, [], 30)
    assert set(agreed(shop)) == {"mail"}


def ordered(shop: Talk) -> str:
    """Order at the counter; who did."""
    for said in ("a bagel", "check out", "anna"):
        shop.counter.say(said)
    return shop.counter.say("yes").owner


def test_who_orders_at_a_counter_agrees_to_be_called_there(shop: Talk) -> None:
    owner = ordered(shop)
    assert agreed(shop, owner) == {
        "counter": "I will call your number here. Shall I place the order?"
    }
    ready(shop)
    assert published(shop) == {("counter", "ready")}


def test_at_a_counter_telling_is_stopped_for_the_order_whose_number_and_name_are_said(
    shop: Talk,
) -> None:
    owner = ordered(shop)
    ready(shop)
    assert shop.counter.say("stop telling me").speech.startswith("What is the order number?")
    shop.counter.say("one zero zero")
    assert "find no order" in shop.counter.say("maria").speech
    assert set(agreed(shop, owner)) == {"counter"}
    for said in ("stop telling me", "one zero zero"):
        shop.counter.say(said)
    assert shop.counter.say("anna").speech.startswith("All right, I will not call order one zero")
    assert agreed(shop, owner) == {}
    with shop.store.read() as session:
        assert news.due(session, "counter-1", START) == []
