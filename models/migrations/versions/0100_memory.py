"""What customers like, and what they looked at."""

import sqlalchemy as sa
from alembic import op

revision = "0100"
down_revision = "0081"
branch_labels = None
depends_on = None

BY_TIME = "ix_viewed_owner_at"


def upgrade() -> None:
    op.create_table(
        "preference",
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("group_id", sa.String(), nullable=False),
        sa.Column("choice", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("owner", "group_id", name=op.f("pk_preference")),
    )
    op.create_table(
        "viewed",
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("product_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("owner", "product_id", name=op.f("pk_viewed")),
    )
    op.create_index(BY_TIME, "viewed", ["owner", "at"], unique=False)


def downgrade() -> None:
    op.drop_index(BY_TIME, "viewed")
    op.drop_table("viewed")
    op.drop_table("preference")
