"""Write a checked catalogue document into the tables.

Imports nothing of ours but the catalogue, choices, traits, its document, words and what writes its branches, offers and
suggestions.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from models import branch_load, suggestion_load
from models.catalog import Category, OptionGroup, Product, ProductOption, Shop
from models.catalog_document import CategoryEntry, Document, OptionEntry, ProductEntry
from models.catalog_names import (
    ANY_PRODUCT,
    CategoryName,
    ProductName,
    SearchEntry,
    SearchTerm,
    category_term,
    trait_term,
)
from models.choices import Choice
from models.pricing import load as pricing_load
from models.traits import Trait
from models.words import normalise

Row = dict[str, Any]


def replace(session: Session, document: Document) -> None:
    """Put the document in the place of what was sold before."""
    for table in (SearchEntry, SearchTerm, ProductName, ProductOption, CategoryName, Trait):
        session.execute(delete(table))
    session.execute(delete(OptionGroup))
    edition = sha256(document.model_dump_json().encode()).hexdigest()
    texts = document.model_dump(include={"answers", "translations", "pronunciations"})
    rules = {"suggestions": suggestion_load.rows(document), "offers": pricing_load.rows(document)}
    beside = {"id": 1, "edition": edition, **texts, **rules}
    _upsert(session, Shop, [{**beside, **document.shop.model_dump()}])
    branch_load.replace(session, document.branches)
    _categories(session, document.categories)
    _groups(session, document)
    traits = (row.model_dump() | {"sort": n} for n, row in enumerate(document.traits))
    _insert(session, Trait, traits)
    _products(session, document)
    branch_load.stock(session, document)
    _search(session, document)


def _upsert(
    session: Session, table: type[Shop] | type[Category] | type[Product], rows: Sequence[Row]
) -> None:
    """Insert rows or update those of the same id."""
    known = set(session.scalars(select(table.id)))
    if new := [row for row in rows if row["id"] not in known]:
        session.execute(insert(table), new)
    if old := [row for row in rows if row["id"] in known]:
        session.execute(update(table), old)


def _insert(session: Session, table: type[Any], rows: Iterable[Row]) -> None:
    """Insert rows, if there are any."""
    if listed := list(rows):
        session.execute(insert(table), listed)


def _categories(session: Session, entries: Sequence[CategoryEntry]) -> None:
    """Write the categories, parents after all of them exist."""
    rows = [
        {"id": entry.id, "name": entry.name, "parent_id": None, "sort": sort}
        for sort, entry in enumerate(entries)
    ]
    _upsert(session, Category, rows)
    session.execute(update(Category).values(parent_id=None))
    if below := [{"id": entry.id, "parent_id": entry.parent} for entry in entries if entry.parent]:
        session.execute(update(Category), below)
    for entry in entries:
        _insert(session, CategoryName, _names(entry, "category_id"))


def _groups(session: Session, document: Document) -> None:
    """Write option groups and their choices."""
    groups = (
        {
            "id": group.id,
            "name": group.name,
            "kind": group.kind,
            "position": group.position,
            "amounts": group.amounts,
            "choices": tuple(
                Choice(one.id, one.name, tuple(one.synonyms), one.price) for one in group.choices
            ),
            "sort": sort,
        }
        for sort, group in enumerate(document.groups)
    )
    _insert(session, OptionGroup, groups)


def _products(session: Session, document: Document) -> None:
    """Write products, their names and options; what is not listed is not sold."""
    session.execute(update(Product).values(sold=False))
    listed = list(enumerate(document.products))
    _upsert(session, Product, [_product_row(entry, sort) for sort, entry in listed])
    _insert(
        session,
        ProductName,
        (row for _, entry in listed for row in _names(entry, "product_id")),
    )
    prices = {
        (group.id, choice.id): choice.price for group in document.groups for choice in group.choices
    }
    _insert(
        session,
        ProductOption,
        (
            _option_row(entry.id, option, sort, prices)
            for _, entry in listed
            for sort, option in enumerate(entry.options)
        ),
    )


def _product_row(entry: ProductEntry, sort: int) -> Row:
    """Return the row of a product."""
    row = entry.model_dump(exclude={"synonyms", "options", "category", "branch_stock"})
    return row | {
        "category_id": entry.category,
        "sold": True,
        "sort": sort,
        "stock": entry.stock if entry.branch_stock is None else entry.stock or 0,
    }


def _option_row(
    product_id: str, option: OptionEntry, sort: int, prices: dict[tuple[str, str], int]
) -> Row:
    """Return the row of an option, its prices filled in from the group's where left out."""
    narrowed = option.choices and {
        choice: prices[option.group, choice] if price is None else price
        for choice, price in option.choices.items()
    }
    return {
        "product_id": product_id,
        "group_id": option.group,
        "required": option.required,
        "default_id": option.default,
        "max_choices": option.max_choices,
        "narrowed": narrowed,
        "sort": sort,
    }


def _names(entry: CategoryEntry | ProductEntry, key: str) -> list[Row]:
    """Return a row for each way the entry is said; those said alike count once."""
    rows: dict[str, Row] = {}
    for sort, name in enumerate((entry.name, *entry.synonyms)):
        words = normalise(name)
        row = {"words": words, key: entry.id, "name": name, "canonical": sort == 0, "sort": sort}
        rows.setdefault(words, row)
    return list(rows.values())


def _search(session: Session, document: Document) -> None:
    """Write the terms each product is found by, and how many products each term has."""
    parents = {category.id: category.parent for category in document.categories}
    traits = [Trait(**entry.model_dump()) for entry in document.traits]
    terms = [_terms(entry, parents) | _traits(entry, traits) for entry in document.products]
    _insert(
        session,
        SearchEntry,
        (
            {"term": term, "sort": sort, "product_id": entry.id, "base_price": entry.price}
            for sort, entry in enumerate(document.products)
            for term in sorted(terms[sort])
        ),
    )
    counts = Counter(term for found in terms for term in found)
    _insert(session, SearchTerm, ({"term": one, "products": n} for one, n in counts.items()))


def _terms(entry: ProductEntry, parents: dict[str, str | None]) -> set[str]:
    """Return the words of a product's names, and its category with all above."""
    said = (normalise(name).split() for name in (entry.name, *entry.synonyms))
    terms = {word for words in said for word in words} | {ANY_PRODUCT}
    above: str | None = entry.category
    while above is not None:
        terms.add(category_term(above))
        above = parents[above]
    return terms


def _traits(entry: ProductEntry, traits: Sequence[Trait]) -> set[str]:
    """Return the terms of what a product is known to be."""
    return {trait_term(t.id) for t in traits if t.holds(entry.attributes, entry.ingredients)}
