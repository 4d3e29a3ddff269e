"""Recommending: what is popular, new, or goes with what somebody likes, each with its reason; and what was offered unasked.

May import `models` and `skills`.
"""

from collections.abc import Callable, Mapping, Sequence

from models import recommending, suggestions
from models.catalog import Product
from skills.answer import Answer, Say, say
from skills.describe import product_item
from skills.handlers.browse import of_category
from skills.handlers.lines import lines_of
from skills.handlers.offering import offer
from skills.handlers.products import product_or_focus
from skills.handlers.questions import PAGE, anything_else, what_now
from skills.turn import Turn


def recommend(turn: Turn) -> Answer:
    """What was asked for, or else what goes with this customer's cart or usual, or else what people like best."""
    asked = turn.slots.one("advice")
    if asked:
        return ADVICE[asked.ids[0]](turn)
    in_cart = [line.product for line in lines_of(turn)]
    usual = None if in_cart or not turn.known else recommending.usual(turn.session, turn.owner)
    base = in_cart[-1] if in_cart else usual
    found = _with(turn, base, [one.id for one in in_cart]) if base else []
    if base and found:
        before = () if usual is None else (say("recommend.usual", item=product_item(base, ())),)
        return offer(turn, found[:1], *before, _pair(base, found[0]))
    best = recommending.popular(turn.session, 1, [one.id for one in in_cart])
    if not best:
        return what_now(say("recommend.none"))
    return offer(turn, best[:1], say("recommend", item=product_item(best[0], ())))


def pairing(turn: Turn) -> Answer:
    """What goes with a product: what people order with it."""
    base = product_or_focus(turn)
    if isinstance(base, Answer):
        return base
    found = _with(turn, base, [line.product_id for line in lines_of(turn)])
    if not found:
        return anything_else(say("recommend.no_pair", name=base.name))
    return offer(turn, found[:1], _pair(base, found[0]))


def accepted(turn: Turn) -> Answer:
    """What was offered interests: say what it is."""
    suggestions.answer(turn.session, turn.owner, turn.focus.then, accepted=True)
    rule = suggestions.named(turn.session, turn.focus.then)
    there = suggestions.offered(turn.session, rule) if rule else []
    if rule is None or not there:
        return anything_else(say("all_right"))
    if rule.category:
        return of_category(turn, rule.category)
    return offer(turn, there[:1], say("found", names=[there[0].name]))


def declined(turn: Turn) -> Answer:
    """It does not interest, and is not offered again."""
    suggestions.answer(turn.session, turn.owner, turn.focus.then, accepted=False)
    return anything_else(say("all_right"), line=turn.focus.line)


def _popular(turn: Turn) -> Answer:
    return _some(
        turn, "recommend.popular", "recommend.none", recommending.popular(turn.session, PAGE)
    )


def _new(turn: Turn) -> Answer:
    found = recommending.new(turn.session, turn.now.date(), PAGE)
    return _some(turn, "recommend.new", "recommend.nothing_new", found)


ADVICE: Mapping[str, Callable[[Turn], Answer]] = {"popular": _popular, "new": _new}
"""By value of the slot"""


def _with(turn: Turn, base: Product, but: Sequence[str]) -> list[Product]:
    return recommending.together(turn.session, base.id, 1, but)


def _pair(base: Product, other: Product) -> Say:
    return say("recommend.pair", item=product_item(base, ()), other=product_item(other, ()))


def _some(turn: Turn, key: str, none: str, found: Sequence[Product]) -> Answer:
    """Name them, or say that there are none."""
    if not found:
        return what_now(Say(none))
    return offer(turn, found, Say(key, {"names": [product.name for product in found]}))
