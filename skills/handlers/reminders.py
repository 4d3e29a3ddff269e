"""Being reminded of an order when it should be ready. May import `models` and `skills`.

Amazon's "Alexa Reminders API Guidelines": two consents, the permission of the account and a spoken yes to each reminder,
which says when and how often. Where the permission is missing a card in the Alexa app asks for it.
"""

from datetime import timedelta
from typing import Any

from models import orders, reminders
from models.fulfilment import COMING
from models.orders import Order
from skills.answer import Answer, say, tell
from skills.handlers.orders import status_of
from skills.handlers.questions import anything_else, confirm, what_now
from skills.turn import ReminderRefused, Turn

KIND = "reminder"
REMINDERS = "alexa::alerts:reminders:skill:readwrite"


def remind(turn: Turn) -> Answer:
    """Ask whether to remind, once, at the time the order should be ready."""
    if turn.service is None:
        return anything_else(say("no_reminders"))
    found = orders.open_orders(turn.session, turn.owner)
    if not found:
        return what_now(say("no_orders"))
    order = found[0]
    seconds = _seconds(turn, order)
    if order.status not in COMING or seconds <= 0:
        return anything_else(status_of(order))
    if reminders.find(turn.session, order):
        return anything_else(say("reminded_already", number=order.number))
    question = say("ask_remind", number=order.number, minutes=-(-seconds // 60))
    return confirm(turn, KIND, {"order": order.id, "words": turn.worded(question)}, question)


def remind_confirmed(turn: Turn, data: dict[str, Any]) -> Answer:
    """Set the reminder; without the permission, ask for that by a card."""
    order = orders.get(turn.session, data["order"])
    seconds = _seconds(turn, order)
    if turn.service is None or order.status not in COMING or seconds <= 0:
        return anything_else(status_of(order))
    due = turn.now + timedelta(seconds=seconds)
    text = turn.worded(say("reminder", number=order.number))
    try:
        token = turn.service.remind(seconds, text, turn.locale)
    except ReminderRefused as refused:
        if refused.forbidden:
            return tell(say("needs_permission"), permissions=(REMINDERS,))
        return anything_else(say("reminder_failed"))
    reminder = reminders.agree(turn.session, turn.owner, order, due, data["words"], turn.now)
    reminder.token = token
    return anything_else(say("reminder_set", minutes=-(-seconds // 60)))


def _seconds(turn: Turn, order: Order) -> int:
    """How long it should still take."""
    return int((orders.expected(turn.session, order) - turn.now).total_seconds())
