"""Search and questions about products: price, options, what is in it. May import `models` and `skills`."""

from dataclasses import replace

from models import browse, choosing
from models.catalog import Product
from models.preferences import MOST_VIEWED
from skills.answer import Answer, Focus, Say, ask, say
from skills.describe import money, offer_names, product_item
from skills.handlers.adding import texts
from skills.handlers.offering import offer, offer_page
from skills.handlers.products import not_clear, product_or_focus
from skills.handlers.questions import PAGE, go_on, what_now
from skills.turn import Turn


def search(turn: Turn) -> Answer:
    """What there is, or what there is of a kind."""
    value = turn.slots.one("category")
    if value is None:
        return _shelves(turn, 0)
    named = None if value.ids else browse.category_named(turn.session, value.words)
    category = value.ids[0] if value.ids else named.id if named else ""
    return _page(turn, category, value.words, 0)


def of_category(turn: Turn, category: str) -> Answer:
    """The first page of a category."""
    return _page(turn, category, "", 0)


def more(turn: Turn) -> Answer:
    """The next page of the products that are being read."""
    words = str(turn.focus.waiting.get("words", turn.focus.category))
    return _page(turn, turn.focus.category, words, turn.focus.offset)


def more_shelves(turn: Turn) -> Answer:
    """The next categories."""
    return _shelves(turn, turn.focus.offset)


def _shelves(turn: Turn, offset: int) -> Answer:
    names = [c.name for c in browse.categories(turn.session)][offset:]
    said = say("categories", names=names[:PAGE])
    if names[PAGE:]:
        return go_on(said, reading="categories", offset=offset + PAGE)
    return ask(said, say("ask_category"), focus=Focus("category"))


def _page(turn: Turn, category: str, words: str, offset: int) -> Answer:
    page = browse.search(
        turn.session,
        category=category or None,
        words=None if category else words,
        offset=offset,
        limit=PAGE,
    )
    if not page.products:
        return what_now(say("nothing_found", words=words))
    found = say("found", names=page.names)
    if not page.more:
        return offer(turn, page.products, found)
    answer = offer_page(
        turn, page.products, found, reading="products", offset=offset + PAGE, category=category
    )
    waiting = {} if category else {"words": words}
    return replace(answer, focus=replace(answer.focus, waiting=waiting))


def price(turn: Turn) -> Answer:
    """What a product costs, with the options that were named."""
    product = not_clear(turn) or product_or_focus(turn)
    if isinstance(product, Answer):
        return product
    options = turn.slots.options()
    chosen = choosing.configure(turn.session, product, choosing.defaults(product), options)
    amount = money(browse.shop(turn.session), choosing.unit_price(product, chosen))
    key = "price_from" if choosing.missing(product, chosen) else "price"
    said = say(key, item=product_item(product, chosen), price=amount)
    waiting = {"options": texts(options)}
    focus = replace(_wanted(turn, product), waiting=waiting)
    return ask(said, say("ask_want"), focus=focus)


def options(turn: Turn) -> Answer:
    """What choices a product has, of one kind, or which kinds there are."""
    product = product_or_focus(turn)
    if isinstance(product, Answer):
        return product
    asked = turn.slots.one("group")
    found = next((o for o in product.options if asked and o.group_id in asked.ids), None)
    if found:
        said = say("options", group=found.group.name, offered=offer_names(found), name=product.name)
        return about(turn, product, said)
    groups = [option.group.name for option in product.options]
    if not groups:
        return about(turn, product, say("no_options", name=product.name))
    key = "no_such_option" if asked else "option_groups"
    words = asked.words if asked else ""
    return about(turn, product, say(key, name=product.name, groups=groups, words=words))


def details(turn: Turn) -> Answer:
    """What a product is and what is in it."""
    product = product_or_focus(turn)
    if isinstance(product, Answer):
        return product
    key = "details" if product.ingredients else "details_only"
    facts = {"name": product.name, "text": product.description, "parts": product.ingredients}
    return about(turn, product, Say(key, facts))


def about(turn: Turn, product: Product, *says: Say) -> Answer:
    """An answer after which "it" means this product."""
    return ask(*says, say("ask_want"), focus=_wanted(turn, product))


def _wanted(turn: Turn, product: Product) -> Focus:
    """Whether it is wanted is asked; the talk remembers that it was looked at."""
    seen = [product.id, *(one for one in turn.focus.viewed if one != product.id)]
    return Focus("want", then=turn.intent, product=product.id, viewed=seen[:MOST_VIEWED])
