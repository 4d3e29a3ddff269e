"""What to say of a price: what is taken off by which offers, what points pay. May import `models` and `skills`."""

from models.browse import shop
from models.pricing.price import Priced
from skills.answer import Say, say
from skills.describe import money
from skills.refusals import worded
from skills.turn import Turn


def discounts(turn: Turn, cost: Priced) -> tuple[Say, ...]:
    """What takes how much off, and why coupons that were said, or points, do not."""
    the_shop, said = shop(turn.session), []
    if cost.applied:
        amount = money(the_shop, cost.by_offers)
        said.append(say("discount", names=[one.offer.name for one in cost.applied], amount=amount))
    if cost.points:
        worth = money(the_shop, sum(cost.by_points))
        said.append(say("points_pay", points=cost.points, amount=worth))
    return (*said, *map(worded, cost.refused))
