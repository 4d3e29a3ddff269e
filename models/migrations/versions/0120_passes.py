"""Codes that say at a counter whose visit it is; an order knows the counter at which its account is called."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0120"
down_revision = "0112"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "counter_pass",
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("owner", name=op.f("pk_counter_pass")),
        sa.UniqueConstraint("digest", name=op.f("uq_counter_pass_digest")),
    )
    salts = op.create_table(
        "counter_pass_salt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counter_pass_salt")),
    )
    op.bulk_insert(salts, [{"id": 1, "salt": secrets.token_hex(16)}])
    op.add_column("customer_order", sa.Column("counter", sa.String(length=32), nullable=True))


def downgrade() -> None:
    op.drop_column("customer_order", "counter")
    op.drop_table("counter_pass_salt")
    op.drop_table("counter_pass")
