"""Handlers by topic: each is a function from a turn to an answer, with no rules, no SQL and no wording.

May import `models` and `skills`. `HANDLERS` is the whole table of intents; the order of it has no meaning.
"""

from collections.abc import Callable, Mapping

from skills.answer import Answer
from skills.handlers import (
    adding,
    browse,
    cart,
    checkout,
    dialogue,
    offers,
    orders,
    pickup,
    places,
    points,
    reminders,
    telling,
)
from skills.turn import Turn

Handler = Callable[[Turn], Answer]

HANDLERS: Mapping[str, Handler] = {
    "LaunchRequest": dialogue.launch,
    "SearchIntent": browse.search,
    "PriceIntent": browse.price,
    "OptionsIntent": browse.options,
    "StockIntent": browse.stock,
    "DetailsIntent": browse.details,
    "HoursIntent": places.hours,
    "BranchIntent": places.where,
    "PickupIntent": pickup.pickup,
    "AddItemIntent": adding.add_item,
    "AddItemsIntent": adding.add_items,
    "ChangeItemIntent": cart.change_item,
    "RemoveItemIntent": cart.remove_item,
    "UndoIntent": cart.undo,
    "CartIntent": cart.read,
    "EmptyCartIntent": cart.empty,
    "CheckoutIntent": checkout.begin,
    "CouponIntent": offers.use,
    "OffersIntent": offers.told,
    "BestCouponIntent": offers.best,
    "RemoveCouponIntent": offers.take_off,
    "PointsIntent": points.told,
    "UsePointsIntent": points.use,
    "KeepPointsIntent": points.keep,
    "OrderStatusIntent": orders.status,
    "CancelOrderIntent": orders.cancel,
    "ReorderIntent": orders.reorder,
    "RemindIntent": reminders.remind,
    "NewsIntent": telling.news_on,
    "NoNewsIntent": telling.news_off,
    "NameIntent": dialogue.name,
    "NumberIntent": dialogue.number,
    "TalkToPersonIntent": dialogue.person,
    "AMAZON.YesIntent": dialogue.yes,
    "AMAZON.NoIntent": dialogue.no,
    "AMAZON.RepeatIntent": dialogue.repeat,
    "AMAZON.NextIntent": dialogue.next_,
    "AMAZON.HelpIntent": dialogue.help_,
    "AMAZON.StopIntent": dialogue.stop,
    "AMAZON.CancelIntent": dialogue.cancel,
    "AMAZON.NavigateHomeIntent": dialogue.launch,
    "AMAZON.FallbackIntent": dialogue.fallback,
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
        "CartIntent",
        "OffersIntent",
        "PointsIntent",
        "OrderStatusIntent",
        "TalkToPersonIntent",
        "AMAZON.RepeatIntent",
        "AMAZON.HelpIntent",
    }
)
"""Intents that change nothing, whatever the talk was about: they need not wait for others"""

LASTING = frozenset({"AMAZON.YesIntent", "NoNewsIntent"})
"""Intents that can place or cancel an order, or end a consent; a power cut must not take their turn back"""
