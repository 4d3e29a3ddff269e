"""A code said back to the shop, at either door, proves the address that it was sent to."""

from typing import Any

import pytest
from sqlalchemy import update

from models import consent, contacts, guesses, proofs
from models.channels import Channel, Purpose
from models.proofs import Proof
from skills.lexicon import Lexicon
from skills.understand import Understanding
from tests.alexa import OWNER, Speaker, words
from tests.talk import START, Talk
from tests.test_proofs import Box, asks, is_proven, notify

Json = dict[str, Any]


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def alexa(shop: Talk) -> Speaker:
    """Somebody whose address the staff put on file; it is not proven."""
    with shop.store.begin() as session:
        contacts.note(session, OWNER, Channel.MAIL, "ann@example.com", START, proven=False)
    return Speaker(shop)


def tells(alexa: Speaker, code: str) -> str:
    """What is answered to a code."""
    return words(alexa.say("CodeIntent", passcode=code))


def agreed(shop: Talk) -> set[str]:
    with shop.store.read() as session:
        return {one.channel for one in consent.standing(session, OWNER, Purpose.ORDERS)}


def wanted(alexa: Speaker) -> Json:
    """The customer wants to be told, and says yes."""
    assert "mail" not in words(alexa.say("NewsIntent"))
    return alexa.say("AMAZON.YesIntent")


def test_who_wants_to_be_told_is_sent_a_code_and_asked_for_it(
    alexa: Speaker, shop: Talk, box: Box
) -> None:
    asked = wanted(alexa)
    assert "a code of six digits to your address. What is the code?" in words(asked)
    assert not asked["shouldEndSession"]
    (directive,) = alexa.directives("ElicitSlot")
    assert directive["updatedIntent"]["name"] == "CodeIntent"
    assert agreed(shop) == {"alexa"}
    code = notify(shop, box).code
    right = tells(alexa, code)
    assert right.startswith("That is the code, thank you. I can tell you unasked")
    assert right.endswith("Also by mail. Shall I do that?")
    assert is_proven(shop)
    assert agreed(shop) == {"alexa"}, "an address is not a yes"
    alexa.say("AMAZON.YesIntent")
    assert agreed(shop) == {"alexa", "mail"}
    assert len(box.sent) == 1


def test_who_is_told_already_is_sent_one_as_well(alexa: Speaker, shop: Talk, box: Box) -> None:
    wanted(alexa)
    assert words(alexa.say("AMAZON.NoIntent")).startswith("All right")
    asked = words(alexa.say("NewsIntent"))
    assert asked.startswith("I tell you already")
    assert "What is the code?" in asked
    assert tells(alexa, notify(shop, box).code).startswith("That is the code")


def test_nothing_is_sent_before_the_yes_nor_where_all_is_proven(
    alexa: Speaker, shop: Talk, box: Box
) -> None:
    alexa.say("NewsIntent")
    alexa.say("AMAZON.NoIntent")
    assert notify(shop, box).sent == []
    with shop.store.begin() as session:
        contacts.note(session, OWNER, Channel.MAIL, "ann@example.com", START, proven=True)
    alexa.say("NewsIntent")
    assert "code" not in words(alexa.say("AMAZON.YesIntent"))
    assert notify(shop, box).sent == []


def test_the_code_can_be_said_later_and_in_another_session(
    alexa: Speaker, shop: Talk, box: Box
) -> None:
    wanted(alexa)
    code = notify(shop, box).code
    assert tells(Speaker(shop), code).startswith("That is the code")
    assert tells(Speaker(shop), code).startswith("I wait for no code.")


def test_tries_are_counted_down_and_then_not_even_the_right_code_counts(
    alexa: Speaker, shop: Talk, box: Box
) -> None:
    wanted(alexa)
    code = notify(shop, box).code
    for left in ("four", "three", "two", "one"):
        said = tells(alexa, "654321")
        assert said.startswith(f"That is not the code I sent. Tries left: {left}.")
        assert "What is the code?" in said
    assert "it was the last try" in (last := tells(alexa, "654321"))
    assert "What is the code?" not in last
    assert tells(alexa, code).startswith("That was wrong too often.")
    assert not is_proven(shop)
    assert "What is the code?" in words(alexa.say("NewsIntent"))
    assert tells(alexa, code).startswith("I wait for no code."), "the new one is not sent yet"
    fresh = notify(shop, box, seconds=1).code
    assert tells(alexa, fresh).startswith("That is the code")


@pytest.mark.parametrize("rubbish", ["?", "", "12 34", "١٢٣٤٥٦", "1" * 50])
def test_what_is_no_number_is_not_counted_as_a_try(
    alexa: Speaker, shop: Talk, box: Box, rubbish: str
) -> None:
    wanted(alexa)
    code = notify(shop, box).code
    for _ in range(guesses.CUSTOMER[guesses.CODE].wrong):
        said = tells(alexa, rubbish)
        assert said.startswith("I did not get the code. What is the code?")
    assert tells(alexa, code).startswith("That is the code")


def test_a_code_that_comes_too_late_is_told_so(alexa: Speaker, shop: Talk, box: Box) -> None:
    wanted(alexa)
    code = notify(shop, box).code
    with shop.store.begin() as session:
        session.execute(update(Proof).values(expires_at=START))
    assert tells(alexa, code).startswith("That comes too late: a code is good for fifteen minutes.")
    assert not is_proven(shop)


def test_nobody_proves_the_address_of_another(alexa: Speaker, shop: Talk, box: Box) -> None:
    wanted(alexa)
    code = notify(shop, box).code
    said = shop.counter.say(f"my code is {' '.join(code)}").speech
    assert said.startswith("I know no such code.")
    assert not is_proven(shop)


def test_codes_that_were_asked_for_too_often_are_not_sent(alexa: Speaker, shop: Talk) -> None:
    wanted(alexa)
    for _ in range(proofs.MOST - 1):
        assert "What is the code?" in words(alexa.say("NewsIntent"))
    assert "code" not in words(alexa.say("NewsIntent"))


def test_a_visitor_of_a_counter_says_it_there(shop: Talk, box: Box) -> None:
    """The staff put an address on file for who stands there, and the code came."""
    owner = shop.counter.say("a bagel").owner
    asks(shop, owner)
    code = " ".join(notify(shop, box).code)
    wrong = shop.counter.say("my code is one one one one one one").speech
    assert wrong.startswith("That is not the code I sent. Tries left: four. ")
    right = shop.counter.say(f"my code is {code}").speech
    assert right == "That is the code, thank you. Anything else?"
    assert is_proven(shop, owner)


def test_only_digits_are_enough_after_the_question(demo_lexicon: Lexicon) -> None:
    understanding = Understanding(demo_lexicon)
    asked = understanding.understand("four eight three nine two zero", "code")
    assert asked is not None
    assert (asked.intent, asked.ids("passcode")) == ("CodeIntent", ("483920",))
    assert understanding.understand("four eight three nine two zero") is None
