"""The first words of a talk: by the time of day, by whether somebody was here before, and by what waits for them.

May import `models` and `skills`. Orders are told of unasked only to who agreed to that, and once.
"""

from dataclasses import replace

from models import customers, place
from models.browse import shop
from skills.answer import Answer, Say, say
from skills.handlers import checkout, left_carts, telling
from skills.handlers.liking import likes
from skills.handlers.questions import what_now
from skills.turn import Turn

NOON, EVENING = 12, 18
"""Hours from which it is afternoon, and evening"""


def launch(turn: Turn) -> Answer:
    """Greet who opens the skill, or comes to a counter."""
    return greet(turn)


def greet(turn: Turn, *first: Say) -> Answer:
    """Greet, by the time of day or by `first`.

    A cart that waits is mentioned, and news that Alexa cannot bring, such as that an order is ready.
    """
    met = customers.meet(turn.session, turn.owner, turn.now)
    returns = turn.known and met.first_seen < turn.now
    left = left_carts.at_launch(turn)
    waits = not left and checkout.has_cart(turn)
    key = "welcome_back" if waits else "welcome_again" if returns or first else "welcome"
    first = first or ((_by_time(turn),) if returns else ())
    greeted = Say(key, {"seller": shop(turn.session).name})
    answer = what_now(*first, greeted, *left, *telling.at_launch(turn))
    return replace(answer, focus=replace(answer.focus, likes=likes(turn))) if turn.known else answer


def _by_time(turn: Turn) -> Say:
    """Good morning, by the clock of the branch; where there is none, hello."""
    branch = place.here(turn.session)
    if branch is None:
        return say("greeting")
    hour = branch.hours.local(turn.now).hour
    if hour < NOON:
        return say("greeting_morning")
    return say("greeting_afternoon") if hour < EVENING else say("greeting_evening")
