"""Putting products into the cart, and the question whether so many were meant. May import `models` and `skills`."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import Any

from models import cart, corrections
from models.cart import CartLine
from models.catalog import ChoiceRef, Product
from models.choosing import configure, defaults
from models.corrections import offered
from models.errors import QuantityDoubtful
from skills.answer import Answer, Item, Say, say
from skills.describe import line_item, product_item
from skills.handlers.liking import liked, likes
from skills.handlers.lines import ask_next, counted, focused, line_answer, lines_of
from skills.handlers.products import asked_which, not_clear, product_of
from skills.handlers.questions import confirm, what_now
from skills.items import SECOND
from skills.turn import Turn

KIND = "quantity"


@dataclass(frozen=True)
class Wish:
    """So many of a product, with options."""

    product: Product
    quantity: int
    options: Sequence[ChoiceRef]


def add_item(turn: Turn) -> Answer:
    """Put a product into the cart with all the options that were said."""
    product = product_of(turn)
    if product is None:
        return asked_which(turn)
    if isinstance(product, Answer):
        return product
    if question := not_clear(turn):
        return question
    quantity, options = turn.slots.number("quantity"), turn.slots.options()
    if _answers_question(turn, product, quantity):
        return chosen(turn, turn.focus.line or 0, options)
    return _add_liked(
        turn, _parts(turn, Wish(product, 1 if quantity is None else quantity, options))
    )


def add_items(turn: Turn) -> Answer:
    """Two products in one sentence: both or none."""
    wishes = []
    for prefix in ("", SECOND):
        product = product_of(turn, f"{prefix}product")
        if product is None:
            return asked_which(turn, f"{prefix}product")
        if isinstance(product, Answer):
            return product
        quantity = turn.slots.number(f"{prefix}quantity")
        options = turn.slots.options(prefix)
        wishes.append(Wish(product, 1 if quantity is None else quantity, options))
    return not_clear(turn) or _add_liked(turn, wishes)


def add_spoken_of(turn: Turn) -> Answer:
    """ "Would you like one?" was answered with yes: as it was asked about."""
    product = product_of(turn, focused=True)
    if not isinstance(product, Product):
        return product or asked_which(turn)
    return _add(turn, [Wish(product, 1, refs(turn.focus.waiting.get("options", ())))])


def many_confirmed(turn: Turn, data: dict[str, Any]) -> Answer:
    """So many were meant: of a line that is there, or of what was wished."""
    if "line" in data:
        return line_answer(turn, _changed(turn, data), "changed")
    wishes = []
    for wish in data["wishes"]:
        product = product_of(turn, product_id=wish["product"])
        if isinstance(product, Product):
            wishes.append(Wish(product, wish["quantity"], refs(wish["options"])))
    return _add(turn, wishes, confirmed=True)


def _changed(turn: Turn, data: dict[str, Any]) -> CartLine:
    """Change a line as it was asked about, to another product if one was meant."""
    known, options, now = (turn.session, turn.owner, data["line"]), refs(data["options"]), turn.now
    many, part = data["quantity"], data["part"]
    if product := data.get("product"):
        return corrections.replace(
            *known, product, options, now, quantity=many, count=part, confirmed=True
        )
    return cart.change(*known, quantity=many, choices=options, count=part, now=now, confirmed=True)


def corrected(
    turn: Turn, data: dict[str, Any], quantity: int | None, product: Product | None = None
) -> Answer:
    """ "No, make it five", "no, I meant a mocha": another quantity or product, if it was one thing that was asked about."""
    wish = data["wishes"][0]
    meant = product or product_of(turn, product_id=wish["product"])
    if not isinstance(meant, Product) or data["wishes"][1:]:
        return what_now(say("not_done"))
    options = [*offered(meant, refs(wish["options"])), *turn.slots.options()]
    return _add(turn, [Wish(meant, wish["quantity"] if quantity is None else quantity, options)])


def chosen(turn: Turn, line_id: int, options: Sequence[ChoiceRef]) -> Answer:
    """A choice for a line was said."""
    before = sum(one.quantity for one in lines_of(turn) if one.id == line_id)
    line = cart.choose(turn.session, turn.owner, line_id, options, turn.now)
    return counted(line_answer(turn, line, "changed"), line, before)


def texts(options: Sequence[ChoiceRef]) -> list[list[str]]:
    """Options as they wait in the store or in the focus."""
    return [[option.group, option.text] for option in options]


def refs(written: Sequence[Sequence[str]]) -> list[ChoiceRef]:
    """Options read back."""
    return [ChoiceRef.parse(group, text) for group, text in written]


def _answers_question(turn: Turn, product: Product, quantity: int | None) -> bool:
    """Whether "a large latte" answers "what size?" rather than wishing for one more."""
    line = focused(turn) if turn.focus.question == "choice" else None
    if line is None or line.product_id != product.id or quantity not in (None, line.quantity):
        return False
    return bool(turn.slots.options())


def _parts(turn: Turn, wish: Wish) -> list[Wish]:
    """ "Two lattes, one with oat milk": what was said behind the product is for a part alone."""
    part = turn.slots.number("part")
    if not part or part >= wish.quantity:
        return [wish]
    behind = {o.group_id for o in wish.product.options if o.group.position == "after"}
    plain = [o for o in wish.options if o.group not in behind]
    return [
        replace(wish, quantity=wish.quantity - part, options=plain),
        replace(wish, quantity=part),
    ]


def _add_liked(turn: Turn, wishes: Sequence[Wish]) -> Answer:
    """Add them, each with what the customer likes where they left a choice open."""
    if not turn.known or not any(wish.product.options for wish in wishes):
        return _add(turn, wishes)
    known = likes(turn)
    found = [replace(w, options=[*w.options, *liked(w.product, w.options, known)]) for w in wishes]
    as_usual = any(len(b.options) > len(a.options) for a, b in zip(wishes, found, strict=True))
    answer = _add(turn, found, key="added_usual" if as_usual else "added")
    return replace(answer, focus=replace(answer.focus, likes=known))


def _add(
    turn: Turn, wishes: Sequence[Wish], *, confirmed: bool = False, key: str = "added"
) -> Answer:
    """All of them or none; one undo takes all back."""
    try:
        with (
            turn.session.begin_nested() if wishes[1:] else nullcontext()
        ):  # one refused did nothing
            lines = [_line(turn, wish, place, confirmed) for place, wish in enumerate(wishes)]
    except QuantityDoubtful:
        data = [
            {"product": w.product.id, "quantity": w.quantity, "options": texts(w.options)}
            for w in wishes
        ]
        items = [_item(turn, wish) for wish in wishes]
        return confirm(turn, KIND, {"wishes": data}, say("ask_quantity", items=items))
    parts = zip(lines, wishes, strict=True)
    items = [replace(line_item(line), quantity=wish.quantity) for line, wish in parts]
    added = [Say(key, {"items": items})]
    if len(lines) == 1 and lines[0].quantity > wishes[0].quantity:
        added.append(say("makes", item=line_item(lines[0])))
    return counted(ask_next(turn, lines[-1], *added), lines[-1], wishes[-1].quantity)


def _line(turn: Turn, wish: Wish, place: int, confirmed: bool) -> CartLine:
    return cart.add(
        turn.session,
        turn.owner,
        wish.product.id,
        wish.quantity,
        wish.options,
        turn.now,
        confirmed=confirmed,
        undoable=not place,
    )


def _item(turn: Turn, wish: Wish) -> Item:
    choices = configure(turn.session, wish.product, defaults(wish.product), wish.options)
    return product_item(wish.product, choices, wish.quantity)
