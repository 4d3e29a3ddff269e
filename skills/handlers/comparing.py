"""Two products side by side: prices, and what only one is, has or can be had with. May import `models` and `skills`."""

from collections.abc import Iterator

from models import browse, choosing, comparing
from models.catalog import Product
from models.comparing import Only
from skills.answer import Answer, Say, say
from skills.describe import money
from skills.handlers.offering import offer
from skills.handlers.products import asked_which, product_of
from skills.handlers.questions import PAGE
from skills.references import ids_listed
from skills.turn import Turn

SLOTS = ("product", "second_product")


def compare(turn: Turn) -> Answer:
    """What two products differ in: those named, or else the first two that were listed."""
    listed = ids_listed(turn.focus)[: len(SLOTS)]
    if not any(map(turn.slots.one, SLOTS)) and len(listed) == len(SLOTS):
        first, second = (browse.get_product(turn.session, id) for id in listed)
        return _compared(turn, first, second)
    products: list[Product] = []
    for slot in SLOTS:
        product = product_of(turn, slot)
        if isinstance(product, Answer):
            return product
        if product is None or product in products:
            return asked_which(turn, slot)
        products.append(product)
    return _compared(turn, *products)


def _compared(turn: Turn, one: Product, other: Product) -> Answer:
    both = comparing.compare(turn.session, one, other)
    says = [_prices(turn, one, other), *(phrase for only in both for phrase in _told(only))]
    if all(only.nothing for only in both):
        told = [say("details_only", name=p.name, text=p.description) for p in (one, other)]
        says += [say("alike"), *(phrase for phrase in told if phrase.facts["text"])]
    return offer(turn, (one, other), *says)


def _prices(turn: Turn, one: Product, other: Product) -> Say:
    shop = browse.shop(turn.session)
    cheap, dear = sorted((one, other), key=lambda product: product.price)
    facts = {"name": cheap.name, "other": dear.name, "price": money(shop, cheap.price)}
    if cheap.price == dear.price:
        return say("same_price", **facts)
    open_choice = any(choosing.missing(p, choosing.defaults(p)) for p in (one, other))
    key = "two_prices_from" if open_choice else "two_prices"
    return Say(key, {**facts, "more": money(shop, dear.price)})


def _told(only: Only) -> Iterator[Say]:
    name = only.product.name
    if only.traits:
        yield say("only_is", name=name, traits=only.traits[:PAGE])
    if only.ingredients:
        yield say("only_has", name=name, parts=only.ingredients[:PAGE])
    if only.groups:
        yield say("only_choice", name=name, groups=only.groups[:PAGE])
    if only.unknown:
        yield say("not_known", name=name, traits=only.unknown[:PAGE])
