"""Handlers by topic: each is a function from a turn to an answer, with no rules, no SQL and no wording.

May import `models` and `skills`. `HANDLERS` is the whole table of intents; the order of it has no meaning.
"""

from collections.abc import Callable, Mapping

from skills.answer import Answer
from skills.handlers import (
    adding,
    answers,
    browse,
    cart,
    checkout,
    dialogue,
    left_carts,
    lost,
    orders,
    pickup,
    places,
    recommend,
    reminders,
    stock,
    telling,
)
from skills.turn import Turn

Handler = Callable[[Turn], Answer]

HANDLERS: Mapping[str, Handler] = {
    "LaunchRequest": dialogue.launch,
    "SearchIntent": browse.search,
    "PriceIntent": browse.price,
    "OptionsIntent": browse.options,
    "StockIntent": stock.stock,
    "DetailsIntent": browse.details,
    "HoursIntent": places.hours,
    "BranchIntent": places.where,
    "PickupIntent": pickup.pickup,
    "AskIntent": answers.answer,
    "BackInStockIntent": stock.tell_when_back,
    "RecommendIntent": recommend.recommend,
    "PairingIntent": recommend.pairing,
    "CartReminderIntent": left_carts.remind,
    "AddItemIntent": adding.add_item,
    "AddItemsIntent": adding.add_items,
    "ChangeItemIntent": cart.change_item,
    "RemoveItemIntent": cart.remove_item,
    "UndoIntent": cart.undo,
    "CartIntent": cart.read,
    "EmptyCartIntent": cart.empty,
    "CheckoutIntent": checkout.begin,
    "OrderStatusIntent": orders.status,
    "CancelOrderIntent": orders.cancel,
    "ReorderIntent": orders.reorder,
    "RemindIntent": reminders.remind,
    "NewsIntent": telling.news_on,
    "NoNewsIntent": telling.news_off,
    "NameIntent": dialogue.name,
    "NumberIntent": dialogue.number,
    "TalkToPersonIntent": lost.person,
    "AMAZON.YesIntent": dialogue.yes,
    "AMAZON.NoIntent": dialogue.no,
    "AMAZON.RepeatIntent": dialogue.repeat,
    "AMAZON.NextIntent": dialogue.next_,
    "AMAZON.HelpIntent": lost.help_,
    "AMAZON.StopIntent": dialogue.stop,
    "AMAZON.CancelIntent": dialogue.cancel,
    "AMAZON.NavigateHomeIntent": dialogue.launch,
    "AMAZON.FallbackIntent": lost.fallback,
}

READING = frozenset(
    {
        "SearchIntent",
        "PriceIntent",
        "OptionsIntent",
        "StockIntent",
        "DetailsIntent",
        "HoursIntent",
        "BranchIntent",
        "AskIntent",
        "RecommendIntent",
        "PairingIntent",
        "CartIntent",
        "OrderStatusIntent",
        "TalkToPersonIntent",
        "AMAZON.RepeatIntent",
        "AMAZON.HelpIntent",
    }
)
"""Intents that change nothing, whatever the talk was about: they need not wait for others"""

LASTING = frozenset({"AMAZON.YesIntent", "NoNewsIntent"})
"""Intents that can place or cancel an order, or end a consent; a power cut must not take their turn back"""
