"""When carts that were left were mentioned; consents to offers are found at once."""

import sqlalchemy as sa
from alembic import op

revision = "0112"
down_revision = "0111"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cart_reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("cart_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=8), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cart_reminder")),
    )
    op.create_index(op.f("ix_cart_reminder_owner"), "cart_reminder", ["owner"])
    steps = ["cart_id", "step"]
    op.create_index(op.f("ix_cart_reminder_cart_id_step"), "cart_reminder", steps, unique=True)
    stand = sa.text("purpose = 'offers' AND withdrawn_at IS NULL")
    op.create_index(
        "ix_consent_offers", "consent", ["owner"], sqlite_where=stand, postgresql_where=stand
    )


def downgrade() -> None:
    op.drop_index("ix_consent_offers", "consent")
    op.drop_table("cart_reminder")
