"""The shop's answers to questions, wishes to be told what is back, and news that is of no order.

Notifiers of the version before know only news of orders: stop them before customers ask for anything else.
"""

import sqlalchemy as sa
from alembic import op

revision = "0110"
down_revision = "0102"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
NEWS = sa.table("news", sa.column("order_id"))


def upgrade() -> None:
    op.add_column("shop", sa.Column("answers", sa.JSON(), nullable=False, server_default="[]"))
    op.create_table(
        "stock_watch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("product_id", sa.String(), nullable=False),
        sa.Column("branch_id", sa.String(), nullable=False),
        sa.Column("asked_at", TIME, nullable=False),
        sa.Column("told_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_stock_watch_product_id_product")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_watch")),
    )
    op.create_index(op.f("ix_stock_watch_owner"), "stock_watch", ["owner"])
    waiting = sa.text("told_at IS NULL")
    op.create_index(
        "ix_stock_watch_waiting",
        "stock_watch",
        ["product_id"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
    _news()


def _news() -> None:
    with op.batch_alter_table("news") as news:
        news.add_column(sa.Column("owner", sa.String(), nullable=True))
        news.add_column(
            sa.Column("purpose", sa.String(length=16), nullable=False, server_default="orders")
        )
        news.add_column(sa.Column("subject", sa.String(), nullable=True))
        news.alter_column("order_id", existing_type=sa.Integer(), nullable=True)
    op.create_index(op.f("ix_news_owner"), "news", ["owner"])


def downgrade() -> None:
    op.execute(sa.delete(NEWS).where(NEWS.c.order_id.is_(None)))
    op.drop_index(op.f("ix_news_owner"), "news")
    with op.batch_alter_table("news") as news:
        news.alter_column("order_id", existing_type=sa.Integer(), nullable=False)
        for column in ("subject", "purpose", "owner"):
            news.drop_column(column)
    op.drop_table("stock_watch")
    op.drop_column("shop", "answers")
