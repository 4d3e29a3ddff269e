"""Webhooks: endpoints with queues and deliveries, sources with receipts, and the sealed secrets of both."""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def _endpoints() -> None:
    op.create_table(
        "webhook_endpoint",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("failing_since", TIME, nullable=True),
        sa.Column("disabled_at", TIME, nullable=True),
        sa.Column("disabled_why", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_endpoint")),
    )
    op.create_table(
        "webhook_queue",
        sa.Column("endpoint_id", sa.String(), nullable=False),
        sa.Column("due_at", TIME, nullable=True),
        sa.Column("claimed_by", sa.String(), nullable=True),
        sa.Column("claimed_until", TIME, nullable=True),
        sa.PrimaryKeyConstraint("endpoint_id", name=op.f("pk_webhook_queue")),
    )
    op.create_index(op.f("ix_webhook_queue_due_at"), "webhook_queue", ["due_at"])


def _deliveries() -> None:
    names = {"endpoint_id": "webhook_endpoint", "event_id": "event"}
    op.create_table(
        "webhook_delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("endpoint_id", sa.String(length=32), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("taken_by", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("repeats", sa.Integer(), nullable=False),
        sa.Column("not_before", TIME, nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        sa.Column("ended_at", TIME, nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_delivery")),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], op.f(f"fk_webhook_delivery_{column}"), ondelete="CASCADE"
            )
            for column, table in names.items()
        ),
    )
    index = op.f("ix_webhook_delivery_endpoint_id_outcome_id")
    op.create_index(index, "webhook_delivery", ["endpoint_id", "outcome", "id"])
    op.create_index(op.f("ix_webhook_delivery_event_id"), "webhook_delivery", ["event_id"])


def _sources() -> None:
    op.create_table(
        "webhook_source",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_webhook_source")),
    )
    op.create_table(
        "webhook_receipt",
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("message_id", sa.String(length=256), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("source", "message_id", name=op.f("pk_webhook_receipt")),
    )
    op.create_index(op.f("ix_webhook_receipt_at"), "webhook_receipt", ["at"])


def _secrets() -> None:
    op.create_table(
        "webhook_secret",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("ends_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_secret")),
    )
    op.create_index(op.f("ix_webhook_secret_holder"), "webhook_secret", ["holder"])


def upgrade() -> None:
    for make in (_endpoints, _deliveries, _sources, _secrets):
        make()


def downgrade() -> None:
    for name in ("secret", "receipt", "source", "delivery", "queue", "endpoint"):
        op.drop_table(f"webhook_{name}")
