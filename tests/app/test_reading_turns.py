"""Turns that only ask: they run where nothing can be written, and a yes in disguise does not."""

from collections.abc import Callable

import pytest
from sqlalchemy import text

from skills.answer import Answer
from skills.envelope import spoken
from skills.handlers import HANDLERS, READING
from skills.turn import Turn
from tests.app.world import Customer, Json

ASKED = {
    "SearchIntent": "what tea do you have",
    "PriceIntent": "how much is a latte",
    "OptionsIntent": "what sizes are there for a latte",
    "FindIntent": "do you have anything gluten free",
    "CompareIntent": "what's the difference between a latte and a flat white",
    "ChooseIntent": "help me choose",
    "StockIntent": "do you have croissants",
    "DetailsIntent": "what is in a latte",
    "HoursIntent": "when are you open",
    "BranchIntent": "where is your nearest store",
    "AskIntent": "where can i park",
    "RecommendIntent": "what do you recommend",
    "PairingIntent": "what goes with a latte",
    "CartIntent": "what's in my cart",
    "OffersIntent": "what coupons do you have",
    "PointsIntent": "how many points do i have",
    "OrderStatusIntent": "where is my order",
    "ViewedIntent": "what did i look at last",
    "KnownIntent": "what do you know about me",
    "SlowerIntent": "slower please",
    "NewsIntent": "keep me posted",
    "TalkToPersonIntent": "i want to talk to a person",
    "AMAZON.RepeatIntent": "repeat that",
    "AMAZON.HelpIntent": "help",
}
ONLY_READING = {
    "sqlite": "PRAGMA query_only",
    "postgresql": "SELECT current_setting('transaction_read_only')::boolean::integer",
}


def noting(handler: Callable[[Turn], Answer], seen: list[int]) -> Callable[[Turn], Answer]:
    """The handler; whether nothing can be written is noted."""

    def noted(turn: Turn) -> Answer:
        only_reading = ONLY_READING[turn.session.connection().dialect.name]
        seen.append(turn.session.scalar(text(only_reading)) or 0)
        return handler(turn)

    return noted


def as_intent(request: Json, intent: str) -> Json:
    """The request, of this intent whatever the sentence was understood as."""
    request["request"]["intent"]["name"] = intent
    return request


@pytest.mark.parametrize("ordered", [False, True])
@pytest.mark.parametrize("intent", sorted(READING))
def test_what_only_asks_is_answered_where_nothing_can_be_written(
    customer: Customer, intent: str, ordered: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for words in ("two croissants", "a latte", "large", "check out", "sophia", "yes"):
        if ordered:
            customer.say(words)
    seen: list[int] = []
    monkeypatch.setitem(HANDLERS, intent, noting(HANDLERS[intent], seen))
    request = as_intent(customer.request(ASKED[intent]), intent)
    answer = customer.send(request)
    assert seen == [1]
    assert spoken(answer)
    assert "Nothing was changed" not in spoken(answer)
    assert customer.send(request) == answer
    assert seen[0] == 1


def test_a_yes_in_the_guise_of_a_question_is_a_yes(customer: Customer) -> None:
    for words in ("two croissants", "check out", "sophia"):
        customer.say(words)
    request = as_intent(customer.request("how much is a latte"), "PriceIntent")
    for slot in request["request"]["intent"]["slots"].values():
        slot["confirmationStatus"] = "CONFIRMED"
    request["session"]["attributes"]["then"] = "PriceIntent"
    assert spoken(customer.send(request)).startswith("Thank you, Sophia.")
    assert customer.has()["order"]["status"] == "received"
