"""The time zones of customers, as Alexa tells them."""

import sqlalchemy as sa
from alembic import op

revision = "0080"
down_revision = "0070"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "time_zone",
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("owner", name=op.f("pk_time_zone")),
    )


def downgrade() -> None:
    op.drop_table("time_zone")
