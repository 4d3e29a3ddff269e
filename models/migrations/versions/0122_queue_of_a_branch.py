"""The open orders of a branch are found by an index of their own: its queue is read with every order that is placed."""

import sqlalchemy as sa
from alembic import op

revision = "0122"
down_revision = "0121"
branch_labels = None
depends_on = None

OPEN_AT_BRANCH = "ix_customer_order_branch_id_open"


def upgrade() -> None:
    is_open = sa.text("status IN ('received', 'preparing', 'ready', 'on_the_way')")
    op.create_index(
        OPEN_AT_BRANCH,
        "customer_order",
        ["branch_id"],
        sqlite_where=is_open,
        postgresql_where=is_open,
    )


def downgrade() -> None:
    op.drop_index(OPEN_AT_BRANCH, "customer_order")
