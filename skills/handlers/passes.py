"""Who stands at the counter: a code that an account is told by Alexa, and says at a counter, once.

May import `models` and `skills`. What the visit had in its cart goes along to the account, whose the visit is until it ends.
"""

from dataclasses import replace
from datetime import timedelta

from models import joining, passes, place, proofs, stock
from models.browse import shop
from models.reorders import Reordered
from skills.answer import Answer, say
from skills.handlers import greeting, telling
from skills.handlers.lines import ask_next
from skills.handlers.orders import added_of, left_out_of
from skills.handlers.questions import again, anything_else
from skills.turn import Turn


def give(turn: Turn) -> Answer:
    """Tell an account a code, in words and on a card; at a counter, where such a code comes from."""
    if not turn.by_alexa:
        return anything_else(say("known_already" if turn.known else "pass_where"))
    code = passes.give(turn.session, turn.owner, turn.now)
    facts = {"first": int(code[:3]), "second": int(code[3:])}
    told = say("pass_given", **facts, minutes=passes.LIFE // timedelta(minutes=1))
    title = say("pass_title", seller=shop(turn.session).name)
    return replace(anything_else(told), card=(title, say("pass_text", **facts)))


def code(turn: Turn) -> Answer:
    """Take a code: for the proof of an address where one is waited for, else at a counter for who speaks."""
    if turn.slots.number("passcode") is None:
        return again(turn, say("unclear_code"))
    if turn.counter is None or proofs.is_awaited(turn.session, turn.owner, turn.now):
        return telling.code(turn)
    return anything_else(say("known_already")) if turn.known else _claimed(turn, turn.counter)


def _claimed(turn: Turn, counter: str) -> Answer:
    """Greet whose code it is, with what they left before this visit; and go on with what both carts had."""
    said = turn.slots.words("passcode")
    account = passes.claim(turn.session, turn.owner, said, turn.now)
    stock.release(turn.session, turn.owner)  # what was kept for the visit is the account's to take
    place.serve(turn.session, account, turn.now, counter)
    known = replace(turn, owner=account, known=True)
    hello = greeting.greet(known, say("known_again"))
    brought = joining.join(turn.session, turn.owner, account, turn.now)
    return replace(_going_on(known, hello, brought), account=account)


def _going_on(turn: Turn, hello: Answer, brought: Reordered) -> Answer:
    left_out = left_out_of(brought.left_out)
    if not brought.lines:
        return replace(hello, says=(*hello.says, *left_out))
    says = (*hello.says, added_of(brought.added), *left_out)
    answer = ask_next(turn, brought.lines[-1], *says)
    return replace(answer, focus=replace(answer.focus, likes=hello.focus.likes))
