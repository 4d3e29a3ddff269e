"""Verbs to look around in the shop: find products and categories.

Imports nothing of ours but the catalogue, errors, search terms, shelf, vocabulary and words.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import shelf
from models.catalog import Category, Product, Shop
from models.catalog_names import CategoryName, ProductName, SearchEntry, category_term
from models.errors import UnknownProduct
from models.search_terms import rarest_first, standing_under
from models.vocabulary import Vocabulary, vocabulary
from models.words import normalise

__all__ = (
    "Page",
    "Vocabulary",
    "categories",
    "category_named",
    "get_product",
    "is_stocked",
    "listing",
    "products_named",
    "products_of",
    "search",
    "shop",
    "vocabulary",
)

NAME_LIKENESS = 75
"""Per cent of likeness at which a name may be meant by other words"""
MOST_NAMES = 100
"""Names compared with a name that is not among them; bounds a near miss in a large shop"""


@dataclass(frozen=True)
class Page:
    """Some of the products found."""

    products: tuple[Product, ...]
    more: bool
    """Whether there are further ones"""

    @property
    def names(self) -> tuple[str, ...]:
        """What they are called."""
        return tuple(product.name for product in self.products)


def shop(session: Session) -> Shop:
    """Return the shop itself, name, hours, contact, tax, limits."""
    return shelf.shop(session)


def get_product(session: Session, product_id: str) -> Product:
    """Return a product sold, its options loaded; raises `UnknownProduct`."""
    product = shelf.product(session, product_id)
    if product is None or not product.sold:
        raise UnknownProduct(product_id)
    return product


def products_named(session: Session, words: str, limit: int = 5) -> list[Product]:
    """Return the product of this name or synonym, or else those of names like it, best first."""
    spoken = normalise(words)
    exact = select(ProductName.product_id).where(ProductName.words == spoken)
    found = session.scalars(exact).all() or _near_products(session, spoken, limit)
    return products_of(session, found)


def search(
    session: Session,
    *,
    category: str | None = None,
    words: str | None = None,
    offset: int = 0,
    limit: int = 3,
) -> Page:
    """Return products in the catalogue's order that stand in the category and have all the words.

    `category` is an id and takes in the categories below it. A word nobody uses counts as the one
    most like it.
    """
    query = select(Product.id).where(Product.sold).order_by(Product.sort)
    shelf = [] if category is None else [category_term(category)]
    if terms := rarest_first(session, shelf, normalise(words or "").split()):
        query = select(SearchEntry.product_id).order_by(SearchEntry.sort)
        query = query.where(*standing_under(terms))
    found = session.scalars(query.offset(offset).limit(limit + 1)).all()
    return Page(tuple(products_of(session, found[:limit])), len(found) > limit)


def listing(session: Session, after: str = "", limit: int = 50) -> list[Product]:
    """Return products that are sold, with their options, by their ids, of ids after one."""
    query = select(Product.id).where(Product.sold, Product.id > after).order_by(Product.id)
    return products_of(session, session.scalars(query.limit(limit)).all())


def categories(session: Session) -> list[Category]:
    """Return the categories listed that stand in no other one."""
    query = select(Category).join(CategoryName).where(CategoryName.canonical)
    query = query.where(Category.parent_id.is_(None)).order_by(Category.sort)
    return list(session.scalars(query))


def is_stocked(session: Session) -> bool:
    """Tell whether a catalogue was ever loaded."""
    return session.get(Shop, 1) is not None


def category_named(session: Session, words: str) -> Category | None:
    """Return the category of this name or synonym."""
    query = select(Category).join(CategoryName).where(CategoryName.words == normalise(words))
    return session.scalar(query)


def products_of(session: Session, product_ids: Sequence[str]) -> list[Product]:
    """Return the products of these ids, in their order."""
    shelf.fetch(session, product_ids)
    return [get_product(session, product_id) for product_id in product_ids]


def _near_products(session: Session, spoken: str, limit: int) -> list[str]:
    """Return the ids of products whose names are like the words: those with all of them, or else with any."""
    terms = rarest_first(session, (), spoken.split())
    names = _names_under(session, terms)
    for term in terms if not names else ():
        names |= _names_under(session, [term])
    like = process.extract(
        spoken, list(names), scorer=fuzz.WRatio, score_cutoff=NAME_LIKENESS, limit=None
    )
    # What is like only a part of the words passes too, but comes behind what is like them all.
    like.sort(key=lambda one: fuzz.token_sort_ratio(spoken, one[0]), reverse=True)
    return list(dict.fromkeys(names[words] for words, _score, _index in like))[:limit]


def _names_under(session: Session, terms: Sequence[str]) -> dict[str, str]:
    """Return the names, with the products' ids, of some products that stand under all terms."""
    if not terms:
        return {}
    query = select(ProductName.words, ProductName.product_id).join(
        SearchEntry, SearchEntry.product_id == ProductName.product_id
    )
    query = query.where(*standing_under(terms)).order_by(SearchEntry.sort)
    return dict(session.execute(query.limit(MOST_NAMES)).all())
