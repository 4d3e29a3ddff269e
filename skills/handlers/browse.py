"""Search and questions about products: price, options, stock, what is in it. May import `models` and `skills`."""

from models import browse
from models.catalog import Product
from models.choosing import configure, defaults, unit_price
from skills.answer import Answer, Focus, Item, Say, ask, say
from skills.describe import money, offers, product_item
from skills.handlers.products import product_or_focus
from skills.turn import Turn

PAGE = 3  # a list is read three at a time


def search(turn: Turn) -> Answer:
    """What there is, or what there is of a kind."""
    value = turn.slots.one("category")
    if value is None:
        names = [c.name for c in browse.categories(turn.session)]
        return ask(say("categories", names=names), say("ask_category"), focus=Focus("else"))
    return _page(turn, value.ids[0] if value.ids else "", value.words, 0)


def more(turn: Turn) -> Answer:
    """The next page of the list that is being read."""
    return _page(turn, turn.focus.category, turn.focus.category, turn.focus.offset)


def _page(turn: Turn, category: str, words: str, offset: int) -> Answer:
    page = browse.search(
        turn.session,
        category=category or None,
        words=None if category else words,
        offset=offset,
        limit=PAGE,
    )
    if not page.products:
        return ask(say("nothing_found", words=words), say("ask_something"), focus=Focus("else"))
    found = say("found", names=[p.name for p in page.products])
    product = page.products[0].id if len(page.products) == 1 else ""
    if page.more and category:
        focus = Focus("more", category=category, offset=offset + PAGE)
        return ask(found, say("ask_more"), focus=focus)
    return ask(found, say("ask_choose"), focus=Focus("else", product=product))


def price(turn: Turn) -> Answer:
    """What a product costs, with the options that were named."""
    product = product_or_focus(turn)
    if isinstance(product, Answer):
        return product
    chosen = configure(turn.session, product, defaults(product), turn.slots.options())
    price = money(browse.shop(turn.session), unit_price(product, chosen))
    return _about(product, say("price", item=product_item(product, chosen), price=price))


def options(turn: Turn) -> Answer:
    """What choices a product has, of one kind or of all kinds."""
    product = product_or_focus(turn)
    if isinstance(product, Answer):
        return product
    asked = turn.slots.one("group")
    wanted = asked.ids if asked else ()
    found = [o for o in product.options if not wanted or o.group_id in wanted]
    if found:
        return _about(product, say("options", name=product.name, options=offers(found)))
    others = offers(product.options)
    key = "no_such_option" if others else "no_options"
    words = asked.words if asked else ""
    return _about(product, say(key, name=product.name, words=words, options=others))


def stock(turn: Turn) -> Answer:
    """Whether a product can be had now."""
    product = product_or_focus(turn)
    if isinstance(product, Answer):
        return product
    if product.stock is None:
        return _about(product, say("in_stock", name=product.name))
    if not product.stock:
        return ask(say("sold_out", name=product.name), say("ask_else"), focus=Focus("else"))
    return _about(product, say("stock_left", item=Item(product.name, product.stock)))


def details(turn: Turn) -> Answer:
    """What a product is and what is in it."""
    product = product_or_focus(turn)
    if isinstance(product, Answer):
        return product
    key = "details" if product.ingredients else "details_only"
    facts = {"name": product.name, "text": product.description, "parts": product.ingredients}
    return _about(product, Say(key, facts))


def hours(turn: Turn) -> Answer:
    """When the shop is open."""
    said = say("hours", hours=browse.shop(turn.session).hours)
    return ask(said, say("ask_else"), focus=Focus("else"))


def _about(product: Product, *says: Say) -> Answer:
    """An answer after which "it" means this product."""
    return ask(*says, say("ask_want"), focus=Focus("want", product=product.id))
