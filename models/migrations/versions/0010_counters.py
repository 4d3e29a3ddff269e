"""Counters from afar and their keys; news to be told at counters."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0005"
branch_labels = None
depends_on = None


def _device() -> None:
    op.create_table(
        "device",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("key_digest", sa.String(length=64), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_device")),
        sa.UniqueConstraint("key_id", name=op.f("uq_device_key_id")),
    )


def _news() -> None:
    op.create_table(
        "news",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by", sa.String(), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["order_id"], ["customer_order.id"], name=op.f("fk_news_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_news")),
    )
    op.create_index(op.f("ix_news_order_id"), "news", ["order_id"], unique=False)
    op.create_index(
        op.f("ix_news_channel_address_taken_by"),
        "news",
        ["channel", "address", "taken_by"],
        unique=False,
    )


def upgrade() -> None:
    _device()
    _news()


def downgrade() -> None:
    for name in ("news", "device"):
        op.drop_table(name)
