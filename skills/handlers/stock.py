"""Whether something can be had, and being told when it can be had again. May import `models` and `skills`.

At a counter nobody is asked whether to be told later. An account is asked once, and the words it said yes
to are kept; what it asks for after that needs no other yes, until it says "stop telling me".
"""

from dataclasses import replace
from typing import Any

from models import back_in_stock, consent, contacts
from models.catalog import Product
from models.channels import Channel, Purpose
from skills.answer import Answer, Item, Say, say
from skills.handlers.browse import about
from skills.handlers.consenting import ask_consent, keep_consent
from skills.handlers.offering import GONE, instead
from skills.handlers.products import asked_which, product_of, product_or_focus
from skills.handlers.questions import anything_else
from skills.turn import Turn

KIND = "back"


def stock(turn: Turn) -> Answer:
    """Whether a product can be had now, or an option by itself: what is listed of them is there."""
    plain = [one for one in turn.slots.options() if one.amount is None]
    if turn.slots.one("product") is None and plain:
        there = say("in_stock", name=turn.slots.words(plain[0].group))
        return anything_else(there, line=turn.focus.line)
    product = product_or_focus(turn)
    if isinstance(product, Answer):
        return product
    if product.stock is not None and not product.stock:
        gone = say("sold_out", name=product.name)
        return instead(turn, product.id, gone) or _nothing_instead(product, gone)
    left = say("in_stock", name=product.name)
    if product.stock is not None:
        left = say("stock_left", item=Item(product.name, product.stock))
    return about(turn, product, left)


def _nothing_instead(product: Product, gone: Say) -> Answer:
    answer = anything_else(gone)
    return replace(answer, focus=replace(answer.focus, product=product.id))


def tell_when_back(turn: Turn) -> Answer:
    """Take down that the customer wants to be told; without a consent that stands, ask for it."""
    product = _gone(turn)
    if isinstance(product, Answer):
        return product
    if product.stock != 0:
        return about(turn, product, say("back_there", name=product.name))
    if turn.known and consent.standing(turn.session, turn.owner, Purpose.BACK_IN_STOCK):
        return _watched(turn, product)
    if not turn.by_alexa:
        return anything_else(say("back_not_here"))
    reached = contacts.channels(turn.session, turn.owner)
    phrases = (say("back_ways"), say("ask_back", name=product.name))
    told = (Channel.ALEXA, *reached)
    return ask_consent(turn, KIND, told, reached, phrases, product=product.id)


def back_confirmed(turn: Turn, data: dict[str, Any]) -> Answer:
    """Keep the yes, by channel, and what is waited for."""
    keep_consent(turn, Purpose.BACK_IN_STOCK, data["channels"], data["words"])
    product = product_of(turn, product_id=data["product"])
    return _watched(turn, product) if isinstance(product, Product) else anything_else()


def _gone(turn: Turn) -> Product | Answer:
    """What is meant by a name or by "it": what was sold out, not what was offered for it."""
    sold_out = "" if turn.slots.one("product") else str(turn.focus.waiting.get(GONE, ""))
    return product_of(turn, focused=True, product_id=sold_out) or asked_which(turn)


def _watched(turn: Turn, product: Product) -> Answer:
    back_in_stock.watch(turn.session, turn.owner, product.id, turn.now)
    return anything_else(say("back_agreed", name=product.name))
