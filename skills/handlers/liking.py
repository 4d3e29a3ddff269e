"""What a customer likes, where a wish leaves a choice open. May import `models` and `skills`."""

from collections.abc import Mapping, Sequence

from models import preferences
from models.catalog import ChoiceRef, Product
from skills.turn import Turn


def likes(turn: Turn) -> Mapping[str, str]:
    """The choices that the customer likes, by group, looked up once in a talk; of who is not known there are none."""
    if not turn.known:
        return {}
    if turn.focus.likes is None:
        return preferences.likes(turn.session, turn.owner)
    return turn.focus.likes


def liked(
    product: Product, options: Sequence[ChoiceRef], known: Mapping[str, str]
) -> list[ChoiceRef]:
    """What to add to the options that were said: of each group left open the choice liked, if the product has it."""
    said = {one.group for one in options}
    return [
        ChoiceRef(option.group_id, known[option.group_id])
        for option in product.options
        if option.group_id in known
        and option.group_id not in said
        and known[option.group_id] in {offer.id for offer in option.offers()}
    ]
