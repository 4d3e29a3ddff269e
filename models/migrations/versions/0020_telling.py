"""Who may be told what and where: consents, addresses, quiet hours; queues of news, and what became of each."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0030"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def _news() -> "tuple[sa.Column[Any], ...]":
    """Return the new columns of news."""
    return (
        sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("repeats", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("not_before", TIME, nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
    )


def _consent() -> None:
    op.create_table(
        "consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("locale", sa.String(length=16), nullable=False),
        sa.Column("given_at", TIME, nullable=False),
        sa.Column("withdrawn_at", TIME, nullable=True),
        sa.Column("withdrawn_by", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index(
        op.f("ix_consent_owner_channel_purpose"), "consent", ["owner", "channel", "purpose"]
    )


def _contact() -> None:
    op.create_table(
        "contact",
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("noted_at", TIME, nullable=False),
        sa.Column("noted_by", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("owner", "channel", name=op.f("pk_contact")),
    )


def _queues() -> None:
    op.create_table(
        "quiet_hours",
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("begins", sa.String(length=5), nullable=False),
        sa.Column("ends", sa.String(length=5), nullable=False),
        sa.PrimaryKeyConstraint("owner", name=op.f("pk_quiet_hours")),
    )
    op.create_table(
        "news_queue",
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("due_at", TIME, nullable=True),
        sa.Column("claimed_by", sa.String(), nullable=True),
        sa.Column("claimed_until", TIME, nullable=True),
        sa.PrimaryKeyConstraint("owner", name=op.f("pk_news_queue")),
    )
    op.create_index(op.f("ix_news_queue_due_at"), "news_queue", ["due_at"])


def upgrade() -> None:
    for column in _news():
        op.add_column("news", column)
    _consent()
    _contact()
    _queues()


def downgrade() -> None:
    for name in ("news_queue", "quiet_hours", "contact", "consent"):
        op.drop_table(name)
    for column in reversed(_news()):
        op.drop_column("news", column.name)
