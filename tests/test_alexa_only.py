"""What only Alexa has: dialog directives, dynamic entities, screens, cards, events, sessions that end, name-free talk."""

import json
from typing import Any

import pytest
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_model import ResponseEnvelope
from sqlalchemy import delete, update

from app.certify.responses import faults
from models import accounts, addresses, cart, checkout, orders, pending
from models.catalog import Shop
from models.fulfilment import Fulfilment, OrderStatus
from models.turns import Turn
from tests.alexa import OWNER, SCREEN, Speaker, words
from tests.talk import START, Talk
from tests.test_two_doors import request

LATTE = {"product": "latte=latte"}


def check_out(alexa: Speaker) -> None:
    """Up to the question that a yes would answer."""
    alexa.say("AddItemIntent", product="bagel=bagel")
    alexa.say("NameIntent", first_name="anna")
    alexa.say("CheckoutIntent")


def elicits(alexa: Speaker) -> tuple[str, str] | None:
    found = alexa.directives("ElicitSlot")
    return (found[0]["updatedIntent"]["name"], found[0]["slotToElicit"]) if found else None


def test_a_yes_that_is_said_again_hears_of_its_order_and_places_none(
    alexa: Speaker, shop: Talk
) -> None:
    check_out(alexa)
    asked = alexa.attributes  # a device whose answer got lost still has these
    placed = words(alexa.say("AMAZON.YesIntent"))
    assert placed.startswith("Thank you, Anna. Your order number is one zero zero.")
    alexa.attributes = asked
    assert words(alexa.say("AMAZON.YesIntent")).startswith(placed)
    with shop.store.begin() as session:
        (order,) = orders.open_orders(session, OWNER)
        order.placed_at = START - pending.ANSWER_WITHIN
    alexa.attributes = asked
    assert words(alexa.say("AMAZON.YesIntent")).startswith("There is nothing waiting for a yes.")


def test_a_yes_whose_question_a_crash_took_hears_of_no_order_from_before(
    alexa: Speaker, shop: Talk
) -> None:
    check_out(alexa)
    alexa.say("AMAZON.YesIntent")
    alexa.say("AddItemIntent", product="croissant=croissant")
    alexa.say("CheckoutIntent")
    with shop.store.begin() as session:
        pending.drop(session, OWNER)
        session.execute(delete(Turn).where(Turn.request_id == alexa.attributes["asked_by"]))
    assert words(alexa.say("AMAZON.YesIntent")).startswith("There is nothing waiting for a yes.")
    assert "Anna: a croissant, to pick up" in words(alexa.say("CheckoutIntent"))
    assert "Your order number is one zero one." in words(alexa.say("AMAZON.YesIntent"))


def test_each_question_about_a_slot_elicits_it(alexa: Speaker) -> None:
    alexa.say("AddItemIntent", **LATTE)
    assert elicits(alexa) == ("ChangeItemIntent", "size")
    alexa.say("ChangeItemIntent", size="large=large")
    assert elicits(alexa) is None
    alexa.say("CheckoutIntent")
    assert elicits(alexa) == ("NameIntent", "first_name")
    alexa.say("NameIntent", first_name="anna")
    assert elicits(alexa) is None
    alexa.say("PriceIntent")
    assert elicits(alexa) == ("AddItemIntent", "product")


@pytest.mark.parametrize(
    ("heard", "answered"),
    [
        ("yeah sure", "Sorry, I did not understand that. What first name"),
        ("i'd rather not", "From Corner Coffee: a bagel"),
        ("Bob please", "From Corner Coffee for Bob: a bagel"),
        ("my name is O'Brien", "From Corner Coffee for O'Brien: a bagel"),
        ("Mary-Jane", "From Corner Coffee for Mary-Jane: a bagel"),
    ],
)
def test_any_words_can_fill_the_slot_of_a_name(alexa: Speaker, heard: str, answered: str) -> None:
    alexa.say("AddItemIntent", product="bagel=bagel")
    alexa.say("CheckoutIntent")
    assert words(alexa.say("NameIntent", first_name=heard)).startswith(answered)


def test_an_elicited_intent_names_all_its_slots_and_fills_none(alexa: Speaker) -> None:
    alexa.say("AddItemIntent", **LATTE)
    intent = alexa.directives("ElicitSlot")[0]["updatedIntent"]
    assert {"quantity", "product", "size", "milk"} <= set(intent["slots"])
    assert not any("value" in slot for slot in intent["slots"].values())


def test_a_doubtful_quantity_is_confirmed_in_the_intent_that_came(alexa: Speaker) -> None:
    alexa.say("AddItemIntent", product="bagels=bagel", quantity="20")
    directive = alexa.directives("ConfirmSlot")[0]
    assert directive["slotToConfirm"] == "quantity"
    assert directive["updatedIntent"]["slots"]["quantity"]["value"] == "20"
    assert directive["updatedIntent"]["slots"]["product"]["value"] == "bagels"


def test_a_confirmed_slot_places_no_order(alexa: Speaker, shop: Talk) -> None:
    alexa.say("AddItemIntent", product="bagel=bagel")
    alexa.say("NameIntent", first_name="anna")
    alexa.say("CheckoutIntent")
    body = request(
        1, "AddItemIntent", {"product": "bagel=bagel", "quantity": "1"}, alexa.attributes
    )
    body["request"]["intent"]["slots"]["quantity"]["confirmationStatus"] = "CONFIRMED"
    assert words(alexa.send(body)).startswith("I added a bagel")
    with shop.store.read() as session:
        assert orders.last(session, OWNER) is None


def test_a_product_asked_for_after_a_price_is_priced_not_ordered(
    alexa: Speaker, shop: Talk
) -> None:
    alexa.say("PriceIntent")
    assert words(alexa.say("AddItemIntent", product="bagel=bagel")).startswith("A bagel costs")
    assert shop.cart(OWNER) == []


def test_the_greeting_brings_this_customers_products(alexa: Speaker, shop: Talk) -> None:
    with shop.store.begin() as session:
        cart.add(session, OWNER, "chemex", 1, [], START)
    alexa.launch()
    types = alexa.directives("UpdateDynamicEntities")[0]["types"]
    values = types[0]["values"]
    assert (types[0]["name"], values[0]["id"]) == ("product", "chemex")
    assert sum(1 + len(v["name"]["synonyms"]) for v in values) <= 100
    alexa.say("CartIntent")
    assert not alexa.directives("UpdateDynamicEntities")


@pytest.mark.parametrize("shows", [True, False])
def test_screens_are_sent_only_where_they_are_seen(alexa: Speaker, shows: bool) -> None:
    alexa.interfaces = SCREEN if shows else {}
    seen = []
    for intent, slots in (
        ("AddItemIntent", {"product": "bagel=bagel"}),
        ("SearchIntent", {"category": "teas=tea"}),
        ("CheckoutIntent", {}),
        ("NameIntent", {"first_name": "anna"}),
        ("AMAZON.YesIntent", {}),
        ("OrderStatusIntent", {}),
    ):
        alexa.say(intent, **slots)
        seen += [d["token"] for d in alexa.directives("RenderDocument")]
    assert seen == (["cart", "products", "cart", "order", "order"] if shows else [])


def test_a_screen_is_of_the_sdks_shape_and_says_what_is_in_the_cart(alexa: Speaker) -> None:
    alexa.interfaces = SCREEN
    alexa.say("AddItemIntent", product="bagel=bagel", quantity="2")
    directive = alexa.directives("RenderDocument")[0]
    envelope = {"version": "1.0", "response": alexa.last}
    read = DefaultSerializer().deserialize(json.dumps(envelope), ResponseEnvelope)
    written: Any = DefaultSerializer().serialize(read)
    assert written["response"]["directives"][0] == directive
    shown = directive["datasources"]["shown"]
    assert shown["rows"][0]["left"] == "Two bagels"
    assert shown["total"].startswith("Total with tax $")


def test_an_order_has_a_card(alexa: Speaker) -> None:
    check_out(alexa)
    alexa.say("AMAZON.YesIntent")
    assert alexa.last["card"]["type"] == "Simple"
    assert "100" in alexa.last["card"]["title"]


def test_news_of_orders_is_asked_for_by_a_permission_card(alexa: Speaker, shop: Talk) -> None:
    assert words(alexa.say("NewsIntent")).startswith("I can tell you unasked how your orders get")
    alexa.say("AMAZON.YesIntent")
    card = {
        "type": "AskForPermissionsConsent",
        "permissions": ["alexa::devices:all:notifications:write"],
    }
    assert alexa.last["card"] == card
    event = alexa.plain("AlexaSkillEvent.ProactiveSubscriptionChanged")
    event["request"]["body"] = {"subscriptions": [{"eventName": "AMAZON.OrderStatus.Updated"}]}
    del event["session"]
    alexa.send(event)
    assert words(alexa.say("NewsIntent")).startswith("I tell you already how your orders get on")


@pytest.mark.parametrize(
    ("kind", "body", "enabled", "scopes"),
    [
        ("SkillEnabled", None, True, []),
        ("SkillDisabled", None, False, []),
        ("SkillPermissionAccepted", {"acceptedPermissions": [{"scope": "a"}]}, True, ["a"]),
        ("SkillPermissionChanged", {}, True, []),
    ],
)
def test_events_are_kept_without_a_word(
    alexa: Speaker, shop: Talk, kind: str, body: Any, enabled: bool, scopes: list[str]
) -> None:
    alexa.send(alexa.plain("AlexaSkillEvent.SkillEnabled", eventCreationTime=f"{START:%FT%TZ}"))
    event = alexa.plain(f"AlexaSkillEvent.{kind}", eventCreationTime=f"{START:%FT%TZ}")
    event["request"] |= {"body": body} if body is not None else {}
    event["request"]["eventCreationTime"] = f"{START:%F}T23:00:00Z"
    assert "outputSpeech" not in alexa.send(event)
    with shop.store.read() as session:
        account = accounts.find(session, OWNER)
        assert account and (account.enabled, list(account.scopes)) == (enabled, scopes)


@pytest.mark.parametrize("reason", ["USER_INITIATED", "ERROR", "EXCEEDED_MAX_REPROMPTS"])
def test_a_session_ends_without_a_word_and_without_an_open_question(
    alexa: Speaker, shop: Talk, reason: str
) -> None:
    check_out(alexa)
    error = (
        {"error": {"type": "INVALID_RESPONSE", "message": "too long"}} if reason == "ERROR" else {}
    )
    assert not alexa.send(alexa.plain("SessionEndedRequest", reason=reason, **error)).get(
        "outputSpeech"
    )
    with shop.store.read() as session:
        assert pending.peek(session, OWNER, START) is None
    assert shop.cart(OWNER) == [[1, "bagel", {}]]


@pytest.mark.parametrize(
    ("intent", "slots", "can", "of_slots"),
    [
        (
            "AddItemIntent",
            {"product": "latte=latte", "quantity": "2"},
            "YES",
            {"product": "YES", "quantity": "YES"},
        ),
        ("AddItemIntent", {}, "MAYBE", {}),
        ("AddItemIntent", {"product": "car"}, "NO", {"product": "NO"}),
        ("CheckoutIntent", {}, "NO", {}),
        ("HoursIntent", {}, "YES", {}),
        (
            "FindIntent",
            {"trait": "cold=cold", "price": "4"},
            "YES",
            {"trait": "YES", "price": "YES"},
        ),
        ("FindIntent", {"trait": "fast"}, "NO", {"trait": "NO"}),
        ("CompareIntent", {"product": "latte=latte"}, "MAYBE", {"product": "YES"}),
        ("UsualIntent", {}, "NO", {}),
    ],
)
def test_name_free_talk_is_judged_by_the_table(
    alexa: Speaker,
    shop: Talk,
    intent: str,
    slots: dict[str, str],
    can: str,
    of_slots: dict[str, str],
) -> None:
    body = request(7, intent, slots, {})
    body["request"]["type"] = "CanFulfillIntentRequest"
    del body["session"]
    del body["context"]["System"]["user"]["userId"]
    found = alexa.send(body)["canFulfillIntent"]
    assert found["canFulfill"] == can
    assert {n: s["canFulfill"] for n, s in (found.get("slots") or {}).items()} == of_slots
    assert shop.cart(OWNER) == []


def test_long_lists_are_read_in_pages(alexa: Speaker, shop: Talk) -> None:
    ids = ("bagel", "croissant", "brownie", "chemex", "french_press", "green_tea", "earl_grey")
    with shop.store.begin() as session:
        for product in ids:
            cart.add(
                session,
                OWNER,
                product,
                1,
                [],
                START,
            )
    assert "seven different items" in words(alexa.say("CartIntent"))
    assert words(alexa.say("AMAZON.YesIntent")).endswith("Would you like to hear more?")
    assert words(alexa.say("AMAZON.YesIntent")).endswith("Anything else?")


def test_what_is_too_long_to_read_out_is_not_ordered(
    alexa: Speaker, shop: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("skills.handlers.checkout.MOST_READ", 50)
    alexa.say("AddItemIntent", product="bagel=bagel")
    alexa.say("NameIntent", first_name="anna")
    assert "too much to read out" in words(alexa.say("CheckoutIntent"))
    alexa.say("AMAZON.YesIntent")
    with shop.store.read() as session:
        assert orders.last(session, OWNER) is None


def test_every_answer_of_a_long_talk_is_conformant(alexa: Speaker) -> None:
    alexa.interfaces = SCREEN
    for intent, slots in (
        ("AddItemIntent", LATTE),
        ("ChangeItemIntent", {"size": "large=large"}),
        ("AddItemIntent", {"product": "bagels=bagel", "quantity": "20"}),
        ("AMAZON.YesIntent", {}),
        ("AMAZON.FallbackIntent", {}),
        ("AMAZON.HelpIntent", {}),
        ("CheckoutIntent", {}),
        ("NameIntent", {"first_name": "anna"}),
        ("AMAZON.YesIntent", {}),
        ("OrderStatusIntent", {}),
        ("AMAZON.StopIntent", {}),
    ):
        response = {"version": "1.0", "response": alexa.say(intent, **slots)}
        assert faults(response | {"sessionAttributes": alexa.attributes}, alexa.sent) == []


def test_statuses_are_shown(alexa: Speaker, shop: Talk) -> None:
    alexa.interfaces = SCREEN
    check_out(alexa)
    alexa.say("AMAZON.YesIntent")
    with shop.store.begin() as session:
        for status in (OrderStatus.PREPARING, OrderStatus.READY):
            orders.move(session, 100, status, START)
    alexa.say("OrderStatusIntent")
    shown = alexa.directives("RenderDocument")[0]["datasources"]["shown"]
    assert (shown["title"], shown["total"]) == ("Order 100", "Ready to pick up")


def ambiguous(body: dict[str, Any], slot: str) -> dict[str, Any]:
    """A slot that Alexa resolves to two products."""
    values = [{"value": {"name": i, "id": i}} for i in ("green_tea", "earl_grey")]
    found = {"authority": "a", "status": {"code": "ER_SUCCESS_MATCH"}, "values": values}
    body["request"]["intent"]["slots"][slot] = {
        "name": slot,
        "value": "tea",
        "confirmationStatus": "NONE",
        "resolutions": {"resolutionsPerAuthority": [found]},
    }
    return body


@pytest.mark.parametrize(
    ("intent", "slots", "slot", "cart"),
    [
        ("AddItemIntent", {"quantity": "8"}, "product", [[8, "green_tea", {}]]),
        (
            "AddItemsIntent",
            {"product": "bagel=bagel", "second_quantity": "2"},
            "second_product",
            [[1, "bagel", {}], [2, "green_tea", {}]],
        ),
        ("PriceIntent", {}, "product", []),
    ],
)
def test_which_is_answered_within_the_wish_that_it_interrupted(
    alexa: Speaker,
    shop: Talk,
    intent: str,
    slots: dict[str, str],
    slot: str,
    cart: list[Any],
) -> None:
    alexa.send(ambiguous(request(1, intent, slots, {}), slot))
    alexa.say("AddItemIntent", product="green tea=green_tea")
    assert [[n, p, {}] for n, p, _ in shop.cart(OWNER)] == cart


def test_what_was_not_offered_is_a_wish_of_its_own(alexa: Speaker, shop: Talk) -> None:
    alexa.send(ambiguous(request(1, "AddItemIntent", {"quantity": "8"}, {}), "product"))
    alexa.say("AddItemIntent", product="croissant=croissant")
    assert shop.cart(OWNER) == [[1, "croissant", {}]]


def test_a_yes_is_never_one_to_what_another_device_was_asked(alexa: Speaker, shop: Talk) -> None:
    check_out(alexa)
    other = Speaker(shop)
    other.say("PriceIntent", product="croissant=croissant")
    other.send(other.plain("AlexaSkillEvent.SkillEnabled"))
    assert words(alexa.say("AMAZON.FallbackIntent")).endswith("Shall I place the order?")


def test_an_intent_that_the_session_makes_up_is_not_understood(alexa: Speaker) -> None:
    alexa.attributes = {"question": "which", "then": "Nope"}
    assert "not understand" in words(alexa.say("AddItemIntent", product="bagel=bagel"))


def test_the_screen_shows_an_empty_cart(alexa: Speaker) -> None:
    alexa.interfaces = SCREEN
    alexa.say("AddItemIntent", product="bagel=bagel")
    alexa.say("RemoveItemIntent", product="bagel=bagel")
    assert alexa.directives("RenderDocument")[0]["datasources"]["shown"]["rows"] == []


@pytest.mark.parametrize("kind", ["SessionEndedRequest", "CanFulfillIntentRequest"])
def test_what_is_no_talk_gives_no_attributes_back(alexa: Speaker, kind: str) -> None:
    alexa.attributes = {"then": "x" * 9000}
    alexa.send(alexa.plain(kind))
    assert alexa.attributes == {}


def test_a_delivery_is_told_of_until_it_is_at_the_door(shop: Talk, alexa: Speaker) -> None:
    with shop.store.begin() as session:
        session.execute(update(Shop).values(delivery_minutes=20, edition="delivers"))
        addresses.note(session, OWNER, "1 Main Street", START)
        cart.add(session, OWNER, "bagel", 1, (), START)
        checkout.place(session, OWNER, 1, "Anna", START, Fulfilment.DELIVERY)
    told = []
    for status in (None, "preparing", "ready", "on_the_way", "delivered"):
        if status:
            with shop.store.begin() as session:
                orders.move(session, 100, OrderStatus(status), START)
        told.append(words(alexa.say("OrderStatusIntent")))
    assert "waits for the barista. It should be with you in about thirty minutes." in told[0]
    assert "is being prepared. It should be with you in about thirty minutes." in told[1]
    assert "waits for the driver. It should be with you" in told[2]
    assert "is on the way to you. It should be with you" in told[3]
    assert told[4].startswith("You have no open order.")
