"""Branches: where the shop is, stock of each, pieces held for a yes, times to pick up; who or what is at which."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0070"
down_revision = "0060"
branch_labels = None
depends_on = None

BY_BRANCH = "ix_customer_order_branch_id_id"
HELD = "ix_stock_hold_branch_id_product_id"


def _time(name: str, *, nullable: bool) -> "sa.Column[Any]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _added() -> "dict[str, tuple[sa.Column[Any], ...]]":
    """Return the new columns by table. No foreign keys: SQLite could not drop them again, and branches stay."""
    branch = "branch_id"
    return {
        "customer_order": (
            sa.Column(branch, sa.String(), nullable=True),
            _time("pickup_at", nullable=True),
        ),
        "customer": (sa.Column(branch, sa.String(), nullable=True),),
        "cart": (_time("pickup_at", nullable=True),),
        "api_key": (sa.Column(branch, sa.String(), nullable=True),),
    }


def upgrade() -> None:
    op.create_table(
        "branch",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("synonyms", sa.JSON(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("hours", sa.String(), nullable=False),
        sa.Column("slot_minutes", sa.Integer(), nullable=True),
        sa.Column("slot_capacity", sa.Integer(), nullable=True),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_branch")),
    )
    _stock()
    op.create_table(
        "counter_branch",
        sa.Column("counter", sa.String(length=32), nullable=False),
        sa.Column("branch_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("counter", name=op.f("pk_counter_branch")),
    )
    for table, columns in _added().items():
        for column in columns:
            op.add_column(table, column)
    op.create_index(BY_BRANCH, "customer_order", ["branch_id", "id"], unique=False)


def _stock() -> None:
    op.create_table(
        "branch_stock",
        sa.Column("branch_id", sa.String(), nullable=False),
        sa.Column("product_id", sa.String(), nullable=False),
        sa.Column("pieces", sa.Integer(), nullable=False),
        sa.CheckConstraint("pieces >= 0", name=op.f("ck_branch_stock_pieces")),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branch.id"], name=op.f("fk_branch_stock_branch_id_branch")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_branch_stock_product_id_product")
        ),
        sa.PrimaryKeyConstraint("branch_id", "product_id", name=op.f("pk_branch_stock")),
    )
    op.create_table(
        "stock_hold",
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("product_id", sa.String(), nullable=False),
        sa.Column("branch_id", sa.String(), nullable=False),
        sa.Column("pieces", sa.Integer(), nullable=False),
        _time("expires_at", nullable=False),
        sa.CheckConstraint("pieces > 0", name=op.f("ck_stock_hold_pieces")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_stock_hold_product_id_product")
        ),
        sa.PrimaryKeyConstraint("owner", "product_id", name=op.f("pk_stock_hold")),
    )
    op.create_index(HELD, "stock_hold", ["branch_id", "product_id"], unique=False)


def downgrade() -> None:
    op.drop_index(BY_BRANCH, "customer_order")
    for name, columns in _added().items():
        for column in reversed(columns):
            # Not as a batch: that would make the table anew, and others refer to it.
            op.drop_column(name, column.name)
    # An older shop is one place: what lies in all branches is there.
    op.execute(
        "UPDATE product SET stock = (SELECT sum(pieces) FROM branch_stock WHERE product_id = product.id)"
        " WHERE id IN (SELECT product_id FROM branch_stock)"
    )
    for table in ("counter_branch", "stock_hold", "branch_stock", "branch"):
        op.drop_table(table)
