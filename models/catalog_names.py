"""Tables by which products and categories are found: names, and terms to search by.

They hold only what is sold now, and are written anew with each catalogue.
Imports nothing of ours but the store.
"""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class CategoryName(Base):
    """A name or synonym of a category, with the words it is found by."""

    __tablename__ = "category_name"

    words: Mapped[str] = mapped_column(primary_key=True)
    category_id: Mapped[str] = mapped_column(ForeignKey("category.id"), index=True)
    name: Mapped[str]
    canonical: Mapped[bool]
    sort: Mapped[int]


class ProductName(Base):
    """A name or synonym of a product sold, with the words it is found by."""

    __tablename__ = "product_name"

    words: Mapped[str] = mapped_column(primary_key=True)
    product_id: Mapped[str] = mapped_column(ForeignKey("product.id"), index=True)
    name: Mapped[str]
    canonical: Mapped[bool]
    sort: Mapped[int]


class SearchEntry(Base):
    """A product sold under one term it is found by: a word of its names, or the term of a category or trait."""

    __tablename__ = "search_entry"
    __table_args__ = (Index(None, "term", "base_price", "sort"),)

    term: Mapped[str] = mapped_column(primary_key=True)
    sort: Mapped[int] = mapped_column(primary_key=True)
    """The product's own, so that a page is read off the key in the catalogue's order"""
    product_id: Mapped[str] = mapped_column(ForeignKey("product.id"), index=True)
    base_price: Mapped[int] = mapped_column(server_default="0")
    """The product's, minor units, without options"""


class SearchTerm(Base):
    """How many products stand under a term: a search starts from its rarest one."""

    __tablename__ = "search_term"

    term: Mapped[str] = mapped_column(primary_key=True)
    products: Mapped[int]


ANY_PRODUCT = ":"
"""The term that every product stands under"""


def category_term(category_id: str) -> str:
    """Return the term of a category, of everything if it is none; words have no colon."""
    return f"{ANY_PRODUCT}{category_id}"


def trait_term(trait_id: str) -> str:
    """Return the term of a trait; ids have no plus."""
    return f"{ANY_PRODUCT}+{trait_id}"
