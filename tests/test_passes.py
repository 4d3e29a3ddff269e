"""A code that Alexa tells an account says at the counter whose visit it is: once, in time, and until the visit ends."""

import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select

from app.bootstrap import World, constant_seed
from app.counter.conversation import Conversation
from app.counter.exchange import Guess, Reply, Said
from models import (
    cart,
    consent,
    counters,
    customers,
    guesses,
    news,
    orders,
    passes,
    preferences,
    privacy,
    turns,
)
from models.channels import Channel, Purpose
from models.orders import OrderStatus
from models.passes import Pass
from models.pricing import points
from skills.lexicon import Lexicon
from tests.alexa import OWNER, SCREEN, Speaker, words
from tests.conftest import Clock
from tests.talk import START, Talk, talk
from tests.test_memory import buy

CODE = re.compile(
    r"Your code for the counter is ([a-z ]+), ([a-z ]+)\. It is good once, for fifteen minutes\."
)
WRONG = "I know no such code."
HELLO = "Hello again. Welcome "
NOBODY = "Here I do not know who you are"


@pytest.fixture
def shop(
    demo_url: str, demo_lexicon: Lexicon, clock: Clock, new_id: Callable[[], str]
) -> Iterator[Talk]:
    """Both doors, with a clock that can be put forward."""
    clock.now = START
    with talk(demo_url, demo_lexicon, World(clock, new_id, constant_seed)) as opened:
        yield opened


@pytest.fixture
def alexa(shop: Talk) -> Speaker:
    return Speaker(shop, interfaces=SCREEN)


def code_of(alexa: Speaker) -> str:
    """The code that Alexa tells, in words."""
    found = CODE.search(words(alexa.say("CounterCodeIntent")))
    assert found
    return f"{found[1]} {found[2]}"


def come(shop: Talk, alexa: Speaker) -> Reply:
    """Say one's code at the counter."""
    return shop.counter.say(f"my code is {code_of(alexa)}")


def at(shop: Talk, counter: str) -> Conversation:
    """Another counter of the shop."""
    near: Any = shop.counter.shop
    return replace(shop.counter, shop=replace(near, counter=counter))


def next_person(shop: Talk) -> Conversation:
    """Whoever comes next says something."""
    shop.counter.leave()
    return shop.counter


def test_the_code_is_told_in_digits_and_on_a_card_and_kept_as_a_digest(
    shop: Talk, alexa: Speaker
) -> None:
    alexa.say("CounterCodeIntent")
    card = alexa.last["card"]["content"]
    code = card.partition(".")[0].replace(" ", "")
    assert re.fullmatch(r"[1-9]\d\d[1-9]\d\d", code)
    with shop.store.read() as session:
        (kept,) = session.scalars(select(Pass))
        assert kept.owner == OWNER
        assert code not in repr(vars(kept))
        assert kept.expires_at - START < passes.LIFE + timedelta(minutes=1)


def test_at_the_counter_one_is_told_where_a_code_comes_from(shop: Talk) -> None:
    said = shop.counter.say("give me a counter code").speech
    assert said.startswith("Alexa tells you one: open this shop")
    with shop.store.read() as session:
        assert not list(session.scalars(select(Pass)))


def test_the_usual_with_changes_is_had_at_the_counter(shop: Talk, alexa: Speaker) -> None:
    buy(alexa)
    assert shop.counter.say("the usual").speech.startswith(NOBODY)
    hello = come(shop, alexa)
    assert hello.speech == f"{HELLO}back to Corner Coffee. What would you like?"
    assert "oat milk" in shop.counter.say("the usual but small").speech
    shop.counter.say("yes")
    assert shop.cart(OWNER) == [[1, "latte", {"size": "small", "milk": "oat_milk"}]]


def test_what_is_known_is_told_and_forgotten(shop: Talk, alexa: Speaker) -> None:
    for _ in range(3):
        buy(alexa)
    alexa.say("AMAZON.YesIntent")
    come(shop, alexa)
    told = shop.counter.say("what do you know about me").speech
    assert "Anna" in told
    assert "oat milk" in told
    assert "as usual" in shop.counter.say("a large latte").speech
    assert "Shall I forget" in shop.counter.say("forget my preferences").speech
    shop.counter.say("yes")
    with shop.store.read() as session:
        assert not preferences.likes(session, OWNER)


def test_what_was_looked_at_goes_from_door_to_door(shop: Talk, alexa: Speaker) -> None:
    for _ in range(3):
        buy(alexa)
    alexa.say("AMAZON.YesIntent")
    come(shop, alexa)
    shop.counter.say("how much is a mocha")
    assert shop.counter.say("goodbye").ended
    assert "mocha" in words(alexa.say("ViewedIntent"))
    come(shop, alexa)
    assert "mocha" in shop.counter.say("what did i look at last").speech


def test_a_cart_that_was_left_is_told_of_and_ordered(shop: Talk, alexa: Speaker) -> None:
    with shop.store.begin() as session:
        cart.add(session, OWNER, "bagel", 2, [], START - timedelta(hours=2))
    hello = come(shop, alexa)
    assert "two bagels" in hello.speech
    assert hello.speech.startswith(HELLO)
    shop.counter.say("check out")
    assert "two bagels" in shop.counter.say("anna").speech
    assert shop.counter.say("yes").ended
    with shop.store.read() as session:
        (order,) = orders.open_orders(session, OWNER)
        assert (order.counter, order.first_name) == ("counter-1", "Anna")
    assert "two bagels" in words(alexa.say("OrderStatusIntent"))


def test_what_was_kept_for_the_visit_goes_along(shop: Talk, alexa: Speaker) -> None:
    with shop.store.begin() as session:
        session.connection().exec_driver_sql("UPDATE branch_stock SET pieces = 6")
    for words_said in ("four bagels", "check out", "anna"):
        shop.counter.say(words_said)
    hello = come(shop, alexa)
    assert "I added four bagels" in hello.speech
    assert shop.cart(OWNER) == [[4, "bagel", {}]]


def test_what_is_added_is_said_and_not_what_that_makes(shop: Talk, alexa: Speaker) -> None:
    alexa.say("AddItemIntent", product="bagel=bagel")
    shop.counter.say("two bagels")
    assert "I added two bagels" in come(shop, alexa).speech
    assert shop.cart(OWNER) == [[3, "bagel", {}]]


def test_what_makes_no_sense_three_times_is_not_the_account(shop: Talk, alexa: Speaker) -> None:
    come(shop, alexa)
    for _ in range(2):
        shop.counter.say("so he said to me")
    assert NOBODY not in shop.counter.say("what do you know about me").speech
    for _ in range(3):
        shop.counter.say("so he said to me")
    assert NOBODY in shop.counter.say("what do you know about me").speech


def test_what_the_visit_had_goes_along_and_is_not_lost(shop: Talk, alexa: Speaker) -> None:
    alexa.say("AddItemIntent", quantity="1", product="bagel=bagel")
    before = shop.counter.say("two large lattes with no sugar")
    assert "off" in shop.counter.say("use the coffee coupon").speech
    shop.counter.say("pick it up in two hours")
    hello = come(shop, alexa)
    assert "I added two large lattes" in hello.speech
    assert hello.question == "else"
    assert [line[:2] for line in shop.cart(OWNER)] == [[1, "bagel"], [2, "latte"]]
    assert shop.cart(before.owner) == []
    with shop.store.read() as session:
        joined = cart.current(session, OWNER)
        assert joined
        assert joined.coupons == ["coffee_coupon"]
        assert joined.pickup_at
    assert "bagel" in shop.counter.say("what's in my cart").speech
    shop.counter.say("undo that")
    assert [line[:2] for line in shop.cart(OWNER)] == [[1, "bagel"]]


def test_what_the_account_s_cart_cannot_take_is_said(shop: Talk, alexa: Speaker) -> None:
    with shop.store.begin() as session:
        cart.add(session, OWNER, "bagel", 50, [], START, confirmed=True)
    shop.counter.say("two bagels")
    shop.counter.say("a scone")
    said = come(shop, alexa).speech
    assert "I added a scone." in said
    assert "I had to leave out bagel." in said


def test_an_open_choice_is_asked_for_anew(shop: Talk, alexa: Speaker) -> None:
    assert shop.counter.say("a latte").question == "choice"
    assert come(shop, alexa).question == "choice"
    shop.counter.say("large")
    assert [line[:2] for line in shop.cart(OWNER)] == [[1, "latte"]]


def test_points_are_told_and_spent(shop: Talk, alexa: Speaker) -> None:
    assert "If you have a code from Alexa" in shop.counter.say("how many points do i have").speech
    alexa.say("NameIntent", first_name="anna")
    buy(alexa, quantity="6", product="lattes=latte", size="large=large")
    with shop.store.begin() as session:
        for status in (OrderStatus.PREPARING, OrderStatus.READY, OrderStatus.COLLECTED):
            orders.move(session, 100, status, START)
        had = points.balance(session, OWNER, START + timedelta(hours=1))
    assert had > 0
    come(shop, alexa)
    assert "points" in shop.counter.say("how many points do i have").speech
    shop.counter.say("two large lattes")
    assert "points pay" in shop.counter.say("use my points").speech
    shop.counter.say("check out")
    assert shop.counter.say("yes").ended
    with shop.store.read() as session:
        assert points.balance(session, OWNER, START + timedelta(hours=1)) < had


def placed(shop: Talk) -> orders.Order:
    """Order at the counter; the order."""
    shop.counter.say("a scone")
    read = shop.counter.say("check out")
    if "first name" in read.speech:
        read = shop.counter.say("anna")
    assert "I will call your number here." in read.speech
    assert shop.counter.say("yes").ended
    with shop.store.read() as session:
        (order, *_) = orders.listing(session)
        return order


def test_an_account_s_order_is_called_at_the_counter_where_it_stood(
    shop: Talk, alexa: Speaker
) -> None:
    come(shop, alexa)
    order = placed(shop)
    assert order.owner == OWNER
    with shop.store.begin() as session:
        for status in (OrderStatus.PREPARING, OrderStatus.READY):
            orders.move(session, order.number, status, START)
        (told,) = news.due(session, "counter-1", START)
        assert told.order_id == order.id
        given = consent.find(session, OWNER, Channel.COUNTER, Purpose.ORDERS)
        assert given
        assert given.words == "I will call your number here. Shall I place the order?"


def test_what_the_account_orders_at_home_is_called_nowhere(shop: Talk, alexa: Speaker) -> None:
    come(shop, alexa)
    called = placed(shop)
    buy(alexa)
    with shop.store.begin() as session:
        (order,) = (one for one in orders.open_orders(session, OWNER) if one.id != called.id)
        for status in (OrderStatus.PREPARING, OrderStatus.READY):
            orders.move(session, order.number, status, START)
        assert news.due(session, "counter-1", START) == []


def test_nothing_is_asked_behind_an_order_at_a_counter(shop: Talk, alexa: Speaker) -> None:
    for _ in range(2):
        buy(alexa)
    come(shop, alexa)
    shop.counter.say("a large latte with oat milk")
    shop.counter.say("check out")
    last = shop.counter.say("yes")
    assert last.ended
    assert "remember" not in last.speech
    assert "Shall I remember" in buy(alexa)


@pytest.mark.parametrize("end", ["an order", "goodbye", "silence"])
def test_the_next_person_is_nobody_and_hears_nothing(
    shop: Talk, alexa: Speaker, clock: Clock, end: str
) -> None:
    for _ in range(3):
        buy(alexa)
    alexa.say("AMAZON.YesIntent")
    shop.counter.say("a bagel")
    come(shop, alexa)
    if end == "an order":
        assert placed(shop).owner == OWNER
    elif end == "goodbye":
        shop.counter.say("goodbye")
    else:
        clock.forward(61)
    for asked in ("the usual", "what do you know about me", "how many points do i have"):
        reply = shop.counter.say(asked)
        assert "I do not know who you are" in reply.speech
        assert reply.owner.startswith("counter:counter-1:")
    assert "as usual" not in shop.counter.say("a large latte").speech
    assert "Anna" not in shop.counter.say("check out").speech
    assert "number" in shop.counter.say("where is my order").speech
    assert f"{WRONG} " in shop.counter.say("my code is one two three four five six").speech


def test_a_code_is_good_once(shop: Talk, alexa: Speaker) -> None:
    code = code_of(alexa)
    assert shop.counter.say(f"my code is {code}").speech.startswith(HELLO)
    assert next_person(shop).say(f"my code is {code}").speech.startswith(WRONG)
    assert at(shop, "counter-2").say(f"my code is {code}").speech.startswith(WRONG)


def test_wrong_old_and_used_codes_are_refused_alike(
    shop: Talk, alexa: Speaker, clock: Clock
) -> None:
    used, old = code_of(alexa), code_of(alexa)
    newest = code_of(alexa)
    heard = {next_person(shop).say(f"my code is {used}").speech}
    clock.forward(passes.LIFE.total_seconds())
    heard |= {next_person(shop).say(f"my code is {one}").speech for one in (old, newest)}
    assert heard == {
        f"{WRONG} A code is good once, for fifteen minutes. Tries left: two. Anything else?"
    }


def test_only_the_newest_code_is_good(shop: Talk, alexa: Speaker) -> None:
    first, second = code_of(alexa), code_of(alexa)
    assert shop.counter.say(f"my code is {first}").speech.startswith(WRONG)
    assert shop.counter.say(f"my code is {second}").speech.startswith(HELLO)


def test_one_person_and_one_counter_may_guess_so_often(shop: Talk, alexa: Speaker) -> None:
    wrong, right = "my code is nine nine nine nine nine nine", f"my code is {code_of(alexa)}"
    said = [shop.counter.say(wrong).speech for _ in range(guesses.CUSTOMER[guesses.WHO].wrong)]
    assert said[-1].startswith("I know no such code, and that was the last try.")
    assert shop.counter.say(right).speech.startswith("That was wrong too often.")
    for _ in range(guesses.COUNTER[guesses.WHO].wrong - len(said)):
        next_person(shop).say(wrong)
    assert next_person(shop).say(right).speech.startswith("That was wrong too often.")
    assert at(shop, "counter-2").say(right).speech.startswith(HELLO)


def test_codes_are_given_so_often_an_hour(shop: Talk, alexa: Speaker) -> None:
    last = [code_of(alexa) for _ in range(passes.MOST)][-1]
    assert words(alexa.say("CounterCodeIntent")).startswith("I gave you five codes")
    assert shop.counter.say(f"my code is {last}").speech.startswith(HELLO)


def test_a_code_that_another_has_is_drawn_again(shop: Talk) -> None:
    drawn = iter(["111111", "111111", "222222"])
    with shop.store.begin() as session:
        given = [passes.give(session, one, START, lambda: next(drawn)) for one in ("a:1", "a:2")]
    assert given == ["111111", "222222"]


def test_who_is_known_already_is_no_one_else(shop: Talk, alexa: Speaker) -> None:
    come(shop, alexa)
    again = come(shop, alexa)
    assert again.speech.startswith("I know already whose visit this is.")
    assert again.owner == OWNER
    assert shop.counter.say("give me a counter code").speech.startswith("I know already")


def said_again(shop: Talk, turn: str, heard: str, *after: str) -> Reply:
    """A turn as a counter sends it."""
    near: Any = shop.counter.shop
    reply: Reply = near.answer(Said(turn=turn, heard=(Guess(words=heard),), after=after))
    return reply


def test_a_turn_that_comes_again_is_answered_alike(shop: Talk, alexa: Speaker) -> None:
    code = f"my code is {code_of(alexa)}"
    said_again(shop, "t1", "a bagel")
    first = said_again(shop, "t2", code, "t1")
    after = said_again(shop, "t3", "what's in my cart", "t2", "t1")
    assert said_again(shop, "t2", code, "t1").response == first.response
    assert said_again(shop, "t3", "what's in my cart", "t2", "t1").response == after.response
    assert "bagel" in after.speech
    assert after.owner == OWNER


def test_a_counter_can_name_no_turn_of_another_nor_of_alexa(shop: Talk, alexa: Speaker) -> None:
    said_again(shop, "t1", f"my code is {code_of(alexa)}")
    alexa.say("AMAZON.HelpIntent")
    other: Any = at(shop, "counter-2").shop
    with shop.store.read() as session:
        kept = list(session.execute(select(turns.Turn.request_id, turns.Turn.owner)))
    assert ("counter:counter-1:t1", OWNER) in [tuple(one) for one in kept]
    for turn in ("t1", alexa.sent["request"]["requestId"].replace(".", "-")):
        said = Said(turn=f"x-{turn}", heard=(Guess(words="the usual"),), after=(turn,))
        reply = other.answer(said)
        assert reply.speech.startswith(NOBODY)
        assert reply.owner == f"counter:counter-2:x-{turn}"
    with pytest.raises(ValueError, match="after"):
        Said(turn="x", heard=None, after=(alexa.sent["request"]["requestId"],))


def test_at_the_counter_there_is_none_of_what_only_alexa_has(shop: Talk, alexa: Speaker) -> None:
    hello = come(shop, alexa)
    assert "card" not in hello.response["response"]
    assert shop.counter.say("turn on notifications").speech.startswith("I cannot send news here")
    assert shop.counter.say("remind me").speech.startswith("I cannot remind you here")
    with shop.store.read() as session:
        assert not consent.ledger(session, OWNER)


def test_the_code_is_the_account_s_to_have_and_to_lose(shop: Talk, alexa: Speaker) -> None:
    code = code_of(alexa)
    with shop.store.begin() as session:
        assert privacy.everything(session, OWNER)["counter_pass"]
        privacy.erase(session, OWNER, START)
    assert shop.counter.say(f"my code is {code}").speech.startswith(WRONG)


def test_a_coupon_for_accounts_and_their_one_use(shop: Talk, alexa: Speaker) -> None:
    shop.counter.say("a bagel")
    assert "I do not know who you are" in shop.counter.say("use the welcome coupon").speech
    come(shop, alexa)
    assert "off" in shop.counter.say("use the welcome coupon").speech
    assert placed(shop).discounts
    shop.counter.say("a bagel")
    come(shop, alexa)
    assert "off" not in shop.counter.say("use the welcome coupon").speech


def test_who_stands_at_a_counter_buys_at_its_branch(shop: Talk, alexa: Speaker) -> None:
    with shop.store.begin() as session:
        counters.put(session, "counter-1", "station")
        customers.set_branch(session, OWNER, "harbor", START)
    come(shop, alexa)
    assert "harbor" not in shop.counter.say("where are you").speech.lower()
    shop.counter.say("a scone")
    assert "here" in shop.counter.say("pick it up at the harbor").speech
    assert placed(shop).branch_id == "station"
    with shop.store.read() as session:
        assert customers.branch_of(session, OWNER) == "harbor"


def test_a_stranger_ends_calling_and_no_more_of_an_account(shop: Talk, alexa: Speaker) -> None:
    alexa.say("NewsIntent")
    alexa.say("AMAZON.YesIntent")
    come(shop, alexa)
    order = placed(shop)
    for said in ("stop telling me", " ".join(str(order.number)), "anna"):
        told = shop.counter.say(said).speech
    assert told.startswith("All right, I will not call order")
    with shop.store.read() as session:
        standing = consent.standing(session, OWNER, Purpose.ORDERS)
        assert [one.channel for one in standing] == [Channel.ALEXA]


def test_news_of_open_orders_is_told_with_the_greeting(shop: Talk, alexa: Speaker) -> None:
    alexa.say("NewsIntent")
    alexa.say("AMAZON.YesIntent")
    alexa.attributes = {}
    buy(alexa)
    with shop.store.begin() as session:
        for status in (OrderStatus.PREPARING, OrderStatus.READY):
            orders.move(session, 100, status, START)
    assert "Order one zero zero, a large latte with oat milk, is ready" in come(shop, alexa).speech


def test_no_code_stands_in_the_log_or_in_what_is_counted(
    shop: Talk, alexa: Speaker, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    told = code_of(alexa)
    digits = alexa.last["card"]["content"].partition(".")[0].replace(" ", "")
    said_again(shop, "t1", f"my code is {digits}")
    said_again(shop, "t2", "my code is 987654")
    with shop.store.read() as session:
        at_counter = select(turns.Turn).where(turns.Turn.request_id.startswith("counter:"))
        kept = repr([vars(one) for one in session.scalars(at_counter)])
    door: Any = shop.counter.shop
    counted = door.visits.door.shop.meter.registry
    shown = "".join([caplog.text, kept, repr([m.samples for m in counted.collect()])])
    halves = (told[: len(told) // 3], alexa.last["card"]["content"].partition(".")[0])
    for code in (told, digits, *halves, "987654", "nine eight seven"):
        assert code not in shown


def test_a_turn_of_an_account_runs_no_statement_more(shop: Talk, alexa: Speaker) -> None:
    """Who it is comes with the turn before, which is read anyway."""
    seen: list[str] = []
    with shop.store.read() as session:
        event.listen(
            session.get_bind(), "before_cursor_execute", lambda *said: seen.append(said[2])
        )

    def ran(sentence: str) -> int:
        seen.clear()
        shop.counter.say(sentence)
        return len(seen)

    talked = ("a scone", "a bagel", "what's in my cart", "check out", "anna")
    anybody = [ran(one) for one in talked]
    shop.counter.leave()
    come(shop, alexa)
    assert all(ran(one) <= before for one, before in zip(talked, anybody, strict=True))


@pytest.mark.parametrize("end", ["goodbye", "silence", "a turn that names none"])
def test_a_counter_that_goes_on_after_the_end_speaks_for_nobody(
    shop: Talk, alexa: Speaker, clock: Clock, end: str
) -> None:
    """The shop ends a visit, whatever the counter believes."""
    buy(alexa)
    said_again(shop, "t1", f"my code is {code_of(alexa)}")
    assert said_again(shop, "t2", "the usual", "t1").owner == OWNER
    named: tuple[str, ...] = ("t2", "t1")
    if end == "goodbye":
        said_again(shop, "t3", "goodbye", *named)
        named = ("t3", *named)
    elif end == "silence":
        clock.forward(60)
    else:
        named = ()
    reply = said_again(shop, "t4", "the usual", *named)
    assert reply.speech.startswith(NOBODY)
    assert reply.owner == "counter:counter-1:t4"
