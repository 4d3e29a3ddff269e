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
    comparing,
    correcting,
    dialogue,
    finding,
    forgetting,
    greeting,
    guiding,
    left_carts,
    memory,
    offers,
    orders,
    passes,
    pickup,
    places,
    points,
    recommend,
    reminders,
    repair,
    rules,
    stock,
    telling,
    usual,
)
from skills.turn import Turn

Handler = Callable[[Turn], Answer]

HANDLERS: Mapping[str, Handler] = {
    "LaunchRequest": greeting.launch,
    "SearchIntent": browse.search,
    "FindIntent": finding.find,
    "PickIntent": adding.add_item,
    "CompareIntent": comparing.compare,
    "ChooseIntent": guiding.choose,
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
    "CorrectIntent": correcting.correct,
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
    "UsualIntent": usual.usual,
    "ViewedIntent": memory.viewed,
    "KnownIntent": memory.told,
    "ForgetIntent": forgetting.forget,
    "RemindIntent": reminders.remind,
    "NewsIntent": telling.news_on,
    "NoNewsIntent": telling.news_off,
    "NameIntent": dialogue.name,
    "NumberIntent": dialogue.number,
    "CodeIntent": passes.code,
    "CounterCodeIntent": passes.give,
    "SkipIntent": rules.skip,
    "SlowerIntent": repair.slower,
    "TalkToPersonIntent": repair.person,
    "AMAZON.YesIntent": rules.yes,
    "AMAZON.NoIntent": rules.no,
    "AMAZON.RepeatIntent": repair.repeat,
    "AMAZON.NextIntent": rules.next_,
    "AMAZON.HelpIntent": repair.help_,
    "AMAZON.StopIntent": dialogue.stop,
    "AMAZON.CancelIntent": rules.cancel,
    "AMAZON.NavigateHomeIntent": greeting.launch,
    "AMAZON.FallbackIntent": repair.fallback,
}

READING = frozenset(
    {
        "SearchIntent",
        "FindIntent",
        "CompareIntent",
        "ChooseIntent",
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
        "OffersIntent",
        "PointsIntent",
        "OrderStatusIntent",
        "KnownIntent",
        "SlowerIntent",
        "TalkToPersonIntent",
        "ViewedIntent",
        "AMAZON.RepeatIntent",
        "AMAZON.HelpIntent",
    }
)
"""Intents that change nothing, whatever the talk was about: they need not wait for others"""

GUESSING = frozenset({"CodeIntent"})
"""Intents in which whoever comes to a counter may guess whose it is; those of one counter run one after the other"""

LASTING = frozenset({"AMAZON.YesIntent", "NoNewsIntent", "CodeIntent"})
"""Intents that can place or cancel an order, end a consent, prove an address or use up a code; no power cut must take
their turn back"""
