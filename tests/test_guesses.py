"""Guessing at order numbers and names, at both doors: so often and no more, in plain speech, whatever is guessed then."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine, event, select

from models import guesses, tallies
from models.errors import TooManyGuesses
from models.tallies import Tally
from skills.envelope import spoken
from skills.lexicon import Lexicon
from tests.alexa import OWNER, Speaker
from tests.talk import START, Talk, talk

TOO_MANY = "That was wrong too often."
PERSON = ("a large latte", "check out", "sophia", "yes")
RIGHT = "where is order 100 for sophia"
FOUND = "Order one zero zero, a large latte, is received"


@pytest.fixture
def shop(demo_url: str, demo_lexicon: Lexicon) -> Iterator[Talk]:
    """Somebody ordered at the counter and is gone."""
    with talk(demo_url, demo_lexicon) as opened:
        for words in PERSON:
            opened.counter.say(words)
        opened.counter.leave()
        yield opened


def asked(shop: Talk, words: str) -> str:
    """What a new person at the counter is told."""
    shop.counter.leave()
    return shop.counter.say(words).speech


def tally(shop: Talk) -> dict[str, int]:
    with shop.store.read() as session:
        return {one.owner: one.count for one in session.scalars(select(Tally))}


def alexa_asks(alexa: Speaker, name: str) -> str:
    alexa.attributes = {}
    return spoken({"response": alexa.say("OrderStatusIntent", number="100", first_name=name)})


def test_at_a_counter_all_persons_together_may_guess_so_often(shop: Talk) -> None:
    most = guesses.COUNTER[guesses.ORDER].wrong
    for _ in range(most):
        assert "I find no order" in asked(shop, "where is order 100 for peter")
    assert tally(shop)["counter:counter-1"] == most
    assert asked(shop, "where is order 100 for peter").startswith(TOO_MANY)
    assert asked(shop, RIGHT).startswith(TOO_MANY)
    assert tally(shop)["counter:counter-1"] == most


def test_one_person_may_guess_less_often_than_all_together(shop: Talk) -> None:
    for _ in range(guesses.CUSTOMER[guesses.ORDER].wrong):
        shop.counter.say("where is order 100 for peter")
    assert shop.counter.say(RIGHT).speech.startswith(TOO_MANY)
    assert asked(shop, RIGHT).startswith(FOUND)


def test_an_account_that_guesses_is_told_when_to_try_again(shop: Talk) -> None:
    alexa = Speaker(shop)
    for _ in range(guesses.CUSTOMER[guesses.ORDER].wrong):
        assert "I find no order" in alexa_asks(alexa, "peter")
    assert alexa_asks(alexa, "sophia").startswith(
        "That was wrong too often. You can try again in about ten minutes, or ask one of us."
    )
    assert asked(shop, RIGHT).startswith(FOUND)


def test_after_a_while_it_may_be_tried_again(shop: Talk) -> None:
    with shop.store.begin() as session:
        allowance = guesses.CUSTOMER[guesses.ORDER]
        before = START - allowance.window + timedelta(seconds=30)
        tallies.add(session, guesses.ORDER, OWNER, allowance.wrong, before, allowance.window)
        with pytest.raises(TooManyGuesses) as refused:
            guesses.check(session, guesses.ORDER, OWNER, START)
        assert refused.value.minutes == 2
        guesses.check(session, guesses.ORDER, OWNER, START + timedelta(seconds=30))


def test_the_same_wrong_guess_sent_again_counts_once(shop: Talk) -> None:
    alexa = Speaker(shop)
    alexa_asks(alexa, "peter")
    for _ in range(3):
        alexa.send(alexa.sent)
    assert tally(shop) == {OWNER: 1}


def test_a_right_guess_costs_no_statement_more_and_counts_nothing(shop: Talk) -> None:
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        asked(shop, RIGHT)
        (found,) = [one for one in seen if "tally" in one]
        asked(shop, "what's in my cart")
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert "FROM customer_order" in found
    assert len([one for one in seen if "tally" in one]) == 1
    assert tally(shop) == {}


def test_old_counts_are_thrown_out(shop: Talk) -> None:
    window = timedelta(minutes=1)
    with shop.store.begin() as session:
        tallies.add(session, "api", "old", 1, START, window)
        tallies.add(session, "api", "new", 1, START + timedelta(days=2), window)
    assert tally(shop) == {"new": 1}


def test_codes_of_coupons_may_be_guessed_at_so_often(shop: Talk) -> None:
    alexa = Speaker(shop)

    def uses(code: str) -> str:
        return spoken({"response": alexa.say("CouponIntent", coupon=code)})

    alexa.say("AddItemIntent", product="bagel=bagel")
    for _ in range(guesses.CUSTOMER[guesses.COUPON].wrong):
        assert uses("welcome30").startswith("I know no coupon welcome30")
    assert uses("welcome20").startswith(TOO_MANY)
    assert tally(shop) == {OWNER: guesses.CUSTOMER[guesses.COUPON].wrong}
