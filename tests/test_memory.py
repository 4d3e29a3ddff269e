"""What is remembered of an account: agreed to once, used and told aloud, and forgotten; and of nobody at the counter."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from models import consent, orders, preferences, privacy
from models.channels import Channel, Purpose
from models.fulfilment import OrderStatus
from models.preferences import MOST_VIEWED
from skills.envelope import spoken
from tests.alexa import OWNER, Speaker
from tests.talk import START, Talk

LATTE = {"product": "latte=latte", "size": "large=large", "milk": "oat milk=oat_milk"}
ASKED = (
    "Shall I remember for next time what you like, such as oat milk, and what you look at? "
    "You can say forget my preferences at any time."
)


def say(alexa: Speaker, intent: str, **slots: str | list[str]) -> str:
    """What is answered; an answer that ends the session leaves nothing of it."""
    response = alexa.say(intent, **slots)
    if response.get("shouldEndSession"):
        alexa.attributes = {}
    return spoken({"response": response})


def launch(alexa: Speaker) -> str:
    alexa.attributes = {}
    return spoken({"response": alexa.launch()})


def buy(alexa: Speaker, **slots: str | list[str]) -> str:
    """Order one thing; what is said last."""
    say(alexa, "AddItemIntent", **(slots or LATTE))
    if "first name" in say(alexa, "CheckoutIntent"):
        say(alexa, "NameIntent", first_name="anna")
    return say(alexa, "AMAZON.YesIntent")


def likes(shop: Talk) -> dict[str, str]:
    with shop.store.read() as session:
        return preferences.likes(session, OWNER)


def test_it_is_asked_after_the_third_order_and_a_yes_is_kept_with_its_words(
    shop: Talk, alexa: Speaker
) -> None:
    assert [buy(alexa).endswith("Goodbye.") for _ in range(2)] == [True, True]
    assert buy(alexa).endswith(f" points. {ASKED}")
    assert likes(shop) == {}
    assert say(alexa, "AMAZON.YesIntent") == "Thank you, I will remember it. Goodbye."
    assert likes(shop) == {"size": "large", "milk": "oat_milk"}
    with shop.store.read() as session:
        found = consent.find(session, OWNER, Channel.ALEXA, Purpose.MEMORY)
        assert found
        assert found.words == ASKED
        assert {"preference", "consent"} <= privacy.everything(session, OWNER).keys()
    assert buy(alexa).endswith("Goodbye.")


@pytest.mark.parametrize("answer", ["AMAZON.NoIntent", "AMAZON.StopIntent", "CartIntent"])
def test_what_is_no_yes_is_never_asked_again(shop: Talk, alexa: Speaker, answer: str) -> None:
    for _ in range(3):
        buy(alexa)
    say(alexa, answer)
    alexa.attributes = {}
    assert buy(alexa).endswith("Goodbye.")
    assert likes(shop) == {}


def remembering(alexa: Speaker) -> None:
    """Three orders, and the yes."""
    for _ in range(3):
        buy(alexa)
    say(alexa, "AMAZON.YesIntent")


def test_what_is_liked_stands_in_for_what_is_left_open_and_is_said(
    shop: Talk, alexa: Speaker
) -> None:
    remembering(alexa)
    said = say(alexa, "AddItemIntent", product="mocha=mocha")
    assert said == "I added a large mocha with oat milk, as usual. Anything else?"
    said = say(alexa, "AddItemIntent", product="latte=latte", size="small=small")
    assert said == "I added a small latte with oat milk, as usual. Anything else?"
    assert say(alexa, "AddItemIntent", product="bagel=bagel").startswith("I added a bagel. Any")
    said = say(alexa, "AddItemIntent", **{**LATTE, "milk": "no milk=milk.none"})
    assert said.startswith("I added a large latte. Any")


def test_it_is_looked_up_once_in_a_talk(
    shop: Talk, alexa: Speaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def counted(_session: object, owner: str) -> dict[str, str]:
        asked.append(owner)
        return {}

    monkeypatch.setattr(preferences, "likes", counted)
    for _ in range(2):
        say(alexa, "AddItemIntent", **LATTE)
    assert asked == [OWNER]
    launch(alexa)
    say(alexa, "AddItemIntent", **LATTE)
    assert asked == [OWNER] * 2
    shop.counter.say("a large latte")
    assert asked == [OWNER] * 2


def test_it_is_told_and_forgotten_on_request_and_orders_stay(shop: Talk, alexa: Speaker) -> None:
    assert say(alexa, "KnownIntent") == "I know nothing of you yet. Anything else?"
    remembering(alexa)
    told = say(alexa, "KnownIntent")
    assert told.startswith(
        "I know your first name, Anna. You like oat milk and large. You have ordered here three times."
    )
    assert say(alexa, "ForgetIntent").endswith("Your orders stay in our books.")
    assert say(alexa, "AMAZON.NoIntent").endswith("Anything else?")
    assert likes(shop)
    say(alexa, "ForgetIntent")
    said = say(alexa, "AMAZON.YesIntent")
    assert said == "I forgot it. Only your orders stay in our books. Anything else?"
    assert likes(shop) == {}
    assert "What size" in say(alexa, "AddItemIntent", product="mocha=mocha")
    assert say(alexa, "KnownIntent").startswith("You have ordered here three times.")
    with shop.store.read() as session:
        assert consent.standing(session, OWNER, Purpose.MEMORY) == []


def test_who_wants_no_news_is_remembered_all_the_same(shop: Talk, alexa: Speaker) -> None:
    remembering(alexa)
    say(alexa, "NoNewsIntent")
    with shop.store.read() as session:
        assert consent.standing(session, OWNER, Purpose.MEMORY)


def test_the_usual_is_what_was_ordered_most_and_asked_about(shop: Talk, alexa: Speaker) -> None:
    assert say(alexa, "UsualIntent").startswith("You have not ordered anything yet.")
    buy(alexa)
    assert say(alexa, "UsualIntent").startswith("Last time you had a large latte with oat milk.")
    buy(alexa)
    buy(alexa, product="bagel=bagel")
    usual = "Your usual is a large latte with oat milk. Shall I add it?"
    assert say(alexa, "UsualIntent") == usual
    assert shop.cart(OWNER) == []
    assert say(alexa, "AMAZON.YesIntent").startswith("I added a large latte with oat milk.")
    assert say(alexa, "UsualIntent") == usual
    assert say(alexa, "UsualIntent").startswith("I added a large latte with oat milk. That makes")
    said = say(alexa, "UsualIntent", size="small=small", milk="no milk=milk.none")
    assert said == "That would be a small latte. Shall I add it?"
    say(alexa, "AMAZON.YesIntent")
    assert shop.cart(OWNER)[1] == [1, "latte", {"size": "small"}]
    said = say(alexa, "UsualIntent", topping="butter=butter")
    assert said.startswith("There is no choice of topping for the latte.")


def test_the_same_again_with_changes_and_what_is_gone_is_told(shop: Talk, alexa: Speaker) -> None:
    buy(alexa)
    said = say(alexa, "ReorderIntent", milk="no milk=milk.none")
    assert said.startswith("I added a large latte. Any")
    with shop.store.begin() as session:
        session.connection().exec_driver_sql("UPDATE product SET sold = false WHERE id = 'latte'")
        session.connection().exec_driver_sql("UPDATE shop SET edition = 'another'")
    assert say(alexa, "UsualIntent").startswith("I had to leave out latte.")


def viewed(shop: Talk) -> list[str]:
    with shop.store.read() as session:
        return preferences.viewed(session, OWNER)


@pytest.mark.parametrize("end", ["AMAZON.StopIntent", "SessionEndedRequest"])
def test_what_was_looked_at_is_kept_at_the_end_if_that_was_agreed(
    shop: Talk, alexa: Speaker, end: str
) -> None:
    def look() -> str:
        alexa.attributes = {}
        for product in ("brownie", "bagel", "brownie"):
            say(alexa, "PriceIntent", product=f"{product}={product}")
        said = say(alexa, "ViewedIntent")
        if end == "SessionEndedRequest":
            alexa.send(alexa.plain(end, reason="USER_INITIATED"))
        else:
            say(alexa, end)
        return said

    assert look().startswith("You looked at brownie and bagel.")
    assert viewed(shop) == []
    remembering(alexa)
    look()
    assert viewed(shop) == ["brownie", "bagel"]
    alexa.attributes = {}
    assert say(alexa, "ViewedIntent").startswith("You looked at brownie and bagel.")


def test_ten_are_kept_and_the_latest_first(shop: Talk, alexa: Speaker) -> None:
    with shop.store.begin() as session:
        about = (session, OWNER, Channel.ALEXA, Purpose.MEMORY)
        consent.give(*about, "Shall I?", "en-US", START)
        for number in range(12):
            preferences.keep_viewed(session, OWNER, [str(number), "same"], START)
        kept = preferences.viewed(session, OWNER)
        assert len(kept) == MOST_VIEWED
        preferences.keep_viewed(session, OWNER, ["newest", "next"], datetime.now(UTC))
        assert preferences.viewed(session, OWNER)[:2] == ["newest", "next"]


def test_an_account_is_greeted_by_time_visit_cart_and_what_it_wants_to_be_told(
    shop: Talk, alexa: Speaker
) -> None:
    assert launch(alexa) == "Welcome to Corner Coffee. What would you like?"
    again = launch(alexa)
    assert again.startswith(("Good morning. ", "Good afternoon. ", "Good evening. "))
    assert again.endswith("Welcome back to Corner Coffee. What would you like?")
    buy(alexa)
    say(alexa, "NewsIntent")
    say(alexa, "AMAZON.YesIntent")
    for status in (OrderStatus.PREPARING, OrderStatus.READY):
        with shop.store.begin() as session:
            orders.move(session, 100, status, START)
    say(alexa, "AddItemIntent", product="bagel=bagel")
    ready = "Your cart is still here. Order one zero zero, a large latte with oat milk, is ready"
    assert ready in launch(alexa)
    assert launch(alexa).endswith("Your cart is still here. What would you like?")


@pytest.mark.parametrize(
    "words", ["the usual", "what do you know about me", "forget my preferences"]
)
def test_at_the_counter_nobody_is_known_and_that_is_said(shop: Talk, words: str) -> None:
    assert shop.counter.say(words).speech.startswith("Here I do not know who you are")


def test_nothing_is_asked_or_kept_at_the_counter(shop: Talk) -> None:
    for _ in range(4):
        for words in ("a large latte with oat milk", "check out", "no"):
            shop.counter.say(words)
        assert shop.counter.say("yes").speech.endswith("Goodbye.")
    with shop.store.read() as session:
        tables: list[Any] = [preferences.PREFERENCE, preferences.VIEWED]
        assert [session.execute(select(table)).all() for table in tables] == [[], []]
