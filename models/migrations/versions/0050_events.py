"""What happened in the shop, as a feed, and how far it is."""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    op.create_index(op.f("ix_event_position"), "event", ["position"], unique=True)
    counts = ("last", "swept", "spread")
    feed = op.create_table(
        "event_feed",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in counts),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_feed")),
    )
    op.bulk_insert(feed, [{"id": 1, **dict.fromkeys(counts, 0)}])


def downgrade() -> None:
    op.drop_table("event_feed")
    op.drop_table("event")
