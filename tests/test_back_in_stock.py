"""Told when something sold out is back: asked for, agreed to in speech, told once, and ended by one sentence."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from models import back_in_stock, consent, contacts, goods_events, news_queue, outbox, privacy
from models.back_in_stock import StockWatch
from models.channels import Channel, Purpose
from models.deliveries import Delivery
from models.news import News
from models.quiet import Hours
from models.stock_count import count
from tests.alexa import OWNER, Speaker, words
from tests.talk import START, Talk

NEVER = Hours.checked("UTC", "00:00", "00:00")
NIGHT = Hours.checked("UTC", "22:00", "07:00")
CAKE = {"product": "carrot cake=carrot_cake"}
SOON = START + timedelta(minutes=30)


@pytest.fixture
def alexa(shop: Talk) -> Speaker:
    """Somebody who can be reached by mail."""
    with shop.store.begin() as session:
        contacts.note(session, OWNER, Channel.MAIL, "anna@example.com", START, proven=True)
    return Speaker(shop)


def baked(
    shop: Talk, pieces: int = 8, branch: str = "station", product: str = "carrot_cake"
) -> None:
    """The staff counts."""
    with shop.store.begin() as session:
        count(session, product, pieces, branch)
        goods_events.counted(session, product, pieces, branch, None, START)


def told(shop: Talk) -> list[str]:
    with shop.store.read() as session:
        return sorted(session.scalars(select(News.channel)))


def sent(shop: Talk, now: datetime = SOON, usual: Hours = NEVER) -> Delivery | None:
    """What a notifier would send now."""
    with shop.store.begin() as session:
        if news_queue.claim(session, "notifier", now) is None:
            return None
        found = outbox.next_due(session, OWNER, "notifier", now, usual)
        outbox.release(session, OWNER, "notifier", now, usual)
        return found


def asked(alexa: Speaker) -> str:
    """Ask to be told, and agree; the words that were agreed to."""
    said = words(alexa.say("BackInStockIntent", **CAKE))
    assert said.endswith("Shall I tell you once when the carrot cake is back?")
    assert words(alexa.say("AMAZON.YesIntent")).startswith("I will tell you once")
    return said


def test_after_sold_out_it_is_what_was_asked_for(alexa: Speaker) -> None:
    assert "sold out" in words(alexa.say("StockIntent", **CAKE))
    assert "when the carrot cake is back?" in words(alexa.say("BackInStockIntent"))


def test_a_yes_is_kept_with_its_words_and_all_is_told_once(alexa: Speaker, shop: Talk) -> None:
    said = asked(alexa)
    with shop.store.read() as session:
        standing = consent.standing(session, OWNER, Purpose.BACK_IN_STOCK)
        assert {one.channel: one.words for one in standing} == {"alexa": said, "mail": said}
        assert consent.standing(session, OWNER, Purpose.ORDERS) == []
    assert told(shop) == []
    baked(shop)
    baked(shop)
    assert told(shop) == ["launch", "mail"]
    delivery = sent(shop)
    assert delivery is not None
    assert (delivery.notice, delivery.names, delivery.address) == (
        "back",
        ("carrot cake",),
        "anna@example.com",
    )
    assert "The carrot cake is back." in words(alexa.launch())
    assert "is back" not in words(alexa.launch())


def test_a_no_leaves_nothing(alexa: Speaker, shop: Talk) -> None:
    alexa.say("BackInStockIntent", **CAKE)
    alexa.say("AMAZON.NoIntent")
    baked(shop)
    assert told(shop) == []


def test_who_agreed_is_not_asked_again(alexa: Speaker, shop: Talk) -> None:
    asked(alexa)
    baked(shop, 0, product="bagel")
    said = words(alexa.say("BackInStockIntent", product="bagel=bagel"))
    assert said.startswith("I will tell you once when the bagel is back.")


def test_what_lies_in_another_branch_is_not_back(alexa: Speaker, shop: Talk) -> None:
    asked(alexa)
    baked(shop, branch="harbor")
    assert told(shop) == []


def test_nothing_counted_is_not_back(alexa: Speaker, shop: Talk) -> None:
    asked(alexa)
    baked(shop, 0)
    assert told(shop) == []


def test_stop_telling_me_ends_it_even_for_what_waits_to_be_sent(alexa: Speaker, shop: Talk) -> None:
    asked(alexa)
    baked(shop)
    alexa.say("NoNewsIntent")
    assert sent(shop) is None
    assert "is back" not in words(alexa.launch())


def test_a_yes_of_later_does_not_bring_back_what_was_asked_before(
    alexa: Speaker, shop: Talk
) -> None:
    asked(alexa)
    alexa.say("NoNewsIntent")
    with shop.store.begin() as session:
        about = (session, OWNER, Channel.MAIL, Purpose.BACK_IN_STOCK)
        consent.give(*about, "Shall I?", "en-US", START + timedelta(hours=1))
    baked(shop)
    assert told(shop) == []


def test_a_message_waits_for_the_end_of_the_quiet_hours(alexa: Speaker, shop: Talk) -> None:
    asked(alexa)
    baked(shop)
    assert sent(shop, START.replace(hour=23), NIGHT) is None
    morning = START.replace(hour=7) + timedelta(days=1)
    assert sent(shop, morning - timedelta(seconds=1), NIGHT) is None
    late = sent(shop, START.replace(hour=23, minute=30), NEVER)
    assert late is None, "the queue is due in the morning"


def test_what_was_sold_out_again_meanwhile_is_not_told(alexa: Speaker, shop: Talk) -> None:
    asked(alexa)
    baked(shop)
    baked(shop, 0)
    assert sent(shop) is None
    assert "is back" not in words(alexa.launch())


def test_so_many_are_waited_for_and_no_more(alexa: Speaker, shop: Talk) -> None:
    asked(alexa)
    for product in ("bagel", "brownie", "croissant", "scone", "cheesecake"):
        baked(shop, 0, product=product)
        said = words(alexa.say("BackInStockIntent", product=f"{product}={product}"))
    assert "at most five" in said
    with shop.store.read() as session:
        assert back_in_stock.counts(session) == (back_in_stock.MOST, 0)


def test_it_is_given_out_and_erased_with_all_else(alexa: Speaker, shop: Talk) -> None:
    asked(alexa)
    baked(shop)
    with shop.store.begin() as session:
        given = privacy.everything(session, OWNER)
        assert len(given["stock_watch"]) == 1
        assert len(given["news"]) == 2
        privacy.erase(session, OWNER, START)
        assert session.scalars(select(StockWatch)).all() == []
        assert session.scalars(select(News)).all() == []
