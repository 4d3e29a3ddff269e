"""What is remembered of a customer, and telling it: asked for once, after an order, and only of who is known.

May import `models` and `skills`. Whoever stands at a counter and said no code is anybody: nothing is remembered.
"""

from dataclasses import replace
from typing import Any

from models import consent, customers, orders, preferences, shelf
from models.catalog import OptionGroup
from models.channels import Channel, Purpose
from models.preferences import Liking
from skills.answer import Answer, Focus, Say, ask, say, tell
from skills.handlers.consenting import keep_consent
from skills.handlers.liking import likes
from skills.handlers.questions import PAGE, anything_else, confirm, what_now
from skills.handlers.shown import products_screen
from skills.turn import Turn

KIND = "memory"


def unknown(turn: Turn) -> Answer:
    """Say that nobody is known here."""
    return anything_else(say("not_known_here"), line=turn.focus.line)


def parting(answer: Answer) -> Answer:
    """The answer, and a goodbye."""
    return replace(answer, says=(*answer.says, say("goodbye")))


def after_order(turn: Turn, placed: Answer) -> Answer:
    """Learn from the order if that was agreed to; else ask, the first time that there is something to remember."""
    bye = parting(placed)
    if not turn.known:
        return bye
    keep_viewed(turn)
    liked = preferences.tastes(turn.session, turn.owner)
    asked = consent.last(turn.session, turn.owner, Purpose.MEMORY) if liked else None
    if liked and asked is None and turn.by_alexa:  # an order ends a visit at a counter
        return _offer(turn, placed, liked[0])
    if asked is not None and asked.withdrawn_at is None:
        preferences.learn(turn.session, turn.owner, liked, turn.now)
    return bye


def agreed(turn: Turn, data: dict[str, Any]) -> Answer:
    """Keep the yes with the words it was given to, and remember from now on."""
    keep_consent(turn, Purpose.MEMORY, [Channel.ALEXA], data["words"])
    liked = preferences.tastes(turn.session, turn.owner)
    preferences.learn(turn.session, turn.owner, liked, turn.now)
    keep_viewed(turn)
    return tell(say("memory_agreed"), say("goodbye"))


def keep_viewed(turn: Turn) -> None:
    """Remember what was looked at in this talk, at its end, so that looking costs no writing."""
    if turn.known:
        preferences.keep_viewed(turn.session, turn.owner, turn.focus.viewed, turn.now)


def viewed(turn: Turn) -> Answer:
    """What the customer asked about last, in this talk and before."""
    before = preferences.viewed(turn.session, turn.owner) if turn.known else []
    ids = list(dict.fromkeys([*turn.focus.viewed, *before]))
    shelf.fetch(turn.session, ids)
    found = [shelf.product(turn.session, one) for one in ids]
    products = [one for one in found if one and one.sold][:PAGE]
    if not products:
        return what_now(say("nothing_viewed")) if turn.known else unknown(turn)
    only = products[0].id if len(products) == 1 else ""
    said = say("viewed", names=[one.name for one in products])
    answer = ask(said, say("ask_choose"), focus=Focus("want" if only else "", product=only))
    return replace(answer, screen=products_screen(turn, products))


def told(turn: Turn) -> Answer:
    """All that the shop knows of this customer, in short."""
    if not turn.known:
        return unknown(turn)
    met = customers.find(turn.session, turn.owner)
    liked = _names(turn)
    count = orders.count(turn.session, turn.owner)
    known = [say("known_name", name=met.first_name)] if met and met.first_name else []
    known += [say("known_likes", names=liked)] if liked else []
    known += [say("known_orders", count=count)] if count else []
    if preferences.viewed(turn.session, turn.owner):
        known.append(say("known_viewed"))
    if not known:
        return anything_else(say("known_nothing"))
    return anything_else(*known, say("known_end"))


def _names(turn: Turn) -> list[str]:
    """What the choices liked are called."""
    found = []
    for group_id, choice in likes(turn).items():
        group = turn.session.get(OptionGroup, group_id)
        found += [one.name for one in group.choices if one.id == choice] if group else []
    return found


def _offer(turn: Turn, placed: Answer, first: Liking) -> Answer:
    """Ask whether to remember; that it was asked is noted, so that it is asked once."""
    question: Say = say("ask_memory", choice=first.name)
    words = turn.worded(question)
    about = (turn.session, turn.owner, Channel.ALEXA, Purpose.MEMORY)
    consent.note_asked(*about, words, turn.locale, turn.now)
    answer = confirm(turn, KIND, {"words": words}, *placed.says, question)
    return replace(answer, card=placed.card, screen=placed.screen)
