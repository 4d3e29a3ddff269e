"""Prices: sales and coupons, what was taken off an order, how often offers were used, and points, earned and spent."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0102"
down_revision = "0101"
branch_labels = None
depends_on = None

OWNER, ORDER = "ix_points_entry_owner_id", "ix_points_entry_order_id"


def _number(name: str, kind: Any = sa.Integer) -> "sa.Column[Any]":
    return sa.Column(name, kind(), nullable=False, server_default="0")


def _list(name: str) -> "sa.Column[Any]":
    return sa.Column(name, sa.JSON(), nullable=False, server_default="[]")


def _added() -> "dict[str, tuple[sa.Column[Any], ...]]":
    """Return the new columns by table; programs of the version before write none of them."""
    use_points: sa.Column[Any] = sa.Column(
        "use_points", sa.Boolean(), nullable=False, server_default=sa.false()
    )
    order = (
        _number("discount"),
        _list("discounts"),
        _number("points", sa.BigInteger),
        _number("points_worth"),
        _number("earns", sa.BigInteger),
    )
    return {
        "shop": (_list("offers"), sa.Column("loyalty", sa.JSON(), nullable=True)),
        "cart": (_list("coupons"), use_points),
        "customer_order": order,
        "order_line": (_number("discount"),),
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
    op.create_table(
        "points_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["order_id"], ["customer_order.id"], name=op.f("fk_points_entry_order_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_points_entry")),
    )
    op.create_index(OWNER, "points_entry", ["owner", "id"], unique=False)
    op.create_index(ORDER, "points_entry", ["order_id"], unique=False)


def downgrade() -> None:
    op.drop_table("points_entry")
    op.drop_table("offer_use")
    for name, columns in _added().items():
        for column in reversed(columns):
            # Not as a batch: that would make the table anew, and others refer to it.
            op.drop_column(name, column.name)
