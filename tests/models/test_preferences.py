"""What counts as a liking, and what is kept of it."""

import pytest
from sqlalchemy.orm import Session

from models import orders, preferences
from models.preferences import LATEST, Liking, learn, likes, tastes
from tests.models.test_usual import order
from tests.models.world import CARAMEL, LARGE, LATER, NOW, OAT, OWNER, SMALL, VANILLA


def liked(session: Session) -> dict[str, str]:
    return {one.group: one.choice for one in tastes(session, OWNER)}


def test_three_orders_with_the_same_choice_are_a_liking_and_two_are_none(session: Session) -> None:
    order(session, ("latte", 2, (LARGE, OAT)), ("latte", 1, (SMALL, OAT)))
    order(session, ("latte", 1, (LARGE, OAT)))
    assert liked(session) == {}
    order(session, ("latte", 1, (SMALL, OAT)))
    assert tastes(session, OWNER) == [Liking("milk", "oat_milk", "oat milk")]


def test_of_two_choices_of_a_group_the_more_frequent_is_liked(session: Session) -> None:
    for syrups in ((VANILLA, CARAMEL), (CARAMEL,), (VANILLA, CARAMEL), (VANILLA, CARAMEL)):
        order(session, ("latte", 1, (LARGE, *syrups)))
    assert liked(session) == {"syrup": "caramel", "size": "large"}


def test_what_was_cancelled_or_is_long_ago_does_not_count(session: Session) -> None:
    for _ in range(3):
        orders.cancel(session, order(session, ("latte", 1, (LARGE, OAT))), NOW)
    assert liked(session) == {}
    for _ in range(3):
        order(session, ("latte", 1, (LARGE, OAT)))
    for _ in range(LATEST):
        order(session, ("latte", 1, (SMALL,)))
    assert liked(session) == {"size": "small"}


@pytest.mark.parametrize("choice", ["cream", "oat_milk"])
def test_what_is_learned_again_takes_the_place_of_what_was(session: Session, choice: str) -> None:
    learn(session, OWNER, [Liking("milk", "oat_milk", "oat milk")], NOW)
    learn(session, OWNER, [Liking("milk", choice, choice)], LATER)
    assert likes(session, OWNER) == {"milk": choice}
    preferences.forget(session, OWNER)
    assert likes(session, OWNER) == {}
