"""The locale of a request is the locale of its answer; the counter speaks the one that is set."""

import pytest

from app.bootstrap import World, make_conversation
from app.settings import Settings
from models.base import Store
from skills.envelope import spoken
from tests.app.world import Customer


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en-US", "Your cart is empty."),
        ("en-GB", "Your basket is empty."),
        ("en-AU", "Your basket is empty."),
        ("en-CA", "Your cart is empty."),
        ("en-IN", "Your cart is empty."),
        ("fr-FR", "Your cart is empty."),
    ],
)
def test_alexa_is_answered_in_the_locale_of_the_request(
    customer: Customer, locale: str, said: str
) -> None:
    request = customer.request("what's in my cart")
    request["request"]["locale"] = locale
    assert spoken(customer.send(request)).startswith(said)


def test_the_currency_is_the_shop_s_in_every_locale(customer: Customer) -> None:
    request = customer.request("how much is a brownie")
    request["request"]["locale"] = "en-GB"
    assert "dollar" in spoken(customer.send(request))


def test_the_counter_speaks_the_locale_that_is_set(demo_store: Store, world: World) -> None:
    settings = Settings(locale="en-GB", variants="first")
    heard = make_conversation(demo_store, settings, world).say("what's in my trolley")
    assert heard.meaning is not None
    assert heard.meaning.intent == "CartIntent"
    assert heard.speech.startswith("Your basket is empty.")
