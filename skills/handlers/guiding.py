"""A guided choice: a few questions, each the one that splits best what is left. May import `models` and `skills`.

The focus keeps the ids of the answers only; what is left is found anew with each.
"""

from collections.abc import Sequence
from dataclasses import replace

from models import browse, finding, guiding
from models.finding import Wish
from models.guiding import PRICE, Question
from skills.answer import Answer, Focus, Say, ask, say
from skills.describe import money
from skills.handlers.finding import category, trait_names, unclear
from skills.handlers.offering import offer
from skills.handlers.questions import again, what_now
from skills.turn import Turn

ANSWERS = ("traits", "other_than", "asked")
"""What the focus keeps: traits wanted and not wanted, and what was asked about"""


def choose(turn: Turn) -> Answer:
    """Begin, or take an answer that is neither yes nor no: some of the values, or that it does not matter."""
    if question := unclear(turn):
        return question
    if turn.focus.question == "guide" and turn.slots.one("category") is None:
        said = tuple(v.ids[0] for v in turn.slots.values.get("trait", ()))
        wish, asked = _left(turn)
        return _next(turn, replace(wish, traits=(*wish.traits, *said)), asked)
    kind = category(turn, turn.slots)
    return kind if isinstance(kind, Answer) else _next(turn, Wish(kind), ())


def yes(turn: Turn) -> Answer:
    """What was asked about is wanted; of several that says nothing."""
    wish, asked = _left(turn)
    question = guiding.named(turn.session, wish, turn.focus.group)
    if question is None or question.traits[1:]:
        return again(turn)
    if question.about == PRICE:
        return _next(turn, replace(wish, below=question.below), asked)
    return _next(turn, replace(wish, traits=(*wish.traits, question.traits[0].id)), asked)


def no(turn: Turn) -> Answer:
    """None of what was asked about; a price is then no limit."""
    wish, asked = _left(turn)
    question = guiding.named(turn.session, wish, turn.focus.group)
    barred = tuple(trait.id for trait in question.traits) if question else ()
    return _next(turn, replace(wish, other_than=(*wish.other_than, *barred)), asked)


def _left(turn: Turn) -> tuple[Wish, tuple[str, ...]]:
    """What is wished so far, and what was asked about, the open question included."""
    kept = (turn.focus.waiting.get(name) for name in ANSWERS)
    some, none, asked = (tuple(map(str, ids)) if isinstance(ids, list) else () for ids in kept)
    return Wish(turn.focus.category, some, none), (*asked, turn.focus.group)


def _next(turn: Turn, wish: Wish, asked: Sequence[str]) -> Answer:
    """Ask on, or suggest what is left."""
    question = guiding.question(turn.session, wish, asked)
    if question is None:
        return _suggested(turn, wish)
    kept = dict(zip(ANSWERS, map(list, (wish.traits, wish.other_than, asked)), strict=True))
    focus = Focus("guide", group=question.about, category=wish.category, waiting=kept)
    return ask(_asked(turn, question), focus=focus)


def _asked(turn: Turn, question: Question) -> Say:
    if question.about == PRICE:
        return say("ask_price", price=money(browse.shop(turn.session), question.below))
    names = [trait.name for trait in question.traits]
    return say("ask_traits", traits=names) if names[1:] else say("ask_trait", trait=names[0])


def _suggested(turn: Turn, wish: Wish) -> Answer:
    """Up to three products, with the reason."""
    found = finding.find(turn.session, wish)
    if not found.products:
        return what_now(say("nothing_like_it"))
    reasons = [say("because", traits=trait_names(turn, wish.traits))] if wish.traits else []
    if wish.below is not None:
        reasons.append(say("because_below", price=money(browse.shop(turn.session), wish.below)))
    return offer(turn, found.products, *reasons, say("suggest", names=found.names))
