"""Points: how many there are, pay with them, keep them. May import `models` and `skills`.

Whose they are must be known: in a visit that is nobody's each of these is refused. What changes an order whose yes is
waited for reads it back anew.
"""

from models.browse import shop
from models.pricing import purse
from skills.answer import Answer, say
from skills.describe import money
from skills.handlers.checkout import repriced
from skills.handlers.questions import anything_else
from skills.turn import Turn


def told(turn: Turn) -> Answer:
    """How many points there are, and what they are good for."""
    held, the_shop = purse.held(turn.session, turn.owner, turn.now), shop(turn.session)
    rules, have = held.loyalty, held.points
    if have <= 0:
        rate = say("points_rate", points=rules.points, spent=money(the_shop, rules.spent))
        return anything_else(say("points_none"), rate)
    said = say("points", points=have, amount=money(the_shop, have * rules.value))
    if have < rules.minimum:
        return anything_else(said, say("points_short", minimum=rules.minimum))
    return anything_else(said)


def use(turn: Turn) -> Answer:
    """Let points pay for what is in the cart."""
    cost, the_shop = purse.use(turn.session, turn.owner, turn.now), shop(turn.session)
    worth, total = (money(the_shop, one) for one in (sum(cost.by_points), cost.total))
    used = say("points_used", points=cost.points, amount=worth, total=total)
    return repriced(turn, anything_else(used))


def keep(turn: Turn) -> Answer:
    """Let no points pay."""
    purse.keep(turn.session, turn.owner, turn.now)
    kept = anything_else(say("points_kept"))
    return repriced(turn, kept)
