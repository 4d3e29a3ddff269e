"""Fulfilment: pickup and delivery, what was promised and paid, who took each step, addresses on file."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INDEX = "ix_customer_order_number_open"
BEFORE = "status IN ('received', 'preparing', 'ready')"
NOW = "status IN ('received', 'preparing', 'ready', 'on_the_way')"
OLD_NAMES = {"on_the_way": "ready", "delivered": "collected"}
"""What an older shop calls the statuses that it does not know"""
ORDER, STEP = (
    sa.table(name, sa.column("status"), sa.column("actor"))
    for name in ("customer_order", "order_step")
)


def _added() -> "dict[str, tuple[sa.Column[Any], ...]]":
    """Return the new columns by table."""
    return {
        "customer_order": (
            sa.Column("fulfilment", sa.String(length=8), nullable=False, server_default="pickup"),
            sa.Column("address", sa.String(), nullable=True),
            sa.Column("promised_at", sa.DateTime(timezone=True), nullable=True),
            sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        ),
        "order_step": (
            sa.Column("actor", sa.String(length=8), nullable=False, server_default="staff"),
            sa.Column("who", sa.String(), nullable=True),
            sa.Column("refund", sa.Integer(), nullable=True),
        ),
        "shop": (
            sa.Column("at_once", sa.Integer(), nullable=False, server_default="4"),
            sa.Column("delivery_minutes", sa.Integer(), nullable=True),
        ),
    }


def _open_numbers(where: str) -> None:
    op.drop_index(INDEX, "customer_order")
    condition = sa.text(where)
    op.create_index(
        INDEX,
        "customer_order",
        ["number"],
        unique=True,
        sqlite_where=condition,
        postgresql_where=condition,
    )


def upgrade() -> None:
    for table, columns in _added().items():
        for column in columns:
            op.add_column(table, column)
    # The first step of an order is the customer's own; who cancelled it is not known, but so it mostly was.
    own = STEP.c.status.in_(("received", "cancelled"))
    op.execute(sa.update(STEP).where(own).values(actor="customer"))
    _open_numbers(NOW)
    op.create_table(
        "address",
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("lines", sa.String(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("owner", name=op.f("pk_address")),
    )


def downgrade() -> None:
    op.drop_table("address")
    for table in (ORDER, STEP):
        for new, old in OLD_NAMES.items():
            op.execute(sa.update(table).where(table.c.status == new).values(status=old))
    _open_numbers(BEFORE)
    for name, columns in _added().items():
        for column in reversed(columns):
            # Not as a batch: that would make the table anew, and others refer to it.
            op.drop_column(name, column.name)
