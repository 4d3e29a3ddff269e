"""Being told unasked how an order gets on: agreeing to it, proving an address, stopping it, and what is told at a launch.

May import `models` and `skills`. A yes is kept with the words it was given to. Alexa's own news must be switched on in the
Alexa app besides, which only the customer can do; a card leads there. So it is not agreed to at a counter, and who is not
known stops it there for the order whose number and first name are said.
"""

from dataclasses import replace
from typing import Any

from models import accounts, consent, contacts, news, notices, proofs, time_zones
from models.browse import shop
from models.channels import Channel, Purpose
from skills.answer import Answer, Focus, Say, say, tell
from skills.handlers import orders
from skills.handlers.consenting import ask_consent, keep_consent
from skills.handlers.questions import PAGE, again, anything_else
from skills.turn import Turn

KIND = "news"
NEWS = "alexa::devices:all:notifications:write"


def news_on(turn: Turn) -> Answer:
    """Ask whether to tell, unasked, how orders get on, wherever the customer can be reached."""
    if not turn.by_alexa:
        return anything_else(say("no_news"))
    reached = [Channel.ALEXA, *contacts.channels(turn.session, turn.owner)]
    agreed = {one.channel for one in consent.standing(turn.session, turn.owner, Purpose.ORDERS)}
    new = [channel for channel in reached if channel.value not in agreed]
    if not new:
        return _proving(turn, _leads_to_app(turn, say("news_on")))
    return ask_consent(turn, KIND, new, reached[1:], (say("news_ways"), say("ask_news")))


def news_confirmed(turn: Turn, data: dict[str, Any]) -> Answer:
    """Keep the yes, by channel."""
    keep_consent(turn, Purpose.ORDERS, data["channels"], data["words"])
    _learn_zone(turn, anew=True)
    return _proving(turn, _leads_to_app(turn, say("news_agreed")))


def code(turn: Turn) -> Answer:
    """Take the code that an address was sent; then the customer may agree to news there."""
    if turn.slots.number("passcode") is None:
        return again(turn, say("unclear_code"))
    proofs.prove(turn.session, turn.owner, turn.slots.words("passcode"), turn.now)
    if not turn.by_alexa:
        return anything_else(say("code_right"))
    agreeing = news_on(turn)
    return replace(agreeing, says=(say("code_right"), *agreeing.says))


def news_off(turn: Turn) -> Answer:
    """Stop telling, at once and everywhere."""
    if turn.known:
        consent.withdraw(turn.session, turn.owner, _said(turn), turn.now)
        return anything_else(say("news_off"))
    found = orders.meant(turn)
    if isinstance(found, Answer):
        return found
    for order in found:  # an account's other consents are not for anybody to end
        consent.withdraw(turn.session, order.owner, _said(turn), turn.now, [Channel.COUNTER])
    return anything_else(say("news_off_order", number=found[0].number))


def at_launch(turn: Turn) -> list[Say]:
    """What a customer who agreed was not told yet, since Alexa has no event for it; each once."""
    if not turn.known:
        return []
    agreed = consent.standing(turn.session, turn.owner, Purpose.ORDERS)
    if any(one.channel != Channel.COUNTER for one in agreed):  # called is who stands there, at once
        _learn_zone(turn)
    session, owner, now = turn.session, turn.owner, turn.now
    waiting = news.due(session, owner, now, channel=Channel.LAUNCH)[:PAGE]
    taken = [
        one
        for one in waiting
        if news.take(session, one.id, owner, turn.request_id, now, Channel.LAUNCH)
    ]
    return [told for one in taken if (told := _told(turn, one))]


def _told(turn: Turn, one: news.News) -> Say | None:
    """Where an order is, or what can be had again, if that is still so."""
    if one.order:
        return orders.status_of(one.order)
    if not notices.is_current(turn.session, one, turn.now):
        return None
    return say("back", name=notices.names(turn.session, one)[0])


def _learn_zone(turn: Turn, *, anew: bool = False) -> None:
    """Have the time zone found out, for the quiet hours of who is told something."""
    if turn.service and time_zones.wanted(turn.session, turn.owner, turn.now, anew=anew):
        turn.service.learn_zone()


def _proving(turn: Turn, answer: Answer) -> Answer:
    """Answer; where an address is not proven, a code goes there and is asked for."""
    seller = shop(turn.session).name
    channel = proofs.offer(turn.session, turn.owner, turn.locale, seller, turn.now)
    if channel is None:
        return answer
    says = (*answer.says, say(f"channel.{channel.value}.code"))
    return replace(answer, says=says, asks=say("ask_code"), focus=Focus("code"))


def _leads_to_app(turn: Turn, said: Say) -> Answer:
    """Say it; with a card as long as Alexa's own news are off in the app."""
    if accounts.gets_order_news(turn.session, turn.owner):
        return anything_else(said)
    return tell(said, say("news_card"), permissions=(NEWS,))


def _said(turn: Turn) -> str:
    return f"{turn.intent} said"
