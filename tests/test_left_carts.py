"""Carts that were left: mentioned once at a visit; a message to who agreed alone, after 3 hours, then 24, then never."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app.notifier.notifier import Notifier
from models import cart, cart_reminders, checkout, consent, contacts, news_queue, outbox, privacy
from models.base import Store
from models.cart_reminders import Step
from models.channels import Channel, Purpose
from models.deliveries import Delivery
from models.news import News
from models.quiet import Hours
from tests.alexa import OWNER, Speaker, words
from tests.app.test_notifier import NEVER, Post, paced
from tests.conftest import Clock
from tests.talk import START, Talk

NIGHT = Hours.checked("UTC", "22:00", "07:00")
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
ANN = "alexa:ANN"


def mailed(store: Store, owner: str = ANN) -> None:
    with store.begin() as session:
        contacts.note(session, owner, Channel.MAIL, "ann@example.com", START, proven=True)


def agreed(store: Store, purpose: Purpose = Purpose.OFFERS, owner: str = ANN) -> None:
    mailed(store, owner)
    with store.begin() as session:
        consent.give(session, owner, Channel.MAIL, purpose, "Shall I?", "en-US", START)


def filled(store: Store, owner: str = ANN, now: datetime = START) -> None:
    with store.begin() as session:
        cart.add(session, owner, "bagel", 1, [], now)


def swept(store: Store, after: timedelta) -> int:
    with store.begin() as session:
        return cart_reminders.remind(session, START + after)


def sent(store: Store, after: timedelta, usual: Hours = NEVER) -> Delivery | None:
    """What a notifier would send so long after the start."""
    now = START + after
    with store.begin() as session:
        if news_queue.claim(session, "notifier", now) is None:
            return None
        found = outbox.next_due(session, ANN, "notifier", now, usual)
        if found:
            outbox.delivered(session, found.id, now)
        outbox.release(session, ANN, "notifier", now, usual)
        return found


def test_nobody_is_written_to_without_a_consent_for_just_this(demo_store: Store) -> None:
    filled(demo_store)
    mailed(demo_store)
    for purpose in (Purpose.ORDERS, Purpose.BACK_IN_STOCK):
        agreed(demo_store, purpose)
    assert [swept(demo_store, hours * HOUR) for hours in (3, 12, 24, 47)] == [0, 0, 0, 0]


def test_it_is_three_hours_then_a_day_then_never(demo_store: Store) -> None:
    filled(demo_store)
    agreed(demo_store)
    found = []
    for hours in (2.9, 3, 3.1, 23, 24, 25, 47, 48, 72, 1000):
        if swept(demo_store, hours * HOUR):
            delivery = sent(demo_store, hours * HOUR)
            assert delivery is not None
            found.append((hours, delivery.notice, delivery.names))
    assert found == [(3, "cart", ("bagel",)), (24, "cart", ("bagel",))]


def test_a_change_begins_the_time_anew_and_repeats_nothing(demo_store: Store) -> None:
    filled(demo_store)
    agreed(demo_store)
    assert swept(demo_store, 3 * HOUR) == 1
    filled(demo_store, now=START + 4 * HOUR)
    assert sent(demo_store, 4 * HOUR) is None, "the customer was here meanwhile"
    assert swept(demo_store, 7 * HOUR) == 0
    assert swept(demo_store, 28 * HOUR) == 1


@pytest.mark.parametrize("how", ["ordered", "emptied"])
def test_what_was_ordered_or_emptied_is_not_told(demo_store: Store, how: str) -> None:
    filled(demo_store)
    agreed(demo_store)
    assert swept(demo_store, 3 * HOUR) == 1
    with demo_store.begin() as session:
        if how == "emptied":
            cart.empty(session, ANN, START + 3 * HOUR)
        else:
            version = checkout.quote(session, ANN, START + 3 * HOUR).cart_version
            checkout.place(session, ANN, version, "Ann", START + 3 * HOUR)
    assert sent(demo_store, 3 * HOUR + MINUTE) is None
    assert swept(demo_store, 25 * HOUR) == 0
    with demo_store.read() as session:
        recovered = (1, 1) if how == "ordered" else (1, 0)
        assert cart_reminders.counts(session)[Step.FIRST] == recovered


def test_an_order_before_any_reminder_is_no_recovery(demo_store: Store) -> None:
    filled(demo_store)
    agreed(demo_store)
    with demo_store.begin() as session:
        version = checkout.quote(session, ANN, START + HOUR).cart_version
        checkout.place(session, ANN, version, "Ann", START + HOUR)
    assert swept(demo_store, 3 * HOUR) == 0
    with demo_store.read() as session:
        assert cart_reminders.counts(session)[Step.FIRST] == (0, 0)


def test_at_night_it_waits_for_the_morning(demo_store: Store) -> None:
    filled(demo_store, now=START + 11 * HOUR)  # eight in the evening
    agreed(demo_store)
    assert swept(demo_store, 14 * HOUR) == 1
    assert sent(demo_store, 14 * HOUR, NIGHT) is None
    assert sent(demo_store, 22 * HOUR - MINUTE, NIGHT) is None
    assert sent(demo_store, 22 * HOUR, NIGHT) is not None


def test_stop_between_the_notice_and_the_sending_counts(demo_store: Store) -> None:
    filled(demo_store)
    agreed(demo_store)
    swept(demo_store, 3 * HOUR)
    with demo_store.begin() as session:
        consent.withdraw(session, ANN, "NoNewsIntent said", START + 3 * HOUR)
    assert sent(demo_store, 3 * HOUR + MINUTE) is None
    assert swept(demo_store, 24 * HOUR) == 0


def test_of_several_that_look_at_once_one_tells(demo_url: str) -> None:
    with Store.open(demo_url) as store:
        filled(store)
        agreed(store)
        with ThreadPoolExecutor(4) as sweepers:
            found = list(sweepers.map(lambda _: swept(store, 3 * HOUR), range(4)))
    assert sum(found) == 1
    with Store.open(demo_url) as store, store.read() as session:
        assert len(session.scalars(select(News)).all()) == 1


def test_the_notifier_looks_by_itself(demo_store: Store) -> None:
    filled(demo_store)
    agreed(demo_store)
    clock, post = Clock(START + 2 * HOUR), Post()
    carriers = {Channel.MAIL: post}
    pace = paced(demo_store, clock)
    notifier = Notifier(
        demo_store, carriers, lambda: clock.now, lambda: 0.5, "notifier", NEVER, pace
    )
    notifier.step()
    clock.now = START + 3 * HOUR
    notifier.step()
    notifier.step()
    assert [one.notice for one in post.sent] == ["cart"]


def test_at_the_next_visit_it_is_said_once(alexa: Speaker, shop: Talk) -> None:
    filled(shop.store, OWNER, START - timedelta(days=3))
    said = words(alexa.launch())
    assert said.startswith("Welcome to Corner Coffee. You left a bagel in your cart.")
    assert "Welcome back to Corner Coffee. Your cart is still here." in words(alexa.launch())


def test_a_cart_of_just_now_was_not_left(alexa: Speaker, shop: Talk) -> None:
    filled(shop.store, OWNER, START - timedelta(minutes=10))
    assert "You left" not in words(alexa.launch())


def test_the_consent_is_asked_for_when_asked_for_and_kept_with_its_words(
    alexa: Speaker, shop: Talk
) -> None:
    assert "I need an address" in words(alexa.say("CartReminderIntent"))
    mailed(shop.store, OWNER)
    asked = words(alexa.say("CartReminderIntent"))
    assert asked.endswith("after three hours and once more after a day?")
    with shop.store.read() as session:
        assert consent.ledger(session, OWNER) == []
    assert words(alexa.say("AMAZON.YesIntent")).startswith("I will tell you of a cart")
    with shop.store.read() as session:
        (one,) = consent.ledger(session, OWNER)
        assert (one.channel, one.purpose, one.words) == ("mail", "offers", asked)
    assert words(alexa.say("CartReminderIntent")).startswith("I will tell you of a cart")
    alexa.say("NoNewsIntent")
    filled(shop.store, OWNER)
    assert swept(shop.store, 3 * HOUR) == 0


def test_a_no_keeps_nothing(alexa: Speaker, shop: Talk) -> None:
    mailed(shop.store, OWNER)
    alexa.say("CartReminderIntent")
    alexa.say("AMAZON.NoIntent")
    with shop.store.read() as session:
        assert consent.ledger(session, OWNER) == []


def test_reminders_are_given_out_and_erased(demo_store: Store) -> None:
    filled(demo_store)
    agreed(demo_store)
    swept(demo_store, 3 * HOUR)
    with demo_store.begin() as session:
        given = privacy.everything(session, ANN)
        assert (len(given["cart_reminder"]), len(given["news"])) == (1, 1)
        privacy.erase(session, ANN, START)
        assert session.scalars(select(cart_reminders.CartReminder)).all() == []
