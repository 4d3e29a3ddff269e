"""Verbs to look around in the shop: find products and categories.

Imports nothing of ours but the catalogue, errors, shelf, vocabulary and words.
"""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from sqlalchemy import ColumnElement, bindparam, select
from sqlalchemy.orm import Session, aliased

from models import shelf
from models.catalog import Category, Product, Shop
from models.catalog_names import CategoryName, ProductName, SearchEntry, SearchTerm, category_term
from models.errors import UnknownProduct
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
    "search",
    "shop",
    "vocabulary",
)

WORD_LIKENESS = 75
"""Per cent of likeness at which a word may be meant by another"""
NAME_LIKENESS = 75
"""The same for a whole name"""
MOST_WORDS = 12
"""Words of a question that are looked at"""
MOST_TERMS = 2000
"""Terms of one initial compared with a word that is not among them"""
MOST_NAMES = 100
"""Names compared with a name that is not among them; bounds a near miss in a large shop"""
_COUNTS = select(SearchTerm.term, SearchTerm.products).where(
    SearchTerm.term.in_(bindparam("terms", expanding=True))
)


@dataclass(frozen=True)
class Page:
    """Some of the products found."""

    products: tuple[Product, ...]
    more: bool
    """Whether there are further ones"""


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
    return _of(session, found)


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
    if terms := _rarest_first(session, shelf, normalise(words or "").split()):
        query = select(SearchEntry.product_id).order_by(SearchEntry.sort)
        query = query.where(*_standing_under(terms))
    found = session.scalars(query.offset(offset).limit(limit + 1)).all()
    return Page(tuple(_of(session, found[:limit])), len(found) > limit)


def listing(session: Session, after: str = "", limit: int = 50) -> list[Product]:
    """Return products that are sold, with their options, by their ids, of ids after one."""
    query = select(Product.id).where(Product.sold, Product.id > after).order_by(Product.id)
    return _of(session, session.scalars(query.limit(limit)).all())


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


def _of(session: Session, product_ids: Sequence[str]) -> list[Product]:
    """Return the products of these ids, in their order."""
    shelf.fetch(session, product_ids)
    return [get_product(session, product_id) for product_id in product_ids]


def _rarest_first(session: Session, terms: Iterable[str], words: Sequence[str]) -> list[str]:
    """Return the terms to search by, those with the fewest products first."""
    wanted = [*terms, *words[:MOST_WORDS]]
    counts = _counts(session, wanted)
    known = {term if term in counts else _nearest(session, term) or term for term in wanted}
    return sorted(known, key=lambda term: (counts.get(term, 0), term))


def _counts(session: Session, terms: Sequence[str]) -> dict[str, int]:
    """Return how many products stand under each term that has any."""
    if not terms:
        return {}
    return dict(session.connection().execute(_COUNTS, {"terms": terms}).all())


def _nearest(session: Session, word: str) -> str | None:
    """Return the known word of the same initial that is most like this one."""
    if word.startswith(category_term("")):
        return None
    initial = word[0]
    query = select(SearchTerm.term).where(
        SearchTerm.term >= initial, SearchTerm.term < initial + chr(sys.maxunicode)
    )
    known = session.scalars(query.limit(MOST_TERMS)).all()
    best = process.extractOne(word, known, scorer=fuzz.ratio, score_cutoff=WORD_LIKENESS)
    return None if best is None else best[0]


def _standing_under(terms: Sequence[str]) -> list[ColumnElement[bool]]:
    """Return what makes a search entry one of the first term, its product one of all others too."""
    conditions = [SearchEntry.term == terms[0]]
    for term in terms[1:]:
        entry = aliased(SearchEntry)
        same = select(entry).where(entry.term == term, entry.sort == SearchEntry.sort)
        conditions.append(same.exists())
    return conditions


def _near_products(session: Session, spoken: str, limit: int) -> list[str]:
    """Return the ids of products whose names are like the words: those with all of them, or else with any."""
    terms = _rarest_first(session, (), spoken.split())
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
    query = query.where(*_standing_under(terms)).order_by(SearchEntry.sort)
    return dict(session.execute(query.limit(MOST_NAMES)).all())
