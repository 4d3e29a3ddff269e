"""How often something happened of late, for limits that all programs share; dead letters are found at once."""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tally",
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kind", "owner", name=op.f("pk_tally")),
    )
    op.create_index(op.f("ix_tally_since"), "tally", ["since"], unique=False)
    dead = sa.text("outcome = 'dead'")
    op.create_index("ix_news_dead", "news", ["id"], sqlite_where=dead, postgresql_where=dead)


def downgrade() -> None:
    op.drop_index("ix_news_dead", "news")
    op.drop_table("tally")
