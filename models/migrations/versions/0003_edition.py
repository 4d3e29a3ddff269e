"""Edition: which catalogue the shop has, so that what was read of it can be kept."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("shop") as shop:
        shop.add_column(sa.Column("edition", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("shop") as shop:
        shop.drop_column("edition")
