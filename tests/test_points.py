"""Points at Alexa's door: told, earned, spent, kept, given back; in words, from the first order on."""

from datetime import timedelta

import pytest

from models import orders
from models.orders import OrderStatus
from models.pricing import points
from skills.envelope import spoken
from tests.alexa import OWNER, SCREEN, Speaker
from tests.talk import START, Talk


@pytest.fixture
def alexa(shop: Talk) -> Speaker:
    return Speaker(shop, interfaces=SCREEN)


def said(alexa: Speaker, intent: str, **slots: str) -> str:
    return spoken({"response": alexa.say(intent, **slots)})


def order(alexa: Speaker, quantity: str = "6") -> str:
    """Order large lattes, up to the read-back."""
    alexa.say("AddItemIntent", quantity=quantity, size="large=large", product="lattes=latte")
    alexa.say("NameIntent", first_name="sophia")
    return said(alexa, "CheckoutIntent")


def hand_over(shop: Talk, number: int) -> None:
    with shop.store.begin() as session:
        for status in (OrderStatus.PREPARING, OrderStatus.READY, OrderStatus.COLLECTED):
            orders.move(session, number, status, START)


def balance(shop: Talk) -> int:
    with shop.store.read() as session:
        return points.balance(session, OWNER, START + timedelta(days=1))


def test_points_are_earned_told_spent_and_given_back(shop: Talk, alexa: Speaker) -> None:
    assert "no points yet. You get five for every one dollar" in said(alexa, "PointsIntent")
    order(alexa)
    placed = said(alexa, "AMAZON.YesIntent")
    assert "when you pick it up, and then you get one hundred forty eight points. Good" in placed
    assert balance(shop) == 0
    hand_over(shop, 100)
    assert "one hundred forty eight points. They pay one dollar and forty eight cents" in said(
        alexa, "PointsIntent"
    )
    assert "Your cart is empty" in said(alexa, "UsePointsIntent")
    read = order(alexa, "2")
    assert "points" not in read
    read = said(alexa, "UsePointsIntent")
    assert "forty eight points pay one dollar and forty eight cents." in read
    assert "Shall I" in read
    assert "points" not in said(alexa, "KeepPointsIntent")
    said(alexa, "UsePointsIntent")
    assert "Thank you, Sophia." in said(alexa, "AMAZON.YesIntent")
    assert balance(shop) == 0
    assert "Shall I cancel" in said(alexa, "CancelOrderIntent")
    assert "cancelled order" in said(alexa, "AMAZON.YesIntent")
    assert balance(shop) == 148


def test_points_are_in_the_cart_and_on_its_screen(shop: Talk, alexa: Speaker) -> None:
    order(alexa)
    alexa.say("AMAZON.YesIntent")
    hand_over(shop, 100)
    alexa.say("AddItemIntent", product="bagel=bagel")
    assert "points pay" in said(alexa, "UsePointsIntent")
    assert "points pay" in said(alexa, "CartIntent")
    (document,) = alexa.directives("RenderDocument")
    assert "148 points" in [row["left"] for row in document["datasources"]["shown"]["rows"]]
    assert "leave your points as they are" in said(alexa, "KeepPointsIntent")


def test_with_too_few_points_nothing_is_paid(shop: Talk, alexa: Speaker) -> None:
    order(alexa, "1")
    alexa.say("AMAZON.YesIntent")
    hand_over(shop, 100)
    told = said(alexa, "PointsIntent")
    assert "You can pay with them from fifty on." in told
    alexa.say("AddItemIntent", product="bagel=bagel")
    assert "from fifty on, and you have twenty" in said(alexa, "UsePointsIntent")
