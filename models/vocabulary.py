"""Every word of the shop in one frozen snapshot, from which a language is built.

Imports nothing of ours but the catalogue, the branches, the traits, offers, what is popular, and what things are called.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from models import popular
from models.branches import Branch
from models.catalog import Category, OptionGroup, Product, ProductOption, Shop
from models.catalog_names import CategoryName, ProductName
from models.category_tree import below
from models.pricing import load
from models.spoken import (
    BranchWords,
    CategoryWords,
    ChoiceWords,
    CouponWords,
    GroupWords,
    ProductWords,
    QuestionWords,
    TraitWords,
)
from models.traits import Trait


@dataclass(frozen=True)
class Vocabulary:
    """All that can be named in the shop, in the catalogue's order."""

    products: tuple[ProductWords, ...]
    groups: tuple[GroupWords, ...]
    categories: tuple[CategoryWords, ...]
    branches: tuple[BranchWords, ...] = ()
    questions: tuple[QuestionWords, ...] = ()
    traits: tuple[TraitWords, ...] = ()
    coupons: tuple[CouponWords, ...] = ()
    pronunciations: Mapping[str, str] = field(default_factory=dict)
    """Word -> its phones, as a catalogue file has them for the language"""

    def near(self, category_id: str, most: int) -> "Vocabulary":
        """Return the vocabulary with so many products at most: those of a category first, then those sold most."""
        inside = below([category_id], {one.id: one.parent_id for one in self.categories})
        ranked = sorted(self.products, key=lambda p: (p.category_id not in inside, -p.sold))
        kept = {product.id for product in ranked[:most]}
        return replace(self, products=tuple(p for p in self.products if p.id in kept))


def vocabulary(session: Session) -> Vocabulary:
    """Read the snapshot; nine queries whatever the size of the shop."""
    branches = session.scalars(select(Branch).where(Branch.listed).order_by(Branch.sort))
    return Vocabulary(
        _products(session),
        _groups(session),
        _categories(session),
        tuple(BranchWords(one.id, one.name, tuple(one.synonyms)) for one in branches),
        _questions(session),
        tuple(
            TraitWords(one.id, one.name, tuple(one.synonyms), tuple(one.without))
            for one in session.scalars(select(Trait).order_by(Trait.sort))
        ),
        _coupons(session),
    )


def _questions(session: Session) -> tuple[QuestionWords, ...]:
    """Return what the shop answers, and how it is asked."""
    asked = session.scalar(select(Shop.answers)) or ()
    return tuple(QuestionWords(q["id"], q["text"], tuple(q["phrasings"])) for q in asked)


def _coupons(session: Session) -> tuple[CouponWords, ...]:
    """Return what each coupon can be said by."""
    offers = load.read(session.scalar(select(Shop.offers)) or ())
    said = ((one, (one.name, *one.said) if one.listed else one.said) for one in offers if one.said)
    return tuple(CouponWords(one.id, ways[0], ways[1:]) for one, ways in said)


def _products(session: Session) -> tuple[ProductWords, ...]:
    """Return the products sold, with their synonyms and groups."""
    names = select(ProductName.product_id, ProductName.name).where(~ProductName.canonical)
    synonyms = _gathered(session, names.order_by(ProductName.sort))
    offered = select(ProductOption.product_id, ProductOption.group_id)
    groups = _gathered(session, offered.order_by(ProductOption.sort))
    query = select(Product.id, Product.name, Product.category_id).where(Product.sold)
    sold = popular.sold(session)
    return tuple(
        ProductWords(id, name, synonyms[id], category_id, groups[id], sold.get(id, 0))
        for id, name, category_id in session.execute(query.order_by(Product.sort))
    )


def _groups(session: Session) -> tuple[GroupWords, ...]:
    """Return the option groups with their choices."""
    return tuple(
        GroupWords(
            group.id,
            group.name,
            group.kind,
            group.position,
            tuple(group.amounts),
            tuple(ChoiceWords(one.id, one.name, one.synonyms) for one in group.choices),
        )
        for group in session.scalars(select(OptionGroup).order_by(OptionGroup.sort))
    )


def _categories(session: Session) -> tuple[CategoryWords, ...]:
    """Return the categories still listed, with their synonyms."""
    names = select(CategoryName.category_id, CategoryName.name)
    synonyms = _gathered(session, names.where(~CategoryName.canonical).order_by(CategoryName.sort))
    listed = select(CategoryName.category_id, CategoryName.name, Category.parent_id).join(Category)
    listed = listed.where(CategoryName.canonical).order_by(Category.sort)
    return tuple(
        CategoryWords(id, name, synonyms[id], parent)
        for id, name, parent in session.execute(listed)
    )


def _gathered(session: Session, query: Select[str, str]) -> defaultdict[str, tuple[str, ...]]:
    """Return the second column's values by the first's, in the query's order."""
    gathered: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    for key, value in session.execute(query):
        gathered[key] += (value,)
    return gathered
