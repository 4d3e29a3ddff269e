"""Offers: sales and coupons of the shop, coupons of a cart, what was taken off an order, how often offers were used."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0090"
down_revision = "0070"
branch_labels = None
depends_on = None


def _added() -> "dict[str, tuple[sa.Column[Any], ...]]":
    """Return the new columns by table; programs of the version before write none of them."""
    return {
        "shop": (sa.Column("offers", sa.JSON(), nullable=False, server_default="[]"),),
        "cart": (sa.Column("coupons", sa.JSON(), nullable=False, server_default="[]"),),
        "customer_order": (
            sa.Column("discount", sa.Integer(), nullable=False, server_default="0"),
            sa.Column("discounts", sa.JSON(), nullable=False, server_default="[]"),
        ),
        "order_line": (sa.Column("discount", sa.Integer(), nullable=False, server_default="0"),),
    }


def upgrade() -> None:
    for table, columns in _added().items():
        for column in columns:
            op.add_column(table, column)
    op.create_table(
        "offer_use",
        sa.Column("offer_id", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("offer_id", "owner", name=op.f("pk_offer_use")),
    )


def downgrade() -> None:
    op.drop_table("offer_use")
    for name, columns in _added().items():
        for column in reversed(columns):
            # Not as a batch: that would make the table anew, and others refer to it.
            op.drop_column(name, column.name)
