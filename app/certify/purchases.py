"""An order from the cart to the card: what is said before the yes and after it, and that nothing else orders.

Imports the customer.
"""

import json
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from app.certify import wire
from app.certify.customer import ADD, PRODUCT, Customer, ends, words
from app.certify.filling import Fill
from app.certify.outcome import NotApplicable, Unanswered
from app.certify.package import types
from app.certify.service import Heard, Service

CHECKOUT, STATUS, CANCEL_ORDER = "CheckoutIntent", "OrderStatusIntent", "CancelOrderIntent"
YES, NO = "AMAZON.YesIntent", "AMAZON.NoIntent"
OTHER_ANSWERS = (
    *(NO, "AMAZON.StopIntent", "AMAZON.CancelIntent", "AMAZON.HelpIntent", "AMAZON.FallbackIntent"),
    *("AMAZON.RepeatIntent", "CartIntent"),
)
_AMOUNT = re.compile(
    r"(?:dollars?|pounds?|euros?)(?: and [\w -]+? (?:cents?|pence))?|cents?|pence|[$\u00a3\u20ac]\s?\d"
)
_DONE = re.compile(r"order number|thank you|is placed|confirmed|complete", re.IGNORECASE)


class Buyer:
    """Somebody with one product in the cart, whose name the seller's does not contain."""

    def __init__(self, service: Service) -> None:
        self.seller = seller(service)
        self.customer = Customer(service)
        values = types(self.customer.language)[PRODUCT]["values"]
        named = (v for v in values if v["name"]["value"].lower() not in self.seller.lower())
        value = next(named)
        self.product = str(value["name"]["value"]).lower()
        self.customer.answered(self.customer.say(ADD, {PRODUCT: Fill((value["id"],))}))

    def read_back(self) -> Heard:
        """Go to the checkout, and answer what is asked there."""
        return self.customer.answered(self.customer.say(CHECKOUT))

    def has_ordered(self) -> bool:
        """Ask for the order, in a talk of its own."""
        later = Customer(self.customer.service, user=self.customer.user)
        return self.product in words(later.say(STATUS)).lower()


def read_back(service: Service) -> Iterator[str]:
    """Before the yes: who sells, what, the total and the tax."""
    buyer = Buyer(service)
    heard = buyer.read_back()
    said = words(heard)
    wanted = {"the seller": buyer.seller, "the product": buyer.product, "tax": "tax"}
    for what, word in wanted.items():
        if word.lower() not in said.lower():
            yield f"the read-back does not say {what} ({word}): {said!r}"
    if len(_AMOUNT.findall(said)) < 2:
        yield f"the read-back does not say both total and tax as amounts: {said!r}"
    if ends(heard) or heard.given.get("card"):
        yield "the read-back ends the session, or shows a card, before there was a yes"
    if buyer.has_ordered():
        yield "the order is placed before there was a yes"


def placed(service: Service) -> Iterator[str]:
    """After the yes: that it is done, and the details on a card."""
    buyer = Buyer(service)
    buyer.read_back()
    heard = buyer.customer.say(YES)
    card = heard.given.get("card") or {}
    shown = " ".join(str(card.get(name) or "") for name in ("title", "content", "text")).lower()
    if not _DONE.search(words(heard)):
        yield f"after the yes it is not said that the order is placed: {words(heard)!r}"
    if buyer.product not in shown or not _AMOUNT.search(shown):
        yield f"after the yes no card shows product and total: {shown!r}"
    if not buyer.has_ordered():
        yield "after the yes there is no order"


def unconfirmed(service: Service) -> Iterator[str]:
    """Nothing but a yes to the read-back orders."""
    for answer in OTHER_ANSWERS:
        buyer = Buyer(service)
        buyer.read_back()
        buyer.customer.say(answer)
        if buyer.has_ordered():
            yield f"{answer} to the read-back places the order"
    for reason in ("EXCEEDED_MAX_REPROMPTS", "USER_INITIATED"):
        buyer = Buyer(service)
        buyer.read_back()
        buyer.customer.leave(reason)
        buyer.customer.say(YES)
        if buyer.has_ordered():
            yield f"a yes in another session, after {reason}, places the order"
    unasked = Buyer(service)
    unasked.customer.say(YES)
    if unasked.has_ordered():
        yield "a yes without a read-back places the order"


def after(service: Service) -> Iterator[str]:
    """An order can be asked for and cancelled by voice."""
    buyer = Buyer(service)
    buyer.read_back()
    buyer.customer.say(YES)
    if not buyer.has_ordered():
        yield "the order cannot be asked for"
    later = Customer(service, user=buyer.customer.user)
    later.answered(later.say(CANCEL_ORDER))
    later.say(YES)
    if buyer.has_ordered():
        yield "the order is still there after it was cancelled"


def seller(service: Service) -> str:
    """The shop's name: as its health page says it, or else the store's text."""
    listing = service.package.listings.get(service.package.locale, {})
    health = urlsplit(service.url)._replace(path="/health").geturl()
    try:
        found = json.loads(wire.send(health, b"", (), "GET").body).get("shop")
    except (Unanswered, ValueError, AttributeError):
        found = None
    name = found or listing.get("name")
    if not name:
        raise NotApplicable("the seller's name is not known")
    return str(name)
