"""Tables of what lies in the branches, and of what is held for somebody who is asked for a yes.

A shop that is one place has its stock in `product`. Imports nothing of ours but the store.
"""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, Table

from models.base import Base, UtcDateTime

ONE_PLACE = ""
"""Stands for the branch in a shop that has none"""

BRANCH_STOCK = Table(
    "branch_stock",
    Base.metadata,
    Column("branch_id", ForeignKey("branch.id"), primary_key=True),
    Column("product_id", ForeignKey("product.id"), primary_key=True),
    Column("pieces", Integer, nullable=False),
    CheckConstraint("pieces >= 0", name="pieces"),
)
"""Of what is counted; `product.stock` then only says that it is"""

STOCK_HOLD = Table(
    "stock_hold",
    Base.metadata,
    Column("owner", String, primary_key=True),
    Column("product_id", ForeignKey("product.id"), primary_key=True),
    Column("branch_id", String, nullable=False),
    Column("pieces", Integer, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    CheckConstraint("pieces > 0", name="pieces"),
    Index(None, "branch_id", "product_id"),
)
"""Pieces that are still on the shelf, and are nobody else's until then"""
