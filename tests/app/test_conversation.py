"""Visits at the counter: who is spoken to, what is being asked, and what a yes is good for."""

import pytest

from app.counter.conversation import Conversation
from app.counter.snapshot import snapshot
from models.base import Store
from skills.grammar import OPENING
from tests.conftest import Clock


def products(store: Store, owner: str) -> list[str]:
    found = snapshot(store, owner)["cart"]
    return [line["product"] for line in found["lines"]] if found else []


def checked_out(conversation: Conversation) -> str:
    """Go on to the read-back of an order; gives the owner."""
    for words in ("a large latte", "check out", "sophia"):
        reply = conversation.say(words)
    assert reply.speech.endswith("Shall I place the order?")
    return reply.owner


def test_a_visit_begins_with_a_greeting_and_a_question(conversation: Conversation) -> None:
    reply = conversation.greet()
    assert reply.speech == "Welcome to Corner Coffee. What would you like?"
    assert (reply.words, reply.meaning, reply.ended) == ("", None, False)
    assert conversation.say("two croissants").owner == reply.owner


def test_the_next_person_after_an_end_has_an_empty_cart(
    conversation: Conversation, demo_store: Store
) -> None:
    first = conversation.say("two croissants")
    assert conversation.say("goodbye").ended
    second = conversation.say("what's in my cart")
    assert second.owner != first.owner
    assert second.speech.startswith("Your cart is empty.")
    assert products(demo_store, first.owner) == ["croissant"]


def test_an_order_ends_the_visit(conversation: Conversation, demo_store: Store) -> None:
    owner = checked_out(conversation)
    placed = conversation.say("yes")
    assert placed.ended
    assert snapshot(demo_store, owner)["order"]["first_name"] == "Sophia"
    assert conversation.say("a large latte").owner != owner


def test_silence_beyond_the_limit_brings_the_next_person(
    conversation: Conversation, clock: Clock
) -> None:
    first = conversation.say("two croissants")
    clock.forward(61)
    assert conversation.focus == OPENING
    second = conversation.say("what's in my cart")
    assert second.owner != first.owner
    assert second.speech.startswith("Your cart is empty.")


def test_silence_below_the_limit_changes_nothing(conversation: Conversation, clock: Clock) -> None:
    first = conversation.say("two croissants")
    clock.forward(50)
    assert conversation.say("what's in my cart").owner == first.owner


def test_who_leaves_takes_the_open_question_along(conversation: Conversation) -> None:
    first = conversation.say("a latte")
    assert conversation.focus == "choice"
    conversation.leave()
    assert conversation.focus == OPENING
    assert conversation.greet().owner != first.owner


def test_the_focus_is_the_question_asked_last(conversation: Conversation) -> None:
    asked = []
    for words in ("a latte", "large", "check out", "sophia"):
        conversation.say(words)
        asked.append(conversation.focus)
    assert asked == ["choice", "else", "name", "confirm"]


def test_a_visit_is_at_its_beginning_until_something_is_understood(
    conversation: Conversation,
) -> None:
    heard = [conversation.focus]
    conversation.greet()
    heard.append(conversation.focus)
    conversation.say("purple elephants")
    heard.append(conversation.focus)
    conversation.say("a croissant")
    assert heard == [OPENING] * 3
    assert conversation.focus == "else"


def test_an_answer_counts_only_after_its_question(conversation: Conversation) -> None:
    assert conversation.say("sophia").meaning is None
    conversation.say("a large latte")
    conversation.say("check out")
    meaning = conversation.say("sophia").meaning
    assert meaning is not None
    assert meaning.intent == "NameIntent"


@pytest.mark.parametrize("between", ["how much is a latte", "what's in my cart", "help"])
def test_after_a_question_in_between_the_order_is_read_again_and_the_yes_is_to_that(
    conversation: Conversation, demo_store: Store, between: str
) -> None:
    owner = checked_out(conversation)
    assert conversation.say(between).speech.endswith("Shall I place the order?")
    assert conversation.say("yes").ended
    assert snapshot(demo_store, owner)["order"] is not None


@pytest.mark.parametrize("between", ["add a croissant", "no", "what do you have"])
def test_a_stray_yes_orders_nothing(
    conversation: Conversation, demo_store: Store, between: str
) -> None:
    owner = checked_out(conversation)
    conversation.say(between)
    assert not conversation.say("yes").ended
    assert snapshot(demo_store, owner)["order"] is None


def test_a_yes_out_of_the_blue_orders_nothing(
    conversation: Conversation, demo_store: Store
) -> None:
    reply = conversation.say("yes")
    assert reply.speech == "What would you like?"
    assert snapshot(demo_store, reply.owner) == {"cart": None, "order": None}


def test_a_yes_of_the_next_person_orders_nothing(
    conversation: Conversation, demo_store: Store, clock: Clock
) -> None:
    owner = checked_out(conversation)
    clock.forward(61)
    assert conversation.say("yes").owner != owner
    assert snapshot(demo_store, owner)["order"] is None


def test_two_misses_in_a_row_offer_a_person(conversation: Conversation) -> None:
    assert "555 0100" not in conversation.say("purple elephants").speech
    assert "555 0100" in conversation.say("purple elephants").speech


def test_two_misses_with_success_between_do_not(conversation: Conversation) -> None:
    conversation.say("purple elephants")
    conversation.say("two croissants")
    assert "555 0100" not in conversation.say("purple elephants").speech


def test_a_miss_leaves_the_question_open(conversation: Conversation) -> None:
    conversation.say("a latte")
    conversation.say("purple elephants")
    assert conversation.say("large").speech.startswith("Now it is a large latte")


def test_typing_mistakes_are_forgiven_in_typed_words_only(conversation: Conversation) -> None:
    assert conversation.say("a lage late").meaning is None
    reply = conversation.say("a lage latte", typed=True)
    assert reply.speech.startswith("I added a large latte")
