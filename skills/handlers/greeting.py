"""The first words of a talk. May import `models` and `skills`."""

from models import customers
from models.browse import shop
from skills.answer import Answer, say
from skills.handlers import checkout, telling
from skills.handlers.questions import what_now
from skills.turn import Turn


def launch(turn: Turn) -> Answer:
    """Greet; a cart that waits is mentioned, and news that Alexa cannot bring."""
    customers.meet(turn.session, turn.owner, turn.now)
    key = "welcome_back" if checkout.has_cart(turn) else "welcome"
    return what_now(say(key, seller=shop(turn.session).name), *telling.at_launch(turn))
