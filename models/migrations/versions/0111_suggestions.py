"""What may be offered unasked, what was said to it, and since when a product is there."""

import sqlalchemy as sa
from alembic import op

revision = "0111"
down_revision = "0110"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("shop", sa.Column("suggestions", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("product", sa.Column("since", sa.String(length=10), nullable=True))
    op.create_table(
        "suggestion_made",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("rule", sa.String(length=60), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion_made")),
    )
    op.create_index(op.f("ix_suggestion_made_owner_rule"), "suggestion_made", ["owner", "rule"])


def downgrade() -> None:
    op.drop_table("suggestion_made")
    op.drop_column("product", "since")
    op.drop_column("shop", "suggestions")
