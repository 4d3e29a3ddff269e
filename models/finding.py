"""Finding by what a product is: of a category, with traits, below a price, the cheapest first; and what is like another.

Read off the search entries, so that a large shop is not read through. Imports nothing of ours but browsing, the
catalogue, the shelf, search terms, traits and what is left.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from babel.numbers import get_currency_precision
from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from models.browse import Page, products_of, shop
from models.catalog import Product
from models.catalog_names import SearchEntry, category_term, trait_term
from models.left import in_stock
from models.search_terms import rarest_first, standing_under
from models.shelf import traits
from models.traits import Trait

NEIGHBOURS = 20
"""Products of nearly the same price that are looked at in each direction"""


@dataclass(frozen=True)
class Wish:
    """What is looked for; what it leaves open may be anything."""

    category: str = ""
    traits: tuple[str, ...] = ()
    """What it must be known to be, by id"""
    other_than: tuple[str, ...] = ()
    """What it must not be known to be"""
    below: int | None = None
    """What it must cost less than, minor units and without options"""
    cheapest: bool = False
    """The cheapest first, else in the catalogue's order"""

    def looser(self) -> Iterator["Wish"]:
        """Yield the wish without one of its conditions: the price, each trait, the category."""
        if self.below is not None:
            yield replace(self, below=None, cheapest=True)
        for id in self.traits:
            yield replace(self, traits=tuple(one for one in self.traits if one != id))
        if self.category:
            yield replace(self, category="")


def find(
    session: Session, wish: Wish, offset: int = 0, limit: int = 3, *, had: bool = True
) -> Page:
    """Return products that are as wished and in stock where the customer is, or with `had` False those sold out there."""
    stocked, asked = in_stock(session, SearchEntry.product_id)
    query = entries(session, wish).where(stocked if had else ~stocked)
    found = session.scalars(query.offset(offset).limit(limit + 1), asked).all()
    return Page(tuple(products_of(session, found[:limit])), len(found) > limit)


def amount(session: Session, units: int, hundredths: int) -> int:
    """Return an amount of the shop's currency in minor units."""
    scale: int = 10 ** get_currency_precision(shop(session).currency)
    return (units * 100 + hundredths) * scale // 100


def entries(session: Session, wish: Wish) -> Select[str]:
    """Return the query for the ids of what is as wished."""
    terms = [category_term(wish.category), *map(trait_term, wish.traits)]
    query = select(SearchEntry.product_id).where(*standing_under(rarest_first(session, terms)))
    query = query.where(*_other_than(wish))
    if wish.below is not None:
        query = query.where(SearchEntry.base_price < wish.below)
    first = (SearchEntry.base_price, SearchEntry.sort) if wish.cheapest else (SearchEntry.sort,)
    return query.order_by(*first)


def alternatives(session: Session, product: Product, most: int = 2) -> list[Product]:
    """Return what may stand for a product: in stock, of its category, most of its traits, then the nearest price."""
    stocked, asked = in_stock(session, SearchEntry.product_id)
    term, price = category_term(product.category_id), SearchEntry.base_price
    others = select(SearchEntry.product_id).where(SearchEntry.term == term, stocked)
    others = others.where(SearchEntry.product_id != product.id)
    dearer = others.where(price >= product.price).order_by(price, SearchEntry.sort)
    cheaper = others.where(price < product.price).order_by(price.desc(), SearchEntry.sort)
    ids = [id for q in (dearer, cheaper) for id in session.scalars(q.limit(NEIGHBOURS), asked)]
    own = set(known(session, product))
    found = products_of(session, ids)
    return sorted(found, key=lambda one: _unlike(session, product, own, one))[:most]


def known(session: Session, product: Product, *, so: bool = True) -> list[Trait]:
    """Return the traits that a product is known to have, or is known not to have."""
    return [t for t in traits(session) if t.holds(product.attributes, product.ingredients) is so]


def _unlike(
    session: Session, product: Product, own: set[Trait], other: Product
) -> tuple[int, int, int]:
    return -len(own & set(known(session, other))), abs(other.price - product.price), other.sort


def _other_than(wish: Wish) -> Iterator[ColumnElement[bool]]:
    """Yield what keeps out products that stand under a term."""
    for id in wish.other_than:
        barred = select(SearchEntry.product_id).where(SearchEntry.term == trait_term(id))
        yield SearchEntry.product_id.not_in(barred)
