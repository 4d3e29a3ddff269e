"""Which cart line is meant, and what is asked after it changed; shared by all that change the cart.

May import `models` and `skills`.
"""

from collections.abc import Sequence
from dataclasses import replace

from models import cart
from models.cart import CartLine
from models.catalog import ChoiceRef
from models.errors import UnknownLine
from skills.answer import NOTHING, Answer, Focus, Say, ask, say
from skills.describe import line_item, lines_items, offer_names
from skills.handlers.products import product_of
from skills.handlers.questions import PAGE, anything_else, what_now
from skills.handlers.shown import cart_screen
from skills.handlers.unasked import else_or_offer
from skills.turn import Turn


def lines_of(turn: Turn) -> Sequence[CartLine]:
    """The lines of the open cart."""
    current = cart.current(turn.session, turn.owner)
    return current.lines if current else ()


def focused(turn: Turn) -> CartLine | None:
    """The line last spoken of, if it is still there."""
    return next((line for line in lines_of(turn) if line.id == turn.focus.line), None)


def line_meant(turn: Turn, having: Sequence[ChoiceRef] = ()) -> CartLine | Answer:
    """The line of the product named, `having` these options; else the one last spoken of; else the last.

    Of several it is the one last spoken of, or else a question.
    """
    lines = lines_of(turn)
    if not lines:
        return what_now(say("cart_empty"))
    product = product_of(turn)
    if isinstance(product, Answer):
        return product
    if product is None:
        return focused(turn) or (_which(turn, lines) if turn.focus.line == NOTHING else lines[-1])
    if turn.focus.question == "which_line":
        picked = turn.focus.waiting.get("having", ())
        having = [*having, *(ChoiceRef.parse(group, text) for group, text in picked)]
    found = [one for one in lines if one.product_id == product.id and _has(one, having)]
    if not found:
        items = lines_items(lines[:PAGE])
        return anything_else(say("not_in_cart", name=product.name, items=items))
    if len(found) == 1:
        return found[0]
    last = focused(turn)
    return last if last in found and not having else _which(turn, found)


def _has(line: CartLine, options: Sequence[ChoiceRef]) -> bool:
    made = {(choice.group, choice.choice) for choice in line.choices}
    return all((option.group, option.choice) in made for option in options)


def line_named(turn: Turn) -> int | None:
    """What "it" is after a refusal: the line of the product that was named, else the one spoken of before."""
    value = turn.slots.one("product")
    if value is None:
        return turn.focus.line
    found = [one.id for one in lines_of(turn) if one.product_id in value.ids]
    return found[0] if len(found) == 1 else NOTHING


def _which(turn: Turn, found: Sequence[CartLine]) -> Answer:
    """Ask; the wish waits, and the answer picks a line and is no wish of its own."""
    products = {line.product_id for line in found}
    focus = Focus(
        "which_line",
        then=turn.intent,
        product=products.pop() if len(products) == 1 else "",
        waiting={"slots": turn.slots.keep()},
    )
    return ask(say("ask_which_line", items=lines_items(found[:PAGE])), focus=focus)


def line_answer(turn: Turn, line: CartLine, key: str) -> Answer:
    """Say what became of a line, then ask on."""
    return ask_next(turn, line, say(key, item=line_item(line)))


def counted(answer: Answer, line: CartLine, pieces: int) -> Answer:
    """The same answer, noting how many pieces of the line it is about: a correction is of these alone."""
    if answer.focus.line != line.id:
        return answer
    return replace(answer, focus=replace(answer.focus, added=pieces))


def ask_next(turn: Turn, line: CartLine, *says: Say) -> Answer:
    """After a change: ask for what this or another line still lacks, or whether there is anything else."""
    unfinished = [one for one in (line, *lines_of(turn)) if one.missing()]
    if unfinished:
        question = ask_choice(unfinished[0], unfinished[0].missing()[0].group_id)
        return replace(question, says=says, screen=cart_screen(turn))
    in_cart = [one.product_id for one in lines_of(turn)]
    answer = else_or_offer(turn, in_cart, *says, line=line.id)
    focus = replace(answer.focus, product=line.product_id)
    return replace(answer, focus=focus, screen=cart_screen(turn))


def ask_choice(line: CartLine, group_id: str) -> Answer:
    """Ask which of the choices it shall be."""
    option = next(o for o in line.product.options if o.group_id == group_id)
    facts = {"group": option.group.name, "name": line.product.name}
    asked = say("ask_choice", offered=offer_names(option), **facts)
    return ask(asked, focus=Focus("choice", line=line.id, group=group_id))


def ask_missing(turn: Turn, line_id: int, group_id: str) -> Answer:
    """Ask for a choice of a line."""
    line = next((one for one in lines_of(turn) if one.id == line_id), None)
    if line is None:
        raise UnknownLine(line_id)
    return ask_choice(line, group_id)
