"""How the catalogue's words are spoken."""

import sqlalchemy as sa
from alembic import op

revision = "0121"
down_revision = "0120"
branch_labels = None
depends_on = None


def upgrade() -> None:
    column = sa.Column("pronunciations", sa.JSON(), nullable=False, server_default="{}")
    op.add_column("shop", column)


def downgrade() -> None:
    op.drop_column("shop", "pronunciations")
