"""Offering products by name: each can then be chosen by how it is referred to. May import `models` and `skills`."""

from collections.abc import Sequence
from dataclasses import replace

from models import finding
from models.browse import get_product
from models.catalog import Product
from skills.answer import Answer, Focus, Say, ask, say
from skills.handlers.lines import line_named
from skills.handlers.questions import go_on
from skills.handlers.shown import products_screen
from skills.references import listed
from skills.turn import Turn

GONE = "gone"
"""What was sold out, in the focus, while others are offered for it"""


def offer(turn: Turn, products: Sequence[Product], *says: Say, line: int | None = None) -> Answer:
    """Say something that names products, and ask which one; of a single one, whether it is wanted."""
    alone = products[0].id if len(products) == 1 else ""
    focus = Focus("want" if alone else "", product=alone, line=line, listed=listed(products))
    asks = say("ask_want") if alone else say("ask_choose")
    return replace(ask(*says, asks, focus=focus), screen=products_screen(turn, products))


def offer_page(
    turn: Turn, products: Sequence[Product], *says: Say, reading: str, offset: int, category: str
) -> Answer:
    """Say something that names products, of which there are more, and ask whether to read on."""
    answer = go_on(*says, reading=reading, offset=offset, category=category)
    focus = replace(answer.focus, listed=listed(products))
    return replace(answer, focus=focus, screen=products_screen(turn, products))


def instead(turn: Turn, product_id: str, said: Say) -> Answer | None:
    """Say that something is sold out and offer what may stand for it; None if nothing may."""
    others = finding.alternatives(turn.session, get_product(turn.session, product_id))
    if not others:
        return None
    names = say("instead", names=[one.name for one in others])
    answer = offer(turn, others, said, names, line=line_named(turn))
    return replace(answer, focus=replace(answer.focus, waiting={GONE: product_id}))
