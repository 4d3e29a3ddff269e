"""Going on without a choice that was asked for: left out where that can be, else the cheapest is offered.

May import `models` and `skills`.
"""

from typing import Any

from models.catalog import ChoiceRef
from skills.answer import Answer, say
from skills.handlers import adding
from skills.handlers.lines import focused
from skills.handlers.questions import anything_else, confirm
from skills.turn import Turn

KIND = "default"


def skip(turn: Turn) -> Answer:
    """Leave the item as it is; where it cannot be had without the choice, ask whether to take the cheapest."""
    line = focused(turn)
    open_ones = [] if line is None else line.missing()
    option = next((o for o in open_ones if o.group_id == turn.focus.group), None)
    if line is None or option is None:
        return anything_else(say("all_right"), line=turn.focus.line)
    cheapest = min(option.offers(), key=lambda offer: offer.price)
    facts = {"group": option.group.name, "name": line.product.name, "choice": cheapest.name}
    wish = {"line": line.id, "group": option.group_id, "choice": cheapest.id}
    return confirm(turn, KIND, wish, say("ask_default", **facts))


def default_confirmed(turn: Turn, data: dict[str, Any]) -> Answer:
    """Take it."""
    return adding.chosen(turn, data["line"], [ChoiceRef(data["group"], data["choice"])])
